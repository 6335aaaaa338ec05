#include "tests/harness/h_store.h"

#include <unistd.h>

#include "common/defs.h"
#include "extract/value.h"

static const char *findings(struct h_store *b)
{
	return h_rows(b->mart, &b->a,
	        "SELECT rule, consequence, record_key, case_id, citizen_id, field, found, "
	        "expected"
	        " FROM finding WHERE consequence <> 'info' ORDER BY finding");
}

static void a_store_without_faults_is_staged_whole(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	r = h_store_extract(b);
	assert_string_equal(r.source, "casestore");
	assert_int_equal(r.rejected, 0);
	assert_int_equal(r.findings, 0);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM staging_entity WHERE rows_in > 0"), 19);
	assert_string_equal(
	        h_rows(b->mart, &b->a,
	                "SELECT * FROM staging_citizen WHERE citizen_id IN ('B2','B4')"),
	        "1||B2||X-77|2015-06-07||K|0||Test Barn To|1|2026-02-01T09:00:00|\n"
	        "1||B4|0708104125||||M|0||Test Barn "
	        "Fire|0|2026-02-01T09:00:00|2026-03-01T09:00:00\n");
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT adult_pnr, kind, valid_from, valid_from IS NULL "
	                            "FROM staging_relation ORDER BY 1, 3"),
	        "0203854124|mother||0\n0405834125|guardian|2020-01-01|0\n0405834125|guardian|"
	        "2024-01-01|0\n");
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT file, feed, name, municipality, iso(produced), "
	                            "\"nothing\", rows_in, staged, rejected,"
	                            " length(sha256), bytes > 1000 FROM staging_file"),
	        arena_printf(&b->a, "1|casestore|casestore.db|492|2026-10-01|0|%lld|%lld|0|64|1\n",
	                (long long)r.rows_in, (long long)r.staged));
}

static const char *everything(struct h_store *b)
{
	const char *all = h_rows(b->mart, &b->a, "SELECT * FROM staging_file");

	for (const char *name, *names = h_rows(b->mart, &b->a, "SELECT entity FROM staging_entity");
	        *names;) {
		name = arena_strndup(&b->a, names, strcspn(names, "\n"));
		names += strlen(name) + 1;
		all = arena_printf(&b->a, "%s%s", all,
		        h_rows(b->mart, &b->a,
		                arena_printf(&b->a, "SELECT * FROM staging_%s ORDER BY 3, 4, 5, 6",
		                        name)));
	}
	return all;
}

static void reading_the_same_store_twice_gives_the_same_staging(void **state)
{
	struct h_store *b = *state;
	const char *first;

	h_store_small(b);
	h_store_sql(b, "INSERT INTO team(team_id, changed_at) VALUES('T3', '2026-01-01T00:00:00')");
	h_store_extract(b);
	first = everything(b);
	h_store_extract(b);
	assert_string_equal(everything(b), first);
	assert_string_equal(
	        findings(b), "team.name.required|record|T3|||name||tekst i UTF-8 uden styretegn\n");
}

static const char *content(struct h_store *b)
{
	return h_rows(b->mart, &b->a, "SELECT file, replaced_by, sha256, bytes FROM staging_file");
}

/* Its hash is that of what it holds, however it came to hold it. */
static void a_store_keeps_its_number_and_its_hash_follows_its_rows(void **state)
{
	struct h_store *b = *state;
	const char *first, *all, *second;

	h_store_small(b);
	h_store_extract(b);
	first = content(b);
	all = everything(b);
	h_store_sql(b, "UPDATE citizen SET name = 'Nyt', changed_at = '2026-10-30T12:00:00'"
	               " WHERE citizen_id = 'B1'");
	h_store_extract(b);
	second = content(b);
	assert_string_not_equal(second, first);
	b->x.full = true;
	h_store_extract(b);
	assert_string_equal(content(b), second);
	h_store_sql(b,
	        "UPDATE citizen SET name = 'Test Barn Et', changed_at = '2026-02-01T09:00:00'"
	        " WHERE citizen_id = 'B1'");
	h_store_extract(b);
	assert_string_equal(content(b), first);
	assert_string_equal(everything(b), all);
}

static void staging_tables_that_are_missing_are_made(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_exec(b->mart, "DROP TABLE staging_team; DROP TABLE staging_visit");
	h_store_extract(b);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_team"), 2);
}

