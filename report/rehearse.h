/*
 * Tomorrow's delivery today: what report_run() would send now, without writing or booking anything.
 *
 * rehearse_run() does the comparison of report_run() (changes.h) and tallies it (tally.h). tell()
 * is called for each record that would be sent, and for what would be a finding; what it is given
 * is borrowed. For a change, ->field has the columns that differ from what the receiver holds,
 * masked where they are secret.
 *
 * Errors: as report_run().
 */
#ifndef REPORT_REHEARSE_H
#define REPORT_REHEARSE_H
#include "report/delivery.h"
#include "report/tally.h"

struct rehearsal_field {
	const char *name, *was, *now;
};

struct rehearsal_change {
	const struct change *change;
	struct rehearsal_field field[REPORT_COLUMNS];
	size_t fields;
};

struct rehearsal {
	const char *report, *period;
	bool test;
	int64_t count[CHANGE_KINDS];
	struct tally tally;
	int64_t accepted_id; /* the delivery that was accepted last, wholly or in part; 0: none */
	const char *accepted_at, *accepted_as_of;
};

typedef void rehearse_tell_fn(void *data, const struct rehearsal_change *c);

int rehearse_run(struct ctx *ctx, const char *report, const char *period, rehearse_tell_fn *tell,
        void *data, struct rehearsal *ret, struct err *e) MUST_CHECK;
#endif
