#include "tests/harness/h_package.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "common/file.h"
#include "tests/harness/h.h"

/* ---- ways to spoil a good container ---- */

static void add(zip_t *z, const char *name, const void *data, size_t n)
{
	zip_source_t *s = zip_source_buffer(z, data, n, 0);

	assert_true(zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) >= 0);
}

static void replace(zip_t *z, const char *name, const char *text)
{
	zip_int64_t at = zip_name_locate(z, name, 0);

	assert_true(at >= 0);
	assert_int_equal(zip_file_replace(z, (zip_uint64_t)at,
	                         zip_source_buffer(z, text, strlen(text), 0), 0),
	        0);
}

static void remove_entry(zip_t *z, const char *name)
{
	zip_int64_t at = zip_name_locate(z, name, 0);

	assert_true(at >= 0);
	assert_int_equal(zip_delete(z, (zip_uint64_t)at), 0);
}

static void other_csv(zip_t *z)
{
	replace(z, "tal ærø.csv", "ID;ALDER\r\n1;7\r\n2;8\r\n");
}

static void other_xml(zip_t *z)
{
	replace(z, "return.xml", "<Indberetning/>");
}

static void other_manifest(zip_t *z)
{
	replace(z, "manifest.xml", "<manifest/>");
}

static void other_list(zip_t *z)
{
	replace(z, "META-INF/ASiCManifest.xml",
	        "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\">"
	        "<asic:SigReference URI=\"META-INF/signature.p7s\"/></asic:ASiCManifest>");
}

static void doctype_list(zip_t *z)
{
	replace(z, "META-INF/ASiCManifest.xml",
	        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>");
}

/* The digest list is changed with care: one name, everything else as it was. */
static void renamed_in_list(zip_t *z)
{
	zip_int64_t at = zip_name_locate(z, "META-INF/ASiCManifest.xml", 0);
	static char text[8192];
	zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)at, 0);
	zip_int64_t n = zip_fread(f, text, sizeof text - 1);
	char *name;

	assert_true(n > 0);
	text[n] = '\0';
	zip_fclose(f);
	name = strstr(text, "text/csv");
	assert_non_null(name);
	memcpy(name, "text/CSV", 8);
	replace(z, "META-INF/ASiCManifest.xml", text);
}

static void no_signature(zip_t *z)
{
	remove_entry(z, "META-INF/signature.p7s");
}

static void no_list(zip_t *z)
{
	remove_entry(z, "META-INF/ASiCManifest.xml");
}

static void no_csv(zip_t *z)
{
	remove_entry(z, "tal ærø.csv");
}

static void broken_signature(zip_t *z)
{
	replace(z, "META-INF/signature.p7s", "0\x82");
}

static void extra_file(zip_t *z)
{
	add(z, "extra.csv", "x", 1);
}

static void extra_meta(zip_t *z)
{
	add(z, "META-INF/extra.xml", "x", 1);
}

static void second_list(zip_t *z)
{
	add(z, "META-INF/ASiCManifest2.xml", "x", 1);
}

static void up_name(zip_t *z)
{
	add(z, "../../tmp/evil", "x", 1);
}

static void root_name(zip_t *z)
{
	add(z, "/etc/x", "x", 1);
}

static void back_name(zip_t *z)
{
	add(z, "..\\evil", "x", 1);
}

static void folder_name(zip_t *z)
{
	add(z, "sub/x.csv", "x", 1);
}

static void case_name(zip_t *z)
{
	add(z, "TAL ÆRØ.CSV", "x", 1);
}

static void link_entry(zip_t *z)
{
	zip_int64_t at = zip_file_add(z, "link.csv", zip_source_buffer(z, "/etc/passwd", 11, 0), 0);

	assert_int_equal(zip_file_set_external_attributes(
	                         z, (zip_uint64_t)at, 0, ZIP_OPSYS_UNIX, 0120777u << 16),
	        0);
}

static char zeros[60 << 20];

static void bomb(zip_t *z)
{
	add(z, "bomb.xml", zeros, sizeof zeros);
}

static void crowd(zip_t *z)
{
	static char name[1500][16];

	for (int i = 0; i < 1500; i++) {
		snprintf(name[i], sizeof name[i], "f%d", i);
		add(z, name[i], "x", 1);
	}
}

static void comment(zip_t *z)
{
	assert_int_equal(zip_set_archive_comment(z, "hello", 5), 0);
}

static void encrypted(zip_t *z)
{
	zip_int64_t at = zip_file_add(z, "secret.csv", zip_source_buffer(z, "x", 1, 0), 0);

	assert_int_equal(zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_256, "pw"), 0);
}

