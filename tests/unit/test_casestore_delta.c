/* What a reading by changes asks for, what it finds, and when it does not believe the store. */
#include "tests/harness/h_store.h"

#include "common/defs.h"
#include "common/text.h"
#include "extract/entity.h"

/* A night later. */
static struct source_result next_night(struct h_store *b)
{
	b->x.as_of++;
	return h_store_extract(b);
}

static const struct source_part *part(const struct source_result *r, const char *entity)
{
	for (size_t i = 0; i < r->parts; i++)
		if (strcmp(r->part[i].name, entity) == 0)
			return &r->part[i];
	fail_msg("no part '%s'", entity);
	return NULL;
}

static const char *found(struct h_store *b)
{
	return h_rows(b->mart, &b->a,
	        "SELECT rule, entity, coalesce(record_key, found, '') FROM finding WHERE rule NOT "
	        "LIKE '%.empty' ORDER BY 1, 2, 3");
}

static const char *teams(struct h_store *b)
{
	return h_rows(b->mart, &b->a, "SELECT team_id, name FROM staging_team");
}

static const char *gone(struct h_store *b)
{
	return h_rows(b->mart, &b->a, "SELECT entity, record_key FROM staging_gone ORDER BY 1, 2");
}

static void only_what_changed_is_read(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	r = h_store_extract(b);
	assert_string_equal(r.why_full, "it is the first reading");
	assert_int_equal(r.changed, r.rows_in);
	h_store_sql(b, "UPDATE citizen SET name = 'Nyt', changed_at = '2026-11-01T12:00:00'"
	               " WHERE citizen_id = 'B1'");
	r = next_night(b);
	assert_null(r.why_full);
	assert_int_equal(r.changed, 1);
	assert_int_equal(part(&r, "citizen")->read, 2); /* and the one that was the newest */
	assert_int_equal(part(&r, "citizen")->keys_read, 0);
	assert_int_equal(part(&r, "citizen")->changed, 1);
	assert_int_equal(part(&r, "citizen")->unchanged, 3);
	r = next_night(b);
	assert_int_equal(r.changed, 0);
	assert_int_equal(part(&r, "citizen")->read, 1);
	assert_string_equal(found(b), "");
}

static void a_row_that_is_gone_is_booked_and_its_findings_go(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_sql(b, "INSERT INTO team(team_id, changed_at) VALUES('T0', '2026-01-01T00:00:00')");
	h_store_extract(b);
	assert_string_equal(found(b), "team.name.required|team|T0\n");
	h_store_sql(b, "DELETE FROM team WHERE team_id = 'T0'");
	r = next_night(b);
	assert_null(r.why_full);
	assert_int_equal(part(&r, "team")->gone, 1);
	assert_int_equal(part(&r, "team")->keys_read, 2);
	assert_string_equal(found(b), "casestore.gone|team|1\n");
	assert_string_equal(gone(b), "team|T0\n");
	next_night(b);
	assert_string_equal(found(b), "");
	assert_string_equal(gone(b), "team|T0\n");
}

static void one_gone_and_one_new_is_not_the_same_as_before(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_extract(b);
	h_store_sql(b, "DELETE FROM team WHERE team_id = 'T1';"
	               "INSERT INTO team VALUES('T9', 'Ny', '2026-11-01T10:00:00', NULL)");
	r = next_night(b);
	assert_int_equal(part(&r, "team")->changed, 1);
	assert_int_equal(part(&r, "team")->gone, 1);
	assert_string_equal(teams(b), "T2|Familieteamet\nT9|Ny\n");
}

static void gone_and_back_on_the_same_day_is_not_gone(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_extract(b);
	b->x.as_of++;
	h_store_sql(b, "CREATE TABLE kept AS SELECT * FROM team WHERE team_id = 'T1';"
	               "DELETE FROM team WHERE team_id = 'T1'");
	h_store_extract(b);
	assert_string_equal(gone(b), "team|T1\n");
	h_store_extract(b);
	assert_string_equal(gone(b), "team|T1\n");
	assert_string_equal(found(b), "casestore.gone|team|1\n");
	h_store_sql(
	        b, "INSERT INTO team SELECT team_id, name, '2026-11-02T10:00:00', NULL FROM kept");
	h_store_extract(b);
	assert_string_equal(gone(b), "");
	assert_string_equal(found(b), "");
}

