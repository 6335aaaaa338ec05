/*
 * Cells of a workbook (.xlsx) that somebody filled in, row by row, sheet by sheet.
 *
 * xlsx_open() · xlsx_next() until it returns 0 · xlsx_close() (or CLEANUP).
 *
 * Read are texts (shared, inline, or the result of a formula), numbers as they are written, and
 * which days they stand for (xlsx_day()). Looks, formulas, drawings and links are not looked at;
 * nothing is fetched, nothing is calculated. Rows without a cell are left out.
 *
 * The file is foreign: the zip must be whole, its parts are read as a stream and counted as they
 * come out, with the limits of section [zip]; xml_scan.h refuses DOCTYPE, deep and giant markup;
 * character sets other than UTF-8 are refused. A workbook protected by a password, an older .xls
 * or anything else is ERR_DATA with one sentence; limits too. Memory: the shared strings (at
 * most XLSX_STRINGS bytes) and one row of XLSX_COLUMNS cells.
 *
 * A row and its cells are borrowed until the next call; names of sheets live as long as the reader.
 */
#ifndef XLSX_READ_H
#define XLSX_READ_H
#include "extract/unzip.h"

enum {
	XLSX_COLUMNS = 256, /* what stands further right is left out */
	XLSX_ROWS = 1048576,
	XLSX_SHEETS = 256,
	XLSX_CELL = 128 * 1024, /* bytes of one text */
	XLSX_STRINGS = 64 * 1024 * 1024
};

struct xlsx_cell {
	const char *text; /* "" for none */
	bool number;
};

struct xlsx_row {
	const char *sheet;
	int64_t row; /* as the workbook counts them, from 1 */
	struct xlsx_cell cell[XLSX_COLUMNS];
	size_t n; /* cells up to the last one there is */
};

struct xlsx;

int xlsx_open(struct xlsx **ret, const char *path, const struct unzip_limits *limits,
        struct err *e) MUST_CHECK;
/* 1 a row, 0 the end, -1 failed. */
int xlsx_next(struct xlsx *x, struct xlsx_row *ret, struct err *e) MUST_CHECK;
/* The day a cell stands for: a number of days as the workbook counts them, or a date as text:
 * yyyy-mm-dd, dd-mm-yyyy, dd.mm.yyyy, dd/mm/yyyy. */
bool xlsx_day(const struct xlsx *x, const struct xlsx_cell *c, int32_t *ret);
void xlsx_close(struct xlsx **x);
#endif
