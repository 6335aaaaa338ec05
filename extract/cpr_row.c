#include "extract/cpr_row.h"

#include "extract/cpr_job.h"

static int layout_of(struct ctx *c, int64_t file, struct cpr_layout *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, "SELECT product, task FROM staging_cpr_file WHERE file = :file",
	            "staging_cpr_file", &s, e) < 0 ||
	        db_bind_int(s, ":file", file, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "file %lld is no CPR extract that was loaded",
		        (long long)file);
	if (cpr_layout_load(ret, col_text(s, 0), c->arena, e) < 0)
		return -1;
	return cpr_set_lengths(ret, c->conf, col_text(s, 1), c->arena, e);
}

static void mask(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != ' ')
			s[i] = '*';
}

/* Fields that a finding would mask; of a record that is not known, all but its type. */
static void mask_fields(char *s, size_t n, const struct cpr_layout *l, int type)
{
	const struct cpr_record *rec = type < 0 ? NULL : &l->records[type];
	size_t end = rec ? 0 : 3;

	for (size_t i = 0; rec && i < rec->n; i++) {
		const struct cpr_field *f = &rec->fields[i];

		end = f->start + f->length;
		if (f->type->secret && f->start < n)
			mask(s + f->start, f->length < n - f->start ? f->length : n - f->start);
	}
	if (end < n)
		mask(s + end, n - end);
}

int cpr_row_find(struct ctx *c, int64_t file, const char *path, int64_t line, int64_t byte,
        bool whole, struct cpr_row *ret, struct err *e)
{
	struct cpr_layout *l = arena_take(c->arena, sizeof *l);
	struct cpr_file f CLEANUP(cpr_close) = CPR_FILE_NONE;
	struct cpr_record_at at;
	char *s;
	int rc;

	if (layout_of(c, file, l, e) < 0 || cpr_open(&f, path, l, c->arena, e) < 0)
		return -1;
	while ((rc = cpr_next(&f, &at, e)) > 0)
		if (line ? at.line >= line : at.byte >= byte)
			break;
	if (rc <= 0)
		return rc;
	if (line ? at.line != line : at.byte != byte)
		return 0;
	s = arena_take(c->arena, at.n + 1);
	memcpy(s, at.s, at.n);
	if (!whole)
		mask_fields(s, at.n, l, at.type);
	*ret = (struct cpr_row){ s, at.n };
	return 1;
}
