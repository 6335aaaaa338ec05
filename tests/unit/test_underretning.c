/* Notifications one by one: each has a row and a reason, by the settings; the files are the golden
 * ones. */
#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/def.h"
#include "report/report.h"
#include "transform/tables.h"
#include "transform/transform.h"

#define GOLDEN "fixtures/golden/dst-underretninger/"

/* "section.name=value", ended by NULL, beside the municipality. */
static void context(struct ctx *c, sqlite3 *db, struct arena *a, const char *const *set)
{
	struct conf *conf = conf_new(a);
	struct err e = { 0 };

	h_ctx(c, db, a, arena_strdup(a, h_tmp("underretning")));
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	for (; set && *set; set++) {
		char *section = arena_strdup(a, *set), *eq = strchr(section, '='), *dot;

		*eq = '\0';
		dot = strrchr(section, '.');
		*dot = '\0';
		h_ok(conf_set(conf, section, dot + 1, eq + 1, "test", &e), e);
	}
	h_stopping_rules(conf);
	h_ok(conf_finish(conf, &e), e);
	c->conf = conf;
}

static int transform(sqlite3 *db, struct arena *a, const char *set, struct err *e)
{
	const char *const sets[] = { set, NULL };
	struct transform_result r = { 0 };
	struct ctx c;
	int rc;

	context(&c, db, a, sets);
	rc = transform_run(&c, &r, e);
	h_tmp_remove(c.workspace);
	return rc;
}

/*
 * A a child, B 18 on 2 November 2024, C foreign, D without any number, F foreign and notified
 * unborn; U unborn with the mother's number, V unborn with the mother as relation, W unborn
 * without; N notified unborn and born since, M the same without a mother.
 */
static const char source[] =
        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, foreign_no, birth_date, sex, "
        "unborn,"
        " mother_pnr, protected) VALUES"
        " (1, 1, 'A', '0201154007', NULL, NULL, NULL, '0', NULL, '0'),"
        " (1, 2, 'B', '0211064008', NULL, NULL, NULL, '0', NULL, '0'),"
        " (1, 3, 'C', NULL, 'DE 1', '2016-02-29', 'K', '0', NULL, '0'),"
        " (1, 4, 'D', NULL, NULL, '2016-02-29', 'K', '0', NULL, '0'),"
        " (1, 5, 'F', NULL, 'DE 2', '2026-09-01', 'M', '0', '0202900002', '0'),"
        " (1, 6, 'U', NULL, NULL, NULL, NULL, '1', '0202800002', '0'),"
        " (1, 7, 'V', NULL, NULL, NULL, NULL, '1', NULL, '0'),"
        " (1, 8, 'W', NULL, NULL, NULL, NULL, '1', '0000000000', '0'),"
        " (1, 9, 'N', '0108264007', NULL, NULL, NULL, '0', '0202820002', '0'),"
        " (1, 10, 'M', '0108264015', NULL, NULL, NULL, '0', NULL, '0');"
        "INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, valid_from) VALUES"
        " (1, 1, 'V', '0202850002', 'mother', ''), (1, 2, 'W', '0202860002', 'father', '');"
        "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, target_group,"
        " acting_municipality, residence_municipality, paying_municipality) VALUES"
        " (1, 1, 'KA', 'A', '2020-01-01', 'both', '492', '492', '492'),"
        " (1, 2, 'KX', 'A', '2020-01-01', 'both', '461', '461', '461'),"
        " (1, 3, 'KT', 'A', '2020-01-01', 'both', '461', '461', '461');"
        "INSERT INTO staging_municipality_change (file, line, case_id, role, from_code, to_code,"
        " changed_on) VALUES (1, 1, 'KT', 'acting', '492', '461', '2026-05-01');";

static void notify(sqlite3 *db, struct arena *a, const char *values)
{
	h_exec(db, arena_printf(a,
	                   "INSERT INTO staging_notification (file, line, notification_id, "
	                   "citizen_id, case_id, received_at, notifier_code, anonymous, "
	                   "professional, outcome, deleted_at) VALUES %s",
	                   values));
}

