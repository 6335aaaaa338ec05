/* Reports from definition to file: golden files, held-back records, periods, parts, order, what may
 * be read. */
#include "tests/harness/h.h"

#include <dirent.h>

#include "common/defs.h"
#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "report/report.h"
#include "report/table.h"
#include "report/value.h"
#include "report/writer.h"
#include "transform/transform.h"

#define GOLDEN "fixtures/golden/"

static int set_up(void **state)
{
	size_t n;
	char *sql = h_read(GOLDEN "dst-input.sql", &n);
	sqlite3 *db = h_mart();

	assert_non_null(sql);
	h_exec(db, sql);
	free(sql);
	*state = db;
	return 0;
}

static int tear_down(void **state)
{
	sqlite3_close(*state);
	return 0;
}

/* "section.name=value" */
static void set_one(struct conf *c, struct arena *a, const char *pair)
{
	char *s = arena_strdup(a, pair), *eq = strchr(s, '='), *dot;
	struct err e = { 0 };

	*eq = '\0';
	dot = strrchr(s, '.');
	*dot = '\0';
	h_ok(conf_set(c, s, dot + 1, eq + 1, "test", &e), e);
}

static bool given(const char *const *set, const char *pair)
{
	for (; set && *set; set++)
		if (strncmp(*set, pair, strcspn(pair, "=") + 1) == 0)
			return true;
	return false;
}

/* A ctx with these settings, ended by NULL, beside the usual ones. */
static void ctx_with(struct ctx *x, sqlite3 *db, struct arena *a, const char *const *set)
{
	static const char *const usual[] = { "municipality.code=492", "municipality.cvr=28856075",
		"dst.contact-professional=faglig@aeroe.example",
		"dst.contact-receipt=kvittering@aeroe.example" };
	struct conf *c = conf_new(a);
	struct err e = { 0 };

	h_ctx(x, db, a, arena_strdup(a, h_tmp("report")));
	for (size_t i = 0; i < COUNT_OF(usual); i++)
		if (!given(set, usual[i]))
			set_one(c, a, usual[i]);
	for (; set && *set; set++)
		set_one(c, a, *set);
	h_ok(conf_finish(c, &e), e);
	x->conf = c;
}

static struct report_result run(struct ctx *x, const char *name, const char *period)
{
	struct report_result r;
	struct err e = { 0 };

	h_ok(report_run(x, name, period, &r, &e), e);
	return r;
}

static const struct report_file *file_of(const struct report_result *r, const char *format)
{
	for (size_t i = 0; i < r->files; i++)
		if (strcmp(r->file[i].format, format) == 0)
			return &r->file[i];
	fail_msg("no %s file", format);
	return NULL;
}

/* GOLDEN_WRITE=1 in the environment rewrites; git shows the difference. */
static void same_as_golden(const struct report_result *r, const struct report_file *f)
{
	char path[FILE_PATH], hex[65];
	size_t n = 0, m = 0;
	char *got = h_read(f->path, &n), *want;

	snprintf(path, sizeof path, GOLDEN "%s/%s/%s", r->report, r->period, f->name);
	assert_non_null(got);
	if (getenv("GOLDEN_WRITE"))
		h_write(path, got, n);
	want = h_read(path, &m);
	if (!want || n != m || memcmp(got, want, n) != 0)
		fail_msg("%s differs from %s", f->path, path);
	sha256_hex(got, n, hex);
	assert_string_equal(hex, f->sha256);
	assert_int_equal(n, f->bytes);
	free(got);
	free(want);
}

static void files_are_the_golden_ones(void **state)
{
	static const struct {
		const char *name, *period;
		int64_t records, held;
		size_t files;
	} cases[] = {
		{ "dst-l201", "2026M10", 3, 2, 2 },
		{ "dst-l231", "2026M10", 4, 2, 2 },
		{ "ast-underretninger", "2025", 18, 0, 2 },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct report_result r = run(&x, cases[i].name, cases[i].period);

		assert_int_equal(r.held, cases[i].held);
		assert_int_equal(r.files, cases[i].files);
		for (size_t k = 0; k < r.files; k++)
			same_as_golden(&r, &r.file[k]);
		assert_int_equal(r.records, cases[i].records);
	}
	h_tmp_remove(x.workspace);
}

