/*
 * Which rules have to be run tonight, and over whom.
 *
 *     limit_begin()   before the rules, in a transaction of the mart that is committed then
 *     ... the rules, each as l->rule[i].mode says (rule_run.c), which may turn it to RULE_WHOLE
 *     limit_clear()   what they make anew leaves finding; before it is brought in, or made
 *     limit_counts()  rule_result of rules that did not judge all again
 *     limit_end()     in the transaction that has the new findings
 *
 * A rule that reads nothing that changed is not run: RULE_KEPT. One of scope file, field, record or
 * case is run over the children that were touched (touched.h): RULE_TOUCHED, and what it found of
 * others stays. That is told from the statement itself: what it reads (the authorizer of SQLite)
 * and what it binds. Rows of children are watched one by one; everything else that decides what a
 * rule finds is in one sum: its text, its settings, the values it binds (so one that binds :as_of
 * is run over all each night), the program, the code lists and the registers it reads. A register
 * of many rows stands in it by its files. A table that cannot be told in that way makes RULE_WHOLE,
 * and so does a finding that no child can be told from.
 *
 * Everything is RULE_WHOLE with ctx->full, when nothing was judged before, and when more than half
 * of the citizens are touched. Ownership: the arena of ctx.
 */
#ifndef RULE_LIMIT_H
#define RULE_LIMIT_H
#include "transform/rule.h"
#include "transform/ties.h"

enum rule_mode { RULE_WHOLE, RULE_TOUCHED, RULE_KEPT, RULE_MODES };

struct limit {
	bool on;          /* some rule is not run over all */
	const char *from; /* the schema that has the mart, where the rules run */
	struct ties ties;
	const char *touched, *placed; /* touched.h */
	int64_t children, judged; /* all there are; of those, judged by rules that are limited */
	struct rule_limit {
		enum rule_mode mode;
		bool loose;
		char sum[65];
	} * rule; /* as rules->rows */
};

int limit_begin(struct ctx *c, const struct rules *r, struct limit *ret, struct err *e) MUST_CHECK;
int limit_clear(
        sqlite3 *db, const struct rules *r, const struct limit *l, struct err *e) MUST_CHECK;
/* How many rules were run so; ret[RULE_MODES]. */
void limit_modes(const struct rules *r, const struct limit *l, int64_t *ret);
/* Everything one rule has found. */
int limit_clear_rule(sqlite3 *db, const char *rule, struct err *e) MUST_CHECK;
int limit_counts(
        sqlite3 *db, const struct rules *r, const struct limit *l, struct err *e) MUST_CHECK;
int limit_end(
        struct ctx *c, const struct rules *r, const struct limit *l, struct err *e) MUST_CHECK;
#endif
