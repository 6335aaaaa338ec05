#include "tests/harness/h.h"

#include "common/buf.h"
#include "common/file.h"
#include "extract/entity.h"
#include "transform/codelist.h"
#include "transform/rule.h"

#define GOOD                                                                                       \
	"-- id: Z01\n-- version: 1\n-- scope: record\n-- consequence: answer\n-- kind: entry\n"    \
	"-- legal: l\n-- text_da: d\n-- text_en: e\n-- who: w\n-- reads: staging_team\n"           \
	"-- checks: staging_team\n-- param: days 3 of grace\n"

static sqlite3 *mart_with_lists(void)
{
	struct err e = { 0 };
	sqlite3 *db = h_mart();

	h_ok(codelist_load(db, &e), e);
	return db;
}

static void load(struct arena *a, struct rules *r)
{
	struct err e = { 0 };

	h_ok(rules_load(a, r, &e), e);
}

static struct rules only(struct rule *r)
{
	return (struct rules){ .arena = r->params.arena, .rows = r, .n = 1 };
}

static int64_t run_one(sqlite3 *db, struct arena *a, struct rule *r)
{
	struct rules one = only(r);
	struct rule_counts n;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	h_ok(rules_run(&c, &one, NULL, &n, &e), e);
	return n.found;
}

/* --- heads ---------------------------------------------------------------------------------- */

static void every_rule_has_a_complete_head(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;

	(void)state;
	load(&a, &r);
	assert_true(r.n >= 20);
	for (size_t i = 0; i < r.n; i++)
		assert_string_not_equal(head_get(&r.rows[i].head, "text_da"), "");
}

