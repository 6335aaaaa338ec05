/* Key figures: every definition is whole, and every value is what plain SQL says it is. */
#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/text.h"
#include "transform/codelist.h"
#include "transform/deadline.h"
#include "transform/kpi.h"
#include "transform/tables.h"

static struct arena arena;

static void exec_file(sqlite3 *db, const char *path)
{
	size_t n;
	char *sql = h_read(path, &n);

	assert_non_null(sql);
	h_exec(db, sql);
	free(sql);
}

static void run(sqlite3 *db, int32_t as_of, struct kpi_result *r)
{
	struct ctx x;
	struct err e = { 0 };

	h_ctx(&x, db, &arena, "/nowhere");
	x.as_of = as_of;
	h_ok(kpi_run(&x, r, &e), e);
}

/* The invented municipality of fixtures/kpi, with its figures. */
static sqlite3 *full(void)
{
	sqlite3 *db = h_mart();
	struct kpi_result r;

	exec_file(db, "fixtures/kpi/facts.sql");
	run(db, day_from_ymd(2026, 11, 1), &r);
	assert_true(r.kpis >= 20);
	return db;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* ---- definitions ---- */

static void every_definition_is_whole(void **state)
{
	static const char *const words[] = { "title_da", "title_en", "legal", "text_da", "text_en",
		"formula", "since", "cases" };
	const struct def_file *f;
	size_t at = 0, n = 0;

	(void)state;
	for (; (f = def_next("transform/kpis/", ".sql", &at)); n++) {
		struct head h;
		struct err e = { 0 };

		h_ok(kpi_head(f, &arena, &h, &e), e);
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (!head_get(&h, words[i]) || strlen(head_get(&h, words[i])) < 4)
				fail_msg("%s: %s is missing or too short", f->path, words[i]);
		assert_string_equal(head_get(&h, "writes"), "agg_kpi");
	}
	assert_true(n >= 20);
}

struct seen {
	char list[512];
};

static int listen_to(void *arg, int action, const char *table, const char *column,
        const char *database, const char *via)
{
	struct seen *s = arg;
	char word[80];

	(void)column, (void)database, (void)via;
	if (action != SQLITE_READ || !table || strncmp(table, "sqlite_", 7) == 0)
		return SQLITE_OK;
	snprintf(word, sizeof word, " %s ", table);
	if (!strstr(s->list, word))
		snprintf(s->list + strlen(s->list), sizeof s->list - strlen(s->list), "%s", word);
	return SQLITE_OK;
}

static void a_head_names_the_tables_the_body_reads(void **state)
{
	sqlite3 *db = h_mart();
	const struct def_file *f;
	size_t at = 0;

	(void)state;
	while ((f = def_next("transform/kpis/", ".sql", &at))) {
		sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
		struct seen seen = { "" };
		struct err e = { 0 };
		struct head h;
		const char *word[32];
		size_t n, length = 0;

		h_ok(kpi_head(f, &arena, &h, &e), e);
		sqlite3_set_authorizer(db, listen_to, &seen);
		h_ok(db_prepare(db,
		             arena_printf(&arena, "SELECT (%s), * FROM (\n%s\n)",
		                     head_get(&h, "since"), h.body),
		             f->path, &s, &e),
		        e);
		sqlite3_set_authorizer(db, NULL, NULL);
		n = def_words(&arena, head_get(&h, "reads"), word, COUNT_OF(word));
		for (size_t i = 0; i < n; i++) {
			if (!strstr(seen.list, arena_printf(&arena, " %s ", word[i])))
				fail_msg("%s: does not read %s", f->path, word[i]);
			length += strlen(word[i]) + 2;
		}
		if (strlen(seen.list) != length)
			fail_msg("%s: reads%s", f->path, seen.list);
		for (size_t i = 0; i < n; i++)
			assert_true(strncmp(word[i], "fact_", 5) == 0 ||
			            strncmp(word[i], "agg_", 4) == 0 ||
			            strncmp(word[i], "codelist", 8) == 0 ||
			            strncmp(word[i], "finding", 7) == 0);
	}
	db_closep(&db);
}

/* ---- values ---- */

/*
 * The same figures said again, plainly: for one month (:first to :last, :m) and one team
 * ('' = all). 19723 is 1 January 2024, 20758 is 1 November 2026.
 */
#define TEAM(x) " AND (:t = '' OR " x " = :t)"
#define CASE_TEAM(x) TEAM("(SELECT team_id FROM fact_case WHERE case_id = " x ")")
#define RECEIVED                                                                                   \
	"FROM fact_notification n WHERE n.received BETWEEN :first AND :last" TEAM("n.team_id")
#define EXAMS "FROM fact_examination n WHERE n.kind = 'boernefaglig'" TEAM("n.team_id")
#define OPEN(b, x) b " <= :last AND coalesce(" x ", 99999) > :last"
#define COSTS                                                                                      \
	" FROM fact_cost WHERE dranst = 1 AND function IN (52820, 52821, 52822, 52823, 52824, "    \
	"52825)"
#define YEAR_COSTS COSTS " AND month BETWEEN :m - :m % 100 + 1 AND :m"
#define BUDGETS                                                                                    \
	"(SELECT sum(coalesce((SELECT amount FROM fact_budget c WHERE c.year = o.year"             \
	" AND c.function = o.function AND c.dranst = 1 AND c.version = 'corrected'), o.amount))"   \
	" FROM fact_budget o WHERE o.dranst = 1 AND o.version = 'original' AND o.year = :m / 100)"

static const struct {
	const char *kpi, *numerator, *denominator;
	bool only_total;
} plain[] = {
	{ "notifications", "SELECT count(*) " RECEIVED, NULL, false },
	{ "assessed_24h",
	        "SELECT count(*) " RECEIVED " AND n.received_secs + 86400 < 20758 * 86400"
	        " AND n.assessed_secs - n.received_secs BETWEEN 0 AND 86400",
	        "SELECT count(*) " RECEIVED " AND n.received_secs + 86400 < 20758 * 86400", false },
	{ "acknowledged_6d",
	        "SELECT count(*) " RECEIVED " AND NOT n.anonymous AND n.acknowledged >= n.received"
	        " AND (WITH RECURSIVE d(day) AS (SELECT n.received + 1 UNION ALL SELECT day + 1 "
	        "FROM d"
	        "      WHERE day < n.received + 20) SELECT day FROM d WHERE workday(day) LIMIT 1 "
	        "OFFSET 5)"
	        "     BETWEEN n.acknowledged AND 20757",
	        "SELECT count(*) " RECEIVED " AND NOT n.anonymous"
	        " AND (WITH RECURSIVE d(day) AS (SELECT n.received + 1 UNION ALL SELECT day + 1 "
	        "FROM d"
	        "      WHERE day < n.received + 20) SELECT day FROM d WHERE workday(day) LIMIT 1 "
	        "OFFSET 5)"
	        "     <= 20757",
	        false },
	{ "renotified_12m",
	        "SELECT count(*) " RECEIVED " AND EXISTS (SELECT 1 FROM fact_notification p"
	        " WHERE p.citizen_id = n.citizen_id AND (p.received_secs, p.notification_id)"
	        " < (n.received_secs, n.notification_id) AND add_months(p.received, 12) >= "
	        "n.received)",
	        "SELECT count(*) " RECEIVED, false },
	{ "children_notified", "SELECT count(DISTINCT citizen_id) " RECEIVED, NULL, true },
	{ "child_talk",
	        "SELECT count(child_talk) " RECEIVED " AND (SELECT NOT unborn FROM fact_citizen c"
	        " WHERE c.citizen_id = n.citizen_id)",
	        "SELECT count(*) " RECEIVED " AND (SELECT NOT unborn FROM fact_citizen c"
	        " WHERE c.citizen_id = n.citizen_id)",
	        false },
	{ "examined_4m",
	        "SELECT count(*) " EXAMS " AND add_months(aware, 4) BETWEEN :first AND :last"
	        " AND concluded <= add_months(aware, 4)",
	        "SELECT count(*) " EXAMS " AND add_months(aware, 4) BETWEEN :first AND :last",
	        false },
	{ "examinations_late",
	        "SELECT count(*) " EXAMS " AND " OPEN("add_months(aware, 4)", "concluded"), NULL,
	        false },
	{ "examinations_open", "SELECT count(*) " EXAMS " AND " OPEN("started", "concluded"), NULL,
	        false },
	{ "examination_days",
	        "SELECT coalesce(sum(concluded - aware), 0) " EXAMS
	        " AND concluded BETWEEN :first AND :last",
	        "SELECT count(*) " EXAMS " AND concluded BETWEEN :first AND :last", false },
	{ "placed",
	        "SELECT count(*) FROM fact_citizen c WHERE coalesce(age(birth, :last), 0) <= 22 "
	        "AND citizen_id IN"
	        " (SELECT s.citizen_id FROM fact_placement_spell s JOIN fact_placement p USING "
	        "(placement_id)"
	        "   WHERE " OPEN("s.started", "s.ended") CASE_TEAM("p.case_id") ")",
	        NULL, false },
	{ "placements_started",
	        "SELECT count(*) FROM fact_placement p WHERE started BETWEEN :first AND "
	        ":last" CASE_TEAM("p.case_id"),
	        NULL, false },
	{ "visits_2y",
	        "SELECT count(*) FROM fact_placement p WHERE started <= add_months(:first, -11)"
	        " AND coalesce(ended, 99999) > :last" CASE_TEAM(
	                "p.case_id") " AND 2 <= (SELECT count(*) FROM fact_visit v WHERE "
	                             "v.placement_id = p.placement_id"
	                             " AND v.visited >= add_months(:first, -11) AND v.visited <= "
	                             ":last)",
	        "SELECT count(*) FROM fact_placement p WHERE started <= add_months(:first, -11)"
	        " AND coalesce(ended, 99999) > :last" CASE_TEAM("p.case_id"),
	        false },
	{ "visit_talk",
	        "SELECT coalesce(sum(child_talk), 0) FROM fact_visit v JOIN fact_placement p USING "
	        "(placement_id)"
	        " WHERE visited BETWEEN :first AND :last" CASE_TEAM("p.case_id"),
	        "SELECT count(*) FROM fact_visit v JOIN fact_placement p USING (placement_id)"
	        " WHERE visited BETWEEN :first AND :last" CASE_TEAM("p.case_id"),
	        false },
	{ "measures_started",
	        "SELECT count(*) FROM fact_measure t WHERE kind = 'support' AND started BETWEEN "
	        ":first AND :last" CASE_TEAM("t.case_id"),
	        NULL, false },
	{ "measures_active",
	        "SELECT count(*) FROM fact_measure t WHERE kind = 'support' AND started <= :last"
	        " AND coalesce(ended, 99999) >= :last" CASE_TEAM("t.case_id"),
	        NULL, false },
	{ "disability_active",
	        "SELECT count(*) FROM fact_measure t WHERE kind = 'disability' AND started <= :last"
	        " AND coalesce(ended, 99999) >= :last AND coalesce((SELECT age(birth, :last) FROM "
	        "fact_citizen b"
	        " WHERE b.citizen_id = t.citizen_id), 0) <= 17" CASE_TEAM("t.case_id"),
	        NULL, false },
	{ "cases_open",
	        "SELECT count(*) FROM fact_case c WHERE " OPEN("opened", "closed") TEAM("team_id"),
	        NULL, false },
	{ "caseload",
	        "SELECT count(caseworker_id) FROM fact_case c WHERE " OPEN("opened", "closed")
	                TEAM("team_id"),
	        "SELECT count(DISTINCT caseworker_id) FROM fact_case c WHERE " OPEN(
	                "opened", "closed") TEAM("team_id"),
	        false },
	{ "net_cost",
	        "SELECT coalesce(sum(amount), 0)" COSTS
	        " AND month = :m" CASE_TEAM("fact_cost.case_id"),
	        NULL, false },
	{ "expected_year", "SELECT sum(amount) * 12 / (:m % 100)" YEAR_COSTS, NULL, true },
	{ "budget_used", "SELECT sum(amount)" YEAR_COSTS, "SELECT " BUDGETS, true },
	{ "expected_of_budget", "SELECT sum(amount) * 12 / (:m % 100)" YEAR_COSTS,
	        "SELECT " BUDGETS, true },
};

static int64_t ask(sqlite3 *db, const char *sql, int month, const char *team)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct params p = { .arena = &arena };
	struct err e = { 0 };
	int32_t first = day_from_ymd(month / 100, month % 100, 1);

	params_int(&p, "m", month);
	params_int(&p, "first", first);
	params_int(&p, "last", day_add_months(first, 1) - 1);
	params_text(&p, "t", team);
	h_ok(db_prepare(db, sql, sql, &s, &e), e);
	h_ok(db_bind_params(s, &p, &e), e);
	assert_int_equal(db_step(s, &e), 1);
	return sqlite3_column_int64(s, 0);
}

