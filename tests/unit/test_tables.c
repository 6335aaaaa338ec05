/* Statistical tables: definitions, counting, roll-ups, the complete grid. */
#include "tests/harness/h.h"

#include "common/text.h"
#include "transform/codelist.h"
#include "transform/tables.h"

static struct arena arena;

static sqlite3 *mart(struct ctx *x)
{
	sqlite3 *db = h_mart();
	struct err e = { 0 };

	h_ok(codelist_load(db, &e), e);
	h_ctx(x, db, &arena, "/tmp");
	return db;
}

static void tell_population(struct ctx *x, const char *name, const char *n)
{
	struct conf *conf = conf_new(&arena);
	struct err e = { 0 };

	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_set(conf, "population", name, n, "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	x->conf = conf;
}

static struct def_file file(const char *text)
{
	return (struct def_file){ "transform/tables/X1.sql", text, strlen(text) };
}

#define HEAD                                                                                       \
	"-- id: X1\n-- text_da: a\n-- text_en: a\n-- legal: a\n-- report: r\n-- since: 2020\n"     \
	"-- note_da: a\n-- note_en: a\n-- reads: fact_case\n"
#define FLOW HEAD "-- kind: flow\n-- unit: antal\n"
#define SHARE HEAD "-- kind: stock\n-- unit: pct\n"
#define BODY "SELECT 1;\n"
#define A "-- dim: A a words:1=en=one\n"

/* ---- definitions ---- */

static void a_definition_that_is_wrong_is_told_by_its_file(void **state)
{
	static const char *const bad[][2] = {
		{ FLOW BODY, "transform/tables/X1.sql: key 'dim' is missing" },
		{ HEAD "-- kind: both\n-- unit: antal\n" A BODY,
		        "transform/tables/X1.sql: kind is flow or stock, not 'both'" },
		{ HEAD "-- kind: flow\n-- unit: kr\n" A BODY,
		        "transform/tables/X1.sql: unit is antal or pct, not 'kr'" },
		{ FLOW "-- dim: A a\n" BODY,
		        "transform/tables/X1.sql: dim: A a: expected NAME COLUMN CODES" },
		{ FLOW "-- dim: A a total:0\n" BODY,
		        "transform/tables/X1.sql: dim: A a total:0: no codes" },
		{ FLOW "-- dim: A a; range:0..5\n" BODY,
		        "transform/tables/X1.sql: dim: A a; range:0..5: expected NAME COLUMN "
		        "CODES" },
		{ FLOW "-- dim: A a 5 range:0..5\n" BODY,
		        "transform/tables/X1.sql: dim: A a 5 range:0..5: expected list:, range:, "
		        "words: or one:" },
		{ FLOW "-- dim: A a range:5..0\n" BODY,
		        "transform/tables/X1.sql: dim: A a range:5..0: a range is written "
		        "range:0..22" },
		{ FLOW "-- dim: A a list:x.y\n" BODY,
		        "transform/tables/X1.sql: dim: A a list:x.y: a list is written list:NAME "
		        "or list:NAME.ATTR=VALUE" },
		{ FLOW "-- dim: A a range:0..1 total:0 total:1\n" BODY,
		        "transform/tables/X1.sql: dim: A a range:0..1 total:0 total:1: one total, "
		        "written total:CODE" },
		{ FLOW A "-- share: population:0..22\n" BODY,
		        "transform/tables/X1.sql: unit pct and share belong together" },
		{ SHARE A BODY, "transform/tables/X1.sql: unit pct and share belong together" },
		{ SHARE A "-- share: B=1 population:0..22\n" BODY,
		        "transform/tables/X1.sql: share: B=1 population:0..22: expected "
		        "[DIMENSION=CODE] population:0..22" },
		{ SHARE A "-- share: population:0..22\n-- share: population:0..17\n" BODY,
		        "transform/tables/X1.sql: share: population:0..17: all are of one "
		        "dimension" },
		{ FLOW A, "transform/tables/X1.sql: no SELECT" },
		{ FLOW A "-- with: valid nothing\n" BODY,
		        "transform/tables/X1.sql: with: there is no transform/with/nothing.sql" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct def_file f = file(bad[i][0]);
		struct err e = { 0 };
		struct table_def d;

		assert_int_equal(table_def_read(&f, &arena, &d, &e), -1);
		assert_string_equal(e.msg, bad[i][1]);
		assert_int_equal(e.code, ERR_CONFIG);
	}
}

static void shared_parts_stand_before_the_body(void **state)
{
	static const char *const bodies[][2] = {
		{ "SELECT 1 FROM placed;\n", ")\nSELECT 1 FROM placed" },
		{ "WITH\nx AS (SELECT 1)\nSELECT * FROM x",
		        "),\nx AS (SELECT 1)\nSELECT * FROM x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct def_file f = file(
		        arena_printf(&arena, FLOW A "-- with: valid placed\n%s", bodies[i][0]));
		struct err e = { 0 };
		struct table_def d;

		h_ok(table_def_read(&f, &arena, &d, &e), e);
		assert_ptr_equal(strstr(d.body, "WITH RECURSIVE\nvalid AS"), d.body);
		assert_non_null(strstr(d.body, "),\nplaced AS ("));
		assert_non_null(strstr(d.body, bodies[i][1]));
	}
}

static void labels_may_have_blanks_and_a_total_stands_first(void **state)
{
	struct def_file f = file(
	        FLOW "-- dim: A a words:1=en af dem=one of them|2=to, tre=two, three total:0=dem "
	             "alle=all of them label:Antal børn=Number of children\n" BODY);
	struct tables_made made = { 0 };
	struct err e = { 0 };
	struct table_def d;
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	h_ok(table_def_read(&f, &arena, &d, &e), e);
	assert_string_equal(d.dim[0].label_da, "Antal børn");
	d.body = "SELECT '2' AS a, 'k' AS counted, NULL AS citizen_id, NULL AS case_id, NULL AS "
	         "entity, NULL AS record_key";
	h_ok(table_make(&x, &d, 2025, true, &made, &e), e);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT code, label_da, label_en, total FROM agg_table_code WHERE dim = 1 "
	                "ORDER BY ord"),
	        "0|dem alle|all of them|1\n1|en af dem|one of them|0\n2|to, tre|two, three|0\n");
	assert_string_equal(h_rows(db, &arena, "SELECT d1, n FROM agg_table_cell ORDER BY o1"),
	        "0|1\n1|0\n2|1\n");
	db_closep(&db);
}

