/*
 * One receipt into the ledger, in the transaction that is open. Its lines go into temporary tables
 * first, so that what it says can be held against what was sent as a whole, and nothing
 * moves before that: a million records cost a file, not memory.
 */
#include <sys/random.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "report/def.h"
#include "report/receipts.h"

#define ORIGIN "receipt"
#define NO_CODE "(blank)"

enum { PERSON_ROWS = 16 /* records of one person that an error list may mean */ };

static const char tables_sql[] =
        "CREATE TEMP TABLE IF NOT EXISTS receipt_answer(record_key TEXT PRIMARY KEY,"
        " accepted INTEGER NOT NULL, line INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TEMP TABLE IF NOT EXISTS receipt_error(n INTEGER PRIMARY KEY,"
        " record_key TEXT NOT NULL, code TEXT NOT NULL, field TEXT, text TEXT) STRICT;"
        "CREATE TEMP TABLE IF NOT EXISTS receipt_said(record_key TEXT NOT NULL,"
        " code TEXT NOT NULL, field TEXT, text TEXT, PRIMARY KEY (record_key, code)) STRICT,"
        " WITHOUT ROWID;"
        "CREATE TEMP TABLE IF NOT EXISTS receipt_person(hash TEXT NOT NULL, record_key TEXT NOT"
        " NULL, PRIMARY KEY (hash, record_key)) STRICT, WITHOUT ROWID;"
        "DELETE FROM temp.receipt_answer; DELETE FROM temp.receipt_error;"
        "DELETE FROM temp.receipt_said; DELETE FROM temp.receipt_person";

struct booking_of {
	struct ctx *c;
	const struct receipt_in *in;
	struct receipt_told *one;
	const struct delivery *d; /* NULL: a list of errors */
	struct arena line;        /* dies with the line */
	sqlite3_stmt *item, *answer, *error, *person;
	char salt[33];
	bool persons, refused, versions;
};

static void booking_done_(struct booking_of *b)
{
	stmt_done(&b->item);
	stmt_done(&b->answer);
	stmt_done(&b->error);
	stmt_done(&b->person);
	arena_done(&b->line);
}

/* It cannot be booked: the first reason stands. */
static int refuse(
        struct booking_of *b, enum receipt_kind k, const char *found, const char *expected)
{
	char *shown = arena_strdup(b->c->arena, found);

	if (b->refused)
		return 0;
	text_mask(shown);
	b->refused = true;
	b->one->kind = k;
	b->one->found = shown;
	b->one->expected = expected;
	return 0;
}

/* --- records ---------------------------------------------------------------- */

/* 1 the delivery has the record, 0 not. For a list of errors every record will do. */
static int has_item(struct booking_of *b, const char *key, struct err *e)
{
	int rc;

	if (!b->d)
		return 1;
	(void)sqlite3_reset(b->item);
	if (db_bind_int(b->item, ":delivery", b->d->id, e) < 0 ||
	        db_bind_text(b->item, ":key", key, e) < 0)
		return -1;
	rc = db_step(b->item, e);
	(void)sqlite3_reset(b->item);
	return rc;
}

/* The id of a report of an append-only return is <key>~<version>. */
static const char *without_version(struct arena *a, const char *id)
{
	return arena_strndup(a, id, text_id_stem(id, strlen(id)));
}

/* --- persons: a list of errors may name the child and not the record ------------ */

static void hash_of(struct booking_of *b, const char *pnr, char hex[65])
{
	char text[128];

	snprintf(text, sizeof text, "%s%s", b->salt, pnr);
	sha256_hex(text, strlen(text), hex);
}

/* Place of the child's number in the content; -1: the layout has none. */
static int place_of_pnr(struct ctx *c, const char *report, const char *from, int *ret)
{
	struct report_def *def = arena_take(c->arena, sizeof *def);
	struct err ignored = { 0 };
	int place = 0;

	*ret = -1;
	if (report_def_from(report, from, c->arena, def, &ignored) < 0)
		return -1;
	for (size_t i = 0; i < def->columns; i++) {
		if (def->column[i].role != COLUMN_DATA)
			continue;
		if (strncmp(def->column[i].type_text, "cpr", 3) == 0) {
			*ret = place;
			return 0;
		}
		place++;
	}
	return -1;
}

static bool field_at(const char *content, int place, char pnr[11])
{
	const char *p = content;
	size_t n;

	while (place-- > 0) {
		p += strcspn(p, "\x1f");
		if (!*p++)
			return false;
	}
	n = strcspn(p, "\x1f");
	if (n != 10)
		return false;
	memcpy(pnr, p, 10);
	pnr[10] = '\0';
	return true;
}

