/* What the tables of placements and measures count: children at the edges, cells counted by hand.
 */
#include "tests/harness/h.h"

#include "common/conf.h"
#include "common/defs.h"
#include "common/text.h"
#include "transform/codelist.h"
#include "transform/kpi.h"
#include "transform/step.h"
#include "transform/tables.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* ---- a mart of the invented children ---- */

static void exec_file(sqlite3 *db, const char *path)
{
	size_t n;
	char *sql = h_read(path, &n);

	assert_non_null(sql);
	h_exec(db, sql);
	free(sql);
}

/* Facts up to the last that tables count from. */
static void make_facts(struct ctx *c)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t at = 0;
	int64_t rows;

	while ((f = def_next("transform/facts/", ".sql", &at)) &&
	        strcmp(f->path, "transform/facts/19") < 0)
		h_ok(step_run(c, f, &rows, &e), e);
}

static sqlite3 *children(struct ctx *c)
{
	sqlite3 *db = h_mart();
	struct err e = { 0 };

	h_ok(codelist_load(db, &e), e);
	exec_file(db, "fixtures/tables/children.sql");
	h_ctx(c, db, &arena, "/nowhere");
	make_facts(c);
	return db;
}

/* Every definition of the reports of this part of the tables. */
static const char *const reports[] = { "approval-anb", "approval-bu", "approval-handbu",
	"ast-anbringelser" };

static void make_tables(struct ctx *c, int year)
{
	struct tables_made made = { 0 };
	struct err e = { 0 };

	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		struct table_def *d = arena_take(&arena, sizeof *d);
		size_t at = 0;
		int rc;

		while ((rc = table_def_next(reports[i], &at, &arena, d, &e)) > 0)
			if (d->since <= year)
				h_ok(table_make(c, d, year, true, &made, &e), e);
		h_ok(rc, e);
	}
	assert_true(made.tables > 0);
}

/* ---- cells counted by hand ---- */

/* The cells of a table that are no roll-up and not empty, "codes=n", in order of their codes as
 * text. */