static const char notifications[] =
        "(1, 1, 'U01', 'A', 'KA', '2026-10-31T23:59:59', '2', '0', '1', 'screening', NULL),"
        "(1, 2, 'U02', 'A', NULL, '2026-11-01T00:00:00', NULL, NULL, NULL, NULL, NULL),"
        "(1, 3, 'U03', 'A', 'KA', '2026-11-02T00:00:00', '2', '0', '1', NULL, NULL),"
        "(1, 4, 'U04', 'A', 'KA', '2016-06-30T12:00:00', '2', '0', '1', NULL, NULL),"
        "(1, 5, 'U05', 'A', 'KA', '2016-07-01T00:00:00', '7', '1', '0', NULL, NULL),"
        "(1, 6, 'U06', 'A', 'KA', '2024-01-01T00:00:00', '7', '0', '0', NULL, NULL),"
        "(1, 7, 'U07', 'A', 'KA', '2024-01-01T00:00:00', '12', '0', '0', NULL, NULL),"
        "(1, 8, 'U08', 'B', NULL, '2024-11-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 9, 'U09', 'B', NULL, '2024-11-02T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 10, 'U10', 'C', NULL, '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 11, 'U11', 'D', NULL, '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 12, 'U12', 'F', NULL, '2026-08-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 13, 'U13', 'U', NULL, '2026-08-01T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 14, 'U14', 'V', NULL, '2026-08-01T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 15, 'U15', 'W', NULL, '2026-08-01T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 16, 'U16', 'N', NULL, '2026-07-31T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 17, 'U17', 'N', NULL, '2026-08-01T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 18, 'U18', 'M', NULL, '2026-07-31T00:00:00', '5', '0', '1', NULL, NULL),"
        "(1, 19, 'U19', 'A', 'KX', '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 20, 'U20', 'A', 'KT', '2026-04-30T23:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 21, 'U21', 'A', 'KT', '2026-05-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 22, 'U22', 'A', 'K?', '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 23, 'U23', 'Q', NULL, '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 24, 'U24', 'A', NULL, 'i går', '4', '0', '1', NULL, NULL),"
        "(1, 25, 'U25', 'A', NULL, '2025-01-01T00:00:00', '4', '0', '1', NULL, "
        "'2025-02-01T00:00:00'),"
        "(1, 26, 'U26', 'A', NULL, '2025-01-01T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 27, 'U27', 'A', NULL, '2021-12-31T00:00:00', '4', '0', '1', NULL, NULL),"
        "(1, 28, 'U28', 'A', NULL, '2025-01-01T00:00:00', '4', '0', '1', 'hvad', NULL)";

static const char causes[] =
        "INSERT INTO staging_notification_reason (file, line, notification_id, reason_code, "
        "deleted_at)"
        " VALUES (1, 1, 'U01', '14', NULL), (1, 2, 'U01', '3', NULL), (1, 3, 'U01', '18', NULL),"
        " (1, 4, 'U01', '9', '2026-10-31T00:00:00'), (1, 5, 'U26', '77', NULL), (1, 6, 'U27', "
        "'17', NULL)";

static sqlite3 *mart(struct arena *a)
{
	sqlite3 *db = h_mart();

	h_exec(db, source);
	notify(db, a, notifications);
	h_exec(db, causes);
	return db;
}

#define ROW                                                                                        \
	"SELECT notification_id, unborn, substr(pnr, 5), foreign_no, sex, iso(birth), notifier,"   \
	" anonymous, professional, causes, outcome, reason, finding_rule FROM record_underretning"

