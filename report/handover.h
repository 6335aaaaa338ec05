/*
 * Handing over: signed packages from the outbox to their receivers.
 *
 * handover_run() takes each delivery in state signed, oldest first, and looks at the section
 * [receiver.NAME] of its report (NAME: the definition's `settings`). With a `folder` there:
 *
 *   1. the package must be what was signed (SHA-256 of the ledger)
 *   2. copied as .NAME.part, synced, renamed: whole or absent. The same bytes there already
 *      are fine; other bytes under the name are refused and left as they are
 *   3. the marker, if `marker` names one: the sign that the package is whole
 *   4. one transaction: state handed over, with the time
 *
 * A process that dies anywhere comes to the same end when run again. Without a folder the package
 * waits in state signed, and that is said each time (->waits, HANDOVER_WAITS; it is no finding, for
 * nothing is wrong), until somebody who uploaded it says so: handover_by_hand(). Test deliveries go
 * the same way.
 *
 * A rule that stops a return (consequence delivery, entity 'return', its id as the record's) holds
 * its packages back as long as the finding stands (->held): the next night makes them anew. Who
 * hands one over by hand has decided otherwise.
 *
 * What cannot be handed over is a finding of stage 'deliver' and is tried again; the others go on.
 * Errors: the ledger's; ERR_USAGE a report that does not exist. Ownership: strings in ctx->arena.
 */
#ifndef REPORT_HANDOVER_H
#define REPORT_HANDOVER_H
#include "common/ctx.h"
#include "report/delivery.h"

enum handover_verdict { HANDOVER_DONE, HANDOVER_WAITS, HANDOVER_HELD, HANDOVER_FAILED };

struct handover_told {
	enum handover_verdict verdict;
	const struct delivery *delivery;
	const char *section, *text; /* text: where it lies now, or why not */
};

struct handover_result {
	int64_t done, waits, held, failed;
};

typedef void handover_tell(void *arg, const struct handover_told *one);

/* report NULL: all. tell may be NULL. */
int handover_run(struct ctx *c, const char *report, handover_tell *tell, void *arg,
        struct handover_result *ret, struct err *e) MUST_CHECK;

/* `by` has handed the package over; ERR_USAGE when there is no such package that waits. */
int handover_by_hand(struct ctx *c, const char *package, const char *by, struct err *e) MUST_CHECK;

/* The folder of each section [receiver.*] can be written to. One line each for doctor. */
int handover_check(
        struct ctx *c, const char *section, const char **ret_text, struct err *e) MUST_CHECK;
/* The sections [receiver.*] of the settings, each once; NULL at the end. *cursor = 0 first. */
const char *handover_next_section(struct ctx *c, size_t *cursor);
#endif