static const struct cells {
	const char *tab;
	int year;
	const char *want;
} counted[] = {
	/* A C D E G H I J M N O and P (registered twice) are placed; B ended that day, K went to
	   another municipality, F is 23. */
	{ "ANBAAR2", 2025,
	        "101/10/D=1 101/11/D=1 101/13/P=1 101/17/P=1 101/18/D=1 101/18/P=1 101/22/P=1 "
	        "102/0/D=1 "
	        "102/11/D=1"
	        " 114/999/9=1 115/999/P=1 99/5/9=1" },
	{ "ANBAAR15", 2025,
	        "1/10/D=1 11/18/P=1 24/13/P=1 27/17/P=1 6/22/P=1 9/0/D=1 9/11/D=2 9/18/D=1 "
	        "9/999/9=1"
	        " 9/999/P=1 99/5/9=1" },
	{ "ANBAAR9", 2025, "492/1822=3 492/9917=7 492/999=2" },
	{ "ANBAAR9", 2024, "492/1822=1 492/9917=5" },
	{ "ANBAAR9", 2023, "492/1822=1 492/9917=3" },
	{ "ANBAAR12", 2025, "492/1=1 492/11=1 492/24=1 492/27=1 492/6=1 492/9=6 492/99=1" },
	{ "ANBAAR12", 2024, "492/1=1 492/21=1 492/23=1 492/25=1 492/6=1 492/9=1" },
	{ "ANBAAR12", 2019, "492/23=1 492/9=1" },
	{ "ANBAAR13", 2025, "492/101=7 492/102=2 492/200=2 492/99=1" },
	/* A E G H twice I M N O, and P twice */
	{ "ANBAAR14", 2025, "492/1822=2 492/9917=7 492/999=2" },
	{ "ANBAAR14", 2024, "492/9917=2" },
	{ "ANBAAR14", 2019, "492/9917=1" },
	{ "ANBAAR8", 2025,
	        "492/101/0611/D=3 492/101/1800/P=2 492/102/0611/D=1 492/103/0005/D=1 "
	        "492/114/999/9=1"
	        " 492/115/999/P=1 492/99/0005/9=2" },
	{ "ANBAAR10", 2025,
	        "492/999/0005/9=1 492/999/0005/D=1 492/999/0611/D=2 492/999/999/9=1 "
	        "492/999/999/P=1 "
	        "492/UDSLAG14/0611/D=2"
	        " 492/UDSLAG16/0005/9=1 492/UDSLAG3/0005/9=1 492/UDSLAG3/0611/D=1" },
	/* 499 has no row since 2024: S7 is in 7 and in the total only. */
	{ "ISBU01", 2025,
	        "492/210=2 492/215=1 492/230=2 492/401=1 492/415=2 492/420=3 492/435=1 492/461=1 "
	        "492/5=1"
	        " 492/6=12 492/7=1" },
	{ "ISBU01", 2023, "492/210=1 492/290=1 492/435=1 492/499=1 492/6=3 492/7=1" },
	{ "ISBU02", 2025,
	        "492/210=2 492/215=1 492/230=2 492/401=1 492/415=1 492/420=2 492/435=1 492/461=1 "
	        "492/5=1"
	        " 492/6=8 492/7=1" },
	{ "ISBU03", 2025, "492/5=1 492/6=8" },
	{ "ISBU04", 2025,
	        "492/6/0611/D=3 492/6/0611/P=1 492/6/1217/D=1 492/6/1217/P=2 492/6/1800/D=3 "
	        "492/7/1217/D=1" },
	{ "BU04A", 2025,
	        "492/1/0005/9=1 492/1/0005/M=1 492/1/0611/K=1 492/1/0611/M=4 492/1/1217/K=2 "
	        "492/1/1217/M=2"
	        " 492/1/1800/K=2 492/1/1800/M=2 492/1/999/9=1 492/1/999/K=1"
	        " 492/2/0611/K=1 492/2/0611/M=2 492/2/1217/K=2 492/2/1217/M=2 492/2/1800/M=1"
	        " 492/210/0611/M=2 492/215/1217/K=1 492/230/1217/K=1 492/230/1800/M=1"
	        " 492/3/0611/K=1 492/3/0611/M=3 492/3/1217/K=2 492/3/1217/M=2 492/3/1800/M=2"
	        " 492/415/1800/M=1 492/420/0611/K=1 492/420/1217/M=1 492/461/0611/M=1" },
	{ "BU43", 2025,
	        "492/ANBR/1822=3 492/ANBR/9917=7 492/ANBR/TOT22=12 492/FORB/1822=1 492/FORB/9917=7"
	        " 492/FORB/TOT22=8 492/IALT/1822=4 492/IALT/9917=11 492/IALT/TOT22=17" },
	{ "HANDBU01", 2025,
	        "492/1/P=1 492/100/9=1 492/100/D=3 492/100/P=1 492/110/9=1 492/110/D=2 492/110/P=1"
	        " 492/3/9=1 492/5/D=1 492/6/D=1 492/7/D=1" },
	{ "HANDBU02", 2025,
	        "492/1/0005=1 492/100/0005=1 492/100/0611=1 492/100/1217=3 492/110/0005=1 "
	        "492/110/0611=1"
	        " 492/110/1217=2 492/3/0611=1 492/5/1217=1 492/6/1217=1 492/7/1217=1" },
};

