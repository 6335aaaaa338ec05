/*
 * What a return has to tell its receiver: the source now against what the receiver holds.
 *
 * One ordered pass over three sources: the report's query (selected records, in the order of
 * their key), what the receiver holds (ledger_held), and what is on its way and not answered
 * (delivery.h). Each record that any of them has comes out once, in the order of the key, with
 * what is to be done about it. Nothing is written here: report_run() books and writes what comes
 * out, a rehearsal or a proof only looks.
 *
 * What decides is the content: the columns of the definition but those the delivery itself fills
 * (def.h). Where what is held was sent with an older layout, columns are compared by name.
 *
 * A record is sent again, although the source equals what is held, when an unanswered delivery
 * says otherwise of it: the receiver may have taken that one. Memory does not grow with the
 * number of records, only with that of unanswered deliveries.
 *
 * Order: changes_open(), changes_next() until 0, changes_close() (CLEANUP). What a change points
 * to is borrowed until the next call. Errors: ERR_BUG a query out of order, or a record that is
 * selected and not given by it; ERR_CONFIG a reason that the code list selection_reason has not.
 */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H
#include "report/table.h"

enum change_kind {
	CHANGE_SAME,     /* the receiver holds it as it is */
	CHANGE_SEND,     /* ->op, ->row: goes into the delivery */
	CHANGE_ON_WAY,   /* the same, but just this waits for its answer already */
	CHANGE_REJECTED, /* just this was rejected: not sent again by itself */
	CHANGE_KEPT,     /* ->reason, and the receiver keeps what it has */
	CHANGE_FAULT,    /* ->row->fault: cannot be written; the receiver keeps what it has */
	CHANGE_BY_HAND, /* ->reason: to be removed in the receiver's own form, it knows no other way
	                 */
	CHANGE_KINDS
};

enum change_basis { BASIS_CHANGES, BASIS_FULL, BASIS_INITIAL, BASIS_WHOLE };

struct changes_options {
	enum change_basis basis; /* BASIS_WHOLE is the definition's, not asked for */
	bool resend;             /* what was rejected too */
	bool test;               /* what is on its way are test deliveries */
};

struct change {
	enum change_kind kind;
	enum report_op op;
	const char *key;
	const struct report_row *row; /* SEND, ON_WAY, REJECTED, FAULT; NULL for a whole period */
	const char *content;          /* of the row, as ledger_item has it */
	size_t length;
	int64_t version;  /* delta = append; else 1 */
	const char *held; /* what is held, in the layout ->held_layout; NULL: nothing */
	size_t held_length;
	const char *held_layout; /* the period it is in force from */
	int64_t held_delivery;
	const char *reason; /* why it is not selected: a code of selection_reason; or NULL */
	const char *case_id, *citizen_id; /* or NULL */
};

struct changes;

int changes_open(struct changes **ret, const struct ctx *ctx, const struct report_def *d,
        const struct period *p, const struct changes_options *o, struct err *e) MUST_CHECK;
/* 1 a record, 0 the end, -1. */
int changes_next(struct changes *c, struct change *ret, struct err *e) MUST_CHECK;
void changes_close(struct changes **c);
/* Is anything on its way without an answer: then CHANGE_ON_WAY can come. */
bool changes_waiting(const struct changes *c);

/* Selected records that were looked at so far. */
int64_t changes_rows(const struct changes *c);

extern const char *const change_ops[];   /* by enum report_op: add, change, remove */
extern const char *const change_bases[]; /* by enum change_basis */
#endif