static int keep_person(
        struct booking_of *b, sqlite3_stmt *insert, const char *key, const char *pnr, struct err *e)
{
	char hex[65];

	hash_of(b, pnr, hex);
	return db_bind_text(insert, ":hash", hex, e) < 0 || db_bind_text(insert, ":key", key, e) < 0
	               ? -1
	               : db_run(insert, e);
}

static const char held_sql[] =
        "SELECT i.record_key, i.content, d.definition FROM ledger_held AS h JOIN ledger_item AS i"
        " ON i.delivery = h.delivery AND i.record_key = h.record_key"
        " JOIN ledger_delivery AS d ON d.delivery = h.delivery"
        " WHERE h.report = :report AND :delivery = 0 ORDER BY d.definition, i.record_key";
static const char sent_sql[] =
        "SELECT i.record_key, i.content, d.definition FROM ledger_item AS i"
        " JOIN ledger_delivery AS d ON d.delivery = i.delivery"
        " WHERE i.delivery = :delivery AND d.report = :report ORDER BY i.record_key";

/* Who the records are about, as salted hashes: no number leaves the ledger, not into a temporary
 * file. */
static int know_persons(struct booking_of *b, const char *report, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL, *insert CLEANUP(stmt_done) = NULL;
	const char *layout = "";
	int place = -1, rc;
	unsigned char salt[16];

	if (getrandom(salt, sizeof salt, 0) != sizeof salt)
		return err_sys(e, ERR_IO, "no random bytes");
	for (size_t i = 0; i < sizeof salt; i++)
		snprintf(b->salt + 2 * i, 3, "%02x", salt[i]);
	if (db_prepare(b->c->db, b->d ? sent_sql : held_sql, ORIGIN, &s, e) < 0 ||
	        db_bind_text(s, ":report", report, e) < 0 ||
	        db_bind_int(s, ":delivery", b->d ? b->d->id : 0, e) < 0 ||
	        db_prepare(b->c->db,
	                "INSERT OR IGNORE INTO temp.receipt_person VALUES(:hash, :key)", ORIGIN,
	                &insert, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		char pnr[11];

		if (strcmp(layout, col_text(s, 2)) != 0) {
			layout = arena_strdup(b->c->arena, col_text(s, 2));
			(void)place_of_pnr(b->c, report, layout, &place);
		}
		if (place >= 0 && field_at(col_text(s, 1), place, pnr) &&
		        keep_person(b, insert, col_text(s, 0), pnr, e) < 0)
			return -1;
	}
	b->persons = true;
	return rc;
}

static void digits_of(const char *s, char out[16])
{
	size_t n = 0;

	for (; *s && n < 15; s++)
		if (*s != '-' && *s != ' ')
			out[n++] = *s;
	out[n] = '\0';
}

/* Records of the person; how many, at most PERSON_ROWS. */
static int records_of(struct booking_of *b, const char *pnr, const char *report, const char **key,
        size_t *ret, struct err *e)
{
	char digits[16], hex[65];
	int rc;

	*ret = 0;
	if (!b->persons && know_persons(b, report, e) < 0)
		return -1;
	digits_of(pnr, digits);
	hash_of(b, digits, hex);
	(void)sqlite3_reset(b->person);
	if (db_bind_text(b->person, ":hash", hex, e) < 0)
		return -1;
	while ((rc = db_step(b->person, e)) > 0 && *ret < PERSON_ROWS)
		key[(*ret)++] = arena_strdup(&b->line, col_text(b->person, 0));
	(void)sqlite3_reset(b->person);
	return rc < 0 ? -1 : 0;
}

/* --- lines ------------------------------------------------------------------ */

static const char *masked(struct booking_of *b, const char *s)
{
	char *copy = arena_strdup(&b->line, s);

	text_mask(copy);
	return copy;
}

static int add_error(
        struct booking_of *b, const char *key, const struct receipt_line *l, struct err *e)
{
	const char *code = RECEIPT_LINE(l, CODE);

	if (db_bind_text(b->error, ":key", key, e) < 0 ||
	        db_bind_text(b->error, ":code", *code ? masked(b, code) : NO_CODE, e) < 0 ||
	        db_bind_text(b->error, ":field", masked(b, RECEIPT_LINE(l, FIELD)), e) < 0 ||
	        db_bind_text(b->error, ":text", masked(b, RECEIPT_LINE(l, TEXT)), e) < 0)
		return -1;
	return db_run(b->error, e);
}

/* The same record twice: in XML never; in a form with a line for each error if they agree. */
static int add_answer(
        struct booking_of *b, const char *key, const struct receipt_line *l, struct err *e)
{
	bool xml = strcmp(b->in->def->form, "xml") == 0;
	int64_t before = sqlite3_total_changes(b->c->db);

	if (db_bind_text(b->answer, ":key", key, e) < 0 ||
	        db_bind_int(b->answer, ":accepted", l->outcome == RECEIPT_ACCEPTED, e) < 0 ||
	        db_bind_int(b->answer, ":line", l->line, e) < 0 ||
	        db_bind_int(b->answer, ":once", xml, e) < 0 || db_run(b->answer, e) < 0)
		return -1;
	return sqlite3_total_changes(b->c->db) > before
	               ? 0
	               : refuse(b, RECEIPT_RECORD_KIND, key, "each record once");
}

static int put_line(
        struct booking_of *b, const char *key, const struct receipt_line *l, struct err *e)
{
	bool says = *RECEIPT_LINE(l, CODE) || *RECEIPT_LINE(l, TEXT);

	if (l->is_record && l->outcome != RECEIPT_UNKNOWN && add_answer(b, key, l, e) < 0)
		return -1;
	return says ? add_error(b, key, l, e) : 0;
}

/* No record held is this person's: the error is kept under its place in the list. */
static const char *nobody(struct booking_of *b, const struct receipt_line *l)
{
	return arena_printf(&b->line, "#%.8s:%lld", b->one->sha256, (long long)l->line);
}

static int of_person(struct booking_of *b, const struct receipt_line *l, struct err *e)
{
	const char *report = b->d ? b->d->report : b->one->head.value[RV_REPORT];
	const char *key[PERSON_ROWS];
	size_t n;

	if (records_of(b, RECEIPT_LINE(l, CPR), report, key, &n, e) < 0)
		return -1;
	if (b->d && n != 1)
		return refuse(b, RECEIPT_RECORD_KIND,
		        arena_printf(b->c->arena, "line %lld", (long long)l->line),
		        "a person with one record in the delivery");
	if (n == 0)
		return put_line(b, nobody(b, l), l, e);
	for (size_t i = 0; i < n; i++)
		if (put_line(b, key[i], l, e) < 0)
			return -1;
	return 0;
}

/* Has each report of a record an id of its own? */
static bool has_versions(struct booking_of *b)
{
	struct report_def *def = arena_take(b->c->arena, sizeof *def);
	const char *report = b->d ? b->d->report : b->one->head.value[RV_REPORT];
	struct err ignored = { 0 };
	struct period p;

	if (b->d ? report_def_from(report, b->d->definition, b->c->arena, def, &ignored) < 0
	         : report_def_find(report, b->one->head.value[RV_PERIOD], b->c->arena, def, &p,
	                   &ignored) < 0)
		return false;
	return def->delta == DELTA_APPEND;
}

static int on_line(void *arg, const struct receipt_line *l, struct err *e)
{
	struct booking_of *b = arg;
	const char *id = RECEIPT_LINE(l, RECORD), *key;
	int rc;

	arena_reset(&b->line);
	if (b->refused)
		return 0;
	if (!*id)
		return *RECEIPT_LINE(l, CPR) ? of_person(b, l, e) : put_line(b, "", l, e);
	key = b->versions ? without_version(&b->line, id) : id;
	rc = has_item(b, key, e);
	if (rc <= 0)
		return rc < 0 ? -1 : refuse(b, RECEIPT_RECORD_KIND, id, "a record of the delivery");
	return put_line(b, key, l, e);
}

static int prepare(struct booking_of *b, struct err *e)
{
	const struct {
		sqlite3_stmt **to;
		const char *sql;
	} all[] = {
		{ &b->item, "SELECT 1 FROM ledger_item WHERE delivery = :delivery AND record_key = "
		            ":key" },
		{ &b->answer, "INSERT INTO temp.receipt_answer VALUES(:key, :accepted, :line)"
		              " ON CONFLICT DO UPDATE SET line = line WHERE :once = 0"
		              " AND accepted = excluded.accepted" },
		{ &b->error, "INSERT INTO temp.receipt_error(record_key, code, field, text)"
		             " VALUES(:key, :code, :field, :text)" },
		{ &b->person, "SELECT record_key FROM temp.receipt_person WHERE hash = :hash"
		              " ORDER BY record_key" },
	};

	if (db_exec(b->c->db, tables_sql, e) < 0)
		return -1;
	b->versions = has_versions(b);
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (db_prepare(b->c->db, all[i].sql, ORIGIN, all[i].to, e) < 0)
			return -1;
	return 0;
}

/* --- what it comes to ------------------------------------------------------- */

static int number(struct booking_of *b, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->c->db, sql, ORIGIN, &s, e) < 0)
		return -1;
	if (sqlite3_bind_parameter_count(s) &&
	        db_bind_int(s, ":delivery", b->d ? b->d->id : 0, e) < 0)
		return -1;
	rc = db_step(s, e);
	*ret = rc > 0 ? sqlite3_column_int64(s, 0) : 0;
	return rc < 0 ? -1 : 0;
}

