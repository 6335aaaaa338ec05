/*
 * Work lists being made: what worklist.c (the files), worklist_def.c (the definition),
 * worklist_rows.c (what goes on them), worklist_old.c (lists of earlier days), worklist_book.c,
 * worklist_overview.c and worklist_text.c (how it looks) share. See worklist.h.
 */
#ifndef REPORT_WORKLIST_RUN_H
#define REPORT_WORKLIST_RUN_H
#include "report/xlsx_kpi.h" /* first: see xlsx_book.h */

#include "common/finding_text.h"
#include "report/report.h"

enum { WORKLIST_COLUMNS = 24, WORKLIST_RANKS = 8, WORKLIST_WORDS = 16 };

/* The heads of a sheet of findings, and the rows that fit below them. */
enum { WORKLIST_HEAD_ROW = 3, WORKLIST_SHEET_ROWS = LXW_ROW_MAX - WORKLIST_HEAD_ROW - 1 };

/* ---- the definition ---- */

enum worklist_cell {
	CELL_WHAT,
	CELL_CASEWORKER,
	CELL_CASE,
	CELL_RULE,
	CELL_MESSAGE,
	CELL_DUE,
	CELL_SEEN,
	CELL_PNR,
	CELL_CHILD,
	CELL_ANSWER,
	CELL_REASON,
	CELL_NAME,
	CELL_UNTIL,
	CELL_RECORD,
	CELL_SOURCE,
	CELL_FIRST,
	CELL_TIMES,
	CELL_KEY,
	CELL_COUNT
};

struct worklist_column {
	enum worklist_cell cell;
	const char *head;
	double width;
	bool team, off, hidden;
};

struct worklist_rank {
	const char *id, *label;
	uint32_t color;
};

struct worklist_def {
	const char *path, *id, *from, *title, *mark;
	struct worklist_column column[WORKLIST_COLUMNS];
	struct worklist_rank rank[WORKLIST_RANKS]; /* rank 1 is [0] */
	const char *answer[WORKLIST_WORDS], *guide[WORKLIST_WORDS];
	size_t columns, ranks, answers, guides;
};

bool worklist_rank_known(const char *id);
int worklist_def_read(const char *name, const char *lang, struct arena *a, struct worklist_def *ret,
        struct err *e) MUST_CHECK;

/* ---- what is made ---- */

struct worklist {
	struct ctx *ctx;
	struct arena *a; /* as long as the run */
	struct err *e;
	struct worklist_def def;
	struct finding_texts texts;
	bool pnr, names;     /* are shown */
	const char *allowed; /* a line that says who allowed it, or "" */
	int64_t soon, list_rows, text_rows;
	const char *folder, *municipality;
	struct report_file *file;
	size_t files, room;
};

/* Whose list it is. */
enum worklist_kind { LIST_ALL, LIST_TEAM, LIST_CASEWORKER };

struct worklist_who {
	enum worklist_kind kind;
	const char *id;   /* "": nobody's */
	const char *name; /* of the team; initials of the caseworker */
	int64_t total;
};

/* ---- the rows (worklist_rows.c) ---- */

/* Text is borrowed until the next row; "" is not there. */
struct worklist_row {
	const char *caseworker, *initials, *case_id, *rule, *stage, *entity, *record_key, *field;
	const char *file, *line, *key, *pnr, *child;
	const char *message;
	int rank; /* 1.. */
	int32_t due, first_seen;
	bool has_due, overdue, is_new, is_back, has_life;
	int64_t times;
};

struct worklist_rows {
	struct worklist *w;
	sqlite3_stmt *s;
	struct buf message, masked[3]; /* masked: of the case, the record and the file */
};

/* Ranks and sorts tonight's findings; before any of the others. */
int worklist_prepare(struct worklist *w) MUST_CHECK;
/* The lists of a kind there are, in the order of their ids; arena of the run. */
int worklist_whose(struct worklist *w, enum worklist_kind kind, struct worklist_who **ret,
        size_t *n) MUST_CHECK;
int worklist_rows_open(
        struct worklist *w, const struct worklist_who *of, struct worklist_rows *ret) MUST_CHECK;
int worklist_next(struct worklist_rows *r, struct worklist_row *ret) MUST_CHECK;
void worklist_rows_done(struct worklist_rows *r);

/* ---- numbers ---- */

struct worklist_count {
	const char *id, *name; /* of a team or a caseworker */
	int64_t rank[WORKLIST_RANKS], total, overdue, opened, came_back;
};

/* By caseworker of a team, or by team of all; arena of the run. */
int worklist_counts(struct worklist *w, const struct worklist_who *of, struct worklist_count **ret,
        size_t *n) MUST_CHECK;

/* ---- earlier days (worklist_old.c) ---- */

/* Removes the folders of days beyond worklists.keep-days; that of this run stays. */
int worklist_old(struct worklist *w) MUST_CHECK;

/* ---- files ---- */

int worklist_book(struct worklist *w, const struct worklist_who *of, const char *path) MUST_CHECK;
int worklist_text(struct worklist *w, const struct worklist_who *of, FILE *to) MUST_CHECK;

/* Its name as a title and a sentence say it: "Team Syd (T01)", "uden sagsbehandler". */
const char *worklist_name(const struct worklist *w, const struct worklist_who *of, struct arena *a);

/* ---- of a workbook (worklist_book.c, worklist_overview.c) ---- */

struct worklist_sheets {
	struct worklist *w;
	const struct worklist_who *of;
	struct book b;
	struct words words;
	struct arena *a; /* as long as the file */
	struct err *e;
};

int worklist_overview(struct worklist_sheets *k, lxw_worksheet *s) MUST_CHECK;
/* Paper, footer and print area of a sheet. */
void worklist_page(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t last_row,
        lxw_col_t last_col, bool upright);
/* Lines a text takes in a column of that width, and the height of a row of so many. */
size_t worklist_lines(const char *text, double width);
double worklist_height(size_t lines);
#endif
