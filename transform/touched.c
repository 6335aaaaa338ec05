#include "transform/touched.h"

/* --- triggers --------------------------------------------------------------------------- */

static const struct event {
	const char *name, *rows[2];
} events[] = {
	{ "INSERT", { "NEW" } },
	{ "UPDATE", { "OLD", "NEW" } },
	{ "DELETE", { "OLD" } },
};

/* " UNION SELECT 'case_id', NEW.case_id …" */
static const char *values_of(
        const struct ties *t, const char *entity, const struct event *v, struct arena *a)
{
	const char *sql = "";

	for (size_t row = 0; row < COUNT_OF(v->rows) && v->rows[row]; row++)
		for (size_t i = 0; i < t->n; i++)
			if (strcmp(t->row[i].entity, entity) == 0)
				sql = arena_printf(a, "%s UNION SELECT '%s', %s.%s", sql,
				        t->row[i].kind, v->rows[row], t->row[i].field);
	return sql;
}

static const char *trigger_sql(
        const struct ties *t, const char *entity, const struct event *v, struct arena *a)
{
	return arena_printf(a,
	        "CREATE TRIGGER touched_%s_%s AFTER %s ON staging_%s BEGIN"
	        " INSERT INTO staging_touched (kind, value) SELECT kind, value FROM"
	        " (SELECT 'entity' AS kind, '%s' AS value%s) AS n WHERE value IS NOT NULL"
	        " AND NOT EXISTS (SELECT 1 FROM staging_touched AS s"
	        " WHERE s.kind = n.kind AND s.value = n.value); END",
	        entity, v->name, v->name, entity, entity, values_of(t, entity, v, a));
}

static int trigger_there(sqlite3 *db, const char *sql, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND sql = :sql",
	            "triggers", &s, e) < 0 ||
	        db_bind_text(s, ":sql", sql, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc > 0;
	return 0;
}

int touched_watching(sqlite3 *db, const struct ties *t, bool *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	*ret = t->n > 0;
	for (size_t i = 0; *ret && i < t->n_all; i++)
		for (size_t v = 0; *ret && v < COUNT_OF(events); v++)
			if (trigger_there(db, trigger_sql(t, t->all[i].entity, &events[v], &a), ret,
			            e) < 0)
				return -1;
	return 0;
}

static int watch_entity(sqlite3 *db, const struct ties *t, const char *entity, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	for (size_t v = 0; v < COUNT_OF(events); v++)
		if (db_exec(db,
		            arena_printf(&a, "DROP TRIGGER IF EXISTS touched_%s_%s; %s", entity,
		                    events[v].name, trigger_sql(t, entity, &events[v], &a)),
		            e) < 0)
			return -1;
	return 0;
}

int touched_watch(sqlite3 *db, const struct ties *t, struct err *e)
{
	bool there;

	if (touched_watching(db, t, &there, e) < 0)
		return -1;
	for (size_t i = 0; !there && i < t->n_all; i++)
		if (watch_entity(db, t, t->all[i].entity, e) < 0)
			return -1;
	return 0;
}

int touched_forget(sqlite3 *db, struct err *e)
{
	return db_exec(db, "DELETE FROM staging_touched", e);
}

/* --- the rest of a child ------------------------------------------------------------------ */

/* Only where nights are limited: from scratch no row needs them. */
static int make_indexes(sqlite3 *db, const struct ties *t, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		const char *entity = t->row[i].entity, *field = t->row[i].field;

		if (t->row[i].key == TIE_NO_KEY &&
		        db_exec(db,
		                arena_printf(&a,
		                        "CREATE INDEX IF NOT EXISTS staging_%s_%s ON"
		                        " staging_%s(%s) WHERE %s IS NOT NULL",
		                        entity, field, entity, field, field),
		                e) < 0)
			return -1;
	}
	return 0;
}

/* What rows with the tie `from` of this round have besides. */
static int follow(sqlite3 *db, const struct tie *from, const struct tie *to, int64_t round,
        int64_t *found, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_int(&p, "round", round);
	if (db_exec_params(db,
	            arena_printf(&a,
	                    "INSERT OR IGNORE INTO staging_touched (kind, value, round)"
	                    " SELECT '%s', s.%s, :round + 1 FROM staging_touched AS t"
	                    " CROSS JOIN staging_%s AS s ON s.%s = t.value"
	                    " WHERE t.kind = '%s' AND t.round = :round AND s.%s IS NOT NULL",
	                    to->kind, to->field, from->entity, from->field, from->kind, to->field),
	            "staging_touched", &p, e) < 0)
		return -1;
	*found += sqlite3_changes64(db);
	return 0;
}

static int close_round(
        sqlite3 *db, const struct ties *t, int64_t round, int64_t *found, struct err *e)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t to = 0; to < t->n; to++)
			if (i != to && strcmp(t->row[i].entity, t->row[to].entity) == 0 &&
			        follow(db, &t->row[i], &t->row[to], round, found, e) < 0)
				return -1;
	return 0;
}

