/*
 * One record of a CPR extract in the archive, cut out by the layout its file was loaded with: in
 * either physical form, by its number or by its first byte (`line` 0).
 *
 * The file is read up to the record. Unless `whole`, what the layout calls text, a number of a
 * person or a date is masked, and of a record it does not know all but the type. Returns 1, or 0:
 * there is no such record. The text, ISO-8859-1, is in the arena of the run.
 */
#ifndef CPR_ROW_H
#define CPR_ROW_H
#include "common/ctx.h"
#include "common/err.h"

struct cpr_row {
	const char *s;
	size_t n;
};

int cpr_row_find(struct ctx *c, int64_t file, const char *path, int64_t line, int64_t byte,
        bool whole, struct cpr_row *ret, struct err *e) MUST_CHECK;
#endif
