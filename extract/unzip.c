#include "extract/unzip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "common/filename.h"

enum { BLOCK = 64 * 1024, RATIO_FROM = 1 << 20, MIB = 1 << 20 };
enum { DOS_VOLUME = 0x08, DOS_FOLDER = 0x10 };

struct unzip {
	zip_t *zip;
	int dir;
	const struct unzip_limits *limits;
	struct unzip_result *to;
	size_t written; /* files that are there and must go if it fails */
};

void unzip_limits_of(const struct conf *c, struct unzip_limits *ret)
{
	*ret = (struct unzip_limits){ .entries = (size_t)conf_int(c, "zip.entries"),
		.one = conf_int(c, "zip.file-mib") * MIB,
		.all = conf_int(c, "zip.total-mib") * MIB,
		.ratio = conf_int(c, "zip.ratio") };
}

/* --- what the directory of the zip says ------------------------------------- */

static int refused(int code, struct err *e)
{
	zip_error_t ze;

	zip_error_init_with_code(&ze, code);
	err_set(e, code == ZIP_ER_MEMORY ? ERR_MEMORY : ERR_DATA, "not a whole and sound zip: %s",
	        zip_error_strerror(&ze));
	zip_error_fini(&ze);
	return -1;
}

static int check_name(const struct unzip *u, const char *name, struct err *e)
{
	const char *fault = filename_fault(name);

	if (fault)
		return err_set(e, ERR_DATA, "the file name '%.60s' in the zip %s", name, fault);
	for (size_t i = 0; i < u->to->n; i++)
		if (text_same_folded(u->to->name[i], name))
			return err_set(e, ERR_DATA, "'%s' is in the zip twice", name);
	return 0;
}

static int check_kind(const struct unzip *u, zip_uint64_t i, const char *name, struct err *e)
{
	zip_uint8_t system = 0;
	zip_uint32_t attr = 0;
	mode_t mode;

	if (zip_file_get_external_attributes(u->zip, i, 0, &system, &attr) < 0)
		return err_set(e, ERR_DATA, "'%s' in the zip has no attributes", name);
	mode = (mode_t)(attr >> 16);
	if ((attr & (DOS_VOLUME | DOS_FOLDER)) ||
	        ((system == ZIP_OPSYS_UNIX || system == ZIP_OPSYS_OS_X) && (mode & S_IFMT) &&
	                !S_ISREG(mode)))
		return err_set(e, ERR_DATA, "'%s' in the zip is not a regular file", name);
	return 0;
}

static int check_packing(const struct unzip *u, const zip_stat_t *st, struct err *e)
{
	const struct unzip_limits *l = u->limits;
	uint64_t left = (uint64_t)(l->all - u->to->bytes);

	if (st->encryption_method != ZIP_EM_NONE)
		return err_set(e, ERR_DATA, "'%s' in the zip is encrypted", st->name);
	if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
		return err_set(e, ERR_DATA,
		        "'%s' in the zip is packed by method %u; stored and deflate are accepted",
		        st->name, st->comp_method);
	if (st->size > (uint64_t)l->one || st->size > left)
		return err_set(e, ERR_DATA,
		        "'%s' in the zip would be %llu bytes; the limit is %lld for one file and "
		        "%lld for all",
		        st->name, (unsigned long long)st->size, (long long)l->one,
		        (long long)l->all);
	if (st->size > RATIO_FROM && st->size / (st->comp_size + 1) > (uint64_t)l->ratio)
		return err_set(e, ERR_DATA,
		        "'%s' in the zip would grow %llu-fold; the limit is %lld", st->name,
		        (unsigned long long)(st->size / (st->comp_size + 1)), (long long)l->ratio);
	return 0;
}

/* --- what really comes out -------------------------------------------------- */

static void zip_filep(zip_file_t **f)
{
	if (*f)
		(void)zip_fclose(*f);
	*f = NULL;
}

