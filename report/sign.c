#include "report/sign.h"

#include <stdarg.h>

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

#include "common/file.h"
#include "common/secret.h"
#include "common/text.h"

enum { KEY_MAX = 1 << 20, PASS_MAX = 256, DAY_SECS = 86400 };

int err_ssl(struct err *e, enum err_code code, const char *fmt, ...)
{
	unsigned long last = ERR_peek_last_error();
	const char *why = last ? ERR_reason_error_string(last) : NULL;
	char what[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	ERR_clear_error();
	return why ? err_set(e, code, "%s: %s", what, why) : err_set(e, code, "%s", what);
}

static void full_path(const char *workspace, const char *path, char *out, size_t cap)
{
	if (path[0] == '/' || !workspace)
		snprintf(out, cap, "%s", path);
	else
		snprintf(out, cap, "%s/%s", workspace, path);
}

static int passphrase(
        const struct conf *conf, const char *workspace, char out[PASS_MAX], struct err *e)
{
	struct secret_place place = {
		.credential = "sign.passphrase",
		.workspace = workspace,
		.file = conf_text(conf, "sign.passphrase-file"),
		.what = "passphrase file",
	};
	int rc = secret_line(&place, out, PASS_MAX, e);

	if (rc == 0)
		return err_set(e, ERR_CONFIG,
		        "no passphrase for the signing key: set "
		        "sign.passphrase-file, or LoadCredential=sign.passphrase: in the unit");
	return rc < 0 ? -1 : 0;
}

/* ---- the key file ---- */

static void bio_freep(BIO **b)
{
	BIO_free_all(*b);
}

static void pkcs12_freep(PKCS12 **p)
{
	PKCS12_free(*p);
}

static int pkcs12_open(
        PKCS12 *p12, const char *path, const char *pass, struct signer *s, struct err *e)
{
	if (PKCS12_mac_present(p12) && PKCS12_verify_mac(p12, pass, -1) != 1) {
		ERR_clear_error();
		return err_set(e, ERR_CONFIG, "the passphrase does not open key file '%s'", path);
	}
	if (PKCS12_parse(p12, pass, &s->key, &s->cert, &s->chain) != 1) {
		if (ERR_GET_REASON(ERR_peek_error()) == ERR_R_UNSUPPORTED)
			err_set(e, ERR_CONFIG,
			        "key file '%s' uses a cipher that is no longer accepted: "
			        "make it anew with 'openssl pkcs12 -legacy' and 'openssl pkcs12 "
			        "-export'",
			        path);
		else
			err_ssl(e, ERR_CONFIG, "cannot read key file '%s'", path);
		ERR_clear_error();
		return -1;
	}
	if (!s->key)
		return err_set(e, ERR_CONFIG, "key file '%s' has no key in it", path);
	if (!s->cert)
		return err_set(
		        e, ERR_CONFIG, "the key in '%s' belongs to none of its certificates", path);
	return 0;
}

static int key_load(struct signer *s, const char *path, const char *pass, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	PKCS12 *p12 CLEANUP(pkcs12_freep) = NULL;
	char *data = arena_take(&a, KEY_MAX);
	const unsigned char *p = (unsigned char *)data;
	size_t n;

	if (secret_read(path, "key file", data, KEY_MAX, &n, e) < 0)
		return -1;
	p12 = d2i_PKCS12(NULL, &p, (long)n);
	OPENSSL_cleanse(data, n);
	if (!p12) {
		ERR_clear_error();
		return err_set(e, ERR_CONFIG, "key file '%s' is not a PKCS#12 file", path);
	}
	return pkcs12_open(p12, path, pass, s, e);
}

/* A root adds nothing to a chain: who verifies must have it already. */
static int chain_trim(struct signer *s)
{
	STACK_OF(X509) *kept = sk_X509_new_null();
	X509 *at = s->cert;
	int found = 1;

	if (!kept)
		return -1;
	while (found && sk_X509_num(kept) < 8) {
		found = 0;
		for (int i = 0; i < sk_X509_num(s->chain) && !found; i++) {
			X509 *c = sk_X509_value(s->chain, i);

			found = c != at && X509_check_issued(c, at) == X509_V_OK &&
			        X509_self_signed(c, 0) != 1;
			if (found && (!X509_up_ref(c) || !sk_X509_push(kept, at = c)))
				found = 0;
		}
	}
	sk_X509_pop_free(s->chain, X509_free);
	s->chain = kept;
	return 0;
}

/* ---- what is refused ---- */

void cert_cvr(const X509 *cert, char out[16])
{
	X509_NAME *name = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(name, NID_organizationIdentifier, -1);
	unsigned char *utf8 = NULL;

	out[0] = '\0';
	if (at < 0)
		return;
	if (ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) >
	                0 &&
	        strncmp((char *)utf8, "NTRDK-", 6) == 0)
		snprintf(out, 16, "%s", (char *)utf8 + 6);
	OPENSSL_free(utf8);
}

