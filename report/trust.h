/*
 * Whom a verifier trusts, and whether a certificate is of theirs.
 *
 * trust_open() loads root certificates, and revocation lists where there are
 * any, from PEM files. trust_cert() then judges one certificate as of the time
 * of signing, in three answers that stay apart because different people mend
 * them: does it lead to a root and was it valid then; is it the organisation's
 * that is expected; has it been revoked. trust_cms() checks a detached CAdES
 * signature and hands back who made it.
 *
 * A revoked certificate is refused whenever it signed: without a time stamp
 * the time of signing is only the signer's word. Without a revocation list
 * nobody can tell, and the answer says so.
 *
 * Ownership: block; CLEANUP(trust_done). Nothing is fetched from anywhere.
 * Sources: RFC 5280 §6, RFC 5652 §5.6, ETSI EN 319 102-1.
 */
#ifndef REPORT_TRUST_H
#define REPORT_TRUST_H
#include <openssl/cms.h>
#include <openssl/x509.h>

#include "common/err.h"
#include "common/file.h"
#include "report/container.h"
#include "report/sign.h"

/* Does the file fit the schema (path of the source tree)? 0, or -1 with the first fault. */
typedef int trust_schema(
        void *arg, const char *schema, const char *file, bool enveloped, struct err *e);

struct trust {
	STACK_OF(X509) * root;
	STACK_OF(X509_CRL) * crl; /* NULL: none given */
	const char *cvr;  /* organisation that must have signed; NULL or "": any, and it is named */
	int64_t now;      /* no signature may be later than this; 0: not looked at */
	bool unsigned_ok; /* a package without signature may pass (profile none) */
	const X509 *self; /* self-check of a builder: this certificate itself is the anchor */
	trust_schema *schema; /* NULL: schemas are not looked at */
	void *schema_arg;
	char tmp[FILE_PATH]; /* folder for the unpacked copy a schema check needs; "": /tmp */
	struct limits limits;
};

/* crl may be NULL or "". The rest of the struct is the caller's to fill; limits are LIMITS_OWN. */
int trust_open(struct trust *t, const char *roots, const char *crl, struct err *e) MUST_CHECK;
void trust_done(struct trust *t);

/* Each text is a sentence; the state of one that was not reached stays TRUST_UNKNOWN. */
enum trust_state { TRUST_UNKNOWN, TRUST_YES, TRUST_NO, TRUST_NA };
struct trust_answer {
	enum trust_state state;
	char text[300];
};
struct trust_verdict {
	struct trust_answer signature, chain, organisation, revocation;
	char cvr[16];
	int64_t at; /* time of signing, as stated */
};

/* `others`: certificates that came along; may be NULL. Fills chain, organisation, revocation. */
void trust_cert(const struct trust *t, X509 *cert, STACK_OF(X509) * others, int64_t at,
        struct trust_verdict *v);
/* All four answers, for a CMS in DER over the content of `content`. */
void trust_cms(
        const struct trust *t, const void *der, size_t n, BIO *content, struct trust_verdict *v);

void trust_say(struct trust_answer *a, enum trust_state state, const char *fmt, ...)
        PRINTF_LIKE(3, 4);
#endif
