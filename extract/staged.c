#include "extract/staged.h"

#include "common/text.h"

/* --- one row as cells ------------------------------------------------------------ */

const char *staged_text(const struct cell *c, struct arena *a)
{
	return c->kind == CELL_TEXT && c->n ? arena_strndup(a, c->s, (size_t)c->n) : NULL;
}

const char *staged_key(const struct entity *t, const struct cell *cells, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < t->key_count; i++) {
		const char *value = staged_text(&cells[t->keys[i]], a);
		char masked[64];

		if (value && t->columns[t->keys[i]].flags & COLUMN_SECRET) {
			text_mask_value(value, masked, sizeof masked);
			value = masked;
		}
		text = arena_printf(a, "%s%s%s", text, i ? "/" : "", value ? value : "");
	}
	return text;
}

/* No part is masked, and no part holds what sets the parts apart. */
bool staged_key_exact(const struct entity *t, const struct cell *cells)
{
	for (size_t i = 0; i < t->key_count; i++) {
		const struct cell *c = &cells[t->keys[i]];

		if (t->columns[t->keys[i]].flags & COLUMN_SECRET)
			return false;
		if (t->key_count > 1 && c->kind == CELL_TEXT && memchr(c->s, '/', (size_t)c->n))
			return false;
	}
	return true;
}

static int cell_order(const struct cell *a, const struct cell *b)
{
	size_t an = a->kind == CELL_TEXT ? (size_t)a->n : 0,
	       bn = b->kind == CELL_TEXT ? (size_t)b->n : 0;
	int order = memcmp(an ? a->s : "", bn ? b->s : "", an < bn ? an : bn);

	return order ? order : (an > bn) - (an < bn);
}

int staged_order(const struct entity *t, const struct cell *a, const struct cell *b)
{
	int order = 0;

	for (size_t i = 0; !order && i < t->key_count; i++)
		order = cell_order(&a[t->keys[i]], &b[t->keys[i]]);
	return order;
}

bool staged_same(const struct staged *s, const struct cell *cells)
{
	for (size_t i = 0; i < s->t->n; i++)
		if (cells[i].kind != s->cells[i].kind || cell_order(&cells[i], &s->cells[i]) != 0)
			return false;
	return true;
}

/* --- statements -------------------------------------------------------------------- */

static int bind_cell(sqlite3_stmt *q, int at, const struct cell *c)
{
	return c->kind == CELL_TEXT ? sqlite3_bind_text(q, at, c->s, c->n, SQLITE_STATIC)
	                            : sqlite3_bind_null(q, at);
}

static int bind_keys(struct staged *s, sqlite3_stmt *q, const struct cell *cells, struct err *e)
{
	for (size_t i = 0; i < s->t->key_count; i++)
		if (bind_cell(q, (int)i + 1, &cells[s->t->keys[i]]) != SQLITE_OK)
			return db_err(s->db, e, s->t->path);
	return 0;
}

/* "k1 = ?1 AND k2 = ?2" */
static const char *key_is(const struct entity *t, struct arena *a)
{
	const char *sql = "";

	for (size_t i = 0; i < t->key_count; i++)
		sql = arena_printf(a, "%s%s%s = ?%zu", sql, i ? " AND " : "",
		        t->columns[t->keys[i]].name, i + 1);
	return sql;
}

static const char *columns(const struct entity *t, struct arena *a)
{
	const char *sql = t->columns[0].name;

	for (size_t i = 1; i < t->n; i++)
		sql = arena_printf(a, "%s, %s", sql, t->columns[i].name);
	return sql;
}

int staged_open(struct staged *s, sqlite3 *db, const struct entity *t, int64_t file, int32_t day,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct {
		sqlite3_stmt **q;
		const char *sql;
	} all[] = {
		{ &s->find, arena_printf(&a, "SELECT %s FROM staging_%s WHERE %s", columns(t, &a),
		                    t->name, key_is(t, &a)) },
		{ &s->walk, arena_printf(&a, "SELECT %s FROM staging_%s ORDER BY %s",
		                    columns(t, &a), t->name, entity_key_list(t, "", &a)) },
		{ &s->put, entity_put(t, true, &a) },
		{ &s->drop, arena_printf(&a, "DELETE FROM staging_%s WHERE %s", t->name,
		                    key_is(t, &a)) },
		{ &s->gone, "INSERT INTO staging_gone(entity, record_key, case_id, citizen_id, day)"
		            " VALUES(:entity, :key, :case_id, :citizen_id, :day)" },
		{ &s->back, "DELETE FROM staging_gone WHERE entity = :entity AND record_key = :key"
		            " AND day = :day" },
		{ &s->clear, "DELETE FROM finding WHERE stage = '" CASESTORE_STAGE
		             "' AND entity = :entity AND record_key = :key" },
	};

	s->db = db;
	s->t = t;
	s->file = file;
	s->day = day;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (db_prepare(db, all[i].sql, t->path, all[i].q, e) < 0)
			return -1;
	return 0;
}

