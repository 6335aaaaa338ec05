#include "extract/csv_ahead.h"

#include "common/text.h"
#include "common/csv_charset.h"

enum { LINES = 512, TEXT = 128 * 1024, TEXT_ENOUGH = TEXT - 16 * 1024 };

struct csv_batch {
	size_t n, used;
	struct csv_line lines[LINES];
	struct cell *cells; /* n_cells of each line */
	char text[TEXT];
	struct arena more; /* records, long values */
};

/* --- a row that is as agreed ---------------------------------------------------- */

/* False: there is no room. */
static bool keep_text(struct csv_batch *b, struct cell *c)
{
	char *to = b->text + b->used;

	if ((size_t)c->n > TEXT - b->used)
		return false;
	memcpy(to, c->s, (size_t)c->n);
	c->s = to;
	b->used += (size_t)c->n;
	return true;
}

static bool decode(const struct csv_ahead *a, struct csv_batch *b, struct csv_field *v)
{
	char *out = b->text + b->used;
	size_t n;

	if (v->n > (TEXT - b->used) / 3 || !charset_decode(a->feed->charset, v->s, v->n, out, &n))
		return false;
	*v = (struct csv_field){ out, n };
	b->used += n;
	return true;
}

/* Of the municipality whose file it is; a period is the caller's to compare. */
static bool agrees(const struct csv_ahead *a, const struct feed_column *def, const struct cell *c)
{
	if (c->kind == CELL_NULL || !(def->flags & (COL_PERIOD | COL_OWNER)))
		return true;
	return def->flags & COL_OWNER && c->kind == CELL_TEXT &&
	       strlen(a->municipality) == (size_t)c->n &&
	       memcmp(a->municipality, c->s, (size_t)c->n) == 0;
}

/* Reads one value into the row; a side goes to *sign. */
static bool read_value(const struct csv_ahead *a, struct csv_batch *b, const struct csv_place *p,
        const struct csv_record *r, struct cell *row, int64_t *sign)
{
	char scratch[CSV_TYPE_SCRATCH];
	const struct csv_read how = { a->feed, p->def, scratch };
	const struct csv_type *type = p->def->type;
	struct cell cell[CSV_TYPE_WIDTH] = { 0 };
	struct csv_field v = r->field[p->field];

	if (v.n == 0)
		return !(p->def->flags & (COL_REQUIRED | COL_FILE_DATE));
	if ((r->high && !a->utf8 && !decode(a, b, &v)) || !type->read(&how, v.s, v.n, cell) ||
	        !agrees(a, p->def, &cell[0]))
		return false;
	if (!type->width)
		*sign = cell[0].i;
	if (type->shared && p->cell >= 0 && row[p->cell].kind != CELL_NULL)
		return true;
	for (size_t k = 0; p->cell >= 0 && k < type->width; k++) {
		if (cell[k].kind == CELL_TEXT && !keep_text(b, &cell[k]))
			return false;
		row[(size_t)p->cell + k] = cell[k];
	}
	return true;
}

static void turn_amounts(const struct csv_ahead *a, struct cell *row)
{
	for (size_t i = 0; i < a->n_places; i++)
		if (a->place[i].def->type->is_amount && a->place[i].cell >= 0 &&
		        row[a->place[i].cell].kind == CELL_INT)
			row[a->place[i].cell].i = -row[a->place[i].cell].i;
}

static bool read_row(const struct csv_ahead *a, struct csv_batch *b, const struct csv_record *r,
        struct cell *row)
{
	int64_t sign = 1;

	memcpy(row, a->lead, a->n_cells * sizeof *row);
	row[1].i = r->line;
	if (a->offset)
		row[2].i = r->byte;
	for (size_t i = 0; i < a->n_places; i++)
		if (a->place[i].field >= 0 && !read_value(a, b, &a->place[i], r, row, &sign))
			return false;
	if (sign < 0)
		turn_amounts(a, row);
	return true;
}

static bool is_plain(const struct csv_ahead *a, const struct csv_record *r)
{
	const struct feed_words nothing = { { a->feed->nothing }, 1 };

	return r->fault == CSV_OK && !r->n_notes && r->n_fields == a->width &&
	       !(a->nothing_row && feed_words_have(&nothing, r->field[0].s, r->field[0].n)) &&
	       !(r->high && a->utf8 && !utf8_valid(r->raw, r->n_raw));
}

/* --- any other ------------------------------------------------------------------ */

/* The record with its text; fields that are not part of the line as it stands are copied too. */
static void keep_record(struct csv_batch *b, const struct csv_record *r, struct csv_record *to)
{
	*to = *r;
	to->raw = arena_strndup(&b->more, r->raw, r->n_raw);
	if (r->n_notes)
		to->note = memcpy(arena_take(&b->more, r->n_notes * sizeof *r->note), r->note,
		        r->n_notes * sizeof *r->note);
	to->field = arena_take(&b->more, (r->n_fields + 1) * sizeof *to->field);
	for (size_t i = 0; i < r->n_fields; i++) {
		const struct csv_field *f = &r->field[i];
		bool within = f->s >= r->raw && f->s + f->n <= r->raw + r->n_raw;

		to->field[i].n = f->n;
		to->field[i].s =
		        within ? to->raw + (f->s - r->raw) : arena_strndup(&b->more, f->s, f->n);
	}
}

/* --- in the thread ---------------------------------------------------------------- */

static int read_line(struct csv_ahead *a, struct csv_batch *b, struct err *e)
{
	struct csv_line *line = &b->lines[b->n];
	struct cell *row = b->cells + b->n * a->n_cells;
	struct csv_record r;
	int rc = a->source.next(a->source.data, &r, e);

	a->ended = rc == 0;
	if (rc <= 0)
		return rc;
	b->n++;
	line->cells = row;
	line->record.line = r.line;
	if (is_plain(a, &r) && read_row(a, b, &r, row))
		return 1;
	line->cells = NULL;
	keep_record(b, &r, &line->record);
	return 1;
}

static int fill(void *data, void *batch, struct err *e)
{
	struct csv_ahead *a = data;
	struct csv_batch *b = batch;

	b->n = b->used = 0;
	if (b->more.head)
		arena_reset(&b->more);
	while (!a->ended && b->n < LINES && b->used < TEXT_ENOUGH)
		if (read_line(a, b, e) < 0)
			return -1;
	return b->n > 0;
}

/* --- for the caller ---------------------------------------------------------------- */

int csv_ahead_open(struct csv_ahead *a, struct arena *arena, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(a->batches); i++) {
		struct csv_batch *b = arena_take(arena, sizeof *b);

		b->cells = arena_take(arena, LINES * a->n_cells * sizeof *b->cells);
		a->batches[i] = b;
	}
	a->pipe = (struct pipe){
		.fill = fill, .data = a, .batches = a->batches, .n = COUNT_OF(a->batches)
	};
	return pipe_open(&a->pipe, e);
}

int csv_ahead_next(struct csv_ahead *a, const struct csv_line **ret, struct err *e)
{
	if (!a->batch || a->at == a->batch->n) {
		void *batch;
		int rc = pipe_next(&a->pipe, &batch, e);

		if (rc <= 0)
			return rc;
		a->batch = batch;
		a->at = 0;
	}
	*ret = &a->batch->lines[a->at++];
	return 1;
}

void csv_ahead_close(struct csv_ahead *a)
{
	pipe_close(&a->pipe);
	for (size_t i = 0; i < COUNT_OF(a->batches); i++)
		if (a->batches[i])
			arena_done(&((struct csv_batch *)a->batches[i])->more);
}
