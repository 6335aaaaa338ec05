/*
 * Every .csv and .xml file in fixtures/feeds/<feed>/{ok,bad,hostile}/ goes through an inbox of its
 * own; what comes out is compared with <name>.expect: the verdict and counts, the findings in
 * whole, the rows. <name>.map beside it is the municipality's column map.
 * UPDATE=1 writes the .expect files anew.
 */
#include "tests/harness/h.h"

#include <dirent.h>

#include "common/buf.h"
#include "common/file.h"
#include "extract/inbox.h"

static const struct feed_case {
	const char *feed, *name, *table;
} feeds[] = {
	{ "postings", "postings_492_20261031.csv", "staging_posting" },
	{ "budget", "budget_492_2026.csv", "staging_budget" },
	{ "facilities", "facilities_492_20261031.csv", "staging_facility" },
	{ "portal", "portal_492_20261031.csv", "staging_portal" },
};

struct stand {
	struct arena a;
	struct ctx c;
	sqlite3 *db;
	const char *workspace;
};

static void begin(struct stand *s)
{
	struct err e = { 0 };

	*s = (struct stand){ .db = h_mart() };
	s->workspace = arena_strdup(&s->a, h_tmp("feeds"));
	h_ctx(&s->c, s->db, &s->a, s->workspace);
	h_ok(dir_make(arena_printf(&s->a, "%s/inbox", s->workspace), &e), e);
	h_ok(dir_make(arena_printf(&s->a, "%s/profile", s->workspace), &e), e);
}

static void end(struct stand *s)
{
	h_tmp_remove(s->workspace);
	db_closep(&s->db);
	arena_done(&s->a);
}

static void put(struct stand *s, const char *name, const void *data, size_t n)
{
	h_write(arena_printf(&s->a, "%s/%s", s->workspace, name), data, n);
}

static const struct source_result *run(struct stand *s, struct source_result res[INBOX_RESULTS])
{
	struct err e = { 0 };
	size_t n = 0;

	h_ok(inbox_extract(&s->c, res, &n, &e), e);
	assert_in_range(n, 1, 2);
	return &res[n - 1];
}

/* What a reader of the tables sees. */
static char *outcome(struct stand *s, const struct feed_case *f, const struct source_result *r)
{
	char *verdict = h_rows(s->db, &s->a, "SELECT verdict FROM staging_delivery");
	char *counts = arena_printf(&s->a, "in %lld staged %lld rejected %lld findings %lld",
	        (long long)r->rows_in, (long long)r->staged, (long long)r->rejected,
	        (long long)r->findings);
	char *findings = h_rows(s->db, &s->a,
	        "SELECT rule, consequence, who, 'line ' || line, field,"
	        " found, expected || coalesce(' (' || clash || ')', '') FROM finding"
	        " ORDER BY finding");
	char *rows = h_rows(
	        s->db, &s->a, arena_printf(&s->a, "SELECT * FROM %s ORDER BY line", f->table));
	char *raw = h_rows(s->db, &s->a,
	        "SELECT line, byte, substr(raw, 1, 100) FROM staging_raw ORDER BY line");

	return arena_printf(&s->a, "%s%s\nfindings:\n%srows:\n%sraw:\n%s", verdict, counts,
	        findings, rows, raw);
}

static void invariants(struct stand *s, const struct feed_case *f, const struct source_result *r)
{
	assert_int_equal(r->rows_in, r->staged + r->rejected);
	assert_int_equal(
	        h_int(s->db, arena_printf(&s->a, "SELECT count(*) FROM %s", f->table)), r->staged);
	assert_int_equal(h_int(s->db, "SELECT count(*) FROM finding"), r->findings);
	assert_int_equal(
	        h_int(s->db, "SELECT count(*) FROM staging_file WHERE rows_in = staged + rejected"),
	        r->files);
	assert_int_equal(
	        h_int(s->db, "SELECT count(*) FROM finding WHERE note_da IS NULL OR note_en IS"
	                     " NULL OR who IS NULL OR stage NOT LIKE 'extract:%'"),
	        0);
	/* No personal number in what people are shown. */
	assert_int_equal(
	        h_int(s->db,
	                "SELECT count(*) FROM finding WHERE"
	                " coalesce(found, '') || coalesce(record_key, '') GLOB '*0101101234*'"),
	        0);
}

