#define _GNU_SOURCE /* O_TMPFILE, memmem */
#include "report/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#include "common/file.h"
#include "report/manifest.h"
#include "report/xsd.h"
#include "report/xml_verify.h"

enum { BLOCK = 256 << 10, SIGNATURE_MAX = 1 << 20 };

struct job {
	const char *path;
	const struct trust *t;
	struct verify_result *r;
	struct arena *a;
	struct container c;
	struct manifest_payload *signed_list; /* of ASiCManifest.xml */
	size_t signed_n;
	const char *signature; /* name of the signature file it speaks of */
	struct manifest own;
	char *list_text; /* ASiCManifest.xml as it stands */
	size_t list_len;
	size_t xades, schemas; /* files that had one, and passed */
};

/* ---- set-up ---- */

int verify_schema(void *arg, const char *schema, const char *file, bool enveloped, struct err *e)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };

	(void)arg;
	return xsd_open_ordered(schema, &x, e) < 0 ? -1 : xsd_validate(&x, file, enveloped, e);
}

static const char *below(struct arena *a, const char *workspace, const char *path)
{
	return !*path || *path == '/' ? path : arena_printf(a, "%s/%s", workspace, path);
}

int trust_from_conf(
        struct trust *t, const struct conf *conf, const char *workspace, int64_t now, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *roots = conf_text(conf, "sign.trust");

	if (!*roots)
		return err_set(e, ERR_CONFIG,
		        "setting sign.trust is empty: give the PEM file with the root "
		        "certificates to verify against");
	if (trust_open(t, below(&a, workspace, roots),
	            below(&a, workspace, conf_text(conf, "sign.crl")), e) < 0)
		return -1;
	t->cvr = conf_text(conf, "sign.cvr");
	t->now = now;
	t->schema = verify_schema;
	snprintf(t->tmp, sizeof t->tmp, "%s/tmp", workspace);
	if (!file_exists(t->tmp))
		t->tmp[0] = '\0';
	return 0;
}

/* ---- names and states ---- */

static const char *const names[][2] = {
#define X(id, name, text) { name, text },
	VERIFY_CHECKS(X)
#undef X
};

const char *check_name(enum check_id id)
{
	return names[id][0];
}

const char *check_question(enum check_id id)
{
	return names[id][1];
}

const char *check_state_name(enum check_state s)
{
	static const char *const text[] = { "not done", "ok", "FAILED", "n/a" };

	return text[s];
}

const struct check *verify_first_fault(const struct verify_result *r)
{
	for (int i = 0; i < CHECK_COUNT; i++)
		if (r->check[i].state == CHECK_FAILED)
			return &r->check[i];
	for (int i = 0; i < CHECK_COUNT; i++)
		if (r->check[i].state == CHECK_NOT_DONE)
			return &r->check[i];
	return &r->check[0];
}

/* What a package says of itself may not draw on a terminal or make up lines of its own. */
static void clean(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++) {
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0) /* C1 controls in UTF-8 */
			*p = p[1] = '?';
	}
}

/* The first failure of a check stays; what comes after it does not cover it up. */
static void PRINTF_LIKE(4, 5)
        say(struct job *j, enum check_id id, enum check_state state, const char *fmt, ...)
{
	struct check *c = &j->r->check[id];
	va_list ap;

	if (c->state == CHECK_FAILED)
		return;
	c->state = state;
	va_start(ap, fmt);
	vsnprintf(c->text, sizeof c->text, fmt, ap);
	va_end(ap);
	clean(c->text);
}

static bool is(const struct job *j, enum check_id id, enum check_state state)
{
	return j->r->check[id].state == state;
}

/* Bad data is a result; the rest is an error. */
static int refuse(struct job *j, enum check_id id, const struct err *e)
{
	if (e->code != ERR_DATA)
		return -1;
	say(j, id, CHECK_FAILED, "%s", e->msg);
	return 0;
}

/* ---- the container ---- */

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

static bool is_meta(const char *name)
{
	return strncmp(name, "META-INF/", 9) == 0;
}

static bool is_payload(const struct job *j, const char *name)
{
	if (j->c.zip)
		return !is_meta(name) && strcmp(name, "mimetype") != 0;
	return !ends_in(name, ".p7s");
}

