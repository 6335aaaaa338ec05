/*
 * The words of a workbook, in Danish and English, and numbers and dates said in them.
 *
 * Numbers in cells are numbers with a format, for the viewer's own program to show;
 * what is here is for sentences: decimal comma in Danish, point in English.
 * Results live in the arena.
 */
#ifndef REPORT_KPI_WORDS_H
#define REPORT_KPI_WORDS_H
#include "report/kpi.h"

enum word {
#define WORD(name, da, en) WORD_##name,
#include "report/kpi_words.def"
#undef WORD
	WORD_COUNT
};

struct words {
	bool english;
	struct arena *a;
};

struct words words_of(const char *lang, struct arena *a);
const char *word(const struct words *w, enum word which);

const char *month_full(const struct words *w, int month);  /* "oktober 2026" */
const char *month_title(const struct words *w, int month); /* the same, to begin a line with */
const char *month_short(const struct words *w, int month); /* "okt" */
const char *day_full(const struct words *w, int32_t day);  /* "1. november 2026" */
const char *month_format(const struct words *w, bool short_year); /* number format of a date cell */

/* "1.234,5" with so many decimals. */
const char *number_said(const struct words *w, double v, int decimals);
/* With the unit: "92,0 %", "30 dage", "1.234". */
const char *value_said(const struct words *w, enum kpi_unit u, double v);
/* A difference without sign; percent in points: "1,0 pp". */
const char *change_said(const struct words *w, enum kpi_unit u, double v);
const char *unit_name_of(const struct words *w, enum kpi_unit u);
/* Number formats of a cell: alone in a tile with the unit, or in a table without. */
const char *tile_format(const struct words *w, enum kpi_unit u);
const char *cell_format(const struct words *w, enum kpi_unit u);
/* The text of a length in law: "24 timer". */
const char *length_said(const struct words *w, int64_t length, const char *unit);
#endif
