/*
 * How far the case store is read: state that moves with the rows, in the same transaction.
 *
 * Of each entity: the greatest changed_at among its rows that is a time and not later than
 * the day after the as-of day (a clock that ran ahead must not hide what comes after it).
 * watermark_note() takes each row read; watermark_since() is what the next reading asks
 * from: the watermark less an overlap, to the minute. It cannot say where there is no time yet, or
 * where there are values that begin like one and are none, for such a row can hide below it.
 * watermark_tells() is whether a reading from `since` would bring a row, as store.h defines it.
 *
 * Of the store: what it was, and the day of the last full reading. state_full() compares it with
 * what the store is now.
 */
#ifndef WATERMARK_H
#define WATERMARK_H
#include "common/ctx.h"
#include "extract/entity.h"
#include "extract/profile.h"
#include "extract/rowhash.h"
#include "extract/value.h"

enum { SINCE_LEN = 17, STATE_HEX = 65 };

struct watermark {
	bool any; /* newest is set */
	int64_t newest;
	bool blank, odd;
	struct rowsum sum; /* of all rows of the entity */
	int64_t missed;
	int32_t missed_day; /* 0: none */
};

/* Zero where the entity was never read. */
int watermark_load(
        sqlite3 *db, const char *entity, struct watermark *ret, struct err *e) MUST_CHECK;
int watermark_save(
        sqlite3 *db, const char *entity, const struct watermark *w, struct err *e) MUST_CHECK;
void watermark_note(
        struct watermark *w, const struct cell *changed_at, enum value_verdict v, int32_t as_of);
bool watermark_since(const struct watermark *w, int64_t overlap_minutes, char ret[SINCE_LEN]);
bool watermark_tells(const char *since, const struct cell *changed_at);

struct store_state {
	char place[STATE_HEX], profile[STATE_HEX], definitions[STATE_HEX];
	const char *municipality;
	int32_t full_day;
	bool known; /* there was a reading */
};

int state_load(sqlite3 *db, struct arena *a, struct store_state *ret, struct err *e) MUST_CHECK;
int state_save(sqlite3 *db, const struct store_state *s, struct err *e) MUST_CHECK;
/* Of the store that is open now; full_day is not set. */
int state_of(const struct ctx *x, const char *kind, const char *path, const struct profile *profile,
        const struct entities *all, struct arena *a, struct store_state *ret,
        struct err *e) MUST_CHECK;
/*
 * Why everything must be read, in words for a message; NULL: what changed will do.
 * *ret_other: what is staged is of another municipality and must go; *ret_same: of this store.
 */
const char *state_full(const struct store_state *was, const struct store_state *now,
        const struct ctx *x, bool *ret_other, bool *ret_same);
#endif