static int check_container(struct job *j, struct err *e)
{
	if (container_open(&j->c, j->path, &j->t->limits, j->a, e) < 0)
		return refuse(j, CHECK_CONTAINER, e);
	for (size_t i = 0; i < j->c.n; i++)
		if (is_payload(j, j->c.entry[i].name))
			j->r->files++;
	j->r->bytes = j->c.bytes;
	if (j->r->files == 0)
		say(j, CHECK_CONTAINER, CHECK_FAILED, "there is no file in the package");
	else
		say(j, CHECK_CONTAINER, CHECK_OK,
		        "%zu files, %lld bytes; names, kinds and sizes are in order", j->r->files,
		        (long long)j->r->bytes);
	return 0;
}

static int check_mimetype(struct job *j, struct err *e)
{
	if (!j->c.zip)
		say(j, CHECK_MIMETYPE, CHECK_NA, "a folder of files");
	else if (container_mimetype(j->path, ASIC_MIMETYPE, e) < 0)
		return refuse(j, CHECK_MIMETYPE, e);
	else
		say(j, CHECK_MIMETYPE, CHECK_OK, "%s, first and stored", ASIC_MIMETYPE);
	return 0;
}

/* ---- what the signature covers ---- */

static const struct manifest_payload *find(
        const struct manifest_payload *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

/* No name twice, every name a file of the package, every file (but `except`) a name. */
static void compare_lists(struct job *j, enum check_id id, const char *which,
        const struct manifest_payload *list, size_t n, const char *except)
{
	for (size_t i = 0; i < n; i++) {
		if (find(list, i, list[i].name))
			say(j, id, CHECK_FAILED, "%s names '%s' twice", which, list[i].name);
		if (!container_find(&j->c, list[i].name) || !is_payload(j, list[i].name))
			say(j, id, CHECK_FAILED, "%s names '%s', which is not there", which,
			        list[i].name);
	}
	for (size_t i = 0; i < j->c.n; i++) {
		const char *name = j->c.entry[i].name;

		if (is_payload(j, name) && strcmp(name, except) != 0 && !find(list, n, name))
			say(j, id, CHECK_FAILED, "'%s' is not in %s", name, which);
	}
}

static const struct entry *find_list(const struct job *j)
{
	const struct entry *found = NULL;

	for (size_t i = 0; i < j->c.n; i++)
		if (strncmp(j->c.entry[i].name, "META-INF/ASiCManifest", 21) == 0 &&
		        ends_in(j->c.entry[i].name, ".xml")) {
			if (found)
				return NULL;
			found = &j->c.entry[i];
		}
	return found;
}

static void check_meta(struct job *j, const struct entry *list)
{
	for (size_t i = 0; i < j->c.n; i++) {
		const char *name = j->c.entry[i].name;

		if (is_meta(name) && &j->c.entry[i] != list && strcmp(name, j->signature) != 0)
			say(j, CHECK_COVERAGE, CHECK_FAILED, "'%s' is covered by no signature",
			        name);
	}
}

static int check_coverage(struct job *j, struct err *e)
{
	const struct entry *list = j->c.zip ? find_list(j) : NULL;

	if (!j->c.zip)
		return 0;
	if (!list) {
		say(j, CHECK_COVERAGE, CHECK_FAILED,
		        "there is not exactly one META-INF/ASiCManifest");
		return 0;
	}
	if (entry_text(&j->c, list, MANIFEST_MAX, j->a, &j->list_text, &j->list_len, e) < 0 ||
	        asic_manifest_read(j->list_text, j->list_len, j->a, &j->signed_list, &j->signed_n,
	                &j->signature, e) < 0)
		return refuse(j, CHECK_COVERAGE, e);
	compare_lists(j, CHECK_COVERAGE, "the signed list", j->signed_list, j->signed_n, "");
	check_meta(j, list);
	say(j, CHECK_COVERAGE, CHECK_OK, "the signed list names all %zu files", j->signed_n);
	return 0;
}

/* ---- signatures ---- */

static const struct {
	enum check_id id;
	size_t offset;
} answers[] = {
	{ CHECK_SIGNATURE, offsetof(struct trust_verdict, signature) },
	{ CHECK_CHAIN, offsetof(struct trust_verdict, chain) },
	{ CHECK_ORGANISATION, offsetof(struct trust_verdict, organisation) },
	{ CHECK_REVOCATION, offsetof(struct trust_verdict, revocation) },
};

/* `file` is put in front when there are several signatures; may be NULL. */
static void take_verdict(struct job *j, const struct trust_verdict *v, const char *file)
{
	static const enum check_state states[] = { [TRUST_UNKNOWN] = CHECK_NOT_DONE,
		[TRUST_YES] = CHECK_OK,
		[TRUST_NO] = CHECK_FAILED,
		[TRUST_NA] = CHECK_NA };

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		const struct trust_answer *a =
		        (const struct trust_answer *)((const char *)v + answers[i].offset);

		if (a->state != TRUST_UNKNOWN)
			say(j, answers[i].id, states[a->state], "%s%s%s", file ? file : "",
			        file ? ": " : "", a->text);
	}
	if (v->signature.state == TRUST_YES) {
		snprintf(j->r->cvr, sizeof j->r->cvr, "%s", v->cvr);
		j->r->signed_at = v->at;
	}
}

