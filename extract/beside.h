/*
 * Side files: small texts that a supplier puts beside its files (`beside` of a feed), such as
 * D260901.L123456.metadata beside D260901.L123456.
 *
 * beside_take() after the deliveries of a run, for each name that beside_is(). A side file is kept
 * in the archive with its delivery (staging_beside) and taken from the inbox. It stays there, in
 * silence, while its file waits, and with a finding where no such file ever came. Its form is not
 * known: any text up to BESIDE_MAX is searched for a SHA-256 (64 hexadecimal digits), a size (a
 * number behind a word with "size", "length" or "bytes" in it) and a file name of the feed; one
 * that is not the file's is a finding, and what was loaded stands. A longer one is kept and not
 * searched. Works in a transaction of its own; a process that dies anywhere comes to the same end.
 */
#ifndef BESIDE_H
#define BESIDE_H
#include "extract/feed.h"
#include "extract/finding.h"
#include "extract/source.h"

enum { BESIDE_MAX = 64 * 1024 };

/* The feed, and the name of the file it stands beside; NULL: no side file. */
const struct feed *beside_is(
        const struct feed_set *set, const char *name, struct arena *a, const char **main);

/* *finding is raised for each that was written. */
int beside_take(struct ctx *c, const struct feed_set *set, const char *dir, const char *name,
        struct findings *findings, int64_t *ret_findings, struct err *e) MUST_CHECK;
#endif
