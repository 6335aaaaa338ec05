#include "report/selection.h"

#include "common/text.h"

/* The record table as it is now; the two %s are its key and itself. */
#define NOW "WITH now AS (SELECT %s AS k, reason, finding_rule, citizen_id, case_id FROM %s) "

#define FRESH                                                                                      \
	"CREATE TEMP TABLE IF NOT EXISTS selection_now (record_key TEXT PRIMARY KEY, reason TEXT," \
	" rule TEXT, citizen_id TEXT, case_id TEXT) WITHOUT ROWID;"                                \
	"DELETE FROM temp.selection_now;"

#define DIFFERS                                                                                    \
	"INSERT INTO temp.selection_now"                                                           \
	" SELECT r.k, coalesce(r.reason, iif(f.rule IS NULL, NULL, 'UNFIT')),"                     \
	"        iif(r.reason IS NULL, f.rule, r.finding_rule), r.citizen_id, r.case_id"           \
	"   FROM now AS r"                                                                         \
	"   LEFT JOIN (SELECT record_key, min(rule) AS rule FROM finding"                          \
	"               WHERE stage = :stage AND consequence = 'record' GROUP BY record_key) AS f" \
	"     ON f.record_key = r.k"                                                               \
	"   LEFT JOIN ledger_selection AS s"                                                       \
	"     ON s.report = :report AND s.record_key = r.k AND s.until IS NULL"                    \
	"  WHERE s.record_key IS NULL"                                                             \
	"     OR s.reason IS NOT coalesce(r.reason, iif(f.rule IS NULL, NULL, 'UNFIT'))"           \
	"     OR s.rule IS NOT iif(r.reason IS NULL, f.rule, r.finding_rule)"                      \
	"     OR s.citizen_id IS NOT r.citizen_id OR s.case_id IS NOT r.case_id;"

#define GONE                                                                                       \
	"INSERT INTO temp.selection_now"                                                           \
	" SELECT s.record_key, 'GONE', NULL, s.citizen_id, s.case_id FROM ledger_selection AS s"   \
	"  WHERE s.report = :report AND s.until IS NULL AND s.reason IS NOT 'GONE'"                \
	"    AND NOT EXISTS (SELECT 1 FROM now AS r WHERE r.k = s.record_key);"

#define OF_THEM " record_key IN (SELECT record_key FROM temp.selection_now)"

/* What an earlier run of this day said is taken back first. */
#define BOOK                                                                                       \
	"DELETE FROM ledger_selection WHERE report = :report AND since = :as_of"                   \
	" AND until IS NULL AND" OF_THEM ";"                                                       \
	"UPDATE ledger_selection SET until = NULL WHERE report = :report AND until = :as_of"       \
	" AND" OF_THEM                                                                             \
	" AND NOT EXISTS (SELECT 1 FROM ledger_selection AS o WHERE o.report = :report"            \
	"                 AND o.record_key = ledger_selection.record_key AND o.until IS NULL);"    \
	"DELETE FROM temp.selection_now WHERE EXISTS (SELECT 1 FROM ledger_selection AS s"         \
	" WHERE s.report = :report AND s.record_key = selection_now.record_key"                    \
	"   AND s.until IS NULL AND s.reason IS selection_now.reason"                              \
	"   AND s.rule IS selection_now.rule"                                                      \
	"   AND (s.reason = 'GONE' OR (s.citizen_id IS selection_now.citizen_id"                   \
	"                              AND s.case_id IS selection_now.case_id)));"                 \
	"UPDATE ledger_selection SET until = :as_of WHERE report = :report AND until IS NULL"      \
	" AND since < :as_of AND" OF_THEM ";"                                                      \
	"INSERT INTO ledger_selection"                                                             \
	" (report, record_key, since, run_id, reason, rule, citizen_id, case_id)"                  \
	" SELECT :report, n.record_key, :as_of, nullif(:run, 0), n.reason, n.rule, n.citizen_id,"  \
	"        n.case_id FROM temp.selection_now AS n"                                           \
	"  WHERE NOT EXISTS (SELECT 1 FROM ledger_selection AS o WHERE o.report = :report"         \
	"                     AND o.record_key = n.record_key"                                     \
	"                     AND (o.until IS NULL OR o.until > :as_of))"                          \
	"    AND (n.reason IS NOT 'GONE'"                                                          \
	"         OR EXISTS (SELECT 1 FROM ledger_selection AS o WHERE o.report = :report"         \
	"                     AND o.record_key = n.record_key));"                                  \
	"DELETE FROM temp.selection_now;"

int selection_book(const struct ctx *ctx, const struct report_def *d, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	char as_of[11];

	params_text(&p, "report", d->id);
	params_text(&p, "stage", arena_printf(&a, "report:%s", d->id));
	params_text(&p, "as_of", day_iso(ctx->as_of, as_of));
	params_int(&p, "run", ctx->run_id);
	if (db_exec_params(ctx->db,
	            arena_printf(
	                    &a, FRESH NOW DIFFERS NOW GONE, d->key, d->records, d->key, d->records),
	            "selection.c", &p, e) < 0)
		return -1;
	return db_exec_params(ctx->db, BOOK, "selection.c", &p, e);
}
