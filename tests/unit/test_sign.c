#include "tests/harness/h_pki.h"

#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "common/file.h"
#include "tests/harness/h.h"

static void put(const char *name, const void *data, size_t n)
{
	h_write(h_pki_file(name), data, n);
	assert_int_equal(chmod(h_pki_file(name), 0600), 0);
}

static void a_key_opens_with_its_chain(void **state)
{
	static const char *const names[] = { "org", "ec", "soon", "nochain" };
	static const int chain[] = { 1, 1, 1, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct signer s CLEANUP(signer_done) = { 0 };
		struct err e = { 0 };

		h_ok(h_signer(&s, names[i], H_CVR, "pkcs1", h_now(), &e), e);
		assert_string_equal(s.cvr, H_CVR);
		assert_int_equal(sk_X509_num(s.chain), chain[i]);
	}
}

static void days_to_expiry_are_told(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(h_signer(&s, "soon", H_CVR, "pkcs1", h_now(), &e), e);
	assert_in_range(s.days_left, 28, 30);
	assert_true(s.days_left < SIGN_WARN_DAYS);
}

/* name, cvr, code, what the message says */
static const struct {
	const char *name, *cvr;
	enum err_code code;
	const char *says;
} refused[] = {
	{ "old", H_CVR, ERR_CONFIG, "expired on 2023-01-01: order a new one in MitID Erhverv" },
	{ "early", H_CVR, ERR_CONFIG, "is not valid until 2049-01-01" },
	{ "other", H_CVR, ERR_CONFIG,
	        "is of organisation '87654321', setting sign.cvr says '12345678'" },
	{ "org", "", ERR_CONFIG, "setting sign.cvr is empty" },
	{ "weak", H_CVR, ERR_CONFIG, "is too weak (1024 bits)" },
	{ "absent", H_CVR, ERR_CONFIG, "could not open key file" },
	{ "text", H_CVR, ERR_CONFIG, "is not a PKCS#12 file" },
	{ "cut", H_CVR, ERR_CONFIG, "is not a PKCS#12 file" },
	{ "open", H_CVR, ERR_NOPERM, "is open to others (mode 0640): chmod 600 it" },
	{ "link", H_CVR, ERR_NOPERM, "is a link: name the file itself" },
	{ "folder", H_CVR, ERR_NOPERM, "is not a regular file" },
	{ "mixed", H_CVR, ERR_CONFIG, "belongs to none of its certificates" },
	{ "locked", H_CVR, ERR_CONFIG, "the passphrase does not open key file" },
};

/* A PKCS#12 file with the key of one and the certificate of another; openssl(1) refuses to make
 * one. */
static void make_mixed(void)
{
	FILE *kf = fopen(h_pki_file("ca/other.key"), "r"), *cf = fopen(h_pki_file("ec.pem"), "r");
	EVP_PKEY *key = PEM_read_PrivateKey(kf, NULL, NULL, NULL);
	X509 *cert = PEM_read_X509(cf, NULL, NULL, NULL);
	STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
	STACK_OF(PKCS7) *safes = NULL;
	size_t n;
	char *pass = h_read(h_pki_file("passphrase"), &n);
	PKCS12 *p12;
	FILE *out;

	assert_non_null(PKCS12_add_cert(&bags, cert));
	assert_non_null(PKCS12_add_key(&bags, key, 0, 2048, NID_aes_256_cbc, pass));
	assert_int_equal(PKCS12_add_safe(&safes, bags, -1, 0, NULL), 1);
	p12 = PKCS12_add_safes(safes, 0);
	assert_int_equal(PKCS12_set_mac(p12, pass, -1, NULL, 0, 2048, EVP_sha256()), 1);
	out = fopen(h_pki_file("mixed.p12"), "w");
	assert_int_equal(i2d_PKCS12_fp(out, p12), 1);
	fclose(out), fclose(kf), fclose(cf);
	assert_int_equal(chmod(h_pki_file("mixed.p12"), 0600), 0);
	PKCS12_free(p12);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	EVP_PKEY_free(key);
	X509_free(cert);
	free(pass);
}

static void make_bad_keys(void)
{
	size_t n;
	char *org = h_read(h_pki_file("org.p12"), &n);

	put("text.p12", "-----BEGIN PRIVATE KEY-----", 27);
	put("cut.p12", org, n / 2);
	put("open.p12", org, n);
	free(org);
	assert_int_equal(chmod(h_pki_file("open.p12"), 0640), 0);
	assert_int_equal(symlink("org.p12", h_pki_file("link.p12")), 0);
	assert_int_equal(mkdir(h_pki_file("folder.p12"), 0700), 0);
	assert_int_equal(h_sh("cd $PKI && openssl pkcs12 -export -inkey ca/ec.key -in ec.pem"
	                      " -passout pass:other -out locked.p12 && chmod 600 locked.p12"),
	        0);
	make_mixed();
}

