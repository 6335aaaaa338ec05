#include "report/receipts.h"

#include <dirent.h>
#include <errno.h>

#include "common/defs.h"
#include "common/fault.h"
#include "common/file.h"
#include "common/filename.h"
#include "common/text.h"
#include "report/trust.h"
#include "report/xsd.h"

#define FILES "receipt:files"
#define ORIGIN "receipts"
#define SIGNATURE ".p7s"

enum {
	SCHEMA_MAX =
	        1 << 20 /* over it the schema would keep every id in memory: see add_answer() */
};

struct run {
	struct ctx *c;
	struct receipt_defs defs;
	receipt_tell *tell;
	void *arg;
	struct receipts_result *to;
};

/* --- which delivery --------------------------------------------------------- */

static int by_sha256(struct ctx *c, const char *sha256, struct delivery *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT max(delivery) FROM (SELECT delivery FROM ledger_delivery"
	            " WHERE sha256 = lower(:sha256) UNION ALL SELECT delivery FROM ledger_file"
	            " WHERE sha256 = lower(:sha256))",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_text(s, ":sha256", sha256, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc <= 0 || sqlite3_column_type(s, 0) == SQLITE_NULL)
		return rc < 0 ? -1 : 0;
	return delivery_find(c->db, sqlite3_column_int64(s, 0), c->arena, ret, e);
}

/* A mail: any of its words, if all that mean a delivery mean the same one. */
static int by_words(
        struct ctx *c, const struct receipt_words *w, struct delivery *ret, struct err *e)
{
	struct delivery d;
	int64_t id = 0;

	for (size_t i = 0; i < w->n; i++) {
		int rc = delivery_find_name(c->db, w->word[i], c->arena, &d, e);

		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		if (id && id != d.id)
			return 0;
		id = d.id;
		*ret = d;
	}
	return id != 0;
}

static int by_period(
        struct ctx *c, const char *report, const char *period, struct delivery *ret, struct err *e)
{
	int rc = delivery_unanswered(c->db, report, false, c->arena, ret, e);

	return rc > 0 && strcmp(ret->period, period) != 0 ? 0 : rc;
}

static int find(struct ctx *c, const struct receipt_head *h, struct delivery *ret, struct err *e)
{
	const char *name = *h->value[RV_PACKAGE] ? h->value[RV_PACKAGE] : h->value[RV_NAME];
	const char *id = h->value[RV_DELIVERY];
	int64_t number;

	*ret = (struct delivery){ 0 };
	if (*id)
		return text_int(id, strlen(id), &number)
		               ? delivery_find(c->db, number, c->arena, ret, e)
		               : 0;
	if (*name)
		return delivery_find_name(c->db, name, c->arena, ret, e);
	if (*h->value[RV_SHA256])
		return by_sha256(c, h->value[RV_SHA256], ret, e);
	if (*h->value[RV_REPORT] && *h->value[RV_PERIOD])
		return by_period(c, h->value[RV_REPORT], h->value[RV_PERIOD], ret, e);
	return by_words(c, &h->words, ret, e);
}

/* 1 it is ours: of the package, or of a file in it. */
static int our_hash(struct ctx *c, const struct delivery *d, const char *sha256, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (sqlite3_stricmp(d->sha256, sha256) == 0)
		return 1;
	if (db_prepare(c->db,
	            "SELECT 1 FROM ledger_file WHERE delivery = :id AND sha256 = lower(:sha256)",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_int(s, ":id", d->id, e) < 0 || db_bind_text(s, ":sha256", sha256, e) < 0)
		return -1;
	return db_step(s, e);
}

/* --- one file --------------------------------------------------------------- */

/* It stays, and why. */
static int left(
        struct receipt_told *one, enum receipt_kind k, const char *found, const char *expected)
{
	one->verdict = RECEIPT_LEFT;
	one->kind = k;
	one->found = found;
	one->expected = expected;
	return 0;
}

/* A finding is the receipt's own fault; anything else is the world's. */
static int fault(struct ctx *c, struct receipt_told *one, enum receipt_kind k, struct err *e)
{
	if (e->code != ERR_DATA && e->code != ERR_BUG)
		return -1;
	(void)left(one, k, arena_strdup(c->arena, e->msg), NULL);
	*e = (struct err){ 0 };
	return 0;
}

static int booked_before(struct ctx *c, const char *sha256, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(c->db, "SELECT 1 FROM ledger_receipt WHERE sha256 = :sha256", ORIGIN, &s,
	            e) < 0 ||
	        db_bind_text(s, ":sha256", sha256, e) < 0)
		return -1;
	return db_step(s, e);
}

static int check_schema(const struct receipt_in *in, struct err *e)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };

	if (!in->def->schema || file_size(in->path) > SCHEMA_MAX)
		return 0;
	return xsd_open(in->def->schema, &x, e) < 0 ? -1 : xsd_validate(&x, in->path, true, e);
}

