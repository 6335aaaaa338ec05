#include "common/finding_trend.h"

#include "common/finding_life.h"

#define SHARED "stage, rule, entity, record_key, field, clash, file, line, team_id"

/* Tonight by rule and team, and the number that held before tonight. */
#define NOW                                                                                        \
	"CREATE TEMP TABLE IF NOT EXISTS trend_now (rule TEXT, team_id TEXT, stage TEXT,"          \
	" open INTEGER, answered INTEGER, opened INTEGER, came_back INTEGER,"                      \
	" PRIMARY KEY (rule, team_id, stage)) WITHOUT ROWID;"                                      \
	"DELETE FROM temp.trend_now;"                                                              \
	"INSERT INTO temp.trend_now"                                                               \
	" SELECT f.rule, coalesce(f.team_id, ''), f.stage, sum(f.open), sum(NOT f.open),"          \
	" coalesce(sum(f.open AND l.opened = :as_of AND l.came_back = 0), 0),"                     \
	" coalesce(sum(f.open AND l.opened = :as_of AND l.came_back > 0), 0)"                      \
	" FROM (SELECT 1 AS open, " SHARED " FROM finding WHERE stage GLOB :stages"                \
	" UNION ALL SELECT 0, " SHARED " FROM finding_answered WHERE stage GLOB :stages) AS f"     \
	" LEFT JOIN finding_life AS l ON l.identity = " FINDING_IDENT                              \
	" GROUP BY f.rule, coalesce(f.team_id, ''), f.stage"

#define AGAIN "DELETE FROM finding_trend WHERE as_of = :as_of AND rule <> '' AND stage GLOB :stages"

#define BEFORE                                                                                     \
	"WITH before AS (SELECT rule, team_id, stage, open, answered, max(as_of)"                  \
	" FROM finding_trend WHERE rule <> '' AND stage GLOB :stages AND as_of < :as_of"           \
	" GROUP BY rule, team_id, stage) "

#define CHANGED                                                                                    \
	BEFORE                                                                                     \
	"INSERT INTO finding_trend (rule, team_id, stage, as_of, open, answered, opened, "         \
	"came_back)"                                                                               \
	" SELECT n.rule, n.team_id, n.stage, :as_of, n.open, n.answered, n.opened, n.came_back"    \
	" FROM temp.trend_now AS n LEFT JOIN before AS b USING (rule, team_id, stage)"             \
	" WHERE n.open IS NOT b.open OR n.answered IS NOT b.answered OR n.opened + n.came_back "   \
	"> 0;"

#define EMPTIED                                                                                    \
	BEFORE                                                                                     \
	"INSERT INTO finding_trend (rule, team_id, stage, as_of, open)"                            \
	" SELECT b.rule, b.team_id, b.stage, :as_of, 0 FROM before AS b"                           \
	" WHERE b.open + b.answered > 0 AND NOT EXISTS (SELECT 1 FROM temp.trend_now AS n"         \
	" WHERE n.rule = b.rule AND n.team_id = b.team_id AND n.stage = b.stage)"

#define NIGHT                                                                                      \
	"INSERT OR REPLACE INTO finding_trend (rule, team_id, stage, as_of, open, answered)"       \
	" VALUES ('', '', '*', :as_of, (SELECT count(*) FROM finding),"                            \
	" (SELECT count(*) FROM finding_answered))"

/* The newest row at the edge stays: it is the number that held then. */
#define TRIM                                                                                       \
	"DELETE FROM finding_trend WHERE as_of < :edge AND (open + answered = 0 OR EXISTS ("       \
	"SELECT 1 FROM finding_trend AS t WHERE t.rule = finding_trend.rule"                       \
	" AND t.team_id = finding_trend.team_id AND t.stage = finding_trend.stage"                 \
	" AND t.as_of > finding_trend.as_of AND t.as_of <= :edge))"

int finding_trend_book(struct ctx *c, const char *stages, struct err *e)
{
	static const char *const parts[] = { NOW, AGAIN, CHANGED, EMPTIED, NIGHT, TRIM };
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	int64_t latest;

	if (db_int(c->db, "SELECT coalesce(max(as_of), 0) FROM finding_night", &latest, e) < 0)
		return -1;
	if (latest > c->as_of)
		return 0;
	params_text(&p, "stages", stages);
	params_int(&p, "as_of", c->as_of);
	params_int(&p, "edge", c->as_of - FINDING_TREND_DAYS);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (db_exec_params(c->db, parts[i], "findings night by night", &p, e) < 0)
			return -1;
	return 0;
}