static void the_result_counts_what_was_not_selected_and_why(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	r = run(&x, "dst-l201", "2026M10");
	assert_int_equal(r.counts, 3);
	assert_string_equal(r.count[0].reason, "");
	assert_int_equal(r.count[0].rows, r.records + r.held);
	assert_string_equal(r.count[1].reason, "AGE");
	assert_int_equal(r.count[1].rows, 2);
	assert_string_equal(r.count[2].reason, "NO_GUARDIAN");
	assert_true(r.test);
	assert_string_equal(r.sign, "asic-e");
	assert_string_equal(r.from, "2018M01");
	h_tmp_remove(x.workspace);
}

static void a_record_held_back_is_a_finding_without_its_secrets(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	run(&x, "dst-l201", "2026M10");
	run(&x, "dst-l201", "2026M10"); /* replaces, does not add */
	run(&x, "dst-l231", "2026M10");
	assert_string_equal(h_rows(*state, &a,
	                            "SELECT stage, rule, consequence, entity, record_key, field, "
	                            "coalesce(found, '-'), expected"
	                            "  FROM finding WHERE stage LIKE 'report:%' ORDER BY finding"),
	        "report:dst-l201|dst-l201.ForanstaltningKode|record|measure|M-0006|"
	        "ForanstaltningKode|X7|digits:3..3\n"
	        "report:dst-l201|dst-l201.UdsatBarnCPRidentifikator|record|measure|M-0007|"
	        "UdsatBarnCPRidentifikator|##########|cpr\n"
	        "report:dst-l231|dst-l231.CPR|record|measure|H-0004|CPR|##########|exactly one of "
	        "a choice\n"
	        "report:dst-l231|dst-l231.CPR|record|measure|H-0005|CPR|-|exactly one of a "
	        "choice\n");
	assert_string_equal(h_rows(*state, &a,
	                            "SELECT rule, version, checked, found FROM rule_result WHERE "
	                            "rule LIKE 'dst-%' ORDER BY rule"),
	        "dst-l201.format|2018M01|5|2\ndst-l231.format|2022M01|5|2\n");
	h_tmp_remove(x.workspace);
}

static void hostile_text_never_breaks_the_file(void **state)
{
	static const char *const values[] = { "X'0102'", "X'4BF8'", "X'EDA080'", "X'EFBFBF'",
		"X'4100'" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		h_exec(*state, arena_printf(&a,
		                       "INSERT INTO record_l201 (seq, measure_id, child_pnr, "
		                       "guardian_pnr, code,"
		                       " started) VALUES (%zu, CAST(%s AS TEXT), '0101150001', "
		                       "'0202850002', '270', 20000)",
		                       100 + i, values[i]));
	h_exec(*state, "INSERT INTO record_l201 (seq, measure_id, child_pnr, guardian_pnr, code, "
	               "started) VALUES"
	               " (200, printf('%.101c', 'x'), '0101150001', '0202850002', '270', 20000)");
	r = run(&x, "dst-l201", "2026M10");
	assert_int_equal(r.records, 3);
	assert_int_equal(r.held, 2 + 6);
	same_as_golden(&r, file_of(&r, "xml"));
	h_tmp_remove(x.workspace);
}

static void the_order_of_loading_does_not_show(void **state)
{
	static const char *const tables[] = { "record_l201", "record_l231", "agg_table" };
	static const struct {
		const char *name, *period;
	} reports[] = { { "dst-l201", "2026M10" }, { "dst-l231", "2026M10" },
		{ "ast-underretninger", "2025" } };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;
	char first[COUNT_OF(reports)][65];

	ctx_with(&x, *state, &a, NULL);
	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		struct report_result r = run(&x, reports[i].name, reports[i].period);

		snprintf(first[i], 65, "%s", r.file[0].sha256);
	}
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		h_exec(*state,
		        arena_printf(&a,
		                "CREATE TEMP TABLE t AS SELECT * FROM %s; DELETE FROM %s;"
		                "INSERT INTO %s SELECT * FROM t ORDER BY rowid DESC; DROP TABLE t",
		                tables[i], tables[i], tables[i]));
	h_exec(*state, "PRAGMA reverse_unordered_selects = on");
	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		struct report_result r = run(&x, reports[i].name, reports[i].period);

		assert_string_equal(r.file[0].sha256, first[i]);
	}
	h_tmp_remove(x.workspace);
}

