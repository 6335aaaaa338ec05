/*
 * SHA-256 over the rows of a case store as they were read: entity by entity, its name
 * and columns first, then each cell with its length, so that no value and the empty
 * text differ and no two sets of rows look alike. rowhash_begin(), then _entity() and
 * _row() in the order read, rowhash_end(); rowhash_done() always. rowhash_mark() keeps
 * the state, rowhash_back() returns to it.
 */
#ifndef ROWHASH_H
#define ROWHASH_H
#include <openssl/evp.h>

#include "extract/store.h"

struct rowhash {
	EVP_MD_CTX *md, *marked;
	char *pending; /* not yet hashed; in the arena */
	size_t n;
	int64_t bytes, marked_bytes; /* hashed, lengths and names included */
};

int rowhash_begin(struct rowhash *h, struct arena *a, struct err *e) MUST_CHECK;
int rowhash_entity(struct rowhash *h, const struct entity *t, struct err *e) MUST_CHECK;
int rowhash_row(
        struct rowhash *h, const struct store_cell *cells, size_t n, struct err *e) MUST_CHECK;
int rowhash_mark(struct rowhash *h, struct err *e) MUST_CHECK;
int rowhash_back(struct rowhash *h, struct err *e) MUST_CHECK;
int rowhash_end(struct rowhash *h, char hex[65], struct err *e) MUST_CHECK;
void rowhash_done(struct rowhash *h);
#endif
