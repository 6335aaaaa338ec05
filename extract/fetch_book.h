/*
 * What was fetched: the rows of fetch_file, and the files on their way (tmp/fetch/).
 *
 *     book_arriving(b, r, hash, &id, e)   committed before the file is moved
 *     book_place(...)                     into the inbox, never over another file
 *     book_fetched(b, id, e)
 *     book_recover(b, e)                  first of all: what a run that died left between these
 */
#ifndef FETCH_BOOK_H
#define FETCH_BOOK_H
#include "extract/fetch_net.h"

struct book {
	struct ctx *c;
	const struct fetch_source *s;
	const char *inbox, *tmp; /* folders */
};

struct booked {
	int64_t id; /* 0: not known */
	int64_t size;
	const char *stamp, *sha256, *state;
};

/* The last version of this file. */
int book_find(const struct book *b, const char *name, struct booked *ret, struct err *e) MUST_CHECK;
/* Seen again under another stamp, with the same content. */
int book_again(const struct book *b, int64_t id, const struct remote *r, struct err *e) MUST_CHECK;
int book_arriving(const struct book *b, const struct remote *r, const char *sha256, int64_t *ret_id,
        struct err *e) MUST_CHECK;
int book_fetched(const struct book *b, int64_t id, struct err *e) MUST_CHECK;
int book_gone(const struct book *b, int64_t id, struct err *e) MUST_CHECK;
int book_recover(const struct book *b, struct err *e) MUST_CHECK;

/* Where a version is while it is fetched: its own place, so that a later run can go on. */
const char *book_part(const struct book *b, const struct remote *r);
/* 1 it lies in the inbox, 0 another file of that name does, -1. */
int book_place(const struct book *b, const char *part, const char *name, struct err *e) MUST_CHECK;

/* Stored here, and still at the source: the next of them after `id`; 1, 0, -1. */
int book_stored(const struct book *b, int64_t after, int64_t *ret_id, const char **ret_name,
        struct booked *ret, struct err *e) MUST_CHECK;
#endif
