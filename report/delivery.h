/*
 * Deliveries: what was sent to each receiver, what it answered, and so what it holds.
 *
 * A delivery is one package on its way, with the records in it. It goes through
 *
 *     built        its records are booked, its files are being written
 *     signed       its package lies in the outbox under ->name (also when the profile is `none`)
 *     handed over  the receiver's door took it
 *     received     the receiver says that it has it
 *     processed    the receiver has judged it: accepted, partly or rejected
 *     unknown      it answered what we do not understand; never taken for success
 *
 * A state never goes back: what comes late or twice only adds its time.
 *
 * What the receiver holds of a record (ledger_held) is the newest of its items that was
 * accepted, newest by the number of the delivery and not by when the answer came; a removal that
 * was accepted means it holds none. An accepted delivery of basis `initial` is a new beginning:
 * what was accepted in an earlier one no longer counts. Only the functions here write ledger_held,
 * and never for a test delivery.
 *
 * Order for a receipt, in one transaction of the caller (tx_begin … tx_commit, with the booking of
 * the receipt itself, so that both are there or neither is):
 *
 *     delivery_find_name()     which one it speaks of
 *     delivery_received()      or, when it judges:
 *     delivery_item_answer()   for each record it names
 *     delivery_accept_all()    the rest, if it says that the rest is accepted
 *     delivery_close()         processed
 *
 * A whole delivery that is refused is closed as rejected without answering its items: its records
 * are then sent again by the next run. An item that was itself rejected is not, until it changes.
 *
 * `now` is seconds since 1970, UTC (ctx->now). Errors: ERR_USAGE a delivery or item that is not
 * there, ERR_DATA an answer that cannot be (a delivery that was never handed over, accepted with an
 * item rejected). Ownership: strings of struct delivery are the arena's.
 */
#ifndef REPORT_DELIVERY_H
#define REPORT_DELIVERY_H
#include "common/db.h"

struct delivery {
	int64_t id;
	const char *report, *period, *as_of;
	const char *definition; /* the period its layout is in force from */
	const char *basis;      /* changes, full, initial, whole, hand */
	bool test;
	const char *name; /* of the package with its suffix; "" while it is not packed */
	const char *sha256;
	int64_t bytes;
	int64_t added, changed, removed;
	int64_t replaces; /* the unanswered or rejected delivery it stands for; 0: none */
	const char *state, *outcome;
	const char *by_name;                                                       /* basis hand */
	const char *built_at, *signed_at, *handed_at, *received_at, *processed_at; /* "" not yet */
};

/* ---- finding ---- */

/* 1 found, 0 no such delivery. */
int delivery_find(
        sqlite3 *db, int64_t id, struct arena *a, struct delivery *ret, struct err *e) MUST_CHECK;
/* By the name of its package, with or without suffix, or of one of its files: the newest. */
int delivery_find_name(sqlite3 *db, const char *name, struct arena *a, struct delivery *ret,
        struct err *e) MUST_CHECK;
/* The newest that was handed over and is not processed. 1, 0. */
int delivery_unanswered(sqlite3 *db, const char *report, bool test, struct arena *a,
        struct delivery *ret, struct err *e) MUST_CHECK;
/* The newest in state built or signed: not yet handed over. 1, 0. */
int delivery_unsent(sqlite3 *db, const char *report, bool test, struct arena *a,
        struct delivery *ret, struct err *e) MUST_CHECK;

/* All, by id; report, state: only those, NULL any. Closed with stmt_done(). */
int delivery_each(sqlite3 *db, const char *report, const char *state, sqlite3_stmt **ret,
        struct err *e) MUST_CHECK;
int delivery_next(sqlite3_stmt *each, struct arena *a, struct delivery *ret,
        struct err *e) MUST_CHECK; /* 1, 0 end, -1 */

/* ---- booking what is to be sent ---- */

struct delivery_item {
	const char *key, *op; /* op: add, change, remove */
	int64_t version;      /* append-only returns; else 1 */
	const char *content;
	size_t length; /* of the content */
};

struct delivery_file {
	const char *name, *format, *sha256;
	int64_t bytes, records;
};

/*
 * One delivery being booked: open, items, done; CLEANUP(booking_close). From the struct given:
 * report, period, as_of, definition, basis, test, replaces. The delivery of the same report and
 * test that was not handed over yet gives up its number and its items to the new one.
 */
struct booking {
	sqlite3 *db;
	sqlite3_stmt *item;
	int64_t id;
	int64_t count[3]; /* added, changed, removed */
};

int booking_open(struct booking *b, sqlite3 *db, const struct delivery *d, int64_t now,
        struct err *e) MUST_CHECK;
int booking_item(struct booking *b, const struct delivery_item *i, struct err *e) MUST_CHECK;
int booking_done(struct booking *b, const struct delivery_file *file, size_t files,
        struct err *e) MUST_CHECK;
void booking_close(struct booking *b);

/* Drops one that was not handed over: there is nothing to send any more. */
int delivery_drop(sqlite3 *db, int64_t id, struct err *e) MUST_CHECK;
/* How many deliveries of that as-of day were booked before this one: so that no two share a name.
 */
int delivery_of_day(sqlite3 *db, const struct delivery *d, int64_t *ret, struct err *e) MUST_CHECK;

/*
 * A record that somebody removed in the receiver's own form: a delivery of basis `hand` that is
 * accepted at once. ERR_USAGE when the receiver is not believed to hold it.
 */
int delivery_removed_by_hand(sqlite3 *db, const char *report, const char *key, const char *as_of,
        const char *by_name, int64_t now, int64_t *ret_id, struct err *e) MUST_CHECK;

/* ---- its way ---- */

int delivery_signed(sqlite3 *db, int64_t id, const char *name, const char *sha256, int64_t bytes,
        int64_t now, struct err *e) MUST_CHECK;
int delivery_handed(sqlite3 *db, int64_t id, int64_t now, struct err *e) MUST_CHECK;
int delivery_received(sqlite3 *db, int64_t id, int64_t now, struct err *e) MUST_CHECK;
int delivery_unknown(sqlite3 *db, int64_t id, struct err *e) MUST_CHECK;

/* ---- answers ---- */

/* An answer that takes back an earlier one is taken. 1 booked, 0 the delivery has no such item. */
int delivery_item_answer(
        sqlite3 *db, int64_t id, const char *key, bool accepted, struct err *e) MUST_CHECK;
/* Every item that is not answered yet. */
int delivery_accept_all(sqlite3 *db, int64_t id, struct err *e) MUST_CHECK;
/*
 * Processed. outcome: "accepted", "partly", "rejected", or NULL for what the items say (all
 * accepted; none; else partly). "accepted" is refused while an item is not accepted.
 */
int delivery_close(
        sqlite3 *db, int64_t id, const char *outcome, int64_t now, struct err *e) MUST_CHECK;
#endif
