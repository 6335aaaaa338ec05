/* The synthetic municipality: the same from the same seed, near the published figures, and clean
 * but for what is planted. */
#include "tests/harness/h.h"

#include <dirent.h>

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "extract/inbox.h"
#include "fixtures/generate/cpr_out.h"
#include "fixtures/generate/defect.h"
#include "fixtures/generate/generate.h"
#include "fixtures/generate/row.h"
#include "transform/transform.h"

static char big[512];    /* 2,000 children, nothing planted, no deadline let slip */
static char spoilt[512]; /* 2,700 children, one defect on each */

static void make(char *ret, const char *name, struct generate_options *o)
{
	struct err e = { 0 };

	snprintf(ret, 512, "%s/data", h_tmp(name));
	o->dir = ret;
	h_ok(generate_run(o, &e), e);
}

static sqlite3 *store_of(const char *dir)
{
	char path[600];
	struct err e = { 0 };
	sqlite3 *db = NULL;

	snprintf(path, sizeof path, "%s/casestore.db", dir);
	h_ok(db_open(path, DB_RO, &db, &e), e);
	return db;
}

static int setup(void **state)
{
	struct generate_options o;

	(void)state;
	generate_defaults(&o);
	o.children = 2000;
	o.lateness = 0;
	o.cpr = GENERATE_CPR_BOTH;
	make(big, "generate_big", &o);
	generate_defaults(&o);
	o.children = 2700;
	o.defects = 1000;
	o.lateness = 60;
	make(spoilt, "generate_spoilt", &o);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	*strrchr(big, '/') = '\0';
	*strrchr(spoilt, '/') = '\0';
	h_tmp_remove(big);
	h_tmp_remove(spoilt);
	return 0;
}

/* --- determinism -------------------------------------------------------------- */

/* Every file under the folder with its hash, in order of name. */
static const char *hashes(struct arena *a, const char *dir)
{
	struct dirent **names;
	const char *all = "";
	int n = scandir(dir, &names, NULL, alphasort);

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(a, "%s/%s", dir, names[i]->d_name);
		struct err e = { 0 };
		char hex[65];

		if (names[i]->d_name[0] != '.' && names[i]->d_type == DT_DIR) {
			all = arena_printf(a, "%s%s", all, hashes(a, path));
		} else if (names[i]->d_name[0] != '.') {
			h_ok(file_sha256(path, hex, &e), e);
			all = arena_printf(a, "%s%s %s\n", all, names[i]->d_name, hex);
		}
		free(names[i]);
	}
	free(names);
	return all;
}

static const char *hashes_of_run(struct arena *a, uint64_t seed)
{
	struct generate_options o;
	const char *all;
	char dir[512];

	generate_defaults(&o);
	o.children = 150;
	o.seed = seed;
	o.defects = 300;
	o.days = 2;
	o.cpr = GENERATE_CPR_BOTH;
	make(dir, "generate_seed", &o);
	all = hashes(a, dir);
	*strrchr(dir, '/') = '\0';
	h_tmp_remove(dir);
	return all;
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *first = hashes_of_run(&a, 7);

	(void)state;
	assert_string_equal(first, hashes_of_run(&a, 7));
	assert_string_not_equal(first, hashes_of_run(&a, 8));
}

static int64_t rows_not_in(sqlite3 *db, const char *entity, const char *where)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	return h_int(db, arena_printf(&a,
	                         "SELECT count(*) FROM (SELECT * FROM few.%s %s EXCEPT SELECT * "
	                         "FROM main.%s)",
	                         entity, where, entity));
}

