#include "report/delivery.h"

#include "common/text.h"

#define ORIGIN "ledger of deliveries"

/* ---- finding ---- */

#define COLUMNS                                                                                    \
	"delivery, report, period, as_of, definition, basis, test, name, sha256, bytes, added,"    \
	" changed, removed, replaces, state, outcome, by_name, built_at, signed_at, handed_at,"    \
	" received_at, processed_at"
#define SELECT "SELECT " COLUMNS " FROM ledger_delivery"

static const char *text_at(sqlite3_stmt *s, int column, struct arena *a)
{
	return arena_strdup(a, col_text(s, column));
}

static void read_row(sqlite3_stmt *s, struct arena *a, struct delivery *ret)
{
	*ret = (struct delivery){
		.id = sqlite3_column_int64(s, 0),
		.report = text_at(s, 1, a),
		.period = text_at(s, 2, a),
		.as_of = text_at(s, 3, a),
		.definition = text_at(s, 4, a),
		.basis = text_at(s, 5, a),
		.test = sqlite3_column_int(s, 6) != 0,
		.name = text_at(s, 7, a),
		.sha256 = text_at(s, 8, a),
		.bytes = sqlite3_column_int64(s, 9),
		.added = sqlite3_column_int64(s, 10),
		.changed = sqlite3_column_int64(s, 11),
		.removed = sqlite3_column_int64(s, 12),
		.replaces = sqlite3_column_int64(s, 13),
		.state = text_at(s, 14, a),
		.outcome = text_at(s, 15, a),
		.by_name = text_at(s, 16, a),
		.built_at = text_at(s, 17, a),
		.signed_at = text_at(s, 18, a),
		.handed_at = text_at(s, 19, a),
		.received_at = text_at(s, 20, a),
		.processed_at = text_at(s, 21, a),
	};
}

int delivery_next(sqlite3_stmt *each, struct arena *a, struct delivery *ret, struct err *e)
{
	int rc = db_step(each, e);

	if (rc > 0)
		read_row(each, a, ret);
	return rc;
}

static int one(sqlite3 *db, const char *sql, const struct params *p, struct arena *a,
        struct delivery *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db, sql, ORIGIN, &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	return delivery_next(s, a, ret, e);
}

int delivery_find(sqlite3 *db, int64_t id, struct arena *a, struct delivery *ret, struct err *e)
{
	struct params p = { .arena = a };

	params_int(&p, "id", id);
	return one(db, SELECT " WHERE delivery = :id", &p, a, ret, e);
}

/* One that is being built still has the name of the package it is to replace. */
int delivery_find_name(
        sqlite3 *db, const char *name, struct arena *a, struct delivery *ret, struct err *e)
{
	struct params p = { .arena = a };

	params_text(&p, "name", name);
	return one(db,
	        SELECT " WHERE delivery = (SELECT max(delivery) FROM"
	               " (SELECT delivery FROM ledger_delivery"
	               "   WHERE name IN (:name, :name || '.asice') AND state <> 'built'"
	               " UNION ALL SELECT f.delivery FROM ledger_file AS f"
	               "   JOIN ledger_delivery AS d ON d.delivery = f.delivery"
	               "  WHERE f.name = :name AND d.state <> 'built'))",
	        &p, a, ret, e);
}

static void of_report(struct params *p, const char *report, bool test)
{
	params_text(p, "report", report);
	params_int(p, "test", test);
}

int delivery_unanswered(sqlite3 *db, const char *report, bool test, struct arena *a,
        struct delivery *ret, struct err *e)
{
	struct params p = { .arena = a };

	of_report(&p, report, test);
	return one(db,
	        SELECT " WHERE report = :report AND test = :test"
	               " AND state IN ('handed over', 'received', 'unknown')"
	               " ORDER BY delivery DESC LIMIT 1",
	        &p, a, ret, e);
}

int delivery_unsent(sqlite3 *db, const char *report, bool test, struct arena *a,
        struct delivery *ret, struct err *e)
{
	struct params p = { .arena = a };

