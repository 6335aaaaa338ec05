/*
 * Bytes on their way into a file, counted and hashed as they pass.
 *
 * sink_begin() over an open FILE, sink_add() and friends, sink_end() once; then
 * the SHA-256 of everything is in hex. A second hash, sink_canon_*(), covers
 * the parts between sink_canon_on() and sink_canon_off(): what a signature in
 * the file itself is made over (xades.h). A failed write is remembered and told
 * by sink_end(), so that a writer need not look after each piece.
 *
 * A file of more than a few blocks is hashed and written by a thread while the caller fills the
 * next block; the order stays the same. Where there is one processor, where a thread cannot be
 * had, and in a build with fault points the caller does it itself. The FILE is the
 * sink's alone from sink_begin() to sink_end().
 *
 * Ownership: the struct is the caller's, from an arena (it holds the blocks);
 * declare CLEANUP(sink_done) or call it: it ends the thread, and the hashes are OpenSSL's. A
 * zeroed struct may be done too. The FILE stays the caller's and is flushed, not closed.
 */
#ifndef REPORT_SINK_H
#define REPORT_SINK_H
#include <pthread.h>

#include "common/err.h"

enum { SINK_BLOCK = 64 * 1024, SINK_BLOCKS = 4 };

struct sink_block {
	size_t len;
	bool canon; /* counts for the second hash too */
	char data[SINK_BLOCK];
};

struct sink {
	FILE *f;
	struct evp_md_ctx_st *sha, *canon;
	int64_t bytes;
	bool canon_on;
	size_t len;
	char *data; /* the block that is being filled */
	/* Private from here. */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool threaded, alone, stop, failed;
	int why;            /* errno of what failed */
	size_t given, done; /* blocks handed over, and written */
	struct sink_block block[SINK_BLOCKS];
};

int sink_begin(struct sink *s, FILE *f, struct err *e) MUST_CHECK;
void sink_flush(struct sink *s); /* hands the block over, full or not */
void sink_add_long(struct sink *s, const char *p, size_t n);
int sink_end(struct sink *s, char ret_hex[65], int64_t *ret_bytes, struct err *e) MUST_CHECK;
void sink_done(struct sink *s);

/* From here on the bytes count for the second hash too; until sink_canon_off(). */
int sink_canon_on(struct sink *s, struct err *e) MUST_CHECK;
void sink_canon_off(struct sink *s);
/* Ends the second hash as if `tail` had followed, which is not written. */
int sink_canon_end(
        struct sink *s, const char *tail, unsigned char ret[32], struct err *e) MUST_CHECK;

static inline void sink_add(struct sink *s, const char *p, size_t n)
{
	if (n > SINK_BLOCK - s->len) {
		sink_add_long(s, p, n);
		return;
	}
	memcpy(s->data + s->len, p, n);
	s->len += n;
}

static inline void sink_str(struct sink *s, const char *p)
{
	sink_add(s, p, strlen(p));
}
#endif
