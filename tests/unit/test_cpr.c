/* What a CPR extract becomes in staging. */
#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "common/file.h"
#include "extract/inbox.h"

#define FIXTURES "fixtures/cpr/"
#define DAY1 "D260901.L900001"
#define DAY2 "D260902.L900001"
#define CHILD "0103154001"

static int begin(void **state)
{
	static struct h_cpr t;

	h_cpr_begin(&t, "cpr");
	*state = &t;
	return 0;
}

static int end(void **state)
{
	h_cpr_end(*state);
	return 0;
}

static int64_t count(struct h_cpr *t, const char *table)
{
	return h_int(t->db, arena_printf(&t->arena, "SELECT count(*) FROM %s", table));
}

static char *rows(struct h_cpr *t, const char *sql)
{
	return h_rows(t->db, &t->arena, sql);
}

/* --- both forms ------------------------------------------------------------- */

static char *dump_of(const char *first, const char *second, struct arena *a)
{
	struct h_cpr t;
	char *all;

	h_cpr_begin(&t, "cpr-form");
	assert_string_equal(h_cpr_load_path(&t, first), "loaded");
	if (second)
		assert_string_equal(h_cpr_load_path(&t, second), "loaded");
	all = arena_strdup(a, h_cpr_dump(&t));
	h_cpr_end(&t);
	return all;
}

static void lines_and_stream_give_the_same_rows(void **state)
{
	struct h_cpr *t = *state;
	char *lines = dump_of(FIXTURES "lines/" DAY1, FIXTURES "lines/" DAY2, &t->arena);

	assert_non_null(strstr(lines, "Müller,Jürgen"));
	assert_string_equal(
	        lines, dump_of(FIXTURES "stream/" DAY1, FIXTURES "stream/" DAY2, &t->arena));
}

static void carriage_returns_change_nothing(void **state)
{
	struct h_cpr *t = *state;
	size_t n, m = 0;
	char *lf = h_read(FIXTURES "lines/" DAY1, &n), *crlf = malloc(2 * n);

	for (size_t i = 0; i < n; i++) {
		if (lf[i] == '\n')
			crlf[m++] = '\r';
		crlf[m++] = lf[i];
	}
	assert_string_equal(h_cpr_load(t, crlf, m), "loaded");
	assert_string_equal(h_cpr_dump(t), dump_of(FIXTURES "lines/" DAY1, NULL, &t->arena));
	free(lf);
	free(crlf);
}

/* The extract that CPR's own test system made; it is not part of the source tree. */
static const char *test_extract(struct h_cpr *t, const char *name)
{
	const char *folder = getenv("INDBERET_CPR_TESTDATA");
	const char *path = arena_printf(
	        &t->arena, "%s/%s", folder ? folder : "../shared/feeds/cpr-testdata", name);
	FILE *f = fopen(path, "r");

	if (!f) {
		print_message("SKIPPED: no '%s'; set INDBERET_CPR_TESTDATA\n", path);
		skip();
	}
	fclose(f);
	return path;
}

static void the_test_extract_loads_in_both_forms(void **state)
{
	struct h_cpr *t = *state;
	const char *lines = test_extract(t, "u12170-110901-lf.txt");

	assert_string_equal(h_cpr_load_path(t, lines), "loaded");
	assert_int_equal(t->last.rows_in, 1098);
	assert_int_equal(t->last.staged, 1098);
	assert_int_equal(t->last.findings, 0);
	assert_int_equal(count(t, "staging_cpr_person"), 80);
	assert_int_equal(count(t, "staging_cpr_name"), 80);
	assert_int_equal(count(t, "staging_cpr_event"), 116);
	assert_string_equal(h_cpr_dump(t),
	        dump_of(test_extract(t, "u12170-110901-fixed.txt"), NULL, &t->arena));
	assert_string_equal(
	        rows(t, "SELECT status, count(*), count(pnr_current) FROM staging_cpr_person"
	                " GROUP BY status"),
	        "1|69|0\n50|1|1\n60|3|3\n70|1|0\n80|3|0\n90|3|0\n");
}

/* --- what is kept ------------------------------------------------------------- */

