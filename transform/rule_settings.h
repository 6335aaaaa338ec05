/*
 * Settings of rules that hold from day to day: the file rules.csv of the workspace.
 *
 *     rule;setting;value;from;to;by;reason
 *     D01;hours;48;2026-12-23;2027-01-04;Kirsten Test;jul, aftalt med direktøren
 *     D04;consequence;answer;;2026-12-31;Kirsten Test;nyt fagsystem
 *
 * UTF-8, `;`, the columns in any order, each named once. setting: consequence (delivery, record,
 * answer, info, off) or a parameter of the rule. from and to are days, both included; an empty one
 * is no bound. by and reason are needed. Two rows of one setting may not overlap, and what
 * indberet.conf sets in [rule] may not stand here; the command line goes before both.
 *
 * A setting holds by the as-of day of the run, for all that is judged in it, whatever day it
 * happened: a limit is the house's own way of working, and who changes it wants today's lists
 * changed. Where the law changed on a day, the rule itself has `valid` or asks for the event's day.
 *
 *     rules_load() · rule_settings_read() · rule_settings_apply() · in the transaction:
 * rule_settings_log()
 *
 * The whole file is checked, also what does not hold on the day; ERR_CONFIG names line and column
 * of the first RULE_SETTINGS_TOLD faults and how many more there are. No file is no settings.
 * Ownership: arena.
 */
#ifndef RULE_SETTINGS_H
#define RULE_SETTINGS_H
#include "transform/rule.h"

enum { RULE_SETTINGS_TOLD = 4, RULE_SETTINGS_MAX = 10000 };

struct rule_setting {
	const struct rule *rule;
	const char *name, *value, *by, *reason, *origin; /* by, reason: "" where not said */
	const char *preset;                              /* the rule's own value */
	int32_t from, to;                                /* INT32_MIN, INT32_MAX: no bound */
	int64_t line;                                    /* 0: not of rules.csv */
	bool holds;                                      /* on the as-of day */
	bool lowered;                                    /* a consequence below the rule's own */
};

struct rule_settings {
	struct rule_setting *row;
	size_t n;
};

int rule_settings_read(struct rules *r, const char *workspace, struct arena *a,
        struct rule_settings *ret, struct err *e) MUST_CHECK;
/* Those of the day over the rules, then those of [rule], which are added to the list. */
int rule_settings_apply(struct rules *r, const struct conf *c, int32_t as_of, struct arena *a,
        struct rule_settings *s, struct err *e) MUST_CHECK;
int rule_settings_log(struct ctx *c, const struct rule_settings *s, struct err *e) MUST_CHECK;
#endif