static void compare(sqlite3 *db, size_t i, int month, const char *team)
{
	int64_t n = ask(db, plain[i].numerator, month, team);
	int64_t d = plain[i].denominator ? ask(db, plain[i].denominator, month, team) : 1;
	const char *got = h_rows(db, &arena,
	        arena_printf(&arena,
	                "SELECT numerator, denominator FROM agg_kpi WHERE kpi = '%s' AND month = "
	                "%d AND team_id = '%s'",
	                plain[i].kpi, month, team));
	const char *want = arena_printf(&arena, "%lld|%lld\n", (long long)n, (long long)d);

	if (strcmp(got, want) != 0)
		fail_msg("%s, %d, team '%s': figure %s, plain %s", plain[i].kpi, month, team, got,
		        want);
}

static void figures_are_what_plain_sql_says(void **state)
{
	static const char *const teams[] = { "", "T1", "T2", "T3", "T4" };
	static const int months[] = { 202311, 202312, 202401, 202402, 202404, 202502, 202508,
		202512, 202605, 202609, 202610 };
	sqlite3 *db = full();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		for (size_t m = 0; m < COUNT_OF(months); m++)
			for (size_t t = 0; t < (plain[i].only_total ? 1 : COUNT_OF(teams)); t++)
				compare(db, i, months[m], teams[t]);
	assert_int_equal(h_int(db, "SELECT numerator FROM agg_kpi WHERE kpi = 'findings_open' AND "
	                           "team_id = ''"),
	        h_int(db, "SELECT count(*) FROM finding WHERE consequence = 'answer'"));
	assert_int_equal(h_int(db, "SELECT numerator FROM agg_kpi WHERE kpi = 'records_held' AND "
	                           "team_id = ''"),
	        h_int(db, "SELECT count(*) FROM finding WHERE consequence = 'record'"));
	db_closep(&db);
}