	of_report(&p, report, test);
	return one(db,
	        SELECT " WHERE report = :report AND test = :test AND state IN ('built', 'signed')"
	               " ORDER BY delivery DESC LIMIT 1",
	        &p, a, ret, e);
}

int delivery_each(
        sqlite3 *db, const char *report, const char *state, sqlite3_stmt **ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_text(&p, "report", report);
	params_text(&p, "state", state);
	if (db_prepare(db,
	            SELECT " WHERE report = coalesce(:report, report)"
	                   " AND state = coalesce(:state, state) ORDER BY delivery",
	            ORIGIN, ret, e) < 0)
		return -1;
	/* The values die with the arena: they are bound as copies. */
	if ((report && db_bind_text(*ret, ":report", report, e) < 0) ||
	        (state && db_bind_text(*ret, ":state", state, e) < 0)) {
		stmt_done(ret);
		return -1;
	}
	return 0;
}

/* ---- its way ---- */

static void utc(int64_t now, char out[25])
{
	char iso[20];

	snprintf(out, 25, "%sZ", secs_iso(now, iso));
}

/* Where a state may be left to a new one; what is past stays as it is. */
static const struct {
	const char *to, *column, *from; /* column: of the time; from: states, between bars */
} moves[] = {
	{ "signed", "signed_at", "|built|signed|" },
	{ "handed over", "handed_at", "|signed|" },
	{ "received", "received_at", "|signed|handed over|unknown|" },
	{ "unknown", NULL, "|signed|handed over|received|" },
};

static int known(sqlite3 *db, int64_t id, struct arena *a, struct delivery *ret, struct err *e)
{
	int rc = delivery_find(db, id, a, ret, e);

	if (rc == 0)
		return err_set(e, ERR_USAGE, "there is no delivery %lld", (long long)id);
	return rc < 0 ? -1 : 0;
}

static bool may_move(const char *from, const char *states, struct arena *a)
{
	return strstr(states, arena_printf(a, "|%s|", from)) != NULL;
}

static int book_time(
        sqlite3 *db, int64_t id, const char *column, int64_t now, struct arena *a, struct err *e)
{
	struct params p = { .arena = a };
	char at[25];

	utc(now, at);
	params_int(&p, "id", id);
	params_text(&p, "at", at);
	return db_exec_params(db,
	        arena_printf(a,
	                "UPDATE ledger_delivery SET %s = coalesce(%s, :at) WHERE delivery = :id",
	                column, column),
	        ORIGIN, &p, e);
}

static int move(sqlite3 *db, int64_t id, const char *to, int64_t now, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d;
	size_t i = 0;

	while (strcmp(moves[i].to, to) != 0)
		i++;
	if (known(db, id, &a, &d, e) < 0)
		return -1;
	if (strcmp(d.state, "built") == 0 && i > 0)
		return err_set(e, ERR_DATA, "delivery %lld was never packed; it cannot be %s",
		        (long long)id, to);
	if (moves[i].column && book_time(db, id, moves[i].column, now, &a, e) < 0)
		return -1;
	if (!may_move(d.state, moves[i].from, &a))
		return 0;
	params_int(&p, "id", id);
	params_text(&p, "state", to);
	return db_exec_params(db, "UPDATE ledger_delivery SET state = :state WHERE delivery = :id",
	        ORIGIN, &p, e);
}

int delivery_signed(sqlite3 *db, int64_t id, const char *name, const char *sha256, int64_t bytes,
        int64_t now, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	if (move(db, id, "signed", now, e) < 0)
		return -1;
	params_int(&p, "id", id);
	params_text(&p, "name", name);
	params_text(&p, "sha256", sha256);
	params_int(&p, "bytes", bytes);
	return db_exec_params(db,
	        "UPDATE ledger_delivery SET name = :name, sha256 = nullif(:sha256, ''),"
	        " bytes = :bytes WHERE delivery = :id AND state = 'signed'",
	        ORIGIN, &p, e);
}

int delivery_handed(sqlite3 *db, int64_t id, int64_t now, struct err *e)
{
	return move(db, id, "handed over", now, e);
}

