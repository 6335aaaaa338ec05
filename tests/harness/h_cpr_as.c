#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "extract/cpr_read.h"
#include "extract/cpr_value.h"

/* A field's bytes as they came, under the staging column they are kept in. */
struct value {
	const char *table, *column, *type, *s;
	size_t n;
};

enum { VALUES = 64 };

struct as {
	struct arena *arena;
	const struct cpr_layout *from, *to;
	const char *task;
	bool stream;
	struct buf out;
	int64_t records;
	const struct cpr_record_at *all; /* of the file that is changed over */
	size_t n;
};

static size_t values_of(const struct cpr_layout *l, const struct cpr_record_at *at, struct value *v)
{
	const struct cpr_record *rec = &l->records[at->type];
	size_t n = 0;

	for (size_t p = 0; p < rec->n_parts; p++)
		for (size_t i = 0; i < rec->parts[p].n; i++) {
			const struct cpr_kept *k = &rec->parts[p].kept[i];
			size_t left = at->n > k->field->start ? at->n - k->field->start : 0;

			v[n] = (struct value){ l->tables[rec->parts[p].table].name, k->column,
				k->field->type->name, at->s + k->field->start,
				left < k->field->length ? left : k->field->length };
			n++;
		}
	return n;
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* yyyy-mm-dd and yyyymmddHHMM, either into the other; anything else as it is. */
static void put_value(char *rec, const struct cpr_field *f, const struct value *v)
{
	char *to = rec + f->start;

	if (is(v->type, "day") && is(f->type->name, "time") && v->n == 10) {
		memcpy(to, v->s, 4);
		memcpy(to + 4, v->s + 5, 2);
		memcpy(to + 6, v->s + 8, 2);
		memcpy(to + 8, "0000", 4);
	} else if (is(v->type, "time") && is(f->type->name, "day")) {
		assert_int_equal(v->n, 12);
		to[4] = to[7] = '-';
		memcpy(to, v->s, 4);
		memcpy(to + 5, v->s + 4, 2);
		memcpy(to + 8, v->s + 6, 2);
	} else {
		memcpy(to, v->s, v->n < f->length ? v->n : f->length);
	}
}

/* Blank, but zeros where a number that is not there has them. */
static void clear(char *rec, const struct cpr_record *r)
{
	memset(rec, ' ', r->length);
	memcpy(rec, r->type, 3);
	for (size_t i = 0; i < r->n; i++) {
		const struct cpr_field *f = &r->fields[i];

		if (is(f->type->name, "time") || is(f->type->name, "code"))
			memset(rec + f->start, '0', f->length);
	}
}

static void put_record(struct as *a, const char *rec, size_t n)
{
	while (!a->stream && n && rec[n - 1] == ' ')
		n--;
	assert_int_equal(buf_add(&a->out, rec, n), 0);
	if (!a->stream)
		assert_int_equal(buf_char(&a->out, '\n'), 0);
	a->records++;
}

/* The person's record of the file that is kept in this table, or NULL. */
static const struct cpr_record_at *other(const struct as *a, const char *pnr, const char *table)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct cpr_record *r = &a->from->records[a->all[i].type];

		if (r->n_parts && is(a->from->tables[r->parts[0].table].name, table) &&
		        memcmp(a->all[i].s + 3, pnr, 10) == 0)
			return &a->all[i];
	}
	return NULL;
}

static void put_part(
        struct as *a, char *rec, const struct cpr_part *part, const struct cpr_record_at *at)
{
	struct value v[VALUES];
	size_t n = values_of(a->from, at, v);

	for (size_t k = 0; k < part->n; k++)
		for (size_t i = 0; i < n; i++)
			if (is(v[i].table, a->to->tables[part->table].name) &&
			        is(v[i].column, part->kept[k].column))
				put_value(rec, part->kept[k].field, &v[i]);
}

/* A record of the one product becomes that of the other which is kept first in the same table. */
static void change_over(struct as *a, const struct cpr_record_at *at)
{
	const struct cpr_record *from = &a->from->records[at->type], *to = NULL;
	char rec[CPR_RECORD_MAX];

	if (from->n_parts == 0)
		return;
	for (size_t i = 0; i < a->to->n && !to; i++) {
		const struct cpr_record *r = &a->to->records[i];

		if (r->n_parts && is(a->to->tables[r->parts[0].table].name,
		                          a->from->tables[from->parts[0].table].name))
			to = r;
	}
	if (!to)
		return;
	clear(rec, to);
	put_part(a, rec, &to->parts[0], at);
	for (size_t p = 1; p < to->n_parts; p++) {
		const struct cpr_record_at *more =
		        other(a, at->s + 3, a->to->tables[to->parts[p].table].name);

		if (more)
			put_part(a, rec, &to->parts[p], more);
	}
	put_record(a, rec, to->length);
}

static size_t read_all(struct as *a, const char *path, struct cpr_record_at *all, size_t max)
{
	struct cpr_file f CLEANUP(cpr_close) = CPR_FILE_NONE;
	struct err e = { 0 };
	size_t n = 0;
	int rc;

	h_ok(cpr_open(&f, path, a->from, a->arena, &e), e);
	while ((rc = cpr_next(&f, &all[n], &e)) > 0) {
		assert_int_equal(all[n].fault, CPR_FINE);
		all[n].s = memcpy(arena_take(a->arena, all[n].n + 1), all[n].s, all[n].n);
		assert_true(++n < max);
	}
	assert_int_equal(rc, 0);
	return n;
}

char *h_cpr_as(struct arena *arena, const char *path, const char *from, const char *to,
        const char *task, bool stream, size_t *ret)
{
	enum { MAX = 20000 };
	struct cpr_layout *layouts = arena_take(arena, 2 * sizeof *layouts);
	struct cpr_record_at *all = arena_take(arena, MAX * sizeof *all);
	struct as a = { arena, &layouts[0], &layouts[1], task, stream, { 0 }, 0, all, 0 };
	struct err e = { 0 };
	char rec[64], *data;

	buf_init(&a.out, 1 << 26);
	h_ok(cpr_layout_load(&layouts[0], from, arena, &e), e);
	h_ok(cpr_layout_load(&layouts[1], to, arena, &e), e);
	a.n = read_all(&a, path, all, MAX);
	snprintf(rec, sizeof rec, "0000000000000%s%.*s", task, 16, all[0].s + 19);
	if (all[0].n < 35)
		memset(rec + all[0].n, ' ', 35 - all[0].n);
	put_record(&a, rec, 35);
	for (size_t i = 1; i + 1 < a.n; i++)
		change_over(&a, &all[i]);
	snprintf(rec, sizeof rec, "9999999999999%08lld", (long long)a.records - 1);
	put_record(&a, rec, 21);
	data = memcpy(arena_take(arena, a.out.len + 1), a.out.data, a.out.len);
	*ret = a.out.len;
	buf_done(&a.out);
	return data;
}
