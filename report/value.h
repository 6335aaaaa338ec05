/*
 * Types of report columns: what a value must be to be written.
 *
 * A row of the table is a type; report definitions name it (def.h). A check
 * looks at the value as it will stand in the file: text in UTF-8, days as
 * YYYY-MM-DD. What fails is held back; it never reaches a writer.
 */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H
#include "report/def.h"

struct value_type {
	const char *name;
	bool (*check)(const struct report_column *c, const char *s, size_t n);
	bool day; /* an integer in the mart is a day since 1970-01-01 */
};

const struct value_type *value_type_find(const char *name, size_t len);
#endif
