#include "jobs/outcome.h"

#include "common/db.h"

/* An address first: file:line field; then what stands there, what should, and who mends it. */
static const char stopping[] =
        "SELECT 'stops', coalesce(s.name, f.record_key, f.entity, f.stage)"
        " || coalesce(':' || f.line, '') || coalesce(' ' || f.field, '') || ': '"
        " || CASE :lang WHEN 'en' THEN coalesce(f.note_en, rule_text(f.rule, 'en'), f.rule)"
        " ELSE coalesce(f.note_da, rule_text(f.rule, 'da'), f.rule) END"
        " || coalesce(' ''' || nullif(f.found, '') || '''', '')"
        " || coalesce(' (' || CASE :lang WHEN 'en' THEN 'expected ' ELSE 'forventet ' END || "
        "nullif(f.expected, '') || ')', '')"
        " || coalesce(' → ' || f.who, '') || ' [' || f.rule || ']'"
        " FROM finding AS f LEFT JOIN staging_file AS s ON s.file = f.file WHERE f.consequence = "
        "'delivery'"
        " ORDER BY f.stage, f.rule, s.name, f.line, f.entity, f.record_key, f.field, f.found";

/* The case store stands as it was read last; a file counts in the run that took it. */
static const char rejecting[] =
        "SELECT 'rejected', name || ': '"
        " || CASE :lang WHEN 'en' THEN rejected || ' of ' || rows_in || ' rows were not used'"
        "    ELSE rejected || ' af ' || rows_in || ' rækker er ikke brugt' END"
        " FROM staging_file WHERE rejected > 0 AND replaced_by IS NULL AND (feed = 'casestore'"
        " OR file IN (SELECT file FROM staging_delivery WHERE run = :run AND verdict = 'loaded'))"
        " ORDER BY file";

/* What somebody let through although a rule stops it: by its key, and until when. */
static const char passing[] =
        "SELECT 'let pass', f.entity || ':' || f.record_key || coalesce(' ' || f.field, '') || ': '"
        " || CASE :lang WHEN 'en' THEN 'stopped by ' || f.rule || ', let through until '"
        "    ELSE 'holdes tilbage af ' || f.rule || ', godkendt alligevel til ' END"
        " || iso(a.expires) || ' [' || CASE :lang WHEN 'en' THEN 'answer ' ELSE 'svar ' END"
        " || a.answer || ']'"
        " FROM finding_lowered AS l JOIN finding AS f ON f.finding = l.finding"
        " JOIN finding_answer AS a ON a.answer = f.answer ORDER BY a.expires, a.answer";

static int prepare(
        struct ctx *c, const char *sql, const struct params *p, sqlite3_stmt **ret, struct err *e)
{
	return db_prepare(c->db, sql, "finding", ret, e) < 0 ? -1 : db_bind_params(*ret, p, e);
}

/* Shows what there is still room for; *n grows by all there are. */
static int tell(
        struct ctx *c, const char *sql, struct log *log, FILE *out, int64_t *n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL, *all CLEANUP(stmt_done) = NULL;
	struct params p = { .arena = c->arena };
	int rc;

	params_text(&p, "lang", c->lang);
	params_int(&p, "run", c->run_id);
	params_int(&p, "room", *n < OUTCOME_LINES ? OUTCOME_LINES - *n : 0);
	if (prepare(c, arena_printf(c->arena, "SELECT count(*) FROM (%s)", sql), &p, &all, e) < 0 ||
	        db_step(all, e) < 0 ||
	        prepare(c, arena_printf(c->arena, "%s LIMIT :room", sql), &p, &s, e) < 0)
		return -1;
	*n += sqlite3_column_int64(all, 0);
	while ((rc = db_step(s, e)) > 0) {
		fprintf(out, "%-9s %s\n", col_text(s, 0), col_text(s, 1));
		LOG(log, LOG_WARN, col_text(s, 0), LOG_S("message", col_text(s, 1)));
	}
	return rc;
}

int outcome_tell(struct ctx *c, struct log *log, FILE *out, int64_t *ret, struct err *e)
{
	int64_t n = 0, passed = 0;

	if (tell(c, stopping, log, out, &n, e) < 0 || tell(c, rejecting, log, out, &n, e) < 0 ||
	        tell(c, passing, log, out, &passed, e) < 0)
		return -1;
	if (n > OUTCOME_LINES)
		fprintf(out, "(%d of %lld shown)\n", OUTCOME_LINES, (long long)n);
	if (passed > OUTCOME_LINES)
		fprintf(out, "(%d of %lld let pass shown; see '%s answer --show')\n", OUTCOME_LINES,
		        (long long)passed, PROGRAM_NAME);
	if (n)
		fprintf(out, "see '%s findings --list'\n", PROGRAM_NAME);
	*ret = n;
	return 0;
}
