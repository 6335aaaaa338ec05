/*
 * Whom a finding reaches, and by when: fills caseworker_id, team_id and due_day of table finding.
 *
 * The caseworker is that of the finding's case; else of the child's open case that was opened
 * last; else the one the record itself names (a measure, a notification's assessor); one who is
 * gone from the case store counts as none, and the team keeps the finding. The team is that of
 * the case, else the caseworker's. due_day is the rule's own, else so many days after it was
 * opened as the rule's `by` says.
 *
 * finding_settle() is finding_life_follow() and then this: one call for a stage whose findings are
 * in, in the transaction of the caller. Again on the same day it changes nothing.
 */
#ifndef FINDING_REACH_H
#define FINDING_REACH_H
#include "common/finding_life.h"

/* `stages`: a GLOB over finding.stage. */
int finding_reach(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;
int finding_settle(
        struct ctx *c, const char *stages, struct finding_life *ret, struct err *e) MUST_CHECK;
#endif
