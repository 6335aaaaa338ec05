/*
 * How large a delivery is beside the last ones, by type, and whether one day begins too much.
 *
 * The definition says which column is the type (`type-of`) and which the first day (`start-of`,
 * def.h); without them there is one type and no first day.
 *
 *     tally_open()      reads the last deliveries that were handed over
 *     tally_add()       for each record that is to be sent, and for what is removed
 *     tally_end()       judges; then ->type and ->mass can be read
 *     tally_findings()  in a real run: each jump and each mass day as a finding of kind macro
 *
 * A jump: with the median m of the last deliveries (ledger.jump-deliveries, 12; those of changes or
 * whole periods, the middle two halved and rounded up), n is more than ledger.jump-factor times m,
 * or m is more than that times n; the larger of them at least ledger.jump-least. With fewer than
 * TALLY_ENOUGH deliveries nothing is judged. A mass day: at least ledger.mass-least new records
 * begin on it, and they are ledger.mass-percent of the new records or more.
 *
 * Memory: one entry a type and one a first day, TALLY_TYPES and TALLY_DAYS at most; what exceeds
 * them is counted under "…" and said by ->cut.
 */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H
#include "report/changes.h"

enum { TALLY_LAST = 24, TALLY_TYPES = 512, TALLY_DAYS = 32768, TALLY_ENOUGH = 3 };

struct tally_type {
	const char *type; /* "": all together */
	int64_t now[3];   /* by enum report_op */
	int64_t then[TALLY_LAST][3];
	int64_t median[3];
	bool jump[3];
};

struct tally {
	const struct ctx *ctx;
	const struct report_def *def;
	struct arena *arena;
	int64_t factor, least, percent, mass_least;
	int64_t wanted, had; /* deliveries to compare with */
	int64_t delivery[TALLY_LAST];
	struct tally_type *type; /* [0] is all together; the rest in order of the type once ended */
	size_t types;
	struct tally_day *days, **bucket;
	size_t day_count;
	const char *mass_day; /* NULL: none */
	int64_t mass;
	bool cut;
};

int tally_open(struct tally *t, const struct ctx *ctx, const struct report_def *d,
        struct err *e) MUST_CHECK;
void tally_add(struct tally *t, enum report_op op, const struct report_row *row);
void tally_end(struct tally *t);
int tally_findings(const struct tally *t, struct err *e) MUST_CHECK;
#endif
