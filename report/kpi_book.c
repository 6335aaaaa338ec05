#include "report/xlsx_kpi.h"

#include "common/file.h"
#include "report/kpi_book.h"

bool kpi_is_workbook(const char *name, struct arena *a)
{
	const struct def_file *f;
	struct err ignored;
	struct head h;
	size_t at = 0;

	f = def_next(arena_printf(a, "report/defs/%s/", name), ".def", &at);
	return f && head_parse(f, a, &h, &ignored) == 0 && workbook_is(&h);
}

/* ---- what the sheets need ---- */

static int check_month(struct ctx *ctx, const struct period *p, struct err *e)
{
	int64_t first;
	int month = p->year * 100 + p->month;

	if (p->last >= ctx->as_of)
		return err_set(e, ERR_USAGE, "%s is not over on the as-of day", p->text);
	if (db_int(ctx->db, "SELECT coalesce(min(month), 0) FROM agg_kpi_month", &first, e) < 0)
		return -1;
	if (month < first)
		return err_set(e, ERR_USAGE, "key figures reach back to %lld, not to %d",
		        (long long)first, month);
	return 0;
}

static int read_teams(struct kpi_book *k)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	if (db_int(k->ctx->db, "SELECT count(*) FROM agg_kpi_team", &n, k->e) < 0)
		return -1;
	k->team = arena_take(k->a, (size_t)(n + 1) * sizeof *k->team);
	if (db_prepare(k->ctx->db, "SELECT team_id, name FROM agg_kpi_team ORDER BY name, team_id",
	            "teams of the key figures", &q, k->e) < 0)
		return -1;
	while ((rc = db_step(q, k->e)) > 0)
		k->team[k->teams++] = (struct kpi_team){
			arena_strdup(k->a, col_text(q, 0)),
			arena_strdup(k->a, col_text(q, 1)),
		};
	return rc;
}

static void add_sheets(struct kpi_book *k)
{
	k->overview = book_sheet(&k->b, word(&k->w, WORD_OVERVIEW));
	if (k->def->costs)
		k->money = book_sheet(&k->b, word(&k->w, WORD_MONEY));
	k->months = book_sheet(&k->b, word(&k->w, WORD_MONTHS));
	k->method = book_sheet(&k->b, word(&k->w, WORD_METHOD));
	k->data = book_sheet(&k->b, word(&k->w, WORD_DATA));
}

/* The file's own time is midnight of the as-of day, never the clock. */
static void set_properties(struct kpi_book *k)
{
	char *title = arena_printf(
	        k->a, "%s, %s", book_clean(&k->b, k->def->title), month_full(&k->w, k->month));
	char *company =
	        arena_strdup(k->a, book_clean(&k->b, conf_text(k->ctx->conf, "municipality.name")));
	lxw_doc_properties p = {
		.title = title,
		.company = company,
		.author = arena_strdup(k->a, word(&k->w, WORD_AUTHOR)),
		.comments = arena_strdup(k->a, book_clean(&k->b, k->def->mark)),
		.created = (time_t)k->ctx->as_of * 86400,
	};
	char hash[65];

	defs_hash(hash);
	book_check(&k->b, workbook_set_properties(k->b.wb, &p), "properties");
	book_check(&k->b,
	        workbook_set_custom_property_string(
	                k->b.wb, "Program", PROGRAM_NAME " " PROGRAM_VERSION),
	        "properties");
	book_check(&k->b, workbook_set_custom_property_string(k->b.wb, "DefinitionsSHA256", hash),
	        "properties");
}

static int write_sheets(struct kpi_book *k)
{
	add_sheets(k);
	set_properties(k);
	if (k->b.failed)
		return -1;
	if (sheet_overview(k) < 0 || sheet_money(k) < 0 || sheet_months(k) < 0 || sheet_data(k) < 0)
		return -1;
	return sheet_method(k);
}

/* ---- the file ---- */