/* The month after an examination ended early is the hard case: judged apart, measure by measure. */
static void follow_ups_are_judged_by_the_law_of_their_start(void **state)
{
	sqlite3 *db = h_mart();
	struct kpi_result r;

	(void)state;
	h_exec(db, "INSERT INTO fact_case (case_id, citizen_id, opened) VALUES ('S', 'C', 1);"
	           "INSERT INTO fact_measure (measure_id, case_id, kind, started, family_directed) "
	           "VALUES"
	           " ('OLD', 'S', 'support', ymd(2023,12,31), 0), ('NEW', 'S', 'support', "
	           "ymd(2024,1,1), 0),"
	           " ('NOT', 'S', 'disability', ymd(2024,1,1), 0);"
	           "INSERT INTO fact_measure (measure_id, case_id, kind, started, ended, "
	           "family_directed) VALUES"
	           " ('SHORT', 'S', 'support', ymd(2024,1,2), ymd(2024,2,1), 0);"
	           "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	           "concluded) VALUES"
	           " ('E', 'S', 'boernefaglig', ymd(2023,12,1), ymd(2023,12,1), ymd(2024,2,10));"
	           "INSERT INTO fact_followup (followup_id, case_id, measure_id, held) VALUES"
	           " ('F1', 'S', 'OLD', ymd(2024,3,31)), ('F2', 'S', 'NEW', ymd(2024,2,11));");
	run(db, day_from_ymd(2024, 6, 1), &r);
	/* OLD: three months, held on the last day. NEW: due when the examination was concluded. */
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT month, numerator, denominator FROM agg_kpi"
	                            " WHERE kpi = 'followup_3m' AND team_id = '' AND denominator > "
	                            "0 ORDER BY 1"),
	        "202402|0|1\n202403|1|1\n");
	h_exec(db, "UPDATE fact_followup SET held = ymd(2024,2,10) WHERE followup_id = 'F2'");
	run(db, day_from_ymd(2024, 6, 1), &r);
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT month, numerator, denominator FROM agg_kpi"
	                            " WHERE kpi = 'followup_3m' AND team_id = '' AND denominator > "
	                            "0 ORDER BY 1"),
	        "202402|1|1\n202403|1|1\n");
	db_closep(&db);
}

