#include "report/source_record.h"

int returns_list(struct arena *a, struct returns *ret, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;

	ret->n = 0;
	while ((f = report_def_next(&cursor))) {
		struct report_def *d = arena_take(a, sizeof *d);

		if (report_def_parse(f, a, d, e) < 0)
			return -1;
		if (d->delta == DELTA_NONE || (ret->n && strcmp(ret->id[ret->n - 1], d->id) == 0))
			continue;
		if (ret->n == RETURNS_MAX)
			return err_set(e, ERR_BUG, "more than %d returns", RETURNS_MAX);
		ret->id[ret->n++] = d->id;
	}
	return 0;
}

static int closed_period(const struct ctx *ctx, const char *report, const char **ret, struct err *e)
{
	size_t cursor = 0;
	const struct def_file *f =
	        def_next(arena_printf(ctx->arena, "report/defs/%s/", report), ".def", &cursor);
	struct head h;

	if (!f)
		return err_set(e, ERR_USAGE, "no return '%s'; `show reports` lists them", report);
	if (head_parse(f, ctx->arena, &h, e) < 0)
		return -1;
	if (!head_get(&h, "period") || (!head_get(&h, "records") && !head_get(&h, "delta")))
		return err_set(e, ERR_USAGE, "'%s' is no return of records", report);
	*ret = arena_strdup(ctx->arena, period_closed(head_get(&h, "period"), ctx->as_of).text);
	return 0;
}

int source_open(struct source_record *s, const struct ctx *ctx, const char *report, struct err *e)
{
	const char *period = NULL;

	*s = (struct source_record){ .ctx = ctx };
	if (closed_period(ctx, report, &period, e) < 0 ||
	        report_def_find(report, period, ctx->arena, &s->def, &s->period, e) < 0)
		return -1;
	s->inner = s->def.query;
	return 0;
}

const char *source_query(const struct source_record *s, const char *key, struct arena *a)
{
	char *quoted = arena_take(a, 2 * strlen(key) + 1), *to = quoted;
	size_t n = strlen(s->inner);

	for (const char *p = key; *p; p++) {
		*to++ = *p;
		if (*p == '\'')
			*to++ = '\'';
	}
	while (n && strchr("; \n", s->inner[n - 1]))
		n--;
	return arena_printf(
	        a, "SELECT * FROM (%.*s\n) WHERE %s = '%s'", (int)n, s->inner, s->def.key, quoted);
}

int source_find(struct source_record *s, const char *key, struct err *e)
{
	table_close(&s->table);
	s->def.query = source_query(s, key, s->ctx->arena);
	if (table_open(&s->table, s->ctx, &s->def, &s->period, e) < 0)
		return -1;
	return table_next(&s->table, e);
}

void source_close(struct source_record *s)
{
	table_close(&s->table);
}

size_t content_fields(const char *content, struct arena *a, const char **field, size_t max)
{
	size_t n = 0;

	for (const char *p = content;; p++) {
		size_t len = strcspn(p, "\x1f");

		if (n < max)
			field[n] = arena_strndup(a, p, len);
		n++;
		p += len;
		if (!*p)
			return n;
	}
}