static void a_return_without_records_is_no_file_and_no_error(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct ctx x;
	char path[FILE_PATH];

	ctx_with(&x, *state, &a, NULL);
	r = run(&x, "dst-l201", "2026M10");
	snprintf(path, sizeof path, "%s", r.file[0].path);
	assert_true(file_exists(path));
	h_exec(*state, "UPDATE record_l201 SET reason = 'PERIOD'");
	r = run(&x, "dst-l201", "2026M10");
	assert_true(r.nothing);
	assert_int_equal(r.files, 0);
	assert_false(file_exists(path)); /* what the earlier run left does not stay to be sent */
	assert_string_equal(
	        h_rows(*state, &a, "SELECT note FROM rule_result WHERE rule = 'dst-l201.format'"),
	        "checked nothing: no record was selected\n");
	h_tmp_remove(x.workspace);
}

static void names_and_envelope_follow_the_settings(void **state)
{
	static const struct {
		const char *set[6];
		const char *name, *in_file;
	} cases[] = {
		{ { NULL }, "T_492_T201_P2026M11_V01_D20261101T000000.xml",
		        "<dst:Period>2026M10</dst:Period>" },
		{ { "dst.test=no", NULL }, "P_492_L201_P2026M11_V01_D20261101T000000.xml",
		        "<dst:FormID>L201</dst:FormID>" },
		{ { "dst.file-month=period", "dst.time=06:30:15", NULL },
		        "T_492_T201_P2026M10_V01_D20261101T063015.xml",
		        "<CommunicationDateTime>2026-11-01T06:30:15</CommunicationDateTime>" },
		{ { "dst.envelope-month=generation", "dst.source=A & B", NULL },
		        "T_492_T201_P2026M11_V01_D20261101T000000.xml",
		        "<dst:Source>A &amp; B</dst:Source>\n<dst:SurveyID>D280600</dst:SurveyID>\n"
		        "<dst:FormID>T201</dst:FormID>\n<dst:Period>2026M11</dst:Period>" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct report_result r;
		struct ctx x;
		size_t n;
		char *text;

		ctx_with(&x, *state, &a, cases[i].set);
		r = run(&x, "dst-l201", "2026M10");
		assert_string_equal(file_of(&r, "xml")->name, cases[i].name);
		text = h_read(file_of(&r, "xml")->path, &n);
		if (!strstr(text, cases[i].in_file))
			fail_msg("case %zu: %s", i, text);
		free(text);
		h_tmp_remove(x.workspace);
	}
}

static void settings_that_cannot_be_are_errors(void **state)
{
	static const struct {
		const char *set[3], *message;
	} cases[] = {
		{ { "dst.time=6:30", NULL }, "report dst-l201 2026M10: setting dst.time is '6:30'; "
		                             "write it as 06:30:00" },
		{ { "dst.file-month=next", NULL },
		        "report dst-l201 2026M10: setting dst.file-month is 'next'; it is "
		        "'generation' or 'period'" },
		{ { "dst.contact-receipt=", "dst.test=no", NULL },
		        "report dst-l201 2026M10: a live delivery needs the setting "
		        "dst.contact-receipt" },
		{ { "report.dst-l201.sign=pgp", NULL },
		        "report dst-l201 2026M10: setting report.dst-l201.sign is 'pgp'; it is "
		        "none, xades, p7s or asic-e" },
		{ { "dst.source=", NULL },
		        "report dst-l201 2026M10: envelope of dst-l201: "
		        "DeliveryMetadataNewStructure/dst:Envelope/dst:Source"
		        " has no value; the setting {conf:dst.source} is empty" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct report_result r;
		struct err e = { 0 };
		struct ctx x;

		ctx_with(&x, *state, &a, cases[i].set);
		assert_int_equal(report_run(&x, "dst-l201", "2026M10", &r, &e), -1);
		assert_string_equal(e.msg, cases[i].message);
		assert_int_equal(e.code, ERR_CONFIG);
		h_tmp_remove(x.workspace);
	}
}

static void only_known_reports_and_right_periods_are_made(void **state)
{
	static const struct {
		const char *name, *period, *message;
	} cases[] = {
		{ "dst-l999", "2026M10", "no report 'dst-l999'; `show reports` lists them" },
		{ "dst-l201", "2026", "'2026' is not a month; write it as 2026M10" },
		{ "dst-l201", "2026M13", "'2026M13' is not a month; write it as 2026M10" },
		{ "ast-underretninger", "2026M10", "'2026M10' is not a year; write it as 2025" },
		{ "dst-l201", "2017M12", "report 'dst-l201' has no layout for 2017M12" },
		{ "dst-l201", "2026M09",
		        "the records of this as-of day are those of 2026M10, not of 2026M09" },
		{ "dst-l201", "2026M11",
		        "the records of this as-of day are those of 2026M10, not of 2026M11" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct report_result r;
		struct err e = { 0 };

		assert_int_equal(report_run(&x, cases[i].name, cases[i].period, &r, &e), -1);
		assert_non_null(strstr(e.msg, cases[i].message));
		assert_int_equal(e.code, ERR_USAGE);
	}
	h_tmp_remove(x.workspace);
}

static void parts_hold_what_is_allowed_and_lose_nothing(void **state)
{
	static const char *const set[] = { "dst.max-records=2", NULL };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct ctx x;

	ctx_with(&x, *state, &a, set);
	r = run(&x, "dst-l201", "2026M10");
	assert_int_equal(r.files, 4);
	assert_string_equal(r.file[0].name, "T_492_T201_P2026M11_V01_D20261101T000000.xml");
	assert_string_equal(r.file[2].name, "T_492_T201_P2026M11_V01_D20261101T000001.xml");
	assert_int_equal(r.file[0].records, 2);
	assert_int_equal(r.file[2].records, 1);
	assert_int_equal(r.records, 3);
	h_tmp_remove(x.workspace);
}

static int files_in(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)))
		n += entry->d_name[0] != '.';
	closedir(d);
	return n;
}

