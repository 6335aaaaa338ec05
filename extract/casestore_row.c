#include "extract/casestore.h"
#include "extract/staged.h"

#include "common/text.h"

static int print_cell(
        struct buf *b, const struct column *c, const struct cell *cell, bool whole, struct arena *a)
{
	const char *value = staged_text(cell, a);
	char masked[256];

	if (value && !whole) {
		if (c->flags & COLUMN_SECRET) {
			text_mask_value(value, masked, sizeof masked);
			value = masked;
		} else {
			char *shown = arena_strdup(a, value);

			text_mask(shown);
			value = shown;
		}
	}
	return buf_printf(b, "%s%s: %s", b->len ? "\n" : "", c->name, value ? value : "");
}

static int print_row(const struct staged *s, bool whole, struct buf *b, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	int rc = 0;

	for (size_t i = 0; i < s->t->n; i++)
		rc |= print_cell(b, &s->t->columns[i], &s->cells[i], whole, &a);
	return rc < 0 ? err_set(e, ERR_DATA, "the row is longer than %zu bytes", b->max) : 0;
}

/* Keys are compared as people see them: where parts are masked, several rows may have one. */
static int print_rows(struct staged *s, const char *key, bool whole, struct buf *b, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	int rc, found = 0;

	while ((rc = staged_walk(s, e)) > 0) {
		bool same = strcmp(staged_key(s->t, s->cells, &a), key) == 0;

		arena_reset(&a);
		if (!same)
			continue;
		if ((found && buf_char(b, '\n') < 0) || print_row(s, whole, b, e) < 0)
			return -1;
		found++;
	}
	return rc < 0 ? -1 : found;
}

int casestore_row(struct ctx *x, const char *entity, const char *key, bool whole, struct buf *ret,
        struct err *e)
{
	struct staged s CLEANUP(staged_done) = { 0 };
	const struct entity *t;
	struct entities all;
	int found;

	if (entities_read(x->arena, &all, e) < 0)
		return -1;
	t = entity_find(&all, entity);
	if (!t)
		return err_set(e, ERR_NOINPUT, "there is no entity '%s'", entity);
	if (staged_open(&s, x->db, t, 0, x->as_of, e) < 0)
		return -1;
	found = print_rows(&s, key, whole, ret, e);
	return found ? (found < 0 ? -1 : 0)
	             : err_set(e, ERR_NOINPUT, "no row of '%s' has that key", entity);
}