/* Two guardians of one child: all that a finding may show of their keys is the same. */
static void findings_whose_keys_look_alike_stay_with_their_rows(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b,
	        "INSERT INTO relation VALUES"
	        "('B2', '0203854124', 'mother', NULL, 'aldrig', '2026-03-01T10:00:00', NULL),"
	        "('B2', '0203864124', 'mother', NULL, 'straks', '2026-03-01T10:00:00', NULL)");
	h_store_extract(b);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE field = 'valid_to'"), 2);
	h_store_sql(b, "UPDATE relation SET valid_to = NULL, changed_at = '2026-11-01T10:00:00'"
	               " WHERE adult_pnr = '0203864124'");
	next_night(b);
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT found FROM finding WHERE field = 'valid_to'"),
	        "aldrig\n");
	h_store_sql(b, "DELETE FROM relation WHERE adult_pnr = '0203864124';"
	               "UPDATE relation SET changed_at = '2026-11-02T10:00:00'"
	               " WHERE citizen_id = 'B1' AND kind = 'mother'");
	next_night(b);
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT found FROM finding WHERE field = 'valid_to'"),
	        "aldrig\n");
	assert_string_equal(gone(b), "relation|B2/##########/mother/\n");
}

static void keys_with_a_slash_are_told_apart(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "INSERT INTO examination_domain VALUES('a', 'b/c', NULL, NULL),"
	               " ('a/b', 'c', NULL, NULL)");
	h_store_extract(b);
	h_store_sql(b, "UPDATE examination_domain SET changed_at = '2026-11-01T10:00:00'"
	               " WHERE examination_id = 'a'");
	next_night(b);
	assert_string_equal(
	        found(b), "examination_domain.changed_at.required|examination_domain|a/b/c\n");
	h_store_sql(b, "DELETE FROM examination_domain WHERE examination_id = 'a'");
	next_night(b);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE record_key = 'a/b/c'"), 1);
}

static void a_row_stored_late_is_found_in_the_overlap(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "INSERT INTO team VALUES('T3', 'Tre', '2026-10-31T15:00:00', NULL)");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'Et', changed_at = '2026-10-31T13:00:00'"
	               " WHERE team_id = 'T1'");
	next_night(b);
	assert_string_equal(teams(b), "T1|Et\nT2|Familieteamet\nT3|Tre\n");
}

/* What came too late for that is found by the next full reading, which says so. */
static void a_full_reading_counts_what_the_changes_had_missed(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_sql(b, "INSERT INTO team VALUES('T3', 'Tre', '2026-10-31T15:00:00', NULL)");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'Et', changed_at = '2026-10-31T12:59:59'"
	               " WHERE team_id = 'T1'");
	for (int day = 1; day < 7; day++) {
		r = next_night(b);
		assert_null(r.why_full);
		assert_int_equal(part(&r, "team")->changed, 0);
	}
	r = next_night(b);
	assert_string_equal(r.why_full, "it was time");
	assert_string_equal(teams(b), "T1|Et\nT2|Familieteamet\nT3|Tre\n");
	assert_string_equal(found(b), "casestore.missed|team|1\n");
	h_store_extract(b); /* once more on that day: it is still to be told */
	assert_string_equal(found(b), "casestore.missed|team|1\n");
	r = next_night(b);
	assert_null(r.why_full);
	assert_string_equal(found(b), "");
}

/* A new row shows in the count, however old it says it is. */
static void a_new_row_with_an_old_time_is_missed_by_no_night(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_extract(b);
	h_store_sql(b, "INSERT INTO team VALUES('T0', 'Nul', '2020-01-01T10:00:00', NULL)");
	r = next_night(b);
	assert_null(r.why_full);
	assert_string_equal(teams(b), "T0|Nul\nT1|Modtagelsen\nT2|Familieteamet\n");
	assert_string_equal(found(b), "casestore.missed|team|1\n");
}

