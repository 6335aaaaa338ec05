#include "extract/cpr.h"

#include "common/text.h"
#include "extract/cpr_job.h"

#define SECTION "feed.cpr"
#define PRESET_LAYOUT "p12170"
enum { RUNS_MAX = 1 << 30, SPACE = 64 * 1024 };

static void job_done(struct cpr_job *j)
{
	cpr_store_done(&j->store);
	findings_done(&j->findings);
	raw_done(&j->raw);
	cpr_close(&j->file);
	buf_done(&j->runs);
	arena_done(&j->arena);
}

/* --- the start record --------------------------------------------------------- */

static bool read_day8(const struct cpr_record_at *at, const struct cpr_field *f, int32_t *ret)
{
	struct cpr_value v[2];
	const char *s;
	size_t n = cpr_field_bytes(at, f, &s);

	if (!f->type->read(s, n, f->length, NULL, v))
		return false;
	*ret = v[0].null ? NO_DAY : (int32_t)v[0].number;
	return true;
}

/* Task, production date, and that of the file before; the last may be absent in a first file. */
static bool read_start(struct cpr_job *j, const struct cpr_record_at *at)
{
	const struct cpr_record *rec = &j->layout.records[at->type];
	const struct cpr_field *task = cpr_record_field(rec, "OPGAVENR");
	const struct cpr_field *produced = cpr_record_field(rec, "PRODDTO");
	const struct cpr_field *previous = cpr_record_field(rec, "PRODDTOFORRIG");
	struct cpr_value v[2];
	const char *s;
	size_t n;

	if (!task || !produced || !previous || task->length >= sizeof j->task)
		return false;
	n = cpr_field_bytes(at, task, &s);
	if (!task->type->read(s, n, task->length, NULL, v) || v[0].null)
		return false;
	memcpy(j->task, v[0].text, v[0].n);
	return read_day8(at, produced, &j->produced) && j->produced != NO_DAY &&
	       read_day8(at, previous, &j->previous);
}

static const char *setting(const struct cpr_job *j, const char *name)
{
	return conf_free(j->c->conf, SECTION, name);
}

/* Digits of EBCDIC where the start record has its type and its zeros. */
static bool is_ebcdic(const struct cpr_record_at *at)
{
	size_t i = 0;

	while (i < at->n && i < 13 && (unsigned char)at->s[i] == 0xF0)
		i++;
	return i == 13;
}

/* The first record as the given layout has it: 0, 1 refused. */
static int open_as(struct cpr_job *j, const char *product, struct err *e)
{
	struct cpr_record_at at = { 0 };
	int rc;

	j->product = product;
	if (cpr_layout_load(&j->layout, product, &j->arena, e) < 0)
		return e->code == ERR_NOINPUT
		               ? cpr_refuse(j, CPR_FOUND_LAYOUT, 1, product, PRESET_LAYOUT)
		               : -1;
	cpr_close(&j->file);
	if (cpr_open(&j->file, j->f->path, &j->layout, &j->arena, e) < 0)
		return -1;
	if (j->file.size == 0)
		return cpr_refuse(j, CPR_FOUND_EMPTY, 0, NULL, NULL);
	rc = cpr_next(&j->file, &at, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || at.fault || j->layout.records[at.type].role != CPR_START)
		return cpr_refuse(
		        j, is_ebcdic(&at) ? CPR_FOUND_EBCDIC : CPR_FOUND_ENVELOPE, 1, NULL, NULL);
	if (!read_start(j, &at))
		return cpr_refuse(j, CPR_FOUND_START, 1, NULL, "OPGAVENR, PRODDTO, PRODDTOFORRIG");
	return 0;
}