static const char *cells_of(sqlite3 *db, const char *tab, int year)
{
	const char *rows = h_rows(db, &arena,
	        arena_printf(&arena,
	                "SELECT coalesce(group_concat(cell, ' '), '') FROM (SELECT d1 || iif(d2 = "
	                "'', '', '/' || d2)"
	                " || iif(d3 = '', '', '/' || d3) || iif(d4 = '', '', '/' || d4) || '=' || "
	                "n AS cell"
	                " FROM agg_table AS a WHERE tab = '%s' AND year = %d AND NOT EXISTS"
	                " (SELECT 1 FROM agg_table_code AS c WHERE c.tab = a.tab AND c.year = "
	                "a.year AND c.total"
	                "   AND c.code = CASE c.dim WHEN 1 THEN d1 WHEN 2 THEN d2 WHEN 3 THEN d3 "
	                "ELSE d4 END)"
	                " ORDER BY d1, d2, d3, d4)",
	                tab, year));

	return arena_strndup(&arena, rows, strlen(rows) - 1);
}

static void cells_are_those_counted_by_hand(void **state)
{
	struct ctx c;
	sqlite3 *db = children(&c);

	(void)state;
	for (int year = 2018; year <= 2025; year++) {
		make_tables(&c, year);
		for (size_t i = 0; i < COUNT_OF(counted); i++) {
			const struct cells *w = &counted[i];
			const char *got;

			if (w->year != year)
				continue;
			got = cells_of(db, w->tab, year);
			if (strcmp(got, w->want) != 0)
				fail_msg("%s %d:\n%s\nbut by hand\n%s", w->tab, year, got, w->want);
		}
	}
	db_closep(&db);
}

/* ---- totals ---- */

/* Roll-ups counted by hand: codes of the cell, n. */
static const struct {
	const char *tab, *cell;
	int n;
} totals[] = {
	{ "ANBAAR2", "0/IALT/0", 12 },
	{ "ANBAAR2", "0/IALT/D", 5 },
	{ "ANBAAR2", "0/0/0", 1 }, /* age 0, not the total */
	{ "ANBAAR2", "101/IALT/0", 7 },
	{ "ANBAAR15", "9/IALT/0", 6 },
	{ "ANBAAR9", "492/0", 12 },
	{ "ANBAAR14", "492/0", 11 },
	{ "ANBAAR8", "492/0/IALT/0", 11 },
	{ "ANBAAR10", "492/UDSLAG3/IALT/0", 2 },
	{ "ANBAAR10", "492/999/IALT/0", 6 },
	{ "ISBU01", "492/3", 14 },
	{ "ISBU02", "492/2", 10 }, /* 5, 6 and 7 are 10 too, the codes are 11 */
	{ "ISBU03", "492/4", 9 },
	{ "ISBU04", "492/3/IALT/0", 11 },
	{ "BU04A", "492/1/IALT/TOT", 17 },
	{ "BU04A", "492/2/IALT/TOT", 8 },
	{ "BU04A", "492/3/IALT/TOT", 10 },
	{ "HANDBU01", "492/100/0", 5 },
	{ "HANDBU01", "492/110/0", 4 },
	{ "HANDBU02", "492/110/IALT", 4 },
};

static int64_t cell_of(sqlite3 *db, const char *tab, int year, const char *cell)
{
	return h_int(db,
	        arena_printf(&arena,
	                "SELECT coalesce(sum(n), 0) FROM agg_table WHERE tab = '%s' AND year = %d"
	                " AND d1 || iif(d2 = '', '', '/' || d2) || iif(d3 = '', '', '/' || d3)"
	                " || iif(d4 = '', '', '/' || d4) = '%s'",
	                tab, year, cell));
}

static void totals_are_those_counted_by_hand(void **state)
{
	struct ctx c;
	sqlite3 *db = children(&c);

	(void)state;
	make_tables(&c, 2025);
	for (size_t i = 0; i < COUNT_OF(totals); i++)
		if (cell_of(db, totals[i].tab, 2025, totals[i].cell) != totals[i].n)
			fail_msg("%s %s is %lld, by hand %d", totals[i].tab, totals[i].cell,
			        (long long)cell_of(db, totals[i].tab, 2025, totals[i].cell),
			        totals[i].n);
	db_closep(&db);
}

/* ---- what must add, and what must not ---- */