/* As when it was brought back from a copy. */
static void a_store_that_was_set_back_is_noticed(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "UPDATE team SET name = 'Senere', changed_at = '2026-10-31T10:00:00'"
	               " WHERE team_id = 'T1'");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'Før', changed_at = '2026-10-01T10:00:00'"
	               " WHERE team_id = 'T1'");
	next_night(b);
	assert_string_equal(teams(b), "T1|Før\nT2|Familieteamet\n");
}

static void times_with_a_blank_are_compared_as_they_are(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "UPDATE team SET changed_at = '2026-10-31 10:00' WHERE team_id = 'T1'");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'To', changed_at = '2026-10-31 09:00:00'"
	               " WHERE team_id = 'T2'");
	next_night(b);
	assert_string_equal(teams(b), "T1|Modtagelsen\nT2|To\n");
}

/* Below the watermark when compared as text, and no time: such a row is read each night. */
static void a_time_that_is_none_does_not_hide_its_row(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "UPDATE team SET changed_at = '2026-01-01' WHERE team_id = 'T1'");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'Et' WHERE team_id = 'T1'");
	next_night(b);
	assert_string_equal(teams(b), "T1|Et\nT2|Familieteamet\n");
	assert_string_equal(found(b), "team.changed_at.type|team|T1\n");
}

/* A clock that runs ahead must not hide what comes after it. */
static void a_time_to_come_does_not_move_the_watermark(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "UPDATE team SET changed_at = '2031-01-01T00:00:00' WHERE team_id = 'T1'");
	h_store_extract(b);
	h_store_sql(b, "UPDATE team SET name = 'To', changed_at = '2026-11-01T10:00:00'"
	               " WHERE team_id = 'T2'");
	next_night(b);
	assert_string_equal(teams(b), "T1|Modtagelsen\nT2|To\n");
}

static void the_watermark_moves_only_with_the_rows(void **state)
{
	struct h_store *b = *state;
	const char *before;

	h_store_small(b);
	h_store_profile(b, "visit", "SELECT * FROM visit");
	h_store_extract(b);
	before = h_rows(b->mart, &b->a, "SELECT * FROM staging_watermark");
	h_store_sql(b, "UPDATE team SET name = 'Et', changed_at = '2026-11-01T10:00:00'"
	               " WHERE team_id = 'T1';"
	               "ALTER TABLE visit RENAME TO visits; CREATE VIEW visit AS SELECT visit_id,"
	               " CAST(abs(-9223372036854775808) AS TEXT) AS placement_id, visited_on,"
	               " child_talk, '2026-11-01T10:00:00' AS changed_at, deleted_at FROM visits");
	b->x.as_of++;
	h_store_refused(b, ERR_DATA,
	        arena_printf(&b->a, "entity 'visit': case store '%s': integer overflow", b->store));
	assert_string_equal(h_rows(b->mart, &b->a, "SELECT * FROM staging_watermark"), before);
	assert_string_equal(teams(b), "T1|Modtagelsen\nT2|Familieteamet\n");
	h_store_sql(b, "DROP VIEW visit; ALTER TABLE visits RENAME TO visit");
	assert_null(h_store_extract(b).why_full);
	assert_string_equal(teams(b), "T1|Et\nT2|Familieteamet\n");
}

static void another_profile_or_store_is_read_in_full(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_extract(b);
	h_store_profile(
	        b, "team", "SELECT team_id, upper(name) AS name, changed_at, deleted_at FROM team");
	assert_string_equal(next_night(b).why_full, "the profile is another");
	assert_string_equal(teams(b), "T1|MODTAGELSEN\nT2|FAMILIETEAMET\n");
	assert_string_equal(found(b), "");
	assert_null(next_night(b).why_full);
	h_store_set(b, "path", b->store);
	assert_string_equal(next_night(b).why_full, "it is another store");
	b->x.full = true;
	assert_string_equal(next_night(b).why_full, "that was asked for");
}

