/*
 * Findings over time: which of tonight's were there before, and which are gone.
 *
 * A finding is the same as before when rule, record, field and what it clashes with are (and file
 * and line, where it has no record): ident() of sqlfn.h over these. finding_life_follow() compares
 * the findings of the stages given with table finding_life: what is new is opened, what is gone is
 * closed with the as-of day, what was closed and is there again has come back. It writes only what
 * changed, in the transaction of the caller, once a run and stage after the stage's findings are
 * in; again for the same as-of day it changes nothing. A run for an earlier day than the latest
 * leaves the table alone: ret->late is then true.
 */
#ifndef FINDING_LIFE_H
#define FINDING_LIFE_H
#include "common/ctx.h"
#include "common/err.h"

/* The last day to mend finding f: information has none. */
#define FINDING_DUE "iif(f.consequence = 'info', NULL, f.due_day)"

/* What stands for finding f over time; in lists it is shown as FINDING_KEY. */
#define FINDING_IDENT                                                                              \
	"ident(f.stage, f.rule, f.entity, f.record_key, f.field, f.clash,"                         \
	" iif(f.record_key IS NULL, f.file, NULL), iif(f.record_key IS NULL, f.line, NULL))"
#define FINDING_KEY "format('%016x', " FINDING_IDENT ")"

/*
 * Behind FROM finding AS f: its life l, and the latest night of its stage n. Over them: the day it
 * was seen last, how many nights it was seen, and whether it is of the latest night.
 */
#define FINDING_JOIN_LIFE                                                                          \
	" LEFT JOIN finding_life AS l ON l.identity = " FINDING_IDENT                              \
	" LEFT JOIN finding_night AS n ON f.stage GLOB n.stages "
#define FINDING_LAST_SEEN "iif(l.closed IS NULL, n.as_of, l.closed)"
#define FINDING_TIMES "(l.nights + coalesce(l.closed_night, n.night + 1) - l.first_night)"
#define FINDING_IS_NEW "(l.opened = n.as_of AND l.came_back = 0)"
#define FINDING_IS_BACK "(l.opened = n.as_of AND l.came_back > 0)"

struct finding_life {
	int64_t open, opened, closed, came_back;
	bool late;
};

/* `stages`: a GLOB over finding.stage; only what fits is compared. */
int finding_life_follow(
        struct ctx *c, const char *stages, struct finding_life *ret, struct err *e) MUST_CHECK;
#endif
