#include "report/handover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/defs.h"
#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "common/xml_safe.h"
#include "report/receipts.h"

#define STAGE "deliver"
#define ORIGIN "hand-over"

enum { BLOCK = 256 * 1024, MARKER_MAX = 64 * 1024 };

struct handing {
	struct ctx *c;
	const struct delivery *d;
	const char *section, *folder, *from, *to;
};

static const char *setting(const struct handing *h, const char *name)
{
	return conf_free_or_preset(h->c->conf, h->section, name);
}

static const char *in_workspace(struct ctx *c, const char *path)
{
	return !*path || *path == '/' ? path : arena_printf(c->arena, "%s/%s", c->workspace, path);
}

/* --- copying ---------------------------------------------------------------- */

static bool is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno != EINTR)
			return -1;
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
	return 0;
}

static int copy_bytes(int from, int to, const char *path, struct err *e)
{
	static _Thread_local char block[BLOCK];
	ssize_t n;

	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, ERR_IO, "could not read the package");
		if (write_all(to, block, (size_t)n) < 0)
			return err_sys(e, ERR_IO, "could not write '%s'", path);
	}
	if (FAULT("deliver.copy"))
		return err_sys(e, ERR_IO, "could not write '%s'", path);
	return fsync(to) < 0 ? err_sys(e, ERR_IO, "could not sync '%s'", path) : 0;
}

