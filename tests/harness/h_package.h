/* A small package to look at, and ways to spoil it. */
#ifndef H_PACKAGE_H
#define H_PACKAGE_H
#include "report/package.h"
#include "tests/harness/h_pki.h"

/* Two payloads in $PKI/out (return.xml, 'tal ærø.csv') and a manifest over them; static. */
const struct manifest *h_manifest(void);
/* Builds $PKI/<name> with the key `key` as of now; fails the test when it cannot. */
const char *h_package(const char *name, enum package_profile profile, const char *key);
int h_package_at(const char *path, enum package_profile profile, const struct signer *s,
        const char *roots, struct err *e);
/* Verifies $PKI/<name> against the test root; returns a static result. */
const struct verify_result *h_verify(const char *path);
/* The whole result as text, one check a line; for failure messages. */
const char *h_checks(const struct verify_result *r);
#endif