/* ---- boundaries ---- */

/* One notification or examination, and the figure it must give: "month|numerator|denominator". */
static const struct {
	const char *what, *kpi, *insert, *want;
	int year, month, day; /* as-of */
} cases[] = {
	{ "24 hours to the second", "assessed_24h",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, assessed_secs) VALUES ('U', 'C', ymd(2026,3,1), "
	        "secs('2026-03-01T10:00:00'), 0, 1,"
	        " secs('2026-03-02T10:00:00'))",
	        "202603|1|1\n", 2026, 5, 1 },
	{ "24 hours and a second", "assessed_24h",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, assessed_secs) VALUES ('U', 'C', ymd(2026,3,1), "
	        "secs('2026-03-01T10:00:00'), 0, 1,"
	        " secs('2026-03-02T10:00:01'))",
	        "202603|0|1\n", 2026, 5, 1 },
	{ "assessed before it came", "assessed_24h",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, assessed_secs) VALUES ('U', 'C', ymd(2026,3,1), "
	        "secs('2026-03-01T10:00:00'), 0, 1,"
	        " secs('2026-03-01T09:59:59'))",
	        "202603|0|1\n", 2026, 5, 1 },
	{ "not due yet", "assessed_24h",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional) VALUES ('U', 'C', ymd(2026,4,30), secs('2026-04-30T23:59:59'), 0, "
	        "1)",
	        "", 2026, 5, 1 },
	{ "the last second of a month", "notifications",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional) VALUES ('U', 'C', ymd(2024,2,29), secs('2024-02-29T23:59:59'), 0, "
	        "1)",
	        "202402|1|1\n", 2026, 5, 1 },
	{ "six working days over Easter: 1 April to 14 April 2026", "acknowledged_6d",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, acknowledged) VALUES ('U', 'C', ymd(2026,4,1), 0, 0, 1, "
	        "ymd(2026,4,14))",
	        "202604|1|1\n", 2026, 6, 1 },
	{ "one day more", "acknowledged_6d",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, acknowledged) VALUES ('U', 'C', ymd(2026,4,1), 0, 0, 1, "
	        "ymd(2026,4,15))",
	        "202604|0|1\n", 2026, 6, 1 },
	{ "Store Bededag counts as a holiday in 2023", "acknowledged_6d",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, acknowledged) VALUES ('U', 'C', ymd(2023,5,4), 0, 0, 1, "
	        "ymd(2023,5,15))",
	        "202305|1|1\n", 2024, 2, 1 },
	{ "and not in 2024", "acknowledged_6d",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional, acknowledged) VALUES ('U', 'C', ymd(2024,4,25), 0, 0, 1, "
	        "ymd(2024,5,6))",
	        "202404|0|1\n", 2024, 8, 1 },
	{ "nobody to thank", "acknowledged_6d",
	        "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	        "received_secs, anonymous,"
	        " professional) VALUES ('U', 'C', ymd(2026,3,2), 0, 1, 0)",
	        "", 2026, 6, 1 },
	{ "four months to the same day number", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2025,10,15), ymd(2025,10,15), ymd(2026,2,15))",
	        "202602|1|1\n", 2026, 5, 1 },
	{ "one day late", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2025,10,15), ymd(2025,10,15), ymd(2026,2,16))",
	        "202602|0|1\n", 2026, 5, 1 },
	{ "31 October to 28 February", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2025,10,31), ymd(2025,10,31), ymd(2026,2,28))",
	        "202602|1|1\n", 2026, 5, 1 },
	{ "31 October to 29 February in a leap year", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2023,10,31), ymd(2023,10,31), ymd(2024,2,29))",
	        "202402|1|1\n", 2026, 5, 1 },
	{ "an early one waits for its deadline", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2026,2,1), ymd(2026,2,1), ymd(2026,3,1))",
	        "", 2026, 5, 1 },
	{ "another kind of examination", "examined_4m",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started) "
	        "VALUES"
	        " ('E', 'S', 'screening', ymd(2025,10,15), ymd(2025,10,15))",
	        "", 2026, 5, 1 },
	{ "open on the day of the deadline", "examinations_late",
	        "INSERT INTO fact_examination (examination_id, case_id, kind, aware, started, "
	        "concluded) VALUES"
	        " ('E', 'S', 'boernefaglig', ymd(2025,11,30), ymd(2025,11,30), ymd(2026,4,1))",
	        "202603|1|1\n", 2026, 5, 1 },
	{ "ended on the last day of the month", "placed",
	        "INSERT INTO fact_citizen (citizen_id, unborn, protected) VALUES ('C', 0, 0);"
	        "INSERT INTO fact_placed (placement_id, spell, stretch, case_id, citizen_id, "
	        "child, began, first, until)"
	        " VALUES ('P', 1, 1, 'S', 'C', 'C', ymd(2026,1,31), ymd(2026,1,31), "
	        "ymd(2026,3,31))",
	        "202601|1|1\n202602|1|1\n", 2026, 5, 1 },
	{ "moved on the last day of the month", "placed",
	        "INSERT INTO fact_citizen (citizen_id, unborn, protected) VALUES ('C', 0, 0);"
	        "INSERT INTO fact_placed (placement_id, spell, stretch, case_id, citizen_id, "
	        "child, began, first, until)"
	        " VALUES ('P', 1, 1, 'S', 'C', 'C', ymd(2026,3,1), ymd(2026,3,1), ymd(2026,3,31)),"
	        "        ('P', 2, 1, 'S', 'C', 'C', ymd(2026,3,31), ymd(2026,3,31), ymd(2026,4,2))",
	        "202603|1|1\n", 2026, 5, 1 },
	{ "23 years old", "placed",
	        "INSERT INTO fact_citizen (citizen_id, birth, unborn, protected)"
	        " VALUES ('C', ymd(2003,4,1), 0, 0);"
	        "INSERT INTO fact_placed (placement_id, spell, stretch, case_id, citizen_id, "
	        "child, began, first)"
	        " VALUES ('P', 1, 1, 'S', 'C', 'C', ymd(2026,3,1), ymd(2026,3,1))",
	        "202603|1|1\n", 2026, 5, 1 },
	{ "born on 29 February: 22 to the end of February", "measures_active",
	        "INSERT INTO fact_citizen (citizen_id, birth, unborn, protected)"
	        " VALUES ('C', ymd(2000,2,29), 0, 0);"
	        "INSERT INTO fact_supported (measure_id, stretch, record, case_id, citizen_id, "
	        "child, kind, "
	        "code, part, first)"
	        " VALUES ('M', 1, 'M', 'S', 'C', 'C', 'support', '290', '6', ymd(2022,12,5))",
	        "202212|1|1\n202301|1|1\n202302|1|1\n", 2024, 5, 1 },
	{ "18 on the last day of the month", "disability_active",
	        "INSERT INTO fact_citizen (citizen_id, birth, unborn, protected)"
	        " VALUES ('C', ymd(2008,3,31), 0, 0);"
	        "INSERT INTO fact_supported (measure_id, stretch, record, case_id, citizen_id, "
	        "child, kind, "
	        "code, first)"
	        " VALUES ('M', 1, 'M', 'S', 'C', 'C', 'disability', '007', ymd(2026,1,5))",
	        "202601|1|1\n202602|1|1\n", 2026, 5, 1 },
};