static void every_record_type_is_counted(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_int_equal(t->last.rows_in, 64);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_count"), 36);
	assert_int_equal(h_int(t->db, "SELECT sum(records) FROM staging_cpr_count"), 64);
	assert_int_equal(h_int(t->db, "SELECT sum(staged + counted) FROM staging_cpr_count"), 64);
	assert_string_equal(
	        rows(t, "SELECT record_type, records, staged, counted FROM staging_cpr_count"
	                " WHERE record_type IN ('001', '008', '016')"),
	        "001|9|9|0\n008|1|0|1\n016|2|2|0\n");
	assert_string_equal(
	        rows(t, "SELECT task, product, iso(produced), previous FROM staging_cpr_file"),
	        "900001|p12170|2026-09-01|\n");
	assert_string_equal(rows(t, "SELECT iso(produced), trailer, encoding FROM staging_file"),
	        "2026-09-01|64|iso-8859-1\n");
}

static void dates_say_how_precise_they_are(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_string_equal(
	        rows(t, "SELECT iso(status_from), status_from_precision, birth_uncertain"
	                " FROM staging_cpr_person WHERE pnr IN ('" CHILD
	                "', '1204853002') ORDER BY pnr"),
	        "2015-03-01|day|0\n1961-01-01|year|1\n");
	assert_string_equal(
	        rows(t, "SELECT correction, iso(moved_in), moved_in_precision, moved_out_precision"
	                " FROM staging_cpr_former_address ORDER BY line"),
	        "|2015-03-01|day|day\nA|2019-01-01|year|month\n");
}

static void a_longer_record_is_read_and_its_rest_ignored(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "stream/" DAY1);
	assert_string_equal(rows(t, "SELECT municipality, from_municipality FROM"
	                            " staging_cpr_address WHERE pnr = '" CHILD "'"),
	        "0492|0461\n");
}

static void unknown_parents_and_holders_are_null(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_string_equal(
	        rows(t, "SELECT kind, holder_pnr IS NULL FROM staging_cpr_custody ORDER BY line"),
	        "0003|1\n0005|0\n");
	assert_string_equal(rows(t, "SELECT father_pnr IS NULL, iso(father_birth), father_name "
	                            "FROM staging_cpr_parents"
	                            " WHERE pnr = '" CHILD "'"),
	        "1|1984-06-23|Müller,Jürgen\n");
}

static void a_replaced_number_can_be_followed(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_string_equal(
	        rows(t, "WITH RECURSIVE chain(pnr) AS (VALUES('0203154005') UNION ALL SELECT"
	                " p.pnr_current FROM chain JOIN staging_cpr_person AS p USING (pnr)"
	                " WHERE p.pnr_current IS NOT NULL) SELECT pnr FROM chain"),
	        "0203154005\n0303154005\n" CHILD "\n");
	assert_string_equal(rows(t, "SELECT old_pnr, started_uncertain FROM staging_cpr_former_pnr"
	                            " WHERE pnr = '" CHILD "' ORDER BY line"),
	        "0303154005|0\n0203154005|1\n");
}

static void errors_and_receipts_are_booked(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_string_equal(rows(t, "SELECT number, text FROM staging_cpr_error"),
	        "0017|Personnummer findes ikke\n");
	assert_string_equal(
	        rows(t, "SELECT event, key_constant FROM staging_cpr_closed"), "OPH|NØGLE1\n");
	assert_string_equal(rows(t, "SELECT rule, consequence, found, line FROM finding"),
	        "cpr.error_record|answer|0017 Personnummer findes ikke|64\n");
}

/* --- deltas ------------------------------------------------------------------- */

static void a_delta_replaces_the_person_whole(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_int_equal(count(t, "staging_cpr_protection"), 2);
	assert_string_equal(h_cpr_load_path(t, FIXTURES "lines/" DAY2), "loaded");
	assert_int_equal(count(t, "staging_cpr_person"), 9);
	assert_int_equal(count(t, "staging_cpr_protection"), 0);
	assert_int_equal(count(t, "staging_cpr_custody"), 1);
	assert_string_equal(
	        rows(t, "SELECT municipality, iso(moved_in), file FROM staging_cpr_address"
	                " WHERE pnr = '" CHILD "'"),
	        "0461|2026-09-02|2\n");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_former_address"), 1);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_child"), 3);
}

