#include "common/finding_reach.h"

#include "common/finding_text.h"

/* The open case of each child; of several the one opened last, then that of the greatest id. */
#define CHILDREN                                                                                   \
	"CREATE TEMP TABLE IF NOT EXISTS reach_child (citizen_id TEXT PRIMARY KEY,"                \
	" caseworker_id TEXT, team_id TEXT) WITHOUT ROWID;"                                        \
	"DELETE FROM temp.reach_child;"                                                            \
	"INSERT OR REPLACE INTO temp.reach_child (citizen_id, caseworker_id, team_id)"             \
	" SELECT citizen_id, caseworker_id, team_id FROM staging_case_file"                        \
	"  WHERE deleted_at IS NULL AND closed_on IS NULL AND citizen_id IS NOT NULL"              \
	"  ORDER BY opened_on, case_id"

#define NOBODY                                                                                     \
	"UPDATE finding SET caseworker_id = NULL, team_id = NULL WHERE stage GLOB :stages"         \
	" AND (caseworker_id IS NOT NULL OR team_id IS NOT NULL)"

/* Each fills what those before it left: `from` gives key, caseworker_id and team_id. */
#define FILL(from, key)                                                                            \
	"UPDATE finding SET caseworker_id = w.caseworker_id, team_id = w.team_id FROM " from       \
	" AS w WHERE stage GLOB :stages AND finding.caseworker_id IS NULL AND"                     \
	" finding.team_id IS NULL AND w.key = " key

static const char *const fills[] = {
	FILL("(SELECT case_id AS key, caseworker_id, team_id FROM staging_case_file)",
	        "coalesce(finding.case_id, iif(finding.entity = 'case_file', finding.record_key, "
	        "NULL))"),
	FILL("(SELECT citizen_id AS key, caseworker_id, team_id FROM temp.reach_child)",
	        "coalesce(finding.citizen_id, iif(finding.entity = 'citizen', finding.record_key, "
	        "NULL))"),
	FILL("(SELECT measure_id AS key, caseworker_id, NULL AS team_id FROM staging_measure)",
	        "finding.record_key AND finding.entity = 'measure'"),
	FILL("(SELECT notification_id AS key, assessor_id AS caseworker_id, NULL AS team_id"
	     " FROM staging_notification)",
	        "finding.record_key AND finding.entity = 'notification'"),
	FILL("(SELECT caseworker_id AS key, caseworker_id, team_id FROM staging_caseworker)",
	        "finding.record_key AND finding.entity = 'caseworker'"),
	FILL("(SELECT team_id AS key, NULL AS caseworker_id, team_id FROM staging_team)",
	        "finding.record_key AND finding.entity = 'team'"),
};

#define TEAM                                                                                       \
	"UPDATE finding SET team_id = w.team_id FROM staging_caseworker AS w"                      \
	" WHERE stage GLOB :stages AND finding.team_id IS NULL"                                    \
	" AND w.caseworker_id = finding.caseworker_id"

/* Nobody reads the list of one who has left, or of an id that is nobody's. */
#define LEFT                                                                                       \
	"UPDATE finding SET caseworker_id = NULL WHERE stage GLOB :stages AND caseworker_id IS"    \
	" NOT NULL AND NOT EXISTS (SELECT 1 FROM staging_caseworker AS w WHERE w.caseworker_id ="  \
	" finding.caseworker_id AND w.deleted_at IS NULL)"

#define DAYS                                                                                       \
	"CREATE TEMP TABLE IF NOT EXISTS reach_by (rule TEXT PRIMARY KEY, by INTEGER)"             \
	" WITHOUT ROWID; DELETE FROM temp.reach_by"

#define DAYS_OF "INSERT INTO temp.reach_by (rule, by) VALUES (:rule, :by)"

/* All rules at once: a million findings are gone through once. */
#define DUE                                                                                        \
	"UPDATE finding AS f SET due_day = (SELECT l.opened FROM finding_life AS l"                \
	" WHERE l.identity = " FINDING_IDENT                                                       \
	") + (SELECT b.by FROM temp.reach_by AS b WHERE b.rule = f.rule)"                          \
	" WHERE f.stage GLOB :stages AND f.due_day IS NULL"                                        \
	" AND f.rule IN (SELECT rule FROM temp.reach_by)"

static int run(struct ctx *c, const char *sql, const struct params *p, struct err *e)
{
	return db_exec_params(c->db, sql, "whom findings reach", p, e);
}

static int due(struct ctx *c, struct params *p, struct err *e)
{
	struct finding_texts t;

	if (finding_texts_load(p->arena, &t, e) < 0 || run(c, DAYS, p, e) < 0)
		return -1;
	for (size_t i = 0; i < t.n; i++) {
		if (t.row[i].by < 0)
			continue;
		params_text(p, "rule", t.row[i].rule);
		params_int(p, "by", t.row[i].by);
		if (run(c, DAYS_OF, p, e) < 0)
			return -1;
	}
	return run(c, DUE, p, e);
}

int finding_reach(struct ctx *c, const char *stages, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_text(&p, "stages", stages);
	if (run(c, CHILDREN, &p, e) < 0 || run(c, NOBODY, &p, e) < 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(fills); i++)
		if (run(c, fills[i], &p, e) < 0)
			return -1;
	if (run(c, TEAM, &p, e) < 0 || run(c, LEFT, &p, e) < 0)
		return -1;
	return due(c, &p, e);
}

int finding_settle(struct ctx *c, const char *stages, struct finding_life *ret, struct err *e)
{
	return finding_life_follow(c, stages, ret, e) < 0 ? -1 : finding_reach(c, stages, e);
}
