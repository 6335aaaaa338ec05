#include "extract/kin.h"

#define CHILD "citizen"

static bool child(const struct kin *k, const struct entity *t)
{
	return t && k->child[t - k->all.all];
}

/* Whether an entity of a child has that column as a group. */
static bool grouped(const struct kin *k, const char *column)
{
	for (size_t i = 0; i < k->all.n; i++)
		for (size_t c = 0; k->child[i] && c < k->all.all[i].n; c++)
			if (k->all.all[i].columns[c].flags & COLUMN_GROUP &&
			        strcmp(k->all.all[i].columns[c].name, column) == 0)
				return true;
	return false;
}

static bool leads(const struct kin *k, const struct entity *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];

		if ((c->ref && child(k, entity_find(&k->all, c->ref))) ||
		        (c->flags & COLUMN_GROUP && grouped(k, c->name)))
			return true;
	}
	return strcmp(t->name, CHILD) == 0;
}

static void find_children(struct kin *k)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < k->all.n; i++)
			if (!k->child[i] && leads(k, &k->all.all[i]))
				more = k->child[i] = true;
	}
}

/* The key column of an entity with one. */
static const char *lone_key(const struct entity *t)
{
	return t->key_count == 1 ? t->columns[t->keys[0]].name : NULL;
}

static const char *kind_of(const struct kin *k, const struct entity *t, const struct column *c)
{
	const struct entity *to = c->ref ? entity_find(&k->all, c->ref) : t;

	if (c->flags & COLUMN_GROUP)
		return c->name;
	if (!c->ref && !(c->flags & COLUMN_KEY))
		return NULL;
	return child(k, to) ? lone_key(to) : NULL;
}

static void add_ties(struct kin *k, const struct entity *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];
		const char *kind = kind_of(k, t, c);

		if (kind)
			k->ties[k->n++] = (struct kin_tie){ .t = t,
				.column = c->name,
				.kind = kind,
				.key = !(c->flags & COLUMN_KEY) ? 0
				       : t->key_count == 1      ? 2
				                                : 1 };
	}
}

int kin_read(struct arena *a, struct kin *ret, struct err *e)
{
	*ret = (struct kin){ 0 };
	if (entities_read(a, &ret->all, e) < 0)
		return -1;
	ret->child = arena_take(a, (ret->all.n + 1) * sizeof *ret->child);
	ret->ties = arena_take(a, (ret->all.n * ENTITY_COLUMNS + 1) * sizeof *ret->ties);
	find_children(ret);
	for (size_t i = 0; i < ret->all.n; i++)
		if (ret->child[i])
			add_ties(ret, &ret->all.all[i]);
	return 0;
}

const char *kin_kind(const struct kin *k, const char *entity, const char *column)
{
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->ties[i].t->name, entity) == 0 &&
		        strcmp(k->ties[i].column, column) == 0)
			return k->ties[i].kind;
	return NULL;
}

/* A row of staging_tie for each, by VALUES; one without a kind for what is of no child. */
static const char *values(const struct kin *k, struct arena *a)
{
	const char *sql = "";

	for (size_t i = 0; i < k->n; i++)
		sql = arena_printf(a, "%s%s('%s', '%s', '%s', %d)", sql, i ? ", " : "",
		        k->ties[i].t->name, k->ties[i].column, k->ties[i].kind, k->ties[i].key);
	for (size_t i = 0; i < k->all.n; i++)
		if (!k->child[i])
			sql = arena_printf(a, "%s, ('%s', '', '', 0)", sql, k->all.all[i].name);
	return sql;
}

int kin_write(sqlite3 *db, const struct kin *k, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *rows = values(k, &a);
	int64_t same;

	if (db_int(db,
	            arena_printf(&a,
	                    "WITH now(entity, field, kind, key) AS (VALUES %s) SELECT NOT EXISTS"
	                    " (SELECT * FROM now EXCEPT SELECT * FROM staging_tie) AND NOT EXISTS"
	                    " (SELECT * FROM staging_tie EXCEPT SELECT * FROM now)",
	                    rows),
	            &same, e) < 0)
		return -1;
	return same ? 0
	            : db_exec(db,
	                      arena_printf(&a,
	                              "DELETE FROM staging_tie; INSERT INTO staging_tie VALUES %s",
	                              rows),
	                      e);
}
