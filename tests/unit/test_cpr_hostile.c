/* CPR extracts that nobody should send: each ends in one clear finding, and the rest goes on. */
#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "extract/cpr.h"
#include "extract/cpr_layout.h"

#define A "0103154001"
#define B "0203154005"
#define START "000000000000090000120260901\n"
#define END(n) "9999999999999" n "\n"

static int begin(void **state)
{
	static struct h_cpr t;

	h_cpr_begin(&t, "cpr-hostile");
	*state = &t;
	return 0;
}

static int end(void **state)
{
	h_cpr_end(*state);
	return 0;
}

/* --- the file ------------------------------------------------------------------ */

static void a_file_that_cannot_be_trusted_is_refused_whole(void **state)
{
#define CASE(text, rule)                                                                           \
	{                                                                                          \
		text, sizeof text - 1, rule                                                        \
	}
	static const struct {
		const char *text;
		size_t n;
		const char *rule;
	} cases[] = {
		CASE("", "cpr.empty"),
		CASE("\n", "cpr.envelope"),
		CASE("hello", "cpr.envelope"),
		CASE("\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf9\xf0\xf0\xf0\xf0\xf1"
		     "\x25",
		        "cpr.ebcdic"),
		CASE(START START END("00000000"), "cpr.after_end"),
		CASE(H_001(A) "\n" END("00000001"), "cpr.envelope"),
		CASE("0000000000000900001\n" END("00000000"), "cpr.start"),
		CASE("000000000000090000x20260901\n" END("00000000"), "cpr.start"),
		CASE("000000000000090000120260231\n" END("00000000"), "cpr.start"),
		CASE("00000000000009000012026090120260931\n" END("00000000"), "cpr.start"),
		CASE(START, "cpr.truncated"),
		CASE(START H_001(A) "\n", "cpr.truncated"),
		CASE(START H_001(A) "\n0039999999999999", "cpr.truncated"),
		CASE(START H_001(A) "\n" END("00000002"), "cpr.count"),
		CASE(START H_001(A) "\n" END("00000000"), "cpr.count"),
		CASE(START H_001(A) "\n" END("0000000x"), "cpr.count"),
		CASE(START H_001(A) "\n9999999999999\n", "cpr.count"),
		CASE(START H_001(A) "\n" END("00000001") H_001(B) "\n" END("00000002"),
		        "cpr.after_end"),
		CASE(START START H_001(A) "\n" END("00000001"), "cpr.after_end"),
		CASE(START "001" A "          0x200001011200 M2015-03-01\n" END("00000001"),
		        "cpr.misfit"),
	};
	struct h_cpr *t = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("%s\n", cases[i].rule);
		assert_string_equal(h_cpr_load(t, cases[i].text, cases[i].n), "refused");
		assert_string_equal(t->last.why.rule, cases[i].rule);
		assert_string_equal(t->last.why.consequence, "delivery");
		assert_non_null(t->last.why.who);
		assert_non_null(t->last.why.note_da);
		assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_file"), 0);
		assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_person"), 0);
	}
	assert_string_equal(h_cpr_lines(t, "20260901", "", H_001(A), H_003(A)), "loaded");
}

static void header_and_end_alone_are_a_quiet_day(void **state)
{
	struct h_cpr *t = *state;

	assert_string_equal(
	        h_cpr_load(t, START END("00000000"), sizeof(START END("00000000")) - 1), "loaded");
	assert_int_equal(t->last.rows_in, 0);
	assert_string_equal(h_cpr_lines(t, "20260902", "20260901", H_001(A)), "loaded");
}

static void a_truncated_stream_is_refused_at_every_length(void **state)
{
	struct h_cpr *t = *state;
	size_t n;
	char *whole = h_read("fixtures/cpr/stream/D260901.L900001", &n);

	for (size_t cut = 1; cut < n; cut += 37)
		assert_string_equal(h_cpr_load(t, whole, n - cut), "refused");
	free(whole);
}