#define CELL(tab, cell)                                                                            \
	"coalesce((SELECT n FROM cell WHERE tab = '" tab "' AND year = y.year AND codes = '" cell  \
	"'), 0)"
#define SUM(tab, where)                                                                            \
	"coalesce((SELECT sum(n) FROM cell WHERE tab = '" tab "' AND year = y.year AND " where     \
	"), 0)"

/* Each is true in every year. */
static const char *const invariants[] = {
	CELL("ANBAAR2", "0/IALT/0") " = " CELL("ANBAAR15", "0/IALT/0"),
	CELL("ANBAAR2", "0/IALT/0") " = " CELL("ANBAAR9", "492/0"),
	CELL("ANBAAR2", "0/IALT/0") " = " CELL("ANBAAR12", "492/0"),
	CELL("ANBAAR2", "0/IALT/0") " = " CELL("ANBAAR13", "492/0"),
	CELL("ANBAAR2", "0/IALT/0") " = " SUM("ANBAAR9", "d2 <> '0'"),
	CELL("ANBAAR2", "0/IALT/0") " = " SUM(
	        "ANBAAR2", "d1 <> '0' AND d2 <> 'IALT' AND d3 <> '0'"),
	CELL("ANBAAR15", "0/IALT/0") " = " SUM(
	        "ANBAAR15", "d1 <> '0' AND d2 <> 'IALT' AND d3 <> '0'"),
	SUM("ANBAAR13", "d2 = '200'") " = " SUM(
	        "ANBAAR2", "d1 BETWEEN '103' AND '115' AND d2 = 'IALT' AND d3 = '0'"),
	CELL("ANBAAR14", "492/0") " = " CELL("ANBAAR8", "492/0/IALT/0"),
	CELL("ANBAAR14", "492/0") " = " SUM("ANBAAR14", "d2 <> '0'"),
	SUM("ANBAAR10", "d3 = 'IALT' AND d4 = '0'") " >= " SUM("ANBAAR8",
	        "d2 = '0' AND d3 IN ('0005', '0611', '1217', '999') AND d4 = '0'") " OR y.year < "
	                                                                           "2018",
	"NOT EXISTS (SELECT 1 FROM cell AS c WHERE c.tab = 'ANBAAR10' AND c.year = y.year AND c.d3 "
	"<> 'IALT' AND c.n > "
	"(SELECT a.n FROM cell AS a WHERE a.tab = 'ANBAAR8' AND a.year = c.year AND a.d2 = '0' AND "
	"a.d3 = c.d3 AND a.d4 = c.d4))",
	CELL("ISBU01", "492/3") " = " SUM("ISBU01", "d2 IN ('5', '6', '7')"),
	CELL("ISBU01", "492/3") " >= " SUM("ISBU01", "length(d2) = 3"),
	CELL("ISBU02", "492/2") " <= " SUM("ISBU02", "d2 IN ('5', '6', '7')"),
	CELL("ISBU02", "492/2") " <= " CELL("ISBU01", "492/3"),
	"NOT EXISTS (SELECT 1 FROM cell AS c WHERE c.tab = 'ISBU02' AND c.year = y.year AND c.d2 "
	"<> '2' AND c.n > "
	"(SELECT a.n FROM cell AS a WHERE a.tab = 'ISBU01' AND a.year = c.year AND a.d2 = c.d2))",
	CELL("ISBU03", "492/4") " <= " CELL("ISBU01", "492/3"),
	CELL("ISBU04", "492/3/IALT/0") " <= " CELL("ISBU01", "492/3"),
	CELL("ISBU04", "492/3/IALT/0") " = " SUM(
	        "ISBU04", "d2 <> '3' AND d3 <> 'IALT' AND d4 <> '0'"),
	CELL("BU04A", "492/3/IALT/TOT") " <= " CELL("ISBU04", "492/3/IALT/0"),
	CELL("BU04A", "492/2/IALT/TOT") " <= " CELL("BU04A", "492/3/IALT/TOT"),
	CELL("BU04A", "492/2/IALT/TOT") " <= " CELL("BU04A", "492/1/IALT/TOT"),
	CELL("BU04A", "492/3/IALT/TOT") " >= " SUM(
	        "BU04A", "length(d2) = 3 AND d3 = 'IALT' AND d4 = 'TOT'"),
	CELL("BU04A", "492/1/IALT/TOT") " <= " CELL("BU04A", "492/2/IALT/TOT") " + " CELL(
	        "ANBAAR9", "492/0"),
	CELL("BU04A", "492/1/IALT/TOT") " = " SUM(
	        "BU04A", "d2 = '1' AND d3 <> 'IALT' AND d4 <> 'TOT'"),
	CELL("BU43", "492/IALT/TOT22") " = " CELL("BU04A", "492/1/IALT/TOT"),
	CELL("BU43", "492/FORB/TOT22") " = " CELL("BU04A", "492/2/IALT/TOT"),
	CELL("BU43", "492/ANBR/TOT22") " = " CELL("ANBAAR9", "492/0"),
	CELL("BU43", "492/ANBR/9917") " = " CELL("ANBAAR9", "492/9917"),
	CELL("BU43", "492/IALT/9917") " <= " CELL("BU43", "492/FORB/9917") " + " CELL(
	        "BU43", "492/ANBR/9917"),
	CELL("BU43", "492/IALT/1822") " <= " CELL("BU43", "492/FORB/1822") " + " CELL(
	        "BU43", "492/ANBR/1822"),
	CELL("BU43", "492/IALT/TOT22") " <= " CELL("BU43", "492/FORB/TOT22") " + " CELL(
	        "BU43", "492/ANBR/TOT22"),
	CELL("BU43", "492/IALT/TOT22") " >= max(" CELL("BU43", "492/FORB/TOT22") ", " CELL(
	        "BU43", "492/ANBR/TOT22") ")",
	CELL("HANDBU01", "492/110/0") " <= " CELL("HANDBU01", "492/100/0"),
	CELL("HANDBU01", "492/100/0") " = " SUM("HANDBU01", "length(d2) = 1 AND d3 = '0'"),
	CELL("HANDBU01", "492/100/0") " = " CELL("HANDBU02", "492/100/IALT"),
	CELL("HANDBU01", "492/110/0") " = " CELL("HANDBU02", "492/110/IALT"),
};

