/*
 * The archive: every delivery as it came, by its SHA-256, in archive/<two>/<sha256>.
 *
 * archive_store() copies a file into it, whole or absent; the hash is that of
 * the copy, so that what is archived is what is read. Content that is there already
 * is not written again. Links, folders and special files are refused (ERR_IO).
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H
#include "common/ctx.h"

struct archived {
	char sha256[65];
	int64_t bytes;
	const char *path; /* arena of the run */
};

int archive_store(struct ctx *c, const char *from, struct archived *ret, struct err *e) MUST_CHECK;
#endif