static void a_file_that_does_not_fit_its_schema_is_no_file(void **state)
{
	static const char *const set[] = { "dst.contact-technical=ikke en adresse", NULL };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx x;

	ctx_with(&x, *state, &a, set);
	assert_int_equal(report_run(&x, "dst-l201", "2026M10", &r, &e), -1);
	assert_non_null(strstr(e.msg, "element 'ContactEmailAddress': [facet 'pattern']"));
	assert_int_equal(files_in(arena_printf(&a, "%s/out/dst-l201/2026M10", x.workspace)), 0);
	assert_int_equal(
	        h_int(*state, "SELECT count(*) FROM finding WHERE stage LIKE 'report:%'"), 0);
	h_tmp_remove(x.workspace);
}

static void what_an_earlier_run_left_in_the_folder_goes(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;
	struct err e = { 0 };
	const char *folder;

	ctx_with(&x, *state, &a, NULL);
	folder = arena_printf(&a, "%s/out/dst-l201/2026M10", x.workspace);
	h_ok(dir_make(folder, &e), e);
	h_write(arena_printf(&a, "%s/P_old.xml", folder), "x", 1);
	h_write(arena_printf(&a, "%s/P_old.xml.tmp", folder), "x", 1);
	run(&x, "dst-l201", "2026M10");
	assert_int_equal(files_in(folder), 2);
	h_tmp_remove(x.workspace);
}

