/*
 * Files that are either whole or not there, locks, hashes.
 *
 * file_begin() opens PATH.tmp beside PATH (mode 0600); write to ->f;
 * file_commit() flushes, syncs, renames into place and syncs the folder. A reader sees the
 * old file or the new one. Declare the struct with CLEANUP(file_abandon):
 * leaving the block without a commit removes the temporary file.
 *
 * Errors: ERR_IO (ERR_NOPERM where the system says so), with the path.
 */
#ifndef FILE_H
#define FILE_H
#include "common/arena.h"
#include "common/err.h"

enum { FILE_PATH = 1024 };

struct file_out {
	FILE *f;
	char path[FILE_PATH];
	char tmp[FILE_PATH + 8];
};

int file_begin(struct file_out *o, const char *path, struct err *e) MUST_CHECK;
int file_commit(struct file_out *o, struct err *e) MUST_CHECK;
void file_abandon(struct file_out *o);

/* Renames within one file system and syncs the folder of `to`. */
int file_move(const char *from, const char *to, struct err *e) MUST_CHECK;
int file_remove(const char *path, struct err *e) MUST_CHECK; /* absent is fine */
bool file_exists(const char *path);
int64_t file_size(const char *path); /* -1: not there */

/* Hex SHA-256 of the content, read in blocks. */
int file_sha256(const char *path, char hex[65], struct err *e) MUST_CHECK;
void sha256_hex(const void *data, size_t n, char hex[65]);
/* The same over what passes by: begin, add, end (or CLEANUP(sha256_done)). */
struct sha256 {
	void *md;
};
void sha256_begin(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *data, size_t n);
void sha256_end(struct sha256 *h, char hex[65]);
void sha256_done(struct sha256 *h);

/* Whole content, at most `max` bytes (more is ERR_DATA); NUL-terminated; arena. */
int file_read(struct arena *a, const char *path, size_t max, char **ret, size_t *ret_len,
        struct err *e) MUST_CHECK;

/* Makes the folder and its parents, mode 0700; an existing folder is fine. */
int dir_make(const char *path, struct err *e) MUST_CHECK;

/*
 * One holder at a time. The file stays; the lock goes with the process. Held by
 * another: ERR_TRYLATER with that process's number.
 */
struct file_lock {
	int fd;
};
int file_lock_take(struct file_lock *l, const char *path, struct err *e) MUST_CHECK;
void file_lock_drop(struct file_lock *l);
#define FILE_LOCK_NONE                                                                             \
	{                                                                                          \
		-1                                                                                 \
	}

void file_closep(FILE **f); /* for CLEANUP */
void fd_closep(int *fd);
#endif
