/* From a report in the mart to a package and back: every way to sign, judged by us and by others.
 */
#include "tests/harness/h_package.h"

#include <unistd.h>

#include "common/file.h"
#include "report/report.h"
#include "tests/harness/h.h"

struct made {
	struct arena a;
	struct ctx x;
	struct report_result report;
	struct package_result package;
};

static const char *const settings[][3] = {
	{ "municipality", "code", "492" },
	{ "municipality", "cvr", "28856075" },
	{ "sign", "cvr", H_CVR },
	{ "dst", "contact-professional", "faglig@aeroe.example" },
	{ "dst", "contact-receipt", "kvittering@aeroe.example" },
};

static const struct conf *make_conf(struct arena *a, const char *sign)
{
	const char *const more[][3] = { { "sign", "key", h_pki_file("org.p12") },
		{ "sign", "passphrase-file", h_pki_file("passphrase") },
		{ "sign", "trust", h_pki_file("trust.pem") },
		{ "sign", "crl", h_pki_file("sub.crl") }, { "report.dst-l201", "sign", sign } };
	struct conf *c = conf_new(a);
	struct err e = { 0 };

	for (size_t i = 0; i < COUNT_OF(settings); i++)
		h_ok(conf_set(c, settings[i][0], settings[i][1], settings[i][2], "test", &e), e);
	for (size_t i = 0; i < COUNT_OF(more); i++)
		h_ok(conf_set(c, more[i][0], more[i][1], more[i][2], "test", &e), e);
	h_ok(conf_finish(c, &e), e);
	return c;
}

/* dst-l201 for 2026M10 out of the golden mart, packed; the mart is closed again. */
static int make(struct made *m, const char *sign, bool with_key, struct err *e)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	sqlite3 *db = h_mart();
	size_t n;
	char *sql = h_read("fixtures/golden/dst-input.sql", &n);
	int rc;

	assert_non_null(sql);
	h_exec(db, sql);
	h_exec(db, "INSERT INTO staging_file(file, feed, name, sha256, bytes, rows_in, staged, "
	           "rejected) VALUES"
	           "(9001,'postings','postings_0101011234.csv','aa',5,1,1,0),(9002,'cpr','D1','bb',"
	           "6,1,1,0)");
	free(sql);
	h_ctx(&m->x, db, &m->a, arena_strdup(&m->a, h_tmp("build")));
	m->x.conf = make_conf(&m->a, sign);
	h_ok(report_run(&m->x, "dst-l201", "2026M10", &m->report, e), *e);
	if (with_key)
		h_ok(signer_open(&s, m->x.conf, m->x.workspace, h_now(), e), *e);
	rc = package_build(&m->x, &m->report, with_key ? &s : NULL, &m->package, e);
	sqlite3_close(db);
	return rc;
}

static void verify_made(struct made *m, bool unsigned_ok, struct verify_result *r)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct err e = { 0 };

	h_ok(trust_from_conf(&t, m->x.conf, m->x.workspace, h_now(), &e), e);
	t.unsigned_ok = unsigned_ok;
	h_ok(package_verify(m->package.path, &t, r, &e), e);
	if (!r->valid)
		fail_msg("%s:%s", m->package.name, h_checks(r));
}

static const struct {
	const char *sign, *name;
	bool key, container;
	enum check_state xades;
} ways[] = {
	{ "asic-e", "dst-l201_492_2026M10_20261101_test.asice", true, true, CHECK_NA },
	{ "p7s", "dst-l201_492_2026M10_20261101_test", true, false, CHECK_NA },
	{ "xades", "dst-l201_492_2026M10_20261101_test", false, false, CHECK_OK },
	{ "none", "dst-l201_492_2026M10_20261101_test", false, false, CHECK_NA },
};

static void every_way_to_sign_makes_a_package_that_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct made m = { 0 };
		struct verify_result r;
		struct err e = { 0 };

		h_ok(make(&m, ways[i].sign, ways[i].key, &e), e);
		assert_string_equal(m.package.name, ways[i].name);
		assert_string_equal(m.package.profile, ways[i].sign);
		assert_int_equal(m.package.sha256[0] != '\0', ways[i].container);
		verify_made(&m, !strcmp(ways[i].sign, "none"), &r);
		assert_string_equal(r.report, "dst-l201");
		assert_string_equal(r.period, "2026M10");
		assert_int_equal(r.check[CHECK_XADES].state, ways[i].xades);
		assert_int_equal(r.check[CHECK_SCHEMA].state, CHECK_OK);
		assert_int_equal(r.check[CHECK_REVOCATION].state,
		        strcmp(ways[i].sign, "none") ? CHECK_OK : CHECK_NA);
		if (ways[i].container)
			assert_int_equal(
			        h_sh("tests/harness/judge_asic.sh '%s' $PKI/trust.pem >/dev/null",
			                m.package.path),
			        0);
		h_tmp_remove(m.x.workspace);
		arena_done(&m.a);
	}
}

static void the_manifest_tells_what_the_mart_knows(void **state)
{
	struct made m = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(make(&m, "asic-e", true, &e), e);
	assert_int_equal(h_sh("unzip -p '%s' manifest.xml > $PKI/m.xml && xmllint --nonet --noout "
	                      "$PKI/m.xml",
	                         m.package.path),
	        0);
	assert_int_equal(h_sh("grep -q '<input feed=\"cpr\" name=\"D1\" bytes=\"6\" "
	                      "sha256=\"bb\"/>' $PKI/m.xml"),
	        0);
	assert_int_equal(h_sh("grep -q '0101011234' $PKI/m.xml"),
	        1); /* never a personal number, also not in a name */
	assert_int_equal(h_sh("grep -q 'schema=\"schemas/xsd/' $PKI/m.xml"), 0);
	assert_int_equal(h_sh("grep -q 'definitions=\"[0-9a-f]\\{64\\}\"' $PKI/m.xml"), 0);
	h_tmp_remove(m.x.workspace);
	arena_done(&m.a);
}

static void a_report_that_is_to_be_signed_needs_a_key(void **state)
{
	struct made m = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(make(&m, "asic-e", false, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_string_equal(e.msg, "report dst-l201 is to be signed (asic-e) and there is no key: "
	                           "see setting sign.key");
	h_tmp_remove(m.x.workspace);
	arena_done(&m.a);
}

static int teardown(void **state)
{
	(void)state;
	h_pki_done();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_to_sign_makes_a_package_that_holds),
		cmocka_unit_test(the_manifest_tells_what_the_mart_knows),
		cmocka_unit_test(a_report_that_is_to_be_signed_needs_a_key),
	};

	return cmocka_run_group_tests_name("package_build", tests, NULL, teardown);
}
