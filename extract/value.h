/*
 * One value of a case store against its column.
 *
 * value_examine() says what is wrong with it, if anything, and leaves in the cell
 * what is to be staged: nothing where it was empty or blank, text in UTF-8 without
 * control characters otherwise. Bytes that are not UTF-8 are read as Latin-1, control
 * characters become \xNN, and what exceeds VALUE_MAX_BYTES is cut; such a cell points
 * into the arena. Nothing is allocated for a value that is as it should be.
 */
#ifndef VALUE_H
#define VALUE_H
#include "extract/store.h"

enum { VALUE_MAX_BYTES = 64 * 1024 };

enum value_verdict {
	VALUE_GOOD,
	VALUE_MISSING, /* empty, and must be filled */
	VALUE_TYPE,    /* not of the column's type */
	VALUE_TEXT,    /* not clean text; made legible */
	VALUE_VERDICTS
};

enum value_verdict value_examine(const struct column *col, struct store_cell *c, struct arena *a);
#endif
