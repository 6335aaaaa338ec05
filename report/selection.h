/*
 * Selected or not, and why, of every record of a return, over time (ledger_selection).
 *
 * Taken over from the record table after the report's findings are stored: a record that is
 * selected but was held back since it cannot be written has the reason UNFIT. A record that is no
 * longer in the table has the reason GONE. Only what differs from the day before is written; the
 * same day run again ends as if it had been run once. A run for a day before the last one leaves
 * the history as it is.
 */
#ifndef REPORT_SELECTION_H
#define REPORT_SELECTION_H
#include "common/ctx.h"
#include "report/def.h"

int selection_book(const struct ctx *ctx, const struct report_def *d, struct err *e) MUST_CHECK;
#endif