static void a_child_is_the_same_however_many_there_are(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct generate_options o;
	sqlite3 *db CLEANUP(db_closep) = store_of(big);
	char dir[512];

	(void)state;
	generate_defaults(&o);
	o.children = 100;
	o.lateness = 0;
	make(dir, "generate_few", &o);
	h_exec(db, arena_printf(&a, "ATTACH 'file:%s/casestore.db?mode=ro' AS few", dir));
	for (int n = 0; n < ENTITY_COUNT; n++)
		assert_int_equal(rows_not_in(db, entity_info((enum row_entity)n)->name, ""), 0);
	assert_int_equal(h_int(db, "SELECT count(*) FROM few.citizen"), 100);
	*strrchr(dir, '/') = '\0';
	h_tmp_remove(dir);
}

/* --- people --------------------------------------------------------------------- */

/* CPR, one record a line; calls back with each. Returns lines. */
static int64_t cpr_lines(void (*each)(const char *line, size_t n, void *arg), void *arg)
{
	char path[600];
	size_t n = 0;
	int64_t lines = 0;
	char *data, *at;

	snprintf(path, sizeof path, "%s/inbox/D261101.L110901", big);
	data = h_read(path, &n);
	assert_non_null(data);
	for (at = data; at < data + n; lines++) {
		char *end = memchr(at, '\n', (size_t)(data + n - at));

		assert_non_null(end);
		each(at, (size_t)(end - at), arg);
		at = end + 1;
	}
	free(data);
	return lines;
}

struct people {
	int64_t persons, types[1000];
	sqlite3 *db;
	sqlite3_stmt *insert;
};

static void check_person(const char *line, size_t n, void *arg)
{
	struct people *p = arg;
	char pnr[11];
	struct err e = { 0 };
	int32_t birth;

	p->types[(line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0']++;
	if (memcmp(line, "001", 3) != 0)
		return;
	assert_true(n > 50);
	memcpy(pnr, line + 3, 10);
	pnr[10] = '\0';
	p->persons++;
	assert_false(pnr_mod11(pnr));
	assert_memory_not_equal(pnr, "0101", 4);
	assert_true(pnr_birth_day(pnr, &birth));
	assert_int_equal(line[38], pnr_sex(pnr));
	assert_memory_equal(line + 39, day_iso(birth, (char[11]){ 0 }), 10);
	h_ok(db_bind_text(p->insert, ":pnr", pnr, &e), e);
	h_ok(db_run(p->insert, &e), e); /* fails on a number given twice */
}

static void numbers_fail_modulus_11_are_unique_and_avoid_new_year(void **state)
{
	struct people p = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &p.db, &e), e);
	h_exec(p.db, "CREATE TABLE person (pnr TEXT PRIMARY KEY) WITHOUT ROWID");
	h_ok(db_prepare(p.db, "INSERT INTO person VALUES (:pnr)", "test", &p.insert, &e), e);
	(void)cpr_lines(check_person, &p);
	assert_true(p.persons > 4000);
	stmt_done(&p.insert);
	db_closep(&p.db);
	for (int t = 1; t <= 33; t++)
		assert_true(p.types[t] > 0); /* every record type of the layout occurs */
	assert_true(p.types[99] > 0 && p.types[910] == 1 && p.types[997] == 1);
	assert_true(p.types[0] == 1 && p.types[999] == 1);
	assert_int_equal(p.types[3], p.types[1]);
}

static void a_number_is_made_for_any_day_and_serial(void **state)
{
	char pnr[11];
	int32_t day;

	(void)state;
	for (int serial = 4; serial < 2400; serial += 7)
		for (int year = 1950; year < 2030; year += 3) {
			pnr_make(day_from_ymd(year, 2, 28), serial % 2 ? 'M' : 'K', serial, pnr);
			assert_true(pnr_birth_day(pnr, &day));
			assert_int_equal(day, day_from_ymd(year, 2, 28));
			assert_false(pnr_mod11(pnr));
			assert_string_not_equal(pnr + 6, "0000");
		}
}

struct unbroken {
	const char *data;
	size_t n, at;
};

