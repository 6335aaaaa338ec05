/*
 * What a rule found and may not say: outside its time, on children it spares, and on records of
 * which a field that it reads is broken already by its form.
 *
 * spare_begin() once a run, before the first rule: it gathers the broken fields from the findings
 * of extract. spare_findings() after each rule, over the findings above `before`: it takes away
 * what does not stand and adds up why. All in the transaction of the caller.
 */
#ifndef RULE_SPARE_H
#define RULE_SPARE_H
#include "transform/rule.h"

struct spared {
	int64_t skipped;        /* records with a broken field that the rule reads */
	int64_t not_applicable; /* findings outside its time or on children it spares */
	int64_t removed;        /* findings taken away in all */
};

int spare_begin(sqlite3 *db, struct err *e) MUST_CHECK;
int spare_findings(struct ctx *c, const struct rule *r, int64_t before, struct spared *ret,
        struct err *e) MUST_CHECK;
#endif
