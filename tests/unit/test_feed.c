#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/csv_type.h"
#include "extract/feed.h"
#include "extract/feed_table.h"
#include "extract/finding.h"
#include "extract/source.h"

#define HEAD "id = x\ntext_da = x\ntext_en = x\nsource = x\nfile = x_{date}.csv\nformat = csv\n"

static void every_feed_parses_and_fits_its_table(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct feed_set set;
	struct err e = { 0 };

	(void)state;
	h_ok(feeds_load(&set, &a, NULL, NULL, &e), e);
	assert_true(set.n >= 4);
	for (size_t i = 0; i < set.n; i++) {
		const struct feed *f = &set.feeds[i];

		assert_ptr_equal(feed_find(&set, f->id), f);
		for (size_t c = 0; c < f->n_columns; c++) {
			const struct feed_column *col = &f->columns[c];
			sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

			if (col->flags & COL_UNSTAGED || !col->type->width)
				continue;
			h_ok(db_prepare(db,
			             arena_printf(&a, "SELECT %s FROM %s",
			                     col->type->columns[0] ? col->type->columns[0]
			                                           : col->name,
			                     f->table),
			             f->path, &s, &e),
			        e);
		}
	}
	assert_null(feed_find(&set, "none"));
}

static void every_key_has_help_and_every_kind_its_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < feed_key_count; i++)
		assert_true(strlen(feed_keys[i].help) > 0);
	for (size_t i = 0; i < FIND_COUNT; i++) {
		const struct finding_kind_row *k = &finding_kinds[i];

		assert_true(*k->name && *k->consequence && *k->who && *k->da && *k->en);
	}
}

static void a_file_name_is_matched_whole(void **state)
{
	static const struct {
		const char *pattern, *name, *said;
	} cases[] = {
		{ "p_{municipality}_{date}.csv", "p_492_20261031.csv", "492  2026-10-31" },
		{ "p_{municipality}_{date}.csv", "p_0492_20261031.csv", "492  2026-10-31" },
		{ "p_{municipality}_{date}.csv", "p_1492_20261031.csv", NULL },
		{ "p_{municipality}_{date}.csv", "p_492_20261031.csv.bak", NULL },
		{ "p_{municipality}_{date}.csv", "xp_492_20261031.csv", NULL },
		{ "p_{municipality}_{date}.csv", "p_492_20260231.csv", NULL },
		{ "p_{municipality}_{date}.csv", "p_492_2026103.csv", NULL },
		{ "b_{municipality}_{year}.csv", "b_492_2026.csv", "492 2026 " },
		{ "b_{municipality}_{year}.csv", "b_492_0026.csv", NULL },
		{ "D{yymmdd}.L{digits}", "D110901.L110901", "  2011-09-01" },
		{ "D{yymmdd}.L{digits}", "D111301.L110901", NULL },
		{ "D{yymmdd}.L{digits}", "D110901.L", NULL },
		{ "plain.csv", "plain.csv", "  " },
		{ "plain.csv", "", NULL },
	};
	char got[64], day[11];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct feed f = { .pattern = cases[i].pattern };
		struct feed_name n;
		bool hit = feed_match(&f, cases[i].name, &n);

		assert_int_equal(hit, cases[i].said != NULL);
		if (!hit)
			continue;
		snprintf(got, sizeof got, "%s %s %s", n.municipality, n.period,
		        n.produced == NO_DAY ? "" : day_iso(n.produced, day));
		assert_string_equal(got, cases[i].said);
	}
}

