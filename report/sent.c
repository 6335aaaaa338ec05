#include "report/sent.h"

#define ORIGIN "ledger of deliveries"
#define ITEM                                                                                       \
	"SELECT i.record_key, i.delivery, i.version, i.op, coalesce(i.outcome, ''), i.content,"    \
	" d.definition "

static int prepare(struct sent *s, const struct sent_of *of, const char *sql, struct err *e)
{
	*s = (struct sent){ 0 };
	return db_prepare(of->db, sql, ORIGIN, &s->stmt, e);
}

static enum report_op op_of(const char *word)
{
	return word[0] == 'a' ? OP_ADD : word[0] == 'c' ? OP_CHANGE : OP_REMOVE;
}

int sent_step(struct sent *s, struct err *e)
{
	int rc = db_step(s->stmt, e);

	s->there = rc > 0;
	if (rc <= 0)
		return rc;
	s->key = col_text(s->stmt, 0);
	s->delivery = sqlite3_column_int64(s->stmt, 1);
	s->version = sqlite3_column_int64(s->stmt, 2);
	s->op = op_of(col_text(s->stmt, 3));
	s->outcome = col_text(s->stmt, 4);
	s->content = col_text(s->stmt, 5);
	s->length = (size_t)sqlite3_column_bytes(s->stmt, 5);
	s->definition = col_text(s->stmt, 6);
	return 1;
}

void sent_close(struct sent *s)
{
	stmt_done(&s->stmt);
}

#define FROM_HELD                                                                                  \
	"FROM ledger_held AS h CROSS JOIN ledger_item AS i CROSS JOIN ledger_delivery AS d"        \
	" WHERE h.report = :report AND i.delivery = h.delivery AND i.record_key = h.record_key"    \
	" AND d.delivery = h.delivery "

int sent_held(struct sent *s, const struct sent_of *of, const char *key, struct err *e)
{
	const char *sql = key ? ITEM FROM_HELD "AND h.record_key = :key"
	                      : ITEM FROM_HELD "ORDER BY h.record_key";

	if (prepare(s, of, sql, e) < 0 || db_bind_text(s->stmt, ":report", of->report, e) < 0)
		return -1;
	return key ? db_bind_text(s->stmt, ":key", key, e) : 0;
}

#define WAITING                                                                                    \
	"SELECT delivery FROM ledger_delivery WHERE report = :report AND test = :test"             \
	" AND state IN ('handed over', 'received', 'unknown') AND delivery >"                      \
	" coalesce((SELECT max(delivery) FROM ledger_delivery WHERE report = :report AND test = 0" \
	"            AND basis = 'initial' AND outcome IN ('accepted', 'partly')), 0)"             \
	" ORDER BY delivery"

static int bind_of(sqlite3_stmt *s, const struct sent_of *of, struct err *e)
{
	return db_bind_text(s, ":report", of->report, e) < 0 ? -1
	                                                     : db_bind_int(s, ":test", of->test, e);
}

static int open_delivery(struct sent *s, const struct sent_of *of, int64_t id, struct err *e)
{
	if (prepare(s, of,
	            ITEM "FROM ledger_item AS i CROSS JOIN ledger_delivery AS d"
	                 " WHERE i.delivery = :id AND i.outcome IS NULL"
	                 " AND d.delivery = i.delivery ORDER BY i.record_key",
	            e) < 0)
		return -1;
	return db_bind_int(s->stmt, ":id", id, e);
}

int sent_on_way(
        struct sent **ret, size_t *ret_n, const struct sent_of *of, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	size_t room = 0;
	int rc;

	*ret_n = 0;
	if (db_prepare(of->db, WAITING, ORIGIN, &s, e) < 0 || bind_of(s, of, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		if (*ret_n == room) {
			struct sent *more = arena_take(a, (room ? 2 * room : 4) * sizeof *more);

			if (room)
				memcpy(more, *ret, room * sizeof *more);
			*ret = more;
			room = room ? 2 * room : 4;
		}
		if (open_delivery(&(*ret)[(*ret_n)++], of, sqlite3_column_int64(s, 0), e) < 0)
			return -1;
	}
	return rc;
}

/* ---- one record ---- */

int sent_newest_open(struct sent *s, const struct sent_of *of, struct err *e)
{
	if (prepare(s, of,
	            ITEM "FROM ledger_item AS i CROSS JOIN ledger_delivery AS d"
	                 " WHERE i.record_key = :key AND d.delivery = i.delivery"
	                 " AND d.report = :report AND d.test = :test"
	                 " AND d.state NOT IN ('built', 'signed')"
	                 " ORDER BY i.delivery DESC LIMIT 1",
	            e) < 0)
		return -1;
	return bind_of(s->stmt, of, e);
}

int sent_newest(struct sent *s, const char *key, struct err *e)
{
	(void)sqlite3_reset(s->stmt);
	return db_bind_text(s->stmt, ":key", key, e) < 0 ? -1 : sent_step(s, e);
}

static int number(sqlite3_stmt *s, const struct sent_of *of, int64_t *ret, struct err *e)
{
	if (bind_of(s, of, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

int sent_accepted(
        sqlite3_stmt **keep, const struct sent_of *of, const char *key, int64_t *ret, struct err *e)
{
	if (!*keep && db_prepare(of->db,
	                      "SELECT coalesce(max(i.delivery), 0) FROM ledger_item AS i"
	                      " CROSS JOIN ledger_delivery AS d WHERE i.record_key = :key"
	                      " AND i.outcome = 'accepted' AND d.delivery = i.delivery"
	                      " AND d.report = :report AND d.test = :test",
	                      ORIGIN, keep, e) < 0)
		return -1;
	(void)sqlite3_reset(*keep);
	return db_bind_text(*keep, ":key", key, e) < 0 ? -1 : number(*keep, of, ret, e);
}

int sent_any(const struct sent_of *of, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n = 0;

	if (db_prepare(of->db,
	            "SELECT EXISTS (SELECT 1 FROM ledger_delivery WHERE report = :report"
	            " AND test = :test AND state NOT IN ('built', 'signed'))",
	            ORIGIN, &s, e) < 0 ||
	        number(s, of, &n, e) < 0)
		return -1;
	*ret = n != 0;
	return 0;
}
