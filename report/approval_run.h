/* A report of tables being made: what its files share. See approval.h. */
#ifndef REPORT_APPROVAL_RUN_H
#define REPORT_APPROVAL_RUN_H
#include "common/defs.h"
#include "report/cube.h"
#include "report/period.h"
#include "report/report.h"

enum { APPROVAL_TABLES = 32 };

struct approval_table {
	struct head head; /* of its definition */
	const char *id, *title;
	bool pct;
	struct cube cube;
	int64_t *approved; /* as cube.value: what was approved last; CUBE_NO_CELL: nothing */
};

struct approval {
	struct ctx *ctx;
	struct arena *a;
	struct err *e;
	struct head head; /* of the report's definition */
	const char *id, *title, *mark, *folder;
	struct period period;
	struct approval_table table[APPROVAL_TABLES];
	size_t tables;
	struct report_file *file;
	size_t files;
};

/* The formats a table has a file in. */
void approval_csv(const struct approval *r, const struct approval_table *t, struct sink *s);
void approval_px(const struct approval *r, const struct approval_table *t, struct sink *s);

/* Fills ->approved. */
int approved_read(struct approval *r, struct approval_table *t) MUST_CHECK;
/* The workbook, into an existing private file. */
int approval_book(struct approval *r, const char *path) MUST_CHECK;
#endif
