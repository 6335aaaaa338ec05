/*
 * A finished report as one package that can be sent, kept and proved.
 *
 * package_build() takes the files that report_run() left in out/ and makes of
 * them, by the report's setting `sign`:
 *
 *     asic-e   outbox/NAME.asice: ASiC-E with CAdES (EN 319 162-1)
 *     p7s      outbox/NAME/: the files, each with a detached FILE.p7s
 *     xades    outbox/NAME/: the files; XML signed itself while it was written
 *     none     outbox/NAME/: the files
 *
 * NAME is <report>_<municipality>_<period>_<as-of>, then _test, then _2, _3, … for another delivery
 * of the same day. The delivery that the report booked is signed with this (delivery.h), once the
 * package is in its place; the package of a delivery that was made anew goes. Beside the payloads
 * there is always manifest.xml (manifest.h). Working copies for people (xlsx) stay in
 * out/; they are nobody's return.
 *
 * A package is whole or absent: it is made under a temporary name, verified as
 * a receiver would (verify.h: structure, coverage, digests, signature, chain
 * where setting sign.trust is there), and only then renamed. Building it again
 * over an old one leaves the old one or the new one. Payloads are streamed;
 * memory does not grow with them. File order, times, attributes are fixed: the
 * same input gives the same bytes but for the signature.
 *
 * Order: report_run(), signer_open(), package_build(). Ownership: strings in ctx->arena.
 * Errors: ERR_CONFIG no key for a profile that signs; ERR_DATA a payload was changed
 * after its report was made; ERR_IO, ERR_NOPERM the disk.
 */
#ifndef REPORT_PACKAGE_H
#define REPORT_PACKAGE_H
#include "common/ctx.h"
#include "report/manifest.h"
#include "report/sign.h"
#include "report/verify.h"

struct report_result; /* report/report.h */

struct package_result {
	const char *path; /* of the container or folder */
	const char *name; /* its last part */
	const char *profile;
	char sha256[65]; /* of the container; "" for a folder */
	int64_t bytes;   /* of the container, or of all files in the folder */
	size_t files;    /* payloads, manifest.xml among them */
	int days_left;   /* of the certificate; -1: not signed */
};

/* signer may be NULL for the profiles none and xades. */
int package_build(struct ctx *ctx, const struct report_result *report, const struct signer *signer,
        struct package_result *ret, struct err *e) MUST_CHECK;

/* A container or folder that was never handed over; what is not there is fine. */
int package_remove(const char *path, struct err *e) MUST_CHECK;

/* ---- the part without a mart, for tests and tools ---- */

enum package_profile { PACKAGE_NONE, PACKAGE_XADES, PACKAGE_P7S, PACKAGE_ASICE };

struct package_job {
	enum package_profile profile;
	const char *path;                /* to be: container file or folder */
	const struct manifest *manifest; /* ->payload: what goes in, in this order */
	const char *const *source;       /* where each payload lies */
	const struct signer *signer;
	const char *roots; /* PEM for the self-check; "" or NULL: the signer itself is the anchor */
	int level;         /* of deflate; 0 stores */
};
int package_write(const struct package_job *job, struct err *e) MUST_CHECK;
#endif