static int fill_book(struct kpi_book *k, const char *path)
{
	const char *tmp = arena_printf(k->a, "%s/tmp", k->ctx->workspace);
	int rc;

	if (dir_make(tmp, k->e) < 0 || book_open(&k->b, path, tmp, k->a, k->e) < 0)
		return -1;
	rc = write_sheets(k) < 0 ? -1 : book_close(&k->b);
	book_done(&k->b);
	return rc;
}

static const char *file_name(struct kpi_book *k, const char *period)
{
	const char *p = k->def->file;
	const struct {
		const char *tag, *value;
	} tags[] = {
		{ "{municipality}", k->ctx->municipality },
		{ "{period}", period },
	};
	char *out = arena_strdup(k->a, "");

	while (*p) {
		size_t i = 0;

		while (i < COUNT_OF(tags) && strncmp(p, tags[i].tag, strlen(tags[i].tag)) != 0)
			i++;
		out = i < COUNT_OF(tags) ? arena_printf(k->a, "%s%s", out, tags[i].value)
		                         : arena_printf(k->a, "%s%c", out, *p);
		p += i < COUNT_OF(tags) ? strlen(tags[i].tag) : 1;
	}
	return arena_printf(k->a, "%s.xlsx", out);
}

static int write_file(struct kpi_book *k, const struct period *p, struct report_file *ret)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	const char *folder =
	        arena_printf(k->a, "%s/out/%s/%s", k->ctx->workspace, k->def->id, p->text);
	const char *name = file_name(k, p->text), *path = arena_printf(k->a, "%s/%s", folder, name);

	if (dir_make(folder, k->e) < 0 || file_begin(&out, path, k->e) < 0)
		return -1;
	if (fill_book(k, out.tmp) < 0 || file_commit(&out, k->e) < 0)
		return -1;
	*ret = (struct report_file){
		.path = arena_strdup(k->ctx->arena, path),
		.name = arena_strdup(k->ctx->arena, name),
		.format = "xlsx",
		.bytes = file_size(path),
	};
	return file_sha256(path, ret->sha256, k->e);
}

static int write_period(
        struct kpi_book *k, const struct period *p, struct report_result *ret, struct err *e)
{
	struct arena *keep = k->ctx->arena;
	struct report_file *file = arena_take(keep, sizeof *file);

	if (kpi_reader_begin(&k->reader, k->ctx->db, k->def->suppress, e) < 0 || read_teams(k) < 0)
		return -1;
	if (write_file(k, p, file) < 0)
		return -1;
	if (db_int(k->ctx->db, "SELECT count(*) FROM agg_kpi", &file->records, e) < 0)
		return -1;
	*ret = (struct report_result){
		.report = arena_strdup(keep, k->def->id),
		.definition = k->def->path,
		.from = arena_strdup(keep, k->def->from),
		.period = arena_strdup(keep, p->text),
		.receiver = "",
		.sign = "none",
		.records = file->records,
		.file = file,
		.files = 1,
	};
	return 0;
}

int kpi_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct kpi_book *k = arena_take(&a, sizeof *k);
	struct workbook_def *def = arena_take(&a, sizeof *def);
	struct kpi_set kpis;
	struct period p;
	int rc;

	if (period_parse("month", period, &p, e) < 0 || check_month(ctx, &p, e) < 0 ||
	        kpi_load(ctx, &a, &kpis, e) < 0 ||
	        workbook_find(name, &p, ctx->lang, &kpis, &a, def, e) < 0)
		return err_ctx(e, "workbook '%s'", name);
	*k = (struct kpi_book){
		.w = words_of(ctx->lang, &a),
		.ctx = ctx,
		.def = def,
		.kpis = &kpis,
		.a = &a,
		.e = e,
		.month = p.year * 100 + p.month,
		.first_month = month_add(p.year * 100 + p.month, 1 - KPI_TREND_MONTHS),
		.last_day = p.last,
	};
	rc = write_period(k, &p, ret, e);
	kpi_reader_done(&k->reader);
	return rc < 0 ? err_ctx(e, "workbook '%s'", name) : 0;
}
