#include "report/trust.h"

#include <stdarg.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include "common/text.h"

enum { DEPTH = 4, SECURITY_LEVEL = 2, SIGNERS = 1 };

void trust_say(struct trust_answer *a, enum trust_state state, const char *fmt, ...)
{
	va_list ap;

	a->state = state;
	va_start(ap, fmt);
	vsnprintf(a->text, sizeof a->text, fmt, ap);
	va_end(ap);
	ERR_clear_error();
}

/* ---- loading ---- */

static int load_pem(struct trust *t, BIO *in)
{
	X509_INFO *info;
	STACK_OF(X509_INFO) *all = PEM_X509_INFO_read_bio(in, NULL, NULL, NULL);
	int ok = all != NULL;

	while (ok && (info = sk_X509_INFO_shift(all)) != NULL) {
		if (info->x509 && t->root && sk_X509_push(t->root, info->x509))
			info->x509 = NULL;
		if (info->crl && t->crl && sk_X509_CRL_push(t->crl, info->crl))
			info->crl = NULL;
		X509_INFO_free(info);
	}
	sk_X509_INFO_pop_free(all, X509_INFO_free);
	return ok ? 0 : -1;
}

static int load_file(struct trust *t, const char *path, const char *what, struct err *e)
{
	BIO *in = BIO_new_file(path, "rb");
	int rc;

	if (!in) {
		ERR_clear_error();
		return err_sys(e, ERR_CONFIG, "could not open %s '%s'", what, path);
	}
	rc = load_pem(t, in);
	BIO_free(in);
	ERR_clear_error();
	return rc < 0 ? err_set(e, ERR_CONFIG, "%s '%s' is not PEM", what, path) : 0;
}

static int load_both(struct trust *t, const char *roots, const char *crl, struct err *e)
{
	STACK_OF(X509) *root = t->root;

	if (load_file(t, roots, "root certificates", e) < 0)
		return -1;
	if (sk_X509_num(t->root) == 0)
		return err_set(e, ERR_CONFIG, "'%s' has no certificate in it", roots);
	if (!crl || !*crl)
		return 0;
	t->crl = sk_X509_CRL_new_null();
	t->root = NULL; /* a certificate in the file of lists is nobody's root */
	if (load_file(t, crl, "revocation list", e) < 0) {
		t->root = root;
		return -1;
	}
	t->root = root;
	return sk_X509_CRL_num(t->crl) > 0
	               ? 0
	               : err_set(e, ERR_CONFIG, "'%s' has no revocation list in it", crl);
}

int trust_open(struct trust *t, const char *roots, const char *crl, struct err *e)
{
	*t = (struct trust){ .root = sk_X509_new_null(), .limits = LIMITS_OWN };
	if (t->root && load_both(t, roots, crl, e) == 0)
		return 0;
	if (!t->root)
		err_ssl(e, ERR_MEMORY, "loading '%s'", roots);
	trust_done(t);
	return -1;
}

void trust_done(struct trust *t)
{
	sk_X509_pop_free(t->root, X509_free);
	sk_X509_CRL_pop_free(t->crl, X509_CRL_free);
	*t = (struct trust){ 0 };
}

/* ---- a certificate ---- */

static void chain_freep(STACK_OF(X509) * *s)
{
	sk_X509_pop_free(*s, X509_free);
}

static X509_STORE *make_store(const struct trust *t)
{
	X509_STORE *store = X509_STORE_new();

	for (int i = 0; store && i < sk_X509_num(t->root); i++)
		(void)X509_STORE_add_cert(store, sk_X509_value(t->root, i));
	if (store && t->self)
		(void)X509_STORE_add_cert(store, (X509 *)t->self);
	return store;
}

static const struct {
	int code;
	const char *text;
} chain_faults[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED,
	        "a certificate of the chain had expired at the time of signing" },
	{ X509_V_ERR_CERT_NOT_YET_VALID,
	        "a certificate of the chain was not yet valid at the time of "
	        "signing" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	        "the certificate does not lead to a trusted root" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "the certificate does not lead to a trusted root" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	        "the certificate does not lead to a trusted root" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "the chain ends in a root that is not trusted" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	        "the certificate is self-made: nobody vouches for it" },
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, "a certificate of the chain is forged" },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, "the key of the certificate is too weak" },
};

static void say_chain_fault(struct trust_answer *a, int code)
{
	for (size_t i = 0; i < COUNT_OF(chain_faults); i++)
		if (chain_faults[i].code == code) {
			trust_say(a, TRUST_NO, "%s", chain_faults[i].text);
			return;
		}
	trust_say(
	        a, TRUST_NO, "the certificate is refused: %s", X509_verify_cert_error_string(code));
}

