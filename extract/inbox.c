#include "extract/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/archive.h"
#include "extract/beside.h"
#include "extract/cpr.h"
#include "extract/csv_load.h"
#include "extract/g69.h"

const struct feed_format feed_formats[] = {
	{ "csv", csv_load },
	{ "cpr", cpr_load },
	{ "g69", g69_load },
};
const size_t feed_format_count = COUNT_OF(feed_formats);

enum { RULE_MAX = 160 };

struct inbox {
	struct ctx *c;
	struct feed_set feeds;
	const char *dir;
	const char **names; /* in byte order */
	bool *waits;        /* of each: for a file before it */
	size_t n_names;
	int64_t loaded;
	bool again; /* those that wait are tried once more */
	struct findings findings;
	struct source_result *res;
	size_t n_res;
};

/* A file on its way. */
struct delivery {
	const char *name, *path;
	const struct feed *feed;
	struct feed_name says;
	struct archived archived;
	const char *verdict;
	int64_t file;
};

/* --- the folder ----------------------------------------------------------- */

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

static bool unfinished(const char *name)
{
	return name[0] == '.' || ends_with(name, ".tmp") || ends_with(name, ".part") ||
	       ends_with(name, ".filepart");
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct name {
	const char *s;
	struct name *next;
};

static int list(struct inbox *in, struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(in->dir);
	struct arena *a = in->c->arena;
	struct name *first = NULL;
	const struct dirent *entry;
	size_t i = 0;

	if (!d)
		return err_sys(e, errno == EACCES ? ERR_NOPERM : ERR_NOINPUT,
		        "could not open the inbox '%s'", in->dir);
	for (errno = 0; (entry = readdir(d)); errno = 0) {
		struct name *n;

		if (unfinished(entry->d_name))
			continue;
		n = arena_take(a, sizeof *n);
		*n = (struct name){ arena_strdup(a, entry->d_name), first };
		first = n;
		in->n_names++;
	}
	if (errno)
		return err_sys(e, ERR_IO, "could not read the inbox '%s'", in->dir);
	in->names = arena_take(a, (in->n_names + 1) * sizeof *in->names);
	in->waits = arena_take(a, (in->n_names + 1) * sizeof *in->waits);
	for (; first; first = first->next)
		in->names[i++] = first->s;
	qsort(in->names, in->n_names, sizeof *in->names, by_bytes);
	return 0;
}

static bool regular(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* --- findings of the inbox itself ----------------------------------------- */

/* A file's name as it may be stored: whoever named an unknown file may have used a number. */
static const char *shown_name(struct inbox *in, const char *name)
{
	char *s = arena_strdup(in->c->arena, name);

	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = '?';
	if (!utf8_valid(s, strlen(s)))
		for (char *p = s; *p; p++)
			if ((unsigned char)*p > 0x7F)
				*p = '?';
	text_mask(s);
	return s;
}

static int note(struct inbox *in, enum finding_kind kind, const char *name, const char *found,
        const char *expected, struct err *e)
{
	struct finding f = { 0 };
	char rule[RULE_MAX];

	finding_of_kind(&f, kind, "inbox", NULL, rule, sizeof rule);
	f.entity = "file";
	f.key = shown_name(in, name);
	f.found = found;
	f.expected = expected;
	in->res[0].findings++;
	return finding_add(&in->findings, &f, e);
}

/* Which feed a name belongs to; NULL: it stays in the inbox, and *why says so. */
static const struct feed *feed_for(
        const struct inbox *in, const char *name, struct feed_name *says, enum finding_kind *why)
{
	const struct feed *f = NULL;

	if (!regular(arena_printf(in->c->arena, "%s/%s", in->dir, name))) {
		*why = FIND_SPECIAL;
		return NULL;
	}
	f = feed_of_name(&in->feeds, name, says);
	*why = f ? FIND_MUNICIPALITY : FIND_UNKNOWN;
	if (f && says->municipality[0] && strcmp(says->municipality, in->c->municipality) != 0)
		return NULL;
	return f;
}

static bool is_beside(const struct inbox *in, const char *name)
{
	const char *path = arena_printf(in->c->arena, "%s/%s", in->dir, name), *main;

	return regular(path) && beside_is(&in->feeds, name, in->c->arena, &main);
}

/* Written afresh each time: these files are still there. */
static int note_left(struct inbox *in, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, in->c->db, e) < 0 ||
	        db_exec(in->c->db,
	                "DELETE FROM finding WHERE stage = 'extract:inbox' AND rule IN"
	                " ('inbox.unknown', 'inbox.special', 'inbox.municipality')",
	                e) < 0)
		return -1;
	for (size_t i = 0; i < in->n_names; i++) {
		struct feed_name says = { .produced = NO_DAY };
		enum finding_kind why;

		if (is_beside(in, in->names[i]) || feed_for(in, in->names[i], &says, &why))
			continue;
		if (note(in, why, in->names[i], why == FIND_MUNICIPALITY ? says.municipality : NULL,
		            why == FIND_MUNICIPALITY ? in->c->municipality : NULL, e) < 0)
			return -1;
	}
	return tx_commit(&tx, e);
}

