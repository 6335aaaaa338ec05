/*
 * Which measure or placement a cost belongs to, for match.h.
 *
 * An account pays for certain measures and places (codelist_account_measure; of the patterns
 * that fit an account, those with the fewest ?). A cost of a month fits each measure of its
 * case, of such a code, that was under way in the month or ended at most [finance]
 * grace-days before it, and each placement with such a place. Only where exactly one fits
 * is it the one.
 *
 * Cases are numbered by the caller, in the order of fits_load()'s `place`. Memory: some 40
 * bytes a measure and spell. Ownership: the arena given.
 */
#ifndef MATCH_FIT_H
#define MATCH_FIT_H
#include "common/ctx.h"

struct fits;

enum fit { FIT_ONE, FIT_SEVERAL, FIT_NONE, FIT_NO_CASE };

/* The number of a case id; -1: there is none. */
typedef int64_t fit_place(const void *data, const char *case_id);

int fits_load(struct ctx *c, struct arena *a, uint32_t n_cases, fit_place *place, const void *data,
        struct fits **ret, struct err *e) MUST_CHECK;
/* enum fit in the last two bits; with FIT_ONE the number of the thing above them. */
int64_t fit_of(struct fits *f, uint32_t place, int64_t account, int32_t month);
/* Its id, NULL when it is no measure (no placement). */
const char *fit_measure(const struct fits *f, int64_t fit);
const char *fit_placement(const struct fits *f, int64_t fit);
#endif
