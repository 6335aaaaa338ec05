/*
 * Bytes on their way into a file, counted and hashed as they pass.
 *
 * sink_begin() over an open FILE, sink_add() and friends, sink_end() once; then
 * the SHA-256 of everything is in hex. A second hash, sink_canon_*(), covers
 * the parts between sink_canon_on() and sink_canon_off(): what a signature in
 * the file itself is made over (xades.h). A failed write is remembered and told
 * by sink_end(), so that a writer need not look after each piece.
 *
 * Ownership: the struct is the caller's, from an arena (it holds 64 KiB);
 * declare CLEANUP(sink_done) or call it: the hashes are OpenSSL's. The FILE
 * stays the caller's and is flushed, not closed.
 */
#ifndef REPORT_SINK_H
#define REPORT_SINK_H
#include "common/err.h"

enum { SINK_BLOCK = 64 * 1024 };

struct sink {
	FILE *f;
	struct evp_md_ctx_st *sha, *canon;
	int64_t bytes;
	bool canon_on, failed;
	size_t len;
	char data[SINK_BLOCK];
};

int sink_begin(struct sink *s, FILE *f, struct err *e) MUST_CHECK;
void sink_flush(struct sink *s);
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