static void truncated_lines_are_refused_at_every_length(void **state)
{
	struct h_cpr *t = *state;
	size_t n;
	char *whole = h_read("fixtures/cpr/lines/D260901.L900001", &n);

	assert_string_equal(h_cpr_load(t, whole, n - 2), "refused");
	for (size_t cut = 2; cut < n; cut += 37)
		assert_string_equal(h_cpr_load(t, whole, n - cut), "refused");
	assert_string_equal(h_cpr_load(t, whole, n - 1), "loaded");
	free(whole);
}

/* --- a record -------------------------------------------------------------------- */

static void a_record_of_unknown_type_is_rejected_alone(void **state)
{
	struct h_cpr *t = *state;

	assert_string_equal(
	        h_cpr_lines(t, "20260901", "", H_001(A), "888" A "hm", "x", H_003(A)), "loaded");
	assert_int_equal(t->last.rows_in, 4);
	assert_int_equal(t->last.rejected, 2);
	assert_string_equal(h_cpr_findings(t), "cpr.unknown_type||3\ncpr.unknown_type||4\n");
	assert_string_equal(
	        h_rows(t->db, &t->arena, "SELECT line, byte, raw FROM staging_raw ORDER BY line"),
	        "3|78|888" A "hm\n4|94|x\n");
	assert_string_equal(h_rows(t->db, &t->arena,
	                            "SELECT record_type, records, rejected FROM"
	                            " staging_cpr_count WHERE rejected"),
	        "888|1|1\n???|1|1\n");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_name"), 1);
}

static void a_stream_goes_on_after_an_unknown_record(void **state)
{
	static const char *const unknown = "888" A "anything at all, 17 bytes";
	struct h_cpr *t = *state;
	size_t n;
	char *whole = h_read("fixtures/cpr/stream/D260901.L900001", &n), *more = malloc(n + 64);
	size_t at = 35, m = strlen(unknown);

	memcpy(more, whole, at);
	memcpy(more + at, unknown, m);
	memcpy(more + at + m, whole + at, n - at);
	memcpy(more + n + m - 8, "00000065", 8);
	assert_string_equal(h_cpr_load(t, more, n + m), "loaded");
	assert_int_equal(t->last.rows_in, 65);
	assert_int_equal(t->last.rejected, 1);
	assert_string_equal(h_rows(t->db, &t->arena, "SELECT line, byte, raw FROM staging_raw"),
	        "2|35|888" A "anything at all, 17 bytes\n");
	free(whole);
	free(more);
}

/* The fixture unbroken, with `more` behind every record of this type. */
static size_t longer_stream(struct h_cpr *t, const char *type, const char *more, char *to)
{
	struct cpr_layout *l = arena_take(&t->arena, sizeof *l);
	struct err e = { 0 };
	size_t n, at = 0, used = 0, extra = strlen(more);
	char *whole = h_read("fixtures/cpr/stream/D260902.L900001", &n);

	h_ok(cpr_layout_load(l, "p12170", &t->arena, &e), e);
	while (at < n) {
		const struct cpr_record *r = &l->records[cpr_layout_find(l, whole + at)];

		memcpy(to + used, whole + at, r->length);
		at += r->length;
		used += r->length;
		if (strcmp(r->type, type) != 0)
			continue;
		memcpy(to + used, more, extra);
		used += extra;
	}
	free(whole);
	return used;
}

static void records_of_a_stream_may_have_grown(void **state)
{
	static const char *const types[] = { "001", "002", "003", "008", "016", "023", "099" };
	static char stream[1 << 16];
	struct h_cpr *t = *state;
	char *want;

	assert_string_equal(h_cpr_load_path(t, "fixtures/cpr/stream/D260902.L900001"), "loaded");
	want = h_cpr_dump(t);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct h_cpr o;

		h_cpr_begin(&o, "cpr-longer");
		assert_string_equal(h_cpr_load(&o, stream,
		                            longer_stream(t, types[i], "  2026-09-01 X ", stream)),
		        "loaded");
		assert_string_equal(h_cpr_dump(&o), want);
		h_cpr_end(&o);
	}
}

