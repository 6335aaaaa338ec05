/*
 * A SHA-256 for each row, and sums of them: what a set of rows is, whatever the order it came in.
 *
 * rowhash_begin() · rowhash_row() for each row · rowhash_done() always. Each cell counts with its
 * length, so that no value and the empty text differ. rowsum_add() and rowsum_take() put a row
 * into the sum of an entity and take it out again: a sum that was kept up to date by the
 * changes is that of reading everything. Whoever may choose rows could make two sets meet; the sum
 * tells stores apart, it does not seal them.
 */
#ifndef ROWHASH_H
#define ROWHASH_H
#include <openssl/evp.h>

#include "extract/bulk.h"

enum { ROWSUM_LANES = 4, ROWSUM_HEX = ROWSUM_LANES * 16 + 1 };

struct rowsum {
	uint64_t lane[ROWSUM_LANES]; /* each modulo 2^64 */
	int64_t bytes;               /* of the cells, four more for each */
};

struct rowhash {
	EVP_MD_CTX *md;
};

int rowhash_begin(struct rowhash *h, struct err *e) MUST_CHECK;
/* Cells are text or no value. */
int rowhash_row(struct rowhash *h, const struct cell *cells, size_t n, struct rowsum *ret,
        struct err *e) MUST_CHECK;
void rowhash_done(struct rowhash *h);

void rowsum_add(struct rowsum *to, const struct rowsum *row);
void rowsum_take(struct rowsum *from, const struct rowsum *row);
void rowsum_hex(const struct rowsum *s, char hex[ROWSUM_HEX]);
/* What rowsum_hex() wrote, and nothing else; bytes are left as they are. */
bool rowsum_parse(const char *hex, struct rowsum *ret);
#endif
