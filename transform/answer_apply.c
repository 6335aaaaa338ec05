#include "transform/answer.h"

#include "common/finding_life.h"
#include "common/finding_trend.h"
#include "transform/answer_values.h"

/* The columns that move; finding and answer beside them. */
#define MOVED                                                                                      \
	"stage, rule, version, consequence, entity, record_key, case_id, citizen_id, field,"       \
	" found, expected, clash, file, line, who, note_da, note_en, event_day, due_day,"          \
	" caseworker_id, team_id"

static int with_stages(
        struct ctx *c, const char *stages, const char *sql, int64_t *n, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_text(&p, "stages", stages);
	params_int(&p, "as_of", c->as_of);
	if (db_exec_params(c->db, sql, "answers", &p, e) < 0)
		return -1;
	if (n)
		*n = sqlite3_changes64(c->db);
	return 0;
}

#define OF_STAGES "IN (SELECT finding FROM finding WHERE stage GLOB :stages)"

#define BACK                                                                                       \
	"UPDATE finding SET consequence ="                                                         \
	" (SELECT l.consequence FROM finding_lowered AS l WHERE l.finding = finding.finding)"      \
	" WHERE finding IN (SELECT finding FROM finding_lowered) AND stage GLOB :stages;"          \
	"DELETE FROM finding_lowered WHERE finding " OF_STAGES ";"                                 \
	"UPDATE finding SET answer = NULL WHERE answer IS NOT NULL AND stage GLOB :stages;"        \
	"DELETE FROM finding_back WHERE finding " OF_STAGES ";"                                    \
	"INSERT INTO finding (" MOVED ") SELECT " MOVED                                            \
	" FROM finding_answered WHERE stage GLOB :stages ORDER BY finding;"                        \
	"DELETE FROM finding_answered WHERE stage GLOB :stages"

/* Nothing was answered, and nothing is written. */
static int none_away(sqlite3 *db, int64_t *ret, struct err *e)
{
	return db_int(db,
	        "SELECT NOT EXISTS (SELECT 1 FROM finding_answered) AND NOT EXISTS"
	        " (SELECT 1 FROM finding_lowered) AND NOT EXISTS (SELECT 1 FROM finding_back)"
	        " AND NOT EXISTS (SELECT 1 FROM finding_answer)",
	        ret, e);
}

int answers_put_back(sqlite3 *db, const char *stages, struct err *e)
{
	struct ctx c = { .db = db };
	int64_t none;

	if (none_away(db, &none, e) < 0)
		return -1;
	return none ? 0 : with_stages(&c, stages, BACK, NULL, e);
}

/* The latest of each identity, unless it is withdrawn. */
#define OPEN                                                                                       \
	"CREATE TEMP TABLE IF NOT EXISTS answer_open (identity INTEGER PRIMARY KEY,"               \
	" answer INTEGER, stage TEXT, rule TEXT);"                                                 \
	"DELETE FROM temp.answer_open;"                                                            \
	"INSERT INTO temp.answer_open"                                                             \
	" SELECT a.identity, a.answer, a.stage, a.rule FROM finding_answer AS a"                   \
	"  WHERE a.answer IN (SELECT max(answer) FROM finding_answer GROUP BY identity)"           \
	"    AND a.stage GLOB :stages AND NOT EXISTS"                                              \
	" (SELECT 1 FROM finding_answer_withdrawn AS w WHERE w.answer = a.answer);"

/* Only findings of rules that somebody answered are looked at. */
#define MEET                                                                                       \
	"INSERT OR IGNORE INTO temp.answer_met (finding, answer, " ANSWER_MET_COLUMNS ")"          \
	" SELECT f.finding, o.answer, " ANSWER_MET_OF                                              \
	"   FROM (SELECT DISTINCT stage, rule FROM temp.answer_open) AS r"                         \
	"  CROSS JOIN finding AS f ON f.stage = r.stage AND f.rule = r.rule"                       \
	"  CROSS JOIN temp.answer_open AS o ON o.identity = " FINDING_IDENT "  ORDER BY f.finding"

/* A day that has come goes before a value that changed. */
#define WHY                                                                                        \
	"UPDATE temp.answer_met AS m SET why = (SELECT"                                            \
	" CASE WHEN iif(a.kind = 'waits', :as_of >= a.expires, :as_of > a.expires) THEN 'expired'" \
	"      WHEN a.kind = 'correct' AND f.consequence IN ('record', 'delivery') THEN 'stops'"   \
	"      WHEN m.fingerprint <> a.fingerprint THEN 'differs'"                                 \
	" END FROM finding_answer AS a, finding AS f"                                              \
	" WHERE a.answer = m.answer AND f.finding = m.finding)"

#define HOLDS(kinds)                                                                               \
	"(SELECT m.finding FROM temp.answer_met AS m JOIN finding_answer AS a"                     \
	" ON a.answer = m.answer WHERE m.why IS NULL AND a.kind " kinds ")"