static void hold_invariants(sqlite3 *db)
{
	h_exec(db, "CREATE TEMP VIEW cell AS SELECT *, d1 || iif(d2 = '', '', '/' || d2)"
	           " || iif(d3 = '', '', '/' || d3) || iif(d4 = '', '', '/' || d4) AS codes FROM "
	           "agg_table");
	for (size_t i = 0; i < COUNT_OF(invariants); i++) {
		const char *broken = h_rows(db, &arena,
		        arena_printf(&arena,
		                "SELECT y.year FROM (SELECT DISTINCT year FROM agg_table_year) AS y"
		                " WHERE NOT (%s)",
		                invariants[i]));

		if (*broken)
			fail_msg("does not hold in %s: %s", broken, invariants[i]);
	}
}

/* 1200 invented children whose measures and placements run over, in and out of each other. */
static const char many[] =
        "INSERT INTO staging_citizen (file, line, citizen_id, birth_date, sex, unborn, protected)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
        " SELECT 1, i, 'Z' || i, iif(i % 50, iso(ymd(2001, 6, 1) + i * 4591 % 9000), NULL),"
        "        CASE i % 3 WHEN 0 THEN 'M' WHEN 1 THEN 'K' END, iif(i % 50, '0', '1'), '0' FROM n;"
        "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, "
        "acting_municipality)"
        " SELECT 1, line, 'K' || citizen_id, citizen_id, '2018-01-01', iif(line % 40, '492', '101')"
        "   FROM staging_citizen WHERE citizen_id LIKE 'Z%';"
        "INSERT INTO staging_municipality_change (file, line, case_id, role, from_code, to_code, "
        "changed_on)"
        " SELECT 1, line, 'K' || citizen_id, 'acting', iif(line % 2, '492', '101'), iif(line % 2, "
        "'101', '492'),"
        "        iso(ymd(2022, 1, 1) + line * 131 % 1400) FROM staging_citizen"
        "  WHERE citizen_id LIKE 'Z%' AND line % 11 = 0;"
        "INSERT INTO staging_measure (file, line, measure_id, case_id, kind, code, started_on, "
        "ended_on)"
        " SELECT 1, line * 4 + j, 'M' || line || '.' || j, 'K' || citizen_id, iif(j = 3 AND line % "
        "2, 'disability', 'support'),"
        "        CASE WHEN j = 3 AND line % 2 THEN '00' || (line % 8 + 1)"
        "             ELSE substr('401420415230461499290256888420', (line * 7 + j) % 10 * 3 + 1, "
        "3) END,"
        "        iso(ymd(2021, 6, 1) + (line * 613 + j * 227) % 1600),"
        "        iif((line + j) % 3, iso(ymd(2021, 6, 1) + (line * 613 + j * 227) % 1600 + line * "
        "17 % 900), NULL)"
        "   FROM staging_citizen JOIN (SELECT 0 AS j UNION VALUES (1), (2), (3)) WHERE citizen_id "
        "LIKE 'Z%';"
        "INSERT INTO staging_placement_event (file, line, event_id, placement_id, case_id, "
        "event_code, effect_on,"
        " basis_code, place_type)"
        " SELECT 1, line, 'z' || line || '.' || nr, 'P' || line, 'K' || citizen_id, code,"
        "        iso(ymd(2021, 6, 1) + line * 379 % 900 + nr * (line * 11 % 300)), (line + nr) % "
        "17,"
        "        printf('%02d', (line * 3 + nr) % 33)"
        "   FROM staging_citizen JOIN (SELECT 0 AS nr, '0' AS code UNION ALL VALUES (1, '1'), (2, "
        "'5'), (3, '0'), (4, '7.2'))"
        "  WHERE citizen_id LIKE 'Z%' AND line % 4 = 0;"
        "INSERT INTO staging_placement_reason (file, line, event_id, reason_code)"
        " SELECT 1, line, event_id, 'UDSLAG' || (line % 20 + 1) FROM staging_placement_event"
        "  WHERE event_id LIKE 'z%' AND line % 3;"
        "INSERT INTO staging_placement_reason (file, line, event_id, reason_code)"
        " SELECT 1, line, event_id, 'UDSLAG' || (line % 17 + 22) FROM staging_placement_event"
        "  WHERE event_id LIKE 'z%' AND line % 5 = 0;";