static void a_row_deleted_in_the_store_disappears(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_extract(b);
	h_store_sql(b, "DELETE FROM visit");
	h_store_extract(b);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_visit"), 0);
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT rule, consequence, entity, found FROM finding"),
	        "casestore.gone|info|visit|1\nvisit.empty|info|visit|\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT entity, record_key, iso(day) FROM staging_gone"),
	        "visit|V1|2026-11-01\n");
}

static void an_empty_store_says_so(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_sql(b, "SELECT 1");
	r = h_store_extract(b);
	assert_int_equal(r.rows_in, 0);
	assert_int_equal(r.findings, 20);
	assert_string_equal(findings(b), "casestore.empty|delivery||||||\n");
	assert_int_equal(h_int(b->mart, "SELECT \"nothing\" FROM staging_file"), 1);
}

static void malformed_fields_are_staged_as_they_came_and_found(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_sql(b,
	        "UPDATE case_file SET opened_on = '31-02-2026' WHERE case_id = 'S1';"
	        "UPDATE case_file SET target_group = 'udsat', team_id = ' ' WHERE case_id = 'S2';"
	        "UPDATE citizen SET pnr = '010512-4123', unborn = 2 WHERE citizen_id = 'B1'");
	r = h_store_extract(b);
	assert_int_equal(r.rejected, 0);
	assert_string_equal(findings(b),
	        "case_file.opened_on.type|record|S1|S1|B1|opened_on|31-02-2026|dato, åååå-mm-dd\n"
	        "case_file.team_id.required|record|S2|S2|B2|team_id||tekst i UTF-8 uden "
	        "styretegn\n"
	        "citizen.pnr.type|record|B1||B1|pnr|######-####|personnummer, ti tegn\n"
	        "citizen.unborn.type|record|B1||B1|unborn|2|0 eller 1\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT opened_on, target_group FROM staging_case_file"),
	        "31-02-2026|vulnerable\n2023-01-15|udsat\n");
}

static void fields_of_a_deleted_row_are_not_judged(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b, "UPDATE citizen SET pnr = 'x' WHERE citizen_id = 'B4'");
	assert_int_equal(h_store_extract(b).findings, 0);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_citizen WHERE pnr = 'x'"), 1);
}

static void text_that_is_not_clean_is_made_legible_and_found(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_sql(b,
	        "UPDATE team SET name = CAST(x'4df864656c' AS TEXT) WHERE team_id = 'T1';" /* Latin-1
	                                                                                    */
	        "UPDATE team SET name = CAST(x'610062' AS TEXT) WHERE team_id = 'T2';"     /* NUL */
	        "UPDATE visit SET visited_on = CAST(x'323032360a' AS TEXT);" /* line end */
	        "UPDATE citizen SET name = CAST(x'4a6f6e6173ff' AS TEXT) WHERE citizen_id = 'B1'");
	h_store_extract(b);
	assert_string_equal(findings(b),
	        "citizen.name.text|answer|B1||B1|name|xxxxxx|tekst i UTF-8 uden styretegn\n"
	        "team.name.text|answer|T1|||name|Mødel|tekst i UTF-8 uden styretegn\n"
	        "team.name.text|answer|T2|||name|a\\x00b|tekst i UTF-8 uden styretegn\n"
	        "visit.visited_on.text|answer|V1|||visited_on|2026\\x0a|dato, åååå-mm-dd\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT name FROM staging_team"), "Mødel\na\\x00b\n");
}

static void a_row_without_key_or_with_one_that_was_there_is_rejected(void **state)
{
	struct h_store *b = *state;
	struct source_result r;

	h_store_small(b);
	h_store_profile(b, "relation",
	        "SELECT column1 AS citizen_id, column2 AS adult_pnr, 'mother' AS kind, NULL AS "
	        "valid_from,\n"
	        "       NULL AS valid_to, column3 AS changed_at, NULL AS deleted_at\n"
	        "  FROM (VALUES ('B1', '0203854124', '2026-01-01T00:00:00'), ('B1', '0203854124', "
	        "'2026-01-02T00:00:00'),\n"
	        "        ('B2', '  ', '2026-01-01T00:00:00'), (NULL, '0203854124', "
	        "'2026-01-01T00:00:00')); -- end\n");
	r = h_store_extract(b);
	assert_int_equal(r.rejected, 3);
	assert_string_equal(findings(b), "relation.citizen_id.required|record|/##########/mother/"
	                                 "|||citizen_id||tekst i UTF-8 uden styretegn\n"
	                                 "relation.unique|record|B1/##########/mother/||B1|||\n"
	                                 "relation.adult_pnr.required|record|B2//mother/"
	                                 "||B2|adult_pnr||personnummer, ti tegn\n");
	assert_string_equal(h_rows(b->mart, &b->a, "SELECT line, changed_at FROM staging_relation"),
	        "|2026-01-02T00:00:00\n");
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT rows_in, staged, rejected, findings FROM "
	                            "staging_entity WHERE entity = 'relation'"),
	        "4|1|3|3\n");
}