int cpr_set_lengths(struct cpr_layout *l, const struct conf *c, const char *task, struct arena *a,
        struct err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		struct cpr_record *rec = &l->records[i];
		const char *name = arena_printf(a, "length.%s.%s", task, rec->type);
		const char *value = conf_free(c, SECTION, name);
		int64_t n;

		if (!value)
			continue;
		if (!text_int(value, strlen(value), &n) || n < (int64_t)rec->length ||
		        n > CPR_RECORD_MAX)
			return err_set(e, ERR_CONFIG,
			        "setting " SECTION
			        ".%s is '%.40s': expected a number from %zu to %d",
			        name, value, rec->length, CPR_RECORD_MAX);
		rec->exact = (size_t)n;
	}
	return 0;
}

/* The start record is the same in every layout; its task says which one to read the rest with. */
static int open_extract(struct cpr_job *j, struct err *e)
{
	const char *preset = setting(j, "layout"), *own;
	char name[32];
	int rc;

	if (!preset)
		preset = PRESET_LAYOUT;
	rc = open_as(j, preset, e);
	if (rc)
		return rc;
	snprintf(name, sizeof name, "layout.%s", j->task);
	own = setting(j, name);
	rc = own && strcmp(own, preset) != 0 ? open_as(j, own, e) : 0;
	return rc ? rc : cpr_set_lengths(&j->layout, j->c->conf, j->task, &j->arena, e);
}

/* --- the chain ------------------------------------------------------------------ */

