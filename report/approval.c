#include "report/approval.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/approval_run.h"
#include "report/period.h"
#include "report/sink.h"

#define TABLES "transform/tables/"

static const char *const known[] = { "id!", "kind!", "text_da!", "text_en!", "legal!", "receiver!",
	"from!", "period!", "format!", "title_da!", "title_en!", "mark_da!", "mark_en!" };

bool approval_is(const char *name, struct arena *a)
{
	const struct def_file *f;
	struct err ignored;
	struct head h;
	size_t at = 0;

	f = def_next(arena_printf(a, "report/defs/%s/", name), ".def", &at);
	return f && head_parse(f, a, &h, &ignored) == 0 && text_eq(head_get(&h, "kind"), "tables");
}

/* ---- what it has ---- */

static const char *in_language(const struct approval *r, const struct head *h, const char *key)
{
	const char *v = head_get(h, arena_printf(r->a, "%s_%s", key, r->ctx->lang));

	return v ? v : "";
}

/* The last layout that is in force in the year. */
static int find_def(struct approval *r, const char *name)
{
	const struct def_file *f;
	struct head h;
	size_t at = 0;

	while ((f = def_next(arena_printf(r->a, "report/defs/%s/", name), ".def", &at))) {
		if (head_parse(f, r->a, &h, r->e) < 0 ||
		        head_check(&h, known, COUNT_OF(known), r->e) < 0)
			return -1;
		if (strcmp(head_get(&h, "from"), r->period.text) <= 0)
			r->head = h;
	}
	if (!r->head.path)
		return err_set(r->e, ERR_USAGE, "there is no layout for %s", r->period.text);
	r->id = head_get(&r->head, "id");
	r->title = in_language(r, &r->head, "title");
	r->mark = in_language(r, &r->head, "mark");
	return 0;
}

/* UND2 before UND10, and shares last. */
static int by_name(const void *x, const void *y)
{
	const struct approval_table *a = x, *b = y;
	size_t n = strcspn(a->id, "0123456789"), m = strcspn(b->id, "0123456789");

	if (a->pct != b->pct)
		return a->pct - b->pct;
	if (n != m || strncmp(a->id, b->id, n) != 0 || strlen(a->id) == strlen(b->id))
		return strcmp(a->id, b->id);
	return strlen(a->id) < strlen(b->id) ? -1 : 1;
}

static int is_made(struct approval *r, const char *tab, bool *ret)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(r->ctx->db, "SELECT 1 FROM agg_table_year WHERE tab = :tab AND year = :year",
	            "statistical tables", &s, r->e) < 0 ||
	        db_bind_text(s, ":tab", tab, r->e) < 0 ||
	        db_bind_int(s, ":year", r->period.year, r->e) < 0)
		return -1;
	rc = db_step(s, r->e);
	*ret = rc > 0;
	return rc < 0 ? -1 : 0;
}

static int add_table(struct approval *r, const struct def_file *f)
{
	struct approval_table *t = &r->table[r->tables];
	bool made;

	if (head_parse(f, r->a, &t->head, r->e) < 0)
		return -1;
	if (!text_eq(head_get(&t->head, "report"), r->id))
		return 0;
	t->id = head_get(&t->head, "id");
	t->pct = text_eq(head_get(&t->head, "unit"), "pct");
	t->title = in_language(r, &t->head, "text");
	if (is_made(r, t->id, &made) < 0)
		return -1;
	r->tables += made;
	return 0;
}

static int find_tables(struct approval *r)
{
	const struct def_file *f;
	size_t at = 0;

	while ((f = def_next(TABLES, ".sql", &at))) {
		if (r->tables == APPROVAL_TABLES)
			return err_set(r->e, ERR_BUG, "more than %d tables", APPROVAL_TABLES);
		if (add_table(r, f) < 0)
			return -1;
	}
	qsort(r->table, r->tables, sizeof *r->table, by_name);
	for (size_t i = 0; i < r->tables; i++)
		if (cube_read(r->ctx->db, r->table[i].id, r->period.year - CUBE_YEARS + 1,
		            r->period.year, r->a, &r->table[i].cube, r->e) < 0 ||
		        approved_read(r, &r->table[i]) < 0)
			return -1;
	return 0;
}

/* ---- files ---- */

