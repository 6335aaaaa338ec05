/*
 * A package as it lies before a verifier: a zip container or a folder of
 * files, opened without trusting anything in it.
 *
 * container_open() lists the files and refuses (ERR_DATA, one sentence):
 *
 *     zip     broken or overlapping structure, encryption, methods other than
 *             stored and deflate, data before or a comment after the entries
 *     names   empty or over 200 bytes, control characters, '\', ':', not UTF-8,
 *             '.' or '..', a folder other than META-INF/, two names that differ
 *             only in case
 *     kinds   anything but regular files (links, devices, folders)
 *     sizes   too many entries, a file or the sum too large, a ratio that only
 *             a bomb has
 *
 * Nothing is unpacked: entry_open() and entry_read() hand the bytes on, and
 * count what really comes out, since a size field may lie. Errors that are
 * the world's (no such file, no permission) keep their own codes.
 *
 * Ownership: block; CLEANUP(container_done), CLEANUP(entry_close). Names live in the arena.
 */
#ifndef REPORT_CONTAINER_H
#define REPORT_CONTAINER_H
#include <zip.h>

#include "common/arena.h"
#include "common/err.h"

struct limits {
	size_t entries;
	int64_t one, all; /* bytes unpacked: of one file, of all together */
	int64_t ratio;    /* unpacked : packed, looked at above 1 MiB */
};
/* For our own returns, which are large and repeat themselves. */
#define LIMITS_OWN                                                                                 \
	{                                                                                          \
		1000, (int64_t)4 << 30, (int64_t)8 << 30, 200                                      \
	}
/* For what others send. */
#define LIMITS_FOREIGN                                                                             \
	{                                                                                          \
		1000, (int64_t)64 << 20, (int64_t)256 << 20, 200                                   \
	}

struct entry {
	const char *name;
	int64_t size;
	uint64_t index; /* in the zip */
};

struct container {
	zip_t *zip; /* NULL: a folder */
	int dir;    /* -1: a zip */
	struct entry *entry;
	size_t n;
	int64_t bytes; /* sum of all sizes */
	struct limits limits;
};

int container_open(struct container *c, const char *path, const struct limits *limits,
        struct arena *a, struct err *e) MUST_CHECK;
/* The same over a zip in memory, which must stay. */
int container_open_memory(struct container *c, const void *data, size_t n,
        const struct limits *limits, struct arena *a, struct err *e) MUST_CHECK;
void container_done(struct container *c);
const struct entry *container_find(const struct container *c, const char *name); /* or NULL */

/*
 * Is `mimetype` the first entry, stored, without extra field, and does it say
 * `want`? (EN 319 162-1, annex A.) Looks at the bytes of the file itself.
 */
int container_mimetype(const char *path, const char *want, struct err *e) MUST_CHECK;

struct entry_in {
	const struct container *c;
	const struct entry *entry;
	zip_file_t *zip;
	int fd;
	int64_t got;
};
int entry_open(struct entry_in *in, const struct container *c, const struct entry *entry,
        struct err *e) MUST_CHECK;
/* Bytes read, 0 at the end (and then exactly ->size came), -1 failed. */
int64_t entry_read(struct entry_in *in, void *buf, size_t cap, struct err *e) MUST_CHECK;
void entry_close(struct entry_in *in);
/* All of it, at most `max` bytes; NUL-terminated; arena. */
int entry_text(const struct container *c, const struct entry *entry, size_t max, struct arena *a,
        char **ret, size_t *ret_len, struct err *e) MUST_CHECK;

/* Would container_open() take the name? A builder asks before it writes it. */
int entry_name_check(const char *name, struct err *e) MUST_CHECK;
#endif
