/*
 * Fetching: files from servers into the inbox, each version once.
 *
 * fetch_run() goes through the sources ([fetch.NAME]; fetch_source.h). Of each: what lies there
 * is listed; what is not finished, not wanted, or known from before is left; the rest is fetched
 * into tmp/fetch/ (a cut is gone on from, also by a later run), looked at once more on the server,
 * hashed, booked in fetch_file and moved into the inbox, whole or absent. A marker comes after its
 * file, and no file before its marker lies there.
 *
 * fetch_acknowledge() after the inbox is read: a file that is stored (a row of staging_delivery
 * or staging_beside is committed, whatever its verdict) and is still the same on the server is
 * removed or moved there, where the source says so. fetch_run() does that first with what
 * is left from before.
 *
 * A source that cannot be reached, refuses us, or has files that cannot be used is a finding, and
 * the others are fetched: -1 is for our own disk and mart only. A process that dies anywhere
 * comes to the same end when it is run again.
 */
#ifndef FETCH_H
#define FETCH_H
#include "common/ctx.h"

struct fetch_result {
	int64_t sources, files, bytes; /* files and bytes: that came into the inbox */
	int64_t known, waiting, other; /* there before · not finished · not for us */
	int64_t removed, findings;
};

/* `only` NULL: every source. No such source: ERR_USAGE. */
int fetch_run(struct ctx *c, const char *only, struct fetch_result *ret, struct err *e) MUST_CHECK;
int fetch_acknowledge(
        struct ctx *c, const char *only, struct fetch_result *ret, struct err *e) MUST_CHECK;
/* Reaches the server, logs in and lists, without fetching. *ret: a sentence for people; arena. */
int fetch_check(struct ctx *c, const char *name, const char **ret, struct err *e) MUST_CHECK;
#endif
