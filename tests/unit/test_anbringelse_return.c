/* dst-anbringelser from a small municipality to files: the golden ones, and what its schema
 * refuses. */
#include "tests/harness/h.h"
#include "tests/harness/h_pki.h"

#include "common/text.h"
#include "report/report.h"
#include "report/xsd.h"
#include "transform/transform.h"

#define GOLDEN "fixtures/golden/"
#define SCHEMA "schemas/xsd/anbringelser-1.xsd"

static void make(struct ctx *x, sqlite3 *db, struct arena *a, struct report_result *r)
{
	struct transform_result t = { 0 };
	struct conf *c = conf_new(a);
	struct err e = { 0 };
	size_t n;
	char *sql = h_read(GOLDEN "anbringelser-input.sql", &n);

	assert_non_null(sql);
	h_exec(db, sql);
	free(sql);
	h_ctx(x, db, a, arena_strdup(a, h_tmp("anbringelse")));
	h_ok(conf_set(c, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_set(c, "dst", "contact-receipt", "kvittering@aeroe.example", "test", &e), e);
	/* The placements here begin without the decision before them. */
	h_ok(conf_set(c, "rule", "G02.consequence", "answer", "test", &e), e);
	h_ok(conf_finish(c, &e), e);
	x->conf = c;
	h_ok(transform_run(x, &t, &e), e);
	h_ok(report_run(x, "dst-anbringelser", "2026M10", r, &e), e);
}

/* GOLDEN_WRITE=1 in the environment rewrites; git shows the difference. */
static void same_as_golden(const struct report_file *f)
{
	char path[FILE_PATH];
	size_t n = 0, m = 0;
	char *got = h_read(f->path, &n), *want;

	snprintf(path, sizeof path, GOLDEN "dst-anbringelser/2026M10/%s", f->name);
	assert_non_null(got);
	if (getenv("GOLDEN_WRITE"))
		h_write(path, got, n);
	want = h_read(path, &m);
	if (!want || n != m || memcmp(got, want, n) != 0)
		fail_msg("%s differs from %s", f->path, path);
	free(got);
	free(want);
}

static void the_files_are_the_golden_ones(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct report_result r;
	struct ctx x;

	(void)state;
	make(&x, db, &a, &r);
	assert_int_equal(r.held, 0);
	assert_int_equal(r.files, 2);
	for (size_t i = 0; i < r.files; i++)
		same_as_golden(&r.file[i]);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT event_id, reason FROM record_anbringelse WHERE reason "
	                            "IS NOT NULL ORDER BY 1"),
	        "HB05|FORM\nHC02|BLOCKED\nHE01|ACTING\nHF02|ACTING\nHG02|ACTING\nHI01|NOT_"
	        "EXECUTED\n"
	        "HJ01|SUSPENDED\nHM01|DELETED\nHM02|UNREADABLE\nHM03|NOT_IN_EFFECT\nHO01|ACTING\n"
	        "HP02|AGE\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM record_anbringelse"),
	        h_int(db, "SELECT count(*) + 4 FROM staging_placement_event"));
	h_tmp_remove(x.workspace);
	db_closep(&db);
}

static const struct {
	const char *from, *to; /* put in the place of the first of it */
} spoilt[] = {
	{ "<INDBERETNING_ID>HA02<", "<INDBERETNING_ID>HA01<" }, /* twice in the file */
	{ "<INDBERETNING_ID>HP03<", "<INDBERETNING_ID>HA01<" }, /* the first and the last */
	{ "<SKEMA>18-22</SKEMA></SkemaStruktur>", "<SKEMA>0-17</SKEMA></SkemaStruktur>" },
	{ "<SKEMA>0-17</SKEMA><SKEMA_ID>", "<SKEMA>0-18</SKEMA><SKEMA_ID>" },
	{ "<INDBERETNING_ID>HA01</INDBERETNING_ID>", "" },
	{ "<CPR>0201154007</CPR>", "" },
	{ "<CPR>0201154007</CPR>", "<CPR>3104154007</CPR>" },
	{ "<CPR>0201154007</CPR>", "<CPR>0201154007</CPR><UDL_NR>1</UDL_NR>" },
	{ "<HAENDELSE>0.2<", "<HAENDELSE>0.3<" },
	{ "<UDSLAG>UDSLAG14<", "<UDSLAG>14<" },
	{ "<HAENDELSE_DATO>2025-01-06<", "<HAENDELSE_DATO>2025-02-30<" },
	{ "<INDBERETNINGSTYPE>Ny<", "<INDBERETNINGSTYPE>Slettet<" },
	{ "<UDSTED>1</UDSTED>", "<UDSTED>1</UDSTED><EFTHJEM>1</EFTHJEM>" },
	{ "<HANDLEKOMMUNE>492<", "<HANDLEKOMMUNE>0492<" },
};

/* The elements stand one a line or all on one; compared without what is between them. */
static char *read_tight(const char *path, size_t *ret)
{
	char *s = h_read(path, ret);
	size_t to = 0;

	assert_non_null(s);
	for (size_t i = 0; i < *ret; i++) {
		size_t n = s[i] == '>' ? strspn(s + i + 1, " \t\n") : 0;

		s[to++] = s[i];
		if (i + 1 + n < *ret && s[i + 1 + n] == '<')
			i += n;
	}
	s[ *ret = to] = '\0';
	return s;
}

static bool accepted(const char *path, bool *ret_xmllint)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };
	struct err e = { 0 };

	h_ok(xsd_open(SCHEMA, &x, &e), e);
	*ret_xmllint =
	        h_sh("xmllint --nonet --noout --schema " SCHEMA " %s >/dev/null 2>&1", path) == 0;
	return xsd_validate(&x, path, false, &e) == 0;
}

static void the_schema_refuses_what_cannot_be(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct report_result r;
	const char *path;
	bool by_xmllint;
	struct ctx x;
	size_t n;
	char *whole;

	(void)state;
	make(&x, db, &a, &r);
	whole = read_tight(r.file[0].path, &n);
	path = arena_printf(&a, "%s/spoilt.xml", x.workspace);
	h_write(path, whole, n);
	assert_true(accepted(path, &by_xmllint));
	assert_true(by_xmllint);
	for (size_t i = 0; i < COUNT_OF(spoilt); i++) {
		const char *at = strstr(whole, spoilt[i].from);

		if (!at)
			fail_msg("not in the file: %s", spoilt[i].from);
		h_write(path,
		        arena_printf(&a, "%.*s%s%s", (int)(at - whole), whole, spoilt[i].to,
		                at + strlen(spoilt[i].from)),
		        n + strlen(spoilt[i].to) - strlen(spoilt[i].from));
		if (accepted(path, &by_xmllint) || by_xmllint)
			fail_msg("accepted: %s", spoilt[i].to);
	}
	free(whole);
	h_tmp_remove(x.workspace);
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_files_are_the_golden_ones),
		cmocka_unit_test(the_schema_refuses_what_cannot_be),
	};

	return cmocka_run_group_tests_name("anbringelse_return", tests, NULL, NULL);
}
