/*
 * The inbox: files that came, each taken once.
 *
 * inbox_extract() goes through <workspace>/inbox in the byte order of the names. What is not
 * finished waits: a name that begins with '.' or ends as the setting inbox.unfinished says, a
 * file that somebody has open for writing, that has not lain still for inbox.settle-seconds, or
 * whose marker (inbox.marker) is not there. These are counted, and a finding when they have
 * lain for inbox.stuck-hours. A name that fits no feed, or only but for the case of its letters,
 * a name of another municipality, what may not be read, what is no regular file and what is not
 * as its marker says are findings at once, and stay where they are.
 *
 * For each of the others, in this order:
 *
 *   1. a copy in archive/<two>/<sha256>, whole or absent, mode 0600
 *   2. one transaction: staging, findings, staging_file, staging_delivery
 *   3. removed from the inbox, and then marked as acknowledged
 *
 * Its marker goes with it: archived, booked in staging_beside, removed after it; side files
 * (beside.h) follow. A process that dies anywhere leaves a state from which the next run comes to
 * the same end. A file that is changed or replaced meanwhile is not removed.
 *
 * Verdicts: loaded · duplicate (this content has come before) · older (than the snapshot or
 * change that is loaded, or content that another file has taken the place of) · refused (cannot
 * be used; a finding says why). A file whose reader says that it waits for another one stays,
 * and is tried again when one was loaded and in each later run; its finding is renewed each
 * time. Of duplicates and older files rule A12 speaks, from
 * staging_delivery.
 *
 * A snapshot takes the place of the file before it of the same feed and period; a file of
 * events that of one of the same dated name, which is the same delivery corrected.
 *
 * A .zip (limits: unzip.h) is opened and each file in it goes the same way, booked with the
 * hash of the .zip and its place there. One that cannot be used is a finding of its own, the
 * others load; the .zip is acknowledged when all are stored, and none waits. A .zip that holds a
 * file for another municipality is not taken.
 *
 * Errors: one file's error does not stop the others; it stays in the inbox, and the first
 * error is returned at the end.
 */
#ifndef INBOX_H
#define INBOX_H
#include "extract/feed.h"
#include "extract/source.h"

enum { INBOX_RESULTS = 16 };

/* `ret` has room for INBOX_RESULTS: the inbox itself first, then a row for each feed that came. */
int inbox_extract(
        struct ctx *c, struct source_result *ret, size_t *ret_n, struct err *e) MUST_CHECK;

/* How many files it would take now: so many reasons to run a night again. */
int inbox_new(struct ctx *c, int64_t *ret, struct err *e) MUST_CHECK;

/* A reader of a feed format, by the definition's `format`. */
struct feed_format {
	const char *name;
	int (*load)(struct ctx *, const struct feed_file *, struct source_result *, struct err *);
};
extern const struct feed_format feed_formats[];
extern const size_t feed_format_count;
#endif
