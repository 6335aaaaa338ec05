#include "extract/rowhash.h"

enum { BLOCK = 4096, LANE_HEX = 16 };

static int failed(struct err *e)
{
	return err_set(e, ERR_BUG, "could not hash a row of the case store");
}

int rowhash_begin(struct rowhash *h, struct err *e)
{
	h->md = EVP_MD_CTX_new();
	return h->md && EVP_DigestInit_ex(h->md, EVP_sha256(), NULL) == 1 ? 0 : failed(e);
}

void rowhash_done(struct rowhash *h)
{
	EVP_MD_CTX_free(h->md);
	h->md = NULL;
}

/* Small cells are gathered: one call of the digest for most rows. */
struct block {
	EVP_MD_CTX *md;
	size_t n;
	int64_t bytes;
	unsigned char at[BLOCK];
};

static int flush(struct block *b)
{
	int rc = b->n ? EVP_DigestUpdate(b->md, b->at, b->n) : 1;

	b->n = 0;
	return rc;
}

static int add(struct block *b, const void *p, size_t n)
{
	b->bytes += (int64_t)n;
	if (n > BLOCK - b->n && flush(b) != 1)
		return 0;
	if (n > BLOCK)
		return EVP_DigestUpdate(b->md, p, n);
	memcpy(b->at + b->n, p, n);
	b->n += n;
	return 1;
}

static int add_cell(struct block *b, const struct cell *c)
{
	uint32_t size = c->kind == CELL_TEXT ? (uint32_t)c->n + 1 : 0; /* 0: no value */
	unsigned char head[4] = { (unsigned char)size, (unsigned char)(size >> 8),
		(unsigned char)(size >> 16), (unsigned char)(size >> 24) };

	if (add(b, head, sizeof head) != 1)
		return 0;
	return size > 1 ? add(b, c->s, (size_t)c->n) : 1;
}

static uint64_t lane(const unsigned char *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

int rowhash_row(
        struct rowhash *h, const struct cell *cells, size_t n, struct rowsum *ret, struct err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	struct block b = { .md = h->md, .n = 0, .bytes = 0 };
	unsigned len = 0;

	if (EVP_DigestInit_ex(h->md, NULL, NULL) != 1)
		return failed(e);
	for (size_t i = 0; i < n; i++)
		if (add_cell(&b, &cells[i]) != 1)
			return failed(e);
	if (flush(&b) != 1 || EVP_DigestFinal_ex(h->md, sum, &len) != 1 || len != ROWSUM_LANES * 8)
		return failed(e);
	for (size_t i = 0; i < ROWSUM_LANES; i++)
		ret->lane[i] = lane(sum + 8 * i);
	ret->bytes = b.bytes;
	return 0;
}

void rowsum_add(struct rowsum *to, const struct rowsum *row)
{
	for (size_t i = 0; i < ROWSUM_LANES; i++)
		to->lane[i] += row->lane[i];
	to->bytes += row->bytes;
}

void rowsum_take(struct rowsum *from, const struct rowsum *row)
{
	for (size_t i = 0; i < ROWSUM_LANES; i++)
		from->lane[i] -= row->lane[i];
	from->bytes -= row->bytes;
}

void rowsum_hex(const struct rowsum *s, char hex[ROWSUM_HEX])
{
	for (size_t i = 0; i < ROWSUM_LANES; i++)
		snprintf(hex + LANE_HEX * i, LANE_HEX + 1, "%016llx",
		        (unsigned long long)s->lane[i]);
}

bool rowsum_parse(const char *hex, struct rowsum *ret)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(hex) != ROWSUM_HEX - 1 || strspn(hex, digits) != ROWSUM_HEX - 1)
		return false;
	for (size_t i = 0; i < ROWSUM_LANES; i++) {
		ret->lane[i] = 0;
		for (size_t k = 0; k < LANE_HEX; k++)
			ret->lane[i] = ret->lane[i] << 4 |
			               (uint64_t)(strchr(digits, hex[LANE_HEX * i + k]) - digits);
	}
	return true;
}
