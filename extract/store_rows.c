#include "extract/store_rows.h"

enum { ROWS = 512, TEXT = 192 * 1024, TEXT_ENOUGH = TEXT - 16 * 1024 };

struct store_batch {
	size_t n, used;
	struct store_row rows[ROWS];
	struct cell cells[ROWS][STORE_ROWS_LEAD + ENTITY_COLUMNS];
	char text[TEXT];
	struct arena more; /* long values, verdicts, what was made legible */
};

/* --- in the thread ------------------------------------------------------------ */

static const char *keep_text(struct store_batch *b, const struct store_cell *c)
{
	char *to = b->text + b->used;

	if (c->n > TEXT - b->used)
		return arena_strndup(&b->more, c->s, c->n);
	memcpy(to, c->s, c->n);
	b->used += c->n;
	return to;
}

/* An empty key that may be empty is staged as ''. */
static struct cell keep_cell(
        struct store_batch *b, const struct column *col, const struct store_cell *c)
{
	if (c->s)
		return (struct cell){ .kind = CELL_TEXT, .n = (int)c->n, .s = keep_text(b, c) };
	if (col->flags & COLUMN_OPTIONAL)
		return (struct cell){ .kind = CELL_TEXT, .s = "" };
	return (struct cell){ .kind = CELL_NULL };
}

static struct store_row *keep_row(
        struct store_rows *r, struct store_batch *b, struct store_cell *cells)
{
	enum value_verdict verdicts[ENTITY_COLUMNS], *kept = NULL;
	struct cell *to = b->cells[b->n];
	bool all_good = true;

	*to++ = (struct cell){ .kind = CELL_INT, .i = r->file };
	*to++ = (struct cell){ .kind = CELL_NULL };
	for (size_t i = 0; i < r->t->n; i++) {
		verdicts[i] = value_examine(&r->t->columns[i], &cells[i], &b->more);
		all_good &= verdicts[i] == VALUE_GOOD;
		to[i] = keep_cell(b, &r->t->columns[i], &cells[i]);
	}
	if (!all_good) {
		kept = arena_take(&b->more, sizeof verdicts);
		memcpy(kept, verdicts, r->t->n * sizeof *kept);
	}
	b->rows[b->n] = (struct store_row){ .cells = b->cells[b->n], .verdicts = kept };
	return &b->rows[b->n++];
}

static int read_row(struct store_rows *r, struct store_batch *b, struct err *e)
{
	struct store_cell cells[ENTITY_COLUMNS];
	int rc = r->kind->next(r->store, cells, e);
	struct store_row *row;

	r->ended = rc == 0;
	if (rc <= 0)
		return rc;
	r->rows++;
	row = keep_row(r, b, cells);
	if (!r->keys_only &&
	        rowhash_row(r->hash, row->cells + STORE_ROWS_LEAD, r->t->n, &row->sum, e) < 0)
		return err_ctx(e, "row %lld", (long long)r->rows);
	return 1;
}

static int fill(void *data, void *batch, struct err *e)
{
	struct store_rows *r = data;
	struct store_batch *b = batch;

	b->n = b->used = 0;
	if (b->more.head)
		arena_reset(&b->more);
	while (!r->ended && b->n < ROWS && b->used < TEXT_ENOUGH)
		if (read_row(r, b, e) < 0)
			return -1;
	return b->n > 0;
}

/* --- for the caller ------------------------------------------------------------ */

void store_rows_init(struct store_rows *r, struct arena *a)
{
	for (size_t i = 0; i < COUNT_OF(r->batches); i++)
		r->batches[i] = arena_take(a, sizeof(struct store_batch));
}

int store_rows_begin(struct store_rows *r, const struct store_ask *ask, struct err *e)
{
	r->t = ask->t;
	r->batch = NULL;
	r->at = 0;
	r->rows = 0;
	r->keys_only = ask->keys_only;
	r->ended = false;
	r->pipe = (struct pipe){
		.fill = fill, .data = r, .batches = r->batches, .n = COUNT_OF(r->batches)
	};
	if (r->kind->begin(r->store, ask, e) < 0)
		return -1;
	return pipe_open(&r->pipe, e);
}

int store_rows_next(struct store_rows *r, const struct store_row **ret, struct err *e)
{
	if (!r->batch || r->at == r->batch->n) {
		void *batch;
		int rc = pipe_next(&r->pipe, &batch, e);

		if (rc <= 0)
			return rc;
		r->batch = batch;
		r->at = 0;
	}
	*ret = &r->batch->rows[r->at++];
	return 1;
}

void store_rows_end(struct store_rows *r)
{
	pipe_close(&r->pipe);
}

void store_rows_done(struct store_rows *r)
{
	pipe_close(&r->pipe);
	for (size_t i = 0; i < COUNT_OF(r->batches); i++)
		if (r->batches[i])
			arena_done(&((struct store_batch *)r->batches[i])->more);
}
