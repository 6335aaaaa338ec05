/* Two products of CPR extracts: read by their own layouts, the same facts behind them. */
#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "extract/cpr.h"
#include "extract/cpr_layout.h"

#define FIXTURES "fixtures/cpr/"
#define A "0103154001"
#define B "0203154005"
#define C "0303154005"

static int begin(void **state)
{
	static struct h_cpr t;

	h_cpr_begin(&t, "cpr-products");
	h_cpr_set(&t, "layout.900002", "initial");
	*state = &t;
	return 0;
}

static int end(void **state)
{
	h_cpr_end(*state);
	return 0;
}

static char *rows(struct h_cpr *t, const char *sql)
{
	return h_rows(t->db, &t->arena, sql);
}

/* --- the layout ----------------------------------------------------------------- */

static void the_second_layout_has_its_own_record_types(void **state)
{
	static const struct {
		const char *type;
		size_t length;
		const char *table, *more;
	} cases[] = {
		{ "000", 35, NULL, NULL },
		{ "001", 366, "staging_cpr_person", "staging_cpr_parents" },
		{ "005", 84, NULL, NULL },
		{ "010", 60, NULL, NULL },
		{ "011", 71, NULL, NULL },
		{ "015", 56, "staging_cpr_protection", NULL },
		{ "016", 82, NULL, NULL },
		{ "020", 324, "staging_cpr_name", NULL },
		{ "021", 285, NULL, NULL },
		{ "025", 354, "staging_cpr_address", NULL },
		{ "026", 170, "staging_cpr_former_address", NULL },
		{ "028", 232, "staging_cpr_emigration", NULL },
		{ "029", 262, "staging_cpr_former_emigration", NULL },
		{ "035", 166, NULL, NULL },
		{ "036", 180, NULL, NULL },
		{ "040", 65, NULL, NULL },
		{ "041", 79, NULL, NULL },
		{ "045", 37, "staging_cpr_child", NULL },
		{ "046", 82, "staging_cpr_custody", NULL },
		{ "050", 292, "staging_cpr_guardian", NULL },
		{ "065", 49, "staging_cpr_former_pnr", NULL },
		{ "900", 30, "staging_cpr_event", NULL },
		{ "910", 157, "staging_cpr_error", NULL },
		{ "997", 43, "staging_cpr_closed", NULL },
		{ "999", 21, NULL, NULL },
	};
	struct h_cpr *t = *state;
	struct cpr_layout l;
	struct err e = { 0 };

	h_ok(cpr_layout_load(&l, "initial", &t->arena, &e), e);
	assert_int_equal(l.n, COUNT_OF(cases));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct cpr_record *r = &l.records[cpr_layout_find(&l, cases[i].type)];
		const char *tables[2] = { cases[i].table, cases[i].more };

		assert_int_equal(r->length, cases[i].length);
		assert_int_equal(r->n_parts, (cases[i].table != NULL) + (cases[i].more != NULL));
		for (size_t p = 0; p < r->n_parts; p++)
			assert_string_equal(l.tables[r->parts[p].table].name, tables[p]);
	}
	assert_string_equal(cpr_layout_names(&t->arena), "initial, p12170");
}

static void settings_that_name_no_layout_are_told(void **state)
{
	struct h_cpr *t = *state;
	struct err e = { 0 };

	h_ok(cpr_check(t->ctx.conf, &t->arena, &e), e);
	h_cpr_set(t, "layout.900003", "p1");
	assert_int_equal(cpr_check(t->ctx.conf, &t->arena, &e), -1);
	assert_string_equal(e.msg,
	        "test: setting feed.cpr.layout.900003 is 'p1': expected one of initial, p12170");
}

static void settings_of_the_feed_have_a_fixed_form(void **state)
{
	static const struct {
		const char *name, *value, *message;
	} cases[] = {
		{ "layuot", "initial", "test: setting feed.cpr.layuot is not known" },
		{ "layout.12345", "initial", "test: setting feed.cpr.layout.12345 is not known" },
		{ "restart", "1/9",
		        "test: setting feed.cpr.restart is '1/9': expected a date yyyy-mm-dd" },
		{ "length.900002.001", "long",
		        "test: setting feed.cpr.length.900002.001 is 'long': expected a number "
		        "from 0 "
		        "to 999999999" },
	};
	struct h_cpr *t = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = { 0 };

		assert_int_equal(
		        conf_set(t->conf, "feed.cpr", cases[i].name, cases[i].value, "test", &e),
		        -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, cases[i].message);
	}
}