static int64_t cells_of(const struct approval *r)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->tables; i++)
		n += (int64_t)(r->table[i].cube.cells * r->table[i].cube.years);
	return n;
}

static const struct format {
	const char *name;
	void (*write)(const struct approval *, const struct approval_table *, struct sink *);
} formats[] = {
	{ "csv", approval_csv },
	{ "px", approval_px },
};

void approval_csv(const struct approval *r, const struct approval_table *t, struct sink *s)
{
	(void)r;
	cube_csv(&t->cube, s);
}

static int describe(struct approval *r, const char *path, const char *format, int64_t records)
{
	struct report_file *f = &r->file[r->files++];

	*f = (struct report_file){
		.path = arena_strdup(r->ctx->arena, path),
		.format = format,
		.bytes = file_size(path),
		.records = records,
	};
	f->name = strrchr(f->path, '/') + 1;
	return file_sha256(path, f->sha256, r->e);
}

static int fill(struct approval *r, const struct approval_table *t, const struct format *f,
        struct file_out *out, struct sink *s)
{
	int64_t bytes;
	char hex[65];

	if (sink_begin(s, out->f, r->e) < 0)
		return -1;
	f->write(r, t, s);
	return sink_end(s, hex, &bytes, r->e);
}

static int write_table(struct approval *r, const struct approval_table *t, const struct format *f)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	struct sink *s = arena_take(r->a, sizeof *s);
	const char *path = arena_printf(r->a, "%s/%s_%s_%s.%s", r->folder, t->id,
	        r->ctx->municipality, r->period.text, f->name);
	int rc;

	if (file_begin(&out, path, r->e) < 0)
		return -1;
	rc = fill(r, t, f, &out, s);
	sink_done(s);
	if (rc < 0 || file_commit(&out, r->e) < 0)
		return -1;
	return describe(r, path, f->name, (int64_t)t->cube.cells);
}

static int write_tables(struct approval *r, const struct format *f)
{
	for (size_t i = 0; i < r->tables; i++)
		if (write_table(r, &r->table[i], f) < 0)
			return err_ctx(r->e, "%s", r->table[i].id);
	return 0;
}

static int write_book(struct approval *r)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	const char *path = arena_printf(
	        r->a, "%s/%s_%s_%s.xlsx", r->folder, r->id, r->ctx->municipality, r->period.text);

	if (file_begin(&out, path, r->e) < 0 || approval_book(r, out.tmp) < 0 ||
	        file_commit(&out, r->e) < 0)
		return -1;
	return describe(r, path, "xlsx", cells_of(r));
}

static int write_format(struct approval *r, const char *name)
{
	if (strcmp(name, "xlsx") == 0)
		return write_book(r);
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return write_tables(r, &formats[i]);
	return err_set(r->e, ERR_BUG, "%s: no format '%s'", r->head.path, name);
}

static int write_all(struct approval *r)
{
	const char *format;
	size_t at = 0;

	if (dir_make(r->folder, r->e) < 0)
		return -1;
	while (r->tables && (format = head_each(&r->head, "format", &at)))
		if (write_format(r, format) < 0)
			return -1;
	return 0;
}

/* ---- the report ---- */

static struct report_result result_of(const struct approval *r)
{
	struct arena *keep = r->ctx->arena;

	return (struct report_result){
		.report = arena_strdup(keep, r->id),
		.definition = arena_strdup(keep, r->head.path),
		.from = arena_strdup(keep, head_get(&r->head, "from")),
		.period = arena_strdup(keep, r->period.text),
		.receiver = "",
		.sign = "none",
		.nothing = r->tables == 0,
		.records = cells_of(r),
		.file = r->file,
		.files = r->files,
	};
}

int approval_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct approval *r = arena_take(&a, sizeof *r);

	r->ctx = ctx;
	r->a = &a;
	r->e = e;
	if (period_parse("year", period, &r->period, e) < 0 || find_def(r, name) < 0 ||
	        find_tables(r) < 0)
		return err_ctx(e, "report %s", name);
	r->folder = arena_printf(&a, "%s/out/%s/%s", ctx->workspace, r->id, r->period.text);
	r->file = arena_take(ctx->arena, (2 * r->tables + 1) * sizeof *r->file);
	if (write_all(r) < 0)
		return err_ctx(e, "report %s %s", name, period);
	*ret = result_of(r);
	return 0;
}