static void every_notification_is_selected_or_has_a_reason(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct err e = { 0 };

	(void)state;
	h_ok(transform(db, &a, "dst-underretninger.until=as-of", &e), e);
	assert_string_equal(h_rows(db, &a, ROW),
	        "U01|nej|154007||||2|nej|ja|3,14,18|screening||\n"
	        "U02|nej|154007||||99|||99|||\n"
	        "U03|nej|154007||||2|nej|ja|99||PERIOD|\n"
	        "U04|nej|154007||||2|nej|ja|99||EARLIER|\n"
	        "U05|nej|154007||||7|ja|nej|99|||\n"
	        "U06|nej|154007||||7|nej|nej|99||UNKNOWN_CODE|A07\n"
	        "U07|nej|154007||||12|nej|nej|99|||\n"
	        "U08|nej|064008||||4|nej|ja|99|||\n"
	        "U09|nej|064008||||4|nej|ja|99||AGE|\n"
	        "U10|nej||DE 1|P|2016-02-29|4|nej|ja|99|||\n"
	        "U11|nej|||P|2016-02-29|4|nej|ja|99||NO_PNR|B03\n"
	        "U12|ja|900002||||4|nej|ja|99|||\n"
	        "U13|ja|800002||||5|nej|ja|99|||\n"
	        "U14|ja|850002||||5|nej|ja|99|||\n"
	        "U15|nej|||||5|nej|ja|99||NO_MOTHER|\n"
	        "U16|ja|820002||||5|nej|ja|99|||\n"
	        "U17|nej|264007||||5|nej|ja|99|||\n"
	        "U18|nej|264015||||5|nej|ja|99|||\n"
	        "U19|nej|154007||||4|nej|ja|99|||\n"
	        "U20|nej|154007||||4|nej|ja|99|||\n"
	        "U21|nej|154007||||4|nej|ja|99|||\n"
	        "U22|nej|154007||||4|nej|ja|99|||\n"
	        "U23|nej|||||4|nej|ja|99||NO_CASE|\n"
	        "U24|||||||||||UNREADABLE|\n"
	        "U25|||||||||||DELETED|\n"
	        "U26|nej|154007||||4|nej|ja|77||UNKNOWN_CODE|A07\n"
	        "U27|nej|154007||||4|nej|ja|17||UNKNOWN_CODE|A07\n"
	        "U28|nej|154007||||4|nej|ja|99|hvad|BLOCKED|A07\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM staging_notification"),
	        h_int(db, "SELECT count(*) FROM record_underretning"));
	assert_int_equal(h_int(db, "SELECT count(*) FROM record_underretning WHERE reason NOT IN"
	                           " (SELECT code FROM codelist WHERE list = 'selection_reason')"),
	        0);
	db_closep(&db);
}

static void settings_choose_and_are_what_they_may_be(void **state)
{
	static const struct {
		const char *set, *sql, *want;
	} cases[] = {
		{ "dst-underretninger.until=month",
		        "SELECT notification_id, reason FROM record_underretning"
		        " WHERE notification_id < 'U04'",
		        "U01|\nU02|PERIOD\nU03|PERIOD\n" },
		{ "dst-underretninger.since=2016-06-30",
		        "SELECT reason FROM record_underretning WHERE notification_id = 'U04'",
		        "\n" },
		{ "dst-underretninger.born=child",
		        "SELECT notification_id, unborn, pnr, foreign_no, sex FROM "
		        "record_underretning"
		        " WHERE notification_id IN ('U12', 'U13', 'U16', 'U17', 'U18')",
		        "U12|nej||DE 2|D\nU13|ja|0202800002||\nU16|nej|0108264007||\n"
		        "U17|nej|0108264007||\nU18|nej|0108264015||\n" },
		{ "dst-underretninger.foreign=hold",
		        "SELECT notification_id, foreign_no FROM record_underretning"
		        " WHERE reason = 'FOREIGN'",
		        "U10|DE 1\n" },
		{ "dst-underretninger.follow-up=omit",
		        "SELECT count(outcome) FROM record_underretning", "0\n" },
	};
	static const char *const wrong[] = { "until=today", "born=", "foreign=SEND",
		"follow-up=no" };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		h_ok(transform(db, &a, cases[i].set, &e), e);
		assert_string_equal(h_rows(db, &a, cases[i].sql), cases[i].want);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		assert_int_equal(
		        transform(db, &a, arena_printf(&a, "dst-underretninger.%s", wrong[i]), &e),
		        -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_non_null(strstr(e.msg, "it is one of"));
	}
	db_closep(&db);
}

