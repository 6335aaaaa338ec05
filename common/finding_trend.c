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

/* The number of a day is that of the latest row not after it; none when nobody counted so far back.
 */
const char finding_trend_sql[] =
        "WITH k AS MATERIALIZED (SELECT DISTINCT rule, team_id, stage FROM finding_trend\n"
        "  WHERE rule <> '' AND (:team = '*' OR team_id = :team)\n"
        "    AND (:rule = '*' OR rule = :rule)),\n"
        "day (back) AS (VALUES (0), (1), (7), (14), (28), (91)),\n"
        "at AS (SELECT k.rule, iif(:by_team, k.team_id, NULL) AS team, day.back,\n"
        "    sum(coalesce((SELECT t.open FROM finding_trend AS t WHERE t.rule = k.rule\n"
        "      AND t.team_id = k.team_id AND t.stage = k.stage AND t.as_of <= :as_of - day.back\n"
        "      ORDER BY t.as_of DESC LIMIT 1), 0)) AS n\n"
        "  FROM k CROSS JOIN day\n"
        "  WHERE (SELECT min(as_of) FROM finding_trend WHERE rule = '') <= :as_of - day.back\n"
        "  GROUP BY 1, 2, 3),\n"
        "tonight AS (SELECT t.rule, iif(:by_team, t.team_id, NULL) AS team,\n"
        "    sum(t.opened) AS opened, sum(t.came_back) AS came_back\n"
        "  FROM k CROSS JOIN finding_trend AS t USING (rule, team_id, stage)\n"
        "  WHERE t.as_of = :as_of GROUP BY 1, 2),\n"
        "note AS (SELECT k.rule, coalesce(rule_text(k.rule, :lang), min((SELECT CASE :lang WHEN "
        "'en' THEN f.note_en\n"
        "    ELSE f.note_da END FROM finding AS f WHERE f.stage = k.stage AND f.rule = k.rule\n"
        "    LIMIT 1))) AS text FROM k GROUP BY k.rule)\n"
        "SELECT at.rule, at.team, sum(n) FILTER (WHERE back = 0) AS now,\n"
        "  sum(n) FILTER (WHERE back = 1), sum(n) FILTER (WHERE back = 7),\n"
        "  sum(n) FILTER (WHERE back = 14), sum(n) FILTER (WHERE back = 28),\n"
        "  sum(n) FILTER (WHERE back = 91), coalesce(max(tonight.opened), 0),\n"
        "  coalesce(max(tonight.came_back), 0), max(note.text)\n"
        "FROM at LEFT JOIN tonight ON tonight.rule = at.rule AND tonight.team IS at.team\n"
        "LEFT JOIN note ON note.rule = at.rule\n"
        "GROUP BY at.rule, at.team HAVING sum(n) > 0 ORDER BY now DESC, at.rule, at.team";

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
