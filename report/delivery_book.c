/* What is to be sent is booked here: the delivery and its items. */
#include "report/delivery.h"

#include "common/text.h"

#define ORIGIN "ledger of deliveries"

static const char *const ops[] = { "add", "change", "remove" };

static void delivery_params(struct params *p, const struct delivery *d, int64_t now)
{
	char iso[20];

	params_text(p, "report", d->report);
	params_text(p, "period", d->period);
	params_text(p, "as_of", d->as_of);
	params_text(p, "definition", d->definition);
	params_text(p, "basis", d->basis);
	params_int(p, "test", d->test);
	params_int(p, "replaces", d->replaces);
	params_text(p, "by_name", d->by_name);
	params_text(p, "at", arena_printf(p->arena, "%sZ", secs_iso(now, iso)));
}

#define INSERT                                                                                     \
	"INSERT INTO ledger_delivery (report, period, as_of, definition, basis, test, replaces,"   \
	" by_name, state, built_at) VALUES (:report, :period, :as_of, :definition, :basis, :test," \
	" nullif(:replaces, 0), :by_name, 'built', :at)"

/* The name stays: it is that of the package which has to go. */
#define AGAIN                                                                                      \
	"UPDATE ledger_delivery SET period = :period, as_of = :as_of, definition = :definition,"   \
	" basis = :basis, replaces = nullif(:replaces, 0), state = 'built', sha256 = NULL,"        \
	" bytes = NULL, added = 0, changed = 0, removed = 0, built_at = :at, signed_at = NULL"     \
	" WHERE delivery = :id"

#define EMPTY                                                                                      \
	"DELETE FROM ledger_item WHERE delivery = :id;"                                            \
	"DELETE FROM ledger_file WHERE delivery = :id;"

static int insert(sqlite3 *db, const struct params *p, int64_t *ret, struct err *e)
{
	if (db_exec_params(db, INSERT, ORIGIN, p, e) < 0)
		return -1;
	*ret = sqlite3_last_insert_rowid(db);
	return 0;
}