static void set_params(const struct trust *t, X509_STORE_CTX *ctx, int64_t at)
{
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);

	(void)X509_STORE_CTX_set_default(ctx, "smime_sign");
	X509_VERIFY_PARAM_set_time(p, (time_t)at);
	X509_VERIFY_PARAM_set_depth(p, DEPTH);
	X509_VERIFY_PARAM_set_auth_level(p, SECURITY_LEVEL);
	if (t->self)
		(void)X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN);
}

/* The chain from the certificate to its root, or NULL and an answer why not. */
static STACK_OF(X509) * build_chain(const struct trust *t, X509 *cert, STACK_OF(X509) * others,
                                int64_t at, struct trust_answer *a)
{
	X509_STORE *store = make_store(t);
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *chain = NULL;

	if (!store || !ctx || X509_STORE_CTX_init(ctx, store, cert, others) != 1) {
		trust_say(a, TRUST_NO, "no memory to follow the chain");
	} else {
		set_params(t, ctx, at);
		if (X509_verify_cert(ctx) == 1)
			chain = X509_STORE_CTX_get1_chain(ctx);
		else
			say_chain_fault(a, X509_STORE_CTX_get_error(ctx));
	}
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return chain;
}

static const X509_CRL *crl_of(const struct trust *t, X509 *issuer)
{
	for (int i = 0; i < sk_X509_CRL_num(t->crl); i++) {
		X509_CRL *crl = sk_X509_CRL_value(t->crl, i);

		if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) == 0 &&
		        X509_CRL_verify(crl, X509_get0_pubkey(issuer)) == 1)
			return crl;
	}
	return NULL;
}

static void asn1_to_day(const ASN1_TIME *t, char out[11])
{
	struct tm tm = { 0 };

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		snprintf(out, 11, "?");
	else
		day_iso(day_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday), out);
}

static void check_revoked(
        const struct trust *t, X509 *cert, X509 *issuer, int64_t at, struct trust_answer *a)
{
	const X509_CRL *crl = crl_of(t, issuer);
	const ASN1_TIME *until = crl ? X509_CRL_get0_nextUpdate(crl) : NULL;
	X509_REVOKED *found = NULL;
	time_t then = (time_t)at;
	char day[11];

	if (!crl) {
		trust_say(a, TRUST_NO, "no revocation list of the issuing authority was given");
	} else if (X509_CRL_get0_by_cert((X509_CRL *)crl, &found, cert) != 0 && found) {
		asn1_to_day(X509_REVOKED_get0_revocationDate(found), day);
		trust_say(a, TRUST_NO, "the certificate was revoked on %s", day);
	} else if (until && X509_cmp_time(until, &then) < 0) {
		asn1_to_day(until, day);
		trust_say(a, TRUST_NO,
		        "the revocation list ended on %s, before the signature was made", day);
	} else {
		asn1_to_day(X509_CRL_get0_lastUpdate(crl), day);
		trust_say(a, TRUST_YES, "not revoked, by the list of %s", day);
	}
}

static void check_organisation(const struct trust *t, X509 *cert, struct trust_verdict *v)
{
	cert_cvr(cert, v->cvr);
	if (!v->cvr[0])
		trust_say(&v->organisation, TRUST_NO, "the certificate is not of an organisation");
	else if (!t->cvr || !*t->cvr)
		trust_say(&v->organisation, TRUST_YES,
		        "signed by CVR %s; no particular one was demanded", v->cvr);
	else if (strcmp(t->cvr, v->cvr) == 0)
		trust_say(&v->organisation, TRUST_YES, "signed by CVR %s", v->cvr);
	else
		trust_say(&v->organisation, TRUST_NO, "signed by CVR %s, expected %s", v->cvr,
		        t->cvr);
}

/* Every certificate below the root is looked up in the list of its issuer; only the first must be
 * there. */
static void check_revocation(
        const struct trust *t, STACK_OF(X509) * chain, int64_t at, struct trust_answer *a)
{
	if (!t->crl || sk_X509_num(chain) < 2) {
		trust_say(a, TRUST_NA,
		        "no revocation list was given: a revoked certificate would pass");
		return;
	}
	check_revoked(t, sk_X509_value(chain, 0), sk_X509_value(chain, 1), at, a);
	for (int i = 1; a->state == TRUST_YES && i + 1 < sk_X509_num(chain); i++)
		if (crl_of(t, sk_X509_value(chain, i + 1)))
			check_revoked(
			        t, sk_X509_value(chain, i), sk_X509_value(chain, i + 1), at, a);
}

