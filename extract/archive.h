/*
 * The archive: every delivery as it came, by its SHA-256, in archive/<two>/<sha256>.
 *
 *     archive_take(c, from, &a, e)    a copy, hashed on the way; nothing is in the archive yet
 *     archive_keep(c, &a, e)          now it is: whole or absent; or archive_drop(&a)
 *     archive_store()                 both
 *
 * The hash is that of the copy, so that what is archived is what is read. Content that is
 * there already is not written again. Links, folders and special files are refused (ERR_IO).
 * archive_take() gives 0 instead of 1 when the file is gone, or changed while it was read:
 * it is somebody else's still.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H
#include <sys/stat.h>

#include "common/ctx.h"

struct archived {
	char sha256[65];
	int64_t bytes;
	const char *path; /* arena of the run */
	bool kept;
	struct stat was; /* the file it was copied from */
};

int archive_take(struct ctx *c, const char *from, struct archived *ret, struct err *e) MUST_CHECK;
int archive_keep(struct ctx *c, struct archived *a, struct err *e) MUST_CHECK;
void archive_drop(struct archived *a); /* what is kept stays */
/* A file that is gone or changes is ERR_IO here. */
int archive_store(struct ctx *c, const char *from, struct archived *ret, struct err *e) MUST_CHECK;

/* Is what lies at `path` still the file that was copied? */
bool archive_is_source(const struct archived *a, const char *path);
#endif
