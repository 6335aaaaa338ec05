/*
 * The inbox: files that came, each taken once.
 *
 * inbox_extract() goes through <workspace>/inbox in the byte order of the names.
 * Names that begin with '.' or end in .tmp, .part or .filepart are left alone: they
 * are still being written. A name that fits no feed, a name of another
 * municipality, and what is no regular file are findings, and stay where they are.
 *
 * For each of the others, in this order:
 *
 *   1. a copy in archive/<two>/<sha256>, whole or absent, mode 0600
 *   2. one transaction: staging, findings, staging_file, staging_delivery
 *   3. removed from the inbox, and then marked as acknowledged
 *
 * A process that dies anywhere leaves a state from which the next run comes to
 * the same end. Verdicts: loaded · duplicate (this content has come before) · older (than the
 * snapshot or change that is loaded) · refused (cannot be used; a finding says why). A file
 * whose reader says that it waits for another one stays, and is tried again when one
 * of its feed was loaded and in each later run; its finding is renewed each time.
 * Of duplicates and older files rule A12 speaks, from staging_delivery.
 *
 * A snapshot takes the place of the file before it of the same feed and period; a file of
 * events that of one of the same dated name, which is the same delivery corrected.
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

/* A reader of a feed format, by the definition's `format`. */
struct feed_format {
	const char *name;
	int (*load)(struct ctx *, const struct feed_file *, struct source_result *, struct err *);
};
extern const struct feed_format feed_formats[];
extern const size_t feed_format_count;
#endif