static void the_same_extract_twice_is_loaded_once(void **state)
{
	struct h_cpr *t = *state;
	char *once;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	once = h_cpr_dump(t);
	assert_string_equal(h_cpr_load_path(t, FIXTURES "stream/" DAY1), "older");
	assert_string_equal(t->last.why.rule, "cpr.same_day");
	assert_string_equal(t->last.why.found, "2026-09-01");
	assert_string_equal(t->last.why.expected, "2026-09-01");
	assert_string_equal(h_cpr_dump(t), once);
}

static void a_gap_in_the_chain_is_refused(void **state)
{
	struct h_cpr *t = *state;
	char *before;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	before = h_cpr_dump(t);
	assert_string_equal(
	        h_cpr_lines(t, "20260904", "20260903", H_001(CHILD), H_003(CHILD)), "waits");
	assert_string_equal(t->last.why.rule, "cpr.gap");
	assert_string_equal(t->last.why.consequence, "delivery");
	assert_string_equal(t->last.why.found, "2026-09-03");
	assert_string_equal(t->last.why.expected, "2026-09-01");
	assert_string_equal(h_cpr_dump(t), before);
	assert_string_equal(h_cpr_load_path(t, FIXTURES "lines/" DAY2), "loaded");
}

static void a_full_extract_can_start_the_chain_anew(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	h_cpr_set(t, "restart", "2026-09-04");
	assert_string_equal(
	        h_cpr_lines(t, "20260904", "20260903", H_001(CHILD), H_003(CHILD)), "loaded");
	assert_int_equal(count(t, "staging_cpr_person"), 1);
	assert_int_equal(count(t, "staging_cpr_former_address"), 0);
	assert_string_equal(h_cpr_lines(t, "20260905", "20260904", H_001("0101204007")), "loaded");
	assert_int_equal(count(t, "staging_cpr_person"), 2);
}

static void tasks_have_chains_of_their_own(void **state)
{
	static const char other[] = "0000000000000900002"
	                            "20260901"
	                            "20260815\n" H_001("0101204007") "\n"
	                                                             "999999999999900000001\n";
	struct h_cpr *t = *state;

	h_cpr_load_path(t, FIXTURES "lines/" DAY1);
	assert_string_equal(h_cpr_load(t, other, sizeof other - 1), "loaded");
	assert_int_equal(count(t, "staging_cpr_person"), 10);
}

static void the_product_follows_from_the_task(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_set(t, "layout.900001", "p99999");
	assert_string_equal(h_cpr_load_path(t, FIXTURES "lines/" DAY1), "refused");
	assert_string_equal(t->last.why.rule, "cpr.layout");
	assert_string_equal(t->last.why.found, "p99999");
	t->conf = NULL;
	h_cpr_set(t, "layout.900001", "p12170");
	assert_string_equal(h_cpr_load_path(t, FIXTURES "lines/" DAY1), "loaded");
}

static void another_product_is_not_misread(void **state)
{
	struct h_cpr *t = *state;

	/* A person of the other product: a time where the status stands. */
	assert_string_equal(
	        h_cpr_lines(t, "20260901", "00000000",
	                "001" CHILD "          19990101120001199901011200 0000", "003" CHILD),
	        "refused");
	assert_string_equal(t->last.why.rule, "cpr.misfit");
}

/* --- through the inbox --------------------------------------------------------- */

static void arrive(struct h_cpr *t, const char *from, const char *name)
{
	size_t n;
	char *data = h_read(from, &n);

	h_write(arena_printf(&t->arena, "%s/inbox/%s", t->folder, name), data, n);
	free(data);
}

static void run_inbox(struct h_cpr *t)
{
	struct source_result r[INBOX_RESULTS];
	struct err e = { 0 };
	size_t n;

	h_ok(inbox_extract(&t->ctx, r, &n, &e), e);
	assert_int_equal(r[n - 1].rows_in, r[n - 1].staged + r[n - 1].rejected);
}

