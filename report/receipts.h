/*
 * Receipts: from files in receipts/ to states, the baseline, and findings.
 *
 * receipts_run() takes each file of the folder (setting receipts.path), in the order of their
 * names, or the files named. For each, in this order:
 *
 *   1. a copy in receipts/archive/<two>/<sha256>, whole or absent, mode 0600; only the copy is
 * read. Where the definition takes values from the file's name, these are hashed before the
 * content: the same few bytes under another name are another receipt
 *   2. its definition (receipt_def.h), read to the end; its signature, where [receiver.*] asks for
 * it or it has one; the delivery it speaks of
 *   3. one transaction: temporary copies of its lines, what contradicts, the delivery's state and
 *      items (delivery.h), the errors of the authority, ledger_receipt
 *   4. removed from the folder
 *
 * A process that dies anywhere leaves a state from which the next run comes to the same end; the
 * same bytes twice are booked once. What cannot be booked (receipt_kinds.def) moves nothing, stays
 * in the folder and is a finding of stage 'receipt:files' in each run, until it can be booked, is
 * taken away, or is set aside by somebody who has dealt with it.
 *
 * After the files, findings of stage 'receipt:<report>' are made anew from the ledger: errors of
 * the authority that stand (rule <report>.external.<code>, version ours / theirs), deliveries
 * rejected as a whole, answers that came late, deliveries without an answer. No other stage clears
 * them.
 *
 * Errors: what the world does (disk, database, a definition that is wrong). A bad receipt is none.
 */
#ifndef REPORT_RECEIPTS_H
#define REPORT_RECEIPTS_H
#include "common/ctx.h"
#include "report/delivery.h"
#include "report/receipt_read.h"

enum receipt_kind {
#define KIND(id, name, consequence, who, da, en) RECEIPT_##id##_KIND,
#include "report/receipt_kinds.def"
#undef KIND
	RECEIPT_KINDS
};

enum receipt_verdict {
	RECEIPT_BOOKED,
	RECEIPT_AGAIN, /* these bytes were booked before */
	RECEIPT_SAME,  /* other bytes that say what is booked: kept, nothing moves */
	RECEIPT_LEFT   /* not booked: ->kind says why */
};

/* One file, as it ended. */
struct receipt_told {
	const char *name; /* of the file, as it may be shown */
	enum receipt_verdict verdict;
	enum receipt_kind kind;
	const char *found, *expected; /* of the finding; may be NULL */
	const struct receipt_def *def;
	struct receipt_head head;
	struct delivery delivery; /* id 0: none */
	bool is_signed;
	char sha256[65];
};

struct receipts_result {
	int64_t files, booked, again, left;
	int64_t unknown, standing; /* deliveries without an answer; errors of the authorities */
};

typedef void receipt_tell(void *arg, const struct receipt_told *one);

/* files NULL: the whole folder. tell may be NULL. */
int receipts_run(struct ctx *c, const char *const *files, size_t n, receipt_tell *tell, void *arg,
        struct receipts_result *ret, struct err *e) MUST_CHECK;

/* Keeps the file, books that `by` has dealt with it, and removes it from the folder. */
int receipts_set_aside(struct ctx *c, const char *file, const char *by, struct err *e) MUST_CHECK;

/* Definitions and trust files of the settings are read; ERR_CONFIG says what is wrong. */
int receipts_check(struct ctx *c, struct err *e) MUST_CHECK;

/* "da" or "en" sentence of a kind. */
const char *receipt_kind_text(enum receipt_kind k, const char *lang);
const char *receipt_kind_name(enum receipt_kind k);

/* Section of the receiver of a report, "receiver.dst"; "receiver." and its own id where it has
 * none. */
const char *receiver_section(struct ctx *c, const char *report);

/* ---- parts, each in its own file ---- */

struct receipt_copy {
	const char *path; /* in receipts/archive */
	char sha256[65];
	int64_t bytes;
};
/* 1 kept, 0 no regular file, too large, or gone (*why says which). `named`: hashed first; "" none.
 */
int receipt_keep(struct ctx *c, const char *from, const char *named, struct receipt_copy *ret,
        const char **why, struct err *e) MUST_CHECK;

/* 1 signed and it holds, 0 not signed, -1 with e->code ERR_DATA: it does not hold. */
int receipt_signature(struct ctx *c, const char *section, const struct receipt_def *d,
        const char *path, const char *beside, struct err *e) MUST_CHECK;

/* In the open transaction: what the receipt says becomes states, items and errors. 1 booked, 2 it
 * says again what is booked, 0 not: one->kind says why, and the transaction must not be committed.
 */
int receipt_book(struct ctx *c, const struct receipt_in *in, struct receipt_told *one,
        struct err *e) MUST_CHECK;

/* Errors: what temp.receipt_error holds goes into ledger_error. `report` is the key there. */
struct receipt_errors {
	const char *report, *rules, *period; /* period: of a list; NULL: of a delivery */
	int64_t delivery;
};
int receipt_errors_book(struct ctx *c, const struct receipt_errors *of, struct err *e) MUST_CHECK;
/* "dst-l201", of a test delivery "dst-l201/test": what a test brings never mixes with the rest. */
const char *receipt_error_report(struct arena *a, const char *report, bool test);

/* A finding of one of the kinds, written at once. */
struct receipt_note {
	const char *stage, *entity, *key, *field, *found, *expected, *who;
};
int receipt_finding(
        struct ctx *c, enum receipt_kind k, const struct receipt_note *n, struct err *e) MUST_CHECK;
/* Stage 'receipt:<report>' anew, for every report. */
int receipt_findings(struct ctx *c, struct receipts_result *ret, struct err *e) MUST_CHECK;
#endif
