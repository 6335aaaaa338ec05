/*
 * Answers to findings, which stay until a value changes or they expire.
 *
 * Kinds: correct (checked, and right as it is), rule_wrong (the rule is wrong), waits (cannot be
 * mended yet, comes back on its day), override (what stops a record is let through, for this one).
 * waits and override need a day; none given is [answer] days from the as-of day, and none may be
 * later than [answer] longest-days. A waits comes back on its day, the others hold through theirs.
 * What stops a record or a delivery takes no `correct`, and goes on stopping it under `waits` and
 * `rule_wrong`: view finding_stops; the latter is noted on it and does not hide it.
 *
 * answers_book() books answers to tonight's findings, each known by its identity
 * (finding_life.h). The latest of an identity counts; the same once more changes nothing.
 *
 * answers_apply() looks whether the answers of the open findings of the stages hold: their values
 * (answer_values.h) are those that were answered, and the day has not come. Then the finding moves
 * to finding_answered, or an override lowers it to 'info'; if not, finding_back says why.
 * answers_put_back() undoes that: whoever writes or removes findings, or follows them over time,
 * sees all of them.
 *
 *     answers_put_back() · findings are made, finding_settle() · answers_apply()
 *
 * Nothing is remembered between nights but the answers, so that any night can be run again. All in
 * the transaction of the caller; `stages` is a GLOB over finding.stage.
 */
#ifndef ANSWER_H
#define ANSWER_H
#include "common/ctx.h"
#include "common/err.h"

/* The kinds, and what they are called in workbooks and on the command line; `kind` NULL: mended. */
extern const struct answer_word {
	const char *kind, *da, *en;
} answer_words[];
extern const size_t answer_word_count;
/* NULL: none is called so. Letters may be large or small. */
const struct answer_word *answer_word(const char *s);

enum answer_verdict {
	ANSWER_BOOKED,
	ANSWER_UNCHANGED, /* booked before, word for word, and the values are the same */
	ANSWER_GONE,      /* the finding is not open any more: nothing to answer */
	ANSWER_REFUSED,   /* ->column and ->why say what is wrong with it */
	ANSWER_VERDICTS
};

/* What the columns of an answer are called in messages: the caller knows where they stand. */
enum answer_column { ANSWER_KEY, ANSWER_KIND, ANSWER_REASON, ANSWER_BY, ANSWER_UNTIL };

struct answer {
	int64_t identity;
	const char *kind, *reason, *by;
	int32_t until;      /* 0: not given */
	const char *source; /* NULL: the command line */
	/* filled in */
	enum answer_verdict verdict;
	enum answer_column column;
	const char *why; /* what was expected, in the language of ctx; its arena */
	int64_t number;  /* of the answer that is booked */
};

struct answer_counts {
	int64_t answered, lowered;       /* findings tonight that are away, let through */
	int64_t changed, expired, stops; /* that came back, and why */
};

/* Fills in the verdicts; an answer that is refused is no error. Applies all answers anew. */
int answers_book(struct ctx *c, struct answer *rows, size_t n, struct err *e) MUST_CHECK;
/* ERR_USAGE when there is no such answer, or it is withdrawn already. Applies all answers anew. */
int answer_withdraw(struct ctx *c, int64_t answer, const char *by, const char *reason,
        struct err *e) MUST_CHECK;

int answers_put_back(sqlite3 *db, const char *stages, struct err *e) MUST_CHECK;
/* *ret is set; may be NULL. */
int answers_apply(
        struct ctx *c, const char *stages, struct answer_counts *ret, struct err *e) MUST_CHECK;

/* answers_put_back() before, and answers_apply() behind, what makes the findings of the stages;
 * each in a transaction of its own. */
int answers_lift(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;
int answers_settle(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;

/* All stages, and all but transform's. */
#define ANSWER_ALL "*"
#define ANSWER_OTHERS "[^t]*"
#endif
