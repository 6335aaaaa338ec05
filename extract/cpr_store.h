/*
 * Rows of the CPR staging tables, on their way into the database.
 *
 * The loader hands over persons in the order of their numbers, and the tables are
 * keyed by number and line, so that a first load only ever appends and a night's
 * changes touch only their own pages. Rows are gathered in batches, one a table,
 * and go in by one statement that reads them through a virtual table: half the
 * cost of binding and stepping row by row.
 *
 *     cpr_store_begin() · cpr_store_keep() · cpr_store_flush() · cpr_store_done()
 *
 * A row is the values of its table's columns, in the layout's order, then its line. Rows and
 * the text of values are borrowed until cpr_store_flush(): give the space back only then.
 * cpr_store_forget() takes away all that is held of one person, at once.
 * Ownership: block; batches in the arena given. Errors: those of db.h.
 */
#ifndef CPR_STORE_H
#define CPR_STORE_H
#include "common/db.h"
#include "extract/cpr_layout.h"
#include "extract/cpr_value.h"

enum { CPR_STORE_BATCH = 1024 };

struct cpr_store_batch {
	sqlite3_stmt *insert;
	const struct cpr_value **rows;
	size_t n, line; /* line: its place in a row */
};

/* A table of people, whichever product fills it. */
struct cpr_store_table {
	char name[48];
	sqlite3_stmt *forget;
};

struct cpr_store {
	sqlite3 *db;
	const struct cpr_layout *layout;
	struct cpr_store_batch batches[CPR_TYPES];
	struct cpr_store_table people[CPR_TYPES];
	size_t n_people;
	sqlite3_stmt *held;
	const char *task; /* of this file, and the day it was produced */
	int32_t produced;
	bool empty;  /* nothing was held when the load began */
	int current; /* the batch that is being written */
	int64_t file;
};

/* ->db, ->layout, ->file, ->task and ->produced must be filled in. */
int cpr_store_begin(struct cpr_store *s, struct arena *a, struct err *e) MUST_CHECK;
void cpr_store_done(struct cpr_store *s); /* for CLEANUP */

/* Counts the row in; a full batch is written. */
int cpr_store_keep(
        struct cpr_store *s, int table, const struct cpr_value *row, struct err *e) MUST_CHECK;
int cpr_store_flush(struct cpr_store *s, struct err *e) MUST_CHECK;

/*
 * What is held of a person, given ten digits: the later extract wins, and of two tasks' on one day
 * that of the greater task, so that the order in which files came does not matter.
 */
enum cpr_held { CPR_HELD_NOT, CPR_HELD_OLDER, CPR_HELD_NEWER };
int cpr_store_held(
        struct cpr_store *s, const char *pnr, enum cpr_held *ret, struct err *e) MUST_CHECK;
/* Everything held of a person. */
int cpr_store_forget(struct cpr_store *s, const char *pnr, struct err *e) MUST_CHECK;
/* Everything held from the files of one task. */
int cpr_store_forget_task(struct cpr_store *s, const char *task, struct err *e) MUST_CHECK;
#endif