static void boundaries_fall_on_the_right_side(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		sqlite3 *db = h_mart();
		struct kpi_result r;
		const char *got;

		h_exec(db, cases[i].insert);
		run(db, day_from_ymd(cases[i].year, cases[i].month, cases[i].day), &r);
		got = h_rows(db, &arena,
		        arena_printf(&arena,
		                "SELECT month, numerator, denominator FROM agg_kpi WHERE kpi = "
		                "'%s' AND team_id = ''"
		                " AND denominator > 0 AND numerator + (denominator > 0) * (kpi IN "
		                "('assessed_24h',"
		                " 'acknowledged_6d', 'examined_4m')) > 0 ORDER BY 1",
		                cases[i].kpi));
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s: got '%s', want '%s'", cases[i].what, got, cases[i].want);
		db_closep(&db);
	}
}

static void only_months_that_are_over_have_figures(void **state)
{
	sqlite3 *db = full();
	struct kpi_result r;

	(void)state;
	assert_int_equal(h_int(db, "SELECT max(month) FROM agg_kpi_month"), 202610);
	assert_int_equal(h_int(db, "SELECT min(month) FROM agg_kpi_month"), 202311);
	assert_int_equal(h_int(db, "SELECT count(*) FROM agg_kpi_month"), KPI_MONTHS);
	run(db, day_from_ymd(2026, 10, 31), &r);
	assert_int_equal(h_int(db, "SELECT max(month) FROM agg_kpi_month"), 202609);
	assert_int_equal(h_int(db, "SELECT max(month) FROM agg_kpi"), 202609);
	db_closep(&db);
}

