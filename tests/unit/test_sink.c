/* A sink: the same bytes and hashes however they come, with its thread or without; a failed write
 * is told. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "report/sink.h"

enum { LONG = 20 * SINK_BLOCK + 17 };

static char *made_up(void)
{
	char *text = malloc(LONG + 1);

	assert_non_null(text);
	for (size_t i = 0; i < LONG; i++)
		text[i] = (char)('a' + (i * 7919 >> 5) % 26);
	text[LONG] = '\0';
	return text;
}

struct got {
	char hex[65];
	unsigned char canon[32];
	int64_t bytes;
};

/* Pieces of `size`; the second hash from a third to two thirds. */
static void pass(const char *text, size_t n, size_t size, struct got *ret)
{
	struct sink *s = calloc(1, sizeof *s);
	FILE *f = fopen("/dev/null", "w");
	struct err e = { 0 };

	assert_non_null(s);
	h_ok(sink_begin(s, f, &e), e);
	for (size_t at = 0; at < n; at += size) {
		if (at <= n / 3 && at + size > n / 3)
			h_ok(sink_canon_on(s, &e), e);
		sink_add(s, text + at, size < n - at ? size : n - at);
	}
	h_ok(sink_canon_end(s, "tail", ret->canon, &e), e);
	h_ok(sink_end(s, ret->hex, &ret->bytes, &e), e);
	sink_done(s);
	(void)fclose(f);
	free(s);
}

static void the_bytes_are_the_same_in_any_pieces(void **state)
{
	static const size_t sizes[] = { 1, 100, SINK_BLOCK - 1, SINK_BLOCK, SINK_BLOCK + 1,
		3 * SINK_BLOCK + 5, LONG };
	static const size_t lengths[] = { 1, SINK_BLOCK, 4 * SINK_BLOCK, 5 * SINK_BLOCK + 1, LONG };
	char *text = made_up(), hex[65];

	(void)state;
	for (size_t k = 0; k < COUNT_OF(lengths); k++)
		for (size_t i = 0; i < COUNT_OF(sizes); i++) {
			struct got g;

			pass(text, lengths[k], sizes[i], &g);
			sha256_hex(text, lengths[k], hex);
			assert_string_equal(g.hex, hex);
			assert_int_equal(g.bytes, lengths[k]);
		}
	free(text);
}

/* What is hashed for a signature: from a line on, with what would have followed. */
static void the_second_hash_is_of_its_part(void **state)
{
	char *text = made_up();
	struct sink *s = calloc(1, sizeof *s);
	FILE *f = fopen("/dev/null", "w");
	char hex[65], want[65], part[65];
	unsigned char md[32];
	struct err e = { 0 };
	int64_t bytes;

	(void)state;
	h_ok(sink_begin(s, f, &e), e);
	sink_add(s, text, 1000);
	h_ok(sink_canon_on(s, &e), e);
	sink_add(s, text + 1000, LONG - 1000 - 4);
	h_ok(sink_canon_end(s, text + LONG - 4, md, &e), e);
	h_ok(sink_end(s, hex, &bytes, &e), e);
	sha256_hex(text + 1000, LONG - 1000, want);
	for (size_t i = 0; i < sizeof md; i++)
		snprintf(part + 2 * i, 3, "%02x", md[i]);
	assert_string_equal(part, want);
	sink_done(s);
	(void)fclose(f);
	free(s);
	free(text);
}

static void a_write_that_fails_is_told_at_the_end(void **state)
{
	static const size_t lengths[] = { 100, 2 * SINK_BLOCK, LONG };
	char *text = made_up();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct sink *s = calloc(1, sizeof *s);
		FILE *f = fopen("/dev/full", "w");
		struct err e = { 0 };
		char hex[65];
		int64_t bytes;

		h_ok(sink_begin(s, f, &e), e);
		for (size_t at = 0; at < lengths[i]; at += 50)
			sink_add(s, text + at, 50 < lengths[i] - at ? 50 : lengths[i] - at);
		assert_int_equal(sink_end(s, hex, &bytes, &e), -1);
		assert_int_equal(e.code, ERR_IO);
		assert_non_null(strstr(e.msg, "No space left"));
		sink_done(s);
		(void)fclose(f);
		free(s);
	}
	free(text);
}

static void a_sink_may_be_left_at_any_time(void **state)
{
	char *text = made_up();
	struct sink *s = calloc(1, sizeof *s);
	FILE *f = fopen("/dev/null", "w");
	struct err e = { 0 };

	(void)state;
	sink_done(s); /* never begun */
	h_ok(sink_begin(s, f, &e), e);
	sink_add(s, text, LONG);
	sink_done(s);
	h_ok(sink_begin(s, f, &e), e); /* and used again */
	sink_add(s, text, 10);
	sink_done(s);
	(void)fclose(f);
	free(s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_are_the_same_in_any_pieces),
		cmocka_unit_test(the_second_hash_is_of_its_part),
		cmocka_unit_test(a_write_that_fails_is_told_at_the_end),
		cmocka_unit_test(a_sink_may_be_left_at_any_time),
	};

	return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
