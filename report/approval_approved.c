/* What was approved of a table before, beside its cells. */
#include "report/approval_run.h"

static size_t place_of(const struct cube_dim *d, const char *code)
{
	size_t i = 0;

	while (i < d->codes && strcmp(d->code[i].code, code) != 0)
		i++;
	return i;
}

/* The cell with the codes of columns 0 to 5; false: it is no more. */
static bool cell_of(const struct cube *g, sqlite3_stmt *s, size_t *ret)
{
	size_t at[CUBE_DIMS];

	for (size_t i = 0; i < g->dims; i++) {
		at[i] = place_of(&g->dim[i], col_text(s, (int)i));
		if (at[i] == g->dim[i].codes)
			return false;
	}
	*ret = cube_cell_of(g, at);
	return true;
}

/* Empty cells were approved as 0, too. */
static void put_zeros(struct approval_table *t, size_t year)
{
	const struct cube *g = &t->cube;

	for (size_t cell = 0; cell < g->cells; cell++)
		if (g->value[cell * g->years + year] != CUBE_NO_CELL)
			t->approved[cell * g->years + year] = 0;
}

static int put_cells(struct approval *r, struct approval_table *t, size_t year, int64_t approval)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const struct cube *g = &t->cube;
	size_t cell;
	int rc;

	if (db_prepare(r->ctx->db,
	            "SELECT d1, d2, d3, d4, d5, d6, value FROM ledger_approval_cell\n"
	            " WHERE approval = :approval",
	            "approved figures", &s, r->e) < 0 ||
	        db_bind_int(s, ":approval", approval, r->e) < 0)
		return -1;
	while ((rc = db_step(s, r->e)) > 0)
		if (cell_of(g, s, &cell))
			t->approved[cell * g->years + year] =
			        sqlite3_column_type(s, 6) == SQLITE_NULL
			                ? CUBE_UNKNOWN
			                : sqlite3_column_int64(s, 6);
	return rc;
}

static int read_year(struct approval *r, struct approval_table *t, size_t year)
{
	int64_t approval;

	if (db_int(r->ctx->db,
	            arena_printf(r->a,
	                    "SELECT coalesce(max(approval), 0) FROM ledger_approval\n"
	                    " WHERE tab = '%s' AND year = %d AND replaced_by IS NULL",
	                    t->id, t->cube.first_year + (int)year),
	            &approval, r->e) < 0)
		return -1;
	if (!approval)
		return 0;
	put_zeros(t, year);
	return put_cells(r, t, year, approval);
}

int approved_read(struct approval *r, struct approval_table *t)
{
	size_t n = t->cube.cells * t->cube.years;

	t->approved = arena_take(r->a, (n + 1) * sizeof *t->approved);
	for (size_t i = 0; i < n; i++)
		t->approved[i] = CUBE_NO_CELL;
	for (size_t i = 0; i < t->cube.years; i++)
		if (read_year(r, t, i) < 0)
			return -1;
	return 0;
}