/* --- records of the second product, place by place -------------------------------- */

struct place {
	int start; /* from 1 */
	const char *text;
};

/* A record with these texts at these places, and blanks between. */
static const char *record(struct h_cpr *t, const char *type, const char *pnr, const struct place *p)
{
	char rec[400];
	size_t n = 13;

	memset(rec, ' ', sizeof rec);
	memcpy(rec, type, 3);
	memcpy(rec + 3, pnr, 10);
	for (; p->start; p++) {
		memcpy(rec + p->start - 1, p->text, strlen(p->text));
		n = (size_t)p->start - 1 + strlen(p->text);
	}
	rec[n] = '\0';
	return arena_strdup(&t->arena, rec);
}
#define RECORD(type, pnr, ...)                                                                     \
	record(t, type, pnr, (const struct place[]){ __VA_ARGS__, { 0, NULL } })

static void records_of_the_second_product_are_read_where_they_stand(void **state)
{
	struct h_cpr *t = *state;
	const char *lines[] = {
		RECORD("001", A, { 24, "202601021637" }, { 36, "01" }, { 38, "201503011299" },
		        { 67, "M" }, { 68, "2015-03-01" }, { 179, "2015-03-01" },
		        { 190, "1204853002" }, { 281, "2015-03-01" }, { 292, "0000000000" },
		        { 302, "1984-00-00" }, { 312, "*" }, { 313, "M\xfcller,J\xfcrgen" }),
		RECORD("015", A, { 14, "0001" }, { 34, "2020-05-00" }),
		RECORD("020", A, { 30, "Aksel" }, { 233, "Aksel \xc6r\xf8" }),
		RECORD("025", A, { 30, "0492" }, { 34, "0101" }, { 98, "202006011299" },
		        { 127, "202006010000" }, { 140, "0461" }, { 144, "202006010000" }),
		RECORD("026", A, { 31, "0461" }, { 99, "201503010000" }, { 112, "202006010000" }),
		RECORD("026", A, { 14, "A" }, { 31, "0101" }, { 99, "201903010000" },
		        { 112, "201904010000" }),
		RECORD("029", A, { 31, "5180" }, { 35, "201701010000" }, { 60, "5180" },
		        { 64, "201705010000" }),
		RECORD("046", A, { 26, "0003" }, { 34, "2015-03-01" }),
		RECORD("046", A, { 26, "0005" }, { 34, "2019-01-01" }, { 63, "1106803002" },
		        { 73, "2019-01-01" }),
		RECORD("065", A, { 18, C }, { 28, "2015-03-01" }, { 39, "2016-01-01" }),
		RECORD("045", A, { 14, B }, { 24, "01" }),
		RECORD("900", A, { 14, "202608311637" }, { 26, "A05" }, { 29, "\xc6G" }),
		RECORD("035", A, { 30, "U" }),
	};
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 20);
	buf_str(&b, "00000000000009000022026090120260831\n");
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		buf_printf(&b, "%s\n", lines[i]);
	buf_str(&b, "999999999999900000013\n");
	assert_string_equal(h_cpr_load(t, b.data, b.len), "loaded");
	assert_string_equal(h_cpr_findings(t), "");
	assert_string_equal(
	        rows(t, "SELECT status, iso(status_from), sex, iso(birth), birth_precision FROM"
	                " staging_cpr_person"),
	        "1|2015-03-01|M|2015-03-01|day\n");
	assert_string_equal(rows(t, "SELECT mother_pnr, father_pnr, iso(father_birth),"
	                            " father_birth_precision, father_birth_uncertain, father_name"
	                            " FROM staging_cpr_parents"),
	        "1204853002||1984-01-01|year|1|Müller,Jürgen\n");
	assert_string_equal(
	        rows(t, "SELECT kind, iso(started), started_precision FROM staging_cpr_protection"),
	        "0001|2020-05-01|month\n");
	assert_string_equal(rows(t, "SELECT name FROM staging_cpr_name"), "Aksel Ærø\n");
	assert_string_equal(rows(t, "SELECT municipality, iso(moved_in), from_municipality,"
	                            " iso(left_municipality) FROM staging_cpr_address"),
	        "0492|2020-06-01|0461|2020-06-01\n");
	assert_string_equal(rows(t, "SELECT correction, municipality, iso(moved_in), iso(moved_out)"
	                            " FROM staging_cpr_former_address"),
	        "|0461|2015-03-01|2020-06-01\nA|0101|2019-03-01|2019-04-01\n");
	assert_string_equal(rows(t, "SELECT to_country, iso(emigrated), from_country, iso(returned)"
	                            " FROM staging_cpr_former_emigration"),
	        "5180|2017-01-01|5180|2017-05-01\n");
	assert_string_equal(
	        rows(t, "SELECT kind, iso(started), holder_pnr FROM staging_cpr_custody"),
	        "0003|2015-03-01|\n0005|2019-01-01|1106803002\n");
	assert_string_equal(rows(t, "SELECT old_pnr, iso(ended) FROM staging_cpr_former_pnr"),
	        C "|2016-01-01\n");
	assert_string_equal(rows(t, "SELECT child_pnr FROM staging_cpr_child"), B "\n");
	assert_string_equal(rows(t, "SELECT iso(stamped), event, derived FROM staging_cpr_event"),
	        "2026-08-31|A05|ÆG\n");
	assert_string_equal(rows(t, "SELECT record_type, staged, counted FROM staging_cpr_count"
	                            " WHERE record_type IN ('001', '026', '035')"),
	        "001|1|0\n026|2|0\n035|0|1\n");
}

