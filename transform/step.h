/*
 * Steps: the .sql files that make facts, aggregates and records.
 *
 * A step file says in its head what it reads, what it writes and what it is for;
 * its body is one or more statements. steps_run() runs the files of a folder in the
 * order of their names, inside the transaction of the caller. Head keys:
 *
 *     reads, writes   tables, parted by blanks; a test holds them against the truth
 *     text            one sentence
 *     setting         NAME SECTION.KEY [A|B|…]: binds :NAME to the value of a setting, which is
 *                     one of the words given; any other is ERR_CONFIG
 *     part            a part in C that works with the statements: step_parts in step.c
 *
 * Every step may use :as_of (day), :municipality (three digits) and :period_end, the
 * last day of the latest month that is closed on the as-of day.
 *
 * Errors: ERR_CONFIG for a head, ERR_DB for a statement; the path stands in front.
 */
#ifndef STEP_H
#define STEP_H
#include "common/ctx.h"
#include "common/defs.h"

/* Told of each rule and step when it is done; rows is what it found or wrote last. May be NULL. */
struct watch {
	void (*done)(void *arg, const char *path, int64_t rows);
	void *arg;
};
void watch_done(const struct watch *w, const char *path, int64_t rows);

int step_head(
        const struct def_file *f, struct arena *a, struct head *ret, struct err *e) MUST_CHECK;
int step_run(struct ctx *c, const struct def_file *f, int64_t *ret_rows, struct err *e) MUST_CHECK;
/* `folder` ends in a slash. *steps is raised by the number of files. */
int steps_run(struct ctx *c, const char *folder, const struct watch *w, int64_t *steps,
        struct err *e) MUST_CHECK;

/* The parameters every rule and step may use; `p->arena` is set by the caller. */
void step_params(const struct ctx *c, struct params *p);
#endif