static void what_belongs_to_no_cell_stops_the_table(void **state)
{
	static const char *const bad[][2] = {
		{ "'9'", "transform/tables/X1.sql: A is '9' in 2 rows of 2025, which is no code of "
		         "it" },
		{ "NULL", "transform/tables/X1.sql: A is '' in 2 rows of 2025, which is no code of "
		          "it" },
	};
	struct def_file f = file(FLOW A BODY);
	struct tables_made made = { 0 };
	struct table_def d;
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };

		h_ok(table_def_read(&f, &arena, &d, &e), e);
		d.body = arena_printf(&arena,
		        "SELECT %s AS a, v.column1 AS counted, NULL AS citizen_id, NULL AS "
		        "case_id, NULL AS entity, NULL AS record_key FROM (VALUES (1), (2)) AS v",
		        bad[i][0]);
		assert_int_equal(table_make(&x, &d, 2025, true, &made, &e), -1);
		assert_string_equal(e.msg, bad[i][1]);
	}
	db_closep(&db);
}

/* ---- every definition ---- */

struct seen {
	char list[2048];
};

static int listen_to(void *ctx, int action, const char *table, const char *column,
        const char *database, const char *via)
{
	struct seen *s = ctx;
	char word[128];

	(void)column, (void)database, (void)via;
	if (action != SQLITE_READ || !table || strncmp(table, "sqlite_", 7) == 0)
		return SQLITE_OK;
	snprintf(word, sizeof word, " %s ", table);
	if (!strstr(s->list, word))
		snprintf(s->list + strlen(s->list), sizeof s->list - strlen(s->list), "%s", word);
	return SQLITE_OK;
}