static void before_the_first_data_there_is_no_figure(void **state)
{
	sqlite3 *db = h_mart();
	struct kpi_result r;

	(void)state;
	run(db, day_from_ymd(2026, 11, 1), &r);
	assert_int_equal(r.rows, 0);
	h_exec(db, "INSERT INTO fact_notification (notification_id, citizen_id, received, "
	           "received_secs,"
	           " anonymous, professional) VALUES ('U', 'C', ymd(2026,8,20), 0, 0, 1)");
	run(db, day_from_ymd(2026, 11, 1), &r);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT month, numerator FROM agg_kpi WHERE kpi = 'notifications'"),
	        "202608|1\n202609|0\n202610|0\n");
	db_closep(&db);
}

/* ---- beside other figures ---- */

static void twelve_months_of_notifications_are_und1(void **state)
{
	sqlite3 *db = full();
	struct tables_made made;
	struct ctx x;
	struct err e = { 0 };
	int64_t und1;

	(void)state;
	h_ctx(&x, db, &arena, "/nowhere");
	h_ok(codelist_load(db, &e), e);
	h_step(&x, "transform/facts/145_fact_notified.sql");
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	und1 = h_int(db, "SELECT n FROM agg_table_cell WHERE tab = 'UND1' AND year = 2025"
	                 " AND d2 = '0' AND d3 = '00' AND d4 = '0'");
	assert_true(und1 > 100);
	assert_int_equal(und1, h_int(db, "SELECT sum(numerator) FROM agg_kpi WHERE kpi = "
	                                 "'notifications' AND team_id = ''"
	                                 " AND month BETWEEN 202501 AND 202512"));
	db_closep(&db);
}