/* "yyyy-mm-dd" of a certificate's time; returns out. */
static char *asn1_day(const ASN1_TIME *t, char out[11])
{
	struct tm tm = { 0 };

	ASN1_TIME_to_tm(t, &tm);
	return day_iso(day_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday), out);
}

static int check_dates(struct signer *s, const char *path, struct err *e)
{
	const ASN1_TIME *from = X509_get0_notBefore(s->cert), *to = X509_get0_notAfter(s->cert);
	ASN1_TIME *now = ASN1_TIME_set(NULL, (time_t)s->now);
	char day[11];
	int days = 0, secs = 0, early = now ? ASN1_TIME_compare(now, from) : -2;

	if (!now || early == -2 || ASN1_TIME_diff(&days, &secs, now, to) != 1) {
		ASN1_TIME_free(now);
		return err_ssl(
		        e, ERR_CONFIG, "cannot read the dates of the certificate in '%s'", path);
	}
	ASN1_TIME_free(now);
	if (early < 0)
		return err_set(e, ERR_CONFIG,
		        "the certificate in '%s' is not valid until %s: check the "
		        "clock, or sign with the current one",
		        path, asn1_day(from, day));
	if (days < 0 || secs < 0)
		return err_set(e, ERR_CONFIG,
		        "the certificate in '%s' expired on %s: order a new one in "
		        "MitID Erhverv and put it in sign.key",
		        path, asn1_day(to, day));
	s->days_left = days;
	return 0;
}

static int check_key(const struct signer *s, const char *path, struct err *e)
{
	/* PKCS12_parse has paired key and certificate. */
	bool rsa = EVP_PKEY_is_a(s->key, "RSA") == 1, ec = EVP_PKEY_is_a(s->key, "EC") == 1;
	int bits = EVP_PKEY_get_bits(s->key);

	if ((rsa && bits >= 2048) || (ec && bits >= 256))
		return 0;
	return err_set(e, ERR_CONFIG,
	        "the key in '%s' is too weak (%d bits): RSA of 2,048 bits or EC of "
	        "256 bits is the least",
	        path, bits);
}

static int check_organisation(
        struct signer *s, const struct conf *conf, const char *path, struct err *e)
{
	const char *want = conf_text(conf, "sign.cvr");

	cert_cvr(s->cert, s->cvr);
	if (!*want)
		return err_set(e, ERR_CONFIG,
		        "setting sign.cvr is empty: give the CVR number of the "
		        "organisation that signs");
	if (strcmp(want, s->cvr) == 0)
		return 0;
	return err_set(e, ERR_CONFIG,
	        "the certificate in '%s' is of organisation '%s', setting sign.cvr "
	        "says '%s'",
	        path, s->cvr[0] ? s->cvr : "(none)", want);
}

static int signer_load(
        struct signer *s, const struct conf *conf, const char *workspace, struct err *e)
{
	const char *key = conf_text(conf, "sign.key"), *rsa = conf_text(conf, "sign.rsa");
	char path[FILE_PATH], pass[PASS_MAX];
	int rc;

