#include "common/finding_life.h"

#include "common/db.h"

/* In the order of identities: a tree grown out of order is read and written all over. */
#define SEEN                                                                                       \
	"CREATE TEMP TABLE IF NOT EXISTS seen (identity INTEGER PRIMARY KEY, finding INTEGER);"    \
	"DELETE FROM temp.seen;"                                                                   \
	"INSERT OR IGNORE INTO temp.seen (identity, finding)"                                      \
	" SELECT " FINDING_IDENT ", f.finding"                                                     \
	"   FROM finding AS f WHERE f.stage GLOB :stages ORDER BY 1, 2"

#define NIGHT                                                                                      \
	"INSERT INTO finding_night (stages, night, as_of) VALUES (:stages, 1, :as_of)"             \
	" ON CONFLICT DO UPDATE SET night = night + (as_of < :as_of), as_of = :as_of"

/* Closed in this very night and there again: as if it had not been closed. */
#define UNDO                                                                                       \
	"UPDATE finding_life SET closed = NULL, closed_night = NULL, closed_why = NULL"            \
	" WHERE closed_night = :night AND stage GLOB :stages"                                      \
	"   AND identity IN (SELECT identity FROM temp.seen)"

#define BACK                                                                                       \
	"UPDATE finding_life SET nights = nights + closed_night - first_night,"                    \
	" first_night = :night, opened = :as_of, came_back = came_back + 1, closed = NULL,"        \
	" closed_night = NULL, closed_why = NULL"                                                  \
	" WHERE closed IS NOT NULL AND stage GLOB :stages"                                         \
	"   AND identity IN (SELECT identity FROM temp.seen)"

#define GONE                                                                                       \
	"UPDATE finding_life SET closed = :as_of, closed_night = :night,"                          \
	" closed_why = iif((SELECT note FROM rule_result AS r WHERE r.rule = finding_life.rule)"   \
	"                  IN ('off', 'not in force in this period'), 'off', 'gone')"              \
	" WHERE closed IS NULL AND stage GLOB :stages"                                             \
	"   AND NOT EXISTS (SELECT 1 FROM temp.seen AS s WHERE s.identity = "                      \
	"finding_life.identity)"

#define NEW                                                                                        \
	"INSERT INTO finding_life (identity, stage, rule, version, entity, record_key, field,"     \
	" case_id, first_seen, opened, first_night)"                                               \
	" SELECT s.identity, f.stage, f.rule, f.version, f.entity, f.record_key, f.field, "        \
	"f.case_id,"                                                                               \
	"        :as_of, :as_of, :night"                                                           \
	"   FROM temp.seen AS s JOIN finding AS f ON f.finding = s.finding"                        \
	"  WHERE NOT EXISTS (SELECT 1 FROM finding_life AS l WHERE l.identity = s.identity)"       \
	"  ORDER BY s.identity"

static int change(struct ctx *c, const char *sql, const struct params *p, int64_t *n, struct err *e)
{
	if (db_exec_params(c->db, sql, "findings over time", p, e) < 0)
		return -1;
	*n = sqlite3_changes64(c->db);
	return 0;
}

static int one(struct ctx *c, const char *sql, const struct params *p, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, sql, "findings over time", &s, e) < 0 ||
	        db_bind_params(s, p, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc ? sqlite3_column_int64(s, 0) : 0;
	return 0;
}

static int compare(struct ctx *c, struct params *p, struct finding_life *ret, struct err *e)
{
	int64_t night, n;

	if (change(c, NIGHT, p, &n, e) < 0 ||
	        one(c, "SELECT night FROM finding_night WHERE stages = :stages", p, &night, e) < 0)
		return -1;
	params_int(p, "night", night);
	if (change(c, SEEN, p, &ret->open, e) < 0 || change(c, UNDO, p, &n, e) < 0 ||
	        change(c, BACK, p, &ret->came_back, e) < 0 ||
	        change(c, GONE, p, &ret->closed, e) < 0)
		return -1;
	return change(c, NEW, p, &ret->opened, e);
}

int finding_life_follow(struct ctx *c, const char *stages, struct finding_life *ret, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	int64_t latest;

	*ret = (struct finding_life){ 0 };
	params_text(&p, "stages", stages);
	params_int(&p, "as_of", c->as_of);
	if (one(c, "SELECT as_of FROM finding_night WHERE stages = :stages", &p, &latest, e) < 0)
		return -1;
	ret->late = latest > c->as_of;
	return ret->late ? 0 : compare(c, &p, ret, e);
}