static void a_missing_table_or_column_names_entity_and_file(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_extract(b);
	h_store_sql(b, "DROP TABLE visit");
	h_store_refused(b, ERR_CONFIG,
	        "entity 'visit': profile 'extract/profiles/dubu/visit.sql': no such table: visit");
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_visit"), 1);
	h_store_sql(b,
	        "CREATE TABLE visit(visit_id, placement_id, visited_on, changed_at, deleted_at)");
	h_store_refused(b, ERR_CONFIG,
	        "entity 'visit': profile 'extract/profiles/dubu/visit.sql': no such column: "
	        "child_talk");
}

static void a_profile_may_only_read(void **state)
{
	static const struct {
		const char *sql, *why;
	} bad[] = {
		{ "DELETE FROM team",
		        "only a SELECT that reads the store is allowed: not authorized" },
		{ "PRAGMA user_version",
		        "only a SELECT that reads the store is allowed: not authorized" },
		{ "ATTACH 'x' AS y",
		        "only a SELECT that reads the store is allowed: not authorized" },
		{ "SELECT 1; DELETE FROM team", "there is more than one statement in it" },
		{ "SELECT 1; SELECT 2", "there is more than one statement in it" },
		{ "EXPLAIN SELECT 1", "only a SELECT that reads the store is allowed" },
		{ "-- nothing\n", "there is no SELECT in it" },
		{ "SELECT team_id, name, deleted_at FROM team", "there is no column changed_at" },
		{ "SELECT *, name FROM team", "there is more than one column name" },
		{ "SELECT \"nam\" AS name FROM team", "no such column: nam" },
		{ "SELECT * FROM team WHERE team_id = :id", "there are parameters in it" },
		{ "SELECT *, random() AS r FROM team", "not authorized to use function: random" },
		{ "SELECT *, current_timestamp AS r FROM team",
		        "not authorized to use function: current_timestamp" },
	};
	struct h_store *b = *state;

	h_store_small(b);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		h_store_profile(b, "team", bad[i].sql);
		h_store_refused(b, ERR_CONFIG,
		        arena_printf(&b->a, "entity 'team': profile 'profile/team.sql': %s",
		                bad[i].why));
	}
	h_store_profile(b, "team",
	        "WITH t AS (SELECT * FROM team)\nSELECT deleted_at, changed_at, upper(name) AS "
	        "name,"
	        " team_id, 1 AS more FROM t ;\n -- the end");
	h_store_extract(b);
	assert_string_equal(h_rows(b->mart, &b->a, "SELECT name FROM staging_team"),
	        "MODTAGELSEN\nFAMILIETEAMET\n");
	assert_int_equal(
	        h_int(b->mart, "SELECT staged FROM staging_entity WHERE entity = 'team'"), 2);
}

static void a_profile_must_cover_every_entity(void **state)
{
	struct h_store *b = *state;

	h_store_small(b);
	h_store_profile(b, "team", "x");
	unlink(arena_printf(&b->a, "%s/profile/team.sql", b->dir));
	h_store_refused(b, ERR_CONFIG,
	        "entity 'team': profile 'profile/team.sql' is not there; where the system has no "
	        "such thing, team.map says so: 'lacks = why'");
	h_store_set(b, "profile", "dubuu");
	h_store_refused(b, ERR_CONFIG,
	        "setting case-store.profile: 'dubuu' is neither built in nor a folder of the "
	        "workspace");
}

static void a_locked_store_is_for_later(void **state)
{
	struct h_store *b = *state;
	sqlite3 *writer CLEANUP(db_closep) = NULL;

	h_store_small(b);
	h_store_set(b, "busy-seconds", "0");
	assert_int_equal(sqlite3_open(b->store, &writer), SQLITE_OK);
	h_exec(writer, "BEGIN EXCLUSIVE");
	h_store_refused(b, ERR_TRYLATER,
	        arena_printf(&b->a, "case store '%s' is locked by another program", b->store));
	h_exec(writer, "COMMIT");
	h_store_extract(b);
}

