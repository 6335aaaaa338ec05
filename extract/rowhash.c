#include "extract/rowhash.h"

enum { BLOCK = 64 * 1024 };

static int failed(struct err *e)
{
	return err_set(e, ERR_BUG, "could not hash the case store");
}

static int update(struct rowhash *h, const void *p, size_t n, struct err *e)
{
	h->bytes += (int64_t)n;
	return EVP_DigestUpdate(h->md, p, n) == 1 ? 0 : failed(e);
}

static int flush(struct rowhash *h, struct err *e)
{
	int rc = h->n ? update(h, h->pending, h->n, e) : 0;

	h->n = 0;
	return rc;
}

static int add(struct rowhash *h, const void *p, size_t n, struct err *e)
{
	if (n > BLOCK - h->n && flush(h, e) < 0)
		return -1;
	if (n > BLOCK)
		return update(h, p, n, e);
	memcpy(h->pending + h->n, p, n);
	h->n += n;
	return 0;
}

int rowhash_begin(struct rowhash *h, struct arena *a, struct err *e)
{
	*h = (struct rowhash){ EVP_MD_CTX_new(), EVP_MD_CTX_new(),
		.pending = arena_take(a, BLOCK) };
	return h->md && h->marked && EVP_DigestInit_ex(h->md, EVP_sha256(), NULL) == 1 ? 0
	                                                                               : failed(e);
}

int rowhash_entity(struct rowhash *h, const struct entity *t, struct err *e)
{
	if (add(h, t->name, strlen(t->name) + 1, e) < 0)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		if (add(h, t->columns[i].name, strlen(t->columns[i].name) + 1, e) < 0)
			return -1;
	return 0;
}

int rowhash_row(struct rowhash *h, const struct store_cell *cells, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t size = cells[i].s ? (uint32_t)cells[i].n + 1 : 0; /* 0: no value */
		unsigned char head[4] = { (unsigned char)size, (unsigned char)(size >> 8),
			(unsigned char)(size >> 16), (unsigned char)(size >> 24) };

		if (add(h, head, sizeof head, e) < 0)
			return -1;
		if (cells[i].n && add(h, cells[i].s, cells[i].n, e) < 0)
			return -1;
	}
	return 0;
}

int rowhash_mark(struct rowhash *h, struct err *e)
{
	if (flush(h, e) < 0)
		return -1;
	h->marked_bytes = h->bytes;
	return EVP_MD_CTX_copy_ex(h->marked, h->md) == 1 ? 0 : failed(e);
}

int rowhash_back(struct rowhash *h, struct err *e)
{
	h->n = 0;
	h->bytes = h->marked_bytes;
	return EVP_MD_CTX_copy_ex(h->md, h->marked) == 1 ? 0 : failed(e);
}

int rowhash_end(struct rowhash *h, char hex[65], struct err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (flush(h, e) < 0 || EVP_DigestFinal_ex(h->md, sum, &n) != 1 || n != 32)
		return failed(e);
	for (unsigned i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	return 0;
}

void rowhash_done(struct rowhash *h)
{
	EVP_MD_CTX_free(h->md);
	EVP_MD_CTX_free(h->marked);
	*h = (struct rowhash){ 0 };
}