/* What was added looks like a record itself: the file is refused, and a setting tells the length.
 */
static void a_length_that_cannot_be_seen_is_set(void **state)
{
	static char stream[1 << 16];
	struct h_cpr *t = *state;
	size_t n = longer_stream(t, "003", "008" A "  ", stream);

	assert_string_equal(h_cpr_load(t, stream, n), "refused");
	assert_string_equal(t->last.why.rule, "cpr.truncated");
	h_cpr_set(t, "length.900001.003", "264");
	assert_string_equal(h_cpr_load(t, stream, n), "loaded");
	assert_int_equal(t->last.rejected, 0);
}

static void a_length_that_cannot_be_is_an_error(void **state)
{
	static const char *const values[] = { "0", "248", "4097" };
	struct h_cpr *t = *state;

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		const struct feed_file f = { .file_id = 1,
			.path = "fixtures/cpr/stream/D260902.L900001",
			.name = "D260902.L900001" };
		struct source_result r = { .source = "cpr" };
		struct err e = { 0 };

		t->conf = NULL;
		h_cpr_set(t, "length.900001.003", values[i]);
		assert_int_equal(cpr_load(&t->ctx, &f, &r, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, arena_printf(&t->arena,
		                                   "file 'D260902.L900001': setting "
		                                   "feed.cpr.length.900001.003 is '%s':"
		                                   " expected a number from 249 to 4096",
		                                   values[i]));
	}
}

/* Time and memory do not grow beyond the file: 8 MiB that look like the middle of a stream. */
static void a_long_stream_of_nothing_ends_in_a_verdict(void **state)
{
	enum { SIZE = 8 << 20 };
	struct h_cpr *t = *state;
	char *bytes = malloc(SIZE);

	memset(bytes, ' ', SIZE);
	memcpy(bytes, "00000000000009000012026090120260831", 35);
	for (size_t i = 35; i + 40 < SIZE; i += 4097)
		memcpy(bytes + i, "007" A "202601011200 ", 26);
	memcpy(bytes + SIZE - 21, "999999999999900000001", 21);
	assert_string_equal(h_cpr_load(t, bytes, SIZE), "refused");
	assert_string_equal(t->last.why.rule, "cpr.count");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM finding"), 0);
	free(bytes);
}

static void nul_and_control_bytes_reject_the_record(void **state)
{
	static const char text[] =
	        START H_001(A) "\n003" A "Na\0vn\n" H_001(B) "\n003" B "N\tv\n" END("00000004");
	struct h_cpr *t = *state;

	assert_string_equal(h_cpr_load(t, text, sizeof text - 1), "loaded");
	assert_string_equal(h_cpr_findings(t), "cpr.control||3\ncpr.control||5\n");
	assert_string_equal(h_rows(t->db, &t->arena, "SELECT raw FROM staging_raw ORDER BY line"),
	        "003" A "Na\\x00vn\n003" B "N\\x09v\n");
	assert_int_equal(t->last.staged, 2);
}

static void a_line_of_two_mebibytes_is_passed_over(void **state)
{
	struct h_cpr *t = *state;
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 23);
	buf_str(&b, START H_001(A) "\n003" A);
	for (int i = 0; i < 2 * 1024 * 1024; i++)
		buf_char(&b, 'x');
	buf_str(&b, "\n" H_003(A) "\n" END("00000003"));
	assert_string_equal(h_cpr_load(t, b.data, b.len), "loaded");
	assert_string_equal(h_cpr_findings(t), "cpr.too_long||3\n");
	assert_int_equal(h_int(t->db, "SELECT max(length(raw)) FROM staging_raw"), 4096);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_name WHERE line = 4"), 1);
}