/* --- verdicts ------------------------------------------------------------- */

/* First column of the first row, 0 when there is none. */
static int look_up(
        struct ctx *c, const char *sql, const struct params *p, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, sql, "inbox", &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	rc = db_step(s, e);
	*ret = rc > 0 ? sqlite3_column_int64(s, 0) : 0;
	return rc < 0 ? -1 : 0;
}

static void params_of(struct inbox *in, const struct delivery *d, struct params *p)
{
	*p = (struct params){ .arena = in->c->arena };
	params_text(p, "name", d->name);
	params_text(p, "feed", d->feed->id);
	params_text(p, "sha256", d->archived.sha256);
	params_int(p, "bytes", d->archived.bytes);
	params_text(p, "municipality", d->says.municipality[0] ? d->says.municipality : NULL);
	params_text(p, "period", d->says.period[0] ? d->says.period : NULL);
	if (d->says.produced == NO_DAY)
		params_text(p, "produced", NULL);
	else
		params_int(p, "produced", d->says.produced);
	params_text(p, "verdict", d->verdict);
	params_int(p, "run", in->c->run_id);
	params_int(p, "file", d->file);
	params_text(p, "stage", arena_printf(in->c->arena, "extract:%s", d->feed->id));
}

/* Committed by a run that did not come to remove the file. */
static int stored_before(struct inbox *in, const struct delivery *d, int64_t *ret, struct err *e)
{
	struct params p;

	params_of(in, d, &p);
	return look_up(in->c,
	        "SELECT delivery FROM staging_delivery WHERE sha256 = :sha256"
	        " AND name = :name AND acknowledged = 0",
	        &p, ret, e);
}

/* Leaves NULL when the file is to be loaded. */
static int judge(struct inbox *in, struct delivery *d, struct err *e)
{
	struct params p;
	int64_t newer = 0;

	params_of(in, d, &p);
	if (look_up(in->c, "SELECT file FROM staging_file WHERE sha256 = :sha256", &p, &d->file,
	            e) < 0)
		return -1;
	if (d->file) {
		d->verdict = "duplicate";
		return 0;
	}
	/* Events come in any order; a reader of changes keeps its own chain (cpr.h). */
	if (d->feed->content != CONTENT_SNAPSHOT)
		return 0;
	if (look_up(in->c,
	            "SELECT file FROM staging_file WHERE feed = :feed AND period IS :period"
	            " AND produced > :produced ORDER BY produced DESC",
	            &p, &newer, e) < 0)
		return -1;
	if (newer)
		d->verdict = "older";
	return 0;
}

/* --- one delivery --------------------------------------------------------- */

static struct source_result *result_of(struct inbox *in, const struct feed *f)
{
	for (size_t i = 1; i < in->n_res; i++)
		if (strcmp(in->res[i].source, f->id) == 0)
			return &in->res[i];
	if (in->n_res == INBOX_RESULTS)
		return NULL;
	in->res[in->n_res] = (struct source_result){ .source = f->id };
	return &in->res[in->n_res++];
}

