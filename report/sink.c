#include "report/sink.h"

#include <openssl/evp.h>

static struct evp_md_ctx_st *digest_new(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1)
		return c;
	EVP_MD_CTX_free(c);
	return NULL;
}

int sink_begin(struct sink *s, FILE *f, struct err *e)
{
	s->f = f;
	s->bytes = 0;
	s->len = 0;
	s->canon_on = s->failed = false;
	s->canon = NULL;
	s->sha = digest_new();
	return s->sha ? 0 : err_set(e, ERR_MEMORY, "could not start a SHA-256");
}

static void hash(struct sink *s, const char *p, size_t n)
{
	if (EVP_DigestUpdate(s->sha, p, n) != 1)
		s->failed = true;
	if (s->canon_on && EVP_DigestUpdate(s->canon, p, n) != 1)
		s->failed = true;
}

static void put(struct sink *s, const char *p, size_t n)
{
	hash(s, p, n);
	s->bytes += (int64_t)n;
	if (!s->failed && fwrite(p, 1, n, s->f) != n)
		s->failed = true;
}

void sink_flush(struct sink *s)
{
	if (s->len)
		put(s, s->data, s->len);
	s->len = 0;
}

void sink_add_long(struct sink *s, const char *p, size_t n)
{
	sink_flush(s);
	if (n >= SINK_BLOCK) {
		put(s, p, n);
		return;
	}
	memcpy(s->data, p, n);
	s->len = n;
}

static int digest_end(struct evp_md_ctx_st *c, unsigned char ret[32])
{
	unsigned int n = 0;

	return EVP_DigestFinal_ex(c, ret, &n) == 1 && n == 32 ? 0 : -1;
}

int sink_end(struct sink *s, char ret_hex[65], int64_t *ret_bytes, struct err *e)
{
	static const char digit[] = "0123456789abcdef";
	unsigned char md[32];

	sink_flush(s);
	if (s->failed || fflush(s->f) != 0)
		return err_sys(e, ERR_IO, "could not write");
	if (digest_end(s->sha, md) < 0)
		return err_set(e, ERR_BUG, "could not end a SHA-256");
	for (size_t i = 0; i < sizeof md; i++) {
		ret_hex[2 * i] = digit[md[i] >> 4];
		ret_hex[2 * i + 1] = digit[md[i] & 15];
	}
	ret_hex[64] = '\0';
	*ret_bytes = s->bytes;
	return 0;
}

void sink_done(struct sink *s)
{
	EVP_MD_CTX_free(s->sha);
	EVP_MD_CTX_free(s->canon);
	s->sha = s->canon = NULL;
}

int sink_canon_on(struct sink *s, struct err *e)
{
	sink_flush(s);
	if (!s->canon)
		s->canon = digest_new();
	if (!s->canon)
		return err_set(e, ERR_MEMORY, "could not start a SHA-256");
	s->canon_on = true;
	return 0;
}

void sink_canon_off(struct sink *s)
{
	sink_flush(s);
	s->canon_on = false;
}

int sink_canon_end(struct sink *s, const char *tail, unsigned char ret[32], struct err *e)
{
	sink_canon_off(s);
	if (!s->canon || EVP_DigestUpdate(s->canon, tail, strlen(tail)) != 1 ||
	        digest_end(s->canon, ret) < 0)
		return err_set(e, ERR_BUG, "could not end the SHA-256 of the signed part");
	return 0;
}
