/* A return that signs itself: xmlsec1 is the judge; a changed byte is found; the schema still fits
 * without the signature. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "report/report.h"
#include "report/xsd.h"
#include "tests/harness/h_pki.h"

/* Runs dst-l201 with the key; ret_path gets the XML file. */
static int report(
        struct ctx *x, struct arena *a, const char *key, const char **ret_path, struct err *e)
{
	const char *const set[][3] = { { "municipality", "code", "492" }, { "sign", "cvr", H_CVR },
		{ "sign", "key", h_pki_file(key) },
		{ "sign", "passphrase-file", h_pki_file("passphrase") },
		{ "report.dst-l201", "sign", "xades" } };
	struct conf *c = conf_new(a);
	struct report_result r;
	sqlite3 *db = h_mart();
	size_t n;
	char *sql = h_read("fixtures/golden/dst-input.sql", &n);
	int rc;

	h_exec(db, sql);
	free(sql);
	h_ctx(x, db, a, arena_strdup(a, h_tmp("xades")));
	for (size_t i = 0; i < COUNT_OF(set); i++)
		h_ok(conf_set(c, set[i][0], set[i][1], set[i][2], "test", e), *e);
	h_ok(conf_finish(c, e), *e);
	x->conf = c;
	rc = report_run(x, "dst-l201", "2026M10", &r, e);
	sqlite3_close(db);
	if (rc == 0) {
		assert_string_equal(r.sign, "xades");
		*ret_path = r.file[0].path;
	}
	return rc;
}

static int xmlsec(const char *path)
{
	return h_sh("xmlsec1 --verify --id-attr:Id"
	            " http://uri.etsi.org/01903/v1.3.2#:SignedProperties"
	            " --trusted-pem '%s' --untrusted-pem '%s' '%s' >/dev/null 2>&1",
	        h_pki_file("trust.pem"), h_pki_file("sub.pem"), path);
}

static void xmlsec1_accepts_rsa_and_ec_signatures(void **state)
{
	static const char *const keys[] = { "org.p12", "ec.p12" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		const char *path;
		struct err e = { 0 };
		struct ctx x;

		h_ok(report(&x, &a, keys[i], &path, &e), e);
		if (xmlsec(path) != 0)
			fail_msg("%s: xmlsec1 says no", keys[i]);
		h_tmp_remove(x.workspace);
	}
}

static void a_changed_value_or_time_is_found(void **state)
{
	static const char *const changes[] = { "s/M-0001/M-0009/", "s/<xades:SigningTime>20/&3/",
		"s/2025-01-01/2025-01-02/" };
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path;
	struct err e = { 0 };
	struct ctx x;

	(void)state;
	h_ok(report(&x, &a, "org.p12", &path, &e), e);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const char *other = arena_printf(&a, "%s.changed", path);

		assert_int_equal(h_sh("sed '%s' '%s' > '%s'; ! cmp -s '%s' '%s'", changes[i], path,
		                         other, path, other),
		        0);
		assert_int_not_equal(xmlsec(other), 0);
	}
	h_tmp_remove(x.workspace);
}

static void the_rest_of_the_file_is_the_unsigned_one(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path;
	struct err e = { 0 };
	struct xsd s CLEANUP(xsd_close) = { 0 };
	struct ctx x;

	(void)state;
	h_ok(report(&x, &a, "org.p12", &path, &e), e);
	assert_int_equal(h_sh("sed 's,<ds:Signature .*</ds:Signature>,,' '%s' > '%s/plain.xml'",
	                         path, x.workspace),
	        0);
	h_ok(xsd_open("schemas/xsd/DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd", &s, &e), e);
	h_ok(xsd_validate(&s, arena_printf(&a, "%s/plain.xml", x.workspace), false, &e), e);
	assert_int_equal(h_sh("grep -q '<ds:Signature ' '%s'", path), 0);
	h_tmp_remove(x.workspace);
}

static void two_runs_give_the_same_bytes(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path;
	struct err e = { 0 };
	struct ctx x;
	char first[65], second[65];

	(void)state;
	h_ok(report(&x, &a, "org.p12", &path, &e), e);
	h_ok(file_sha256(path, first, &e), e);
	h_tmp_remove(x.workspace);
	h_ok(report(&x, &a, "org.p12", &path, &e), e);
	h_ok(file_sha256(path, second, &e), e);
	assert_string_equal(first, second);
	h_tmp_remove(x.workspace);
}

static void a_key_that_may_not_sign_ends_the_report(void **state)
{
	static const char *const keys[] = { "old.p12", "other.p12", "none.p12" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		const char *path = NULL;
		struct err e = { 0 };
		struct ctx x;

		assert_int_equal(report(&x, &a, keys[i], &path, &e), -1);
		assert_int_equal(
		        h_sh("test -z \"$(ls '%s/out/dst-l201/2026M10')\"", x.workspace), 0);
		h_tmp_remove(x.workspace);
	}
}

static int drop_pki(void **state)
{
	(void)state;
	h_pki_done();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xmlsec1_accepts_rsa_and_ec_signatures),
		cmocka_unit_test(a_changed_value_or_time_is_found),
		cmocka_unit_test(the_rest_of_the_file_is_the_unsigned_one),
		cmocka_unit_test(two_runs_give_the_same_bytes),
		cmocka_unit_test(a_key_that_may_not_sign_ends_the_report),
	};

	return cmocka_run_group_tests_name("report_xades", tests, NULL, drop_pki);
}