static void bio_freep(BIO **b)
{
	BIO_free(*b);
}

static int check_container_signature(struct job *j, struct err *e)
{
	const struct entry *sig = j->signature ? container_find(&j->c, j->signature) : NULL;
	struct trust_verdict v = { 0 };
	BIO *content CLEANUP(bio_freep) = NULL;
	char *der;
	size_t n;

	if (!j->list_text)
		return 0;
	if (!sig) {
		say(j, CHECK_SIGNATURE, CHECK_FAILED, "the signature file is not there");
		return 0;
	}
	if (entry_text(&j->c, sig, SIGNATURE_MAX, j->a, &der, &n, e) < 0)
		return refuse(j, CHECK_SIGNATURE, e);
	content = BIO_new_mem_buf(j->list_text, (int)j->list_len);
	if (!content)
		return err_ssl(e, ERR_MEMORY, "verifying '%s'", j->path);
	trust_cms(j->t, der, n, content, &v);
	take_verdict(j, &v, NULL);
	return 0;
}

static int check_file_signature(
        struct job *j, const struct entry *file, const struct entry *sig, struct err *e)
{
	struct entry_in in CLEANUP(entry_close) = { .fd = -1 };
	struct trust_verdict v = { 0 };
	BIO *content CLEANUP(bio_freep) = NULL;
	char *der;
	size_t n;

	if (entry_text(&j->c, sig, SIGNATURE_MAX, j->a, &der, &n, e) < 0)
		return refuse(j, CHECK_SIGNATURE, e);
	if (entry_open(&in, &j->c, file, e) < 0)
		return refuse(j, CHECK_SIGNATURE, e);
	content = BIO_new_fd(in.fd, BIO_NOCLOSE);
	if (!content)
		return err_ssl(e, ERR_MEMORY, "verifying '%s'", file->name);
	trust_cms(j->t, der, n, content, &v);
	take_verdict(j, &v, file->name);
	return 0;
}

/* Bare .p7s: every file has its own, and no signature is without its file. */
static int check_folder_signatures(struct job *j, struct err *e)
{
	size_t found = 0;

	for (size_t i = 0; i < j->c.n; i++) {
		const struct entry *file = &j->c.entry[i];
		const char *sig_name = arena_printf(j->a, "%s.p7s", file->name);
		const struct entry *sig = container_find(&j->c, sig_name);

		if (!is_payload(j, file->name) || !sig)
			continue;
		found++;
		if (check_file_signature(j, file, sig, e) < 0)
			return -1;
	}
	if (found != j->c.n - j->r->files)
		say(j, CHECK_COVERAGE, CHECK_FAILED, "there is a signature without its file");
	else if (found == 0)
		say(j, CHECK_COVERAGE, CHECK_NA, "no signature beside the files");
	else if (found < j->r->files)
		say(j, CHECK_COVERAGE, CHECK_FAILED,
		        "%zu of %zu files have a signature beside them", found, j->r->files);
	else
		say(j, CHECK_COVERAGE, CHECK_OK, "each of %zu files has its signature", found);
	return 0;
}

/* ---- our own manifest ---- */

static void copy_facts(struct job *j)
{
	struct verify_result *r = j->r;
	const struct {
		char *to;
		size_t cap;
		const char *from;
	} facts[] = {
		{ r->report, sizeof r->report, j->own.report },
		{ r->period, sizeof r->period, j->own.period },
		{ r->as_of, sizeof r->as_of, j->own.as_of },
		{ r->municipality, sizeof r->municipality, j->own.municipality },
		{ r->version, sizeof r->version, j->own.version },
	};

	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		snprintf(facts[i].to, facts[i].cap, "%s", facts[i].from);
		clean(facts[i].to);
	}
}

