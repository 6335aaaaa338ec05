/*
 * SHA-256 over the rows of a case store as they were read: entity by entity, its name
 * and columns first, then each cell with its length, so that no value and the empty
 * text differ and no two sets of rows look alike. rowhash_begin(), then _entity() and
 * _row() in the order read, rowhash_end(); rowhash_done() always.
 */
#ifndef ROWHASH_H
#define ROWHASH_H
#include <openssl/evp.h>

#include "common/buf.h"
#include "extract/store.h"

struct rowhash {
	EVP_MD_CTX *md;
	struct buf pending; /* not yet hashed */
	int64_t bytes;      /* hashed, lengths and names included */
};

int rowhash_begin(struct rowhash *h, struct err *e) MUST_CHECK;
int rowhash_entity(struct rowhash *h, const struct entity *t, struct err *e) MUST_CHECK;
int rowhash_row(struct rowhash *h, const struct cell *cells, size_t n, struct err *e) MUST_CHECK;
int rowhash_end(struct rowhash *h, char hex[65], struct err *e) MUST_CHECK;
void rowhash_done(struct rowhash *h);
#endif