static void check_unbroken(const char *line, size_t n, void *arg)
{
	struct unbroken *u = arg;
	static const int length[] = {
#define CPR_RECORD(type, length, zeros) [type] = length,
#include "fixtures/generate/cpr_layout.def"
#undef CPR_RECORD
	};
	size_t full = (size_t)length[(line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0'];

	assert_true(n <= full && u->at + full <= u->n);
	assert_memory_equal(u->data + u->at, line, n);
	for (size_t i = n; i < full; i++)
		assert_int_equal(u->data[u->at + i], ' ');
	u->at += full;
}

static void both_physical_forms_hold_the_same(void **state)
{
	struct unbroken u = { 0 };
	char path[600], *data;

	(void)state;
	snprintf(path, sizeof path, "%s/cpr-fixed/D261101.L110901", big);
	u.data = data = h_read(path, &u.n);
	assert_non_null(data);
	(void)cpr_lines(check_unbroken, &u);
	assert_int_equal(u.at, u.n);
	free(data);
}

/* --- near the published ------------------------------------------------------------ */

/* A share in per mille from two counts of the query. */
static void near(sqlite3 *db, const char *sql, int64_t low, int64_t high)
{
	int64_t got = h_int(db, sql);

	if (got < low || got > high)
		fail_msg("%lld is not in %lld..%lld: %s", (long long)got, (long long)low,
		        (long long)high, sql);
}

#define PER_CHILD                                                                                  \
	"WITH y AS (SELECT citizen_id, substr(received_at, 1, 4) AS year, count(*) AS n FROM "     \
	"notification GROUP BY 1, 2) "

static void notifications_have_the_published_shape(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = store_of(big);

	(void)state;
	near(db, PER_CHILD "SELECT 1000 * sum(n) / count(*) FROM y", 1550, 1800);
	near(db, PER_CHILD "SELECT 1000 * sum(n = 1) / count(*) FROM y", 650, 740);
	near(db, PER_CHILD "SELECT 1000 * sum(n = 2) / count(*) FROM y", 150, 210);
	near(db, PER_CHILD "SELECT 1000 * sum(n >= 5) / count(*) FROM y", 20, 60);
	near(db, "SELECT 1000 * sum(notifier_code = '2') / count(*) FROM notification", 185, 235);
	near(db, "SELECT 1000 * sum(notifier_code = '4') / count(*) FROM notification", 175, 225);
	near(db, "SELECT 1000 * sum(notifier_code = '6') / count(*) FROM notification", 105, 145);
	near(db, "SELECT 1000 * sum(notifier_code = '99') / count(*) FROM notification", 2, 19);
	near(db,
	        "SELECT 100 * (SELECT count(*) FROM notification_reason) / count(*) FROM "
	        "notification",
	        160, 210);
	near(db,
	        "SELECT 1000 * sum(sex = 'M') / count(*) FROM notification JOIN citizen USING "
	        "(citizen_id) "
	        "WHERE sex IS NOT NULL",
	        490, 560);
}

#define STOCK                                                                                      \
	"WITH e AS (SELECT placement_id, case_id, max(effect_on) AS at, place_type, basis_code "   \
	"FROM placement_event WHERE event_code IN ('0', '1', '2', '7.2', '7.5') AND effect_on <= " \
	"'2025-12-31' "                                                                            \
	"GROUP BY placement_id), stock AS (SELECT * FROM e WHERE NOT EXISTS (SELECT 1 FROM "       \
	"placement_event AS z "                                                                    \
	"WHERE z.placement_id = e.placement_id AND z.event_code IN ('5', '5.5') AND z.effect_on "  \
	"<= '2025-12-31')) "

static void placements_have_the_published_shape(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = store_of(big);

	(void)state;
	near(db,
	        STOCK "SELECT 1000 * sum(place_type IN ('01', '02', '15', '21', '23', '25')) / "
	              "count(*) FROM stock",
	        540, 720);
	near(db, STOCK "SELECT 1000 * sum(basis_code IN ('2', '3', '10')) / count(*) FROM stock",
	        80, 280);
	near(db,
	        STOCK "SELECT 1000 * count(*) / (SELECT count(*) FROM case_file WHERE opened_on <= "
	              "'2025-12-31' "
	              "AND coalesce(closed_on, '9') > '2025-12-31') FROM stock",
	        70, 150);
	near(db,
	        "SELECT 1000 * sum(basis_code IN ('2', '3', '10')) / count(*) FROM placement_event "
	        "WHERE event_code IN ('0', '7.5')",
	        70, 160);
	/* The chair's decision is approved by the committee within seven days. */
	near(db,
	        "SELECT count(*) FROM placement_event AS a JOIN placement_event AS s USING "
	        "(placement_id) "
	        "WHERE a.event_code = '4' AND a.basis_code = '3' AND s.event_code = '0' "
	        "AND julianday(a.effect_on) - julianday(s.effect_on) NOT BETWEEN 1 AND 7",
	        0, 0);
}

static void family_directed_share(sqlite3 *db, const char *ages, int64_t low, int64_t high)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	near(db,
	        arena_printf(&a,
	                "WITH m AS (SELECT family_directed AS f, "
	                "(julianday(started_on) - julianday(birth_date)) / 365.25 AS age FROM "
	                "measure "
	                "JOIN case_file USING (case_id) JOIN citizen USING (citizen_id) WHERE kind "
	                "= 'support') "
	                "SELECT 1000 * sum(f) / count(*) FROM m WHERE age %s",
	                ages),
	        low, high);
}

static void measures_have_the_published_shape(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = store_of(big);

	(void)state;
	family_directed_share(db, "< 6", 717, 827);
	family_directed_share(db, "BETWEEN 6 AND 12", 660, 780);
	family_directed_share(db, "BETWEEN 12 AND 18", 580, 700);
	near(db, "SELECT count(*) FROM measure WHERE kind = 'disability' AND started_on < '2022'",
	        0, 0);
	near(db, "SELECT 10 * (SELECT count(*) FROM measure) / count(*) FROM citizen", 20, 45);
	near(db,
	        "SELECT count(*) / (SELECT count(DISTINCT caseworker_id) FROM case_file WHERE "
	        "closed_on IS NULL) "
	        "FROM case_file WHERE closed_on IS NULL",
	        18, 32);
}

static void the_columns_are_those_of_the_case_store(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = store_of(big);

	(void)state;
	for (int n = 0; n < ENTITY_COUNT; n++) {
		const struct entity_info *i = entity_info((enum row_entity)n);
		const char *names = "";

		for (int c = 0; c < i->columns; c++)
			names = arena_printf(&a, "%s%s\n", names, i->column[c]);
		assert_string_equal(
		        names, h_rows(db, &a,
		                       arena_printf(&a, "SELECT name FROM pragma_table_info('%s')",
		                               i->name)));
	}
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), ENTITY_COUNT);
}

