/*
 * Who approved which figures of the statistical tables, and what has become of them since.
 *
 * approve() books the figures of a report as they stand: every table of it (or one), for its year
 * and the two before, which are published anew with it. What is booked is the value of every cell
 * and what stood behind it (schemas/db/084_approval.sql). A later approval of the same table and
 * year takes its place, both are kept.
 *
 * approved_check() works out anew what is approved, no more, and compares: a table with a cell that
 * is no longer what was approved is a finding of stage 'check:approved', rule 'approval.changed',
 * with the cells, and the children that came and went, counted. The cells stand in
 * agg_table_change. It replaces what it found before; to be run after each transform.
 *
 * Errors: ERR_USAGE where there is no such table, no name, or the report was not
 * written since the last transform.
 */
#ifndef TRANSFORM_APPROVAL_H
#define TRANSFORM_APPROVAL_H
#include "common/ctx.h"
#include "common/finding_life.h"

struct approval_of {
	const char *report;
	int year;
	const char *tab; /* NULL: all */
	const char *by;
	const char *note; /* or NULL */
};

struct approved {
	int64_t tables; /* a table of three years is three */
	int64_t cells, replaced;
};

int approve(
        struct ctx *c, const struct approval_of *a, struct approved *ret, struct err *e) MUST_CHECK;

struct approved_check {
	int64_t approvals, cells; /* that hold */
	int64_t changed, changed_cells;
	struct finding_life life;
};

int approved_check(struct ctx *c, struct approved_check *ret, struct err *e) MUST_CHECK;
#endif
