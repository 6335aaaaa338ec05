/* The test PKI (mkpki.sh), made once per test program, and keys opened from it. */
#ifndef H_PKI_H
#define H_PKI_H
#include "report/sign.h"
#include "report/trust.h"

#define H_CVR "12345678"

/* The folder with all keys; the same path at every call. */
const char *h_pki(void);
void h_pki_done(void);
/* "<pki>/<name>"; the same pointer for the same name. */
const char *h_pki_file(const char *name);
/* The clock, for tests only. */
int64_t h_now(void);
/* Opens "<name>.p12" (of organisation `cvr`) as of `now`; rsa: "pkcs1" or "pss". */
int h_signer(struct signer *s, const char *name, const char *cvr, const char *rsa, int64_t now,
        struct err *e);
/* Trusts the test root and expects H_CVR. */
void h_trust(struct trust *t, const char *crl);
/* Runs a shell command with $PKI set; its exit status. Output goes to $PKI/out. */
int h_sh(const char *fmt, ...) PRINTF_LIKE(1, 2);
#endif