/* --- against the pipeline ------------------------------------------------------------ */

static sqlite3 *through(const char *dir, struct arena *a)
{
	struct source_result store = { 0 }, feeds[INBOX_RESULTS] = { 0 };
	struct transform_result t = { 0 };
	struct err e = { 0 };
	struct ctx x;
	size_t n;

	h_ctx(&x, h_mart(), a, dir);
	h_ok(casestore_extract(&x, &store, &e), e);
	h_ok(inbox_extract(&x, feeds, &n, &e), e);
	h_ok(transform_run(&x, &t, &e), e);
	return x.db;
}

/* But for those that need earlier nights, returns or receipts. */
static void each_rule_looked_at_something(sqlite3 *db, struct arena *a)
{
	struct rules r;
	struct err e = { 0 };

	h_ok(rules_load(a, &r, &e), e);
	for (size_t i = 0; i < r.n; i++) {
		const struct head *h = &r.rows[i].head;
		const char *needs = head_get(h, "reads");

		if (strstr(needs, "ledger_") || strstr(needs, "finding_") || head_get(h, "after"))
			continue;
		if (!h_int(db, arena_printf(a, "SELECT checked FROM rule_result WHERE rule = '%s'",
		                       r.rows[i].id)))
			fail_msg("%s checked nothing", r.rows[i].id);
	}
}

