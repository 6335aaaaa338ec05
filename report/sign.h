/*
 * The municipality's signing key, and signatures made with it.
 *
 * signer_open() reads the PKCS#12 file of setting sign.key (an OCES3
 * organisation certificate with its chain) and refuses, each with one error
 * that names the file and who can mend it:
 *
 *     key or passphrase file that others may read, or a link    ERR_NOPERM
 *     not PKCS#12, wrong passphrase, key of another certificate ERR_CONFIG
 *     certificate not valid at the time of signing              ERR_CONFIG
 *     certificate of another organisation than setting sign.cvr ERR_CONFIG
 *
 * The passphrase comes from $CREDENTIALS_DIRECTORY/sign.passphrase (systemd,
 * LoadCredential=) or, without it, from the file of setting
 * sign.passphrase-file. It never reaches a message and is wiped after use.
 *
 * Time: nothing here reads the clock. `now` is the time of signing in seconds
 * since 1970-01-01T00:00:00Z; it is what the signature states (signingTime,
 * xades:SigningTime) and what the certificate's dates are held against.
 *
 * Ownership: block. CLEANUP(signer_done); a zeroed struct is fine to hand over.
 *
 * Sources: RFC 5652 (CMS), ETSI EN 319 122-1 (CAdES: signing-certificate-v2),
 * ETSI EN 319 132-1 (XAdES), ETSI EN 319 412-1 (organizationIdentifier NTRDK-).
 */
#ifndef REPORT_SIGN_H
#define REPORT_SIGN_H
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "common/buf.h"
#include "common/conf.h"
#include "common/err.h"

enum { SIGN_WARN_DAYS = 60 };

struct signer {
	EVP_PKEY *key;          /* RSA of 2,048 bits or more, or EC P-256/P-384/P-521 */
	X509 *cert;             /* the organisation's certificate */
	STACK_OF(X509) * chain; /* issuing certificates, nearest first; no root; may be empty */
	char cvr[16];           /* the organisation id of the certificate without NTRDK- */
	int64_t now;            /* time of signing */
	int days_left; /* whole days until the certificate ends; warn below SIGN_WARN_DAYS */
	bool pss;      /* setting sign.rsa = pss: CMS only, never in XML */
};

/* Relative paths of the settings are below `workspace`. */
int signer_open(struct signer *s, const struct conf *conf, const char *workspace, int64_t now,
        struct err *e) MUST_CHECK;
void signer_done(struct signer *s);

/* "yyyy-mm-ddThh:mm:ssZ" of ->now; returns out. */
char *signer_time(const struct signer *s, char out[21]);

/*
 * Detached CAdES signature (DER) over bytes in memory, or over a file of any
 * size, which is read in blocks. The chain travels in the signature.
 */
int sign_cms(const struct signer *s, const void *data, size_t n, struct buf *ret_der,
        struct err *e) MUST_CHECK;
int sign_cms_file(
        const struct signer *s, const char *path, struct buf *ret_der, struct err *e) MUST_CHECK;

/*
 * What an XML signature needs; each adds base64 without line breaks to `b`.
 *
 * xmldsig_method()       the Algorithm of ds:SignatureMethod (rsa-sha256 or ecdsa-sha256)
 * xmldsig_value()        ds:SignatureValue over the canonical ds:SignedInfo
 * xmldsig_digest()       SHA-256 of bytes
 * xmldsig_cert_digest()  xades:CertDigest of the organisation's certificate (SHA-256)
 * xmldsig_cert()         ds:X509Certificate number i: 0 the organisation's, then the chain;
 *                        1 added, 0 no such certificate, -1 failed
 */
const char *xmldsig_method(const struct signer *s);
int xmldsig_value(const struct signer *s, const void *signed_info, size_t n, struct buf *b,
        struct err *e) MUST_CHECK;
int xmldsig_digest(const void *data, size_t n, struct buf *b, struct err *e) MUST_CHECK;
int xmldsig_cert_digest(const struct signer *s, struct buf *b, struct err *e) MUST_CHECK;
int xmldsig_cert(const struct signer *s, int i, struct buf *b, struct err *e) MUST_CHECK;
int base64_add(struct buf *b, const void *data, size_t n, struct err *e) MUST_CHECK;

/* Organisation id of a certificate without its NTRDK-, "" where it has none. */
void cert_cvr(const X509 *cert, char out[16]);
/* Puts OpenSSL's own reason behind the message and empties its queue; returns -1. */
int err_ssl(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
#endif