/* --- the same facts ----------------------------------------------------------------- */

/* Everybody in the extract as a child of the case store. */
static char *facts(struct h_cpr *t)
{
	h_exec(t->db, "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected)"
	              " SELECT 1, 1, 'C' || pnr, pnr, '0', '0' FROM staging_cpr_person");
	h_cpr_facts(t);
	return h_cpr_fact_dump(t);
}

static void same_facts(struct h_cpr *t, const char *path)
{
	char *want;
	size_t n;

	assert_string_equal(h_cpr_load_path(t, path), "loaded");
	want = facts(t);
	for (int stream = 0; stream < 2; stream++) {
		struct h_cpr o;
		char *data;

		h_cpr_begin(&o, "cpr-other");
		h_cpr_set(&o, "layout.900002", "initial");
		data = h_cpr_as(&o.arena, path, "p12170", "initial", "900002", stream, &n);
		assert_string_equal(h_cpr_load(&o, data, n), "loaded");
		o.ctx.municipality = t->ctx.municipality;
		assert_string_equal(facts(&o), want);
		assert_string_equal(
		        h_rows(o.db, &o.arena, "SELECT DISTINCT product FROM staging_cpr_file"),
		        "initial\n");
		h_cpr_end(&o);
	}
}

static void either_product_gives_the_same_facts(void **state)
{
	same_facts(*state, FIXTURES "lines/D260901.L900001");
}

static void the_test_extract_gives_the_same_facts_in_either_product(void **state)
{
	struct h_cpr *t = *state;
	const char *folder = getenv("INDBERET_CPR_TESTDATA");
	const char *path = arena_printf(&t->arena, "%s/u12170-110901-lf.txt",
	        folder ? folder : "../shared/feeds/cpr-testdata");
	FILE *f = fopen(path, "r");

	if (!f) {
		print_message("SKIPPED: no '%s'; set INDBERET_CPR_TESTDATA\n", path);
		skip();
	}
	fclose(f);
	t->ctx.municipality = "851";
	same_facts(t, path);
	assert_string_equal(
	        rows(t, "SELECT kind, code, count(*), count(holder_pnr) FROM fact_custody"
	                " GROUP BY kind, code"),
	        "father|0004|1|1\nmother|0003|2|2\nother|0005|1|1\nother|0006|1|1\n");
	assert_string_equal(
	        rows(t, "SELECT kind, count(*) FROM fact_move WHERE kind NOT IN ('in', 'out')"
	                " GROUP BY kind"),
	        "died|3\ndisappeared|1\nemigrated|9\nreturned|23\n");
}