/* The list of cases behind a figure has as many units as the figure says. */
static void a_figure_and_its_cases_agree(void **state)
{
	sqlite3 *db = full();
	const struct def_file *f;
	size_t at = 0, checked = 0;

	(void)state;
	while ((f = def_next("transform/kpis/", ".sql", &at))) {
		sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
		struct params p = { .arena = &arena };
		struct err e = { 0 };
		struct head h;
		const char *sql;
		int64_t n = 0, want;

		h_ok(kpi_head(f, &arena, &h, &e), e);
		if (strcmp(head_get(&h, "cases"), "none") == 0) {
			assert_int_equal(kpi_cases_sql(head_get(&h, "id"), &arena, &sql, &e), -1);
			assert_int_equal(e.code, ERR_USAGE);
			continue;
		}
		params_int(&p, "month", 202610);
		params_text(&p, "team", "T2");
		params_int(&p, "as_of", day_from_ymd(2026, 11, 1));
		h_ok(kpi_cases_sql(head_get(&h, "id"), &arena, &sql, &e), e);
		h_ok(db_prepare(db, sql, f->path, &s, &e), e);
		h_ok(db_bind_params(s, &p, &e), e);
		while (db_step(s, &e) > 0)
			n++;
		if (strcmp(head_get(&h, "unit"), "dkk1000") == 0 ||
		        strcmp(head_get(&h, "unit"), "days") == 0)
			continue;
		want = h_int(
		        db, arena_printf(&arena,
		                    "SELECT CASE WHEN '%s' = 'numerator < denominator'"
		                    " THEN denominator - numerator ELSE numerator END FROM agg_kpi"
		                    " WHERE kpi = '%s' AND month = 202610 AND team_id = 'T2'",
		                    head_get(&h, "cases"), head_get(&h, "id")));
		if (n != want)
			fail_msg("%s: %lld cases, figure %lld", f->path, (long long)n,
			        (long long)want);
		checked++;
	}
	assert_true(checked > 15);
	db_closep(&db);
}