#define OF_MET "(SELECT m.answer FROM temp.answer_met AS m WHERE m.finding = finding.finding)"

/* What stops a record is not hidden because its rule is wrong. */
#define STOPS_ON                                                                                   \
	"(SELECT f.finding FROM finding AS f JOIN temp.answer_met AS m ON m.finding = f.finding"   \
	" JOIN finding_answer AS a ON a.answer = m.answer WHERE a.kind = 'rule_wrong'"             \
	" AND f.consequence IN ('record', 'delivery'))"

#define LOWER                                                                                      \
	"INSERT OR REPLACE INTO finding_lowered (finding, consequence)"                            \
	" SELECT finding, consequence FROM finding WHERE finding IN " HOLDS(                       \
	        "= 'override'") ";"                                                                \
	                        "UPDATE finding SET answer = " OF_MET " WHERE finding IN " HOLDS(  \
	                                "= 'rule_wrong'") ";"                                      \
	                                                  "UPDATE finding SET consequence = "      \
	                                                  "'info', answer = " OF_MET               \
	                                                  " WHERE finding IN " HOLDS(              \
	                                                          "= 'override'")

#define GOES HOLDS("<> 'override'") " AND finding NOT IN " STOPS_ON

#define MOVE                                                                                       \
	"INSERT INTO finding_answered (answer, " MOVED ")"                                         \
	" SELECT " OF_MET ", " MOVED " FROM finding WHERE finding IN " GOES " ORDER BY finding"

#define AWAY "DELETE FROM finding WHERE finding IN " GOES

#define SAY_WHY                                                                                    \
	"INSERT OR REPLACE INTO finding_back (finding, answer, why, field)"                        \
	" SELECT finding, answer, why, field FROM temp.answer_met WHERE why IS NOT NULL"

/* Of those whose fingerprint is another: the value, or none that both know. */
static int name_changed(struct ctx *c, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL, *put CLEANUP(stmt_done) = NULL;
	struct arena own CLEANUP(arena_done) = { 0 };
	int rc;

	if (db_prepare(c->db,
	            "SELECT m.finding, a.fingerprint, m.fingerprint FROM temp.answer_met AS m"
	            " JOIN finding_answer AS a ON a.answer = m.answer WHERE m.why = 'differs'"
	            " ORDER BY m.finding",
	            "answers", &s, e) < 0 ||
	        db_prepare(c->db,
	                "UPDATE temp.answer_met SET why = iif(:field = '', NULL, 'changed'),"
	                " field = nullif(:field, '') WHERE finding = :finding",
	                "answers", &put, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const char *was = arena_strdup(&own, col_text(s, 1));
		const char *field = answer_values_differ(&own, was, col_text(s, 2));

		if (db_bind_text(put, ":field", field ? field : "", e) < 0 ||
		        db_bind_int(put, ":finding", sqlite3_column_int64(s, 0), e) < 0 ||
		        db_run(put, e) < 0)
			return -1;
		arena_reset(&own);
	}
	return rc;
}

static int count_why(struct ctx *c, struct answer_counts *n, struct err *e)
{
	int64_t *const to[] = { &n->changed, &n->expired, &n->stops };

	return db_ints(c->db,
	        "SELECT count(*) FILTER (WHERE why = 'changed'),"
	        " count(*) FILTER (WHERE why = 'expired'),"
	        " count(*) FILTER (WHERE why = 'stops') FROM temp.answer_met",
	        "answers", to, COUNT_OF(to), e);
}

static int apply(struct ctx *c, const char *stages, struct answer_counts *n, struct err *e)
{
	if (with_stages(c, stages, OPEN ANSWER_MET_TABLE MEET, NULL, e) < 0 ||
	        answer_values(c, e) < 0 || with_stages(c, stages, WHY, NULL, e) < 0 ||
	        name_changed(c, e) < 0 || with_stages(c, stages, LOWER, &n->lowered, e) < 0 ||
	        with_stages(c, stages, MOVE, &n->answered, e) < 0 ||
	        with_stages(c, stages, AWAY, NULL, e) < 0 ||
	        with_stages(c, stages, SAY_WHY, NULL, e) < 0)
		return -1;
	return count_why(c, n, e);
}

int answers_apply(struct ctx *c, const char *stages, struct answer_counts *ret, struct err *e)
{
	struct answer_counts n = { 0 };
	int64_t none;
	int rc = none_away(c->db, &none, e);

	if (rc == 0 && !none)
		rc = apply(c, stages, &n, e);
	if (ret)
		*ret = n;
	return rc < 0 ? err_ctx(e, "answers to findings") : 0;
}

int answers_lift(struct ctx *c, const char *stages, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, c->db, e) < 0 || answers_put_back(c->db, stages, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int answers_settle(struct ctx *c, const char *stages, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, c->db, e) < 0 || answers_apply(c, stages, NULL, e) < 0 ||
	        finding_trend_book(c, stages, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}
