/* Workbooks of key figures: whole, repeatable, private, and fit to be opened. */
#include "report/xlsx_book.h"

#include "tests/harness/h.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/text.h"
#include "report/kpi_book.h"
#include "report/kpi_words.h"
#include "report/workbook.h"
#include "transform/kpi.h"

static struct arena arena;

struct world {
	struct ctx x;
	sqlite3 *db;
	const char *workspace;
};

static void world_begin(struct world *w, const char *facts)
{
	struct kpi_result r;
	struct err e = { 0 };
	size_t n;

	w->db = h_mart();
	w->workspace = arena_strdup(&arena, h_tmp("kpi_book"));
	h_ctx(&w->x, w->db, &arena, w->workspace);
	if (facts) {
		char *sql = h_read(facts, &n);

		assert_non_null(sql);
		h_exec(w->db, sql);
		free(sql);
	}
	h_ok(kpi_run(&w->x, &r, &e), e);
}

static void world_end(struct world *w)
{
	db_closep(&w->db);
	h_tmp_remove(w->workspace);
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

#define FACTS "fixtures/kpi/facts.sql"
#define SHEET(n) "xl/worksheets/sheet" #n ".xml"

/* A part of the workbook, by a program that is not ours; "" when it is not there. */
static const char *part(const char *xlsx, const char *name)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	FILE *p = popen(arena_printf(&arena, "unzip -p '%s' '%s' 2>/dev/null", xlsx, name), "r");
	char block[4096];
	size_t n;

	assert_non_null(p);
	buf_init(&b, 1 << 26);
	while ((n = fread(block, 1, sizeof block, p)) > 0)
		assert_int_equal(buf_add(&b, block, n), 0);
	pclose(p);
	return arena_strdup(&arena, b.data ? b.data : "");
}

static bool has(const char *text, const char *what)
{
	return strstr(text, what) != NULL;
}

static const char *write_book(struct world *w, struct report_result *r)
{
	struct err e = { 0 };

	h_ok(report_run(&w->x, "kpi-ledelse", "2026M10", r, &e), e);
	assert_int_equal(r->files, 1);
	return r->file[0].path;
}

static void a_workbook_is_whole_and_private(void **state)
{
	struct report_result r;
	struct world w;
	struct stat st;
	const char *path, *text;

	(void)state;
	world_begin(&w, FACTS);
	path = write_book(&w, &r);
	assert_string_equal(path,
	        arena_printf(&arena, "%s/out/kpi-ledelse/2026M10/kpi-ledelse_492_2026M10.xlsx",
	                w.workspace));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, r.file[0].bytes);
	assert_int_equal(system(arena_printf(&arena, "unzip -tq '%s' >/dev/null", path)), 0);
	text = part(path, "xl/sharedStrings.xml");
	assert_true(has(text, "Nøgletal – udsatte børn og unge"));
	assert_true(has(text, "Vurderet inden 24 timer"));
	assert_true(has(text, "BL § 136  ·  24 timer"));
	assert_true(has(text, "Børn og unge Nord"));
	assert_true(has(part(path, "xl/workbook.xml"), "Økonomi"));
	assert_true(has(part(path, "xl/charts/chart1.xml"), "Udvikling!"));
	assert_true(has(part(path, "docProps/core.xml"), "2026-11-01T00:00:00Z"));
	world_end(&w);
}

static void the_same_again_is_the_same_bytes(void **state)
{
	struct report_result first, second;
	struct world w;

	(void)state;
	world_begin(&w, FACTS);
	write_book(&w, &first);
	h_exec(w.db, "PRAGMA reverse_unordered_selects = on");
	write_book(&w, &second);
	assert_string_equal(first.file[0].sha256, second.file[0].sha256);
	world_end(&w);
}