static void packed_mimetype(zip_t *z)
{
	zip_int64_t at = zip_name_locate(z, "mimetype", 0);
	static const char text[] = "application/vnd.etsi.asic-e+zipapplication/vnd.etsi.asic-e+zip";

	replace(z, "mimetype", text);
	assert_int_equal(zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_DEFLATE, 9), 0);
}

static void other_mimetype(zip_t *z)
{
	zip_int64_t at = zip_name_locate(z, "mimetype", 0);

	replace(z, "mimetype", "application/vnd.etsi.asic-s+zip");
	assert_int_equal(zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0), 0);
}

static const struct {
	const char *name;
	void (*spoil)(zip_t *z);
	enum check_id check;
	const char *says;
} spoiled[] = {
	{ "other_csv", other_csv, CHECK_DIGESTS, "'tal ærø.csv' is not the file that was signed" },
	{ "other_xml", other_xml, CHECK_DIGESTS, "'return.xml' is not the file that was signed" },
	{ "other_manifest", other_manifest, CHECK_MANIFEST, "not a manifest of this program" },
	{ "other_list", other_list, CHECK_COVERAGE, "is not in the signed list" },
	{ "doctype_list", doctype_list, CHECK_COVERAGE, "the XML has a DOCTYPE" },
	{ "renamed_in_list", renamed_in_list, CHECK_SIGNATURE, "does not fit the content" },
	{ "no_signature", no_signature, CHECK_SIGNATURE, "the signature file is not there" },
	{ "no_list", no_list, CHECK_COVERAGE, "not exactly one META-INF/ASiCManifest" },
	{ "no_csv", no_csv, CHECK_COVERAGE, "names 'tal ærø.csv', which is not there" },
	{ "broken_signature", broken_signature, CHECK_SIGNATURE, "the signature file is not CMS" },
	{ "extra_file", extra_file, CHECK_COVERAGE, "'extra.csv' is not in the signed list" },
	{ "extra_meta", extra_meta, CHECK_COVERAGE,
	        "'META-INF/extra.xml' is covered by no signature" },
	{ "second_list", second_list, CHECK_COVERAGE, "not exactly one META-INF/ASiCManifest" },
	{ "up_name", up_name, CHECK_CONTAINER, "has a folder, a drive or a backslash in it" },
	{ "root_name", root_name, CHECK_CONTAINER, "has a folder, a drive or a backslash in it" },
	{ "back_name", back_name, CHECK_CONTAINER, "has a folder, a drive or a backslash in it" },
	{ "folder_name", folder_name, CHECK_CONTAINER,
	        "has a folder, a drive or a backslash in it" },
	{ "case_name", case_name, CHECK_CONTAINER, "the name 'TAL ÆRØ.CSV' is there twice" },
	{ "link_entry", link_entry, CHECK_CONTAINER, "'link.csv' is not a regular file" },
	{ "bomb", bomb, CHECK_CONTAINER, "a zip bomb" },
	{ "crowd", crowd, CHECK_CONTAINER, "1506 files: more than the 1000 that are accepted" },
	{ "comment", comment, CHECK_CONTAINER, "the container has a comment" },
	{ "encrypted", encrypted, CHECK_CONTAINER, "'secret.csv' is encrypted" },
	{ "packed_mimetype", packed_mimetype, CHECK_MIMETYPE, "'mimetype' is compressed" },
	{ "other_mimetype", other_mimetype, CHECK_MIMETYPE, "'mimetype' does not say" },
};

static void must_fail(const char *what, const char *path, enum check_id id, const char *says)
{
	const struct verify_result *r = h_verify(path);

	if (r->valid)
		fail_msg("%s: was accepted", what);
	if (r->check[id].state != CHECK_FAILED || !strstr(r->check[id].text, says))
		fail_msg("%s: %s does not say \"%s\":%s", what, check_name(id), says, h_checks(r));
}

static void each_spoiled_container_is_refused_for_its_reason(void **state)
{
	const char *path = h_pki_file("bad.asice");

	(void)state;
	h_package("good.asice", PACKAGE_ASICE, "ec");
	for (size_t i = 0; i < COUNT_OF(spoiled); i++) {
		int code = 0;
		zip_t *z;

		assert_int_equal(h_sh("cp $PKI/good.asice $PKI/bad.asice"), 0);
		z = zip_open(path, 0, &code);
		assert_non_null(z);
		spoiled[i].spoil(z);
		assert_int_equal(zip_close(z), 0);
		must_fail(spoiled[i].name, path, spoiled[i].check, spoiled[i].says);
	}
}