static sqlite3 *many_children(struct ctx *c)
{
	sqlite3 *db = children(c);

	h_exec(db, many);
	make_facts(c);
	return db;
}

static void what_must_add_adds(void **state)
{
	struct ctx c;
	sqlite3 *db = many_children(&c);

	(void)state;
	for (int year = 2021; year <= 2025; year++)
		make_tables(&c, year);
	assert_true(cell_of(db, "ANBAAR9", 2024, "492/0") > 100);
	assert_true(cell_of(db, "ISBU04", 2024, "492/3/IALT/0") > 1000);
	hold_invariants(db);
	db_closep(&db);
}

/* ---- a key figure that counts the same gives the same ---- */

#define KPI(id, when)                                                                              \
	"coalesce((SELECT sum(numerator) FROM agg_kpi WHERE kpi = '" id                            \
	"' AND team_id = '' AND " when "), 0)"
#define DECEMBER "month = y.year * 100 + 12"
#define ALL_YEAR "month / 100 = y.year"

static const char *const same[] = {
	KPI("placed", DECEMBER) " = " CELL("ANBAAR9", "492/0"),
	KPI("placements_started", ALL_YEAR) " = " CELL("ANBAAR14", "492/0"),
	KPI("measures_active", DECEMBER) " = " CELL("ISBU04", "492/3/IALT/0"),
	KPI("measures_started", ALL_YEAR) " = " CELL("ISBU03", "492/4"),
	KPI("disability_active", DECEMBER) " <= " CELL("HANDBU01", "492/100/0"),
	KPI("placed", DECEMBER) " > 100",
	KPI("measures_started", ALL_YEAR) " > 500",
};

