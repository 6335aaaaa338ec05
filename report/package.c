#define _GNU_SOURCE /* renameat2 */
#include "report/package.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "report/package_zip.h"

enum { SIGNATURE_MAX = 1 << 20 };

/* What is made from a manifest: the two lists and the signature, in memory. */
struct parts {
	struct buf manifest, list, signature;
	struct manifest_payload *all; /* payloads and manifest.xml */
	size_t n;
	struct arena a;
};

static void parts_init(struct parts *p)
{
	*p = (struct parts){ .n = 0 };
	buf_init(&p->manifest, MANIFEST_MAX);
	buf_init(&p->list, MANIFEST_MAX);
	buf_init(&p->signature, SIGNATURE_MAX);
}

static void parts_done(struct parts *p)
{
	buf_done(&p->manifest);
	buf_done(&p->list);
	buf_done(&p->signature);
	arena_done(&p->a);
}

static int make_manifest(struct parts *p, const struct manifest *m, struct err *e)
{
	char *hex = arena_take(&p->a, 65);

	if (manifest_write(m, &p->manifest, e) < 0)
		return -1;
	sha256_hex(p->manifest.data, p->manifest.len, hex);
	p->all = arena_take(&p->a, (m->payloads + 1) * sizeof *p->all);
	memcpy(p->all, m->payload, m->payloads * sizeof *p->all);
	p->n = m->payloads + 1;
	p->all[m->payloads] = (struct manifest_payload){ .name = MANIFEST_NAME,
		.type = "application/xml",
		.schema = "",
		.sha256 = hex,
		.bytes = (int64_t)p->manifest.len,
		.records = -1 };
	return 0;
}

static int check_names(const struct manifest *m, struct err *e)
{
	for (size_t i = 0; i < m->payloads; i++)
		if (entry_name_check(m->payload[i].name, e) < 0)
			return -1;
	return 0;
}

/* ---- self-check ---- */

static int open_trust(const struct package_job *job, struct trust *t, struct err *e)
{
	if (job->roots && *job->roots) {
		if (trust_open(t, job->roots, NULL, e) < 0)
			return -1;
	} else if (job->profile == PACKAGE_XADES) {
		return err_set(e, ERR_CONFIG,
		        "XML that signs itself is checked against sign.trust, which is "
		        "empty: give the PEM file with the root certificates");
	} else {
		*t = (struct trust){ .limits = LIMITS_OWN };
		t->self = job->signer ? job->signer->cert : NULL;
	}
	t->unsigned_ok = job->profile == PACKAGE_NONE;
	t->cvr = job->signer ? job->signer->cvr : NULL;
	return 0;
}

/* Roots and keys are configuration; anything else is a file that is not as it was written. */
static enum err_code code_of(const struct verify_result *r)
{
	ptrdiff_t id = verify_first_fault(r) - r->check;

	return id == CHECK_CHAIN || id == CHECK_ORGANISATION || id == CHECK_REVOCATION ? ERR_CONFIG
	                                                                               : ERR_IO;
}

/* As a receiver would look at it, before anybody can see it. */
static int self_check(const struct package_job *job, const char *path, struct err *e)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct verify_result *r = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };

	r = arena_take(&a, sizeof *r);
	if (open_trust(job, &t, e) < 0 || package_verify(path, &t, r, e) < 0)
		return -1;
	if (FAULT("package.check"))
		return err_sys(e, ERR_IO, "checking '%s'", path);
	return r->valid ? 0
	                : err_set(e, code_of(r), "the package does not pass its own check: %s",
	                          verify_first_fault(r)->text);
}

/* ---- ASiC-E ---- */

static int add_entries(
        struct zip_out *z, const struct package_job *job, const struct parts *p, struct err *e)
{
	if (zip_out_bytes(z, "mimetype", ASIC_MIMETYPE, strlen(ASIC_MIMETYPE), true, e) < 0)
		return -1;
	for (size_t i = 0; i < job->manifest->payloads; i++)
		if (zip_out_file(z, job->manifest->payload[i].name, job->source[i], e) < 0)
			return -1;
	if (zip_out_bytes(z, MANIFEST_NAME, p->manifest.data, p->manifest.len, false, e) < 0 ||
	        zip_out_bytes(z, ASIC_MANIFEST_NAME, p->list.data, p->list.len, false, e) < 0)
		return -1;
	return zip_out_bytes(z, ASIC_SIGNATURE_NAME, p->signature.data, p->signature.len, false, e);
}

static int write_zip(FILE *to, const struct package_job *job, const struct parts *p, struct err *e)
{
	struct zip_out z CLEANUP(zip_out_done) = { 0 };

	if (zip_out_begin(&z, to, job->level, e) < 0 || add_entries(&z, job, p, e) < 0)
		return -1;
	return zip_out_end(&z, e);
}

static int build_asic(const struct package_job *job, struct parts *p, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };

	if (asic_manifest_write(p->all, p->n, &p->list, e) < 0 ||
	        sign_cms(job->signer, p->list.data, p->list.len, &p->signature, e) < 0)
		return -1;
	if (file_begin(&out, job->path, e) < 0 || write_zip(out.f, job, p, e) < 0)
		return -1;
	if (self_check(job, out.tmp, e) < 0)
		return -1;
	return file_commit(&out, e);
}