int delivery_received(sqlite3 *db, int64_t id, int64_t now, struct err *e)
{
	return move(db, id, "received", now, e);
}

int delivery_unknown(sqlite3 *db, int64_t id, struct err *e)
{
	return move(db, id, "unknown", 0, e);
}

/* ---- what the receiver holds ---- */

/*
 * The newest accepted item of each record decides. Records: those of delivery :id, or the one :key
 * of it. Newer than the last new beginning, or of it.
 */
#define ALL_ITEMS "t.delivery = :id"
#define ONE_ITEM "t.delivery = :id AND t.record_key = :key"
#define ACCEPTED                                                                                   \
	" i.outcome = 'accepted' AND d.report = :report AND d.test = 0 AND i.delivery >= :first "

#define HOLD(which)                                                                                \
	"INSERT INTO ledger_held (report, record_key, delivery)"                                   \
	" SELECT :report, record_key, newest FROM"                                                 \
	"  (SELECT t.record_key AS record_key, max(i.delivery) AS newest, i.op AS op"              \
	"     FROM ledger_item AS t CROSS JOIN ledger_item AS i CROSS JOIN ledger_delivery AS d"   \
	"    WHERE " which " AND i.record_key = t.record_key AND d.delivery = i.delivery"          \
	"      AND" ACCEPTED "GROUP BY t.record_key)"                                              \
	"  WHERE op <> 'remove'"                                                                   \
	" ON CONFLICT (report, record_key) DO UPDATE SET delivery = excluded.delivery"             \
	" WHERE delivery <> excluded.delivery;"

#define LET_GO(which)                                                                              \
	"DELETE FROM ledger_held WHERE report = :report AND record_key IN"                         \
	" (SELECT t.record_key FROM ledger_item AS t WHERE " which                                 \
	"     AND (t.op = 'remove' OR t.outcome IS NOT 'accepted'))"                               \
	" AND coalesce((SELECT i.op FROM ledger_item AS i CROSS JOIN ledger_delivery AS d"         \
	"     WHERE i.record_key = ledger_held.record_key AND d.delivery = i.delivery "            \
	"AND" ACCEPTED "     ORDER BY i.delivery DESC LIMIT 1), 'remove') = 'remove';"

#define FIRST_THAT_COUNTS                                                                          \
	"SELECT coalesce(max(delivery), 0) FROM ledger_delivery WHERE report = :report"            \
	" AND test = 0 AND basis = 'initial' AND outcome IN ('accepted', 'partly')"

static int first_that_counts(sqlite3 *db, const struct params *p, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db, FIRST_THAT_COUNTS, ORIGIN, &s, e) < 0 || db_bind_params(s, p, e) < 0 ||
	        db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

/* key NULL: every record of the delivery. */
static int rebase(
        sqlite3 *db, const struct delivery *d, const char *key, struct arena *a, struct err *e)
{
	struct params p = { .arena = a };
	int64_t first;

	if (d->test)
		return 0;
	params_text(&p, "report", d->report);
	if (first_that_counts(db, &p, &first, e) < 0)
		return -1;
	params_int(&p, "first", first);
	params_int(&p, "id", d->id);
	if (key)
		params_text(&p, "key", key);
	return db_exec_params(db,
	        key ? LET_GO(ONE_ITEM) HOLD(ONE_ITEM) : LET_GO(ALL_ITEMS) HOLD(ALL_ITEMS), ORIGIN,
	        &p, e);
}

/* ---- answers ---- */

static int can_be_answered(
        sqlite3 *db, int64_t id, struct arena *a, struct delivery *ret, struct err *e)
{
	if (known(db, id, a, ret, e) < 0)
		return -1;
	return strcmp(ret->state, "built") != 0
	               ? 0
	               : err_set(e, ERR_DATA, "delivery %lld was never packed; it has no answer",
	                         (long long)id);
}

