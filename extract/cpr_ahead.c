#include "extract/cpr_ahead.h"

enum {
	WINDOW = 256 * 1024,
	CELLS = CPR_BATCH_ITEMS * 12,
	TEXT = CPR_BATCH_ITEMS * 128,
	RECORD_CELLS = CPR_PARTS * CPR_COLUMNS,
	RECORD_TEXT = CPR_RECORD_MAX * (1 + 3 * CPR_PARTS), /* as it came, and as UTF-8 */
};

/* --- one record --------------------------------------------------------------- */

bool cpr_read_field(const struct cpr_record_at *at, const struct cpr_field *f,
        struct cpr_space *space, struct cpr_value out[2])
{
	const char *s;
	size_t n = cpr_field_bytes(at, f, &s);

	return f->type->read(s, n, f->length, space, out);
}

static bool read_part(
        struct cpr_batch *b, const struct cpr_record_at *at, const struct cpr_part *part)
{
	struct cpr_value *to = b->cells + b->n_cells, v[2];

	for (size_t i = 0; i < part->n; i++) {
		const struct cpr_kept *k = &part->kept[i];

		if (!cpr_read_field(at, k->field, &b->space, v) || (k->needed && v[0].null))
			return false;
		*to++ = v[0];
		if (k->field->type->columns == 2)
			*to++ = v[1];
	}
	*to++ = (struct cpr_value){ .number = at->line };
	b->n_cells = (size_t)(to - b->cells);
	return true;
}

/* The item of a record, with its bytes in the batch. */
static void add_record(
        struct cpr_batch *b, const struct cpr_layout *l, const struct cpr_record_at *at)
{
	const struct cpr_record *rec = &l->records[at->type];
	struct cpr_item *it = &b->items[b->n++];
	size_t cells = b->n_cells;

	*it = (struct cpr_item){ .at = *at };
	it->at.s = memcpy(b->space.data + b->space.used, at->s, at->n);
	b->space.used += at->n;
	for (size_t i = 0; i < rec->n_parts; i++) {
		it->rows[i] = b->cells + b->n_cells;
		if (read_part(b, &it->at, &rec->parts[i]))
			continue;
		it->rows[0] = NULL;
		b->n_cells = cells;
		break;
	}
}

/* --- where it stands ------------------------------------------------------------ */

static int64_t byte_of(const struct cpr_run *r)
{
	return (int64_t)(r->place >> (CPR_LENGTH_BITS + 1));
}

static size_t length_of(const struct cpr_run *r)
{
	return (size_t)(r->place >> 1 & ((UINT64_C(1) << CPR_LENGTH_BITS) - 1));
}

/* The bytes of this run, and of those after it that stand next to it in the file too. */
static int read_window(struct cpr_ahead *a, size_t i, struct err *e)
{
	int64_t byte = byte_of(&a->runs[i]);
	size_t n = length_of(&a->runs[i]);

	if (n > WINDOW - CPR_AHEAD)
		return err_set(e, ERR_BUG, "a run of %zu bytes", n);
	while (++i < a->n && byte_of(&a->runs[i]) == byte + (int64_t)n &&
	        n + length_of(&a->runs[i]) <= WINDOW - CPR_AHEAD)
		n += length_of(&a->runs[i]);
	a->window_byte = byte;
	a->window_len = 0;
	return cpr_read_part(a->file, byte, n, a->window, &a->window_len, e);
}

static int open_run(struct cpr_ahead *a, size_t i, struct cpr_run_at *ret, struct err *e)
{
	const struct cpr_run *r = &a->runs[i];
	size_t n = length_of(r), at, left;

	if (byte_of(r) < a->window_byte ||
	        byte_of(r) + (int64_t)(n + CPR_AHEAD) > a->window_byte + (int64_t)a->window_len)
		if (read_window(a, i, e) < 0)
			return -1;
	at = (size_t)(byte_of(r) - a->window_byte);
	left = a->window_len - at - n;
	*ret = (struct cpr_run_at){
		.f = a->file,
		.s = a->window + at,
		.end = a->window + at + n,
		.limit = a->window + at + n + (left < CPR_AHEAD ? left : CPR_AHEAD),
		.line = (int64_t)(r->key & ((UINT64_C(1) << CPR_LINE_BITS) - 1)),
		.byte = byte_of(r),
	};
	return 0;
}

/* --- people ---------------------------------------------------------------------- */

/* The person of the run that is next, with the record that makes it one, wherever that stands. */
static int begin_person(struct cpr_ahead *a, struct cpr_batch *b, struct err *e)
{
	struct cpr_item *it = &b->items[b->n];
	struct cpr_record_at at = { .type = -1 };
	struct cpr_run_at run;
	size_t i = a->at;

	while (i < a->n && a->runs[i].key >> CPR_LINE_BITS == a->pnr && !(a->runs[i].place & 1))
		i++;
	a->lead_line = 0;
	if (i == a->n || a->runs[i].key >> CPR_LINE_BITS != a->pnr) {
		b->items[b->n++] = (struct cpr_item){ .at = at };
	} else {
		if (open_run(a, i, &run, e) < 0)
			return -1;
		while (cpr_run_next(&run, &at) && at.type != a->person_type)
			;
		a->lead_line = at.line;
		add_record(b, a->file->layout, &at);
	}
	it->person = true;
	it->pnr = a->pnr;
	return 0;
}

static int next_run(struct cpr_ahead *a, struct cpr_batch *b, struct err *e)
{
	uint64_t pnr = a->runs[a->at].key >> CPR_LINE_BITS;

	if (!a->begun || pnr != a->pnr) {
		a->begun = true;
		a->pnr = pnr;
		if (begin_person(a, b, e) < 0)
			return -1;
	}
	a->in_run = true;
	return open_run(a, a->at++, &a->run, e);
}

static void next_record(struct cpr_ahead *a, struct cpr_batch *b)
{
	const struct cpr_layout *l = a->file->layout;
	struct cpr_record_at at;

	a->in_run = cpr_run_next(&a->run, &at);
	if (a->in_run && l->records[at.type].n_parts > 0 && at.line != a->lead_line)
		add_record(b, l, &at);
}

static bool has_room(const struct cpr_batch *b)
{
	return b->n < CPR_BATCH_ITEMS && b->n_cells + RECORD_CELLS <= CELLS &&
	       b->space.used + RECORD_TEXT <= TEXT;
}

static int fill(void *data, void *batch, struct err *e)
{
	struct cpr_ahead *a = data;
	struct cpr_batch *b = batch;

	b->n = b->n_cells = b->space.used = 0;
	while (has_room(b) && (a->in_run || a->at < a->n))
		if (a->in_run)
			next_record(a, b);
		else if (next_run(a, b, e) < 0)
			return -1;
	return b->n > 0;
}

void cpr_ahead_init(struct cpr_ahead *a, struct arena *arena)
{
	for (size_t i = 0; i < COUNT_OF(a->batches); i++) {
		struct cpr_batch *b = arena_take(arena, sizeof *b);

		b->items = arena_take(arena, CPR_BATCH_ITEMS * sizeof *b->items);
		b->cells = arena_take(arena, CELLS * sizeof *b->cells);
		b->space = (struct cpr_space){ arena_take(arena, TEXT), 0, TEXT };
		a->batches[i] = b;
	}
	a->window = arena_take(arena, WINDOW);
	a->pipe = (struct pipe){
		.fill = fill, .data = a, .batches = a->batches, .n = COUNT_OF(a->batches)
	};
}