static int last_loaded(struct cpr_job *j, int32_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*ret = NO_DAY;
	if (db_prepare(j->c->db, "SELECT max(produced) FROM staging_cpr_file WHERE task = :task",
	            "staging_cpr_file", &s, e) < 0 ||
	        db_bind_text(s, ":task", j->task, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc > 0 && sqlite3_column_type(s, 0) != SQLITE_NULL)
		*ret = sqlite3_column_int(s, 0);
	return rc < 0 ? -1 : 0;
}

/* Whether this is the file with which the operator starts the chain anew. */
static int is_restart(struct cpr_job *j, bool *ret, struct err *e)
{
	const char *day = setting(j, "restart");
	int32_t from = NO_DAY;

	if (day && *day && !text_day(day, strlen(day), &from))
		return err_set(
		        e, ERR_CONFIG, "[" SECTION "] restart: '%s' is not a date yyyy-mm-dd", day);
	*ret = from != NO_DAY && from == j->produced;
	return 0;
}

static int check_chain(struct cpr_job *j, bool *restart, struct err *e)
{
	char found[11], expected[11];
	int32_t last;

	if (last_loaded(j, &last, e) < 0 || is_restart(j, restart, e) < 0)
		return -1;
	*restart = *restart && last != NO_DAY && last < j->produced;
	if (last == NO_DAY || *restart)
		return 0;
	if (j->produced <= last)
		return cpr_refuse(j, j->produced == last ? CPR_FOUND_SAME_DAY : CPR_FOUND_OLDER, 1,
		        day_iso(j->produced, found), day_iso(last, expected));
	if (j->previous == last)
		return 0;
	return cpr_refuse(j, CPR_FOUND_GAP, 1,
	        j->previous == NO_DAY ? "" : day_iso(j->previous, found), day_iso(last, expected));
}

static int check_end(struct cpr_job *j, struct err *e)
{
	bool end;

	if (cpr_has_end(&j->file, &end, e) < 0)
		return -1;
	return end ? 0 : cpr_refuse(j, CPR_FOUND_TRUNCATED, 0, NULL, NULL);
}

/* --- what is mended -------------------------------------------------------------- */

/*
 * Records of earlier files that could not be used, of people whom this file replaced whole;
 * and files of this series that were refused before the chain went on past them.
 */
static int forget_mended(struct cpr_job *j, struct err *e)
{
	static const char sql[] =
	        "CREATE TEMP TABLE IF NOT EXISTS cpr_mended(file INTEGER, line INTEGER);"
	        "DELETE FROM cpr_mended;"
	        "INSERT INTO cpr_mended SELECT r.file, r.line FROM staging_raw AS r"
	        "  JOIN staging_cpr_file AS f ON f.file = r.file"
	        "  JOIN staging_cpr_person AS p ON p.pnr = substr(r.raw, 4, 10)"
	        "  WHERE r.file <> :file AND p.file = :file;"
	        "DELETE FROM finding WHERE stage = 'extract:cpr'"
	        "  AND (file, line) IN (SELECT file, line FROM cpr_mended);"
	        "DELETE FROM staging_raw WHERE (file, line) IN (SELECT file, line FROM "
	        "cpr_mended);"
	        "DELETE FROM finding WHERE stage = 'extract:cpr' AND rule = 'cpr.other_task'"
	        "  AND file IN (SELECT file FROM staging_cpr_file WHERE task = :task);"
	        "DELETE FROM finding WHERE stage = 'extract:cpr' AND file IS NULL"
	        "  AND lower(record_key) < lower(:name)"
	        "  AND lower(substr(record_key, instr(record_key, '.')))"
	        "    = lower(substr(:name, instr(:name, '.')))";
	struct params p = { .arena = &j->arena };

	params_int(&p, "file", j->f->file_id);
	params_text(&p, "name", j->f->name);
	params_text(&p, "task", j->task);
	return db_exec_params(j->c->db, sql, "mended CPR records", &p, e);
}

/* --- what is booked -------------------------------------------------------------- */

static int book_file(struct cpr_job *j, struct err *e)
{
	struct file_facts facts = FILE_FACTS_NONE;
	struct params p = { .arena = &j->arena };

	params_int(&p, "file", j->f->file_id);
	params_text(&p, "task", j->task);
	params_text(&p, "product", j->product);
	params_int(&p, "produced", j->produced);
	params_text(&p, "previous", NULL);
	if (j->previous != NO_DAY)
		params_int(&p, "previous", j->previous);
	if (db_exec_params(j->c->db,
	            "INSERT INTO staging_cpr_file(file, task, product, produced, previous)"
	            " VALUES(:file, :task, :product, :produced, :previous)",
	            "staging_cpr_file", &p, e) < 0)
		return -1;
	facts.encoding = "iso-8859-1";
	facts.produced = j->produced;
	facts.previous = j->previous;
	facts.trailer = j->count;
	return source_facts(j->c, j->f, &facts, e);
}

static int book_count(struct cpr_job *j, sqlite3_stmt *s, int type, struct err *e)
{
	const struct cpr_tally *t = &j->tallies[type];
	char name[12];

	if (t->records == 0)
		return 0;
	snprintf(name, sizeof name, type == CPR_NO_TYPE ? "???" : "%03d", type);
	if (db_bind_int(s, ":file", j->f->file_id, e) < 0 ||
	        db_bind_text(s, ":type", name, e) < 0 ||
	        db_bind_int(s, ":records", t->records, e) < 0 ||
	        db_bind_int(s, ":staged", t->staged, e) < 0 ||
	        db_bind_int(s, ":counted", t->counted, e) < 0 ||
	        db_bind_int(s, ":older", t->older, e) < 0 ||
	        db_bind_int(s, ":rejected", t->rejected, e) < 0)
		return -1;
	j->res->staged += t->staged + t->counted + t->older;
	j->res->rejected += t->rejected;
	return db_run(s, e);
}

static int book_counts(struct cpr_job *j, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(j->c->db,
	            "INSERT INTO staging_cpr_count(file, record_type, records, staged, counted,"
	            " older, rejected) VALUES(:file, :type, :records, :staged, :counted, :older,"
	            " :rejected)",
	            "staging_cpr_count", &s, e) < 0)
		return -1;
	for (int type = 0; type < CPR_TALLIES; type++)
		if (book_count(j, s, type, e) < 0)
			return -1;
	return 0;
}

/* --- the load ------------------------------------------------------------------- */

