/*
 * Is a package whole, unchanged, and signed by whom it should be?
 *
 * package_verify() takes a container (NAME.asice) or a folder of files and
 * goes through a fixed list of checks, also years later: validity is judged as
 * of the time of signing. Each check ends as one state and one sentence. What
 * was not reached, because an earlier check found that nothing behind it can
 * be believed, stays CHECK_NOT_DONE, and that is never a success: ->valid is
 * true only if no check failed, none was left undone, files were there,
 * every digest was compared, and a signature covered all of them.
 *
 * The container is hostile until proved otherwise: see container.h for what is
 * refused before anything is read. Payloads pass through in blocks; nothing is
 * unpacked to disk except, for a schema check, into a nameless file in trust->tmp.
 *
 * Returns 0 when the checks could be made, whatever they found; -1 only when
 * the world stood in the way (no such file, disk error).
 * Ownership: the result is a value, no pointers.
 */
#ifndef REPORT_VERIFY_H
#define REPORT_VERIFY_H
#include "common/conf.h"
#include "report/trust.h"

/* id, name in listings, what it asks */
#define VERIFY_CHECKS(X)                                                                           \
	X(CONTAINER, "container", "structure, names, kinds and sizes of the files")                \
	X(MIMETYPE, "mimetype", "the container says what it is, in its first bytes")               \
	X(COVERAGE, "coverage", "the signed list names every file and no other")                   \
	X(SIGNATURE, "signature", "the signature fits what it signs")                              \
	X(CHAIN, "chain", "the certificate leads to a trusted root and was valid when it signed")  \
	X(ORGANISATION, "organisation", "the expected organisation signed")                        \
	X(REVOCATION, "revocation", "the certificate has not been revoked")                        \
	X(MANIFEST, "manifest", "manifest.xml speaks of exactly the files that are there")         \
	X(DIGESTS, "digests", "every file has the size and digest that the lists say")             \
	X(XADES, "xades", "signatures inside XML files")                                           \
	X(SCHEMA, "schema", "XML files fit their schemas")

enum check_id {
#define X(id, name, text) CHECK_##id,
	VERIFY_CHECKS(X)
#undef X
	        CHECK_COUNT
};

enum check_state { CHECK_NOT_DONE, CHECK_OK, CHECK_FAILED, CHECK_NA };

struct check {
	enum check_state state;
	char text[400];
};

struct verify_result {
	bool valid;
	struct check check[CHECK_COUNT];
	char report[64], period[16], as_of[11], municipality[8],
	        version[24]; /* from manifest.xml */
	char cvr[16];        /* who signed; "" nobody */
	int64_t signed_at;   /* seconds since 1970, UTC; 0 not signed */
	size_t files;
	int64_t bytes;
};

int package_verify(const char *path, const struct trust *t, struct verify_result *ret,
        struct err *e) MUST_CHECK;

/*
 * What the settings say: roots (sign.trust, needed), revocation lists (sign.crl),
 * organisation (sign.cvr), built-in schemas, copies in workspace/tmp. `now` is the
 * clock's. CLEANUP(trust_done).
 */
int trust_from_conf(struct trust *t, const struct conf *conf, const char *workspace, int64_t now,
        struct err *e) MUST_CHECK;
/* The built-in schemas as struct trust wants them; arg is not used. */
trust_schema verify_schema;

const char *check_name(enum check_id id);
const char *check_question(enum check_id id);
const char *check_state_name(enum check_state s); /* "ok", "FAILED", "n/a", "not done" */
/* The first check that failed or was left undone, for one-line messages; never NULL if !valid. */
const struct check *verify_first_fault(const struct verify_result *r);
#endif