void trust_cert(const struct trust *t, X509 *cert, STACK_OF(X509) * others, int64_t at,
        struct trust_verdict *v)
{
	STACK_OF(X509) * chain CLEANUP(chain_freep) = NULL;
	char when[20];

	v->at = at;
	check_organisation(t, cert, v);
	if (t->now && at > t->now) {
		trust_say(&v->chain, TRUST_NO, "the signature is dated %sZ, which has not come yet",
		        secs_iso(at, when));
		return;
	}
	chain = build_chain(t, cert, others, at, &v->chain);
	if (!chain)
		return;
	if (t->self && sk_X509_num(t->root) == 0)
		trust_say(&v->chain, TRUST_YES, "signed with the key at hand, valid %sZ",
		        secs_iso(at, when));
	else
		trust_say(&v->chain, TRUST_YES,
		        "leads to a trusted root, valid at the time of signing, %sZ",
		        secs_iso(at, when));
	check_revocation(t, chain, at, &v->revocation);
}

/* ---- CMS ---- */

struct cms {
	CMS_ContentInfo *info;
	STACK_OF(X509) * certs;
	X509 *signer; /* borrowed */
	CMS_SignerInfo *si;
};

static void cms_done(struct cms *c)
{
	CMS_ContentInfo_free(c->info);
	sk_X509_pop_free(c->certs, X509_free);
}

static const char *cms_parse(struct cms *c, const unsigned char *der, size_t n)
{
	const unsigned char *p = der;
	STACK_OF(CMS_SignerInfo) * all;

	c->info = n < INT32_MAX ? d2i_CMS_ContentInfo(NULL, &p, (long)n) : NULL;
	if (!c->info || p != der + n)
		return "the signature file is not CMS";
	if (OBJ_obj2nid(CMS_get0_type(c->info)) != NID_pkcs7_signed ||
	        CMS_is_detached(c->info) != 1)
		return "the signature is not a detached one";
	all = CMS_get0_SignerInfos(c->info);
	if (sk_CMS_SignerInfo_num(all) != SIGNERS)
		return "the signature does not have exactly one signer";
	c->certs = CMS_get1_certs(c->info);
	if (!c->certs || CMS_set1_signers_certs(c->info, NULL, 0) != 1)
		return "the certificate of the signer is not in the signature";
	c->si = sk_CMS_SignerInfo_value(all, 0);
	CMS_SignerInfo_get0_algs(c->si, NULL, &c->signer, NULL, NULL);
	return c->signer ? NULL : "the certificate of the signer is not in the signature";
}

static const char *check_digest(CMS_SignerInfo *si)
{
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *oid = NULL;
	int nid;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, digest);
	nid = OBJ_obj2nid(oid);
	return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512
	               ? NULL
	               : "the signature uses a digest that is not accepted";
}

/*
 * The signature alone: the chain is judged by trust_cert(), so here the
 * certificate in hand is the anchor. CAdES binds the certificate into what is signed.
 */
static const char *check_value(struct cms *c, BIO *content)
{
	const unsigned flags = CMS_BINARY | CMS_CADES;
	X509_STORE *store = X509_STORE_new();
	int ok;

	if (!store)
		return "no memory";
	(void)X509_STORE_add_cert(store, c->signer);
	(void)X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
	ok = CMS_verify(c->info, NULL, store, content, NULL, flags);
	X509_STORE_free(store);
	return ok == 1 ? NULL : "the signature does not fit the content: one of them was changed";
}

static const char *signing_time(CMS_SignerInfo *si, int64_t *ret)
{
	int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_signed_get_attr(si, at);
	ASN1_TYPE *v = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
	struct tm tm = { 0 };

	if (!v || (v->type != V_ASN1_UTCTIME && v->type != V_ASN1_GENERALIZEDTIME) ||
	        ASN1_TIME_to_tm((ASN1_TIME *)v->value.asn1_string, &tm) != 1)
		return "the signature does not state when it was made";
	*ret = (int64_t)day_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 +
	       tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	return NULL;
}

void trust_cms(
        const struct trust *t, const void *der, size_t n, BIO *content, struct trust_verdict *v)
{
	struct cms c CLEANUP(cms_done) = { 0 };
	const char *fault = cms_parse(&c, der, n);
	int64_t at = 0;

	if (!fault)
		fault = check_digest(c.si);
	if (!fault)
		fault = check_value(&c, content);
	if (!fault)
		fault = signing_time(c.si, &at);
	if (fault) {
		trust_say(&v->signature, TRUST_NO, "%s", fault);
		return;
	}
	trust_say(&v->signature, TRUST_YES, "CAdES signature over the manifest fits");
	trust_cert(t, c.signer, c.certs, at, v);
}