static void what_is_held_for_want_of_a_number_is_a_finding(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct err e = { 0 };

	(void)state;
	h_ok(transform(db, &a, "dst-underretninger.foreign=hold", &e), e);
	h_ok(transform(db, &a, "dst-underretninger.foreign=hold", &e), e); /* once, not twice */
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT rule, consequence, entity, record_key, citizen_id, field,"
	                " who FROM finding WHERE stage = 'report:selection'"),
	        "dst-underretninger.FOREIGN|record|notification|U10|C|foreign_no|sagsbehandler\n"
	        "dst-underretninger.NO_MOTHER|record|notification|U15|W|mother_pnr|"
	        "sagsbehandler\n");
	/* Mended: the finding of the night before stops nothing. */
	h_exec(db, "UPDATE staging_citizen SET mother_pnr = '0202860002' WHERE citizen_id = 'W'");
	h_ok(transform(db, &a, "dst-underretninger.foreign=send", &e), e);
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM finding WHERE stage = 'report:selection'"), 0);
	assert_int_equal(h_int(db, "SELECT count(*) FROM record_underretning"
	                           " WHERE notification_id IN ('U10', 'U15') AND reason IS NULL"),
	        2);
	db_closep(&db);
}

/* ---- files ---- */

static void same_as_golden(const struct report_file *f)
{
	char path[FILE_PATH];
	size_t n = 0, m = 0;
	char *got = h_read(f->path, &n), *want;

	snprintf(path, sizeof path, GOLDEN "%s", f->name);
	if (getenv("GOLDEN_WRITE"))
		h_write(path, got, n);
	want = h_read(path, &m);
	if (!want || n != m || memcmp(got, want, n) != 0)
		fail_msg("%s differs from %s", f->path, path);
	free(got);
	free(want);
}

static struct report_result report(struct ctx *c)
{
	struct report_result r;
	struct err e = { 0 };

	h_ok(report_run(c, "dst-underretninger", "2026M10", &r, &e), e);
	return r;
}

/* Text that would break a careless writer; four bytes a character, as many as there may be. */
static const char hostile[] =
        "INSERT INTO record_underretning (seq, notification_id, unborn, pnr, received, notifier, "
        "causes,"
        " outcome, foreign_no) VALUES"
        " (901, 'Z<\"&>''; æøå ]]> \xf0\x9d\x84\x9e', 'nej', '2902160003', 20454, '4', '1,2', "
        "'a;b', NULL),"
        " (902, replace(printf('%.50c', 'x'), 'x', char(119070)), 'nej', '2902160003', 20454, '4', "
        "'1',"
        "  NULL, NULL),"
        " (903, replace(printf('%.51c', 'x'), 'x', char(119070)), 'nej', '2902160003', 20454, '4', "
        "'1',"
        "  NULL, NULL),"
        " (904, 'Z4' || char(2), 'nej', '2902160003', 20454, '4', '1', NULL, NULL),"
        " (905, CAST(X'4BF8' AS TEXT), 'nej', '2902160003', 20454, '4', '1', NULL, NULL),"
        " (906, 'Z6', 'nej', '3104160003', 20454, '4', '1', NULL, NULL),"
        " (907, 'Z7', 'nej', '2902160003', 20454, '4', '1,,2', NULL, NULL),"
        " (908, 'Z8', 'nej', '2902160003', 20454, '', '1', NULL, NULL),"
        " (909, 'Z9', 'nej', '2902160003', 20454, '4', '1', NULL, 'DE 9'),"
        " (910, 'ZA', 'nej', '2902160003', 20454, '4', '1', char(27) || '[2J', NULL)";