/* ---- bytes of the file itself ---- */

static void a_cut_container_is_refused(void **state)
{
	const char *path = h_pki_file("bad.asice");
	size_t n;
	char *good = h_read(h_package("good.asice", PACKAGE_ASICE, "ec"), &n);

	(void)state;
	for (size_t keep = 0; keep < n; keep += 61) {
		h_write(path, good, keep);
		must_fail("cut", path, CHECK_CONTAINER, "zip");
	}
	free(good);
}

static void no_single_byte_can_change(void **state)
{
	const char *path = h_pki_file("bad.asice");
	size_t n;
	char *good = h_read(h_package("good.asice", PACKAGE_ASICE, "ec"), &n);

	(void)state;
	for (size_t i = 0; i < n; i += 5) {
		const struct verify_result *r;

		good[i] ^= 0x20;
		h_write(path, good, n);
		r = h_verify(path);
		/* Times, attributes and version numbers of the zip layer are nobody's claim. With
		 * them changed another program may refuse the container, but must not read another
		 * content. */
		if (r->valid)
			assert_int_equal(
			        h_sh("cd $PKI && rm -rf 1 2 && unzip -qqo good.asice -d 1 &&"
			             " { ! unzip -qqo bad.asice -d 2 >out.txt 2>&1 || diff -r 1 2; "
			             "}"),
			        0);
		good[i] ^= 0x20;
	}
	free(good);
}

static void bytes_before_or_after_are_refused(void **state)
{
	(void)state;
	h_package("good.asice", PACKAGE_ASICE, "ec");
	assert_int_equal(h_sh("cd $PKI && { printf junk; cat good.asice; } > bad.asice"), 0);
	assert_false(h_verify(h_pki_file("bad.asice"))->valid);
	assert_int_equal(h_sh("cd $PKI && { cat good.asice; printf junk; } > bad.asice"), 0);
	assert_false(h_verify(h_pki_file("bad.asice"))->valid);
}

static void what_is_not_there_is_an_error_and_no_verdict(void **state)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct verify_result r;
	struct err e = { 0 };

	(void)state;
	h_trust(&t, NULL);
	assert_int_equal(package_verify(h_pki_file("absent.asice"), &t, &r, &e), -1);
	assert_int_equal(e.code, ERR_NOINPUT);
	must_fail("device", "/dev/null", CHECK_CONTAINER, "is neither a file nor a folder");
}

/* ---- who signed ---- */

static const struct {
	const char *key, *crl;
	enum check_id check; /* CHECK_COUNT: accepted */
	const char *says;
} signers[] = {
	{ "org", NULL, CHECK_COUNT, "" },
	{ "org", "sub.crl", CHECK_COUNT, "" },
	{ "soon", "sub.crl", CHECK_COUNT, "" },
	{ "rev", "sub.crl", CHECK_REVOCATION, "the certificate was revoked on " },
	{ "other", NULL, CHECK_ORGANISATION, "signed by CVR 87654321, expected 12345678" },
	{ "fake", NULL, CHECK_CHAIN, "does not lead to a trusted root" },
	{ "nochain", NULL, CHECK_CHAIN, "does not lead to a trusted root" },
	{ "self", NULL, CHECK_CHAIN, "self-made: nobody vouches for it" },
};

static void judge_with(const char *path, const char *crl, int64_t now, struct verify_result *r)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct err e = { 0 };

	h_trust(&t, crl);
	t.now = now;
	h_ok(package_verify(path, &t, r, &e), e);
}

static void only_the_expected_organisation_is_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(signers); i++) {
		const char *path = h_package("who.asice", PACKAGE_ASICE, signers[i].key);
		struct verify_result r;

		judge_with(path, signers[i].crl, h_now(), &r);
		if (signers[i].check == CHECK_COUNT && !r.valid)
			fail_msg("%s was refused:%s", signers[i].key, h_checks(&r));
		if (signers[i].check == CHECK_COUNT)
			continue;
		if (r.valid || r.check[signers[i].check].state != CHECK_FAILED ||
		        !strstr(r.check[signers[i].check].text, signers[i].says))
			fail_msg("%s: \"%s\":%s", signers[i].key, signers[i].says, h_checks(&r));
	}
}

