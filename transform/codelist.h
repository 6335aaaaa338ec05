/*
 * Code lists: schemas/codelists/<list>.csv into the tables codelist and codelist_attr.
 *
 * codelist_load() before anything that looks a code up, in extract as in rules. It
 * replaces all lists when those built into the program differ from those loaded,
 * and otherwise does nothing; inside an open transaction it becomes part of it.
 *
 * A list is refused when its header is not the agreed one, a date does not exist,
 * the periods of one code overlap, or an attribute has two values: ERR_CONFIG,
 * with file and line. Validity: first and last day, NULL is open (schemas/codelists/README.md).
 */
#ifndef CODELIST_H
#define CODELIST_H
#include "common/db.h"

int codelist_load(sqlite3 *db, struct err *e) MUST_CHECK;

/* Adds one list; its name is that of the file. Does not look at other lists. */
int codelist_add(sqlite3 *db, const char *path, const char *text, struct err *e) MUST_CHECK;
#endif