static void each_bad_key_has_one_clear_error(void **state)
{
	(void)state;
	make_bad_keys();
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct signer s = { 0 };
		struct err e = { 0 };

		assert_int_equal(
		        h_signer(&s, refused[i].name, refused[i].cvr, "pkcs1", h_now(), &e), -1);
		if (!strstr(e.msg, refused[i].says))
			fail_msg("%s: \"%s\" does not say \"%s\"", refused[i].name, e.msg,
			        refused[i].says);
		assert_int_equal(e.code, refused[i].code);
		assert_null(strstr(e.msg, "kode-"));
		assert_null(s.key);
	}
}

static void the_passphrase_file_is_guarded_too(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(chmod(h_pki_file("passphrase"), 0644), 0);
	assert_int_equal(h_signer(&s, "org", H_CVR, "pkcs1", h_now(), &e), -1);
	assert_int_equal(e.code, ERR_NOPERM);
	assert_non_null(strstr(e.msg, "passphrase file"));
	assert_int_equal(chmod(h_pki_file("passphrase"), 0600), 0);
}

static void a_credential_of_the_service_goes_before_the_file(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(mkdir(h_pki_file("cred"), 0700), 0);
	assert_int_equal(
	        h_sh("cp $PKI/passphrase $PKI/cred/sign.passphrase && chmod 440 $PKI/cred/*"), 0);
	put("passphrase.kept", "x", 1);
	assert_int_equal(rename(h_pki_file("passphrase"), h_pki_file("passphrase.kept")), 0);
	setenv("CREDENTIALS_DIRECTORY", h_pki_file("cred"), 1);
	h_ok(h_signer(&s, "org", H_CVR, "pkcs1", h_now(), &e), e);
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_int_equal(rename(h_pki_file("passphrase.kept"), h_pki_file("passphrase")), 0);
}

/* An independent judge: openssl(1). */
static void openssl_verifies_what_we_sign(void **state)
{
	static const char *const keys[][2] = { { "org", "pkcs1" }, { "org", "pss" },
		{ "ec", "pkcs1" }, { "ec", "pss" } };
	static const char text[] = "ærø;1\r\n";

	(void)state;
	put("content", text, sizeof text - 1);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct signer s CLEANUP(signer_done) = { 0 };
		struct buf der CLEANUP(buf_done) = { 0 }, of_file CLEANUP(buf_done) = { 0 };
		struct err e = { 0 };

		buf_init(&der, 65536);
		buf_init(&of_file, 65536);
		h_ok(h_signer(&s, keys[i][0], H_CVR, keys[i][1], h_now(), &e), e);
		h_ok(sign_cms(&s, text, sizeof text - 1, &der, &e), e);
		h_ok(sign_cms_file(&s, h_pki_file("content"), &of_file, &e), e);
		put("a.p7s", der.data, der.len);
		put("b.p7s", of_file.data, of_file.len);
		for (const char *f = "a\0b\0"; *f; f += 2)
			assert_int_equal(h_sh("openssl cms -verify -cades -binary -inform DER -in "
			                      "$PKI/%s.p7s"
			                      " -content $PKI/content -CAfile $PKI/trust.pem -out "
			                      "/dev/null 2>$PKI/out",
			                         f),
			        0);
		assert_int_equal(h_sh("printf x >> $PKI/content; openssl cms -verify -cades "
		                      "-binary -inform DER"
		                      " -in $PKI/a.p7s -content $PKI/content -CAfile "
		                      "$PKI/trust.pem -out /dev/null 2>$PKI/out"),
		        4);
		put("content", text, sizeof text - 1);
	}
}

static void the_stated_time_is_the_callers(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct buf der CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	char iso[21];

	(void)state;
	buf_init(&der, 65536);
	h_ok(h_signer(&s, "org", H_CVR, "pkcs1", 1750000000, &e), e);
	assert_string_equal(signer_time(&s, iso), "2025-06-15T15:06:40Z");
	h_ok(sign_cms(&s, "x", 1, &der, &e), e);
	put("t.p7s", der.data, der.len);
	assert_int_equal(h_sh("openssl cms -cmsout -print -inform DER -in $PKI/t.p7s |"
	                      " grep -q 'UTCTIME:Jun 15 15:06:40 2025 GMT'"),
	        0);
}

static void base64_is_the_same_in_blocks(void **state)
{
	unsigned char data[3000], want[4100];
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i * 7);
	buf_init(&b, 8192);
	for (size_t n = 0; n < sizeof data; n += 97) {
		EVP_EncodeBlock(want, data, (int)n);
		buf_reset(&b);
		h_ok(buf_str(&b, ""), e);
		h_ok(base64_add(&b, data, n, &e), e);
		assert_string_equal(b.data, (char *)want);
	}
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
		cmocka_unit_test(a_key_opens_with_its_chain),
		cmocka_unit_test(days_to_expiry_are_told),
		cmocka_unit_test(each_bad_key_has_one_clear_error),
		cmocka_unit_test(the_passphrase_file_is_guarded_too),
		cmocka_unit_test(a_credential_of_the_service_goes_before_the_file),
		cmocka_unit_test(openssl_verifies_what_we_sign),
		cmocka_unit_test(the_stated_time_is_the_callers),
		cmocka_unit_test(base64_is_the_same_in_blocks),
	};

	return cmocka_run_group_tests_name("sign", tests, NULL, teardown);
}