/* A value on the first sheet is the value of the table of figures. */
static void tiles_show_the_figures(void **state)
{
	struct report_result r;
	struct world w;
	const char *sheet;

	(void)state;
	world_begin(&w, FACTS);
	sheet = part(write_book(&w, &r), SHEET(1));
	assert_true(has(
	        sheet, arena_printf(&arena, "<v>%lld</v>",
	                       (long long)h_int(w.db,
	                               "SELECT numerator FROM agg_kpi WHERE kpi = 'notifications' "
	                               "AND month = 202610 AND team_id = ''"))));
	assert_true(has(sheet, "fitToHeight=\"0\""));
	assert_true(has(sheet, "orientation=\"landscape\""));
	world_end(&w);
}

static void a_municipality_without_data_gets_a_workbook_that_says_so(void **state)
{
	struct report_result r;
	struct world w;
	const char *path, *text;

	(void)state;
	world_begin(&w, NULL);
	path = write_book(&w, &r);
	text = part(path, "xl/sharedStrings.xml");
	assert_true(has(text, "ingen data"));
	assert_false(has(text, "nan"));
	assert_false(has(part(path, SHEET(1)), "#DIV"));
	assert_int_equal(system(arena_printf(&arena, "unzip -tq '%s' >/dev/null", path)), 0);
	world_end(&w);
}

/* ---- the first sheet, cell by cell ---- */

enum { STRINGS = 4000 };

/* The strings of the workbook, in their order; nothing is formatted inside a cell. */
static size_t read_strings(const char *xml, const char **ret)
{
	size_t n = 0;

	for (const char *p = xml; (p = strstr(p, "<si><t")); n++) {
		const char *from = strchr(p + 4, '>') + 1, *to = strstr(from, "</t>");

		assert_true(n < STRINGS);
		ret[n] = arena_strndup(&arena, from, (size_t)(to - from));
		p = to;
	}
	return n;
}

/* "B4 Underretninger modtaget", a line for each cell that has something in it. */
static const char *cells_of(const char *sheet, const char *const *text, size_t texts)
{
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 20);
	for (const char *p = sheet; (p = strstr(p, "<c r=\"")); p++) {
		const char *end = strchr(p, '>'), *name = p + 6;
		const char *value = end + 1 + strlen("<v>");

		if (end[-1] == '/')
			continue;
		buf_printf(&b, "%.*s ", (int)strcspn(name, "\""), name);
		if (strstr(p, "t=\"s\"") && strstr(p, "t=\"s\"") < end) {
			size_t at = strtoul(value, NULL, 10);

			assert_true(at < texts);
			buf_printf(&b, "%s\n", text[at]);
		} else {
			buf_printf(&b, "%.6g\n", strtod(value, NULL));
		}
	}
	return arena_strdup(&arena, b.data ? b.data : "");
}

/* GOLDEN=1 in the environment writes the expected file anew. */
static void the_first_sheet_is_as_approved(void **state)
{
	static const char golden[] = "fixtures/golden/kpi-ledelse/overblik.txt";
	const char **text = arena_take(&arena, STRINGS * sizeof *text);
	struct report_result r;
	struct world w;
	const char *path, *got;
	char *want;
	size_t n;

	(void)state;
	world_begin(&w, FACTS);
	path = write_book(&w, &r);
	n = read_strings(part(path, "xl/sharedStrings.xml"), text);
	got = cells_of(part(path, SHEET(1)), text, n);
	if (getenv("GOLDEN"))
		h_write(golden, got, strlen(got));
	want = h_read(golden, &n);
	assert_non_null(want);
	assert_string_equal(got, want);
	free(want);
	world_end(&w);
}

static void english_is_english(void **state)
{
	struct report_result r;
	struct world w;
	const char *text;

	(void)state;
	world_begin(&w, FACTS);
	w.x.lang = "en";
	text = part(write_book(&w, &r), "xl/sharedStrings.xml");
	assert_true(has(text, "Assessed within 24 hours"));
	assert_true(has(text, "October 2026"));
	assert_false(has(text, "Vurderet inden"));
	world_end(&w);
}

