/*
 * The SELECT that a column map stands for: header words resolved, dates, times, amounts, yes
 * and no in our form, codes translated. What has not their form, or no translation, stays as it
 * is in the file, for the checks of the entity to find.
 *
 * Of a personal number the hyphen is taken out, of a municipality's code the leading zero.
 */
#ifndef STORE_CSV_SELECT_H
#define STORE_CSV_SELECT_H
#include "extract/store_csv_table.h"

/* ERR_CONFIG: the header lacks columns; all of them are named. Marks nothing as used. */
int csv_select(const struct store_map *m, const struct csv_table *t, struct arena *a,
        const char **ret, struct err *e) MUST_CHECK;
/* What is mapped, what is empty, for a person. */
const char *csv_select_text(const struct store_map *m, const struct csv_table *t, struct arena *a);
#endif