static void clean_data_break_no_rule(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = through(big, &a);

	(void)state;
	assert_string_equal(h_rows(db, &a,
	                            "SELECT DISTINCT rule, consequence FROM finding WHERE rule <> "
	                            "'B01' OR consequence <> 'info'"),
	        "cpr.error_record|answer\n");
	each_rule_looked_at_something(db, &a);
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM staging_delivery WHERE verdict <> 'loaded'"), 0);
}

/* The sidecar as table `planted`. */
static void load_planted(sqlite3 *db, const char *dir)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	char path[600], *file, *data, *line, *next;
	size_t n = 0;

	snprintf(path, sizeof path, "%s/planted.csv", dir);
	file = h_read(path, &n);
	assert_non_null(file);
	data = arena_strndup(&a, file, n);
	free(file);
	h_exec(db, "BEGIN; CREATE TEMP TABLE planted (defect, rule, entity, key, field, count "
	           "INTEGER)");
	for (line = strchr(data, '\n') + 1; *line; line = next) {
		char sql[512], *end = strchr(line, '\n');
		size_t at = 0;

		next = end + 1;
		*end = '\0';
		at = (size_t)snprintf(sql, sizeof sql, "INSERT INTO planted VALUES ('");
		for (; *line; line++)
			at += (size_t)snprintf(
			        sql + at, sizeof sql - at, *line == ';' ? "','" : "%c", *line);
		snprintf(sql + at, sizeof sql - at, "')");
		h_exec(db, sql);
	}
	h_exec(db, "COMMIT");
}

/* Findings but those about the whole town, whose figures what is planted moves,
 * and the planted ones that the rules of today can find; a pair of rows is found on both
 * (key, key-2). */
static void make_comparable(sqlite3 *db)
{
	h_exec(db,
	        "CREATE TEMP TABLE f AS SELECT rule, replace(coalesce(record_key, ''), '-2', '') "
	        "AS key, record_key, "
	        "rule || ' ' || coalesce(s.name, '') || ':' || coalesce(line, '') AS place "
	        "FROM finding LEFT JOIN staging_file AS s USING (file) WHERE (rule <> 'B01' OR "
	        "consequence <> 'info') AND rule NOT GLOB 'J*';"
	        "CREATE TEMP TABLE p AS SELECT *, replace(key, '-2', '') AS bare, rule || ' ' || "
	        "key AS place FROM planted "
	        "WHERE rule IN (SELECT rule FROM rule_result) OR rule LIKE '%.%';"
	        "CREATE INDEX temp.f_key ON f (key, rule); CREATE INDEX temp.f_place ON f (place);"
	        "CREATE INDEX temp.p_key ON p (bare, rule); CREATE INDEX temp.p_place ON p "
	        "(place)");
}

static void what_is_planted_is_found_and_nothing_else(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = through(spoilt, &a);

	(void)state;
	load_planted(db, spoilt);
	make_comparable(db);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT defect, key FROM p WHERE NOT EXISTS (SELECT 1 FROM f "
	                            "WHERE f.key = p.bare AND f.rule = p.rule) AND place NOT IN "
	                            "(SELECT place FROM f)"),
	        "");
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT rule, record_key FROM f WHERE NOT EXISTS (SELECT 1 FROM p "
	                "WHERE f.key = p.bare AND f.rule = p.rule) AND place NOT IN (SELECT place "
	                "FROM p)"),
	        "");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT rule, sum(count) FROM p GROUP BY rule "
	                            "EXCEPT SELECT rule, count(*) FROM f GROUP BY rule"),
	        "");
	for (size_t i = 0; generate_defect_name(i); i++)
		if (h_int(db, arena_printf(&a, "SELECT count(*) FROM planted WHERE defect = '%s'",
		                      generate_defect_name(i))) == 0)
			fail_msg("never planted: %s", generate_defect_name(i));
}

