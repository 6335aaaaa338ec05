/*
 * How many findings each rule and team had, night by night: table finding_trend.
 *
 * finding_trend_book() counts the findings of the stages given, after they were followed over
 * time, whom they reach was filled in, and what was answered has been put away. It writes what
 * changed since the night before, in the transaction of the caller; again for the same day it
 * writes the same rows, and a day earlier than the latest writes none. Rows older than
 * FINDING_TREND_DAYS are dropped, but for the one that still holds at that edge.
 */
#ifndef FINDING_TREND_H
#define FINDING_TREND_H
#include "common/ctx.h"
#include "common/err.h"

enum { FINDING_TREND_DAYS = 400 };

int finding_trend_book(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;
#endif