static void transform_does_not_see_what_a_report_held_back(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct transform_result t = { 0 };
	struct err e = { 0 };
	struct ctx x;

	ctx_with(&x, *state, &a, NULL);
	run(&x, "dst-l201", "2026M10");
	assert_int_equal(
	        h_int(*state, "SELECT count(*) FROM finding WHERE stage GLOB 'report:*'"), 2);
	h_ok(transform_run(&x, &t, &e), e);
	assert_int_equal(
	        h_int(*state, "SELECT count(*) FROM finding WHERE stage GLOB 'report:*'"), 0);
	h_tmp_remove(x.workspace);
}

#ifdef WITH_FAULTS
/* Each point of the outside world fails in turn: all the files or none, and the next run succeeds.
 */
static void a_failure_leaves_all_files_or_none(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx x;
	const char *folder;
	long n = 1;

	ctx_with(&x, *state, &a, NULL);
	folder = arena_printf(&a, "%s/out/dst-l201/2026M10", x.workspace);
	h_ok(dir_make(folder, &e), e);
	for (;; n++) {
		int rc, files;

		fault_arm(n);
		rc = report_run(&x, "dst-l201", "2026M10", &r, &e);
		if (!fault_fired())
			break;
		fault_arm(-1);
		files = files_in(folder);
		if (rc != -1 || (files != 0 && files != 2))
			fail_msg("point %ld: %d, %d files", n, rc, files);
	}
	fault_arm(-1);
	assert_true(n > 4);
	assert_int_equal(files_in(folder), 2);
	h_tmp_remove(x.workspace);
}
#endif

/* ---- the definitions themselves ---- */

static void every_definition_is_whole_and_its_query_gives_its_columns(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	size_t at = 0, n = 0;
	struct ctx x;

	h_ctx(&x, *state, &a, "/nowhere");
	while ((f = report_def_next(&at))) {
		struct report_def *d = arena_take(&a, sizeof *d);
		struct report_table *t = arena_take(&a, sizeof *t);
		struct period p;
		struct err e = { 0 };

		h_ok(report_def_parse(f, &a, d, &e), e);
		h_ok(period_parse(d->period, d->from, &p, &e), e);
		/* a folder sorted by name is sorted by period */
		assert_string_equal(
		        f->path, arena_printf(&a, "report/defs/%s/%s.def", d->id, d->from));
		h_ok(table_open(t, &x, d, &p, &e), e);
		table_close(t);
		for (size_t i = 0; i < d->formats; i++)
			assert_non_null(writer_find(d->format[i]));
		if (d->schema)
			assert_non_null(def_find(d->schema));
		n++;
	}
	assert_true(n >= 3);
}

static void a_report_reads_aggregates_code_lists_and_its_own_records_only(void **state)
{
	static const struct {
		const char *sql;
		bool allowed;
	} cases[] = {
		{ "SELECT 1 AS k FROM agg_table", true },
		{ "SELECT code AS k FROM codelist", true },
		{ "SELECT 1 AS k FROM record_l201", true },
		{ "SELECT 1 AS k FROM (SELECT n FROM agg_table)", true },
		{ "SELECT pnr AS k FROM record_l231", false },
		{ "SELECT pnr AS k FROM fact_citizen", false },
		{ "SELECT citizen_id AS k FROM staging_citizen", false },
		{ "SELECT 1 AS k FROM agg_table WHERE EXISTS (SELECT 1 FROM fact_measure)", false },
		{ "SELECT name AS k FROM sqlite_schema", false },
		{ "DELETE FROM agg_table", false },
		{ "UPDATE record_l201 SET reason = NULL", false },
		{ "PRAGMA user_version", false },
		{ "ATTACH 'x' AS y", false },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct ctx x;

	h_ctx(&x, *state, &a, "/nowhere");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct report_def *d = arena_take(&a, sizeof *d);
		struct report_table *t = arena_take(&a, sizeof *t);
		struct period p = period_of_month(0);
		struct err e = { 0 };
		int rc;

		*d = (struct report_def){ .path = "x.def",
			.query_path = "x.sql",
			.query = cases[i].sql,
			.records = "record_l201",
			.key = "k" };
		rc = table_open(t, &x, d, &p, &e);
		table_close(t);
		if ((rc == 0) != cases[i].allowed)
			fail_msg("%s: %s", cases[i].sql, e.msg);
	}
}