static void another_municipality_leaves_nothing_of_the_one_before(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_extract(b);
	h_store_sql(b, "DELETE FROM team WHERE team_id = 'T1'");
	next_night(b);
	assert_string_equal(gone(b), "team|T1\n");
	b->x.municipality = "461";
	assert_string_equal(next_night(b).why_full, "it is another municipality");
	assert_string_equal(gone(b), "");
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_team"), 1);
}

/* --- loss -------------------------------------------------------------------- */

/* 120 of them. */
static void many_teams(struct h_store *b)
{
	h_store_small(b);
	h_store_sql(b,
	        "WITH n(n) AS (SELECT 1001 UNION ALL SELECT n + 1 FROM n WHERE n < 1118)"
	        " INSERT INTO team SELECT 'T' || n, 'Team ' || n, '2026-05-01T08:00:00', NULL"
	        " FROM n");
	h_store_extract(b);
}

static int64_t staged_teams(struct h_store *b)
{
	return h_int(b->mart, "SELECT count(*) FROM staging_team");
}

static void a_fifth_may_go(void **state)
{
	struct h_store *b = *state;

	many_teams(b);
	h_store_sql(b, "DELETE FROM team WHERE team_id BETWEEN 'T1095' AND 'T1118'");
	assert_int_equal(part(&(struct source_result[]){ next_night(b) }[0], "team")->gone, 24);
	assert_int_equal(staged_teams(b), 96);
}

static void more_than_that_is_not_believed_until_it_is_accepted(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	many_teams(b);
	h_store_sql(b, "DELETE FROM team WHERE team_id BETWEEN 'T1094' AND 'T1118';"
	               "UPDATE team SET name = 'Et', changed_at = '2026-11-01T10:00:00'"
	               " WHERE team_id = 'T1'; UPDATE citizen SET name = 'Nyt', changed_at ="
	               " '2026-11-01T10:00:00' WHERE citizen_id = 'B1'");
	for (int night = 0; night < 2; night++) {
		r = next_night(b);
		assert_int_equal(staged_teams(b), 120);
		assert_int_equal(part(&r, "team")->rows_in, 120);
		assert_int_equal(part(&r, "team")->gone, 0);
		assert_string_equal(found(b), "casestore.loss|team|25 / 120\n");
		assert_int_equal(
		        h_int(b->mart, "SELECT count(*) FROM staging_team WHERE name = 'Et'"), 0);
	}
	/* The others go on. */
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM staging_citizen WHERE name = 'Nyt'"), 1);
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT DISTINCT consequence, who FROM finding"
	                            " WHERE rule = 'casestore.loss'"),
	        "delivery|drift\n");
	b->x.accept_loss = true;
	r = next_night(b);
	assert_int_equal(part(&r, "team")->gone, 25);
	assert_int_equal(staged_teams(b), 95);
	assert_string_equal(found(b), "casestore.gone|team|25\n");
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_team WHERE name = 'Et'"), 1);
}

/* The count alone would not show it. */
static void as_many_others_are_a_loss_too(void **state)
{
	struct h_store *b = *state;

	many_teams(b);
	h_store_sql(
	        b, "UPDATE team SET team_id = 'N' || team_id, changed_at = '2026-11-01T10:00:00'");
	next_night(b);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM staging_team WHERE team_id LIKE 'T%'"), 120);
	assert_string_equal(found(b), "casestore.loss|team|120 / 120\n");
	b->x.full = true;
	next_night(b);
	assert_string_equal(found(b), "casestore.loss|team|120 / 120\n");
}

static void a_store_that_comes_back_is_taken_as_it_is(void **state)
{
	struct h_store *b = *state;

	many_teams(b);
	h_store_sql(b, "CREATE TABLE kept AS SELECT * FROM team; DELETE FROM team");
	next_night(b);
	assert_int_equal(staged_teams(b), 120);
	h_store_sql(b,
	        "INSERT INTO team SELECT team_id, upper(name), changed_at, deleted_at FROM kept");
	next_night(b);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM staging_team WHERE name LIKE 'TEAM %'"), 118);
	assert_string_equal(gone(b), "");
}