static void a_month_that_is_not_over_is_refused(void **state)
{
	static const char *const periods[] = { "2026M11", "2020M01", "2026", "2026M13" };
	struct report_result r;
	struct world w;

	(void)state;
	world_begin(&w, FACTS);
	for (size_t i = 0; i < COUNT_OF(periods); i++) {
		struct err e = { 0 };

		assert_int_equal(report_run(&w.x, "kpi-ledelse", periods[i], &r, &e), -1);
		assert_int_equal(e.code, ERR_USAGE);
	}
	assert_false(file_exists(arena_printf(&arena, "%s/out/kpi-ledelse", w.workspace)));
	world_end(&w);
}

/* A team's name that is not UTF-8 would make a file that Excel has to repair. */
static void bad_text_leaves_no_file(void **state)
{
	struct report_result r;
	struct err e = { 0 };
	struct world w;

	(void)state;
	world_begin(&w, FACTS);
	h_exec(w.db,
	        "UPDATE agg_kpi_team SET name = CAST(x'42f8726e' AS TEXT) WHERE team_id = 'T1'");
	assert_int_equal(report_run(&w.x, "kpi-ledelse", "2026M10", &r, &e), -1);
	assert_int_equal(e.code, ERR_DATA);
	assert_false(file_exists(arena_printf(
	        &arena, "%s/out/kpi-ledelse/2026M10/kpi-ledelse_492_2026M10.xlsx", w.workspace)));
	assert_false(file_exists(arena_printf(&arena,
	        "%s/out/kpi-ledelse/2026M10/kpi-ledelse_492_2026M10.xlsx.tmp", w.workspace)));
	world_end(&w);
}

static void a_name_cannot_become_a_formula(void **state)
{
	struct report_result r;
	struct world w;
	const char *path;

	(void)state;
	world_begin(&w, FACTS);
	h_exec(w.db, "UPDATE agg_kpi_team SET name = '=1+1' || char(7) WHERE team_id = 'T1'");
	path = write_book(&w, &r);
	assert_true(has(part(path, "xl/sharedStrings.xml"), "<t>=1+1</t>"));
	assert_false(has(part(path, SHEET(1)), "<f>"));
	world_end(&w);
}

/* ---- values ---- */

static void load(struct world *w, struct kpi_set *s)
{
	struct err e = { 0 };

	h_ok(kpi_load(&w->x, &arena, s, &e), e);
}