static void judge_reads(const struct table_def *d, const char *seen)
{
	const char *word[32];
	size_t n = def_words(&arena, head_get(&d->head, "reads"), word, COUNT_OF(word));
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		if (!strstr(seen, arena_printf(&arena, " %s ", word[i])))
			fail_msg("%s: does not read %s", d->head.path, word[i]);
		if (strncmp(word[i], "fact_", 5) != 0 && strncmp(word[i], "codelist", 8) != 0)
			fail_msg("%s: reads %s, which it may not", d->head.path, word[i]);
		length += strlen(word[i]) + 2;
	}
	if (strlen(seen) != length)
		fail_msg("%s: reads%s", d->head.path, seen);
}

/* The columns are there, the body reads what it says, and it gives rows to no other. */
static void every_definition_reads_what_it_says(void **state)
{
	const struct def_file *f;
	struct ctx x;
	sqlite3 *db = mart(&x);
	size_t at = 0;

	(void)state;
	while ((f = def_next("transform/tables/", ".sql", &at))) {
		sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
		struct seen seen = { "" };
		struct err e = { 0 };
		struct table_def d;
		const char *columns = "";

		h_ok(table_def_read(f, &arena, &d, &e), e);
		for (size_t i = 0; i < d.dims; i++)
			if (d.dim[i].parts != 1 || d.dim[i].part[0].kind != PART_ONE)
				columns = arena_printf(&arena, "%s%s, ", columns, d.dim[i].column);
		sqlite3_set_authorizer(db, listen_to, &seen);
		h_ok(db_prepare(db,
		             arena_printf(&arena,
		                     "SELECT %s counted, citizen_id, case_id, entity, record_key "
		                     "FROM (%s\n) AS b",
		                     columns, d.body),
		             f->path, &s, &e),
		        e);
		sqlite3_set_authorizer(db, NULL, NULL);
		judge_reads(&d, seen.list);
	}
	db_closep(&db);
}

/* Without a single child every cell is there and 0, in every year since the first. */
static void every_table_is_complete_without_any_fact(void **state)
{
	const struct def_file *f;
	struct ctx x;
	sqlite3 *db = mart(&x);
	size_t at = 0;

	(void)state;
	while ((f = def_next("transform/tables/", ".sql", &at))) {
		struct tables_made made = { 0 };
		struct err e = { 0 };
		struct table_def d;

		h_ok(table_def_read(f, &arena, &d, &e), e);
		for (int year = d.since; year <= 2025; year++) {
			const char *of =
			        arena_printf(&arena, "tab = '%s' AND year = %d", d.id, year);
			int64_t cells = 1;

			h_ok(table_make(&x, &d, year, true, &made, &e), e);
			for (int dim = 1; dim <= TABLE_DIMS; dim++)
				cells *= h_int(db,
				        arena_printf(&arena,
				                "SELECT count(*) FROM agg_table_code WHERE %s AND "
				                "dim = %d",
				                of, dim));
			assert_true(cells > 0);
			assert_int_equal(h_int(db, arena_printf(&arena,
			                                   "SELECT count(*) FROM agg_table_cell "
			                                   "WHERE %s AND n = 0",
			                                   of)),
			        cells);
			assert_int_equal(h_int(db, arena_printf(&arena,
			                                   "SELECT count(DISTINCT ord) FROM "
			                                   "agg_table_code WHERE %s AND dim = 1",
			                                   of)),
			        h_int(db, arena_printf(&arena,
			                          "SELECT count(*) FROM agg_table_code WHERE %s "
			                          "AND dim = 1",
			                          of)));
		}
	}
	db_closep(&db);
}

/* ---- notifications ---- */

