/* L201: a measure of a child without a registered parent is sent with zeros or held and told, never
 * dropped. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "report/report.h"
#include "transform/transform.h"

static const char children[] =
        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected) VALUES"
        " (1, 1, 'A', '0201154007', '0', '0'), (1, 2, 'B', '0106124008', '0', '0');"
        "INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, valid_from) VALUES"
        " (1, 1, 'A', '0202800002', 'mother', '');"
        "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, target_group,"
        " acting_municipality, residence_municipality, paying_municipality)"
        " SELECT 1, line, 'K' || citizen_id, citizen_id, '2020-01-01', 'both', '492', '492', '492'"
        "   FROM staging_citizen;"
        "INSERT INTO staging_measure (file, line, measure_id, case_id, kind, code, started_on) "
        "VALUES"
        " (1, 1, 'MA', 'KA', 'support', '415', '2024-01-01'),"
        " (1, 2, 'MB', 'KB', 'support', '415', '2024-01-01');";

struct night {
	struct ctx c;
	struct report_result r;
	char *xml;
};

/* Transform and return by the setting; NULL: the preset. */
static void night(sqlite3 *db, struct arena *a, const char *guardian, struct night *ret)
{
	struct transform_result t = { 0 };
	struct conf *conf = conf_new(a);
	struct err e = { 0 };
	size_t n;

	h_ctx(&ret->c, db, a, arena_strdup(a, h_tmp("guardian")));
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	if (guardian)
		h_ok(conf_set(conf, "dst-l201", "missing-guardian", guardian, "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	ret->c.conf = conf;
	h_ok(transform_run(&ret->c, &t, &e), e);
	h_ok(report_run(&ret->c, "dst-l201", "2026M10", &ret->r, &e), e);
	assert_true(ret->r.files > 0);
	ret->xml = h_read(ret->r.file[0].path, &n);
	assert_non_null(ret->xml);
	h_tmp_remove(ret->c.workspace);
}

static int64_t counted(const struct report_result *r, const char *reason)
{
	for (size_t i = 0; i < r->counts; i++)
		if (strcmp(r->count[i].reason, reason) == 0)
			return r->count[i].rows;
	return 0;
}

#define TOLD                                                                                       \
	"SELECT rule, consequence, record_key, citizen_id, case_id, field, who FROM finding"       \
	" WHERE stage = 'report:selection'"
#define ZEROS "<FormynderCPRidentifikator>0000000000</FormynderCPRidentifikator>"

static void zeros_send_the_measure(void **state)
{
	static const char *const settings[] = { NULL, "zeros" };
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		sqlite3 *db = h_mart();
		struct night n;

		h_exec(db, children);
		night(db, &a, settings[i], &n);
		assert_int_equal(n.r.records, 2);
		assert_int_equal(counted(&n.r, "NO_GUARDIAN"), 0);
		assert_int_equal(n.r.choices, 1);
		assert_string_equal(n.r.choice[0].reason, "dst-l201.missing-guardian=zeros");
		assert_int_equal(n.r.choice[0].rows, 1);
		assert_non_null(strstr(n.xml, ZEROS "<ForanstaltningId>MB<"));
		assert_null(strstr(n.xml, ZEROS "<ForanstaltningId>MA<"));
		assert_string_equal(h_rows(db, &a, TOLD), "");
		free(n.xml);
		db_closep(&db);
	}
}

static void hold_tells_who_can_mend_it(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct night n;

	(void)state;
	h_exec(db, children);
	night(db, &a, "hold", &n);
	assert_int_equal(n.r.records, 1);
	assert_int_equal(counted(&n.r, "NO_GUARDIAN"), 1);
	assert_string_equal(n.r.choice[0].reason, "dst-l201.missing-guardian=hold");
	assert_int_equal(n.r.choice[0].rows, 0);
	assert_null(strstr(n.xml, "<ForanstaltningId>MB<"));
	assert_string_equal(h_rows(db, &a, TOLD),
	        "dst-l201.NO_GUARDIAN|record|MB|B|KB|guardian|sagsbehandler\n");
	free(n.xml);
	/* The parent is entered: it goes, and nothing of the night before stops it. */
	h_exec(db,
	        "INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, valid_from)"
	        " VALUES (1, 2, 'B', '0202820002', 'father', '')");
	night(db, &a, "hold", &n);
	assert_int_equal(counted(&n.r, "NO_GUARDIAN"), 0);
	assert_non_null(strstr(n.xml, "<ForanstaltningId>MB<"));
	assert_string_equal(h_rows(db, &a, TOLD), "");
	free(n.xml);
	db_closep(&db);
}

static void any_other_word_is_an_error(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct transform_result t = { 0 };
	sqlite3 *db = h_mart();
	struct conf *conf = conf_new(&a);
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/nowhere");
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_set(conf, "dst-l201", "missing-guardian", "drop", "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	c.conf = conf;
	assert_int_equal(transform_run(&c, &t, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_non_null(
	        strstr(e.msg, "dst-l201.missing-guardian is 'drop'; it is one of zeros|hold"));
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeros_send_the_measure),
		cmocka_unit_test(hold_tells_who_can_mend_it),
		cmocka_unit_test(any_other_word_is_an_error),
	};

	return cmocka_run_group_tests_name("guardian", tests, NULL, NULL);
}
