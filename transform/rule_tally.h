/*
 * How many rows each rule looks at, and how many of the same tables it is not about: `checks` of
 * its head.
 *
 * Rules look at the same tables again and again: each table is gone through once, for all
 * conditions over it that bind nothing; the others are counted one by one. Ownership: arena.
 */
#ifndef RULE_TALLY_H
#define RULE_TALLY_H
#include "transform/rule.h"

struct rule_tally {
	int64_t checked, beside;
};

/* *ret: as r->rows; zero for rules that are off, or of another place. */
int rules_tally(struct ctx *c, const struct rules *r, enum rule_place place, struct arena *a,
        struct rule_tally **ret, struct err *e) MUST_CHECK;
#endif