static void files_are_the_golden_ones(void **state)
{
	static const char *const sets[] = { "dst.contact-receipt=kvittering@aeroe.example",
		"municipality.cvr=28856075", "dst-underretninger.number=221", NULL };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct report_result r;
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ok(transform(db, &a, "dst-underretninger.born=mother", &e), e);
	h_exec(db, hostile);
	context(&c, db, &a, sets);
	r = report(&c);
	assert_int_equal(r.records, 16 + 2);
	assert_int_equal(r.held, 8);
	assert_int_equal(r.files, 2);
	assert_string_equal(r.file[0].name, "T_492_T221_P2026M11_V01_D20261101T000000.xml");
	for (size_t i = 0; i < r.files; i++)
		same_as_golden(&r.file[i]);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT field, coalesce(found, '-'), expected FROM finding"
	                            " WHERE stage = 'report:dst-underretninger' ORDER BY finding"),
	        "UNDERRETNING_ID|xx|a key that can be read\n"
	        "UNDERRETNING_ID|x#x|a key that can be read\n"
	        "CPR|##########|cpr\n"
	        "AARSAG|1,,2|digits:1..2\n"
	        "UNDERRETTER|-|a value\n"
	        "CPR|##########|exactly one of a choice\n"
	        "OPFOELGNING|xx#x|text:1..40\n"
	        "UNDERRETNING_ID|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|text:1..50\n");
	h_tmp_remove(c.workspace);
	db_closep(&db);
}

/* The receiver holds what was sent: what changes goes by its operation, with the number before. */
static void changes_go_by_their_operation(void **state)
{
	static const char *const sets[] = { "dst-underretninger.born=child", NULL };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct report_result r;
	struct err e = { 0 };
	struct ctx c;
	size_t n;
	char *csv;

	(void)state;
	h_ok(transform(db, &a, sets[0], &e), e);
	context(&c, db, &a,
	        (const char *const[]){ "dst.test=no",
	                "dst.contact-receipt=kvittering@aeroe.example", sets[0], NULL });
	r = report(&c);
	assert_int_equal(r.added, 16);
	h_exec(db, "UPDATE ledger_delivery SET state = 'processed', outcome = 'accepted';"
	           "UPDATE ledger_item SET outcome = 'accepted';"
	           "INSERT INTO ledger_held SELECT 'dst-underretninger', record_key, delivery FROM"
	           " ledger_item");
	/* U13's child is born, U01 has a reason more, U02 is deleted, U05 cannot be read any more.
	 */
	h_exec(db,
	        "UPDATE staging_citizen SET unborn = '0', pnr = '0110264007' WHERE citizen_id = "
	        "'U';"
	        "INSERT INTO staging_notification_reason (file, line, notification_id, reason_code)"
	        " VALUES (1, 9, 'U01', '1');"
	        "UPDATE staging_notification SET deleted_at = '2026-11-01T00:00:00'"
	        " WHERE notification_id = 'U02';"
	        "UPDATE staging_notification SET received_at = 'x' WHERE notification_id = 'U05'");
	h_ok(transform(db, &a, sets[0], &e), e);
	r = report(&c);
	assert_int_equal(r.added, 0);
	assert_int_equal(r.changed, 2);
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.kept, 1);
	csv = h_read(r.file[1].path, &n);
	assert_non_null(strstr(csv, "\nU01;Opdatering;492;nej;0201154007;;;;2026-10-31;2;nej;ja;"
	                            "1,3,14,18;screening;\r\n"));
	assert_non_null(
	        strstr(csv, "\nU02;Sletning;492;nej;0201154007;;;;2026-11-01;99;;;99;;\r\n"));
	assert_non_null(
	        strstr(csv, "\nU13;Opdatering;492;nej;0110264007;;;;2026-08-01;5;nej;ja;99;;"
	                    "0202800002\r\n"));
	free(csv);
	h_tmp_remove(c.workspace);
	db_closep(&db);
}

