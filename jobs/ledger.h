/*
 * The views of `indberet ledger`: each asks the mart and shows grids (grid.h), for people in
 * Danish or English, or as JSON. Nothing here writes, but ledger_removed().
 */
#ifndef JOBS_LEDGER_H
#define JOBS_LEDGER_H
#include "jobs/app.h"
#include "jobs/grid.h"

enum { VIEW_GRIDS = 16 };

/* The grids of one answer. */
struct view {
	struct app *a;
	bool json, en, whole;
	int64_t limit;
	struct grid grid[VIEW_GRIDS];
	size_t n;
};

void view_begin(struct view *v, struct app *a, int64_t limit);
struct grid *view_grid(struct view *v, const char *id, const char *da, const char *en);
/* A grid that is the rows of a built-in query. */
int view_query(struct view *v, const char *id, const char *da, const char *en, const char *path,
        const struct params *p, struct err *e) MUST_CHECK;
void view_show(const struct view *v); /* text, or one JSON object */

int ledger_child(struct view *v, const char *id, struct err *e) MUST_CHECK;
int ledger_record(struct view *v, const char *key, const char *report, struct err *e) MUST_CHECK;
int ledger_return(struct view *v, const char *report, struct err *e) MUST_CHECK;
/* ERR_DATA when a difference is not explained, or nothing could be compared; strict: when there is
 * any. The answer is shown before. */
int ledger_prove(struct view *v, const char *only, bool strict, struct err *e) MUST_CHECK;
int ledger_all(struct view *v, struct err *e) MUST_CHECK;
/* report --rehearse: what would be sent now, against what the receiver holds. */
int ledger_rehearse(
        struct view *v, const char *report, const char *period, struct err *e) MUST_CHECK;
#endif