/* The record that makes a person: the first of those kept in staging_cpr_person. */
static int find_person_type(struct cpr_job *j, struct err *e)
{
	j->person_type = -1;
	for (size_t i = j->layout.n; i-- > 0;) {
		const struct cpr_record *rec = &j->layout.records[i];

		if (rec->n_parts && strcmp(j->layout.tables[rec->parts[0].table].name,
		                            "staging_cpr_person") == 0)
			j->person_type = (int)i;
	}
	return j->person_type >= 0 ? 0
	                           : err_set(e, ERR_CONFIG, "layout %s keeps no staging_cpr_person",
	                                     j->product);
}

static int prepare(struct cpr_job *j, bool restart, struct err *e)
{
	sqlite3 *db = j->c->db;

	j->tallies = arena_take(&j->arena, CPR_TALLIES * sizeof *j->tallies);
	j->rows = arena_take(&j->arena, CPR_JUDGED * sizeof *j->rows);
	j->space = (struct cpr_space){ arena_take(&j->arena, SPACE), 0, SPACE };
	j->count = -1;
	j->store = (struct cpr_store){ .db = db,
		.layout = &j->layout,
		.file = j->f->file_id,
		.task = j->task,
		.produced = j->produced };
	if (find_person_type(j, e) < 0 || findings_begin(&j->findings, db, "extract:cpr", e) < 0 ||
	        raw_begin(&j->raw, db, e) < 0 || cpr_store_begin(&j->store, &j->arena, e) < 0)
		return -1;
	return restart ? cpr_store_forget_task(&j->store, j->task, e) : 0;
}

static bool none_fits(const struct cpr_job *j)
{
	const struct cpr_tally *t = &j->tallies[j->layout.records[j->person_type].number];

	return t->records > 0 && t->staged + t->older == 0;
}

static int note_older(struct cpr_job *j, struct err *e)
{
	char found[32];

	snprintf(found, sizeof found, "%lld personer", (long long)j->older);
	return j->older ? cpr_note_file(j, CPR_FOUND_OTHER_TASK, found, e) : 0;
}

/* 0 loaded, 1 refused */
static int load(struct cpr_job *j, struct err *e)
{
	bool restart = false;
	int rc = open_extract(j, e);

	if (rc == 0)
		rc = check_chain(j, &restart, e);
	if (rc == 0)
		rc = check_end(j, e);
	if (rc == 0)
		rc = prepare(j, restart, e);
	if (rc == 0)
		rc = cpr_scan(j, e);
	if (rc)
		return rc;
	if (cpr_people(j, e) < 0)
		return -1;
	if (none_fits(j))
		return cpr_refuse(j, CPR_FOUND_MISFIT, 0, j->product, NULL);
	if (forget_mended(j, e) < 0 || note_older(j, e) < 0 || book_counts(j, e) < 0)
		return -1;
	return book_file(j, e);
}

int cpr_load(struct ctx *c, const struct feed_file *f, struct source_result *ret, struct err *e)
{
	struct cpr_job j CLEANUP(job_done) = { .c = c, .f = f, .res = ret, .file = CPR_FILE_NONE };
	int rc;

	buf_init(&j.runs, RUNS_MAX);
	rc = load(&j, e);
	if (rc < 0)
		return err_ctx(e, "file '%s'", f->name);
	ret->findings = j.findings.written;
	if (rc > 0)
		ret->rows_in = ret->staged = ret->rejected = 0;
	return 0;
}

int cpr_check(const struct conf *c, struct arena *a, struct err *e)
{
	const struct conf_pair *p;
	size_t cursor = 0;

	while ((p = conf_free_each(c, &cursor))) {
		struct cpr_layout *l = arena_take(a, sizeof *l);

		if (strcmp(p->section, SECTION) != 0 || strncmp(p->name, "layout", 6) != 0)
			continue;
		if (cpr_layout_load(l, p->value, a, e) == 0)
			continue;
		return e->code != ERR_NOINPUT
		               ? -1
		               : err_set(e, ERR_CONFIG,
		                         "%s: setting " SECTION
		                         ".%s is '%.40s': expected one of %s",
		                         p->origin, p->name, p->value, cpr_layout_names(a));
	}
	return 0;
}