static void put(struct h_cpr *t, const char *name, const char *text)
{
	h_write(arena_printf(&t->arena, "%s/inbox/%s", t->folder, name), text, strlen(text));
}

/* A file of task 900001 without persons. */
static const char *quiet_day(struct h_cpr *t, const char *produced, const char *previous)
{
	return arena_printf(
	        &t->arena, "0000000000000900001%s%s\n999999999999900000000\n", produced, previous);
}

static char *deliveries(struct h_cpr *t)
{
	return rows(t, "SELECT name, verdict FROM staging_delivery ORDER BY delivery");
}

static char *inbox(struct h_cpr *t)
{
	return rows(t, "SELECT rule, record_key, found, expected FROM finding"
	               " WHERE rule <> 'cpr.error_record' ORDER BY rule, record_key");
}

static void open_inbox(struct h_cpr *t)
{
	struct err e = { 0 };

	h_ok(dir_make(arena_printf(&t->arena, "%s/inbox", t->folder), &e), e);
}

static bool in_inbox(struct h_cpr *t, const char *name)
{
	return file_exists(arena_printf(&t->arena, "%s/inbox/%s", t->folder, name));
}

static void files_wait_for_the_missing_one_and_load_in_order(void **state)
{
	struct h_cpr *t = *state;

	open_inbox(t);
	arrive(t, FIXTURES "lines/" DAY1, DAY1);
	put(t, "D260903.L900001", quiet_day(t, "20260903", "20260902"));
	put(t, "D260904.L900001", quiet_day(t, "20260904", "20260903"));
	run_inbox(t);
	run_inbox(t); /* the next night: the same is said once */
	assert_string_equal(deliveries(t), DAY1 "|loaded\n");
	assert_string_equal(inbox(t), "cpr.gap|D260903.L900001|2026-09-02|2026-09-01\n"
	                              "cpr.gap|D260904.L900001|2026-09-03|2026-09-01\n");
	assert_true(in_inbox(t, "D260903.L900001"));
	arrive(t, FIXTURES "stream/" DAY2, "d260902.l900001"); /* behind the others by name */
	run_inbox(t);
	assert_string_equal(deliveries(t), DAY1 "|loaded\nd260902.l900001|loaded\n"
	                                        "D260903.L900001|loaded\nD260904.L900001|loaded\n");
	assert_string_equal(inbox(t), "");
	assert_false(in_inbox(t, "D260903.L900001"));
	assert_int_equal(h_int(t->db, "SELECT sum(rows_in) FROM staging_file"), 64 + 9);
}

static void a_restart_ends_the_waiting(void **state)
{
	struct h_cpr *t = *state;

	open_inbox(t);
	arrive(t, FIXTURES "lines/" DAY1, DAY1);
	put(t, "D260903.L900001", quiet_day(t, "20260903", "20260902"));
	run_inbox(t);
	h_cpr_set(t, "restart", "2026-09-05");
	put(t, "D260905.L900001", quiet_day(t, "20260905", "20260904"));
	run_inbox(t);
	assert_string_equal(deliveries(t), DAY1 "|loaded\nD260905.L900001|loaded\n"
	                                        "D260903.L900001|older\n");
	assert_string_equal(inbox(t), "cpr.older|D260903.L900001|2026-09-03|2026-09-05\n");
	assert_int_equal(count(t, "staging_cpr_person"), 0);
}

