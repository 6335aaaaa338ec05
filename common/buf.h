/*
 * Growing bytes with a ceiling given at birth.
 *
 * buf_init(b, max) first, buf_done(b) last (or CLEANUP(buf_done)). ->data is
 * always NUL-terminated once anything was added. Passing the ceiling returns
 * -1 and sets ->full until buf_reset(); what was there stays. Ownership: block.
 */
#ifndef BUF_H
#define BUF_H
#include "common/base.h"

struct buf {
	char *data;
	size_t len, cap, max;
	bool full;
};

void buf_init(struct buf *b, size_t max);
int buf_add(struct buf *b, const void *p, size_t n);
int buf_str(struct buf *b, const char *s);
int buf_char(struct buf *b, char c);
int buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_reset(struct buf *b);
void buf_done(struct buf *b);
#endif