static const struct feed_format *format_of(const struct feed *f)
{
	for (size_t i = 0; i < feed_format_count; i++)
		if (strcmp(feed_formats[i].name, f->format) == 0)
			return &feed_formats[i];
	return NULL;
}

/*
 * Which files this one takes the place of. An events file of a name that came before is
 * the same delivery corrected: added to the first, its rows would count twice.
 */
static const char *replaced_by_it(const struct feed *f)
{
	return f->content == CONTENT_SNAPSHOT ? "o.period IS n.period"
	                                      : "o.name = n.name AND n.produced IS NOT NULL";
}

/* Takes out the rows, and what was said of them and of refused files before it. */
static int replace_older(struct inbox *in, const struct delivery *d, int64_t *ret, struct err *e)
{
	bool forget = d->feed->content == CONTENT_SNAPSHOT && d->says.produced != NO_DAY;
	struct params p;
	const char *sql = arena_printf(in->c->arena,
	        "CREATE TEMP TABLE IF NOT EXISTS replaced(file INTEGER PRIMARY KEY);"
	        "DELETE FROM replaced;"
	        "INSERT INTO replaced SELECT o.file FROM staging_file AS o JOIN staging_file AS n"
	        "  ON n.file = :file AND o.feed = n.feed AND %s"
	        "  WHERE o.file <> n.file AND o.replaced_by IS NULL;"
	        "DELETE FROM %s WHERE file IN (SELECT file FROM replaced);"
	        "DELETE FROM staging_raw WHERE file IN (SELECT file FROM replaced);"
	        "DELETE FROM finding WHERE stage = :stage AND (file IN (SELECT file FROM replaced)"
	        "  OR :forget AND file IS NULL AND record_key < :name);"
	        "UPDATE staging_file SET replaced_by = :file WHERE file IN (SELECT file FROM "
	        "replaced);",
	        replaced_by_it(d->feed), d->feed->table);

	params_of(in, d, &p);
	params_int(&p, "forget", forget);
	if (db_exec_params(in->c->db, sql, "replaced files", &p, e) < 0)
		return -1;
	return look_up(in->c, "SELECT count(*) FROM replaced", &p, ret, e);
}

static int count(
        struct inbox *in, const struct delivery *d, const struct source_result *r, struct err *e)
{
	int64_t replaced;
	struct params p;

	if (r->rows_in != r->staged + r->rejected)
		return err_set(e, ERR_BUG, "%lld rows came, %lld were staged and %lld rejected",
		        (long long)r->rows_in, (long long)r->staged, (long long)r->rejected);
	params_of(in, d, &p);
	params_int(&p, "rows_in", r->rows_in);
	params_int(&p, "staged", r->staged);
	params_int(&p, "rejected", r->rejected);
	if (db_exec_params(in->c->db,
	            "UPDATE staging_file SET rows_in = :rows_in, staged = :staged,"
	            " rejected = :rejected WHERE file = :file",
	            "staging_file", &p, e) < 0)
		return -1;
	/* What was said of an earlier file of this name is mended. */
	if (db_exec_params(in->c->db,
	            "DELETE FROM finding WHERE record_key = :name AND"
	            " (stage = :stage AND file IS NULL OR stage = 'extract:inbox')",
	            "finding", &p, e) < 0)
		return -1;
	if (d->feed->content == CONTENT_DELTA)
		return 0;
	if (replace_older(in, d, &replaced, e) < 0)
		return -1;
	return replaced && d->feed->content == CONTENT_EVENTS
	               ? note(in, FIND_REPLACED, d->name, NULL, NULL, e)
	               : 0;
}

static int take_back(struct inbox *in, struct delivery *d, struct source_result *r, struct err *e)
{
	struct findings own CLEANUP(findings_done) = { 0 };
	struct params p;

	d->verdict = r->verdict;
	params_of(in, d, &p);
	r->rows_in = r->staged = r->rejected = 0;
	r->findings = 1;
	r->why.file = 0;
	if (db_exec(in->c->db, "ROLLBACK TO delivery", e) < 0 ||
	        db_exec_params(in->c->db,
	                "DELETE FROM finding WHERE record_key = :name AND"
	                " stage = :stage AND file IS NULL",
	                "finding", &p, e) < 0 ||
	        findings_begin(&own, in->c->db,
	                arena_printf(in->c->arena, "extract:%s", d->feed->id), e) < 0)
		return -1;
	d->file = 0;
	return finding_add(&own, &r->why, e);
}

