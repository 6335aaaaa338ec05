/*
 * One report being made: what report.c, report_found.c and report_delta.c share.
 */
#ifndef REPORT_RUN_H
#define REPORT_RUN_H
#include "report/changes.h"
#include "report/delivery.h"
#include "report/parts.h"
#include "report/sign.h"
#include "report/tally.h"

struct run {
	struct ctx *ctx;
	struct report_def def;
	struct period period;
	struct report_table table;
	struct parts parts;
	struct signer signer;
	sqlite3_stmt *finding;
	struct report_result *result;
	int64_t rows;
	/* of a return that goes by what changed */
	struct changes *changes;
	struct tally *tally; /* NULL: everything is sent, and nothing is judged by its size */
	struct booking booking;
	bool booked;     /* there is a delivery */
	bool keep_files; /* nothing new to send: what lies in out/ stays */
};

/* A record that a finding speaks of. */
struct record_of {
	const char *key, *case_id, *citizen_id; /* or NULL */
};

/* ---- report_found.c ---- */

/* What an earlier run of the same report found is replaced. */
int run_clear_findings(struct run *r, struct err *e) MUST_CHECK;
/* It cannot be written: held back, with the reason. */
int run_hold_back(struct run *r, const struct report_row *row, const struct record_of *of,
        struct err *e) MUST_CHECK;
/* It has to be removed in the receiver's own form. why: a code of selection_reason. */
int run_by_hand(
        struct run *r, const char *why, const struct record_of *of, struct err *e) MUST_CHECK;
int run_book_result(struct run *r, struct err *e) MUST_CHECK;

/* ---- report_delta.c ---- */

/* What changed, booked and written; nothing new: neither. */
int run_delta(struct run *r, struct err *e) MUST_CHECK;
#endif