static void a_wrong_definition_names_file_and_line(void **state)
{
	static const struct {
		const char *text, *msg;
	} bad[] = {
		{ "id = x\n", "x.def: 'text_da' is missing" },
		{ HEAD, "x.def: a csv feed needs 'table' and 'column'" },
		{ "idd = x\n", "x.def:1: unknown key 'idd'" },
		{ HEAD "separator = ;;\n",
		        "x.def:7: separator: ';;' is not one character, tab, blank or none" },
		{ HEAD "charset = utf-7\n",
		        "x.def:7: charset: 'utf-7' is not one of utf-8, iso-8859-1, windows-1252" },
		{ HEAD "date = mm/dd/yy\n", "x.def:7: date: 'mm/dd/yy' is not a date format" },
		{ HEAD "sign = minus\n",
		        "x.def:7: sign: 'minus' is not one of leading, trailing, words" },
		{ HEAD "max_age = -1\n",
		        "x.def:7: max_age: '-1' is not a number of days, or 'N workdays'" },
		{ HEAD "column = a text A\n",
		        "x.def:7: column: expected 'NAME ... : word | word'" },
		{ HEAD "column = a txt : A\n", "x.def:7: column: column 'a': unknown type 'txt'" },
		{ HEAD "column = a text needed : A\n",
		        "x.def:7: column: column 'a': unknown flag 'needed'" },
		{ HEAD "column = a digits : A\n", "x.def:7: column: column 'a': type 'digits' "
		                                  "needs a length, e.g. digits:8" },
		{ HEAD "column = a text:3 : A\n",
		        "x.def:7: column: column 'a': type 'text' takes no argument" },
		{ HEAD "column = a text : A | | B\n", NULL },
		{ HEAD "column = a text : |\n", "x.def:7: column: column 'a': an empty word" },
		{ HEAD "words = a : x\n", "x.def:7: words: expected 'COLUMN VALUE : word | word'" },
		{ HEAD "table = t\nsign = words\ncolumn = a ore : A\n",
		        "x.def: sign = words needs a column of type side" },
		{ HEAD "table = t\ndecimal = .\nthousands = .\ncolumn = a ore : A\n",
		        "x.def: decimal and thousands are the same" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		struct feed f;

		assert_int_equal(feed_parse(&f, &a, "x.def", bad[i].text, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		if (bad[i].msg)
			assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_map_changes_what_it_names_and_nothing_else(void **state)
{
	static const char def[] =
	        HEAD "table = t\ncolumn = a text required : A\ncolumn = b int : B\n"
	             "words = a one : 1\n";
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct feed f;

	(void)state;
	h_ok(feed_parse(&f, &a, "x.def", def, &e), e);
	h_ok(feed_parse_map(&f, &a, "x.map",
	             "# ours\nseparator = tab\nfile = y.csv\ncolumn = a : Alfa | Aa\n"
	             "column = b text secret : Beta\nwords = a one : en | et\n",
	             &e),
	        e);
	assert_int_equal(f.separator, '\t');
	assert_string_equal(f.pattern, "y.csv");
	assert_int_equal(f.n_columns, 2);
	assert_string_equal(f.columns[0].header.word[1], "Aa");
	assert_int_equal(f.columns[0].flags, COL_REQUIRED);
	assert_string_equal(f.columns[1].type->name, "text");
	assert_int_equal(f.columns[1].flags, COL_SECRET);
	assert_string_equal(feed_word(&f, "a", "ET", 2), "one");
	assert_null(feed_word(&f, "a", "1", 1));
	assert_string_equal(f.map, "x.map");
}

static void a_wrong_map_names_file_and_line(void **state)
{
	static const struct {
		const char *text, *msg;
	} bad[] = {
		{ "sepparator = ;\n", "x.map:1: unknown key 'sepparator'" },
		{ "\n# x\ntable = y\n", "x.map:3: 'table' cannot be changed in a workspace" },
		{ "column = c : C\n", "x.map:1: column: column 'c' is not one of the feed's" },
		{ "separator\n", "x.map:1: expected 'key = value'" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		struct feed f;

		h_ok(feed_parse(&f, &a, "x.def", HEAD "table = t\ncolumn = a text : A\n", &e), e);
		assert_int_equal(feed_parse_map(&f, &a, "x.map", bad[i].text, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_workspace_has_its_own_map(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *ws = arena_strdup(&a, h_tmp("feed"));
	const char *map = "date = yyyymmdd\n";
	struct feed_set set;
	struct err e = { 0 };

	(void)state;
	h_ok(dir_make(arena_printf(&a, "%s/profile", ws), &e), e);
	h_write(arena_printf(&a, "%s/profile/postings.map", ws), map, strlen(map));
	h_ok(feeds_load(&set, &a, ws, NULL, &e), e);
	assert_string_equal(feed_find(&set, "postings")->date, "yyyymmdd");
	assert_string_equal(feed_find(&set, "portal")->date, "dd-mm-yyyy");
	h_write(arena_printf(&a, "%s/profile/postings.map", ws), "x\0y = z\n", 8);
	assert_int_equal(feeds_load(&set, &a, ws, NULL, &e), -1);
	assert_string_equal(
	        e.msg, arena_printf(&a, "%s/profile/postings.map: the file holds NUL bytes", ws));
	h_tmp_remove(ws);
}

/* On its own, and under a map that says nothing more: what it asks for, its table has. */
static void every_preset_fits_the_table_of_its_feed(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	const struct def_file *d;
	struct feed_set set;
	struct err e = { 0 };
	size_t cursor = 0, n = 0;

	(void)state;
	while ((d = def_next("extract/feeds/presets/", ".map", &cursor))) {
		const char *name = strrchr(d->path, '/') + 1, *bar = strchr(name, '_');
		const char *id = arena_strndup(&a, name, (size_t)(bar - name));
		const char *preset = arena_strndup(&a, bar + 1, strlen(bar) - 5);
		struct feed *f;

		h_ok(feeds_load(&set, &a, NULL, NULL, &e), e);
		f = (struct feed *)feed_find(&set, id);
		h_ok(feed_apply_preset(f, &a, preset, &e), e);
		h_ok(feed_fits_table(f, db, &e), e);
		assert_string_equal(f->preset, preset);
		assert_string_equal(f->id, id);
		n++;
	}
	assert_true(n >= 6);
}

static void a_preset_is_chosen_by_the_map_or_the_settings(void **state)
{
	static const struct {
		const char *setting, *map, *msg, *date;
	} cases[] = {
		{ NULL, "preset = opus-csv\n", NULL, "dd.mm.yyyy" },
		{ "opus-csv", "# nothing\n", NULL, "dd.mm.yyyy" },
		{ "opus-csv", "preset = opus-csv\ndate = yyyymmdd\n", NULL, "yyyymmdd" },
		{ "opus-csv", "preset = g70\n",
		        "x.map:1: preset 'g70' here, 'opus-csv' in the settings", NULL },
		{ NULL, "date = yyyymmdd\npreset = opus-csv\n",
		        "x.map:2: 'preset' must be the first line", NULL },
		{ NULL, "preset = opus-csv\nwithout = psp none\n",
		        "x.map:2: without: there is no column 'none'", NULL },
		{ NULL, "preset = opus-csv\nbalance = none\n",
		        "x.map:2: 'balance' cannot be changed in a workspace", NULL },
		{ NULL, "words = side nothing : x\n",
		        "x.map:1: words: column 'side' has no value 'nothing'", NULL },
		{ NULL, "shape = aaaaaaaa\n",
		        "x.map:1: shape: 'aaaaaaaa': expected nine a, and three k or none", NULL },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct feed_set set;
		struct err e = { 0 };
		struct feed *f;
		int rc = 0;

		h_ok(feeds_load(&set, &a, NULL, NULL, &e), e);
		f = (struct feed *)feed_find(&set, "postings");
		if (cases[i].setting)
			h_ok(feed_apply_preset(f, &a, cases[i].setting, &e), e);
		rc = feed_parse_map(f, &a, "x.map", cases[i].map, &e);
		assert_int_equal(rc, cases[i].msg ? -1 : 0);
		if (cases[i].msg)
			assert_string_equal(e.msg, cases[i].msg);
		else
			assert_string_equal(f->date, cases[i].date);
	}
}

static void an_unknown_preset_names_the_known_ones(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct conf *c = conf_new(&a);
	struct feed_set set;
	struct err e = { 0 };

	(void)state;
	h_ok(conf_set(c, "feed.portal", "preset", "x", "test", &e), e);
	assert_int_equal(feeds_load(&set, &a, NULL, c, &e), -1);
	assert_string_equal(
	        e.msg, "[feed.portal] preset: feed 'portal' has no preset 'x'; there is none");
	c = conf_new(&a);
	h_ok(conf_set(c, "feed.budget", "preset", "x", "test", &e), e);
	assert_int_equal(feeds_load(&set, &a, NULL, c, &e), -1);
	assert_string_equal(e.msg,
	        "[feed.budget] preset: feed 'budget' has no preset 'x'; there are "
	        "columns, generic, opus-csv");
}

static void a_map_that_does_not_fit_the_table_is_told_before_a_row_is_read(void **state)
{
	static const struct {
		const char *map, *msg;
	} bad[] = {
		{ "column = why text : Why\n",
		        "x.map: column 'why' is not kept in staging_posting: mark it unstaged" },
		{ "column = amount text required : Beløb\n",
		        "x.map: column 'amount' cannot be of type text" },
		{ "column = amount ore : Beløb\n",
		        "x.map: column 'amount' must be required, not lenient or may-miss" },
		{ "column = booked date required may-miss : Dato\n",
		        "x.map: column 'booked' must be required, not lenient or may-miss" },
		{ "column = again account required : Konto\n",
		        "x.map: column 'account' is given twice" },
		{ "without = amount\n", "x.map: no column 'amount', which staging_posting needs" },
		{ "column = voucher text file-date : Bilag\n",
		        "x.map: column 'voucher' is file-date and no date" },
		{ "column = x); text : Bilag\n", "x.map:1: column: 'x);' is no name of a column" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = h_mart();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct feed_set set;
		struct err e = { 0 };
		struct feed *f;

		h_ok(feeds_load(&set, &a, NULL, NULL, &e), e);
		f = (struct feed *)feed_find(&set, "postings");
		if (feed_parse_map(f, &a, "x.map", bad[i].map, &e) == 0)
			assert_int_equal(feed_fits_table(f, db, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_feed_parses_and_fits_its_table),
		cmocka_unit_test(every_key_has_help_and_every_kind_its_texts),
		cmocka_unit_test(a_file_name_is_matched_whole),
		cmocka_unit_test(a_wrong_definition_names_file_and_line),
		cmocka_unit_test(a_map_changes_what_it_names_and_nothing_else),
		cmocka_unit_test(a_wrong_map_names_file_and_line),
		cmocka_unit_test(a_workspace_has_its_own_map),
		cmocka_unit_test(every_preset_fits_the_table_of_its_feed),
		cmocka_unit_test(a_preset_is_chosen_by_the_map_or_the_settings),
		cmocka_unit_test(an_unknown_preset_names_the_known_ones),
		cmocka_unit_test(a_map_that_does_not_fit_the_table_is_told_before_a_row_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
