#include "tests/harness/h.h"

#include <csv.h>

#include "common/buf.h"
#include "common/csv_charset.h"
#include "common/csv_read.h"

struct stand {
	char path[256];
	struct buf got;
};

static void begin(struct stand *s, const void *data, size_t n)
{
	snprintf(s->path, sizeof s->path, "%s.csv", h_tmp("csv"));
	buf_init(&s->got, 1 << 26);
	h_write(s->path, data, n);
}

static void end(struct stand *s)
{
	char dir[256];

	snprintf(dir, sizeof dir, "%.*s", (int)(strlen(s->path) - 4), s->path);
	assert_int_equal(remove(s->path), 0);
	h_tmp_remove(dir);
	buf_done(&s->got);
}

/* "line@byte:field|field" for each record, "!fault" for a faulty one. */
static const char *records(struct stand *s, char separator, char quote)
{
	static const char *const faults[] = { "", "!quote", "!long", "!field", "!fields", "!nul" };
	struct csv_reader *r CLEANUP(csv_close) = NULL;
	struct csv_record rec;
	struct err e = { 0 };
	int rc;

	buf_reset(&s->got);
	h_ok(csv_open(&r, s->path, separator, quote, 0, &e), e);
	while ((rc = csv_next(r, &rec, &e)) > 0) {
		buf_printf(&s->got, "%lld@%lld:", (long long)rec.line, (long long)rec.byte);
		for (size_t i = 0; i < rec.n_fields && rec.fault == CSV_OK; i++) {
			buf_str(&s->got, i ? "|" : "");
			buf_add(&s->got, rec.field[i].s, rec.field[i].n);
		}
		buf_printf(&s->got, "%s\n", faults[rec.fault]);
	}
	h_ok(rc, e);
	return s->got.data ? s->got.data : "";
}

static void records_have_line_byte_and_fields(void **state)
{
	static const struct {
		const char *data, *want;
	} cases[] = {
		{ "", "" },
		{ "\n\n", "" },
		{ "a", "1@0:a\n" },
		{ "a;b\n", "1@0:a|b\n" },
		{ "a;b\r\nc;d\r\n", "1@0:a|b\n2@5:c|d\n" },
		{ "a;b\rc;d\r", "1@0:a|b\n2@4:c|d\n" },
		{ "\xEF\xBB\xBF"
		  "a;b\n",
		        "1@3:a|b\n" },
		{ "a\n\n \t\nb\n", "1@0:a\n4@6:b\n" },
		{ "a;;\n", "1@0:a||\n" },
		{ ";\n", "1@0:|\n" },
		{ " a ;\tb\t\n", "1@0:a|b\n" },
		{ "\"a;b\";c\n", "1@0:a;b|c\n" },
		{ "\"a\"\"b\";c\n", "1@0:a\"b|c\n" },
		{ "\"a\nb\";c\nd\n", "1@0:a\nb|c\n3@8:d\n" },
		{ "\"a\r\nb\";c\r\nd\r\n", "1@0:a\r\nb|c\n3@10:d\n" },
		{ "\"\"\n", "1@0:\n" },
		{ "\" a \"\n", "1@0: a \n" },
		{ "a;\"b", "1@0:!quote\n" },
		{ "a;\"b\nc;d\n", "1@0:!quote\n2@5:c|d\n" },
		{ "a;b\"c\nd\n", "1@0:!quote\n2@6:d\n" },
		{ "\"a\"b\nd\n", "1@0:!quote\n2@5:d\n" },
		{ "\"a\n\"b\nc\n", "1@0:!quote\n2@3:!quote\n3@6:c\n" },
	};
	struct stand s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin(&s, cases[i].data, strlen(cases[i].data));
		assert_string_equal(records(&s, ';', '"'), cases[i].want);
		end(&s);
	}
}

static void a_nul_byte_is_a_fault_of_its_row(void **state)
{
	static const char data[] = "a;b\0c\nd\n\"e\0\"\nf";
	struct stand s;

	(void)state;
	begin(&s, data, sizeof data - 1);
	assert_string_equal(records(&s, ';', '"'), "1@0:!nul\n2@6:d\n3@8:!nul\n4@13:f\n");
	end(&s);
}