/* The same without the pipeline: what stands in the store and the files. */
static void the_sidecar_counts_what_is_there(void **state)
{
	static const char *const same[][2] = {
		{ "no_assessment", "SELECT count(*) FROM notification WHERE assessed_at IS NULL" },
		{ "closed_without_outcome", "SELECT count(*) FROM notification WHERE closed_on IS "
		                            "NOT NULL AND outcome IS NULL" },
		{ "unknown_notifier",
		        "SELECT count(*) FROM notification WHERE notifier_code = '77'" },
		{ "retired_notifier", "SELECT count(*) FROM notification WHERE notifier_code = '7' "
		                      "AND received_at >= '2024'" },
		{ "measure_ends_first",
		        "SELECT count(*) FROM measure WHERE ended_on < started_on" },
		{ "unknown_measure", "SELECT count(*) FROM measure WHERE code = '999'" },
		{ "date_outside_window", "SELECT count(*) FROM measure WHERE ended_on > '2190'" },
		{ "pnr_and_foreign_number", "SELECT count(*) FROM citizen WHERE pnr IS NOT NULL "
		                            "AND foreign_no IS NOT NULL" },
		{ "two_citizens_one_pnr", "SELECT count(*) FROM (SELECT pnr FROM citizen WHERE pnr "
		                          "NOT LIKE '3102%' GROUP BY pnr HAVING count(*) > 1)" },
		{ "malformed_date", "SELECT count(*) FROM visit WHERE visited_on = '2026-02-31'" },
		{ "missing_required", "SELECT count(*) FROM case_file WHERE target_group IS NULL" },
		{ "late_assessment", "SELECT count(*) FROM notification WHERE strftime('%s', "
		                     "assessed_at) - strftime('%s', received_at) > 86400" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = store_of(spoilt), *side CLEANUP(db_closep) = NULL;
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &side, &e), e);
	load_planted(side, spoilt);
	for (size_t i = 0; i < COUNT_OF(same); i++)
		assert_int_equal(h_int(db, same[i][1]),
		        h_int(side,
		                arena_printf(&a, "SELECT count(*) FROM planted WHERE defect = '%s'",
		                        same[i][0])));
}

/* --- the days after -------------------------------------------------------------------- */

static void apply(const char *dir, int n)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct err e = { 0 };
	size_t len = 0;
	char *sql;

	h_ok(db_open(arena_printf(&a, "%s/casestore.db", dir), DB_RW, &db, &e), e);
	sql = h_read(arena_printf(&a, "%s/days/%d/casestore.sql", dir, n), &len);
	assert_non_null(sql);
	h_exec(db, arena_strndup(&a, sql, len));
	free(sql);
	near(db,
	        arena_printf(&a,
	                "SELECT count(DISTINCT citizen_id) FROM case_file WHERE case_id IN ("
	                "SELECT case_id FROM notification WHERE changed_at LIKE '2026-11-%02d%%' "
	                "UNION "
	                "SELECT case_id FROM measure WHERE changed_at LIKE '2026-11-%02d%%' UNION "
	                "SELECT case_id FROM case_file WHERE changed_at LIKE '2026-11-%02d%%')",
	                n, n, n),
	        3, 60);
}