static void a_cut_record_is_rejected_only_where_a_needed_field_is_cut(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), "002" A "0492", "002" A "04", "004" A,
	        "014" A "01012", "003" A, "00301031", "016" A "00032015-03");
	assert_string_equal(h_cpr_findings(t),
	        "cpr.repeated||4\ncpr.needed|BESKYTTYPE|5\ncpr.malformed|PNRBARN|6\ncpr.short||8\n"
	        "cpr.value|START_DT-FORÆLDREMYN|9\n");
	assert_int_equal(t->last.rejected, 4);
	assert_int_equal(
	        h_int(t->db, "SELECT count(*) FROM staging_cpr_address WHERE moved_in IS NULL"), 1);
	assert_int_equal(
	        h_int(t->db, "SELECT count(*) FROM staging_cpr_custody WHERE started IS NULL"), 1);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_raw"), 5);
}

static void values_of_wrong_form_are_masked(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), "014" A "01012O4007", "008" A,
	        "016" A "0005          =          " B "2026-02-31");
	assert_string_equal(h_rows(t->db, &t->arena,
	                            "SELECT rule, field, found, expected, consequence, who FROM"
	                            " finding ORDER BY line, field"),
	        "cpr.malformed|PNRBARN|#####x####|ti cifre|record|leverandør\n"
	        "cpr.value|START_DT-RELPNR_PNR|####-##-##|åååå-mm-dd|record|leverandør\n"
	        "cpr.value|START_DT_UMRK-FORÆLDREMYN|=|blank eller *|record|leverandør\n");
	assert_string_equal(
	        h_rows(t->db, &t->arena, "SELECT note_en FROM finding WHERE field = 'PNRBARN'"),
	        "A field without which the record is of no use does not have the agreed form; the "
	        "record was not used."
	        " (D260901.L900001, record 3, byte 78)\n");
}

static void an_error_of_the_office_names_nobody(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "",
	        arena_printf(
	                &t->arena, "910%s%-75s0017%s", A, "06110901" A, "Pnr " A " er ukendt"));
	assert_string_equal(h_rows(t->db, &t->arena,
	                            "SELECT rule, consequence, found, who, note_en FROM finding"),
	        "cpr.error_record|answer|0017 Pnr ********** er ukendt|drift|The CPR office "
	        "reports "
	        "an error in what the municipality sent in. (D260901.L900001, record 2, byte "
	        "28)\n");
}

static void a_number_that_is_none_is_rejected(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), H_003("01O3154001"), "00801O3154001");
	assert_string_equal(h_cpr_findings(t), "cpr.number||3\n");
	assert_int_equal(t->last.rejected, 1);
	assert_int_equal(t->last.staged, 2);
}

/* --- a person ---------------------------------------------------------------------- */

static void records_without_their_person_are_rejected_with_one_finding(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), H_014(B, A), H_003(A), H_003(B));
	assert_string_equal(h_cpr_findings(t), "cpr.orphan||3\n");
	assert_int_equal(t->last.rejected, 2);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_raw"), 2);
}

static void a_rejected_person_leaves_what_was_held(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), H_014(A, B), H_001(B));
	assert_string_equal(h_cpr_lines(t, "20260902", "20260901", "001" A "          0120000101",
	                            H_014(A, B), H_014(A, B), H_001(B)),
	        "loaded");
	assert_string_equal(
	        h_rows(t->db, &t->arena, "SELECT rule, field, line FROM finding ORDER BY line"),
	        "cpr.value|STATUSHAENSTART|2\ncpr.needed|KOEN|2\ncpr.person_rejected||3\n");
	assert_int_equal(t->last.rejected, 3);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_person WHERE file = 1"), 1);
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_child WHERE file = 1"), 1);
}

static void a_finding_goes_when_the_person_comes_whole(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), "014" A "x", H_001(B), "014" B "x");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM finding"), 2);
	h_cpr_lines(t, "20260902", "20260901", H_001(A), "016" A "00x3");
	assert_string_equal(
	        h_rows(t->db, &t->arena, "SELECT rule, file, line FROM finding ORDER BY file"),
	        "cpr.malformed|1|5\ncpr.malformed|2|3\n");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_raw"), 2);
}

