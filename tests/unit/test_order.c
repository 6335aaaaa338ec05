/* The same staging in another order of rows gives the same mart, to the byte. */
#include "tests/harness/h.h"

#include "transform/transform.h"

/* Three hundred children with much in common: shared numbers, ties on a day, two parents of one
 * kind. */
#define N "WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 300) "

static const char *const world[] = {
	"INSERT INTO staging_citizen (file, line, citizen_id, pnr, birth_date, sex, unborn, "
	"protected)" N "SELECT 1, n, 'C' || n, printf('%02d%02d15%04d', 1 + n % 28, 1 + n % 12, "
	"4000 + n / 2), iso(16000 + n),"
	" substr('MK', 1 + n % 2, 1), n % 50 = 0, '0' FROM n ORDER BY ",
	"INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, valid_from)" N
	"SELECT 1, n, 'C' || (1 + n / 2), printf('%02d0180%04d', 1 + n % 28, 1000 + n), 'mother', "
	"'' FROM n ORDER BY ",
	"INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, closed_on, "
	"acting_municipality,"
	" team_id)" N "SELECT 1, n, 'K' || n, 'C' || (1 + n % 290), iso(19000 + n),"
	" CASE WHEN n % 3 = 0 THEN iso(20000 + n) END, '492', 'T' || n % 3 FROM n ORDER BY ",
	"INSERT INTO staging_notification (file, line, notification_id, citizen_id, case_id, "
	"received_at, notifier_code,"
	" assessed_at, closed_on)" N
	"SELECT 1, n, 'N' || n, 'C' || (n % 310), 'K' || n, iso(20000 + n % 7) || 'T10:00:00',"
	" n % 15, iso(20001 + n % 9) || 'T10:00:00', CASE WHEN n % 5 = 0 THEN iso(20020) END FROM "
	"n ORDER BY ",
	"INSERT INTO staging_placement_event (file, line, event_id, placement_id, case_id, "
	"event_code, effect_on,"
	" place_type, basis_code)" N "SELECT 1, n, 'E' || n, 'A' || (n / 4), 'K' || (n / 8), "
	"CASE n % 4 WHEN 0 THEN '0' WHEN 1 THEN '1' WHEN 2 THEN '1' ELSE '5' END, iso(20000 + n / "
	"2), '0' || (n % 9), '1'"
	" FROM n ORDER BY ",
	"INSERT INTO staging_measure (file, line, measure_id, case_id, kind, code, started_on, "
	"ended_on, family_directed)" N
	"SELECT 1, n, 'M' || n, 'K' || n, substr('supportdisability', 1 + 7 * (n % 2), 7 + 3 * (n "
	"% 2)),"
	" CASE n % 2 WHEN 0 THEN '415' ELSE '001' END, iso(20000 + n % 100), iso(20050), '0' FROM "
	"n ORDER BY ",
	"INSERT INTO staging_examination (file, line, examination_id, case_id, kind, aware_on, "
	"started_on)" N "SELECT 1, n, 'X' || n, 'K' || (n / 2), 'boernefaglig', iso(20100), "
	"iso(20100) FROM n ORDER BY ",
	"INSERT INTO staging_posting (posting, file, line, byte, booked, account, function, "
	"dranst, grouping, amount, pnr,"
	" case_id)" N "SELECT n, 1, n, 0, 20000 + n % 90, '528211002', 52821, 1, '002', n, "
	"printf('%02d%02d15%04d', 1 + n % 28,"
	" 1 + n % 12, 4000 + n / 2), CASE WHEN n % 4 = 0 THEN 'K' || n END FROM n ORDER BY ",
	"INSERT INTO staging_cpr_custody (pnr, kind, holder_pnr, file, line)" N
	"SELECT printf('%02d%02d15%04d', 1 + n % 28, 1 + n % 12, 4000 + n / 2), '0005', "
	"printf('%02d0180%04d', 1 + n % 28,"
	" 1000 + n), 1, n FROM n ORDER BY ",
	"INSERT INTO staging_cpr_former_pnr (pnr, old_pnr, file, line)" N
	"SELECT printf('0101150%03d', n % 60), printf('0101150%03d', n % 61), 1, n FROM n ORDER "
	"BY ",
};

static void fill(sqlite3 *db, struct arena *a, const char *direction)
{
	for (size_t i = 0; i < COUNT_OF(world); i++)
		h_exec(db, arena_printf(a, "%sn %s", world[i], direction));
}

/* Every row of every table that transform writes. */
static const char *dump(sqlite3 *db, struct arena *a)
{
	const char *names = h_rows(db, a,
	        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name = 'finding'"
	        " OR name = 'rule_result' OR name GLOB 'fact_*' OR name GLOB 'agg_*'"
	        " OR name GLOB 'record_*') ORDER BY name");
	const char *out = "";

	for (const char *at = names, *nl; (nl = strchr(at, '\n')); at = nl + 1)
		out = arena_printf(a, "%s\n== %.*s\n%s", out, (int)(nl - at), at,
		        h_rows(db, a, arena_printf(a, "SELECT * FROM %.*s", (int)(nl - at), at)));
	return out;
}

static const char *transformed(sqlite3 *db, struct arena *a)
{
	struct transform_result r = { 0 };
	struct err e = { 0 };
	struct ctx c;
	const char *out;

	h_ctx(&c, db, a, "/tmp");
	h_ok(transform_run(&c, &r, &e), e);
	h_exec(db, "PRAGMA reverse_unordered_selects = OFF");
	out = dump(db, a);
	assert_true(r.rules.found > 100 && r.selected > 10);
	return out;
}

static void first_difference(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	if (*a != *b)
		fail_msg("differs at:\n%.300s\n-- and --\n%.300s", a, b);
}

static void the_order_of_rows_does_not_matter(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart(), *reversed = h_mart();

	(void)state;
	fill(db, &a, "ASC");
	fill(reversed, &a, "DESC");
	h_exec(reversed, "PRAGMA reverse_unordered_selects = ON");
	first_difference(transformed(db, &a), transformed(reversed, &a));
	db_closep(&db);
	db_closep(&reversed);
}

static void a_second_run_changes_nothing(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	const char *once;

	(void)state;
	fill(db, &a, "ASC");
	once = transformed(db, &a);
	first_difference(once, transformed(db, &a));
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_rows_does_not_matter),
		cmocka_unit_test(a_second_run_changes_nothing),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