/* "We have it already" with our own SHA-256 beside it: it is held, whatever word goes with it. */
static int already_held(struct booking_of *b, struct err *e)
{
	const struct receipt_def *d = b->in->def;
	struct receipt_head *h = &b->one->head;
	struct params p = { .arena = b->c->arena };
	int64_t whole, others;

	for (size_t i = 0; i < d->alreadies && *h->value[RV_SHA256]; i++) {
		params_text(&p, "code", d->already[i]);
		if (db_exec_params(b->c->db,
		            "UPDATE temp.receipt_answer SET accepted = 1 WHERE accepted = 0 AND"
		            " record_key IN (SELECT record_key FROM temp.receipt_error WHERE code ="
		            " :code) AND record_key NOT IN (SELECT record_key FROM"
		            " temp.receipt_error WHERE code <> :code);"
		            "DELETE FROM temp.receipt_error WHERE code = :code AND record_key IN"
		            " (SELECT record_key FROM temp.receipt_answer WHERE accepted = 1)",
		            ORIGIN, &p, e) < 0)
			return -1;
		if (h->state != RECEIPT_REJECTED)
			continue;
		if (number(b,
		            arena_printf(b->c->arena,
		                    "SELECT count(*) FROM temp.receipt_error WHERE code = '%s' AND"
		                    " record_key = ''",
		                    d->already[i]),
		            &whole, e) < 0 ||
		        number(b,
		                "SELECT (SELECT count(*) FROM temp.receipt_error)"
		                " + (SELECT count(*) FROM temp.receipt_answer)",
		                &others, e) < 0)
			return -1;
		if (whole && whole == others) {
			h->state = RECEIPT_ACCEPTED;
			if (db_exec(b->c->db, "DELETE FROM temp.receipt_error", e) < 0)
				return -1;
		}
	}
	return 0;
}