static void targets_come_from_the_settings_first(void **state)
{
	struct conf *c = conf_new(&arena);
	struct err e = { 0 };
	struct kpi_set s;
	struct world w;
	double goal;
	char text[] = "[municipality]\ncode = 492\n[kpi]\nassessed_24h = 95.5\n";
	char wrong[] = "[municipality]\ncode = 492\n[kpi]\nasessed_24h = 95\n";

	(void)state;
	world_begin(&w, NULL);
	load(&w, &s);
	assert_true(kpi_target(kpi_find(&s, "assessed_24h"), 202610, &goal));
	assert_float_equal(goal, 1.0, 1e-9);
	assert_true(kpi_target(kpi_find(&s, "budget_used"), 202603, &goal));
	assert_float_equal(goal, 0.25, 1e-9);
	assert_false(kpi_target(kpi_find(&s, "notifications"), 202610, &goal));
	h_ok(conf_load_text(c, "test", text, &e), e);
	h_ok(conf_finish(c, &e), e);
	w.x.conf = c;
	load(&w, &s);
	assert_true(kpi_target(kpi_find(&s, "assessed_24h"), 202610, &goal));
	assert_float_equal(goal, 0.955, 1e-9);
	c = conf_new(&arena);
	h_ok(conf_load_text(c, "test", wrong, &e), e);
	h_ok(conf_finish(c, &e), e);
	w.x.conf = c;
	assert_int_equal(kpi_load(&w.x, &arena, &s, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	world_end(&w);
}

static void small_numbers_are_hidden_where_a_definition_says_so(void **state)
{
	struct kpi_reader r;
	struct kpi_value v;
	struct kpi_set s;
	struct err e = { 0 };
	struct world w;
	const struct kpi *count, *share;

	(void)state;
	world_begin(&w, NULL);
	load(&w, &s);
	count = kpi_find(&s, "notifications");
	share = kpi_find(&s, "assessed_24h");
	h_exec(w.db,
	        "INSERT INTO agg_kpi (kpi, month, team_id, numerator, denominator) VALUES"
	        " ('notifications', 202610, '', 33, 1), ('notifications', 202610, 'A', 3, 1),"
	        " ('notifications', 202610, 'B', 10, 1), ('notifications', 202610, 'C', 20, 1),"
	        " ('notifications', 202610, 'D', 0, 1),"
	        " ('assessed_24h', 202610, '', 40, 42), ('assessed_24h', 202610, 'A', 0, 0),"
	        " ('assessed_24h', 202610, 'B', 20, 20), ('assessed_24h', 202610, 'C', 20, 20)");
	h_ok(kpi_reader_begin(&r, w.db, 5, &e), e);
	h_ok(kpi_value(&r, count, 202610, "A", &v, &e), e);
	assert_int_equal(v.state, KPI_HIDDEN);
	assert_float_equal(v.value, 0, 0);
	/* A would be the total less the others: one more is hidden. */
	h_ok(kpi_value(&r, count, 202610, "D", &v, &e), e);
	assert_int_equal(v.state, KPI_HIDDEN);
	h_ok(kpi_value(&r, count, 202610, "B", &v, &e), e);
	assert_int_equal(v.state, KPI_KNOWN);
	h_ok(kpi_value(&r, count, 202610, "", &v, &e), e);
	assert_float_equal(v.value, 33, 0);
	/* Two of 42 were late: the share would tell. */
	h_ok(kpi_value(&r, share, 202610, "", &v, &e), e);
	assert_int_equal(v.state, KPI_HIDDEN);
	h_ok(kpi_value(&r, share, 202610, "A", &v, &e), e);
	assert_int_equal(v.state, KPI_NO_DATA);
	kpi_reader_done(&r);
	h_ok(kpi_reader_begin(&r, w.db, 0, &e), e);
	h_ok(kpi_value(&r, count, 202610, "A", &v, &e), e);
	assert_int_equal(v.state, KPI_KNOWN);
	kpi_reader_done(&r);
	world_end(&w);
}

static void lights_follow_the_target(void **state)
{
	static const struct {
		enum kpi_unit unit;
		enum kpi_better better;
		double target, value;
		enum kpi_light want;
	} rows[] = {
		{ KPI_PERCENT, KPI_UP, 1, 1, KPI_LIGHT_GOOD },
		{ KPI_PERCENT, KPI_UP, 1, 0.95, KPI_LIGHT_NEAR },
		{ KPI_PERCENT, KPI_UP, 1, 0.949, KPI_LIGHT_BAD },
		{ KPI_COUNT, KPI_DOWN, 0, 0, KPI_LIGHT_GOOD },
		{ KPI_COUNT, KPI_DOWN, 0, 1, KPI_LIGHT_BAD },
		{ KPI_DAYS, KPI_DOWN, 120, 132, KPI_LIGHT_NEAR },
		{ KPI_DAYS, KPI_DOWN, 120, 133, KPI_LIGHT_BAD },
		{ KPI_COUNT, KPI_NEUTRAL, 5, 9, KPI_LIGHT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct kpi k = { .unit = rows[i].unit,
			.better = rows[i].better,
			.has_target = true,
			.target = rows[i].target };
		struct kpi_value v = { .state = KPI_KNOWN, .value = rows[i].value };

		assert_int_equal(kpi_light(&k, 202610, &v), rows[i].want);
		v.state = KPI_NO_DATA;
		assert_int_equal(kpi_light(&k, 202610, &v), KPI_LIGHT_NONE);
	}
}

static void numbers_are_said_as_the_language_says_them(void **state)
{
	struct words da = words_of("da", &arena), en = words_of("en", &arena);

	(void)state;
	assert_string_equal(number_said(&da, 1234567.26, 1), "1.234.567,3");
	assert_string_equal(number_said(&en, 1234567.26, 1), "1,234,567.3");
	assert_string_equal(number_said(&da, -0.04, 1), "0,0");
	assert_string_equal(number_said(&da, -12.0, 0), "−12");
	assert_string_equal(number_said(&da, 999.96, 1), "1.000,0");
	assert_string_equal(value_said(&da, KPI_PERCENT, 0.925), "92,5 %");
	assert_string_equal(value_said(&da, KPI_PERCENT, 1), "100 %");
	assert_string_equal(change_said(&da, KPI_PERCENT, -0.012), "1,2 pp");
	assert_string_equal(month_title(&da, 202610), "Oktober 2026");
	assert_string_equal(month_short(&da, 202605), "maj");
	assert_string_equal(day_full(&da, day_from_ymd(2026, 11, 1)), "1. november 2026");
	assert_string_equal(day_full(&en, day_from_ymd(2026, 11, 1)), "1 November 2026");
	assert_int_equal(month_add(202601, -1), 202512);
	assert_int_equal(month_add(202610, 15), 202801);
}

/* ---- definitions ---- */

#define DEF                                                                                        \
	"id = x\nkind = workbook\nfrom = 2024M01\nperiod = month\ntext_da = a\ntext_en = "         \
	"a\nlegal = a\n"                                                                           \
	"receiver = a\nformat = xlsx\nfile = x\ntitle_da = a\ntitle_en = a\nmark_da = a\nmark_en " \
	"= a\n"

static void a_wrong_definition_is_refused(void **state)
{
	static const char *const wrong[] = {
		DEF,
		DEF "tile = nothing_such\n",
		DEF "tile = notifications\nchart = pie notifications\n",
		DEF "tile = notifications\nteam = notifications bars\n",
		DEF "tile = notifications\ncost = 52820 | name\n",
		DEF "tile = notifications\ncost = none | name | name\n",
		DEF "tile = notifications\nsuppress = few\n",
		DEF "tile = notifications\nunknown = 1\n",
	};
	static const char right[] = DEF "tile = notifications\nteam = placed bar\nsuppress = 5\n"
	                                "cost = 52820 | Opholdssteder | Homes\n";
	struct workbook_def *d = arena_take(&arena, sizeof *d);
	struct kpi_set s;
	struct err e = { 0 };
	struct world w;

	(void)state;
	world_begin(&w, NULL);
	load(&w, &s);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct def_file f = { "report/defs/x/2024M01.def", wrong[i], strlen(wrong[i]) };

		if (workbook_parse(&f, "da", &s, &arena, d, &e) == 0)
			fail_msg("accepted: %s", wrong[i] + strlen(DEF));
	}
	h_ok(workbook_parse(
	             &(struct def_file){ "report/defs/x/2024M01.def", right, sizeof right - 1 },
	             "en", &s, &arena, d, &e),
	        e);
	assert_int_equal(d->suppress, 5);
	assert_true(d->teams.item[0].bar);
	assert_string_equal(d->cost[0].name, "Homes");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_workbook_is_whole_and_private),
		cmocka_unit_test(the_same_again_is_the_same_bytes),
		cmocka_unit_test(tiles_show_the_figures),
		cmocka_unit_test(a_municipality_without_data_gets_a_workbook_that_says_so),
		cmocka_unit_test(the_first_sheet_is_as_approved),
		cmocka_unit_test(english_is_english),
		cmocka_unit_test(a_month_that_is_not_over_is_refused),
		cmocka_unit_test(bad_text_leaves_no_file),
		cmocka_unit_test(a_name_cannot_become_a_formula),
		cmocka_unit_test(targets_come_from_the_settings_first),
		cmocka_unit_test(small_numbers_are_hidden_where_a_definition_says_so),
		cmocka_unit_test(lights_follow_the_target),
		cmocka_unit_test(numbers_are_said_as_the_language_says_them),
		cmocka_unit_test(a_wrong_definition_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