static const char *report_of(const struct receipt_told *one)
{
	return one->delivery.id ? one->delivery.report : one->head.value[RV_REPORT];
}

/* A list of errors is of a report and a period; anything else of a delivery. 1, 0. */
static int which(struct ctx *c, struct receipt_told *one, struct err *e)
{
	const char *report = one->head.value[RV_REPORT];
	size_t cursor = 0;

	if (one->head.state != RECEIPT_ERRORS)
		return find(c, &one->head, &one->delivery, e);
	return *report && !strchr(report, '/') && *one->head.value[RV_PERIOD] &&
	       def_next(arena_printf(c->arena, "report/defs/%s/", report), ".def", &cursor) != NULL;
}

/* What it says it is about, for a finding. */
static const char *about(struct ctx *c, const struct receipt_head *h)
{
	static const enum receipt_value order[] = { RV_PACKAGE, RV_NAME, RV_DELIVERY, RV_SHA256,
		RV_REPORT };

	for (size_t i = 0; i < COUNT_OF(order); i++)
		if (*h->value[order[i]])
			return arena_strdup(c->arena, h->value[order[i]]);
	return NULL;
}

/* 1 it may be booked. */
static int understand(struct ctx *c, const struct receipt_in *in, const char *beside,
        struct receipt_told *one, struct err *e)
{
	int rc;

	if (receipt_read(in, &one->head, NULL, NULL, e) < 0 || check_schema(in, e) < 0)
		return fault(c, one, RECEIPT_UNREADABLE_KIND, e);
	rc = which(c, one, e);
	if (rc < 0)
		return -1;
	if (rc == 0 && one->head.state != RECEIPT_UNKNOWN)
		return left(one, RECEIPT_NO_DELIVERY_KIND, about(c, &one->head), NULL);
	rc = receipt_signature(
	        c, receiver_section(c, report_of(one)), in->def, in->path, beside, e);
	if (rc < 0)
		return fault(c, one, RECEIPT_FORGED_KIND, e);
	one->is_signed = rc == 1;
	return 1;
}

static bool must_be_signed(struct ctx *c, const struct receipt_told *one)
{
	const char *report = one->delivery.id ? one->delivery.report : one->head.value[RV_REPORT];

	return strcmp(conf_free_or_preset(c->conf, receiver_section(c, report), "signed"), "yes") ==
	       0;
}

/* 1 it may be booked; what it says that we do not know makes the delivery's state unknown. */
static int accept(struct ctx *c, struct receipt_told *one, struct err *e)
{
	const struct receipt_head *h = &one->head;
	const char *sha256 = h->value[RV_SHA256];
	int rc;

	if (must_be_signed(c, one) && !one->is_signed)
		return left(one, RECEIPT_UNSIGNED_KIND, NULL, NULL);
	if (one->delivery.id && *sha256) {
		rc = our_hash(c, &one->delivery, sha256, e);
		if (rc <= 0)
			return rc < 0 ? -1
			              : left(one, RECEIPT_HASH_KIND, arena_strdup(c->arena, sha256),
			                        one->delivery.sha256);
	}
	if (h->state != RECEIPT_UNKNOWN)
		return 1;
	if (one->delivery.id && strcmp(one->delivery.state, "built") != 0 &&
	        delivery_unknown(c->db, one->delivery.id, e) < 0)
		return -1;
	return left(one, RECEIPT_UNKNOWN_KIND,
	        arena_printf(c->arena, "%s%s", h->first_unknown,
	                h->unknown > 1
	                        ? arena_printf(c->arena, " (+%lld)", (long long)h->unknown - 1)
	                        : ""),
	        NULL);
}

static int book(struct ctx *c, const struct receipt_in *in, struct receipt_told *one, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	int rc;

	if (tx_begin(&tx, c->db, e) < 0)
		return -1;
	rc = receipt_book(c, in, one, e);
	if (rc < 0)
		return fault(c, one, RECEIPT_UNREADABLE_KIND, e);
	one->verdict = rc == 2 ? RECEIPT_SAME : rc == 1 ? RECEIPT_BOOKED : RECEIPT_LEFT;
	if (rc == 0)
		return 0;
	if (FAULT("receipt.book"))
		return err_set(e, ERR_IO, "the receipt could not be booked");
	return tx_commit(&tx, e);
}

