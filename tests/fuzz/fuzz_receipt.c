/*
 * Any bytes as a receipt of each form (the first byte picks it) for a delivery of two records: no
 * crash, the same both times it is read, nothing accepted by bytes that have no word for it, and
 * what was not booked moved nothing.
 */
#define _GNU_SOURCE /* memmem */
#include "common/text.h"
#include "report/receipts.h"
#include "tests/fuzz/load.h"

static const char *const names[] = { "a.receipt.xml", "p1.asice.sftpreceipt", "a.eml",
	"fejlliste_dst-l201_2026.csv" };

static const char delivery_sql[] =
        "DELETE FROM ledger_item; DELETE FROM ledger_held; DELETE FROM ledger_delivery;"
        "INSERT INTO ledger_delivery(delivery, report, period, as_of, definition, basis, test,"
        " name, sha256, state) VALUES(1, 'dst-l201', '2026M10', '2026-11-01', '2018M01',"
        " 'changes', 0, 'p1.asice', 'ab', 'handed over');"
        "INSERT INTO ledger_item(delivery, record_key, op, content) VALUES"
        " (1, 'M1', 'add', '3102139991' || char(31) || 'x'),"
        " (1, 'M2', 'add', '3102139992' || char(31) || 'y')";

static bool has(const uint8_t *data, size_t n, const char *word)
{
	return memmem(data, n, word, strlen(word)) != NULL;
}

/* The words of the definitions; a mail may have them encoded. */
static bool may_accept(const uint8_t *data, size_t n)
{
	return has(data, n, "accepted") || has(data, n, "&#") || has(data, n, "godkendt") ||
	       has(data, n, "partly") || has(data, n, "=?") || has(data, n, "ALREADY-HELD");
}

static void book(struct ctx *c, struct receipt_in *in, const struct receipt_head *h,
        const uint8_t *data, size_t n)
{
	struct receipt_told one = { .name = "x", .def = in->def, .head = *h };
	struct err e = { 0 };
	int rc;

	snprintf(one.sha256, sizeof one.sha256, "0123456789");
	if (h->state != RECEIPT_ERRORS && delivery_find(c->db, 1, c->arena, &one.delivery, &e) != 1)
		abort();
	rc = receipt_book(c, in, &one, &e);
	if (rc < 0 && e.code != ERR_DATA)
		abort();
	if (rc > 0 && number(c->db, "SELECT count(*) FROM ledger_held") && !may_accept(data, n))
		abort();
	if (rc == 0 && number(c->db, "SELECT count(*) FROM ledger_held"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct receipt_head *h = arena_take(&a, sizeof *h), *again = arena_take(&a, sizeof *h);
	struct err e = { 0 };
	struct receipt_in in = { .arena = &a };
	struct ctx c = { .db = mart(), .municipality = "492", .arena = &a, .as_of = 20000 };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct receipt_defs defs;

	if (size == 0)
		return 0;
	in.path = arena_printf(&a, "/tmp/fuzz_receipt.%ld", (long)getpid());
	if (receipt_defs_load(&defs, NULL, &a, &e) < 0)
		abort();
	in.def = receipt_def_of(&defs, names[data[0] % COUNT_OF(names)], &in.name);
	write_file(in.path, data + 1, size - 1);
	if (tx_begin(&tx, c.db, &e) < 0 || db_exec(c.db, delivery_sql, &e) < 0)
		abort();
	if (receipt_read(&in, h, NULL, NULL, &e) == 0) {
		if (receipt_read(&in, again, NULL, NULL, &e) < 0 || again->state != h->state ||
		        again->records != h->records)
			abort();
		if (h->state != RECEIPT_UNKNOWN)
			book(&c, &in, h, data + 1, size - 1);
	} else if (e.code != ERR_DATA) {
		abort();
	}
	return unlink(in.path);
}