	if (!*key)
		return err_set(e, ERR_CONFIG,
		        "setting sign.key is empty: give the PKCS#12 file of the "
		        "organisation's certificate");
	s->pss = strcmp(rsa, "pss") == 0;
	full_path(workspace, key, path, sizeof path);
	if (passphrase(conf, workspace, pass, e) < 0)
		return -1;
	rc = key_load(s, path, pass, e);
	OPENSSL_cleanse(pass, sizeof pass);
	if (rc < 0)
		return -1;
	if (chain_trim(s) < 0)
		return err_ssl(e, ERR_MEMORY, "reading the chain in '%s'", path);
	if (check_key(s, path, e) < 0 || check_dates(s, path, e) < 0)
		return -1;
	return check_organisation(s, conf, path, e);
}

int signer_open(struct signer *s, const struct conf *conf, const char *workspace, int64_t now,
        struct err *e)
{
	*s = (struct signer){ .now = now };
	if (signer_load(s, conf, workspace, e) == 0)
		return 0;
	signer_done(s);
	return -1;
}

void signer_done(struct signer *s)
{
	EVP_PKEY_free(s->key);
	X509_free(s->cert);
	sk_X509_pop_free(s->chain, X509_free);
	*s = (struct signer){ 0 };
}

char *signer_time(const struct signer *s, char out[21])
{
	secs_iso(s->now, out);
	out[19] = 'Z';
	out[20] = '\0';
	return out;
}

/* ---- CMS ---- */

static void cms_freep(CMS_ContentInfo **c)
{
	CMS_ContentInfo_free(*c);
}

/* OpenSSL would state the clock's time; ours is the caller's. */
static int add_signing_time(CMS_SignerInfo *si, int64_t now)
{
	ASN1_TIME *t = X509_time_adj(NULL, 0, &(time_t){ (time_t)now });
	int rc = t ? CMS_signed_add1_attr_by_NID(si, NID_pkcs9_signingTime, t->type, t, -1) : 0;

	ASN1_TIME_free(t);
	return rc == 1 ? 0 : -1;
}

static int use_pss(CMS_SignerInfo *si)
{
	EVP_PKEY_CTX *pc = CMS_SignerInfo_get0_pkey_ctx(si);

	if (EVP_PKEY_CTX_set_rsa_padding(pc, RSA_PKCS1_PSS_PADDING) <= 0)
		return -1;
	return EVP_PKEY_CTX_set_rsa_pss_saltlen(pc, RSA_PSS_SALTLEN_DIGEST) <= 0 ? -1 : 0;
}

static int cms_make(const struct signer *s, BIO *content, CMS_ContentInfo **ret)
{
	const unsigned flags =
	        CMS_BINARY | CMS_DETACHED | CMS_PARTIAL | CMS_STREAM | CMS_NOSMIMECAP | CMS_CADES;
	CMS_ContentInfo *cms = *ret = CMS_sign(NULL, NULL, s->chain, NULL, flags);
	CMS_SignerInfo *si =
	        cms ? CMS_add1_signer(cms, s->cert, s->key, EVP_sha256(), flags | CMS_KEY_PARAM)
	            : NULL;

	if (!si || add_signing_time(si, s->now) < 0)
		return -1;
	if (s->pss && EVP_PKEY_is_a(s->key, "RSA") == 1 && use_pss(si) < 0)
		return -1;
	return CMS_final(cms, content, NULL, flags) == 1 ? 0 : -1;
}

static int sign_bio(const struct signer *s, BIO *content, struct buf *ret, struct err *e)
{
	CMS_ContentInfo *cms CLEANUP(cms_freep) = NULL;
	unsigned char *der = NULL;
	int n, rc;

	ERR_clear_error();
	if (cms_make(s, content, &cms) < 0)
		return err_ssl(e, ERR_CONFIG, "signing failed");
	n = i2d_CMS_ContentInfo(cms, &der);
	if (n < 0)
		return err_ssl(e, ERR_BUG, "the signature cannot be written");
	rc = buf_add(ret, der, (size_t)n);
	OPENSSL_free(der);
	return rc < 0 ? err_set(e, ERR_BUG, "the signature is larger than its buffer") : 0;
}