/* ---- the yearly statistics ---- */

static void yearly_tables_count_what_the_reasons_leave(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart(&a);
	struct tables_made made = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ok(transform(db, &a, "ast.test=yes", &e), e);
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT coalesce(reason, '-'), group_concat(substr(record_key, 2), ' ')"
	                " FROM (SELECT * FROM record_ast_underretning ORDER BY record_key)"
	                " GROUP BY 1"),
	        "-|10 11 19 22 23 26 28\nBEFORE|04 05 06 07 08 09 27\nDELETED|25\n"
	        "PERIOD|01 02 03 12 13 14 15 16 17 18 20 21\nUNREADABLE|24\n");
	context(&c, db, &a, NULL);
	h_ok(tables_make(&c, "ast-underretninger", 2025, &made, &e), e);
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT tab, d2, n FROM agg_table_cell WHERE year = 2025"
	                " AND report = 'ast-underretninger' AND d3 = '00' AND d4 = '0' AND n"
	                " ORDER BY tab, d2"),
	        "AST-UND1|0|7\nAST-UND1|4|7\nAST-UND2|0|7\nAST-UND2|99|7\n"
	        "AST-UND3|0|4\nAST-UND3|1|3\nAST-UND3|4|1\n"
	        "AST-UND4|0|3\nAST-UND4|1|4\nAST-UND4|9|7\n");
	/* age on the day: C and D are 8, A is 9 four times, Q is not known */
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT d3, d4, n FROM agg_table_cell WHERE year = 2025"
	                " AND tab = 'AST-UND1' AND d2 = '0' AND d3 <> '00' AND d4 <> '0' AND n"
	                " ORDER BY d3, d4"),
	        "8|P|2\n9|D|4\n999|9|1\n");
	h_ok(report_run(&c, "ast-underretninger", "2025", &r, &e), e);
	assert_int_equal(
	        r.records, h_int(db, "SELECT count(*) FROM agg_table_cell WHERE year = 2025"
	                             " AND report = 'ast-underretninger'"));
	assert_int_equal(r.held, 0);
	h_tmp_remove(c.workspace);
	db_closep(&db);
}

/* ---- what the definitions say of themselves ---- */

static bool explains(const struct head *h, const char *name)
{
	const char *line;
	size_t at = 0, n = strlen(name);

	while ((line = head_each(h, "field", &at)))
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			return true;
	return false;
}

static void each_field_is_explained_where_any_is(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	size_t at = 0, checked = 0;

	(void)state;
	while ((f = report_def_next(&at))) {
		struct report_def *d = arena_take(&a, sizeof *d);
		struct err e = { 0 };
		struct head h;
		size_t cursor = 0, lines = 0;

		h_ok(head_parse(f, &a, &h, &e), e);
		h_ok(report_def_parse(f, &a, d, &e), e);
		while (head_each(&h, "field", &cursor))
			lines++;
		if (!lines)
			continue;
		checked++;
		assert_int_equal(lines, d->columns);
		for (size_t i = 0; i < d->columns; i++)
			if (!explains(&h, d->column[i].name))
				fail_msg("%s: %s", d->path, d->column[i].name);
	}
	assert_true(checked >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_notification_is_selected_or_has_a_reason),
		cmocka_unit_test(settings_choose_and_are_what_they_may_be),
		cmocka_unit_test(what_is_held_for_want_of_a_number_is_a_finding),
		cmocka_unit_test(files_are_the_golden_ones),
		cmocka_unit_test(changes_go_by_their_operation),
		cmocka_unit_test(yearly_tables_count_what_the_reasons_leave),
		cmocka_unit_test(each_field_is_explained_where_any_is),
	};

	return cmocka_run_group_tests_name("underretning", tests, NULL, NULL);
}
