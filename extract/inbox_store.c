/* One delivery: judged, loaded, booked, and then removed from the inbox. */
#include <dirent.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/filename.h"
#include "extract/inbox_job.h"

/* --- verdicts ------------------------------------------------------------- */

/* First column of the first row, 0 when there is none. */
int inbox_ask(struct ctx *c, const char *sql, const struct params *p, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, sql, "inbox", &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	rc = db_step(s, e);
	*ret = rc > 0 ? sqlite3_column_int64(s, 0) : 0;
	return rc < 0 ? -1 : 0;
}

void delivery_params(struct inbox *in, const struct delivery *d, struct params *p)
{
	*p = (struct params){ .arena = in->c->arena };
	params_text(p, "name", d->name);
	params_text(p, "feed", d->feed_id);
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
	params_text(p, "stage", arena_printf(in->c->arena, "extract:%s", d->feed_id));
	params_text(p, "inside", d->inside);
	if (d->inside)
		params_int(p, "place", d->place);
	else
		params_text(p, "place", NULL);
}

int delivery_before(struct inbox *in, const struct delivery *d, int64_t *ret, struct err *e)
{
	struct params p;

	delivery_params(in, d, &p);
	return inbox_ask(in->c,
	        "SELECT delivery FROM staging_delivery WHERE sha256 = :sha256"
	        " AND name = :name AND inside IS :inside AND place IS :place AND acknowledged = 0",
	        &p, ret, e);
}

/* Leaves NULL when the file is to be loaded. */
static int judge(struct inbox *in, struct delivery *d, struct err *e)
{
	struct params p;
	int64_t newer = 0;

	delivery_params(in, d, &p);
	if (inbox_ask(in->c, "SELECT file FROM staging_file WHERE sha256 = :sha256", &p, &d->file,
	            e) < 0 ||
	        inbox_ask(in->c, "SELECT replaced_by FROM staging_file WHERE sha256 = :sha256", &p,
	                &newer, e) < 0)
		return -1;
	if (d->file) {
		/* What another file has taken the place of is no longer there to be the same as. */
		d->verdict = newer ? "older" : "duplicate";
		d->file = newer ? 0 : d->file;
		return 0;
	}
	/* Events come in any order; a reader of changes keeps its own chain (cpr.h). */
	if (d->feed->content != CONTENT_SNAPSHOT)
		return 0;
	if (inbox_ask(in->c,
	            "SELECT file FROM staging_file WHERE feed = :feed AND period IS :period"
	            " AND produced > :produced ORDER BY produced DESC",
	            &p, &newer, e) < 0)
		return -1;
	if (newer)
		d->verdict = "older";
	return 0;
}

/* --- one delivery --------------------------------------------------------- */

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

	delivery_params(in, d, &p);
	params_int(&p, "forget", forget);
	if (db_exec_params(in->c->db, sql, "replaced files", &p, e) < 0)
		return -1;
	return inbox_ask(in->c, "SELECT count(*) FROM replaced", &p, ret, e);
}

static int count(
        struct inbox *in, const struct delivery *d, const struct source_result *r, struct err *e)
{
	int64_t replaced;
	struct params p;

	if (r->rows_in != r->staged + r->rejected)
		return err_set(e, ERR_BUG, "%lld rows came, %lld were staged and %lld rejected",
		        (long long)r->rows_in, (long long)r->staged, (long long)r->rejected);
	delivery_params(in, d, &p);
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
	               ? inbox_note(in, FIND_REPLACED, d->name, NULL, NULL, e)
	               : 0;
}