static int write_all(int fd, const char *block, size_t n, struct err *e)
{
	while (n > 0) {
		ssize_t k = FAULT("unzip.write") ? -1 : write(fd, block, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_sys(e, ERR_IO, "could not write what a zip holds");
		block += k;
		n -= (size_t)k;
	}
	return 0;
}

static int copy_out(zip_file_t *from, int to, const zip_stat_t *st, struct err *e)
{
	static _Thread_local char block[BLOCK];
	uint64_t got = 0;
	zip_int64_t n;

	while ((n = zip_fread(from, block, sizeof block)) > 0) {
		got += (uint64_t)n;
		if (got > st->size)
			return err_set(e, ERR_DATA,
			        "more bytes come out of '%s' in the zip than it states", st->name);
		if (write_all(to, block, (size_t)n, e) < 0)
			return -1;
	}
	if (n < 0)
		return err_set(e, ERR_DATA, "'%s' in the zip is damaged: %s", st->name,
		        zip_file_strerror(from));
	if (got != st->size)
		return err_set(e, ERR_DATA, "'%s' in the zip ends after %llu of %llu bytes",
		        st->name, (unsigned long long)got, (unsigned long long)st->size);
	return 0;
}

static const char *file_name(const struct unzip *u, size_t i, char number[24])
{
	if (!u->limits->by_number)
		return u->to->name[i];
	snprintf(number, 24, "%zu", i + 1);
	return number;
}

static int one_file(struct unzip *u, zip_uint64_t i, const zip_stat_t *st, struct err *e)
{
	zip_file_t *from CLEANUP(zip_filep) = zip_fopen_index(u->zip, i, 0);
	int to CLEANUP(fd_closep) = -1;
	char number[24];

	if (!from)
		return err_set(e, ERR_DATA, "could not open '%s' in the zip: %s", st->name,
		        zip_strerror(u->zip));
	to = openat(u->dir, file_name(u, u->written, number),
	        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0)
		return err_sys(e, ERR_CANTCREAT, "could not make '%s' of the zip", st->name);
	u->written++;
	return copy_out(from, to, st, e);
}

static int one_entry(struct unzip *u, zip_uint64_t i, struct err *e)
{
	const zip_uint64_t all = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
	                         ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	zip_stat_t st;

	if (zip_stat_index(u->zip, i, ZIP_FL_ENC_RAW, &st) < 0 || (st.valid & all) != all)
		return err_set(e, ERR_DATA, "entry %llu of the zip has no proper head",
		        (unsigned long long)i + 1);
	if (check_name(u, st.name, e) < 0 || check_packing(u, &st, e) < 0 ||
	        check_kind(u, i, st.name, e) < 0)
		return -1;
	u->to->name[u->to->n++] = arena_strdup(u->to->arena, st.name);
	u->to->bytes += (int64_t)st.size;
	return one_file(u, i, &st, e);
}

static int all_entries(struct unzip *u, struct err *e)
{
	zip_int64_t n = zip_get_num_entries(u->zip, 0);

	if (n <= 0)
		return err_set(e, ERR_DATA, "the zip is empty");
	if ((uint64_t)n > u->limits->entries)
		return err_set(e, ERR_DATA, "%lld files in the zip; the limit is %zu", (long long)n,
		        u->limits->entries);
	u->to->name = arena_take(u->to->arena, (size_t)n * sizeof *u->to->name);
	for (zip_uint64_t i = 0; i < (zip_uint64_t)n; i++)
		if (one_entry(u, i, e) < 0)
			return -1;
	return 0;
}

/* --- the folder ------------------------------------------------------------- */

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

static bool is_empty(const char *path)
{
	DIR *d CLEANUP(dir_closep) = opendir(path);
	const struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	return d != NULL;
}

static int open_dir(const char *path, int *ret, struct err *e)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_sys(e, ERR_CANTCREAT, "could not make folder '%s'", path);
	*ret = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*ret < 0)
		return err_sys(e, ERR_IO, "could not open folder '%s'", path);
	return is_empty(path) ? 0 : err_set(e, ERR_IO, "folder '%s' is not empty", path);
}

static void unzip_done(struct unzip *u)
{
	char number[24];

	for (size_t i = 0; i < u->written; i++)
		(void)unlinkat(u->dir, file_name(u, i, number), 0);
	fd_closep(&u->dir);
	if (u->zip)
		zip_discard(u->zip);
	u->zip = NULL;
}

/* A pipe or a device under the name would hang. */
static int open_zip(struct unzip *u, const char *path, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int code = 0;

	if (fd < 0)
		return err_sys(
		        e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "could not open '%s'", path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "'%s' is not a regular file", path);
	u->zip = zip_fdopen(fd, ZIP_CHECKCONS, &code);
	if (!u->zip)
		return refused(code, e);
	fd = -1;
	return 0;
}

int unzip_to(const char *zip_path, const char *dir, const struct unzip_limits *limits,
        struct unzip_result *ret, struct err *e)
{
	struct unzip u CLEANUP(unzip_done) = { .dir = -1, .limits = limits, .to = ret };

	*ret = (struct unzip_result){ .arena = ret->arena };
	if (open_zip(&u, zip_path, e) < 0 || open_dir(dir, &u.dir, e) < 0 || all_entries(&u, e) < 0)
		return -1;
	u.written = 0;
	return 0;
}

const char *unzip_path(struct arena *a, const char *dir, size_t i)
{
	return arena_printf(a, "%s/%zu", dir, i + 1);
}

int unzip_remove(const char *dir, struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(dir);
	const struct dirent *entry;

	if (!d && errno == ENOENT)
		return 0;
	while (d && (entry = readdir(d)))
		(void)unlinkat(dirfd(d), entry->d_name, 0);
	return rmdir(dir) < 0 ? err_sys(e, ERR_IO, "could not remove folder '%s'", dir) : 0;
}

bool unzip_is_zip(const char *path)
{
	FILE *f CLEANUP(file_closep) = fopen(path, "rbe");
	char head[4];

	return f && fread(head, 1, 4, f) == 4 &&
	       (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0);
}