int sign_cms(const struct signer *s, const void *data, size_t n, struct buf *ret, struct err *e)
{
	BIO *in CLEANUP(bio_freep) = BIO_new_mem_buf(data, (int)n);

	return in ? sign_bio(s, in, ret, e) : err_ssl(e, ERR_MEMORY, "signing failed");
}

int sign_cms_file(const struct signer *s, const char *path, struct buf *ret, struct err *e)
{
	BIO *in CLEANUP(bio_freep) = BIO_new_file(path, "rb");

	if (!in) {
		ERR_clear_error();
		return err_sys(e, ERR_NOINPUT, "could not open '%s' to sign it", path);
	}
	return sign_bio(s, in, ret, e) < 0 ? err_ctx(e, "signing '%s'", path) : 0;
}

/* ---- XML signatures ---- */

int base64_add(struct buf *b, const void *data, size_t n, struct err *e)
{
	const unsigned char *p = data;
	unsigned char out[4 * 256 + 1];

	for (size_t i = 0; i < n; i += 3 * 256) {
		size_t take = n - i < 3 * 256 ? n - i : 3 * 256;
		int len = EVP_EncodeBlock(out, p + i, (int)take);

		if (buf_add(b, out, (size_t)len) < 0)
			return err_set(e, ERR_BUG, "base64 is larger than its buffer");
	}
	return 0;
}

const char *xmldsig_method(const struct signer *s)
{
	return EVP_PKEY_is_a(s->key, "EC") == 1
	               ? "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
	               : "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
}

/* XML-DSig wants r and s side by side, each as long as the curve's order; OpenSSL gives DER. */
static int ecdsa_flat(const struct signer *s, unsigned char *sig, size_t *len)
{
	const unsigned char *p = sig;
	ECDSA_SIG *es = d2i_ECDSA_SIG(NULL, &p, (long)*len);
	int half = (EVP_PKEY_get_bits(s->key) + 7) / 8, ok;

	if (!es)
		return -1;
	ok = BN_bn2binpad(ECDSA_SIG_get0_r(es), sig, half) == half &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(es), sig + half, half) == half;
	ECDSA_SIG_free(es);
	*len = 2 * (size_t)half;
	return ok ? 0 : -1;
}

int xmldsig_value(
        const struct signer *s, const void *signed_info, size_t n, struct buf *b, struct err *e)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sig[2048];
	size_t len = sizeof sig;
	bool ok = md && EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, s->key) == 1 &&
	          EVP_DigestSign(md, sig, &len, signed_info, n) == 1;

	EVP_MD_CTX_free(md);
	if (!ok || (EVP_PKEY_is_a(s->key, "EC") == 1 && ecdsa_flat(s, sig, &len) < 0))
		return err_ssl(e, ERR_CONFIG, "signing the XML failed");
	return base64_add(b, sig, len, e);
}

int xmldsig_digest(const void *data, size_t n, struct buf *b, struct err *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_Digest(data, n, md, &len, EVP_sha256(), NULL) != 1)
		return err_ssl(e, ERR_BUG, "SHA-256 failed");
	return base64_add(b, md, len, e);
}

int xmldsig_cert_digest(const struct signer *s, struct buf *b, struct err *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (X509_digest(s->cert, EVP_sha256(), md, &len) != 1)
		return err_ssl(e, ERR_BUG, "SHA-256 of the certificate failed");
	return base64_add(b, md, len, e);
}

int xmldsig_cert(const struct signer *s, int i, struct buf *b, struct err *e)
{
	const X509 *c = i == 0 ? s->cert : sk_X509_value(s->chain, i - 1);
	unsigned char *der = NULL;
	int n, rc;

	if (!c)
		return 0;
	n = i2d_X509(c, &der);
	if (n < 0)
		return err_ssl(e, ERR_BUG, "a certificate cannot be written");
	rc = base64_add(b, der, (size_t)n, e);
	OPENSSL_free(der);
	return rc < 0 ? -1 : 1;
}
