#include "common/pipe.h"

#include <signal.h>
#include <unistd.h>

/* --- the thread ------------------------------------------------------------- */

/* Waits for a batch to fill. False: the caller wants no more. */
static bool wait_for_room(struct pipe *p)
{
	bool go_on;

	(void)pthread_mutex_lock(&p->lock);
	while (p->filled == p->n && !p->cancelled)
		(void)pthread_cond_wait(&p->changed, &p->lock);
	go_on = !p->cancelled;
	(void)pthread_mutex_unlock(&p->lock);
	return go_on;
}

static void hand_over(struct pipe *p, int rc)
{
	(void)pthread_mutex_lock(&p->lock);
	p->rc = rc;
	if (rc > 0)
		p->filled++;
	else
		p->ended = true;
	(void)pthread_cond_signal(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
}

static void *run(void *data)
{
	struct pipe *p = data;
	int rc = 1;

	while (rc > 0 && wait_for_room(p)) {
		rc = p->fill(p->data, p->batches[p->put], &p->e);
		p->put = (p->put + 1) % p->n;
		hand_over(p, rc);
	}
	return NULL;
}

/* Signals stay with the thread that was there first. */
static bool start(struct pipe *p)
{
	sigset_t all, before;
	bool started;

	(void)sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	started = pthread_create(&p->thread, NULL, run, p) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static bool wants_thread(void)
{
#ifdef WITH_FAULTS
	return false;
#else
	return sysconf(_SC_NPROCESSORS_ONLN) > 1;
#endif
}

/* --- the caller -------------------------------------------------------------- */

int pipe_open(struct pipe *p, struct err *e)
{
	if (p->n < 2 || p->open)
		return err_set(e, ERR_BUG, "a pipe needs two batches, and is opened once");
	p->filled = p->put = p->got = 0;
	p->in_use = p->ended = p->cancelled = false;
	p->e = (struct err){ 0 };
	if (pthread_mutex_init(&p->lock, NULL) != 0)
		return err_set(e, ERR_MEMORY, "no memory for a lock");
	if (pthread_cond_init(&p->changed, NULL) != 0) {
		(void)pthread_mutex_destroy(&p->lock);
		return err_set(e, ERR_MEMORY, "no memory for a lock");
	}
	p->open = true;
	p->alone = !wants_thread() || !start(p);
	return 0;
}

static int next_alone(struct pipe *p, void **ret, struct err *e)
{
	if (!p->ended) {
		p->rc = p->fill(p->data, p->batches[0], &p->e);
		p->ended = p->rc <= 0;
	}
	*ret = p->batches[0];
	if (p->rc < 0)
		*e = p->e;
	return p->rc;
}

/* A batch, or the end of the thread: 1, 0, -1. */
static int wait_for_batch(struct pipe *p)
{
	int rc;

	(void)pthread_mutex_lock(&p->lock);
	if (p->in_use) {
		p->filled--;
		p->in_use = false;
		(void)pthread_cond_signal(&p->changed);
	}
	while (p->filled == 0 && !p->ended)
		(void)pthread_cond_wait(&p->changed, &p->lock);
	rc = p->filled ? 1 : p->rc;
	p->in_use = p->filled > 0;
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

int pipe_next(struct pipe *p, void **ret, struct err *e)
{
	int rc;

	if (p->alone)
		return next_alone(p, ret, e);
	rc = wait_for_batch(p);
	if (rc < 0)
		*e = p->e;
	if (rc <= 0)
		return rc;
	*ret = p->batches[p->got];
	p->got = (p->got + 1) % p->n;
	return 1;
}

void pipe_close(struct pipe *p)
{
	if (!p->open)
		return;
	if (!p->alone) {
		(void)pthread_mutex_lock(&p->lock);
		p->cancelled = true;
		(void)pthread_cond_signal(&p->changed);
		(void)pthread_mutex_unlock(&p->lock);
		(void)pthread_join(p->thread, NULL);
	}
	(void)pthread_cond_destroy(&p->changed);
	(void)pthread_mutex_destroy(&p->lock);
	p->open = false;
}