static void an_empty_store_takes_nothing_away(void **state)
{
	struct h_store *b = *state;
	const char *tables, *empty = "";

	h_store_small(b);
	h_store_extract(b);
	tables = h_rows(b->mart, &b->a, "SELECT entity FROM staging_entity WHERE staged > 0");
	for (const char *at = tables; *at; at = strchr(at, '\n') + 1)
		empty = arena_printf(
		        &b->a, "%sDELETE FROM %.*s;", empty, (int)strcspn(at, "\n"), at);
	h_store_sql(b, empty);
	next_night(b);
	assert_string_equal(teams(b), "T1|Modtagelsen\nT2|Familieteamet\n");
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE rule = 'casestore.loss'"), 19);
	b->x.accept_loss = true;
	next_night(b);
	assert_string_equal(teams(b), "");
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE rule = 'casestore.empty'"), 1);
}

/* --- the questions -------------------------------------------------------------- */

/* Neither what changed nor how many there are may cost the whole table. */
static void the_reference_store_has_what_the_questions_need(void **state)
{
	struct h_store *b = *state;
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct entities all;
	struct err e = { 0 };

	h_store_small(b);
	assert_int_equal(sqlite3_open(b->store, &db), SQLITE_OK);
	h_ok(entities_read(&b->a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++) {
		const char *sql = def_find(
		        arena_printf(&b->a, "extract/profiles/dubu/%s.sql", all.all[i].name))
		                          ->data;
		const char *plan = h_rows(db, &b->a,
		        arena_printf(&b->a,
		                "EXPLAIN QUERY PLAN SELECT * FROM (\n%s\n) AS q WHERE"
		                " q.changed_at IS NULL OR unlikely(q.changed_at < '1900')"
		                " OR unlikely(q.changed_at >= ?1) ORDER BY +q.%s",
		                sql, all.all[i].columns[all.all[i].keys[0]].name));

		if (!strstr(plan, "INDEX") || strstr(plan, "SCAN"))
			fail_msg("%s: %s", all.all[i].name, plan);
		plan = h_rows(db, &b->a,
		        arena_printf(
		                &b->a, "EXPLAIN QUERY PLAN SELECT count(*) FROM (\n%s\n)", sql));
		if (!strstr(plan, "USING COVERING INDEX"))
			fail_msg("%s: %s", all.all[i].name, plan);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, h_store_setup, h_store_teardown)
	const struct CMUnitTest tests[] = {
		T(only_what_changed_is_read),
		T(a_row_that_is_gone_is_booked_and_its_findings_go),
		T(one_gone_and_one_new_is_not_the_same_as_before),
		T(gone_and_back_on_the_same_day_is_not_gone),
		T(findings_whose_keys_look_alike_stay_with_their_rows),
		T(keys_with_a_slash_are_told_apart),
		T(a_row_stored_late_is_found_in_the_overlap),
		T(a_full_reading_counts_what_the_changes_had_missed),
		T(a_new_row_with_an_old_time_is_missed_by_no_night),
		T(a_store_that_was_set_back_is_noticed),
		T(times_with_a_blank_are_compared_as_they_are),
		T(a_time_that_is_none_does_not_hide_its_row),
		T(a_time_to_come_does_not_move_the_watermark),
		T(the_watermark_moves_only_with_the_rows),
		T(another_profile_or_store_is_read_in_full),
		T(another_municipality_leaves_nothing_of_the_one_before),
		T(a_fifth_may_go),
		T(more_than_that_is_not_believed_until_it_is_accepted),
		T(as_many_others_are_a_loss_too),
		T(a_store_that_comes_back_is_taken_as_it_is),
		T(an_empty_store_takes_nothing_away),
		T(the_reference_store_has_what_the_questions_need),
	};

	return cmocka_run_group_tests_name("casestore_delta", tests, NULL, NULL);
}
