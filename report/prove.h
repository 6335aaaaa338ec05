/*
 * The proof: does the sum of all accepted deliveries equal the source?
 *
 * prove_run() walks three streams in the order of the key, each once, with flat memory:
 *
 *     the source    the record table of the return, selected or not, each selected record formatted
 *                   as the return would carry it
 *     the fold      every item of every delivery that was no test, in order: the last accepted one
 * is what the receiver must hold. ledger_held is not asked the baseline  ledger_held, which must be
 * the fold
 *
 * Each record ends as equal, as one of the explained differences, or as an unexplained one
 * (prove.def). Beside that it holds the selection against the record table, the selection against
 * the rows of the case store, and the sums against each other.
 *
 * tell() is called for each difference, in order of the key; what it is given is borrowed. The
 * counts are in the result whatever it does. Nothing is written.
 * Errors: ERR_USAGE no such return; ERR_BUG the query of the return is not in the order of its key.
 */
#ifndef REPORT_PROVE_H
#define REPORT_PROVE_H
#include "common/ctx.h"
#include "common/err.h"

enum proof_kind {
#define PROOF(id, explained, da, en) PROOF_##id,
#include "report/prove.def"
#undef PROOF
	PROOF_KINDS
};

struct proof_word {
	const char *id; /* in lower case, with '-' */
	bool explained;
	const char *da, *en;
};
extern const struct proof_word proof_words[PROOF_KINDS];

struct proof_difference {
	enum proof_kind kind;
	const char *key;
	const char *fields; /* names of the fields that differ, or "" */
	int64_t held;       /* delivery whose content the receiver holds; 0: none */
	int64_t newest;     /* newest delivery with the record; 0: none */
};

struct proof {
	const char *report;
	bool only_tests;      /* nothing but tests was ever built: there is nothing to prove */
	int64_t source;       /* rows of the record table */
	int64_t selected;     /* of them */
	int64_t not_selected; /* for a reason */
	int64_t held;         /* by the fold */
	int64_t equal;
	int64_t kept; /* not selected, and the receiver holds none: as it should be */
	int64_t count[PROOF_KINDS];
	int64_t compared; /* records that stood on either side */
};

typedef void proof_tell_fn(void *data, const struct proof_difference *d);

int prove_run(struct ctx *ctx, const char *report, proof_tell_fn *tell, void *data,
        struct proof *ret, struct err *e) MUST_CHECK;
/* Rows of the case store that no return has a selection of; tell() as above, kind LOST. */
int prove_staging(struct ctx *ctx, proof_tell_fn *tell, void *data, struct proof *ret,
        struct err *e) MUST_CHECK;
/* Differences that are explained, or that are not. */
int64_t proof_sum(const struct proof *p, bool explained);
#endif