static void a_store_that_is_not_one_is_refused(void **state)
{
	static const char text[] =
	        "this is a text, and a long one at that, but no database at all: it says so"
	        " itself and goes on for more than a hundred bytes";
	struct h_store *b = *state;

	h_store_refused(b, ERR_NOINPUT,
	        arena_printf(&b->a, "could not open case store '%s': unable to open database file",
	                b->store));
	assert_false(file_exists(b->store));
	h_write(b->store, text, sizeof text - 1);
	h_store_refused(b, ERR_CONFIG,
	        arena_printf(&b->a, "case store '%s' is not an SQLite database", b->store));
}

static void a_reading_that_stops_midway_leaves_the_old_staging(void **state)
{
	struct h_store *b = *state;
	const char *before;

	h_store_small(b);
	h_store_extract(b);
	before = everything(b);
	h_store_sql(b, "UPDATE citizen SET name = 'Nyt Navn', changed_at = '2026-10-31T12:00:00'");
	h_store_profile(b, "team",
	        "SELECT team_id, CASE team_id WHEN 'T2' THEN abs(-9223372036854775808) ELSE name "
	        "END"
	        " AS name, changed_at, deleted_at FROM team");
	h_store_refused(b, ERR_DATA,
	        arena_printf(&b->a, "entity 'team': case store '%s': integer overflow", b->store));
	assert_string_equal(everything(b), before);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM finding"), 0);
	h_store_set(b, "profile", "dubu");
	h_store_extract(b);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM staging_citizen WHERE name = 'Nyt Navn'"), 4);
}

/* The order of the key must come from the store's own key: no sorting of a whole entity. */
static void the_built_in_profile_reads_in_key_order_without_sorting(void **state)
{
	struct h_store *b = *state;
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct entities all;
	struct err e = { 0 };

	h_store_small(b);
	assert_int_equal(sqlite3_open(b->store, &db), SQLITE_OK);
	h_ok(entities_read(&b->a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++) {
		const struct entity *t = &all.all[i];
		const char *path = arena_printf(&b->a, "extract/profiles/dubu/%s.sql", t->name);
		const char *key = t->columns[t->keys[0]].name;

		for (size_t k = 1; k < t->key_count; k++)
			key = arena_printf(&b->a, "%s, q.%s", key, t->columns[t->keys[k]].name);
		key = h_rows(db, &b->a,
		        arena_printf(&b->a,
		                "EXPLAIN QUERY PLAN SELECT q.changed_at FROM (\n%s\n) AS q ORDER "
		                "BY q.%s",
		                def_find(path)->data, key));
		if (strstr(key, "TEMP B-TREE"))
			fail_msg("%s: %s", path, key);
	}
}

static void long_text_is_cut_at_a_whole_character(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct column col = { .name = "x", .type = &value_types[0] };
	char *s = malloc(VALUE_MAX_BYTES + 2);
	struct store_cell c = { s, VALUE_MAX_BYTES + 1 };

	(void)state;
	assert_non_null(s);
	memset(s, 'a', VALUE_MAX_BYTES + 2);
	memcpy(s + VALUE_MAX_BYTES - 1, "ø", 2);
	assert_int_equal(value_examine(&col, &c, &a), VALUE_TEXT);
	assert_int_equal(c.n, VALUE_MAX_BYTES - 1);
	free(s);
	c = (struct store_cell){ "   ", 3 };
	assert_int_equal(value_examine(&col, &c, &a), VALUE_GOOD);
	assert_null(c.s);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, h_store_setup, h_store_teardown)
	const struct CMUnitTest tests[] = {
		T(a_store_without_faults_is_staged_whole),
		T(reading_the_same_store_twice_gives_the_same_staging),
		T(a_store_keeps_its_number_and_its_hash_follows_its_rows),
		T(staging_tables_that_are_missing_are_made),
		T(a_row_deleted_in_the_store_disappears),
		T(an_empty_store_says_so),
		T(malformed_fields_are_staged_as_they_came_and_found),
		T(fields_of_a_deleted_row_are_not_judged),
		T(text_that_is_not_clean_is_made_legible_and_found),
		T(a_row_without_key_or_with_one_that_was_there_is_rejected),
		T(a_missing_table_or_column_names_entity_and_file),
		T(a_profile_may_only_read),
		T(a_profile_must_cover_every_entity),
		T(a_locked_store_is_for_later),
		T(a_store_that_is_not_one_is_refused),
		T(a_reading_that_stops_midway_leaves_the_old_staging),
		T(the_built_in_profile_reads_in_key_order_without_sorting),
		T(long_text_is_cut_at_a_whole_character),
	};

	return cmocka_run_group_tests_name("casestore", tests, NULL, NULL);
}