int touched_close(sqlite3 *db, const struct ties *t, struct err *e)
{
	int64_t found = 1;

	if (make_indexes(db, t, e) < 0 ||
	        db_exec(db, "UPDATE staging_touched SET round = 0 WHERE round <> 0", e) < 0)
		return -1;
	for (int64_t round = 0; found; round++) {
		found = 0;
		if (close_round(db, t, round, &found, e) < 0)
			return -1;
	}
	return 0;
}

/* --- tables that hide the others ------------------------------------------------------------ */

/* A row has either all its ties among the touched or none: that in its key is there always. */
static const struct tie *key_tie(const struct ties *t, const char *entity)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->row[i].entity, entity) == 0 && t->row[i].key != TIE_NO_KEY)
			return &t->row[i];
	return NULL;
}

static int ddl_of(sqlite3 *db, const char *from, const char *entity, struct arena *a,
        const char **ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	int rc;

	if (db_prepare(db,
	            arena_printf(a,
	                    "SELECT sql FROM %s.sqlite_schema WHERE type = 'table'"
	                    " AND name = 'staging_%s'",
	                    from, entity),
	            entity, &s, e) < 0 ||
	        (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_BUG, "there is no table staging_%s", entity);
	*ret = arena_strdup(a, col_text(s, 0));
	return 0;
}

static int shadow_table(
        sqlite3 *db, const char *from, const struct ties *t, const char *entity, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct tie *tie = key_tie(t, entity);
	const char *ddl = "";

	if (!tie)
		return err_set(e, ERR_BUG, "staging_%s: its key tells of no child", entity);
	if (ddl_of(db, from, entity, &a, &ddl, e) < 0)
		return -1;
	return db_exec(db,
	        arena_printf(&a,
	                "CREATE TEMP TABLE %s; INSERT INTO temp.staging_%s SELECT s.* FROM"
	                " %s.staging_touched AS t CROSS JOIN %s.staging_%s AS s"
	                " ON s.%s = t.value WHERE t.kind = '%s'",
	                ddl + strlen("CREATE TABLE "), entity, from, from, entity, tie->field,
	                tie->kind),
	        e);
}

/* " sql of view" -> what to do with each; a view of the mart would look past the tables made here.
 */
static int each_view(sqlite3 *db, const char *from, bool make, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            arena_printf(&a,
	                    "SELECT name, sql FROM %s.sqlite_schema WHERE type = 'view'"
	                    " AND name GLOB 'staging_*' ORDER BY name",
	                    from),
	            "views", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const char *sql = make ? arena_printf(&a, "CREATE TEMP %s",
		                                 col_text(s, 1) + strlen("CREATE "))
		                       : arena_printf(&a, "DROP VIEW temp.%s", col_text(s, 0));

		if (db_exec(db, sql, e) < 0)
			return -1;
	}
	return rc;
}

int touched_shadow(sqlite3 *db, const char *from, const struct ties *t, struct err *e)
{
	for (size_t i = 0; i < t->n_all; i++)
		if (t->all[i].child && shadow_table(db, from, t, t->all[i].entity, e) < 0)
			return -1;
	return each_view(db, from, true, e);
}

int touched_unshadow(sqlite3 *db, const char *from, const struct ties *t, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	if (each_view(db, from, false, e) < 0)
		return -1;
	for (size_t i = 0; i < t->n_all; i++)
		if (t->all[i].child &&
		        db_exec(db,
		                arena_printf(&a, "DROP TABLE temp.staging_%s", t->all[i].entity),
		                e) < 0)
			return -1;
	return 0;
}

/* --- findings ------------------------------------------------------------------------------- */

/* The kind of the key of the finding's record, where it is one column. */
static const char *kind_sql(const struct ties *t, struct arena *a)
{
	const char *sql = "CASE entity";

	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].key == TIE_KEY)
			sql = arena_printf(
			        a, "%s WHEN '%s' THEN '%s'", sql, t->row[i].entity, t->row[i].kind);
	return arena_printf(a, "%s END", sql);
}

#define TOUCHED " IN (SELECT kind, value FROM staging_touched)"

const char *touched_sql(const struct ties *t, struct arena *a)
{
	return arena_printf(a,
	        "(('citizen_id', citizen_id)" TOUCHED " IS TRUE OR ('case_id', case_id)" TOUCHED
	        " IS TRUE OR (%s, record_key)" TOUCHED " IS TRUE)",
	        kind_sql(t, a));
}

const char *placed_sql(const struct ties *t, struct arena *a)
{
	return arena_printf(a,
	        "(citizen_id IS NOT NULL OR case_id IS NOT NULL OR (%s IS NOT NULL AND"
	        " record_key IS NOT NULL))",
	        kind_sql(t, a));
}
