/*
 * How old the input is: each feed and the case store, judged once a night, also when nothing came.
 *
 * feed_ages_judge() holds the newest loaded file of each feed against its limit, on the
 * as-of day, and the newest change of the case store. What is too old, or is expected and has
 * never come, is a finding (feed.stale, feed.never) that stops nothing but is told of at the
 * end of the night; it goes when a newer file is loaded. The verdicts are in staging_feed_age,
 * which `status` prints. A file of a later day than the as-of day is rule A01's; here
 * it makes nothing fresh. One transaction of its own.
 *
 * A limit is `4` (calendar days) or `2 workdays` (Monday to Friday but public holidays, so that a
 * file of the Wednesday before Easter is one workday old on the Tuesday after it). 0: none. It
 * stands in the definition of the feed (max_age) and is set for a municipality by
 * `[feed.NAME] max-age`. A feed of one file a year says instead by which day of the year it
 * must have come (due = MM-DD).
 *
 * The age counts from the day in the file's name or content; without one, from the as-of day
 * of the run that took it. A file that was refused, waits for another or has come before
 * makes nothing fresh: the finding says how many there are.
 *
 * A feed is judged once a file of it was loaded. `[feed.NAME] expected = yes` judges it from
 * the first night, `from YYYY-MM-DD` when the limit has passed since that day; `no` never.
 */
#ifndef FEED_AGE_H
#define FEED_AGE_H
#include "common/ctx.h"

struct feed_limit {
	int64_t n; /* 0: no limit */
	bool workdays;
};

/* "4", "2 workdays". */
bool feed_limit_parse(const char *s, struct feed_limit *ret);
/* Days after `from` up to `to`, workdays or all; 0 when `to` is not later. */
int64_t feed_limit_age(const struct feed_limit *l, int32_t from, int32_t to);

struct feed_ages {
	int64_t judged, stale, never;
};

/* The case store after it was read, the feeds after the inbox: a job that is resumed does only
 * one of them again. */
enum feed_ages_of { AGES_STORE, AGES_FEEDS };
int feed_ages_judge(
        struct ctx *c, enum feed_ages_of what, struct feed_ages *ret, struct err *e) MUST_CHECK;
/* Whether the settings make sense, for doctor. ERR_CONFIG. */
int feed_ages_check(struct ctx *c, struct err *e) MUST_CHECK;
#endif