static int run_loader(struct inbox *in, struct delivery *d, struct source_result *r, struct err *e)
{
	const struct feed_format *format = format_of(d->feed);
	const struct feed_file f = { .file_id = d->file,
		.path = d->archived.path,
		.name = d->name,
		.feed = d->feed->id,
		.def = d->feed,
		.sha256 = d->archived.sha256,
		.bytes = d->archived.bytes,
		.municipality = d->says.municipality[0] ? d->says.municipality : NULL,
		.period = d->says.period[0] ? d->says.period : NULL,
		.produced = d->says.produced };

	if (!format)
		return err_set(e, ERR_UNAVAILABLE, "nothing reads format '%s'", d->feed->format);
	return format->load(in->c, &f, r, e);
}

static int load(struct inbox *in, struct delivery *d, struct source_result *r, struct err *e)
{
	struct params p;

	params_of(in, d, &p);
	if (db_exec(in->c->db, "SAVEPOINT delivery", e) < 0 ||
	        db_exec_params(in->c->db,
	                "INSERT INTO staging_file(feed, name, sha256, bytes,"
	                " municipality, period, produced) VALUES(:feed, :name, :sha256, :bytes,"
	                " :municipality, :period, :produced)",
	                "staging_file", &p, e) < 0)
		return -1;
	d->file = sqlite3_last_insert_rowid(in->c->db);
	if (run_loader(in, d, r, e) < 0)
		return -1;
	d->verdict = "loaded";
	r->files = r->verdict == NULL;
	if (r->verdict ? take_back(in, d, r, e) < 0 : count(in, d, r, e) < 0)
		return -1;
	return db_exec(in->c->db, "RELEASE delivery", e);
}

static int book(struct inbox *in, const struct delivery *d, struct err *e)
{
	struct params p;

	params_of(in, d, &p);
	if (!d->file)
		params_text(&p, "file", NULL);
	return db_exec_params(in->c->db,
	        "INSERT INTO staging_delivery(name, feed, sha256, verdict,"
	        " file, run) VALUES(:name, :feed, :sha256, :verdict, :file, :run)",
	        "staging_delivery", &p, e);
}

static bool waits(const struct delivery *d)
{
	return d->verdict && strcmp(d->verdict, "waits") == 0;
}

static void add_up(struct source_result *total, const struct source_result *r)
{
	total->files += r->files;
	total->rows_in += r->rows_in;
	total->staged += r->staged;
	total->rejected += r->rejected;
	total->findings += r->findings;
}

static int store(struct inbox *in, struct delivery *d, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct source_result *total = result_of(in, d->feed), r = { .source = d->feed->id };

	if (!total)
		return err_set(e, ERR_BUG, "more than %d feeds", INBOX_RESULTS - 1);
	if (tx_begin(&tx, in->c->db, e) < 0 || judge(in, d, e) < 0)
		return -1;
	if (!d->verdict && load(in, d, &r, e) < 0)
		return -1;
	if ((!waits(d) && book(in, d, e) < 0) || tx_commit(&tx, e) < 0)
		return -1;
	in->loaded += r.files;
	if (!waits(d) || !in->again)
		add_up(total, &r);
	return FAULT("inbox.committed") ? err_set(e, ERR_IO, "stopped after COMMIT") : 0;
}

static int acknowledge(struct inbox *in, const struct delivery *d, struct err *e)
{
	struct params p;

	params_of(in, d, &p);
	if (file_remove(d->path, e) < 0)
		return -1;
	if (FAULT("inbox.removed"))
		return err_set(e, ERR_IO, "stopped after removing '%s'", d->name);
	return db_exec_params(in->c->db,
	        "UPDATE staging_delivery SET acknowledged = 1 WHERE"
	        " sha256 = :sha256 AND name = :name AND acknowledged = 0",
	        "staging_delivery", &p, e);
}