static int take_back(struct inbox *in, struct delivery *d, struct source_result *r, struct err *e)
{
	struct findings own CLEANUP(findings_done) = { 0 };
	struct params p;

	d->verdict = r->verdict;
	delivery_params(in, d, &p);
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

	delivery_params(in, d, &p);
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

static int book_beside(struct inbox *in, const struct delivery *d, struct err *e)
{
	struct params p = { .arena = in->c->arena };

	params_text(&p, "main", d->archived.sha256);
	for (size_t i = 0; i < d->n_beside; i++) {
		params_text(&p, "name", d->beside[i].name);
		params_text(&p, "sha256", d->beside[i].archived.sha256);
		params_int(&p, "bytes", d->beside[i].archived.bytes);
		if (db_exec_params(in->c->db,
		            "INSERT OR IGNORE INTO staging_beside(name, sha256, beside, bytes)"
		            " VALUES(:name, :sha256, :main, :bytes)",
		            "staging_beside", &p, e) < 0)
			return -1;
	}
	return 0;
}

int delivery_book(struct inbox *in, const struct delivery *d, struct err *e)
{
	struct params p;

	delivery_params(in, d, &p);
	if (!d->file)
		params_text(&p, "file", NULL);
	if (db_exec_params(in->c->db,
	            "INSERT INTO staging_delivery(name, feed, sha256, verdict, file, run, inside,"
	            " place) VALUES(:name, :feed, :sha256, :verdict, :file, :run, :inside, :place)",
	            "staging_delivery", &p, e) < 0)
		return -1;
	return book_beside(in, d, e);
}

bool delivery_waits(const struct delivery *d)
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

int delivery_store(struct inbox *in, struct delivery *d, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct source_result *total, r = { .source = d->feed->id };

	if (inbox_result(in, d->feed->id, &total, e) < 0)
		return -1;
	if (tx_begin(&tx, in->c->db, e) < 0 || judge(in, d, e) < 0)
		return -1;
	if (!d->verdict && load(in, d, &r, e) < 0)
		return -1;
	if ((!delivery_waits(d) && delivery_book(in, d, e) < 0) || tx_commit(&tx, e) < 0)
		return -1;
	in->loaded += r.files;
	if (!delivery_waits(d) || !in->again)
		add_up(total, &r);
	return FAULT("inbox.committed") ? err_set(e, ERR_IO, "stopped after COMMIT") : 0;
}

/* --- acknowledging ---------------------------------------------------------- */

static int acknowledged(struct inbox *in, const struct delivery *d, struct err *e)
{
	struct params p;

	delivery_params(in, d, &p);
	return db_exec_params(in->c->db,
	        "UPDATE staging_delivery SET acknowledged = 1 WHERE acknowledged = 0"
	        " AND (sha256 = :sha256 AND name = :name AND inside IS NULL OR inside = :sha256)",
	        "staging_delivery", &p, e);
}

/* The file first: a marker without its file is found out by deliveries_settle(). */
int delivery_acknowledge(
        struct inbox *in, const struct delivery *d, const char *path, struct err *e)
{
	if (archive_is_source(&d->archived, path) && file_remove(path, e) < 0)
		return -1;
	if (FAULT("inbox.removed"))
		return err_set(e, ERR_IO, "stopped after removing '%s'", d->name);
	for (size_t i = 0; i < d->n_beside; i++)
		if (archive_is_source(&d->beside[i].archived, d->beside[i].path) &&
		        file_remove(d->beside[i].path, e) < 0)
			return -1;
	return acknowledged(in, d, e);
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

/* A name that was masked when it was stored is looked for in the same form. */
static bool lies_there(struct inbox *in, const char *name)
{
	DIR *d CLEANUP(dir_closep) = NULL;
	const struct dirent *entry;

	if (!strchr(name, '*') && !strchr(name, '?'))
		return file_exists(arena_printf(in->c->arena, "%s/%s", in->dir, name));
	d = opendir(in->dir);
	while (d && (entry = readdir(d)))
		if (strcmp(filename_mask(arena_strdup(in->c->arena, entry->d_name)), name) == 0)
			return true;
	return false;
}

/* What came with it goes with it, unless something else has come under the name. */
static int remove_beside(struct inbox *in, const char *sha256, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(in->c->db, "SELECT name, sha256 FROM staging_beside WHERE beside = :main",
	            "staging_beside", &s, e) < 0 ||
	        db_bind_text(s, ":main", sha256, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const char *path = arena_printf(in->c->arena, "%s/%s", in->dir, col_text(s, 0));
		char hex[65];

		if (!file_exists(path))
			continue;
		if (file_sha256(path, hex, e) < 0)
			return -1;
		if (strcmp(hex, col_text(s, 1)) == 0 && file_remove(path, e) < 0)
			return -1;
	}
	return rc;
}

int deliveries_settle(struct inbox *in, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(in->c->db,
	            "SELECT delivery, name, sha256 FROM staging_delivery WHERE acknowledged = 0"
	            " AND inside IS NULL ORDER BY delivery",
	            "staging_delivery", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		struct delivery d = { .name = col_text(s, 1), .says = { .produced = NO_DAY } };

		snprintf(d.archived.sha256, sizeof d.archived.sha256, "%s", col_text(s, 2));
		if (lies_there(in, d.name))
			continue;
		if (remove_beside(in, d.archived.sha256, e) < 0 || acknowledged(in, &d, e) < 0)
			return -1;
	}
	return rc;
}