static void a_second_person_record_is_rejected(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_001(A), H_014(A, B), H_001(B), H_001(A), H_003(A));
	assert_string_equal(h_cpr_findings(t), "cpr.repeated||5\n");
	assert_int_equal(h_int(t->db, "SELECT count(*) FROM staging_cpr_person"), 2);
}

static void a_person_spread_over_the_file_is_one_person(void **state)
{
	struct h_cpr *t = *state;

	h_cpr_lines(t, "20260901", "", H_003(A), H_014(B, A), "008" A, H_001(A), "", H_014(A, B),
	        H_001(B), H_014(A, "0303154005"));
	assert_string_equal(t->last.verdict, "refused"); /* the blank line is no record */
	h_cpr_extract(t, "20260901", "",
	        (const char *const[]){ H_003(A), H_014(B, A), "008" A, H_001(A), "", H_014(A, B),
	                H_001(B), H_014(A, "0303154005") },
	        8, 7);
	assert_null(t->last.verdict);
	assert_int_equal(t->last.rejected, 0);
	assert_string_equal(
	        h_rows(t->db, &t->arena, "SELECT pnr, child_pnr, line FROM staging_cpr_child"),
	        A "|" B "|7\n" A "|0303154005|9\n" B "|" A "|3\n");
}

/* --- anything ----------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void random_bytes_end_in_a_verdict(void **state)
{
	static char bytes[4096];
	struct h_cpr *t = *state;
	uint32_t seed = 1;

	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (char)next_random(&seed);
		assert_string_equal(h_cpr_load(t, bytes, sizeof bytes), "refused");
	}
}

/* Bytes of a good extract changed at random: every record is still accounted for. */
static void spoilt_bytes_lose_no_record(void **state)
{
	static const char *const files[] = { "fixtures/cpr/lines/D260901.L900001",
		"fixtures/cpr/stream/D260901.L900001" };
	struct h_cpr *t = *state;
	uint32_t seed = 7;

	for (int round = 0; round < 200; round++) {
		size_t n;
		char *bytes = h_read(files[round % 2], &n);

		for (int k = 0; k < 4; k++)
			bytes[35 + next_random(&seed) % (n - 70)] = (char)next_random(&seed);
		h_exec(t->db, "SAVEPOINT round");
		h_cpr_load(t, bytes, n);
		if (!t->last.verdict)
			assert_int_equal(t->last.rows_in,
			        h_int(t->db, "SELECT sum(records) FROM staging_cpr_count"));
		h_exec(t->db, "ROLLBACK TO round; RELEASE round");
		free(bytes);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_file_that_cannot_be_trusted_is_refused_whole),
		T(header_and_end_alone_are_a_quiet_day),
		T(a_truncated_stream_is_refused_at_every_length),
		T(truncated_lines_are_refused_at_every_length),
		T(a_record_of_unknown_type_is_rejected_alone),
		T(a_stream_goes_on_after_an_unknown_record),
		T(records_of_a_stream_may_have_grown),
		T(a_length_that_cannot_be_seen_is_set),
		T(a_length_that_cannot_be_is_an_error),
		T(a_long_stream_of_nothing_ends_in_a_verdict),
		T(nul_and_control_bytes_reject_the_record),
		T(a_line_of_two_mebibytes_is_passed_over),
		T(a_cut_record_is_rejected_only_where_a_needed_field_is_cut),
		T(values_of_wrong_form_are_masked),
		T(an_error_of_the_office_names_nobody),
		T(a_number_that_is_none_is_rejected),
		T(records_without_their_person_are_rejected_with_one_finding),
		T(a_rejected_person_leaves_what_was_held),
		T(a_finding_goes_when_the_person_comes_whole),
		T(a_second_person_record_is_rejected),
		T(a_person_spread_over_the_file_is_one_person),
		T(random_bytes_end_in_a_verdict),
		T(spoilt_bytes_lose_no_record),
	};

	return cmocka_run_group_tests_name("cpr_hostile", tests, NULL, NULL);
}
