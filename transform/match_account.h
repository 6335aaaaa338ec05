/*
 * What a local account stands for, for match.h: codelist_account in memory.
 *
 * Of the patterns that fit and whose period the day is in, the longest counts, then the least in
 * byte order. account_of() keeps what it found for the last few
 * thousand local accounts. Ownership: the arena given.
 */
#ifndef MATCH_ACCOUNT_H
#define MATCH_ACCOUNT_H
#include "common/ctx.h"

struct accounts;

int accounts_load(struct ctx *c, struct arena *a, struct accounts **ret, struct err *e) MUST_CHECK;
/* Nine digits as a number; 0: not known. */
int64_t account_of(struct accounts *x, const char *local, int32_t day);
#endif