/* What show row shows: the record from either form; what is secret masked field by field. */
static void a_record_is_cut_out_of_either_form(void **state)
{
	static const struct {
		int file, line;
		bool whole;
		const char *text;
	} cases[] = {
		{ 1, 1, false, "000**********900001********" },
		{ 1, 2, false, "001**********          01************ M**********" },
		{ 1, 2, true, "0010103154001          01201503011299 M2015-03-01" },
		{ 1, 8, false, "009**********7001***** ****" },
		{ 2, 2, false,
		        "001**********          01************ M**********"
		        "                                                         " },
		{ 2, 4, true,
		        "0080103154001Åse Øre                                           "
		        "                                          Ærlig                "
		        "                    201503011299 Ærlig,Åse Øre                     " },
	};
	struct h_cpr *t = *state;
	struct buf none CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };

	open_inbox(t);
	arrive(t, FIXTURES "lines/" DAY1, DAY1);
	arrive(t, FIXTURES "stream/" DAY2, DAY2);
	run_inbox(t);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf b CLEANUP(buf_done) = { 0 };

		buf_init(&b, 1 << 20);
		h_ok(source_row(&t->ctx, cases[i].file, cases[i].line, cases[i].whole, &b, &e), e);
		assert_string_equal(b.data, cases[i].text);
		buf_reset(&b);
		h_ok(source_row_at(&t->ctx, 2, 35, false, &b, &e), e);
		assert_string_equal(b.data, cases[4].text);
	}
	buf_init(&none, 100);
	assert_int_equal(source_row(&t->ctx, 2, 99, false, &none, &e), -1);
	assert_string_equal(e.msg, "no row begins on line 99 of file 2");
	assert_int_equal(source_row_at(&t->ctx, 2, 36, false, &none, &e), -1);
	assert_string_equal(e.msg, "file 2 has no row at byte 36");
}

static void a_side_file_is_kept_with_its_delivery(void **state)
{
	struct h_cpr *t = *state;

	open_inbox(t);
	arrive(t, FIXTURES "lines/" DAY1, DAY1);
	put(t, DAY1 ".metadata", "{\"name\": \"" DAY1 "\", \"fileSize\": 3, \"other\": 4}");
	put(t, DAY2 ".metadata", "anything");
	put(t, "D260903.L900001", quiet_day(t, "20260903", "20260902"));
	put(t, "D260903.L900001.metadata", "D260904.L900001");
	run_inbox(t);
	assert_string_equal(rows(t, "SELECT b.name, b.bytes, f.name FROM staging_beside AS b"
	                            " JOIN staging_file AS f ON f.sha256 = b.beside"),
	        DAY1 ".metadata|54|" DAY1 "\n");
	assert_false(in_inbox(t, DAY1 ".metadata"));
	assert_true(in_inbox(t, "D260903.L900001.metadata"));
	assert_string_equal(
	        rows(t, "SELECT rule, record_key, found LIKE '3 byte', expected FROM finding"
	                " WHERE rule LIKE 'inbox.%' ORDER BY rule"),
	        "inbox.side_file|" DAY1 ".metadata|1|6419 byte\n"
	        "inbox.side_file_alone|" DAY2 ".metadata||" DAY2 "\n");
	arrive(t, FIXTURES "lines/" DAY2, DAY2);
	run_inbox(t);
	assert_int_equal(count(t, "staging_beside"), 3);
	assert_string_equal(
	        rows(t, "SELECT record_key, found, expected FROM finding"
	                " WHERE rule LIKE 'inbox.%' AND record_key NOT LIKE '" DAY1 "%'"),
	        "D260903.L900001.metadata|d260904.l900001|D260903.L900001\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(lines_and_stream_give_the_same_rows),
		T(carriage_returns_change_nothing),
		T(the_test_extract_loads_in_both_forms),
		T(every_record_type_is_counted),
		T(dates_say_how_precise_they_are),
		T(a_longer_record_is_read_and_its_rest_ignored),
		T(unknown_parents_and_holders_are_null),
		T(a_replaced_number_can_be_followed),
		T(errors_and_receipts_are_booked),
		T(a_delta_replaces_the_person_whole),
		T(the_same_extract_twice_is_loaded_once),
		T(a_gap_in_the_chain_is_refused),
		T(a_full_extract_can_start_the_chain_anew),
		T(tasks_have_chains_of_their_own),
		T(the_product_follows_from_the_task),
		T(another_product_is_not_misread),
		T(files_wait_for_the_missing_one_and_load_in_order),
		T(a_restart_ends_the_waiting),
		T(a_record_is_cut_out_of_either_form),
		T(a_side_file_is_kept_with_its_delivery),
	};

	return cmocka_run_group_tests_name("cpr", tests, NULL, NULL);
}