static void the_days_after_apply_to_the_store_and_the_files_follow_on(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct generate_options o;
	char dir[512], head[36] = "", expect[80];

	(void)state;
	generate_defaults(&o);
	o.children = 400;
	o.days = 3;
	make(dir, "generate_days", &o);
	for (int n = 1; n <= 3; n++) {
		size_t len = 0;
		char *cpr = h_read(
		        arena_printf(&a, "%s/days/%d/inbox/D2611%02d.L110901", dir, n, n + 1),
		        &len);

		apply(dir, n);
		assert_non_null(cpr);
		assert_true(len > 200);
		memcpy(head, cpr, 35);
		snprintf(
		        expect, sizeof expect, "0000000000000110901202611%02d202611%02d", n + 1, n);
		assert_string_equal(head, expect);
		free(cpr);
		assert_true(file_exists(arena_printf(
		        &a, "%s/days/%d/inbox/portal_492_202611%02d.csv", dir, n, n + 1)));
		assert_true(
		        file_size(arena_printf(&a, "%s/days/%d/inbox/postings_492_202611%02d.csv",
		                dir, n, n + 1)) > 200);
	}
	*strrchr(dir, '/') = '\0';
	h_tmp_remove(dir);
}

/* --- options ----------------------------------------------------------------------------- */

static void refuse(void (*change)(struct generate_options *), const char *message)
{
	struct generate_options o;
	struct err e = { 0 };

	generate_defaults(&o);
	o.dir = "/nonexistent";
	change(&o);
	assert_int_equal(generate_run(&o, &e), -1);
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.msg, message);
}

static void no_child(struct generate_options *o)
{
	o->children = 0;
}

static void bad_municipality(struct generate_options *o)
{
	o->municipality = "49";
}

static void too_early(struct generate_options *o)
{
	o->as_of = day_from_ymd(2018, 1, 1);
}

static void bad_file_defect(struct generate_options *o)
{
	o->file_defects = "cpr_count,nonsense";
}

static void options_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	refuse(no_child, "generating: children must be 1 to 400000");
	refuse(bad_municipality, "generating: municipality '49' is not three digits");
	refuse(too_early, "generating: the years must lie between 2015 and 2034");
	refuse(bad_file_defect, "generating: unknown file defect 'nonsense'");
}

static void every_file_defect_can_be_asked_for(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct generate_options o;
	const char *all = "";
	char dir[512], *text;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; generate_file_defect_name(i); i++)
		all = arena_printf(&a, "%s%s%s", all, i ? "," : "", generate_file_defect_name(i));
	generate_defaults(&o);
	o.children = 40;
	o.file_defects = all;
	make(dir, "generate_files", &o);
	text = h_read(arena_printf(&a, "%s/planted.csv", dir), &n);
	assert_non_null(text);
	text[n - 1] = '\0';
	for (size_t i = 0; generate_file_defect_name(i); i++)
		assert_non_null(strstr(text, generate_file_defect_name(i)));
	free(text);
	assert_int_equal(
	        file_size(arena_printf(&a, "%s/late/postings_492_20260922.csv", dir)) > 100, 1);
	assert_true(file_exists(arena_printf(&a, "%s/inbox/postings_461_20261101.csv", dir)));
	*strrchr(dir, '/') = '\0';
	h_tmp_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_bytes),
		cmocka_unit_test(a_child_is_the_same_however_many_there_are),
		cmocka_unit_test(a_number_is_made_for_any_day_and_serial),
		cmocka_unit_test(numbers_fail_modulus_11_are_unique_and_avoid_new_year),
		cmocka_unit_test(both_physical_forms_hold_the_same),
		cmocka_unit_test(notifications_have_the_published_shape),
		cmocka_unit_test(placements_have_the_published_shape),
		cmocka_unit_test(measures_have_the_published_shape),
		cmocka_unit_test(the_columns_are_those_of_the_case_store),
		cmocka_unit_test(the_sidecar_counts_what_is_there),
		cmocka_unit_test(clean_data_break_no_rule),
		cmocka_unit_test(what_is_planted_is_found_and_nothing_else),
		cmocka_unit_test(the_days_after_apply_to_the_store_and_the_files_follow_on),
		cmocka_unit_test(options_that_make_no_sense_are_refused),
		cmocka_unit_test(every_file_defect_can_be_asked_for),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