/*
 * Birth dates and the ages they give at the end of 2025: A 10, B 18 (turned so on 31 December), C
 * unborn, D born in 2026, E 19, F without a birth date or sex, G and H the same girl of 0.
 */
static const char children[] =
        "INSERT INTO fact_citizen (citizen_id, pnr, birth, sex, unborn, protected) VALUES"
        " ('A', '0201154007', day('2015-01-02'), 'D', 0, 0),"
        " ('B', '3112074008', day('2007-12-31'), 'P', 0, 0),"
        " ('C', NULL, NULL, NULL, 1, 0),"
        " ('D', '0302264007', day('2026-02-03'), 'D', 0, 0),"
        " ('E', '0106064007', day('2006-06-01'), 'D', 0, 0),"
        " ('F', NULL, NULL, NULL, 0, 0),"
        " ('G', '0107254008', day('2025-07-01'), 'P', 0, 0),"
        " ('H', '0107254008', day('2025-07-01'), 'P', 0, 0);";

static void notify(struct ctx *x, const char *values)
{
	sqlite3 *db = x->db;

	h_exec(db, children);
	h_exec(db,
	        arena_printf(&arena,
	                "INSERT INTO fact_notification (notification_id, citizen_id, received,\n"
	                " received_secs, notifier, anonymous, professional)\n"
	                "SELECT column1, column2, day(column3), 0, column4, 0, 0 FROM (VALUES %s)",
	                values));
	h_step(x, "transform/facts/145_fact_notified.sql");
}

static const char eleven[] = "('1', 'A', '2025-01-01', '2'), ('2', 'A', '2025-12-31', '2'),"
                             "('3', 'A', '2024-12-31', '7'), ('4', 'B', '2025-06-01', '12'),"
                             "('5', 'C', '2025-06-02', '4'), ('6', 'D', '2025-12-01', '5'),"
                             "('7', 'E', '2025-03-01', '6'), ('8', 'F', '2025-03-02', NULL),"
                             "('9', 'G', '2025-08-01', '7'), ('10', 'H', '2025-08-02', '99'),"
                             "('11', 'Z', '2025-08-03', '11'), ('12', 'A', '2026-01-01', '2'),"
                             "('13', 'A', '2023-05-05', '7'), ('14', 'A', '2023-05-06', '12')";

static void und1_counts_every_notification_by_age_at_the_end_of_the_year(void **state)
{
	struct tables_made made;
	struct err e = { 0 };
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	notify(&x, eleven);
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d2, d3, d4, n FROM agg_table WHERE tab = 'UND1' AND "
	                            "year = 2025 AND d2 <> '0' AND d3 <> '00' AND d4 <> '0'"),
	        "11|999|9|1\n12|18|P|1\n2|10|D|2\n4|U0|U|1\n5|U0|U|1\n6|999|D|1\n"
	        "99|0|P|2\n99|999|9|1\n");
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT year, n FROM agg_table WHERE tab = 'UND1' AND d2 = '0' AND d3 = "
	                "'00' AND d4 = '0'"),
	        "2023|2\n2024|1\n2025|10\n");
	/* The notifier's categories of the year: 7 ended with 2023, when 12 was not yet there. */
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT year, d2, n FROM agg_table WHERE tab = 'UND1' AND d3 = "
	                            "'00' AND d4 = '0' AND year < 2025 AND d2 <> '0'"),
	        "2023|7|1\n2023|99|1\n2024|99|1\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM record_table WHERE tab = 'UND1'"), 13);
	db_closep(&db);
}

