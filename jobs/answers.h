/* Parts of the command `answer` that stand in several files. */
#ifndef ANSWERS_H
#define ANSWERS_H
#include "jobs/app.h"
#include "transform/answer.h"

/* The key of a finding, as lists show it: 16 hexadecimal digits. */
bool answers_key(const char *s, int64_t *ret);
/*
 * answer --import FILE.xlsx|.csv: the columns Fund-nøgle, Svar, Begrundelse, Navn and Gælder til of
 * every sheet that has them. Each row behind the heads ends in one of the counts that are
 * printed; a wrong one is told with its place, the others are booked, and a->status is that of
 * ERR_DATA.
 */
int answers_import(struct app *a, const char *path, struct err *e) MUST_CHECK;
/*
 * answer --export-rule-wrong FILE.csv: rule, version, law, kind, consequence and field, how many
 * answers and findings, from when to when, and the reason. Words with more than four digits, and
 * the names that the store, the CPR extract and the answers know, are stars. Whole or absent.
 */
int answers_export(struct app *a, const char *path, struct err *e) MUST_CHECK;
#endif