/* --- two tasks in one workspace ------------------------------------------------------- */

static const char *extract_of(struct h_cpr *t, const char *task, const char *produced,
        const char *previous, const char *person, const char *address, bool initial)
{
	const char *plain =
	        arena_printf(&t->arena, "0000000000000%s%s%s\n%s\n%s\n999999999999900000002\n",
	                task, produced, previous, person, address);
	const char *path = arena_printf(&t->arena, "%s/plain", t->folder);
	char *data;
	size_t n;

	h_write(path, plain, strlen(plain));
	if (!initial)
		return h_cpr_load_path(t, path);
	data = h_cpr_as(&t->arena, path, "p12170", "initial", task, true, &n);
	return h_cpr_load(t, data, n);
}

#define HOME(pnr, code) "002" pnr code
#define HELD                                                                                       \
	"SELECT p.pnr, f.task, a.municipality FROM staging_cpr_person AS p"                        \
	" JOIN staging_cpr_file AS f ON f.file = p.file"                                           \
	" LEFT JOIN staging_cpr_address AS a ON a.pnr = p.pnr ORDER BY 1"

static void of_two_tasks_the_later_extract_holds_the_person(void **state)
{
	struct h_cpr *t = *state;

	assert_string_equal(
	        extract_of(t, "900001", "20260902", "", H_001(A), HOME(A, "0492"), false),
	        "loaded");
	/* an older one of the other task */
	assert_string_equal(
	        extract_of(t, "900002", "20260901", "", H_001(A), HOME(A, "0461"), true), "loaded");
	assert_string_equal(rows(t, HELD), A "|900001|0492\n");
	assert_int_equal(t->last.rows_in, 2);
	assert_int_equal(t->last.staged, 2);
	assert_string_equal(
	        rows(t, "SELECT record_type, records, staged, older FROM staging_cpr_count"
	                " WHERE file = 2"),
	        "001|1|0|1\n025|1|0|1\n");
	assert_string_equal(rows(t, "SELECT rule, consequence, found, file FROM finding"),
	        "cpr.other_task|info|1 personer|2\n");
	/* one of the same day: the greater task; the finding of the file before is over */
	assert_string_equal(
	        extract_of(t, "900002", "20260902", "20260901", H_001(A), HOME(A, "0461"), true),
	        "loaded");
	assert_string_equal(rows(t, HELD), A "|900002|0461\n");
	assert_string_equal(rows(t, "SELECT rule FROM finding"), "");
	/* and a later one of the first */
	assert_string_equal(
	        extract_of(t, "900001", "20260903", "20260902", H_001(A), HOME(A, "0101"), false),
	        "loaded");
	assert_string_equal(rows(t, HELD), A "|900001|0101\n");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_parents"), 0);
}

static void what_one_product_alone_knows_goes_with_the_person(void **state)
{
	struct h_cpr *t = *state;

	extract_of(t, "900001", "20260901", "", H_001(A), "007" A "202608011200", false);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_disappearance"), 1);
	extract_of(t, "900002", "20260902", "", H_001(A), HOME(A, "0492"), true);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_disappearance"), 0);
	assert_string_equal(rows(t, HELD), A "|900002|0492\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_second_layout_has_its_own_record_types),
		T(settings_that_name_no_layout_are_told),
		T(settings_of_the_feed_have_a_fixed_form),
		T(records_of_the_second_product_are_read_where_they_stand),
		T(either_product_gives_the_same_facts),
		T(the_test_extract_gives_the_same_facts_in_either_product),
		T(of_two_tasks_the_later_extract_holds_the_person),
		T(what_one_product_alone_knows_goes_with_the_person),
	};

	return cmocka_run_group_tests_name("cpr_products", tests, NULL, NULL);
}