static void und2_puts_a_child_in_one_group(void **state)
{
	struct tables_made made;
	struct err e = { 0 };
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	notify(&x, arena_printf(&arena,
	                   "%s, ('20', 'B', '2025-01-01', '1'), ('21', 'B', '2025-01-02', '1'),"
	                   "('22', 'B', '2025-01-03', '1'), ('23', 'B', '2025-01-04', '1'),"
	                   "('24', 'B', '2025-01-05', '1'), ('25', 'B', '2025-01-06', '1')",
	                   eleven));
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT d2, n FROM agg_table WHERE tab = 'UND2' AND year = 2025 AND d3 = "
	                "'00' AND d4 = '0'"),
	        "0|8\n1|5\n2|2\n6|1\n");
	/* Two registrations of one girl are one child. */
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d2, d4, n FROM agg_table WHERE tab = 'UND2' AND year = "
	                            "2025 AND d3 = '0' AND d4 <> '0'"),
	        "0|P|1\n2|P|1\n");
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT counted, citizen_id, record_key FROM record_table WHERE "
	                "tab = 'UND2' AND year = 2025 AND d3 = '0'"),
	        "G|H|10\nG|G|9\n");
	db_closep(&db);
}

#define UNBORN(tab, age)                                                                           \
	"SELECT group_concat(counted || ':' || record_key, ' ') FROM (SELECT counted, record_key"  \
	" FROM record_table WHERE tab = '" tab "' AND year = 2025 AND " age                        \
	" IN ('U0', '0') ORDER BY 1, 2)"

static void born(struct ctx *x, const char *word)
{
	struct conf *conf = conf_new(&arena);
	struct tables_made made;
	struct err e = { 0 };

	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_set(conf, "dst-underretninger", "born", word, "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	x->conf = conf;
	h_step(x, "transform/facts/145_fact_notified.sql");
	h_ok(tables_make(x, "approval-und", 2025, &made, &e), e);
}

/*
 * Born in 2025, and notified about before it: G after it too, I only before, J without a mother, K
 * without a number of its own. As the return has them, so they count.
 */
static void who_was_notified_about_unborn_counts_as_the_return_has_it(void **state)
{
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	h_exec(db, "INSERT INTO fact_citizen (citizen_id, pnr, birth, sex, unborn, protected)"
	           " VALUES ('I', '0107254016', day('2025-07-01'), 'P', 0, 0),"
	           " ('J', '0107254024', day('2025-07-01'), 'P', 0, 0),"
	           " ('K', NULL, day('2025-07-01'), 'P', 0, 0);"
	           "INSERT INTO fact_mother VALUES ('G', '0202820002'), ('I', '0202820002'),"
	           " ('K', '0202820002')");
	notify(&x, "('1', 'G', '2025-06-30', '2'), ('2', 'G', '2025-07-01', '2'),"
	           "('3', 'H', '2025-07-02', '2'), ('4', 'I', '2025-06-30', '2'),"
	           "('5', 'J', '2025-06-30', '2'), ('6', 'K', '2025-06-30', '2'),"
	           "('7', 'I', '2025-01-01', '2')");
	born(&x, "mother");
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d3, d4, n FROM agg_table WHERE tab = 'UND1' AND "
	                            "year = 2025 AND d2 = '2' AND d3 <> '00' AND d4 <> '0'"),
	        "0|P|3\nU0|U|4\n");
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d2, d3, n FROM agg_table WHERE tab = 'UND2' AND "
	                            "year = 2025 AND d3 <> '00' AND d4 = '0'"),
	        "0|0|2\n0|U0|3\n1|0|1\n1|U0|2\n2|0|1\n2|U0|1\n");
	assert_string_equal(
	        h_rows(db, &arena, UNBORN("UND2", "d3")), "G:2 G:3 G/U:1 I/U:4 I/U:7 J:5 K/U:6\n");
	assert_string_equal(h_rows(db, &arena, UNBORN("UND3", "d4")),
	        "1/99:1 2/99:2 3/99:3 4/99:4 5/99:5 6/99:6 7/99:7\n");
	assert_int_equal(h_int(db, "SELECT n FROM agg_table WHERE tab = 'UND3' AND year = 2025 AND "
	                           "d2 = '99' AND d3 = '0' AND d4 = 'U0' AND d5 = 'U'"),
	        4);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT counted, record_key FROM record_table WHERE tab = 'LABY16'"),
	        "G|2\nG|3\nJ|5\n");
	born(&x, "child");
	assert_string_equal(
	        h_rows(db, &arena, UNBORN("UND2", "d3")), "G:1 G:2 G:3 I:4 I:7 J:5 K/U:6\n");
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d3, d4, n FROM agg_table WHERE tab = 'UND1' AND "
	                            "year = 2025 AND d2 = '2' AND d3 <> '00' AND d4 <> '0'"),
	        "0|P|6\nU0|U|1\n");
	assert_int_equal(h_int(db, "SELECT n FROM agg_table WHERE tab = 'LABY16'"), 3);
	db_closep(&db);
}