static int check_manifest(struct job *j, struct err *e)
{
	const struct entry *file = container_find(&j->c, MANIFEST_NAME);
	char *data;
	size_t n;

	if (!file) {
		say(j, CHECK_MANIFEST, CHECK_FAILED, "there is no " MANIFEST_NAME);
		return 0;
	}
	if (entry_text(&j->c, file, MANIFEST_MAX, j->a, &data, &n, e) < 0 ||
	        manifest_read(data, n, j->a, &j->own, e) < 0)
		return refuse(j, CHECK_MANIFEST, e);
	compare_lists(
	        j, CHECK_MANIFEST, MANIFEST_NAME, j->own.payload, j->own.payloads, MANIFEST_NAME);
	if (j->own.payloads == 0)
		say(j, CHECK_MANIFEST, CHECK_FAILED, MANIFEST_NAME " names no file");
	say(j, CHECK_MANIFEST, CHECK_OK,
	        "%s of municipality %s for %s as of %s, %lld records, by %s %s", j->own.report,
	        j->own.municipality, j->own.period, j->own.as_of, (long long)j->own.records,
	        j->own.program, j->own.version);
	copy_facts(j);
	return 0;
}

/* ---- the files themselves ---- */

/* What one reading of a file tells. */
struct reading {
	EVP_MD_CTX *sha;
	char hex[65];
	bool has_signature;
	char tail[sizeof XMLDSIG_NS]; /* the end of the block before */
	size_t tail_len;
	FILE *copy; /* for the schema check, or NULL */
};

static void reading_done(struct reading *r)
{
	EVP_MD_CTX_free(r->sha);
	file_closep(&r->copy);
}

/* Does the namespace of XML signatures occur, also across two blocks? */
static void look_for_signature(struct reading *r, const char *data, size_t n)
{
	const size_t need = sizeof XMLDSIG_NS - 1;
	char seam[2 * sizeof XMLDSIG_NS];
	size_t take = n < need ? n : need;

	if (r->has_signature)
		return;
	memcpy(seam, r->tail, r->tail_len);
	memcpy(seam + r->tail_len, data, take);
	r->has_signature = memmem(seam, r->tail_len + take, XMLDSIG_NS, need) ||
	                   memmem(data, n, XMLDSIG_NS, need);
	if (n >= need - 1) {
		r->tail_len = need - 1;
		memcpy(r->tail, data + n - r->tail_len, r->tail_len);
		return;
	}
	take = r->tail_len + n > need - 1 ? need - 1 : r->tail_len + n;
	memmove(r->tail, seam + r->tail_len + n - take, take);
	r->tail_len = take;
}

static int read_block(struct reading *r, const char *data, size_t n, bool xml, struct err *e)
{
	if (EVP_DigestUpdate(r->sha, data, n) != 1)
		return err_ssl(e, ERR_BUG, "SHA-256 failed");
	if (xml)
		look_for_signature(r, data, n);
	if (r->copy && fwrite(data, 1, n, r->copy) != n)
		return err_sys(e, ERR_IO, "could not write a copy for the schema check");
	return 0;
}

static int read_file(
        struct job *j, const struct entry *file, struct reading *r, bool xml, struct err *e)
{
	struct entry_in in CLEANUP(entry_close) = { .fd = -1 };
	unsigned char md[EVP_MAX_MD_SIZE];
	char *block = arena_take(j->a, BLOCK);
	int64_t n;

	r->sha = EVP_MD_CTX_new();
	if (!r->sha || EVP_DigestInit_ex(r->sha, EVP_sha256(), NULL) != 1)
		return err_ssl(e, ERR_MEMORY, "reading '%s'", file->name);
	if (entry_open(&in, &j->c, file, e) < 0)
		return -1;
	while ((n = entry_read(&in, block, BLOCK, e)) > 0)
		if (read_block(r, block, (size_t)n, xml, e) < 0)
			return -1;
	if (n < 0)
		return -1;
	if (EVP_DigestFinal_ex(r->sha, md, NULL) != 1)
		return err_ssl(e, ERR_BUG, "SHA-256 failed");
	for (int i = 0; i < 32; i++)
		snprintf(r->hex + 2 * i, 3, "%02x", md[i]);
	return 0;
}