static int is_newest(sqlite3 *db, const struct params *p, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db,
	            "SELECT NOT EXISTS (SELECT 1 FROM ledger_delivery"
	            " WHERE report = :report AND delivery > :id)",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_params(s, p, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int(s, 0) != 0;
	return 0;
}

/*
 * A number that was never handed over is used again, so that a run which is repeated gives the
 * same bytes; not when a later one is booked, since the number decides what is newest.
 */
static int take_number(
        sqlite3 *db, const struct delivery *d, struct params *p, int64_t *ret, struct err *e)
{
	struct delivery unsent;
	bool newest;
	int rc = delivery_unsent(db, d->report, d->test, p->arena, &unsent, e);

	if (rc <= 0)
		return rc < 0 ? -1 : insert(db, p, ret, e);
	params_int(p, "id", unsent.id);
	if (is_newest(db, p, &newest, e) < 0)
		return -1;
	if (!newest)
		return delivery_drop(db, unsent.id, e) < 0 ? -1 : insert(db, p, ret, e);
	*ret = unsent.id;
	return db_exec_params(db, EMPTY AGAIN, ORIGIN, p, e);
}

int booking_open(
        struct booking *b, sqlite3 *db, const struct delivery *d, int64_t now, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	*b = (struct booking){ .db = db };
	delivery_params(&p, d, now);
	if (take_number(db, d, &p, &b->id, e) < 0)
		return -1;
	if (db_prepare(db,
	            "INSERT INTO ledger_item (delivery, record_key, op, version, content)"
	            " VALUES (:delivery, :key, :op, :version, :content)",
	            ORIGIN, &b->item, e) < 0)
		return -1;
	return db_bind_int(b->item, ":delivery", b->id, e);
}

static int op_index(const char *op)
{
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (strcmp(ops[i], op) == 0)
			return (int)i;
	return -1;
}

/* The parameters stand in the order of their numbers; the text is only borrowed. */
int booking_item(struct booking *b, const struct delivery_item *i, struct err *e)
{
	int at = op_index(i->op);

	if (at < 0)
		return err_set(e, ERR_BUG, "no such change: '%s'", i->op);
	b->count[at]++;
	if (sqlite3_bind_text(b->item, 2, i->key, -1, SQLITE_STATIC) != SQLITE_OK ||
	        sqlite3_bind_text(b->item, 3, i->op, -1, SQLITE_STATIC) != SQLITE_OK ||
	        sqlite3_bind_int64(b->item, 4, i->version) != SQLITE_OK ||
	        sqlite3_bind_text(b->item, 5, i->content, (int)i->length, SQLITE_STATIC) !=
	                SQLITE_OK)
		return db_err(b->db, e, ORIGIN);
	return db_run(b->item, e) < 0 ? err_ctx(e, "record '%s'", i->key) : 0;
}

static int book_files(struct booking *b, const struct delivery_file *file, size_t files,
        struct params *p, struct err *e)
{
	for (size_t i = 0; i < files; i++) {
		params_text(p, "name", file[i].name);
		params_text(p, "format", file[i].format);
		params_text(p, "sha256", file[i].sha256);
		params_int(p, "bytes", file[i].bytes);
		params_int(p, "records", file[i].records);
		if (db_exec_params(b->db,
		            "INSERT INTO ledger_file (delivery, name, format, sha256, bytes,"
		            " records) VALUES (:id, :name, :format, :sha256, :bytes, :records)",
		            ORIGIN, p, e) < 0)
			return -1;
	}
	return 0;
}

int booking_done(struct booking *b, const struct delivery_file *file, size_t files, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_int(&p, "id", b->id);
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		params_int(&p, ops[i], b->count[i]);
	if (db_exec_params(b->db,
	            "UPDATE ledger_delivery SET added = :add, changed = :change,"
	            " removed = :remove WHERE delivery = :id",
	            ORIGIN, &p, e) < 0)
		return -1;
	return book_files(b, file, files, &p, e);
}

void booking_close(struct booking *b)
{
	stmt_done(&b->item);
}

int delivery_drop(sqlite3 *db, int64_t id, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d;
	int rc = delivery_find(db, id, &a, &d, e);

	if (rc <= 0)
		return rc;
	if (strcmp(d.state, "built") != 0 && strcmp(d.state, "signed") != 0)
		return err_set(
		        e, ERR_BUG, "delivery %lld was handed over: it stays", (long long)id);
	params_int(&p, "id", id);
	return db_exec_params(
	        db, EMPTY "DELETE FROM ledger_delivery WHERE delivery = :id", ORIGIN, &p, e);
}

int delivery_of_day(sqlite3 *db, const struct delivery *d, int64_t *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	params_int(&p, "id", d->id);
	params_text(&p, "report", d->report);
	params_text(&p, "as_of", d->as_of);
	params_int(&p, "test", d->test);
	if (db_prepare(db,
	            "SELECT count(*) FROM ledger_delivery WHERE report = :report AND test = :test"
	            " AND as_of = :as_of AND basis <> 'hand' AND delivery < :id",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_params(s, &p, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

/* ---- by hand ---- */

#define HELD                                                                                       \
	"SELECT d.period, d.definition, i.version, i.content FROM ledger_held AS h"                \
	" JOIN ledger_delivery AS d ON d.delivery = h.delivery"                                    \
	" JOIN ledger_item AS i ON i.delivery = h.delivery AND i.record_key = h.record_key"        \
	" WHERE h.report = :report AND h.record_key = :key"

/* `s` stands on the row of what is held. */
static int book_removal(sqlite3 *db, sqlite3_stmt *s, const char *key, struct params *p,
        int64_t *ret, struct err *e)
{
	params_text(p, "key", key);
	params_text(p, "period", col_text(s, 0));
	params_text(p, "definition", col_text(s, 1));
	params_int(p, "version", sqlite3_column_int64(s, 2));
	params_text(p, "content", col_text(s, 3));
	if (insert(db, p, ret, e) < 0)
		return -1;
	params_int(p, "id", *ret);
	return db_exec_params(db,
	        "INSERT INTO ledger_item (delivery, record_key, op, version, content)"
	        " VALUES (:id, :key, 'remove', :version, :content);"
	        "UPDATE ledger_delivery SET removed = 1, state = 'signed', handed_at = :at,"
	        " received_at = :at WHERE delivery = :id",
	        ORIGIN, p, e);
}

int delivery_removed_by_hand(sqlite3 *db, const char *report, const char *key, const char *as_of,
        const char *by_name, int64_t now, int64_t *ret_id, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct delivery d = {
		.report = report, .as_of = as_of, .basis = "hand", .by_name = by_name
	};
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	delivery_params(&p, &d, now);
	params_text(&p, "key", key);
	if (db_prepare(db, HELD, ORIGIN, &s, e) < 0 || db_bind_params(s, &p, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc == 0)
		return err_set(e, ERR_USAGE, "%s: the receiver is not known to hold record '%s'",
		        report, key);
	if (rc < 0 || book_removal(db, s, key, &p, ret_id, e) < 0)
		return -1;
	stmt_done(&s);
	return delivery_accept_all(db, *ret_id, e) < 0
	               ? -1
	               : delivery_close(db, *ret_id, "accepted", now, e);
}