static int one_file(struct inbox *in, const char *name, bool *wait, struct err *e)
{
	struct delivery d = { .name = name, .says = { .produced = NO_DAY } };
	enum finding_kind why;
	int64_t before;

	*wait = false;
	d.feed = feed_for(in, name, &d.says, &why);
	if (!d.feed)
		return 0;
	d.path = arena_printf(in->c->arena, "%s/%s", in->dir, name);
	if (archive_store(in->c, d.path, &d.archived, e) < 0 ||
	        stored_before(in, &d, &before, e) < 0)
		return -1;
	if (!before && store(in, &d, e) < 0)
		return -1;
	*wait = waits(&d);
	return *wait ? 0 : acknowledge(in, &d, e);
}

/* --- all of them ---------------------------------------------------------- */

/* Removed by a run that did not come to say so. */
static int settle(struct inbox *in, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct params p = { .arena = in->c->arena };
	int rc;

	if (db_prepare(in->c->db,
	            "SELECT delivery, name FROM staging_delivery WHERE acknowledged = 0"
	            " ORDER BY delivery",
	            "staging_delivery", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		if (file_exists(arena_printf(in->c->arena, "%s/%s", in->dir, col_text(s, 1))))
			continue;
		params_int(&p, "delivery", sqlite3_column_int64(s, 0));
		if (db_exec_params(in->c->db,
		            "UPDATE staging_delivery SET acknowledged = 1"
		            " WHERE delivery = :delivery",
		            "staging_delivery", &p, e) < 0)
			return -1;
	}
	return rc;
}

/* Those that wait, or all; the first error is kept, and does not stop the others. */
static void each_file(struct inbox *in, bool waiting, struct err *first)
{
	for (size_t i = 0; i < in->n_names; i++) {
		struct err now = { 0 };

		if (waiting && !in->waits[i])
			continue;
		if (one_file(in, in->names[i], &in->waits[i], &now) == 0 || first->code != ERR_NONE)
			continue;
		*first = now;
		(void)err_ctx(first, "file '%s'", shown_name(in, in->names[i]));
	}
}

/* Side files, once it is known what became of the files they stand beside. */
static void each_beside(struct inbox *in, struct err *first)
{
	for (size_t i = 0; i < in->n_names; i++) {
		struct err now = { 0 };

		if (!is_beside(in, in->names[i]) ||
		        beside_take(in->c, &in->feeds, in->dir, in->names[i], &in->findings,
		                &in->res[0].findings, &now) == 0 ||
		        first->code != ERR_NONE)
			continue;
		*first = now;
		(void)err_ctx(first, "file '%s'", shown_name(in, in->names[i]));
	}
}

/* What waits is tried again as long as that brings anything. */
static int all_files(struct inbox *in, struct err *e)
{
	struct err first = { 0 };
	int64_t before = 0;

	each_file(in, false, &first);
	in->again = true;
	while (in->loaded > before) {
		before = in->loaded;
		each_file(in, true, &first);
	}
	each_beside(in, &first);
	if (first.code == ERR_NONE)
		return 0;
	*e = first;
	return -1;
}

int inbox_extract(struct ctx *c, struct source_result *ret, size_t *ret_n, struct err *e)
{
	struct inbox in = { .c = c, .res = ret, .n_res = 1 };
	const char *dir = conf_text(c->conf, "inbox.path");
	int rc;

	ret[0] = (struct source_result){ .source = "inbox" };
	in.dir = *dir == '/' ? dir : arena_printf(c->arena, "%s/%s", c->workspace, dir);
	if (feeds_load(&in.feeds, c->arena, c->workspace, c->conf, e) < 0 || list(&in, e) < 0 ||
	        settle(&in, e) < 0 || findings_begin(&in.findings, c->db, "extract:inbox", e) < 0)
		return -1;
	rc = note_left(&in, e);
	if (rc == 0)
		rc = all_files(&in, e);
	findings_done(&in.findings);
	*ret_n = in.n_res;
	return rc;
}
