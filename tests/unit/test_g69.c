/* What the fixtures in fixtures/feeds/postings cannot show of G69: size, memory and the way back.
 */
#include "tests/harness/h.h"

#include "common/buf.h"
#include "common/file.h"
#include "extract/g69_layout.h"
#include "extract/inbox.h"

#define NAME "postings_492_20261031.g69"

struct stand {
	struct arena a;
	struct ctx c;
	sqlite3 *db;
	const char *workspace;
	struct source_result res[INBOX_RESULTS];
	const struct source_result *r; /* of the feed */
};

/* Writes the file into an inbox of its own and loads it. */
static void run(struct stand *s, const char *text)
{
	const char *map = "preset = g69\n";
	struct err e = { 0 };
	size_t n = 0;

	*s = (struct stand){ .db = h_mart() };
	s->workspace = arena_strdup(&s->a, h_tmp("g69"));
	h_ctx(&s->c, s->db, &s->a, s->workspace);
	h_ok(dir_make(arena_printf(&s->a, "%s/inbox", s->workspace), &e), e);
	h_ok(dir_make(arena_printf(&s->a, "%s/profile", s->workspace), &e), e);
	h_write(arena_printf(&s->a, "%s/profile/postings.map", s->workspace), map, strlen(map));
	h_write(arena_printf(&s->a, "%s/inbox/" NAME, s->workspace), text, strlen(text));
	h_ok(inbox_extract(&s->c, s->res, &n, &e), e);
	s->r = &s->res[n - 1];
}

static void end(struct stand *s)
{
	h_tmp_remove(s->workspace);
	db_closep(&s->db);
	arena_done(&s->a);
}

static void line(struct buf *b, int i, int machine, char side)
{
	buf_printf(b,
	        "001G69%05d049201NORFLYD&103%05d&104%07d&11020261005&111528201003529000"
	        "&112000000000100 &113%c\r\n",
	        i % 100000, machine, i, side);
}

static void a_long_file_is_staged_whole(void **state)
{
	struct buf b CLEANUP(buf_done);
	struct stand s;

	(void)state;
	buf_init(&b, 1 << 25);
	for (int i = 1; i <= 120000; i++)
		line(&b, i, 1, i % 2 ? 'D' : 'K');
	run(&s, b.data);
	assert_int_equal(s.r->staged, 120000);
	assert_int_equal(s.r->findings, 0);
	assert_int_equal(h_int(s.db, "SELECT sum(amount) FROM staging_posting"), 0);
	end(&s);
}

static void more_groups_than_can_be_checked_refuse_the_file(void **state)
{
	struct buf b CLEANUP(buf_done);
	struct stand s;

	(void)state;
	buf_init(&b, 1 << 25);
	for (int i = 0; i < 40000; i++) /* each machine number has a group of its own beside */
		line(&b, i + 1, i, 'D');
	run(&s, b.data);
	assert_string_equal(h_rows(s.db, &s.a,
	                            "SELECT rule, consequence, expected FROM finding WHERE rule <> "
	                            "'postings.balance'"),
	        "postings.groups|delivery|højst 65536\n");
	assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_posting"), 0);
	end(&s);
}

static void a_line_comes_back_from_the_archive(void **state)
{
	struct buf b CLEANUP(buf_done), row CLEANUP(buf_done);
	struct err e = { 0 };
	struct stand s;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_init(&row, 1 << 20);
	buf_str(&b, "Z300\r\n");
	line(&b, 1, 1, 'D');
	line(&b, 2, 1, 'K');
	buf_str(&b, "SLUTD00002\r\n");
	run(&s, b.data);
	assert_int_equal(s.r->staged, 2);
	h_ok(source_row(&s.c, 1, 3, true, &row, &e), e);
	assert_memory_equal(row.data,
	        b.data + h_int(s.db, "SELECT byte FROM staging_posting WHERE "
	                             "line = 3"),
	        strlen(row.data));
	buf_reset(&row);
	h_ok(source_row_at(&s.c, 1, h_int(s.db, "SELECT byte FROM staging_posting WHERE line = 3"),
	             true, &row, &e),
	        e);
	assert_non_null(strstr(row.data, "&1040000002"));
	end(&s);
}

static void codes_stand_for_kinds_of_number(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct g69_layout l;
	struct err e = { 0 };

	(void)state;
	h_ok(g69_layout_load(&l, &a, &e), e);
	assert_true(l.n_fields > 30 && l.n_slots < CSV_FIELDS_MAX);
	assert_int_not_equal(g69_kind(&l, &(struct csv_field){ "02", 2 }),
	        g69_kind(&l, &(struct csv_field){ "03", 2 }));
	assert_int_equal(g69_kind(&l, &(struct csv_field){ "0", 1 }), -1);
	assert_int_equal(g69_kind(&l, &(struct csv_field){ "11", 2 }),
	        g69_kind(&l, &(struct csv_field){ "C", 1 }));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_file_is_staged_whole),
		cmocka_unit_test(more_groups_than_can_be_checked_refuse_the_file),
		cmocka_unit_test(a_line_comes_back_from_the_archive),
		cmocka_unit_test(codes_stand_for_kinds_of_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