static void no_person_is_in_the_aggregates(void **state)
{
	sqlite3 *db = full();

	(void)state;
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM agg_kpi WHERE team_id <> '' AND team_id NOT IN"
	                  " (SELECT team_id FROM fact_team)"),
	        0);
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM pragma_table_list t, pragma_table_info(t.name) c"
	                  " WHERE t.name LIKE 'agg#_%' ESCAPE '#' AND (c.name LIKE '%citizen%' OR "
	                  "c.name LIKE '%case%'"
	                  " OR c.name LIKE '%pnr%')"),
	        0);
	db_closep(&db);
}

static void the_same_again_is_the_same(void **state)
{
	sqlite3 *db = full();
	const char *all = "SELECT * FROM agg_kpi ORDER BY 1, 2, 3";
	const char *first = h_rows(db, &arena, all);
	struct kpi_result r;

	(void)state;
	h_exec(db, "PRAGMA reverse_unordered_selects = on");
	run(db, day_from_ymd(2026, 11, 1), &r);
	assert_string_equal(first, h_rows(db, &arena, all));
	db_closep(&db);
}

/* ---- deadlines ---- */

static void every_day_has_one_law_for_a_deadline(void **state)
{
	sqlite3 *db = h_mart();
	struct err e = { 0 };

	(void)state;
	h_ok(deadline_load(db, &e), e);
	h_ok(deadline_load(db, &e), e);
	assert_true(h_int(db, "SELECT count(*) FROM codelist_deadline") >= 25);
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM codelist_deadline a JOIN codelist_deadline b"
	                  " ON a.id = b.id AND a.valid_from < b.valid_from AND a.valid_to >= "
	                  "b.valid_from"),
	        0);
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT law, paragraph, length, unit FROM codelist_deadline"
	                            " WHERE id = 'D06' ORDER BY valid_from"),
	        "SEL|§ 50|4|months\nBL|§ 20, stk. 3|4|months\n");
	assert_int_equal(h_int(db, "SELECT valid_from = ymd(2024,1,1) FROM codelist_deadline"
	                           " WHERE id = 'D01' AND law = 'BL'"),
	        1);
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_definition_is_whole),
		cmocka_unit_test(a_head_names_the_tables_the_body_reads),
		cmocka_unit_test(every_day_has_one_law_for_a_deadline),
		cmocka_unit_test(figures_are_what_plain_sql_says),
		cmocka_unit_test(follow_ups_are_judged_by_the_law_of_their_start),
		cmocka_unit_test(boundaries_fall_on_the_right_side),
		cmocka_unit_test(only_months_that_are_over_have_figures),
		cmocka_unit_test(before_the_first_data_there_is_no_figure),
		cmocka_unit_test(twelve_months_of_notifications_are_und1),
		cmocka_unit_test(a_figure_and_its_cases_agree),
		cmocka_unit_test(no_person_is_in_the_aggregates),
		cmocka_unit_test(the_same_again_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