/* What an answer that is booked already says otherwise. */
static int contradicts(struct booking_of *b, bool *ret, struct err *e)
{
	enum receipt_state s = b->one->head.state;
	const char *outcome = b->d->outcome;
	int64_t clash, accepted;

	*ret = true;
	if (number(b,
	            "SELECT count(*) FROM temp.receipt_answer AS a JOIN ledger_item AS i"
	            " ON i.delivery = :delivery AND i.record_key = a.record_key"
	            " WHERE i.outcome IS NOT NULL AND (i.outcome = 'accepted') <> a.accepted",
	            &clash, e) < 0 ||
	        number(b, "SELECT count(*) FROM temp.receipt_answer WHERE accepted = 1", &accepted,
	                e) < 0)
		return -1;
	if (clash)
		return refuse(
		        b, RECEIPT_CONTRADICTS_KIND, "records answered otherwise before", NULL);
	if (*outcome &&
	        ((s == RECEIPT_ACCEPTED && strcmp(outcome, "accepted") != 0) ||
	                (s == RECEIPT_REJECTED && strcmp(outcome, "rejected") != 0) ||
	                (s == RECEIPT_PARTLY && strcmp(outcome, "rejected") == 0 && accepted)))
		return refuse(b, RECEIPT_CONTRADICTS_KIND, receipt_state_name(s), outcome);
	*ret = false;
	return 0;
}

/* --- moving ----------------------------------------------------------------- */

/* Each record that was named with this outcome, by itself. */
static int answer_each(struct booking_of *b, bool accepted, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->c->db,
	            "SELECT record_key FROM temp.receipt_answer WHERE accepted = :accepted"
	            " ORDER BY record_key",
	            ORIGIN, &s, e) < 0 ||
	        db_bind_int(s, ":accepted", accepted, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		if (delivery_item_answer(b->c->db, b->d->id, col_text(s, 0), accepted, e) < 0)
			return -1;
	return rc;
}

