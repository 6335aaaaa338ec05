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

/*
 * The numbers of the open findings of each rule, or of each rule and team, with most tonight first.
 * Parameters: :as_of; :team and :rule, '*' for all; :by_team 0 or 1; :lang. Columns: rule, team
 * (NULL where not by team), then FINDING_TREND_POINTS numbers: tonight, the night before, 1, 2, 4
 * and 13 weeks before, NULL where nobody counted so far back; new, came back; what is wrong.
 */
enum { FINDING_TREND_POINTS = 6, FINDING_TREND_NEW = 2 + FINDING_TREND_POINTS };
extern const char finding_trend_sql[];

int finding_trend_book(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;
#endif
