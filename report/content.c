#include "report/content.h"

/* ---- layouts ---- */

static int place_of(const struct report_def *d, const char *name)
{
	for (size_t i = 0; i < d->columns; i++)
		if (strcmp(d->column[i].name, name) == 0)
			return (int)i;
	return -1;
}

static int make_layout(const struct report_def *d, const char *from, struct arena *a,
        struct layout *ret, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct report_def *other = NULL;

	ret->from = arena_strdup(a, from);
	if (strcmp(from, d->from) != 0) {
		other = arena_take(&own, sizeof *other);
		if (report_def_from(d->id, from, &own, other, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < d->columns; i++)
		ret->at[i] = other ? place_of(other, d->column[i].name) : (int)i;
	return 0;
}

int layout_find(struct layout **all, const struct report_def *d, const char *from, struct arena *a,
        const struct layout **ret, struct err *e)
{
	struct layout *l = *all;

	while (l && strcmp(l->from, from) != 0)
		l = l->next;
	if (!l) {
		l = arena_take(a, sizeof *l);
		if (make_layout(d, from, a, l, e) < 0)
			return -1;
		l->next = *all;
		*all = l;
	}
	*ret = l;
	return 0;
}

/* ---- content ---- */

void content_split(const char *s, size_t n, struct content *ret)
{
	const char *end = s + n, *part;

	ret->columns = 0;
	while (ret->columns < REPORT_COLUMNS) {
		part = memchr(s, CONTENT_PART, (size_t)(end - s));
		ret->s[ret->columns] = s;
		ret->n[ret->columns++] = (size_t)((part ? part : end) - s);
		if (!part)
			return;
		s = part + 1;
	}
}

int content_join(
        const struct report_def *d, const struct report_row *r, struct buf *b, struct err *e)
{
	buf_reset(b);
	for (size_t i = 0; i < d->columns; i++) {
		if (i)
			(void)buf_char(b, CONTENT_PART);
		(void)buf_add(b, r->cell[i].s, r->cell[i].n);
	}
	return b->full ? err_set(e, ERR_DATA, "%s: a record of more than %zu KiB", d->path,
	                         b->max >> 10)
	               : 0;
}

const char *content_value(const struct content *c, const struct layout *l, size_t i, size_t *ret_n)
{
	int at = l->at[i];

	if (at < 0 || (size_t)at >= c->columns) {
		*ret_n = 0;
		return "";
	}
	*ret_n = c->n[at];
	return c->s[at];
}

void content_row(const struct report_def *d, const struct content *c, const struct layout *l,
        struct report_row *ret)
{
	for (size_t i = 0; i < d->columns; i++) {
		struct cell *cell = &ret->cell[i];

		cell->s = "";
		cell->n = 0;
		if (d->column[i].role == COLUMN_DATA)
			cell->s = content_value(c, l, i, &cell->n);
		cell->missing = cell->n == 0;
	}
}

bool content_same(const struct report_def *d, const struct report_row *r, const struct content *c,
        const struct layout *l)
{
	for (size_t i = 0; i < d->columns; i++) {
		const struct cell *v = &r->cell[i];
		const char *s;
		size_t n;

		if (d->column[i].role != COLUMN_DATA)
			continue;
		s = content_value(c, l, i, &n);
		if (n != v->n || memcmp(s, v->s, n) != 0)
			return false;
	}
	return true;
}
