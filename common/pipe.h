/*
 * A thread that makes batches while the caller uses those before: two cores for one feed.
 *
 *     struct pipe p CLEANUP(pipe_close) = { .fill = my_fill, .data = my, .batches = b, .n = 4 };
 *     if (pipe_open(&p, e) < 0) ...
 *     while ((rc = pipe_next(&p, &batch, e)) > 0) ...
 *
 * The batches belong to the caller, who makes n of them, two or more; they go round, so memory
 * is fixed. fill() runs in the thread, one call for each batch, in order: 1 filled, 0 there is no
 * more (the batch is not handed out), -1 failed. After 0 or -1 it is not called again. What
 * fill() touches is the thread's alone from pipe_open() to pipe_close(), or until
 * pipe_next() has returned 0 or -1: a database connection is lent, not shared.
 *
 * pipe_next() hands out the batches in the order they were filled, then 0 or the thread's
 * error; the batch before is given back by the call. pipe_close() may come at any time:
 * the thread ends after the batch it is at. A pipe that was not opened, or is closed, may be
 * closed.
 *
 * Where there is one processor only, where a thread cannot be had, and in a build with fault
 * points (whose count must be the same each time), fill() runs inside pipe_next().
 */
#ifndef PIPE_H
#define PIPE_H
#include <pthread.h>

#include "common/err.h"

struct pipe {
	int (*fill)(void *data, void *batch, struct err *e);
	void *data;
	void **batches;
	size_t n;
	/* Private from here. */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t filled;    /* batches that are full, the one in use among them */
	size_t put, got;  /* places of the next to be filled, and to be handed out */
	bool open, alone; /* alone: there is no thread */
	bool in_use, ended, cancelled;
	int rc; /* of the last fill() */
	struct err e;
};

int pipe_open(struct pipe *p, struct err *e) MUST_CHECK;
int pipe_next(struct pipe *p, void **ret, struct err *e) MUST_CHECK;
void pipe_close(struct pipe *p); /* for CLEANUP */
#endif
