/*
 * The people of a CPR extract, read and converted by a thread ahead of the one that stores them.
 *
 * The first pass has noted where each person's records stand. Here they come back person by
 * person, in the order of the numbers: the person first, with the record that makes it one, then
 * the other records in the order of the file; those that are only counted are left out. A record
 * in which everything is as agreed comes with the rows of its tables. Any other comes as it
 * was read: the caller judges it, so that findings are made in one place.
 *
 *     cpr_ahead_init() · pipe_open(&a.pipe) · pipe_next() gives struct cpr_batch · pipe_close()
 *
 * File, layout and runs are lent to the thread until pipe_close(). What a batch holds is borrowed
 * until the next. Memory: a few batches, in the arena.
 */
#ifndef CPR_AHEAD_H
#define CPR_AHEAD_H
#include "common/pipe.h"
#include "extract/cpr_read.h"
#include "extract/cpr_value.h"

/* Records of one person that stand together. */
struct cpr_run {
	uint64_t key;   /* personal number << 30 | line of the first */
	uint64_t place; /* byte << 24 | length << 1 | 1 when the person record is among them */
};
enum { CPR_LINE_BITS = 30, CPR_LENGTH_BITS = 23, CPR_RUN_MAX = 32 * 1024 };

struct cpr_item {
	bool person;             /* a person begins */
	uint64_t pnr;            /* of the person that begins */
	struct cpr_record_at at; /* type -1: the person that begins has no person record */
	const struct cpr_value *rows[CPR_PARTS]; /* of each table; [0] NULL: judge it */
};

enum { CPR_AHEAD_BATCHES = 3, CPR_BATCH_ITEMS = 1024 };

struct cpr_batch {
	size_t n, n_cells;
	struct cpr_item *items;
	struct cpr_value *cells;
	struct cpr_space space;
};

struct cpr_ahead {
	const struct cpr_file *file;
	const struct cpr_run *runs; /* sorted */
	size_t n;
	int person_type; /* the record that makes a person */
	/* Private from here. */
	struct pipe pipe;
	void *batches[CPR_AHEAD_BATCHES];
	size_t at; /* in runs */
	uint64_t pnr;
	int64_t lead_line; /* of the person's record; 0: none */
	bool begun, in_run;
	struct cpr_run_at run;
	char *window; /* bytes of the file */
	int64_t window_byte;
	size_t window_len;
};

/* The part before `pipe` must be filled in. */
void cpr_ahead_init(struct cpr_ahead *a, struct arena *arena);

/* Reads one field; false: malformed. */
bool cpr_read_field(const struct cpr_record_at *at, const struct cpr_field *f,
        struct cpr_space *space, struct cpr_value out[2]);
#endif