static void und3_counts_reasons(void **state)
{
	struct tables_made made;
	struct err e = { 0 };
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	notify(&x, eleven);
	h_exec(db,
	        "INSERT INTO fact_notification_reason VALUES ('1', '1'), ('1', '14'), ('1', '77'),"
	        " ('1', '78'), ('2', '14'), ('13', '17'), ('12', '1')");
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT d2, n FROM agg_table WHERE tab = 'UND3' AND year = 2025 "
	                "AND d3 = '0' AND d4 = '00' AND d5 = '0'"),
	        "0|12\n1|1\n14|2\n99|9\n");
	assert_int_equal(h_int(db, "SELECT n FROM agg_table WHERE tab = 'UND3' AND year = 2025 AND "
	                           "d2 = '0' AND d3 = '2' AND d4 = '10' AND d5 = 'D'"),
	        4);
	db_closep(&db);
}

static void a_share_needs_a_population(void **state)
{
	struct tables_made made;
	struct err e = { 0 };
	struct ctx x;
	sqlite3 *db = mart(&x);

	(void)state;
	notify(&x, eleven);
	tell_population(&x, "2025.0-18", "48");
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	/* A, B and G/H of 48: 6.25 is 6.3. */
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT year, n, value FROM agg_table_cell WHERE tab = 'LABY16' "
	                "ORDER BY year"),
	        "2023|1|\n2024|1|\n2025|3|63\n");
	assert_int_equal(made.unknown, 2);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT year, ages, population FROM agg_table_share ORDER BY year"),
	        "2023|0-18|\n2024|0-18|\n2025|0-18|48\n");
	db_closep(&db);
}

static void made_again_is_the_same_and_a_year_must_be_over(void **state)
{
	static const char all[] = "SELECT * FROM agg_table";
	struct tables_made made;
	struct err e = { 0 };
	struct ctx x;
	sqlite3 *db = mart(&x);
	const char *first;

	(void)state;
	notify(&x, eleven);
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	first = h_rows(db, &arena, all);
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	assert_string_equal(h_rows(db, &arena, all), first);
	assert_int_equal(made.tables, 12);
	h_ok(tables_make(&x, "approval-und", 2015, &made, &e), e);
	assert_int_equal(made.tables, 4);
	assert_int_equal(tables_make(&x, "approval-und", 2026, &made, &e), -1);
	assert_string_equal(e.msg, "2026 is not over on the as-of day");
	assert_true(tables_of("approval-und"));
	assert_false(tables_of("dst-l201"));
	db_closep(&db);
}

static int done(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_definition_that_is_wrong_is_told_by_its_file),
		cmocka_unit_test(shared_parts_stand_before_the_body),
		cmocka_unit_test(labels_may_have_blanks_and_a_total_stands_first),
		cmocka_unit_test(what_belongs_to_no_cell_stops_the_table),
		cmocka_unit_test(every_definition_reads_what_it_says),
		cmocka_unit_test(every_table_is_complete_without_any_fact),
		cmocka_unit_test(und1_counts_every_notification_by_age_at_the_end_of_the_year),
		cmocka_unit_test(und2_puts_a_child_in_one_group),
		cmocka_unit_test(who_was_notified_about_unborn_counts_as_the_return_has_it),
		cmocka_unit_test(und3_counts_reasons),
		cmocka_unit_test(a_share_needs_a_population),
		cmocka_unit_test(made_again_is_the_same_and_a_year_must_be_over),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, done);
}
