/*
 * Deadlines in law: schemas/deadlines.csv into codelist_deadline.
 *
 * A deadline has one row for each law it stood in, with the days between which
 * an event that starts its clock falls under that row. Columns, by semicolon:
 * id, law, paragraph, valid_from, valid_to, length, unit, text_da, text_en, mark.
 * An empty valid_from or valid_to is open and becomes the first or last day there is.
 */
#ifndef TRANSFORM_DEADLINE_H
#define TRANSFORM_DEADLINE_H
#include "common/ctx.h"

/* Replaces the table. A line that cannot be read is ERR_BUG with its number. */
int deadline_load(sqlite3 *db, struct err *e) MUST_CHECK;
#endif
