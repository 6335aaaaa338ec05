/* What a rule does not say: outside its time, on children it spares, on what is broken by its form.
 */
#include "tests/harness/h.h"

#include "transform/rule.h"

#define HEAD                                                                                       \
	"-- id: Z01\n-- version: 1\n-- scope: record\n-- consequence: answer\n-- kind: entry\n"    \
	"-- legal: l\n-- text_da: d\n-- text_en: e\n-- who: w\n-- reads: staging_notification\n"   \
	"-- checks: staging_notification WHERE deleted_at IS NULL\n"                               \
	"-- blames: name\n-- mend_da: m\n-- mend_en: m\n-- by: 14\n"

#define BODY                                                                                       \
	"SELECT 'notification' AS entity, notification_id AS record_key, citizen_id,"              \
	" 'assessed_at' AS field, day(received_at) AS event_day FROM staging_notification"         \
	" WHERE assessed_at IS NULL AND deleted_at IS NULL"

static sqlite3 *mart(void)
{
	sqlite3 *db = h_mart();

	h_exec(db,
	        "INSERT INTO staging_citizen (file, citizen_id, pnr, unborn) VALUES"
	        " (1, 'B', '0201154001', '0'), (1, 'U', NULL, '1');"
	        "INSERT INTO staging_notification (file, notification_id, citizen_id, received_at,"
	        " deleted_at) VALUES"
	        " (1, 'old', 'B', '2023-12-31T23:59:59', NULL),"
	        " (1, 'new', 'B', '2024-01-01T00:00:00', NULL),"
	        " (1, 'unborn', 'U', '2024-02-29T10:00:00', NULL),"
	        " (1, 'deleted', 'B', '2024-01-01T00:00:00', '2024-01-02T00:00:00')");
	return db;
}

static const char *run(sqlite3 *db, struct arena *a, const char *head, const char *taken)
{
	struct rules one = { .arena = a, .n = 1 };
	struct rule_counts n;
	struct conf *conf = conf_new(a);
	struct err e = { 0 };
	struct rule r;
	struct ctx c;

	h_ok(rule_parse("Z01_t.sql", arena_printf(a, HEAD "%s\n" BODY, head), a, &r, &e), e);
	one.rows = &r;
	h_ctx(&c, db, a, "/tmp");
	h_ok(conf_set(conf, "municipality", "code", "492", "t", &e), e);
	h_ok(conf_set(conf, "case-store", "taken-into-use", taken, "t", &e), e);
	h_ok(conf_finish(conf, &e), e);
	c.conf = conf;
	h_ok(rules_run(&c, &one, NULL, &n, &e), e);
	return arena_printf(a, "%s%s",
	        h_rows(db, a,
	                "SELECT record_key || ' ' || consequence FROM finding"
	                " WHERE stage = 'transform' ORDER BY record_key"),
	        h_rows(db, a,
	                "SELECT checked, found, skipped, not_applicable, note FROM rule_result"));
}

static void judge(const char *head, const char *taken, const char *want)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	assert_string_equal(run(db, &a, head, taken), want);
	db_closep(&db);
}

static void all_is_said_where_nothing_is_spared(void **state)
{
	(void)state;
	judge("", "", "new answer\nold answer\nunborn answer\n3|3|0|1|\n");
}

static void both_days_of_the_validity_are_in(void **state)
{
	(void)state;
	judge("-- valid: 2024-01-01..", "", "new answer\nunborn answer\n3|2|0|2|\n");
	judge("-- valid: ..2023-12-31", "", "old answer\n3|1|0|3|\n");
	judge("-- valid: 2024-01-02..2024-02-29", "", "unborn answer\n3|1|0|3|\n");
	judge("-- valid: 1990-01-01..1999-12-31\n-- valid_on: period", "",
	        "0|0|0|4|not in force in this period\n");
}

static void origins_are_spared(void **state)
{
	(void)state;
	judge("-- spares: unborn", "", "new answer\nold answer\n3|2|0|2|\n");
	judge("-- spares: no-number", "", "new answer\nold answer\n3|2|0|2|\n");
	judge("-- spares: migrated", "2024-01-01",
	        "new answer\nold info\nunborn answer\n3|3|0|1|\n");
}

static void a_broken_field_silences_the_rules_that_read_it(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	h_exec(db,
	        "INSERT INTO finding (stage, rule, consequence, entity, record_key, field) VALUES"
	        " ('extract:casestore', 'notification.assessed_at.type', 'record', 'notification', "
	        "'old',"
	        " 'assessed_at'),"
	        " ('extract:casestore', 'notification.outcome.type', 'record', 'notification', "
	        "'new',"
	        " 'outcome')");
	assert_string_equal(run(db, &a, "", ""), "new answer\nunborn answer\n2|2|1|1|\n");
	db_closep(&db);
}

static void a_head_that_is_not_right_is_refused(void **state)
{
	static const char *const bad[] = { "-- valid: 2024", "-- valid: 2024-02-30..",
		"-- spares: all", "-- valid_on: today" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct rule r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(rule_parse("Z01_t.sql", arena_printf(&a, HEAD "%s\n" BODY, bad[i]),
		                         &a, &r, &e),
		        -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_said_where_nothing_is_spared),
		cmocka_unit_test(both_days_of_the_validity_are_in),
		cmocka_unit_test(origins_are_spared),
		cmocka_unit_test(a_broken_field_silences_the_rules_that_read_it),
		cmocka_unit_test(a_head_that_is_not_right_is_refused),
	};

	return cmocka_run_group_tests_name("rule_spare", tests, NULL, NULL);
}