static void compare_digest(struct job *j, const struct entry *file, const char *hex)
{
	const struct manifest_payload *s = find(j->signed_list, j->signed_n, file->name);
	const struct manifest_payload *o = find(j->own.payload, j->own.payloads, file->name);

	if (s && strcmp(s->sha256, hex) != 0)
		say(j, CHECK_DIGESTS, CHECK_FAILED, "'%s' is not the file that was signed",
		        file->name);
	if (o && (strcmp(o->sha256, hex) != 0 || o->bytes != file->size))
		say(j, CHECK_DIGESTS, CHECK_FAILED,
		        "'%s' is not the file that " MANIFEST_NAME " describes", file->name);
	if (!s && !o && (j->c.zip || strcmp(file->name, MANIFEST_NAME) != 0))
		say(j, CHECK_DIGESTS, CHECK_FAILED, "no list has a digest of '%s'", file->name);
}

static int stream_xml(
        struct job *j, const struct entry *file, struct trust_verdict *v, struct err *e)
{
	struct entry_in in CLEANUP(entry_close) = { .fd = -1 };
	struct xml_stream x CLEANUP(xml_stream_done) = { 0 };
	char *block = arena_take(j->a, BLOCK);
	int64_t n;

	xml_stream_init(&x);
	if (entry_open(&in, &j->c, file, e) < 0)
		return -1;
	while ((n = entry_read(&in, block, BLOCK, e)) > 0)
		xml_stream_feed(&x, block, (size_t)n);
	if (n == 0)
		xml_stream_finish(&x, j->t, v);
	return n < 0 ? -1 : 0;
}

static int whole_xml(
        struct job *j, const struct entry *file, struct trust_verdict *v, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	char *data;
	size_t n;

	if (entry_text(&j->c, file, XML_VERIFY_MAX, &a, &data, &n, e) < 0)
		return -1;
	xml_verify(j->t, data, n, v);
	return 0;
}

/* An inner signature that does not hold fails the package, whatever covers it from outside. */
static void take_inner(struct job *j, const struct entry *file, const struct trust_verdict *v)
{
	const struct trust_answer *all[] = { &v->signature, &v->chain, &v->organisation,
		&v->revocation };

	if (v->signature.state == TRUST_NA)
		return;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i]->state == TRUST_NO || (all[i]->state == TRUST_UNKNOWN && i < 3)) {
			say(j, CHECK_XADES, CHECK_FAILED, "%s: %s", file->name,
			        all[i]->text[0] ? all[i]->text : "could not be judged");
			return;
		}
	j->xades++;
	if (!j->list_text && !is(j, CHECK_COVERAGE, CHECK_OK))
		take_verdict(j, v, file->name);
}

static int check_inner(struct job *j, const struct entry *file, struct err *e)
{
	struct trust_verdict v = { 0 };
	int rc = file->size <= XML_VERIFY_MAX ? whole_xml(j, file, &v, e)
	                                      : stream_xml(j, file, &v, e);

	if (rc < 0)
		return refuse(j, CHECK_XADES, e);
	take_inner(j, file, &v);
	return 0;
}

static int check_schema(
        struct job *j, const struct entry *file, const struct reading *r, struct err *e)
{
	const struct manifest_payload *o = find(j->own.payload, j->own.payloads, file->name);
	char path[64];

	if (fflush(r->copy) != 0)
		return err_sys(e, ERR_IO, "could not write a copy for the schema check");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(r->copy));
	if (j->t->schema(j->t->schema_arg, o->schema, path, r->has_signature, e) < 0) {
		if (e->code != ERR_DATA && e->code != ERR_BUG)
			return -1;
		say(j, CHECK_SCHEMA, CHECK_FAILED, "%s does not fit %s: %s", file->name, o->schema,
		        e->msg);
		return 0;
	}
	j->schemas++;
	return 0;
}

