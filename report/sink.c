#include "report/sink.h"

#include <errno.h>
#include <openssl/evp.h>
#include <signal.h>
#include <unistd.h>

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
	s->len = s->given = s->done = 0;
	s->canon_on = s->failed = s->threaded = s->alone = s->stop = false;
	s->data = s->block[0].data;
	s->why = 0;
	s->canon = NULL;
	s->sha = digest_new();
	return s->sha ? 0 : err_set(e, ERR_MEMORY, "could not start a SHA-256");
}

/* ---- a block on its way, in the thread or without one ---- */

static bool write_block(struct sink *s, const struct sink_block *b)
{
	errno = 0;
	return EVP_DigestUpdate(s->sha, b->data, b->len) == 1 &&
	       (!b->canon || EVP_DigestUpdate(s->canon, b->data, b->len) == 1) &&
	       fwrite(b->data, 1, b->len, s->f) == b->len;
}

static void put(struct sink *s, const struct sink_block *b)
{
	if (s->failed || write_block(s, b))
		return;
	s->why = errno;
	s->failed = true;
}

/* Waits for a block. False: there are no more. */
static bool wait_for_block(struct sink *s)
{
	bool more;

	(void)pthread_mutex_lock(&s->lock);
	while (s->done == s->given && !s->stop)
		(void)pthread_cond_wait(&s->changed, &s->lock);
	more = s->done < s->given;
	(void)pthread_mutex_unlock(&s->lock);
	return more;
}

static void *run(void *sink)
{
	struct sink *s = sink;

	while (wait_for_block(s)) {
		put(s, &s->block[s->done % SINK_BLOCKS]);
		(void)pthread_mutex_lock(&s->lock);
		s->done++;
		(void)pthread_cond_signal(&s->changed);
		(void)pthread_mutex_unlock(&s->lock);
	}
	return NULL;
}

/* Signals stay with the thread that was there first. */
static bool start(struct sink *s)
{
	sigset_t all, before;
	bool started;

	(void)sigfillset(&all);
	if (pthread_mutex_init(&s->lock, NULL) != 0)
		return false;
	if (pthread_cond_init(&s->changed, NULL) != 0 ||
	        pthread_sigmask(SIG_SETMASK, &all, &before) != 0) {
		(void)pthread_mutex_destroy(&s->lock);
		return false;
	}
	started = pthread_create(&s->thread, NULL, run, s) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static bool wants_thread(const struct sink *s)
{
#ifdef WITH_FAULTS
	(void)s;
	return false;
#else
	return s->given == SINK_BLOCKS && sysconf(_SC_NPROCESSORS_ONLN) > 1;
#endif
}

/* Ends the thread once all blocks are written. */
static void join(struct sink *s)
{
	if (!s->threaded)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->stop = true;
	(void)pthread_cond_signal(&s->changed);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_cond_destroy(&s->changed);
	(void)pthread_mutex_destroy(&s->lock);
	s->threaded = s->stop = false;
	s->alone = true; /* what follows is short */
}

/* ---- the caller ---- */

/* Hands the block over and waits until the next one is free. */
static void hand_over(struct sink *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->given++;
	(void)pthread_cond_signal(&s->changed);
	while (s->given - s->done == SINK_BLOCKS)
		(void)pthread_cond_wait(&s->changed, &s->lock);
	(void)pthread_mutex_unlock(&s->lock);
}

void sink_flush(struct sink *s)
{
	struct sink_block *b = &s->block[s->given % SINK_BLOCKS];

	if (!s->len)
		return;
	b->len = s->len;
	b->canon = s->canon_on;
	s->bytes += (int64_t)s->len;
	s->len = 0;
	if (!s->threaded && !s->alone && wants_thread(s)) {
		s->threaded = start(s);
		s->alone = !s->threaded;
	}
	if (s->threaded) {
		hand_over(s);
	} else {
		put(s, b);
		s->given++;
		s->done++;
	}
	s->data = s->block[s->given % SINK_BLOCKS].data;
}

void sink_add_long(struct sink *s, const char *p, size_t n)
{
	while (n) {
		size_t room = SINK_BLOCK - s->len, part = n < room ? n : room;

		memcpy(s->data + s->len, p, part);
		s->len += part;
		p += part;
		n -= part;
		if (s->len == SINK_BLOCK)
			sink_flush(s);
	}
}

static int digest_end(struct evp_md_ctx_st *c, unsigned char ret[32])
{
	unsigned int n = 0;

	return EVP_DigestFinal_ex(c, ret, &n) == 1 && n == 32 ? 0 : -1;
}

/* Everything given so far is written and hashed when it returns. */
static void drain(struct sink *s)
{
	sink_flush(s);
	join(s);
}

int sink_end(struct sink *s, char ret_hex[65], int64_t *ret_bytes, struct err *e)
{
	static const char digit[] = "0123456789abcdef";
	unsigned char md[32];

	drain(s);
	errno = s->why;
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
	join(s);
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
	drain(s);
	if (!s->canon || EVP_DigestUpdate(s->canon, tail, strlen(tail)) != 1 ||
	        digest_end(s->canon, ret) < 0)
		return err_set(e, ERR_BUG, "could not end the SHA-256 of the signed part");
	return 0;
}