/* A key that its owner may no longer use: somebody signs with it all the same. */
static void an_expired_certificate_is_refused(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct verify_result r;
	struct err e = { 0 };
	int64_t in_2022 = 1650000000;

	(void)state;
	h_ok(h_signer(&s, "old", H_CVR, "pkcs1", in_2022, &e), e);
	h_ok(h_package_at(h_pki_file("old.asice"), PACKAGE_ASICE, &s, NULL, &e), e);
	judge_with(h_pki_file("old.asice"), NULL, h_now(),
	        &r); /* signed in time, verified years later */
	if (!r.valid)
		fail_msg("%s", h_checks(&r));
	s.now = h_now();
	assert_int_equal(h_package_at(h_pki_file("new.asice"), PACKAGE_ASICE, &s, NULL, &e), -1);
	assert_non_null(strstr(e.msg, "had expired at the time of signing"));
}

static void a_signature_from_the_future_is_refused(void **state)
{
	struct verify_result r;

	(void)state;
	judge_with(h_package("good.asice", PACKAGE_ASICE, "ec"), NULL, h_now() - 86400, &r);
	assert_false(r.valid);
	assert_non_null(strstr(r.check[CHECK_CHAIN].text, "which has not come yet"));
}

static void a_signature_of_another_package_is_refused(void **state)
{
	(void)state;
	assert_int_equal(h_sh("rm -rf $PKI/bare"), 0);
	h_package("bare", PACKAGE_P7S, "ec");
	assert_int_equal(h_sh("cd $PKI/bare && cp return.xml.p7s manifest.xml.p7s"), 0);
	must_fail("swapped", h_pki_file("bare"), CHECK_SIGNATURE,
	        "manifest.xml: the signature does not fit");
	h_package("bare", PACKAGE_P7S, "ec");
	assert_int_equal(h_sh("cd $PKI/bare && rm manifest.xml.p7s"), 0);
	must_fail("one unsigned", h_pki_file("bare"), CHECK_COVERAGE,
	        "2 of 3 files have a signature");
	h_package("bare", PACKAGE_P7S, "ec");
	assert_int_equal(h_sh("cd $PKI/bare && ln -s /etc/passwd x"), 0);
	must_fail("link", h_pki_file("bare"), CHECK_CONTAINER, "'x' is not a regular file");
	assert_int_equal(h_sh("cd $PKI/bare && rm x && printf x > x.csv"), 0);
	must_fail("extra", h_pki_file("bare"), CHECK_MANIFEST, "'x.csv' is not in manifest.xml");
}

static int refuse_schema(
        void *arg, const char *schema, const char *file, bool enveloped, struct err *e)
{
	size_t n;
	char *text = h_read(file, &n);
	bool whole = text && strstr(text, "</Indberetning>");

	free(text);
	assert_true(whole);
	assert_false(enveloped);
	assert_string_equal(schema, "schemas/xsd/test.xsd");
	(*(int *)arg)++;
	return *(int *)arg > 1 ? err_set(e, ERR_BUG, "line 2: not expected") : 0;
}

static void the_schema_check_sees_the_file(void **state)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	const char *path = h_package("good.asice", PACKAGE_ASICE, "ec");
	struct verify_result r;
	struct err e = { 0 };
	int calls = 0;

	(void)state;
	h_trust(&t, NULL);
	t.schema = refuse_schema;
	t.schema_arg = &calls;
	snprintf(t.tmp, sizeof t.tmp, "%s", h_pki());
	h_ok(package_verify(path, &t, &r, &e), e);
	if (!r.valid)
		fail_msg("%s", h_checks(&r));
	assert_string_equal(r.check[CHECK_SCHEMA].text, "1 XML files fit their schemas");
	h_ok(package_verify(path, &t, &r, &e), e);
	assert_false(r.valid);
	assert_non_null(strstr(r.check[CHECK_SCHEMA].text, "line 2: not expected"));
	assert_int_equal(calls, 2);
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
		cmocka_unit_test(each_spoiled_container_is_refused_for_its_reason),
		cmocka_unit_test(a_cut_container_is_refused),
		cmocka_unit_test(no_single_byte_can_change),
		cmocka_unit_test(bytes_before_or_after_are_refused),
		cmocka_unit_test(what_is_not_there_is_an_error_and_no_verdict),
		cmocka_unit_test(only_the_expected_organisation_is_accepted),
		cmocka_unit_test(an_expired_certificate_is_refused),
		cmocka_unit_test(a_signature_from_the_future_is_refused),
		cmocka_unit_test(a_signature_of_another_package_is_refused),
		cmocka_unit_test(the_schema_check_sees_the_file),
	};

	return cmocka_run_group_tests_name("verify", tests, NULL, teardown);
}