static int partly(struct booking_of *b, struct err *e)
{
	int64_t open, all;
	bool rest = b->one->head.others_accepted;

	if (number(b, "SELECT count(*) FROM ledger_item WHERE delivery = :delivery", &all, e) < 0 ||
	        number(b, "SELECT count(*) FROM temp.receipt_answer", &open, e) < 0 ||
	        answer_each(b, false, e) < 0)
		return -1;
	rest = rest || open == all; /* all are named: what was not rejected is accepted */
	if ((rest ? delivery_accept_all(b->c->db, b->d->id, e) : answer_each(b, true, e)) < 0)
		return -1;
	return delivery_close(b->c->db, b->d->id, rest ? NULL : "partly", b->c->now, e);
}

static int move(struct booking_of *b, struct err *e)
{
	sqlite3 *db = b->c->db;
	int64_t id = b->d->id, now = b->c->now;

	/* An answer proves that it was handed over, whoever forgot to say so. */
	if (delivery_handed(db, id, now, e) < 0 || delivery_received(db, id, now, e) < 0)
		return -1;
	switch (b->one->head.state) {
	case RECEIPT_ACCEPTED:
		return delivery_accept_all(db, id, e) < 0 ||
		                       delivery_close(db, id, "accepted", now, e) < 0
		               ? -1
		               : 0;
	case RECEIPT_PARTLY:
		return partly(b, e);
	case RECEIPT_REJECTED:
		return answer_each(b, false, e) < 0 ||
		                       delivery_close(db, id, "rejected", now, e) < 0
		               ? -1
		               : 0;
	default:
		return 0;
	}
}

static int book_errors(struct booking_of *b, struct err *e)
{
	const struct receipt_head *h = &b->one->head;
	struct receipt_errors of = { .rules = h->value[RV_RULES],
		.report = b->d ? receipt_error_report(b->c->arena, b->d->report, b->d->test)
		               : h->value[RV_REPORT],
		.period = b->d ? NULL : h->value[RV_PERIOD],
		.delivery = b->d ? b->d->id : 0 };

	return h->state == RECEIPT_RECEIVED ? 0 : receipt_errors_book(b->c, &of, e);
}

static int book_row(struct booking_of *b, struct err *e)
{
	const struct receipt_told *one = b->one;
	struct params p = { .arena = b->c->arena };
	char now[20];

	params_text(&p, "sha256", one->sha256);
	params_text(&p, "file", one->name);
	params_text(&p, "reader",
	        arena_printf(b->c->arena, "%s %.12s", b->in->def->id, b->in->def->sha256));
	params_int(&p, "delivery", b->d ? b->d->id : 0);
	params_text(&p, "state", receipt_state_name(one->head.state));
	params_int(&p, "signed", one->is_signed);
	params_text(&p, "rules", one->head.value[RV_RULES]);
	params_text(&p, "at", arena_printf(b->c->arena, "%sZ", secs_iso(b->c->now, now)));
	params_int(&p, "judges", one->head.state != RECEIPT_RECEIVED);
	return db_exec_params(b->c->db,
	        "INSERT INTO ledger_receipt(sha256, file, reader, delivery, state, signed, "
	        "accepted,"
	        " rejected, rules, read_at) SELECT :sha256, :file, :reader, nullif(:delivery, 0),"
	        " :state, :signed, count(*) FILTER (WHERE outcome = 'accepted'),"
	        " count(*) FILTER (WHERE outcome = 'rejected'), nullif(:rules, ''), :at"
	        " FROM ledger_item WHERE delivery = :delivery AND :judges",
	        ORIGIN, &p, e);
}

/* Answered before, or only taken before: nothing of it is to move again. */
static bool said_before(const struct booking_of *b)
{
	return strcmp(b->d->state, "processed") == 0 ||
	       (b->one->head.state == RECEIPT_RECEIVED && strcmp(b->d->state, "received") == 0);
}

int receipt_book(
        struct ctx *c, const struct receipt_in *in, struct receipt_told *one, struct err *e)
{
	struct booking_of b CLEANUP(booking_done_) = { .c = c, .in = in, .one = one };
	struct receipt_head again;
	bool clash = false, same;

	b.d = one->delivery.id ? &one->delivery : NULL;
	if (prepare(&b, e) < 0 || receipt_read(in, &again, on_line, &b, e) < 0 ||
	        already_held(&b, e) < 0)
		return -1;
	if (!b.refused && b.d && contradicts(&b, &clash, e) < 0)
		return -1;
	if (b.refused || clash)
		return 0;
	same = b.d && said_before(&b);
	if (b.d && !same && move(&b, e) < 0)
		return -1;
	if ((!same && book_errors(&b, e) < 0) || book_row(&b, e) < 0)
		return -1;
	return same ? 2 : 1;
}