static void key_figures_agree_with_the_tables(void **state)
{
	struct ctx c;
	struct err e = { 0 };
	struct kpi_result r;
	sqlite3 *db = many_children(&c);

	(void)state;
	h_ok(kpi_run(&c, &r, &e), e);
	make_tables(&c, 2024);
	make_tables(&c, 2025);
	hold_invariants(db);
	for (size_t i = 0; i < COUNT_OF(same); i++) {
		const char *broken = h_rows(db, &arena,
		        arena_printf(&arena,
		                "SELECT y.year FROM (SELECT DISTINCT year FROM agg_table_year) AS y"
		                " WHERE NOT (%s)",
		                same[i]));

		if (*broken)
			fail_msg("does not hold in %s: %s", broken, same[i]);
	}
	db_closep(&db);
}

/* ---- shares ---- */

static void shares_are_of_the_population_of_the_same_age(void **state)
{
	struct ctx c;
	struct err e = { 0 };
	sqlite3 *db = children(&c);
	struct conf *conf = conf_new(&arena);

	(void)state;
	h_ok(conf_set(conf, "population", "2025.0-22", "1000", "test", &e), e);
	h_ok(conf_set(conf, "population", "2025.0-17", "800", "test", &e), e);
	c.conf = conf;
	make_tables(&c, 2025);
	/* 17, 8, 12 of 1000 and 11, 7, 7 of 800 in tenths of a percent, half up; nobody told of
	 * 18-22. */
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT d2, d3, value FROM agg_table_cell WHERE tab = 'BU43' "
	                            "ORDER BY o2, o3"),
	        "IALT|TOT22|17\nIALT|9917|14\nIALT|1822|\nFORB|TOT22|8\nFORB|9917|9\nFORB|1822|\n"
	        "ANBR|TOT22|12\nANBR|9917|9\nANBR|1822|\n");
	db_closep(&db);
}

/* Both stand from the day our municipality took over: the spell itself says which began last. */
static void the_last_begun_of_two_placements_counts(void **state)
{
	struct ctx c;
	sqlite3 *db = children(&c);

	(void)state;
	h_exec(db,
	        "DELETE FROM fact_placed; INSERT INTO fact_placed (placement_id, spell, stretch, "
	        "case_id, citizen_id, child, began, first, until, basis, place_type) "
	        "SELECT column1, 1, 1, c.case_id, c.citizen_id, c.citizen_id, column2, 20100, "
	        "NULL, '1', "
	        "column3 FROM (VALUES ('X0', 20050, '12'), ('X1', 20000, '09')) "
	        "JOIN (SELECT case_id, citizen_id FROM fact_case WHERE citizen_id IN "
	        "(SELECT citizen_id FROM fact_citizen WHERE NOT unborn AND birth > 14000) "
	        "ORDER BY citizen_id LIMIT 1) AS c");
	make_tables(&c, 2025);
	assert_string_equal(cells_of(db, "ANBAAR12", 2025), "492/27=1");
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT DISTINCT d1 FROM record_table WHERE tab = 'AST-A4' AND "
	                            "year = 2025"),
	        "12\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_those_counted_by_hand),
		cmocka_unit_test(totals_are_those_counted_by_hand),
		cmocka_unit_test(what_must_add_adds),
		cmocka_unit_test(key_figures_agree_with_the_tables),
		cmocka_unit_test(shares_are_of_the_population_of_the_same_age),
		cmocka_unit_test(the_last_begun_of_two_placements_counts),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