void staged_done(struct staged *s)
{
	stmt_done(&s->find);
	stmt_done(&s->walk);
	stmt_done(&s->put);
	stmt_done(&s->drop);
	stmt_done(&s->gone);
	stmt_done(&s->back);
	stmt_done(&s->clear);
	arena_done(&s->text);
}

/* --- rows -------------------------------------------------------------------------- */

static int current(struct staged *s, sqlite3_stmt *q, struct err *e)
{
	int rc = db_step(q, e);

	for (size_t i = 0; rc > 0 && i < s->t->n; i++) {
		const char *text = (const char *)sqlite3_column_text(q, (int)i);

		s->cells[i] = (struct cell){ .kind = text ? CELL_TEXT : CELL_NULL,
			.n = text ? sqlite3_column_bytes(q, (int)i) : 0,
			.s = text };
	}
	return rc;
}

int staged_find(struct staged *s, const struct cell *cells, struct err *e)
{
	(void)sqlite3_reset(s->find);
	return bind_keys(s, s->find, cells, e) < 0 ? -1 : current(s, s->find, e);
}

int staged_walk(struct staged *s, struct err *e)
{
	return current(s, s->walk, e);
}

int staged_put(struct staged *s, const struct cell *cells, struct err *e)
{
	int rc = sqlite3_bind_int64(s->put, 1, s->file);

	for (size_t i = 0; i < s->t->n; i++)
		rc |= bind_cell(s->put, (int)i + 3, &cells[i]);
	return rc == SQLITE_OK ? db_run(s->put, e) : db_err(s->db, e, s->t->path);
}

int staged_clear(struct staged *s, const struct cell *cells, int *ret_n, struct err *e)
{
	int rc = -1;

	if (db_bind_text(s->clear, ":entity", s->t->name, e) == 0 &&
	        db_bind_text(s->clear, ":key", staged_key(s->t, cells, &s->text), e) == 0)
		rc = db_run(s->clear, e);
	*ret_n = rc < 0 ? 0 : sqlite3_changes(s->db);
	arena_reset(&s->text);
	return rc;
}

static int bind_text(sqlite3_stmt *q, const char *name, const char *text, struct err *e)
{
	return text ? db_bind_text(q, name, text, e) : db_bind_null(q, name, e);
}

static const char *text_at(const struct cell *cells, int column, struct arena *a)
{
	return column < 0 ? NULL : staged_text(&cells[column], a);
}

int staged_book(struct staged *s, const struct cell *cells, struct err *e)
{
	const struct entity *t = s->t;
	int rc = -1;

	if (db_bind_text(s->gone, ":entity", t->name, e) == 0 &&
	        db_bind_text(s->gone, ":key", staged_key(t, cells, &s->text), e) == 0 &&
	        bind_text(s->gone, ":case_id", text_at(cells, t->case_id, &s->text), e) == 0 &&
	        bind_text(s->gone, ":citizen_id", text_at(cells, t->citizen_id, &s->text), e) ==
	                0 &&
	        db_bind_int(s->gone, ":day", s->day, e) == 0)
		rc = db_run(s->gone, e);
	arena_reset(&s->text);
	return rc;
}

int staged_unbook(struct staged *s, struct err *e)
{
	int rc = -1;

	if (db_bind_text(s->back, ":entity", s->t->name, e) == 0 &&
	        db_bind_text(s->back, ":key", staged_key(s->t, s->cells, &s->text), e) == 0 &&
	        db_bind_int(s->back, ":day", s->day, e) == 0)
		rc = db_run(s->back, e);
	arena_reset(&s->text);
	return rc;
}

int staged_drop(struct staged *s, struct err *e)
{
	if (staged_book(s, s->cells, e) < 0 || bind_keys(s, s->drop, s->cells, e) < 0)
		return -1;
	return db_run(s->drop, e);
}