int delivery_item_answer(sqlite3 *db, int64_t id, const char *key, bool accepted, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d;
	int64_t before;

	if (can_be_answered(db, id, &a, &d, e) < 0)
		return -1;
	params_int(&p, "id", id);
	params_text(&p, "key", key);
	params_text(&p, "outcome", accepted ? "accepted" : "rejected");
	before = sqlite3_total_changes(db);
	if (db_exec_params(db,
	            "UPDATE ledger_item SET outcome = :outcome"
	            " WHERE delivery = :id AND record_key = :key",
	            ORIGIN, &p, e) < 0)
		return -1;
	if (sqlite3_total_changes(db) == before)
		return 0;
	return rebase(db, &d, key, &a, e) < 0 ? -1 : 1;
}

int delivery_accept_all(sqlite3 *db, int64_t id, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d;

	if (can_be_answered(db, id, &a, &d, e) < 0)
		return -1;
	params_int(&p, "id", id);
	if (db_exec_params(db,
	            "UPDATE ledger_item SET outcome = 'accepted'"
	            " WHERE delivery = :id AND outcome IS NULL",
	            ORIGIN, &p, e) < 0)
		return -1;
	return rebase(db, &d, NULL, &a, e);
}

struct answers {
	int64_t all, accepted, rejected;
};

static int count_answers(sqlite3 *db, const struct params *p, struct answers *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db,
	            "SELECT count(*), count(*) FILTER (WHERE outcome = 'accepted'),"
	            " count(*) FILTER (WHERE outcome = 'rejected')"
	            " FROM ledger_item WHERE delivery = :id",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_params(s, p, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = (struct answers){ sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1),
		sqlite3_column_int64(s, 2) };
	return 0;
}

static int judge(
        const struct delivery *d, const struct answers *n, const char **outcome, struct err *e)
{
	long long id = (long long)d->id;

	if (!*outcome && n->accepted + n->rejected == 0)
		return err_set(e, ERR_DATA, "delivery %lld: nothing in it is answered", id);
	if (!*outcome)
		*outcome = n->accepted == n->all ? "accepted"
		           : n->accepted == 0    ? "rejected"
		                                 : "partly";
	if (strcmp(*outcome, "accepted") == 0 && n->accepted < n->all)
		return err_set(e, ERR_DATA,
		        "delivery %lld cannot be accepted: %lld of its %lld records are not", id,
		        (long long)(n->all - n->accepted), (long long)n->all);
	return 0;
}

/* What was accepted of a delivery that is now rejected as a whole was not. */
static int take_back(sqlite3 *db, const struct delivery *d, const struct params *p, struct arena *a,
        struct err *e)
{
	if (db_exec_params(db,
	            "UPDATE ledger_item SET outcome = NULL"
	            " WHERE delivery = :id AND outcome = 'accepted'",
	            ORIGIN, p, e) < 0)
		return -1;
	return rebase(db, d, NULL, a, e);
}

/* A new beginning: the receiver holds what came with it, and nothing from before. */
static int begin_anew(
        sqlite3 *db, const struct delivery *d, const char *outcome, struct params *p, struct err *e)
{
	if (d->test || strcmp(d->basis, "initial") != 0 || strcmp(outcome, "rejected") == 0)
		return 0;
	params_text(p, "report", d->report);
	return db_exec_params(db,
	        "DELETE FROM ledger_held WHERE report = :report AND delivery < :id", ORIGIN, p, e);
}

int delivery_close(sqlite3 *db, int64_t id, const char *outcome, int64_t now, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d;
	struct answers n;

	if (can_be_answered(db, id, &a, &d, e) < 0)
		return -1;
	params_int(&p, "id", id);
	if (count_answers(db, &p, &n, e) < 0 || judge(&d, &n, &outcome, e) < 0)
		return -1;
	params_text(&p, "outcome", outcome);
	if (db_exec_params(db,
	            "UPDATE ledger_delivery SET state = 'processed', outcome = :outcome"
	            " WHERE delivery = :id",
	            ORIGIN, &p, e) < 0 ||
	        book_time(db, id, "processed_at", now, &a, e) < 0)
		return -1;
	if (strcmp(outcome, "rejected") == 0 && n.accepted && take_back(db, &d, &p, &a, e) < 0)
		return -1;
	return begin_anew(db, &d, outcome, &p, e);
}