static void a_head_that_is_not_right_is_refused(void **state)
{
	static const struct {
		const char *path, *text, *msg;
	} bad[] = {
		{ "Z01_x.sql", "-- id: Z01\n", "Z01_x.sql: key 'version' is missing" },
		{ "Z01_x.sql", GOOD "-- colour: red\n", "Z01_x.sql:13: unknown key 'colour'" },
		{ "Z02_x.sql", GOOD,
		        "Z02_x.sql: the file of rule 'Z01' must be called Z01_<name>.sql" },
		{ "Z01_x.sql", GOOD "-- param: hours\n",
		        "Z01_x.sql: expected 'param: NAME DEFAULT MEANING'" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		struct rule r;

		assert_int_equal(rule_parse(bad[i].path, bad[i].text, &a, &r, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_word_outside_its_list_is_refused(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct rule r;
	char text[] = GOOD;

	(void)state;
	memcpy(strstr(text, "answer"), "anwser", 6);
	assert_int_equal(rule_parse("Z01_x.sql", text, &a, &r, &e), -1);
	assert_string_equal(
	        e.msg, "Z01_x.sql: consequence 'anwser' is none of: delivery record answer info");
}

/* --- fixtures ------------------------------------------------------------------------------- */

/* Fixtures of the other form are read by test_rule_fixtures. */
static bool has_fixture(struct arena *a, const char *id)
{
	return file_exists(arena_printf(a, "fixtures/rules/%s.sql", id));
}

static void read_fixture(const char *id, struct arena *a, struct head *h)
{
	const char *path = arena_printf(a, "fixtures/rules/%s.sql", id);
	struct err e = { 0 };
	size_t n;
	char *text = h_read(path, &n);

	if (!text)
		fail_msg("rule %s has no fixture '%s'", id, path);
	h_ok(head_parse_text(path, text, a, h, &e), e);
	h->body = arena_strdup(a, h->body);
	free(text);
}

/* The findings a fixture asks for, one a line, in order. */
static const char *expected(const struct head *h, struct arena *a)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	const char *line, *first = NULL;
	size_t cursor = 0, n = 0;

	buf_init(&b, 1 << 16);
	while ((line = head_each(h, "finds", &cursor))) {
		buf_printf(&b, "%s\n", line);
		first = first ? first : line;
		n++;
	}
	assert_string_equal(head_get(h, "expect"), arena_printf(a, "%zu", n));
	return arena_strdup(a, b.data ? b.data : "");
}

static const char *sorted(struct arena *a, const char *lines)
{
	sqlite3 *db = h_mart();
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	const char *out;

	h_exec(db, "CREATE TABLE l(x TEXT)");
	h_ok(db_prepare(db, "INSERT INTO l VALUES (:x)", "t", &s, &e), e);
	for (const char *at = lines, *nl; (nl = strchr(at, '\n')); at = nl + 1) {
		h_ok(db_bind_text(s, ":x", arena_strndup(a, at, (size_t)(nl - at)), &e), e);
		h_ok(db_run(s, &e), e);
	}
	stmt_done(&s);
	out = h_rows(db, a, "SELECT x FROM l ORDER BY x");
	db_closep(&db);
	return out;
}

static void every_rule_finds_exactly_what_its_fixture_says(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;

	(void)state;
	load(&a, &r);
	for (size_t i = 0; i < r.n; i++) {
		sqlite3 *db;
		const char *got, *want;
		struct head h;

		if (!has_fixture(&a, r.rows[i].id))
			continue;
		db = mart_with_lists();
		read_fixture(r.rows[i].id, &a, &h);
		h_exec(db, h.body);
		run_one(db, &a, &r.rows[i]);
		got = h_rows(db, &a,
		        arena_printf(&a,
		                "SELECT entity || ' ' || coalesce(record_key, '-') || ' ' || field"
		                " || CASE consequence WHEN '%s' THEN '' ELSE ' ' || consequence "
		                "END AS x"
		                " FROM finding WHERE stage = 'transform' ORDER BY x",
		                r.rows[i].consequence));
		want = sorted(&a, expected(&h, &a));
		if (strcmp(got, want) != 0)
			fail_msg("%s: found\n%sexpected\n%s", r.rows[i].id, got, want);
		assert_true(h_int(db, "SELECT checked FROM rule_result") > 0);
		assert_int_equal(
		        h_int(db, "SELECT count(*) FROM finding WHERE stage = 'transform'"
		                  " AND (who IS NULL OR note_da IS NULL OR note_en IS NULL"
		                  " OR version IS NULL OR entity IS NULL OR field IS NULL)"),
		        0);
		db_closep(&db);
	}
}

static void note_values(sqlite3 *db, struct arena *a, const char *table, const char *column)
{
	h_exec(db, arena_printf(a, "INSERT INTO secret SELECT %s FROM %s", column, table));
}

static void set_markers(sqlite3 *db, struct arena *a, const char *table, const char *column)
{
	h_exec(db, arena_printf(a, "UPDATE %s SET %s = 'MARKØR-Ã¦-' || line", table, column));
}

static void each_secret(sqlite3 *db, struct arena *a,
        void (*run)(sqlite3 *, struct arena *, const char *, const char *))
{
	static const char *const feeds[][2] = { { "staging_posting", "pnr" },
		{ "staging_cpr_name", "name" } };
	struct entities all;
	struct err e = { 0 };

	h_ok(entities_read(a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.all[i].n; k++)
			if (all.all[i].columns[k].flags & COLUMN_SECRET)
				run(db, a, arena_printf(a, "staging_%s", all.all[i].name),
				        all.all[i].columns[k].name);
	for (size_t i = 0; i < COUNT_OF(feeds); i++)
		run(db, a, feeds[i][0], feeds[i][1]);
}

static int64_t leaks(sqlite3 *db)
{
	return h_int(db,
	        "SELECT count(*) FROM secret AS s JOIN finding AS f"
	        " ON instr(coalesce(f.record_key, '') || ' ' || coalesce(f.found, '') || ' ' ||"
	        " coalesce(f.expected, '') || ' ' || coalesce(f.clash, '') || ' ' ||"
	        " coalesce(f.note_da, '') || ' ' || coalesce(f.note_en, ''), s.value)"
	        " WHERE length(s.value) > 6");
}

static void no_secret_value_turns_up_in_a_finding(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;

	(void)state;
	load(&a, &r);
	for (size_t i = 0; i < 2 * r.n; i++) {
		struct rule *rule = &r.rows[i / 2];
		sqlite3 *db;
		struct head h;

		if (!has_fixture(&a, rule->id))
			continue;
		db = mart_with_lists();
		read_fixture(rule->id, &a, &h);
		h_exec(db, h.body);
		h_exec(db, "CREATE TABLE secret(value TEXT)");
		if (i % 2)
			each_secret(db, &a, set_markers);
		each_secret(db, &a, note_values);
		run_one(db, &a, rule);
		if (leaks(db))
			fail_msg("%s shows a secret value", rule->id);
		db_closep(&db);
	}
}

static void every_code_and_number_column_has_its_rule(void **state)
{
	static const struct {
		const char *rule, *type;
	} covers[] = { { "transform/rules/A07_unknown_code.sql", "code" },
		{ "transform/rules/B01_bad_pnr.sql", "pnr" } };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entities all;
	struct err e = { 0 };

	(void)state;
	h_ok(entities_read(&a, &all, &e), e);
	for (size_t n = 0; n < COUNT_OF(covers) * all.n; n++) {
		const char *sql = def_find(covers[n / all.n].rule)->data;
		const struct entity *t = &all.all[n % all.n];

		for (size_t k = 0; k < t->n; k++) {
			if (strcmp(t->columns[k].type->name, covers[n / all.n].type) != 0)
				continue;
			if (!strstr(sql, arena_printf(&a, "FROM staging_%s", t->name)) ||
			        !strstr(sql, arena_printf(&a, "'%s'", t->columns[k].name)))
				fail_msg("%s does not look at %s.%s", covers[n / all.n].rule,
				        t->name, t->columns[k].name);
		}
	}
}

/* --- the engine ----------------------------------------------------------------------------- */

static void parse(struct arena *a, const char *body, struct rule *ret)
{
	struct err e = { 0 };

	h_ok(rule_parse("Z01_x.sql", arena_printf(a, "%s\n%s", GOOD, body), a, ret, &e), e);
}

static void a_rule_that_looked_at_nothing_says_so(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct rule r;

	(void)state;
	parse(&a, "SELECT 'team' AS entity FROM staging_team", &r);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|0|0|checked nothing\n");
	db_closep(&db);
}

static void findings_carry_the_rule_and_what_it_said(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct rule r;

	(void)state;
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 8, 'B'), (7, 9, 'A')");
	parse(&a,
	        "SELECT CASE team_id WHEN 'A' THEN 'info' END AS consequence, 'team' AS entity,"
	        " team_id AS record_key, 'over ' || :days AS expected, file, line FROM "
	        "staging_team",
	        &r);
	assert_int_equal(run_one(db, &a, &r), 2);
	assert_int_equal(run_one(db, &a, &r), 2);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT rule, version, consequence, who, note_da, note_en, "
	                            "entity, record_key,"
	                            " expected, file, line FROM finding"),
	        "Z01|1|info|w|d|e|team|A|over 3|7|9\nZ01|1|answer|w|d|e|team|B|over 3|7|8\n");
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|2|2|\n");
	db_closep(&db);
}

static void configure(struct arena *a, struct rules *r, const char *name, const char *value,
        struct err *e, int want)
{
	struct conf *c = conf_new(a);

	assert_int_equal(conf_set(c, "rule", name, value, "x.conf:3", e), 0);
	assert_int_equal(rules_configure(r, c, e), want);
}

static void settings_override_consequence_and_parameters(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct rules one;
	struct rule r;

	(void)state;
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 9, 'A')");
	parse(&a,
	        "SELECT 'answer' AS consequence, 'team' AS entity, :days AS found FROM "
	        "staging_team",
	        &r);
	one = only(&r);
	configure(&a, &one, "Z01.consequence", "delivery", &e, 0);
	configure(&a, &one, "Z01.days", "5", &e, 0);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT consequence, found FROM finding"), "delivery|5\n");
	configure(&a, &one, "Z01.consequence", "off", &e, 0);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|0|0|off\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM finding"), 0);
	db_closep(&db);
}

static void a_setting_for_no_rule_is_an_error(void **state)
{
	static const struct {
		const char *name, *value, *msg;
	} bad[] = {
		{ "Z02.consequence", "info", "x.conf:3: there is no rule for 'Z02.consequence'" },
		{ "Z01.consequence", "loud",
		        "x.conf:3: rule Z01: consequence 'loud' is none of: off delivery record "
		        "answer info" },
		{ "Z01.hours", "3", "x.conf:3: rule Z01 has no setting 'hours'" },
		{ "Z01.days", "few", "x.conf:3: rule Z01: days must be a number" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule r;

	(void)state;
	parse(&a, "SELECT 'team' AS entity", &r);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rules one = only(&r);
		struct err e = { 0 };

		configure(&a, &one, bad[i].name, bad[i].value, &e, -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_rule_that_cannot_run_fails_the_run(void **state)
{
	static const struct {
		const char *body, *msg;
	} bad[] = {
		{ "SELECT 'x' AS entity FROM staging_nowhere",
		        "rule Z01: Z01_x.sql: no such table: staging_nowhere" },
		{ "SELECT 'x' AS entty",
		        "rule Z01: Z01_x.sql: column 'entty' is not one of a finding" },
		{ "SELECT :weeks AS found",
		        "rule Z01: Z01_x.sql: parameter ':weeks' has no value" },
		{ "SELECT json(team_id) AS found FROM staging_team",
		        "rule Z01: Z01_x.sql: database: malformed JSON" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 9, '{')");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rule_counts n;
		struct err e = { 0 };
		struct rules one;
		struct rule r;

		parse(&a, bad[i].body, &r);
		one = only(&r);
		assert_int_equal(rules_run(&c, &one, NULL, &n, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
	}
	db_closep(&db);
}

static void a_check_digit_is_told_of_only_when_asked_for(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct rules r;
	struct head h;

	(void)state;
	load(&a, &r);
	while (r.n && strcmp(r.rows->id, "B01") != 0)
		r.rows++, r.n--;
	r.n = 1;
	read_fixture("B01", &a, &h);
	h_exec(db, h.body);
	configure(&a, &r, "B01.check_digit", "1", &e, 0);
	run_one(db, &a, r.rows);
	assert_string_equal(
	        h_rows(db, &a, "SELECT record_key FROM finding WHERE consequence = 'info'"),
	        "C05\nC02/father\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_a_complete_head),
		cmocka_unit_test(a_head_that_is_not_right_is_refused),
		cmocka_unit_test(a_word_outside_its_list_is_refused),
		cmocka_unit_test(every_rule_finds_exactly_what_its_fixture_says),
		cmocka_unit_test(no_secret_value_turns_up_in_a_finding),
		cmocka_unit_test(every_code_and_number_column_has_its_rule),
		cmocka_unit_test(a_rule_that_looked_at_nothing_says_so),
		cmocka_unit_test(findings_carry_the_rule_and_what_it_said),
		cmocka_unit_test(settings_override_consequence_and_parameters),
		cmocka_unit_test(a_setting_for_no_rule_is_an_error),
		cmocka_unit_test(a_rule_that_cannot_run_fails_the_run),
		cmocka_unit_test(a_check_digit_is_told_of_only_when_asked_for),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
