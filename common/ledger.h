/*
 * The ledger of runs: one row a run, one a step, in the mart itself.
 *
 * ledger_open() gives the run for (job, as-of): a new one, or the unfinished
 * one to resume if program and definitions are the same. ledger_done() says
 * whether that night is already done. A step is booked in one transaction by
 * ledger_step(), after its own work was committed: a crash between the two only makes the step
 * run again, and every step can. Times come from the caller.
 */
#ifndef LEDGER_H
#define LEDGER_H
#include "common/db.h"

struct ledger {
	sqlite3 *db;
	int64_t run_id;
	bool resumed;
};

struct ledger_count {
	const char *subject, *name;
	int64_t n;
};

struct ledger_output {
	const char *path, *sha256;
	int64_t bytes, records;
};

struct ledger_step {
	int seq;
	const char *stage, *name, *started, *message;
	int64_t milliseconds, peak_kib;
	int exit_status;
	const struct ledger_count *counts;
	size_t n_counts;
	const struct ledger_output *outputs;
	size_t n_outputs;
};

int ledger_done(sqlite3 *db, const char *job, const char *as_of, int64_t *ret_run,
        struct err *e) MUST_CHECK; /* 1 done, 0 not */
int ledger_open(struct ledger *l, sqlite3 *db, const char *job, const char *as_of, const char *now,
        const char *options, struct err *e) MUST_CHECK;
int ledger_step_done(const struct ledger *l, int seq, struct err *e) MUST_CHECK; /* 1, 0 */
int ledger_step(const struct ledger *l, const struct ledger_step *s, struct err *e) MUST_CHECK;
/* `done`: every step is. Refused deliveries give an exit status to a night that is done. */
int ledger_close(const struct ledger *l, const char *now, bool done, int exit_status,
        struct err *e) MUST_CHECK;
#endif