/* Of a file that stays: its finding, in the place of the one it had. */
static int tell_left(struct ctx *c, const struct receipt_told *one, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p = { .arena = c->arena };
	struct receipt_note n = { .stage = FILES,
		.entity = "receipt",
		.key = one->name,
		.found = one->found,
		.expected = one->expected,
		.who = conf_free_or_preset(c->conf, receiver_section(c, report_of(one)), "role") };

	params_text(&p, "name", one->name);
	if (tx_begin(&tx, c->db, e) < 0 ||
	        db_exec_params(c->db,
	                "DELETE FROM finding WHERE stage = '" FILES "' AND record_key = :name",
	                ORIGIN, &p, e) < 0)
		return -1;
	if (one->verdict == RECEIPT_LEFT && receipt_finding(c, one->kind, &n, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* What the definition takes from the file's name, as "value=text;"; "" nothing. */
static const char *named_by(struct ctx *c, const struct receipt_in *in)
{
	const char *out = "";

	for (size_t i = 0; in->def && i < in->def->takes; i++) {
		const struct receipt_take *t = &in->def->take[i];
		const char *s = t->from == FROM_FILE ? receipt_from_name(in, t) : NULL;

		if (s)
			out = arena_printf(
			        c->arena, "%s%s=%s;", out, receipt_value_name(t->value), s);
	}
	return out;
}

/* A signature that stands beside no file. One that stands beside a file is read with that. */
static bool lone_signature(struct arena *a, const char *path)
{
	size_t n = strlen(path), end = strlen(SIGNATURE);

	return filename_ends(path, SIGNATURE) && !file_exists(arena_strndup(a, path, n - end));
}

static int read_copy(struct run *r, const char *path, struct receipt_told *one, struct err *e)
{
	struct ctx *c = r->c;
	const char *slash = strrchr(path, '/');
	struct receipt_copy copy;
	struct receipt_in in = { 0 };
	const char *why;
	int rc;

	if (lone_signature(c->arena, path) && file_exists(path))
		return left(one, RECEIPT_NO_FILE_KIND, "the file that it signs is not here", NULL);
	in.arena = c->arena;
	in.def = one->def = receipt_def_of(&r->defs, slash ? slash + 1 : path, &in.name);
	rc = receipt_keep(c, path, named_by(c, &in), &copy, &why, e);
	if (rc <= 0)
		return rc < 0 ? -1 : left(one, RECEIPT_NO_FILE_KIND, why, NULL);
	snprintf(one->sha256, sizeof one->sha256, "%s", copy.sha256);
	rc = booked_before(c, copy.sha256, e);
	if (rc != 0) {
		one->verdict = RECEIPT_AGAIN;
		return rc < 0 ? -1 : 0;
	}
	in.path = copy.path;
	if (!in.def)
		return left(one, RECEIPT_FORM_KIND, NULL, NULL);
	rc = understand(c, &in, arena_printf(c->arena, "%s" SIGNATURE, path), one, e);
	if (rc > 0)
		rc = accept(c, one, e);
	return rc > 0 ? book(c, &in, one, e) : rc;
}

static int one_file(struct run *r, const char *path, struct err *e)
{
	struct ctx *c = r->c;
	const char *slash = strrchr(path, '/');
	struct receipt_told one = { 0 };

	one.name = filename_mask(arena_strdup(c->arena, slash ? slash + 1 : path));
	if (read_copy(r, path, &one, e) < 0)
		return err_ctx(e, "receipt '%s'", one.name);
	if (one.verdict != RECEIPT_LEFT) {
		if (FAULT("receipt.remove"))
			return err_set(e, ERR_IO, "the receipt could not be removed");
		if (file_remove(path, e) < 0 ||
		        file_remove(arena_printf(c->arena, "%s" SIGNATURE, path), e) < 0)
			return -1;
	}
	if (tell_left(c, &one, e) < 0)
		return -1;
	r->to->files++;
	r->to->booked += one.verdict == RECEIPT_BOOKED;
	r->to->again += one.verdict == RECEIPT_AGAIN || one.verdict == RECEIPT_SAME;
	r->to->left += one.verdict == RECEIPT_LEFT;
	if (r->tell)
		r->tell(r->arg, &one);
	return 0;
}

/* --- the folder ------------------------------------------------------------- */

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

/* What is no receipt: the archive, files on their way, signatures that stand beside one. */
static bool passed_over(struct ctx *c, const char *folder, const char *name)
{
	return name[0] == '.' || strcmp(name, "archive") == 0 ||
	       filename_unfinished(c->conf, name) ||
	       (filename_ends(name, SIGNATURE) &&
	               !lone_signature(c->arena, arena_printf(c->arena, "%s/%s", folder, name)));
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* In the arena, sorted: the names of the folder. */
static int list(struct ctx *c, const char *folder, const char ***ret, size_t *ret_n, struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(folder);
	size_t n = 0, cap = 64;
	const char **names = arena_take(c->arena, cap * sizeof *names), **more;
	const struct dirent *entry;

	if (!d)
		return err_sys(e, errno == EACCES ? ERR_NOPERM : ERR_NOINPUT,
		        "could not open the folder of receipts '%s'", folder);
	for (errno = 0; (entry = readdir(d)); errno = 0) {
		if (passed_over(c, folder, entry->d_name))
			continue;
		if (n == cap) {
			more = arena_take(c->arena, 2 * cap * sizeof *names);
			memcpy(more, names, cap * sizeof *names);
			names = more;
			cap *= 2;
		}
		names[n++] = arena_printf(c->arena, "%s/%s", folder, entry->d_name);
	}
	if (errno)
		return err_sys(e, ERR_IO, "could not read '%s'", folder);
	qsort(names, n, sizeof *names, by_name);
	*ret = names;
	*ret_n = n;
	return 0;
}

static const char *folder_of(struct ctx *c)
{
	const char *p = conf_text(c->conf, "receipts.path");

	return *p == '/' ? p : arena_printf(c->arena, "%s/%s", c->workspace, p);
}

/* What was found of files that are gone from the folder since goes. */
static int whole_folder(struct run *r, struct err *e)
{
	const char **names = NULL;
	size_t n = 0;

	if (list(r->c, folder_of(r->c), &names, &n, e) < 0 ||
	        db_exec(r->c->db, "DELETE FROM finding WHERE stage = '" FILES "'", e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (one_file(r, names[i], e) < 0)
			return -1;
	return 0;
}

int receipts_run(struct ctx *c, const char *const *files, size_t n, receipt_tell *tell, void *arg,
        struct receipts_result *ret, struct err *e)
{
	struct run r = { .c = c, .tell = tell, .arg = arg, .to = ret };

	*ret = (struct receipts_result){ 0 };
	if (receipt_defs_load(&r.defs, c->workspace, c->arena, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (one_file(&r, files[i], e) < 0)
			return -1;
	if (!files && whole_folder(&r, e) < 0)
		return -1;
	return receipt_findings(c, ret, e);
}

/* --- by hand ---------------------------------------------------------------- */

static int book_aside(struct ctx *c, const struct receipt_copy *k, const char *name, const char *by,
        struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p = { .arena = c->arena };
	char now[20];

	params_text(&p, "sha256", k->sha256);
	params_text(&p, "name", name);
	params_text(&p, "by", by);
	params_text(&p, "at", arena_printf(c->arena, "%sZ", secs_iso(c->now, now)));
	if (tx_begin(&tx, c->db, e) < 0 ||
	        db_exec_params(c->db,
	                "INSERT OR IGNORE INTO ledger_receipt(sha256, file, reader, state, signed,"
	                " read_at) VALUES(:sha256, :name, 'set aside', 'unknown', 0, :at);"
	                "INSERT OR IGNORE INTO ledger_receipt_aside VALUES(:sha256, :by, :at);"
	                "DELETE FROM finding WHERE stage = '" FILES "' AND record_key = :name",
	                ORIGIN, &p, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int receipts_set_aside(struct ctx *c, const char *file, const char *by, struct err *e)
{
	const char *path =
	        strchr(file, '/') ? file : arena_printf(c->arena, "%s/%s", folder_of(c), file);
	const char *why, *name = strrchr(path, '/') + 1;
	struct receipt_in in = { .arena = c->arena };
	struct receipt_defs defs;
	struct receipt_copy k;
	int rc;

	if (receipt_defs_load(&defs, c->workspace, c->arena, e) < 0)
		return -1;
	in.def = receipt_def_of(&defs, name, &in.name);
	rc = receipt_keep(c, path, named_by(c, &in), &k, &why, e);
	if (rc <= 0)
		return rc < 0 ? -1 : err_set(e, ERR_NOINPUT, "receipt '%s': %s", file, why);
	if (book_aside(c, &k, filename_mask(arena_strdup(c->arena, name)), by, e) < 0)
		return -1;
	return file_remove(path, e);
}

/* Each section [receiver.*] that asks for signatures can judge them. */
int receipts_check(struct ctx *c, struct err *e)
{
	struct receipt_defs defs;
	const struct conf_pair *p;
	size_t cursor = 0;

	if (receipt_defs_load(&defs, c->workspace, c->arena, e) < 0)
		return -1;
	while ((p = conf_free_each(c->conf, &cursor))) {
		struct trust t CLEANUP(trust_done) = { 0 };
		const char *roots;

		if (strncmp(p->section, "receiver.", 9) != 0 || strcmp(p->name, "signed") != 0 ||
		        strcmp(p->value, "yes") != 0)
			continue;
		roots = conf_free_or_preset(c->conf, p->section, "trust");
		if (!*roots)
			return err_set(e, ERR_CONFIG, "[%s] signed = yes needs trust", p->section);
		if (trust_open(&t,
		            *roots == '/' ? roots
		                          : arena_printf(c->arena, "%s/%s", c->workspace, roots),
		            NULL, e) < 0)
			return err_ctx(e, "[%s]", p->section);
	}
	return 0;
}