/* A file without a name: nobody else can open it, and nothing is left after a crash. */
static FILE *nameless(const char *dir)
{
	int fd = open(*dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w+");

	if (fd >= 0 && !f)
		(void)close(fd);
	return f;
}

static int check_file(struct job *j, const struct entry *file, struct err *e)
{
	struct reading r CLEANUP(reading_done) = { 0 };
	const struct manifest_payload *o = find(j->own.payload, j->own.payloads, file->name);
	bool xml = ends_in(file->name, ".xml") && strcmp(file->name, MANIFEST_NAME) != 0;
	bool schema = j->t->schema && o && o->schema[0];

	if (schema && !(r.copy = nameless(j->t->tmp)))
		return err_sys(e, ERR_IO, "could not make a copy of '%s' for the schema check",
		        file->name);
	if (read_file(j, file, &r, xml, e) < 0)
		return refuse(j, CHECK_DIGESTS, e);
	compare_digest(j, file, r.hex);
	if (r.has_signature && check_inner(j, file, e) < 0)
		return -1;
	if (schema && is(j, CHECK_DIGESTS, CHECK_NOT_DONE))
		return check_schema(j, file, &r, e);
	return 0;
}

static int check_files(struct job *j, struct err *e)
{
	struct arena *run = j->a;
	size_t seen = 0;

	for (size_t i = 0; i < j->c.n; i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		int rc;

		if (!is_payload(j, j->c.entry[i].name))
			continue;
		j->a = &a; /* what one file needs dies with it */
		rc = check_file(j, &j->c.entry[i], e);
		j->a = run;
		if (rc < 0)
			return -1;
		seen++;
	}
	say(j, CHECK_DIGESTS, CHECK_OK, "%zu of %zu files are as described", seen, j->r->files);
	say(j, CHECK_XADES, j->xades ? CHECK_OK : CHECK_NA,
	        j->xades ? "%zu XML files carry a signature that holds"
	                 : "no XML file carries a signature",
	        j->xades);
	if (!j->t->schema)
		say(j, CHECK_SCHEMA, CHECK_NA, "schemas were not looked at");
	else if (j->schemas)
		say(j, CHECK_SCHEMA, CHECK_OK, "%zu XML files fit their schemas", j->schemas);
	else
		say(j, CHECK_SCHEMA, CHECK_NA, "no file has a schema");
	return 0;
}

/* ---- the verdict ---- */

/* Without any signature there is nothing to judge; whether that may pass is the caller's word. */
static void judge_unsigned(struct job *j)
{
	static const enum check_id ids[] = { CHECK_CHAIN, CHECK_ORGANISATION, CHECK_REVOCATION };
	enum check_state state = j->t->unsigned_ok ? CHECK_NA : CHECK_FAILED;

	if (!is(j, CHECK_SIGNATURE, CHECK_NOT_DONE))
		return;
	say(j, CHECK_SIGNATURE, state, "the package is not signed");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (is(j, ids[i], CHECK_NOT_DONE))
			say(j, ids[i], CHECK_NA, "the package is not signed");
}

/* Signatures inside the files are enough only if every file has one (manifest.xml apart). */
static void judge_inner_only(struct job *j)
{
	if (!j->list_text && !is(j, CHECK_COVERAGE, CHECK_OK) && j->xades > 0 &&
	        j->xades + 1 < j->r->files)
		say(j, CHECK_SIGNATURE, CHECK_FAILED, "only %zu of %zu files carry a signature",
		        j->xades, j->r->files - 1);
}

static void judge(struct job *j)
{
	struct verify_result *r = j->r;
	bool ok = is(j, CHECK_CONTAINER, CHECK_OK) && is(j, CHECK_MANIFEST, CHECK_OK) &&
	          is(j, CHECK_DIGESTS, CHECK_OK) &&
	          (is(j, CHECK_SIGNATURE, CHECK_OK) || j->t->unsigned_ok);

	for (int i = 0; i < CHECK_COUNT; i++) {
		if (r->check[i].state == CHECK_NOT_DONE)
			say(j, (enum check_id)i, CHECK_NOT_DONE,
			        "not reached: an earlier check failed");
		ok = ok && (r->check[i].state == CHECK_OK || r->check[i].state == CHECK_NA);
	}
	r->valid = ok;
}

static int run(struct job *j, struct err *e)
{
	if (check_container(j, e) < 0)
		return -1;
	if (!is(j, CHECK_CONTAINER, CHECK_OK))
		return 0;
	if (check_mimetype(j, e) < 0 || check_coverage(j, e) < 0)
		return -1;
	if ((j->c.zip ? check_container_signature(j, e) : check_folder_signatures(j, e)) < 0)
		return -1;
	if (check_manifest(j, e) < 0)
		return -1;
	if (is(j, CHECK_COVERAGE, CHECK_FAILED) || is(j, CHECK_MANIFEST, CHECK_FAILED))
		return 0;
	if (check_files(j, e) < 0)
		return -1;
	judge_unsigned(j);
	judge_inner_only(j);
	return 0;
}

int package_verify(
        const char *path, const struct trust *t, struct verify_result *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct job j = { .path = path, .t = t, .r = ret, .a = &a, .c = { .dir = -1 } };
	int rc;

	*ret = (struct verify_result){ 0 };
	rc = run(&j, e);
	container_done(&j.c);
	if (rc < 0)
		return err_ctx(e, "verifying '%s'", path);
	judge(&j);
	return 0;
}