/* ---- a folder of files ---- */

/* Removes a folder of plain files; what is not there is fine. */
static int folder_remove(const char *path, struct err *e)
{
	DIR *d = opendir(path);
	struct dirent *de;

	if (!d)
		return errno == ENOENT ? 0 : err_sys(e, ERR_IO, "could not open folder '%s'", path);
	while ((de = readdir(d)) != NULL)
		if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0)
			(void)unlinkat(dirfd(d), de->d_name, 0);
	(void)closedir(d);
	return rmdir(path) == 0 ? 0 : err_sys(e, ERR_IO, "could not remove folder '%s'", path);
}

int package_remove(const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : err_sys(e, ERR_IO, "could not look at '%s'", path);
	return S_ISDIR(st.st_mode) ? folder_remove(path, e) : file_remove(path, e);
}

static int copy_stream(FILE *from, FILE *to)
{
	char block[65536];
	size_t n;

	while ((n = fread(block, 1, sizeof block, from)) > 0)
		if (fwrite(block, 1, n, to) != n)
			return -1;
	return ferror(from) ? -1 : 0;
}

/* A second name for the same bytes; on another file system, a copy. */
static int put_file(const char *from, const char *to, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	FILE *in CLEANUP(file_closep) = NULL;

	if (link(from, to) == 0)
		return 0;
	if (errno != EXDEV && errno != EPERM && errno != EMLINK)
		return err_sys(e, ERR_IO, "could not put '%s' into the package", from);
	in = fopen(from, "rbe");
	if (!in)
		return err_sys(e, ERR_NOINPUT, "could not open '%s'", from);
	if (file_begin(&out, to, e) < 0)
		return -1;
	if (copy_stream(in, out.f) < 0)
		return err_sys(e, ERR_IO, "could not copy '%s'", from);
	return file_commit(&out, e);
}

static int put_bytes(const char *path, const struct buf *b, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };

	if (file_begin(&out, path, e) < 0)
		return -1;
	if (fwrite(b->data, 1, b->len, out.f) != b->len)
		return err_sys(e, ERR_IO, "could not write '%s'", path);
	return file_commit(&out, e);
}

static int put_signature(
        const struct package_job *job, struct parts *p, const char *file, struct err *e)
{
	buf_reset(&p->signature);
	if (sign_cms_file(job->signer, file, &p->signature, e) < 0)
		return -1;
	return put_bytes(arena_printf(&p->a, "%s.p7s", file), &p->signature, e);
}

static int fill_folder(
        const struct package_job *job, struct parts *p, const char *dir, struct err *e)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *to = arena_printf(&p->a, "%s/%s", dir, p->all[i].name);
		bool last = i + 1 == p->n; /* manifest.xml */

		if ((last ? put_bytes(to, &p->manifest, e) : put_file(job->source[i], to, e)) < 0)
			return -1;
		if (job->profile == PACKAGE_P7S && put_signature(job, p, to, e) < 0)
			return -1;
	}
	return 0;
}

static int sync_folder(const char *path, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return err_sys(e, ERR_IO, "could not sync the folder '%s'", path);
	return 0;
}

/* One call of the system: the old folder or the new one, never neither. */
static int swap_in(const char *tmp, const char *path, struct err *e)
{
	if (FAULT("package.rename"))
		return err_sys(e, ERR_IO, "could not replace '%s'", path);
	if (renameat2(AT_FDCWD, tmp, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EEXIST)
		return err_sys(e, ERR_IO, "could not make '%s'", path);
	if (renameat2(AT_FDCWD, tmp, AT_FDCWD, path, RENAME_EXCHANGE) < 0)
		return err_sys(e, ERR_IO, "could not replace '%s'", path);
	return folder_remove(tmp, e);
}

static int build_folder(const struct package_job *job, struct parts *p, struct err *e)
{
	const char *tmp = arena_printf(&p->a, "%s.tmp", job->path);
	struct err ignored;
	int rc;

	if (folder_remove(tmp, e) < 0 || dir_make(tmp, e) < 0)
		return -1;
	rc = fill_folder(job, p, tmp, e);
	if (rc == 0)
		rc = self_check(job, tmp, e);
	if (rc == 0)
		rc = sync_folder(tmp, e);
	if (rc == 0)
		rc = swap_in(tmp, job->path, e);
	if (rc == 0)
		rc = sync_folder(arena_printf(&p->a, "%s/..", job->path), e);
	if (rc < 0)
		(void)!folder_remove(tmp, &ignored);
	return rc;
}

int package_write(const struct package_job *job, struct err *e)
{
	struct parts p CLEANUP(parts_done);
	int rc;

	parts_init(&p);
	if (job->manifest->payloads == 0)
		return err_set(e, ERR_DATA, "there is nothing to pack");
	if (check_names(job->manifest, e) < 0 || make_manifest(&p, job->manifest, e) < 0)
		return -1;
	rc = job->profile == PACKAGE_ASICE ? build_asic(job, &p, e) : build_folder(job, &p, e);
	return rc < 0 ? err_ctx(e, "packing '%s'", job->path) : 0;
}