static void a_tab_may_separate_and_there_may_be_no_quote(void **state)
{
	static const char tabs[] = "a\t\tb\n\"c\td\"\t\n", bare[] = "a;\"b\nc;d\"\n";
	struct stand s;

	(void)state;
	begin(&s, tabs, sizeof tabs - 1);
	assert_string_equal(records(&s, '\t', '"'), "1@0:a||b\n2@5:c\td|\n");
	end(&s);
	begin(&s, bare, sizeof bare - 1);
	assert_string_equal(records(&s, ';', '\0'), "1@0:a|\"b\n2@5:c|d\"\n");
	end(&s);
}

static void records_cross_the_blocks_of_the_file(void **state)
{
	struct stand s;
	struct buf b CLEANUP(buf_done);
	const char *got;
	size_t n = 0;

	(void)state;
	buf_init(&b, 1 << 24);
	for (int i = 0; i < 60000; i++)
		buf_printf(&b, i % 3 ? "%d;x;y\r\n" : "%d;\"x\r\nz\";y\r\n", i);
	begin(&s, b.data, b.len);
	for (got = records(&s, ';', '"'); (got = strchr(got, '@')); got++)
		n++;
	assert_int_equal(n, 60000);
	assert_non_null(strstr(s.got.data, "79999@"));
	assert_null(strchr(s.got.data, '!'));
	end(&s);
}

/* --- the same fields as libcsv --------------------------------------------- */

static void on_field(void *s, size_t n, void *b)
{
	buf_add(b, s, n);
	buf_char(b, '|');
}

static void on_record(int c, void *b)
{
	(void)c;
	buf_char(b, '\n');
}

/* True when libcsv takes all of it in strict mode. */
static bool by_libcsv(const char *data, size_t n, struct buf *b)
{
	struct csv_parser p;
	bool ok;

	assert_int_equal(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI), 0);
	csv_set_delim(&p, ';');
	ok = csv_parse(&p, data, n, on_field, on_record, b) == n &&
	     csv_fini(&p, on_field, on_record, b) == 0;
	csv_free(&p);
	return ok;
}

static void by_us(struct stand *s, struct buf *b)
{
	struct csv_reader *r CLEANUP(csv_close) = NULL;
	struct csv_record rec;
	struct err e = { 0 };

	h_ok(csv_open(&r, s->path, ';', '"', 0, &e), e);
	while (csv_next(r, &rec, &e) > 0) {
		assert_int_equal(rec.fault, CSV_OK);
		for (size_t i = 0; i < rec.n_fields; i++)
			on_field((void *)(uintptr_t)rec.field[i].s, rec.field[i].n, b);
		on_record(0, b);
	}
}

static void what_libcsv_takes_gives_the_same_fields(void **state)
{
	static const char alphabet[] = "aab;;\"\"\n\r\t ";
	uint32_t seed = 1;
	int compared = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf want CLEANUP(buf_done), got CLEANUP(buf_done);
		char data[24];
		size_t n;
		struct stand s;

		seed = seed * 1664525 + 1013904223;
		n = seed >> 16 & 15;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			data[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		buf_init(&want, 4096);
		buf_init(&got, 4096);
		if (!by_libcsv(data, n, &want))
			continue;
		begin(&s, data, n);
		by_us(&s, &got);
		end(&s);
		if (want.len != got.len || (want.len && memcmp(want.data, got.data, want.len) != 0))
			fail_msg("'%.*s' gave '%s', libcsv '%s'", (int)n, data,
			        got.data ? got.data : "", want.data ? want.data : "");
		compared++;
	}
	assert_true(compared > 5000);
}

static void one_byte_sets_are_decoded_strictly(void **state)
{
	static const struct {
		const char *set, *in, *out; /* NULL: refused */
	} cases[] = {
		{ "iso-8859-1", "\xE6\xF8\xE5", "æøå" },
		{ "iso-8859-1", "\x80", NULL },
		{ "windows-1252", "\x80\x96\xE5", "€–å" },
		{ "windows-1252", "\x81", NULL },
	};
	char out[16];
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool ok = charset_decode(cases[i].set, cases[i].in, strlen(cases[i].in), out, &n);

		assert_int_equal(ok, cases[i].out != NULL);
		if (ok)
			assert_memory_equal(out, cases[i].out, n);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_have_line_byte_and_fields),
		cmocka_unit_test(a_nul_byte_is_a_fault_of_its_row),
		cmocka_unit_test(a_tab_may_separate_and_there_may_be_no_quote),
		cmocka_unit_test(records_cross_the_blocks_of_the_file),
		cmocka_unit_test(what_libcsv_takes_gives_the_same_fields),
		cmocka_unit_test(one_byte_sets_are_decoded_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