/* The name under which a file of that form is delivered. */
static const char *delivered(struct stand *s, const struct feed_case *f, const char *form)
{
	return arena_printf(&s->a, "%.*s%s", (int)strlen(f->name) - 4, f->name, form);
}

static void one_fixture(const struct feed_case *f, const char *stem, const char *form)
{
	struct source_result res[INBOX_RESULTS];
	const struct source_result *r;
	struct stand s;
	char *data, *want, *got;
	size_t n;

	begin(&s);
	data = h_read(arena_printf(&s.a, "%s%s", stem, form), &n);
	assert_non_null(data);
	put(&s, arena_printf(&s.a, "inbox/%s", delivered(&s, f, form)), data, n);
	free(data);
	data = h_read(arena_printf(&s.a, "%s.map", stem), &n);
	if (data)
		put(&s, arena_printf(&s.a, "profile/%s.map", f->feed), data, n);
	free(data);
	r = run(&s, res);
	got = outcome(&s, f, r);
	if (getenv("UPDATE"))
		h_write(arena_printf(&s.a, "%s.expect", stem), got, strlen(got));
	want = h_read(arena_printf(&s.a, "%s.expect", stem), &n);
	if (!want || strcmp(want, got) != 0)
		fail_msg("%s: expected\n%s\ngot\n%s", stem, want ? want : "(no .expect file)", got);
	free(want);
	invariants(&s, f, r);
	end(&s);
}

static size_t fixtures_of(const struct feed_case *f, const char *kind)
{
	char dir[256], stem[512];
	const struct dirent *d;
	size_t n = 0;
	DIR *at;

	snprintf(dir, sizeof dir, "fixtures/feeds/%s/%s", f->feed, kind);
	at = opendir(dir);
	assert_non_null(at);
	while ((d = readdir(at))) {
		const char *dot = strrchr(d->d_name, '.');

		if (!dot || (strcmp(dot, ".csv") != 0 && strcmp(dot, ".xml") != 0))
			continue;
		snprintf(stem, sizeof stem, "%s/%.*s", dir, (int)(dot - d->d_name), d->d_name);
		one_fixture(f, stem, dot);
		n++;
	}
	closedir(at);
	return n;
}

static void every_kind(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(feeds); i++)
		assert_true(fixtures_of(&feeds[i], kind) > 0);
}

static void good_files_are_staged_whole(void **state)
{
	(void)state;
	every_kind("ok");
}

static void bad_files_give_one_clear_finding_for_each_fault(void **state)
{
	(void)state;
	every_kind("bad");
}

static void hostile_files_do_no_harm(void **state)
{
	(void)state;
	every_kind("hostile");
}

static const char header[] =
        "Bogføringsdato;Bilag;Kontostreng;Art;Debet/Kredit;Beløb;CPR;Sagsnr;CVR;Tekst\n";
static const char row[] = "05-10-2026;B1;528201003;529;D;1,00;;;;x\n";

/* A header, `n` times the filler in the text of the second row, and a third row. */
static void stretched(struct buf *b, size_t n, const char *around)
{
	buf_init(b, 1 << 24);
	buf_str(b, header);
	buf_str(b, row);
	buf_printf(b, "05-10-2026;B1;528201003;529;D;1,00;;;;%s", around);
	for (size_t i = 0; i < n; i++)
		buf_char(b, 'x');
	buf_printf(b, "%s\n%s", around, row);
}