static void values_are_what_their_type_says(void **state)
{
	static const struct {
		const char *type;
		size_t min, max;
		const char *value;
		bool good;
	} cases[] = {
		{ "text", 1, 3, "æøå", true },
		{ "text", 1, 3, "æøåa", false },
		{ "text", 1, 50, "\x01", false },
		{ "digits", 3, 3, "012", true },
		{ "digits", 3, 3, "12", false },
		{ "digits", 3, 3, "01a", false },
		{ "digits", 3, 3, "٣٤٥", false },
		{ "date", 0, 0, "2024-02-29", true },
		{ "date", 0, 0, "2023-02-29", false },
		{ "date", 0, 0, "2023-2-2", false },
		{ "int", 0, 0, "-12", true },
		{ "int", 0, 0, "1,2", false },
		{ "cpr", 0, 0, "2902150001", true },
		{ "cpr", 0, 0, "3002150001", false },
		{ "cpr", 0, 0, "3104150001", false },
		{ "cpr", 0, 0, "3004150001", true },
		{ "cpr", 0, 0, "0013150001", false },
		{ "cpr", 0, 0, "0000000000", true },
		{ "cpr", 0, 0, "0000000001", false },
		{ "cpr", 0, 0, "010115-000", false },
		{ "one-of", 0, 0, "Ændring", true },
		{ "one-of", 0, 0, "Ny", true },
		{ "one-of", 0, 0, "N", false },
		{ "one-of", 0, 0, "Ny|Ændring", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct value_type *t = value_type_find(cases[i].type, strlen(cases[i].type));
		struct report_column c = {
			.type = t, .min = cases[i].min, .max = cases[i].max, .allowed = "Ny|Ændring"
		};

		assert_non_null(t);
		if (t->check(&c, cases[i].value, strlen(cases[i].value)) != cases[i].good)
			fail_msg("%s '%s'", cases[i].type, cases[i].value);
	}
}

/* ---- a table of a year ---- */

static void the_table_holds_every_count_and_every_empty_cell(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_result r;
	struct ctx x;
	size_t n;
	char *text;

	ctx_with(&x, *state, &a, NULL);
	r = run(&x, "ast-underretninger", "2025");
	text = h_read(file_of(&r, "csv")->path, &n);
	assert_non_null(strstr(text, "\r\nAST-UND1/2/7/P;AST-UND1;2025;492;2;;;;7;P;2\r\n"));
	assert_non_null(strstr(text, "\r\nAST-UND1/2/7/D;AST-UND1;2025;492;2;;;;7;D;0\r\n"));
	assert_null(strstr(text, ";2024;"));
	free(text);
	h_tmp_remove(x.workspace);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(values_are_what_their_type_says),
		TEST(every_definition_is_whole_and_its_query_gives_its_columns),
		TEST(a_report_reads_aggregates_code_lists_and_its_own_records_only),
		TEST(only_known_reports_and_right_periods_are_made),
		TEST(settings_that_cannot_be_are_errors),
		TEST(files_are_the_golden_ones),
		TEST(the_result_counts_what_was_not_selected_and_why),
		TEST(a_record_held_back_is_a_finding_without_its_secrets),
		TEST(hostile_text_never_breaks_the_file),
		TEST(the_order_of_loading_does_not_show),
		TEST(a_return_without_records_is_no_file_and_no_error),
		TEST(names_and_envelope_follow_the_settings),
		TEST(parts_hold_what_is_allowed_and_lose_nothing),
		TEST(a_file_that_does_not_fit_its_schema_is_no_file),
		TEST(transform_does_not_see_what_a_report_held_back),
#ifdef WITH_FAULTS
		TEST(a_failure_leaves_all_files_or_none),
#endif
		TEST(what_an_earlier_run_left_in_the_folder_goes),
		TEST(the_table_holds_every_count_and_every_empty_cell),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