static int copy_file(const char *from, const char *to, struct err *e)
{
	int in CLEANUP(fd_closep) = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int out CLEANUP(fd_closep) = -1;

	if (in < 0)
		return err_sys(e, ERR_IO, "could not open the package '%s'", from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (out < 0)
		return err_sys(e, errno == EACCES ? ERR_NOPERM : ERR_IO, "could not make '%s'", to);
	return copy_bytes(in, out, to, e);
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

/* For each file of a folder package: 1 all were equal or done, 0 one differs, -1. */
static int each_file(const struct handing *h, const char *to,
        int (*fn)(const char *from, const char *to, struct err *e), struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(h->from);
	const struct dirent *entry;
	int rc = 1;

	if (!d)
		return err_sys(e, ERR_IO, "could not open the package '%s'", h->from);
	while (rc > 0 && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			rc = fn(arena_printf(h->c->arena, "%s/%s", h->from, entry->d_name),
			        arena_printf(h->c->arena, "%s/%s", to, entry->d_name), e);
	return rc;
}

static int copy_one(const char *from, const char *to, struct err *e)
{
	return copy_file(from, to, e) < 0 ? -1 : 1;
}

static int same_one(const char *from, const char *to, struct err *e)
{
	char a[65], b[65];

	if (file_size(from) != file_size(to))
		return 0;
	return file_sha256(from, a, e) < 0 || file_sha256(to, b, e) < 0 ? -1 : strcmp(a, b) == 0;
}

static int copy_package(const struct handing *h, const char *part, struct err *e)
{
	if (!is_folder(h->from))
		return copy_file(h->from, part, e);
	if (mkdir(part, 0700) < 0 && errno != EEXIST)
		return err_sys(e, ERR_IO, "could not make '%s'", part);
	return each_file(h, part, copy_one, e) < 0 ? -1 : 0;
}

/* 1 the same, 0 something else lies there. */
static int same_package(const struct handing *h, struct err *e)
{
	if (is_folder(h->from) != is_folder(h->to))
		return 0;
	return is_folder(h->from) ? each_file(h, h->to, same_one, e) : same_one(h->from, h->to, e);
}

static int put_package(const struct handing *h, struct err *e)
{
	const char *part = arena_printf(h->c->arena, "%s/.%s.part", h->folder, h->d->name);
	int rc;

	if (access(h->to, F_OK) == 0) {
		rc = same_package(h, e);
		return rc > 0    ? 0
		       : rc == 0 ? err_set(e, ERR_DATA,
		                           "something else lies at the receiver under this name; "
		                           "it is "
		                           "left as it is")
		                 : -1;
	}
	if (copy_package(h, part, e) < 0)
		return -1;
	return file_move(part, h->to, e);
}

/* --- the marker ------------------------------------------------------------- */

/* {name} and {stem} of the package. */
static const char *marker_name(const struct handing *h, const char *pattern)
{
	const char *name = h->d->name, *dot = strrchr(name, '.'), *brace = strchr(pattern, '{');
	int stem = (int)(dot ? (size_t)(dot - name) : strlen(name));

	if (!brace)
		return pattern;
	if (strncmp(brace, "{name}", 6) == 0)
		return arena_printf(
		        h->c->arena, "%.*s%s%s", (int)(brace - pattern), pattern, name, brace + 6);
	if (strncmp(brace, "{stem}", 6) == 0)
		return arena_printf(h->c->arena, "%.*s%.*s%s", (int)(brace - pattern), pattern,
		        stem, name, brace + 6);
	return NULL;
}

static int empty(const struct handing *h, struct buf *b)
{
	(void)h;
	return buf_str(b, "");
}

static int as_sha256sum(const struct handing *h, struct buf *b)
{
	return *h->d->sha256 ? buf_printf(b, "%s  %s\n", h->d->sha256, h->d->name) : -1;
}

static int put_element(struct buf *b, const char *name, const char *value)
{
	if (buf_printf(b, "  <%s>", name) < 0)
		return -1;
	for (const char *p = value; *p; p++)
		if ((*p == '&'          ? buf_str(b, "&amp;")
		            : *p == '<' ? buf_str(b, "&lt;")
		                        : buf_char(b, *p)) < 0)
			return -1;
	return buf_printf(b, "</%s>\n", name);
}

/* As an SFTP exchange wants it; the elements are those that are published (docs/receipts.md). */
static int as_trigger(const struct handing *h, struct buf *b)
{
	struct arena *a = h->c->arena;

	return buf_str(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Trigger>\n") < 0 ||
	                       put_element(b, "FileName", h->d->name) < 0 ||
	                       put_element(b, "SizeInBytes",
	                               arena_printf(a, "%lld", (long long)h->d->bytes)) < 0 ||
	                       put_element(b, "Sender", conf_text(h->c->conf, "municipality.cvr")) <
	                               0 ||
	                       put_element(b, "SendersFileId",
	                               arena_printf(a, "%lld", (long long)h->d->id)) < 0 ||
	                       buf_str(b, "</Trigger>\n") < 0
	               ? -1
	               : 0;
}

static const struct {
	const char *name;
	int (*fill)(const struct handing *h, struct buf *b);
} marker_forms[] = {
	{ "empty", empty },
	{ "sha256", as_sha256sum },
	{ "trigger", as_trigger },
};

static int write_marker(const struct handing *h, const char *path, struct buf *b, struct err *e)
{
	const char *part = arena_printf(h->c->arena, "%s/.marker.part", h->folder);
	int out CLEANUP(fd_closep) =
	        open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (out < 0 || write_all(out, b->data ? b->data : "", b->len) < 0 || fsync(out) < 0)
		return err_sys(e, ERR_IO, "could not write the marker '%s'", path);
	return file_move(part, path, e);
}

static int put_marker(const struct handing *h, struct err *e)
{
	struct buf b CLEANUP(buf_done);
	const char *pattern = setting(h, "marker"), *form = setting(h, "marker-form");
	const char *name = marker_name(h, pattern);
	size_t i = 0;

	buf_init(&b, MARKER_MAX);
	if (strcmp(pattern, "none") == 0)
		return 0;
	while (i < COUNT_OF(marker_forms) && strcmp(marker_forms[i].name, form) != 0)
		i++;
	if (i == COUNT_OF(marker_forms) || !name || !*name || strchr(name, '/'))
		return err_set(e, ERR_CONFIG,
		        "[%s] marker and marker-form: expected a name such as {name}.ok, and "
		        "empty, "
		        "sha256 or trigger",
		        h->section);
	if (marker_forms[i].fill(h, &b) < 0)
		return err_set(e, ERR_CONFIG,
		        "[%s] marker-form: a package that is a folder has no SHA-256", h->section);
	if (FAULT("deliver.marker"))
		return err_sys(e, ERR_IO, "could not write the marker");
	return write_marker(h, arena_printf(h->c->arena, "%s/%s", h->folder, name), &b, e);
}

/* --- one delivery ------------------------------------------------------------ */

static int unchanged(const struct handing *h, struct err *e)
{
	char sha256[65];

	if (access(h->from, F_OK) < 0)
		return err_set(e, ERR_NOINPUT, "the package is not in the outbox");
	if (is_folder(h->from) || !*h->d->sha256)
		return 0;
	if (file_sha256(h->from, sha256, e) < 0)
		return -1;
	return strcmp(sha256, h->d->sha256) == 0
	               ? 0
	               : err_set(e, ERR_DATA,
	                         "the package was changed after it was signed; report it again");
}

static int book(
        struct ctx *c, const struct delivery *d, const char *section, const char *by, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p = { .arena = c->arena };
	char now[20];

	params_int(&p, "id", d->id);
	params_text(&p, "section", section);
	params_text(&p, "by", by);
	params_text(&p, "at", arena_printf(c->arena, "%sZ", secs_iso(c->now, now)));
	if (tx_begin(&tx, c->db, e) < 0 || delivery_handed(c->db, d->id, c->now, e) < 0 ||
	        db_exec_params(c->db,
	                "INSERT OR IGNORE INTO ledger_handover VALUES(:id, :section,"
	                " nullif(:by, ''), :at)",
	                ORIGIN, &p, e) < 0)
		return -1;
	if (FAULT("deliver.book"))
		return err_set(e, ERR_IO, "the hand-over could not be booked");
	return tx_commit(&tx, e);
}

static int hand_over(const struct handing *h, struct err *e)
{
	if (!is_folder(h->folder))
		return err_set(
		        e, ERR_CONFIG, "[%s] folder '%s' is not there", h->section, h->folder);
	return unchanged(h, e) < 0 || put_package(h, e) < 0 || put_marker(h, e) < 0 ? -1 : 0;
}

static int note(struct ctx *c, const struct handover_told *t, struct err *e)
{
	struct receipt_note n = { .stage = arena_printf(c->arena, STAGE ":%s", t->delivery->report),
		.entity = "delivery",
		.key = t->delivery->name,
		.found = t->text,
		.who = "drift" };

	return receipt_finding(c, RECEIPT_HANDOVER_KIND, &n, e);
}

/* The rule that stops the return, with what it found; NULL: none does. */
static int stopped_by(struct ctx *c, const char *report, const char **ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*ret = NULL;
	if (db_prepare(c->db,
	            "SELECT rule || coalesce(': ' || found, '') FROM finding_stops"
	            " WHERE stage = 'transform' AND consequence = 'delivery'"
	            " AND entity = 'return' AND record_key = :report ORDER BY rule, found LIMIT 1",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_text(s, ":report", report, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc > 0)
		*ret = arena_printf(c->arena, "held back by rule %s", col_text(s, 0));
	return rc < 0 ? -1 : 0;
}

/* The world's faults are the delivery's own: the next one goes on. */
static int one(struct ctx *c, const struct delivery *d, struct handover_told *ret,
        struct handover_result *sum, struct err *e)
{
	struct handing h = { .c = c, .d = d, .section = receiver_section(c, d->report) };
	struct err own = { 0 };
	const char *why;

	h.folder = in_workspace(c, setting(&h, "folder"));
	h.from = arena_printf(c->arena, "%s/outbox/%s", c->workspace, d->name);
	h.to = arena_printf(c->arena, "%s/%s", h.folder, d->name);
	*ret = (struct handover_told){ HANDOVER_DONE, d, h.section, h.to };
	if (stopped_by(c, d->report, &why, e) < 0)
		return -1;
	if (why) {
		*ret = (struct handover_told){ HANDOVER_HELD, d, h.section, why };
		sum->held++;
		return 0;
	}
	if (!*h.folder) {
		ret->verdict = HANDOVER_WAITS;
		ret->text = arena_printf(c->arena, "[%s] has no folder", h.section);
		sum->waits++;
		return 0;
	}
	if (hand_over(&h, &own) < 0) {
		ret->verdict = HANDOVER_FAILED;
		ret->text = arena_strdup(c->arena, own.msg);
		sum->failed++;
		return note(c, ret, e);
	}
	sum->done++;
	return book(c, d, h.section, NULL, e);
}

/* In the arena: the deliveries that wait, so that no query is open while their states change. */
static int waiting(struct ctx *c, const char *report, const struct delivery **ret, size_t *ret_n,
        struct err *e)
{
	sqlite3_stmt *each CLEANUP(stmt_done) = NULL;
	struct delivery *list;
	size_t n = 0;
	int64_t count;
	int rc = 0;

	if (db_int(c->db, "SELECT count(*) FROM ledger_delivery WHERE state = 'signed'", &count,
	            e) < 0 ||
	        delivery_each(c->db, report, "signed", &each, e) < 0)
		return -1;
	list = arena_take(c->arena, ((size_t)count + 1) * sizeof *list);
	while (n < (size_t)count && (rc = delivery_next(each, c->arena, &list[n], e)) > 0)
		n++;
	*ret = list;
	*ret_n = n;
	return rc < 0 ? -1 : 0;
}

static int clear(struct ctx *c, const char *report, struct err *e)
{
	struct params p = { .arena = c->arena };

	params_text(&p, "stage", arena_printf(c->arena, STAGE ":%s", report ? report : ""));
	params_int(&p, "all", !report);
	return db_exec_params(c->db,
	        "DELETE FROM finding WHERE stage = :stage OR (:all AND stage >= '" STAGE
	        ":' AND stage < '" STAGE ";')",
	        ORIGIN, &p, e);
}

static bool known(struct ctx *c, const char *report)
{
	size_t cursor = 0;

	return !strchr(report, '/') &&
	       def_next(arena_printf(c->arena, "report/defs/%s/", report), ".def", &cursor) != NULL;
}

int handover_run(struct ctx *c, const char *report, handover_tell *tell, void *arg,
        struct handover_result *ret, struct err *e)
{
	const struct delivery *list = NULL;
	size_t n = 0;

	*ret = (struct handover_result){ 0 };
	if (report && !known(c, report))
		return err_set(e, ERR_USAGE, "no report '%s'; `show reports` lists them", report);
	if (clear(c, report, e) < 0 || waiting(c, report, &list, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct handover_told t;

		if (one(c, &list[i], &t, ret, e) < 0)
			return err_ctx(e, "package '%s'", list[i].name);
		if (tell)
			tell(arg, &t);
	}
	return 0;
}

int handover_by_hand(struct ctx *c, const char *package, const char *by, struct err *e)
{
	struct delivery d;
	int rc = delivery_find_name(c->db, package, c->arena, &d, e);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_USAGE, "there is no package '%s'", package);
	if (strcmp(d.state, "signed") != 0)
		return err_set(
		        e, ERR_USAGE, "package '%s' does not wait: it is %s", d.name, d.state);
	return book(c, &d, receiver_section(c, d.report), by, e) < 0 ? -1 : clear(c, d.report, e);
}

/* --- settings ----------------------------------------------------------------- */

const char *handover_next_section(struct ctx *c, size_t *cursor)
{
	const struct conf_pair *p, *before;

	while ((p = conf_free_each(c->conf, cursor))) {
		size_t again = 0;

		if (strncmp(p->section, "receiver.", 9) != 0)
			continue;
		while ((before = conf_free_each(c->conf, &again)) != p &&
		        strcmp(before->section, p->section) != 0)
			;
		if (before == p)
			return p->section;
	}
	return NULL;
}

int handover_check(struct ctx *c, const char *section, const char **ret_text, struct err *e)
{
	const char *folder = in_workspace(c, conf_free_or_preset(c->conf, section, "folder"));

	*ret_text =
	        "no folder: packages wait until somebody hands them over (deliver --handed-over)";
	if (!*folder)
		return 0;
	*ret_text = arena_printf(c->arena, "folder '%s' can be written to", folder);
	if (!is_folder(folder))
		return err_set(e, ERR_CONFIG, "[%s] folder '%s' is not there", section, folder);
	return access(folder, W_OK | X_OK) == 0
	               ? 0
	               : err_set(e, ERR_NOPERM, "[%s] folder '%s' cannot be written to", section,
	                         folder);
}