static void a_line_that_is_too_long_costs_itself_only(void **state)
{
	static const struct {
		size_t n;
		const char *around, *rule;
	} cases[] = {
		{ 2 << 20, "", "postings.record" },
		{ 2 << 20, "\"", "postings.record" },
		{ (1 << 20) + 40, "", "postings.record" },
		{ (1 << 20) - 60, "", "postings.field" },
		{ (1 << 16) + 1, "", "postings.field" },
		{ (1 << 16) + 1, "\"", "postings.field" },
		{ 1 << 16, "", NULL },
		{ 1 << 16, "\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct source_result res[INBOX_RESULTS];
		const struct source_result *r;
		struct buf b CLEANUP(buf_done);
		struct stand s;

		begin(&s);
		stretched(&b, cases[i].n, cases[i].around);
		put(&s, "inbox/postings_492_20261031.csv", b.data, b.len);
		r = run(&s, res);
		assert_int_equal(r->rows_in, 3);
		assert_int_equal(r->staged, cases[i].rule ? 2 : 3);
		assert_string_equal(h_rows(s.db, &s.a, "SELECT rule, line FROM finding"),
		        cases[i].rule ? arena_printf(&s.a, "%s|3\n", cases[i].rule) : "");
		assert_int_equal(h_int(s.db, "SELECT max(line) FROM staging_posting"), 4);
		assert_true(h_int(s.db, "SELECT coalesce(max(length(raw)), 0) FROM staging_raw") <=
		            (1 << 16) + 1);
		end(&s);
	}
}

static void a_quote_open_for_a_mebibyte_costs_its_line_only(void **state)
{
	struct source_result res[INBOX_RESULTS];
	const struct source_result *r;
	struct buf b CLEANUP(buf_done);
	struct stand s;

	(void)state;
	begin(&s);
	buf_init(&b, 1 << 24);
	buf_str(&b, header);
	buf_str(&b, "05-10-2026;\"B1;528201003;529;D;1,00;;;;x\n");
	for (int i = 0; i < 50000; i++)
		buf_str(&b, row);
	put(&s, "inbox/postings_492_20261031.csv", b.data, b.len);
	r = run(&s, res);
	assert_int_equal(r->rows_in, 50001);
	assert_int_equal(r->staged, 50000);
	assert_string_equal(
	        h_rows(s.db, &s.a, "SELECT rule, line FROM finding"), "postings.quote|2\n");
	end(&s);
}

static void a_row_comes_back_from_the_archive(void **state)
{
	static const char text[] =
	        "05-10-2026;B1;528201003;529;D;1,00;0101101234;;;\"to\nlinjer\"\n";
	struct source_result res[INBOX_RESULTS];
	struct buf b CLEANUP(buf_done), out CLEANUP(buf_done);
	struct err e = { 0 };
	struct stand s;
	int64_t byte;

	(void)state;
	begin(&s);
	buf_init(&b, 4096);
	buf_init(&out, 4096);
	buf_printf(&b, "%s%s%s", header, row, text);
	put(&s, "inbox/postings_492_20261031.csv", b.data, b.len);
	(void)run(&s, res);
	h_ok(source_row(&s.c, 1, 3, false, &out, &e), e);
	assert_string_equal(
	        out.data, "05-10-2026;B1;528201003;529;D;1,00;**********;;;\"to\\x0Alinjer\"");
	buf_reset(&out);
	byte = h_int(s.db, "SELECT byte FROM staging_posting WHERE line = 3");
	h_ok(source_row_at(&s.c, 1, byte, true, &out, &e), e);
	assert_string_equal(
	        out.data, "05-10-2026;B1;528201003;529;D;1,00;0101101234;;;\"to\\x0Alinjer\"");
	assert_int_equal(source_row(&s.c, 1, 99, false, &out, &e), -1);
	assert_string_equal(e.msg, "no row begins on line 99 of file 1");
	assert_int_equal(source_row(&s.c, 7, 1, false, &out, &e), -1);
	assert_string_equal(e.msg, "no file 7 in staging");
	end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_files_are_staged_whole),
		cmocka_unit_test(bad_files_give_one_clear_finding_for_each_fault),
		cmocka_unit_test(hostile_files_do_no_harm),
		cmocka_unit_test(a_line_that_is_too_long_costs_itself_only),
		cmocka_unit_test(a_quote_open_for_a_mebibyte_costs_its_line_only),
		cmocka_unit_test(a_row_comes_back_from_the_archive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
