/* Receipts and the ledger: what each moves, what each leaves as it was, and what is found. */
#include "tests/harness/h.h"

#include <sys/wait.h>
#include <unistd.h>

#include "common/defs.h"
#include "common/fault.h"
#include "common/file.h"
#include "report/receipts.h"
#include "transform/codelist.h"

#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define NS "urn:indberet:receipt:1"

struct world {
	struct ctx c;
	struct arena arena;
	const char *ws;
	int made;
	struct receipts_result last;
	struct receipt_told told;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct err e = { 0 };

	w->ws = arena_strdup(&w->arena, h_tmp("receipts"));
	h_ctx(&w->c, h_mart(), &w->arena, w->ws);
	h_ok(codelist_load(w->c.db, &e), e);
	h_ok(dir_make(arena_printf(&w->arena, "%s/receipts", w->ws), &e), e);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	sqlite3_close(w->c.db);
	h_tmp_remove(w->ws);
	arena_done(&w->arena);
	free(w);
	return 0;
}

/* A delivery of records "M1 M2 …", about the persons 3102139990 + number; its package is pN.asice.
 */
static int64_t sent(struct world *w, const char *keys, bool test)
{
	struct delivery d = { .report = "dst-l201",
		.period = "2026M10",
		.as_of = "2026-11-01",
		.definition = "2018M01",
		.basis = "changes",
		.test = test };
	struct delivery_file f = { "P_492.xml", "xml", OTHER, 7, 1 };
	struct booking b CLEANUP(booking_close) = { 0 };
	struct err e = { 0 };
	char key[8], text[100];

	h_ok(booking_open(&b, w->c.db, &d, w->c.now - 100, &e), e);
	for (; *keys; keys += strcspn(keys, " ") + (strchr(keys, ' ') != NULL)) {
		snprintf(key, sizeof key, "%.*s", (int)strcspn(keys, " "), keys);
		snprintf(text, sizeof text,
		        "310213999%c\x1f"
		        "3102809990\x1f%s\x1f"
		        "021\x1f"
		        "2026-01-02\x1f",
		        key[1], key);
		h_ok(booking_item(
		             &b, &(struct delivery_item){ key, "add", 1, text, strlen(text) }, &e),
		        e);
	}
	h_ok(booking_done(&b, &f, 1, &e), e);
	h_ok(delivery_signed(w->c.db, b.id, arena_printf(&w->arena, "p%lld.asice", (long long)b.id),
	             SHA, 10, w->c.now - 90, &e),
	        e);
	h_ok(delivery_handed(w->c.db, b.id, w->c.now - 80, &e), e);
	return b.id;
}

static void keep(void *arg, const struct receipt_told *one)
{
	((struct world *)arg)->told = *one;
}

static void run(struct world *w)
{
	struct err e = { 0 };

	h_ok(receipts_run(&w->c, NULL, 0, keep, w, &w->last, &e), e);
}

static const char *put(struct world *w, const char *name, const char *text)
{
	const char *path = arena_printf(&w->arena, "%s/receipts/%s", w->ws, name);

	h_write(path, text, strlen(text));
	return path;
}

#ifdef WITH_FAULTS
static const char *below_receipts(struct world *w, const char *name)
{
	return arena_printf(&w->arena, "%s/receipts/%s", w->ws, name);
}
#endif

/* A receipt of our own form for delivery `id`; attributes behind state, and what is in it. */
static const char *own(struct world *w, int64_t id, const char *attributes, const char *body)
{
	return put(w, arena_printf(&w->arena, "r%d.receipt.xml", ++w->made),
	        arena_printf(&w->arena,
	                "<receipt xmlns=\"" NS "\" time=\"2026-11-01T12:00:00Z\" rules=\"R7\" "
	                "%s><delivery package=\"p%lld.asice\"/>%s</receipt>",
	                attributes, (long long)id, body));
}

static void booked(struct world *w, int64_t id, const char *attributes, const char *body)
{
	const char *path = own(w, id, attributes, body);

	run(w);
	if (w->told.verdict != RECEIPT_BOOKED)
		fail_msg("%s: %d %s: %s", attributes, w->told.verdict,
		        receipt_kind_name(w->told.kind), w->told.found ? w->told.found : "");
	assert_false(file_exists(path));
}

/* Left where it is, with a finding; nothing of the ledger moved. */
static void left(struct world *w, const char *path, enum receipt_kind kind)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	static const char ledger[] =
	        "SELECT delivery, outcome, processed_at FROM ledger_delivery UNION ALL"
	        " SELECT delivery, record_key, outcome FROM ledger_item UNION ALL"
	        " SELECT record_key, delivery, report FROM ledger_held UNION ALL"
	        " SELECT record_key, code, times || coalesce(gone, '') FROM ledger_error UNION ALL"
	        " SELECT sha256, file, state FROM ledger_receipt";
	const char *before = h_rows(w->c.db, &a, ledger);

	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_LEFT);
	if (w->told.kind != kind)
		fail_msg("%s, not %s: %s", receipt_kind_name(w->told.kind), receipt_kind_name(kind),
		        w->told.found ? w->told.found : "");
	assert_true(file_exists(path));
	assert_string_equal(before, h_rows(w->c.db, &a, ledger));
	assert_int_equal(h_int(w->c.db, arena_printf(&a,
	                                        "SELECT count(*) FROM finding WHERE stage ="
	                                        " 'receipt:files' AND rule = 'receipt.%s'",
	                                        receipt_kind_name(kind))),
	        1);
	assert_int_equal(unlink(path), 0);
}

static void rows(struct world *w, const char *sql, const char *want)
{
	assert_string_equal(h_rows(w->c.db, &w->arena, sql), want);
}

static const char held[] =
        "SELECT coalesce(group_concat(record_key || '=' || delivery, ' '), '') FROM"
        " (SELECT * FROM ledger_held ORDER BY record_key)";
static const char state_of[] =
        "SELECT delivery, state, coalesce(outcome, '') FROM ledger_delivery ORDER BY delivery";

static void its_way(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);

	booked(w, id, "state=\"received\"", "");
	rows(w, state_of, "1|received|\n");
	rows(w, held, "\n");
	booked(w, id, "state=\"accepted\"", "");
	rows(w, state_of, "1|processed|accepted\n");
	rows(w, held, "M1=1 M2=1\n");
	rows(w, "SELECT state, accepted, rejected, rules, signed FROM ledger_receipt",
	        "received|0|0|R7|0\naccepted|2|0|R7|0\n");
	/* A late word that it came, and the same answer in other bytes, move nothing. */
	own(w, id, "state=\"received\"", "");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_AGAIN);
	own(w, id, "state=\"received\" ", "");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_SAME);
	own(w, id, "state=\"accepted\"", "<record id=\"M1\" outcome=\"accepted\"/>");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_SAME);
	rows(w, "SELECT count(*) FROM finding", "0\n");
}

static void partly(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2 M3", false);

	booked(w, id, "state=\"partly\" others=\"accepted\"",
	        "<record id=\"M2\" outcome=\"rejected\"><error code=\"E1\" "
	        "field=\"KODE\">3102139992"
	        " er forkert</error><error code=\"FORM\">x</error></record>");
	rows(w, held, "M1=1 M3=1\n");
	rows(w, "SELECT record_key, code, field, text, first_seen FROM ledger_error",
	        "M2|E1|KODE|********** er forkert|2026-11-01\nM2|FORM||x|2026-11-01\n");
	rows(w, "SELECT stage, rule, version, consequence, entity, record_key, who FROM finding",
	        "receipt:dst-l201|dst-l201.external.E1|2018M01 / "
	        "R7|answer|measure|M2|indberetningsansvarlig\n"
	        "receipt:dst-l201|dst-l201.external.FORM|2018M01 / "
	        "R7|answer|measure|M2|sagsbehandler\n");
	/* Records that are not named stay without an answer. */
	id = sent(w, "M4 M5", false);
	booked(w, id, "state=\"partly\"", "<record id=\"M4\" outcome=\"accepted\"/>");
	rows(w, held, "M1=1 M3=1 M4=2\n");
	rows(w, "SELECT coalesce(outcome, '-') FROM ledger_item WHERE record_key = 'M5'", "-\n");
	/* All named: as good as the rest. */
	id = sent(w, "M6 M7", false);
	booked(w, id, "state=\"partly\"",
	        "<record id=\"M6\" outcome=\"accepted\"/><record id=\"M7\" outcome=\"rejected\"/>");
	rows(w, held, "M1=1 M3=1 M4=2 M6=3\n");
}

static void comes_back(void **state)
{
	struct world *w = *state;
	static const char standing[] = "SELECT code, coalesce(gone, '-'), times, came_back FROM"
	                               " ledger_error ORDER BY code";
	static const char bad[] =
	        "<record id=\"M1\" outcome=\"rejected\"><error code=\"E1\">x</error></record>";

	booked(w, sent(w, "M1", false), "state=\"partly\"", bad);
	w->c.as_of++;
	booked(w, sent(w, "M1", false), "state=\"partly\"",
	        "<record id=\"M1\" outcome=\"rejected\"><error code=\"E2\">y</error></record>");
	rows(w, standing, "E1|2026-11-02|1|0\nE2|-|1|0\n");
	w->c.as_of++;
	booked(w, sent(w, "M1", false), "state=\"accepted\"", "");
	rows(w, standing, "E1|2026-11-02|1|0\nE2|2026-11-03|1|0\n");
	rows(w, "SELECT count(*) FROM finding", "0\n");
	w->c.as_of++;
	booked(w, sent(w, "M1", false), "state=\"partly\"", bad);
	rows(w, standing, "E1|-|2|1\nE2|2026-11-03|1|0\n");
	rows(w,
	        "SELECT rule, note_en FROM finding WHERE stage = 'receipt:dst-l201' AND rule LIKE "
	        "'%external%'",
	        "dst-l201.external.E1|Code E1 is not known: shown as it came. First seen "
	        "2026-11-01, last 2026-11-04. It came back: it was gone from 2026-11-02 to "
	        "2026-11-04.\n");
}

static void rejected_whole(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);

	booked(w, id, "state=\"rejected\"", "<error code=\"SCHEMA\">Linje 3</error>");
	rows(w, state_of, "1|processed|rejected\n");
	rows(w, held, "\n");
	rows(w, "SELECT count(*) FROM ledger_item WHERE outcome IS NOT NULL", "0\n");
	rows(w, "SELECT rule, consequence, record_key, found FROM finding ORDER BY rule",
	        "dst-l201.external.SCHEMA|delivery|p1.asice|Linje 3\n"
	        "receipt.rejected|delivery|p1.asice|2026-11-01T00:00:00Z\n");
	booked(w, sent(w, "M1 M2", false), "state=\"accepted\"", "");
	rows(w, "SELECT count(*) FROM finding", "0\n");
}

static void not_booked(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);

	left(w, own(w, 77, "state=\"accepted\"", ""), RECEIPT_NO_DELIVERY_KIND);
	left(w, own(w, id, "state=\"fine\"", ""), RECEIPT_UNREADABLE_KIND);
	left(w, own(w, id, "state=\"accepted\"", "<record id=\"M9\" outcome=\"accepted\"/>"),
	        RECEIPT_RECORD_KIND);
	left(w,
	        own(w, id, "state=\"partly\"",
	                "<record id=\"M1\" outcome=\"accepted\"/><record id=\"M1\" "
	                "outcome=\"rejected\"/>"),
	        RECEIPT_UNREADABLE_KIND);
	left(w, own(w, id, "state=\"accepted\"", "</receipt><receipt>"), RECEIPT_UNREADABLE_KIND);
	left(w, put(w, "x.pdf", "x"), RECEIPT_FORM_KIND);
	left(w,
	        put(w, "h.receipt.xml",
	                "<receipt xmlns=\"" NS "\" time=\"2026-11-01T12:00:00Z\" "
	                "state=\"accepted\"><delivery package=\"p1.asice\" "
	                "sha256=\"11112233445566778899aabbccddeeff00112233445566778899aabbccddeef"
	                "f\"/></receipt>"),
	        RECEIPT_HASH_KIND);
	rows(w, state_of, "1|handed over|\n");
	run(w);
	rows(w, "SELECT count(*) FROM finding", "0\n");
}

/* Two records of the same id where the schema is not asked: over a mebibyte. */
static void twice_in_a_long_one(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);
	char *pad = malloc((1 << 20) + 1);

	memset(pad, ' ', 1 << 20);
	pad[1 << 20] = '\0';
	left(w,
	        own(w, id, "state=\"partly\"",
	                arena_printf(&w->arena,
	                        "%s<record id=\"M1\" outcome=\"accepted\"/><record id=\"M1\" "
	                        "outcome=\"accepted\"/>",
	                        pad)),
	        RECEIPT_RECORD_KIND);
	free(pad);
}

static void unknown_words(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);
	const char *path = put(w, "p1.asice.sftpreceipt", "<a><Status>OK</Status></a>");

	left(w, path, RECEIPT_UNKNOWN_KIND);
	rows(w, state_of, "1|unknown|\n");
	rows(w, "SELECT rule FROM finding WHERE rule = 'receipt.unanswered'",
	        "receipt.unanswered\n");
	put(w, "p1.asice.sftpreceipt", "<a><Status>RECEIVED</Status></a>");
	run(w);
	rows(w, state_of, "1|received|\n");
	rows(w, "SELECT count(*) FROM finding", "0\n");
	booked(w, id, "state=\"accepted\"", "");
	rows(w, state_of, "1|processed|accepted\n");
}

static void contradicts(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M2", false);

	booked(w, id, "state=\"partly\" others=\"accepted\"",
	        "<record id=\"M2\" outcome=\"rejected\"/>");
	left(w, own(w, id, "state=\"accepted\"", ""), RECEIPT_CONTRADICTS_KIND);
	left(w, own(w, id, "state=\"rejected\"", ""), RECEIPT_CONTRADICTS_KIND);
	left(w,
	        own(w, id, "state=\"partly\" others=\"accepted\"",
	                "<record id=\"M1\" outcome=\"rejected\"/>"),
	        RECEIPT_CONTRADICTS_KIND);
	own(w, id, "state=\"partly\" others=\"accepted\"",
	        "<record id=\"M2\" outcome=\"rejected\"><error code=\"E7\">z</error></record>");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_SAME);
	rows(w, held, "M1=1\n");
}

static void late(void **state)
{
	struct world *w = *state;
	int64_t one = sent(w, "M1 M2", false), two = sent(w, "M1 M3", false);

	booked(w, two, "state=\"accepted\"", "");
	w->c.now += 60;
	booked(w, one, "state=\"accepted\"", "");
	rows(w, held, "M1=2 M2=1 M3=2\n");
	rows(w, "SELECT rule, record_key, expected FROM finding",
	        "receipt.late|p1.asice|p2.asice\n");
}

/* "We have it already": acceptance with our hash beside it, and without it what it says. */
static void already(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1", false);
	static const char record[] =
	        "<record id=\"M2\" outcome=\"rejected\"><error code=\"ALREADY-HELD\"/></record>";

	booked(w, id, "state=\"rejected\"", "<error code=\"ALREADY-HELD\"/>");
	rows(w, held, "\n");
	sent(w, "M1", false);
	put(w, "a.receipt.xml",
	        arena_printf(&w->arena,
	                "<receipt xmlns=\"" NS "\" time=\"2026-11-01T12:00:00Z\" "
	                "state=\"rejected\"><delivery package=\"p2.asice\" sha256=\"" SHA
	                "\"/><error code=\"ALREADY-HELD\"/></receipt>"));
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_BOOKED);
	rows(w, held, "M1=2\n");
	sent(w, "M2 M3", false);
	put(w, "b.receipt.xml",
	        arena_printf(&w->arena,
	                "<receipt xmlns=\"" NS
	                "\" time=\"2026-11-01T12:00:00Z\" others=\"accepted\" "
	                "state=\"partly\"><delivery package=\"p3.asice\" sha256=\"" SHA
	                "\"/>%s</receipt>",
	                record));
	run(w);
	rows(w, held, "M1=2 M2=3 M3=3\n");
	rows(w, "SELECT count(*) FROM ledger_error WHERE gone IS NULL", "0\n");
}

static void test_delivery(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1", true);

	booked(w, id, "state=\"partly\"",
	        "<record id=\"M1\" outcome=\"rejected\"><error code=\"E1\">x</error></record>");
	rows(w, held, "\n");
	rows(w, "SELECT report FROM ledger_error", "dst-l201/test\n");
	rows(w,
	        "SELECT stage, rule, substr(note_en, 1, 14) FROM finding WHERE rule LIKE "
	        "'%external%'",
	        "receipt:dst-l201|dst-l201.external.E1|Test delivery:\n");
}

/* A validation round: errors of records that are held, by record or by person. */
static void error_list(void **state)
{
	struct world *w = *state;
	static const char said[] =
	        "SELECT record_key, code, coalesce(gone, '-') FROM ledger_error ORDER BY 1, 2";

	booked(w, sent(w, "M1 M2", false), "state=\"accepted\"", "");
	put(w, "fejlliste_dst-l201_2026_1.csv",
	        "Id;CPR;Fejlkode;Felt;Fejltekst\nM1;;E1;;a\n;310213-9992;E2;;b\n;3102809990;E3;;"
	        "c\n");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_BOOKED);
	assert_int_equal(h_int(w->c.db, "SELECT count(*) FROM ledger_error WHERE record_key LIKE "
	                                "'#%:4' AND code = 'E3'"),
	        1);
	h_exec(w->c.db, "UPDATE ledger_error SET record_key = 'X' WHERE record_key LIKE '#%';"
	                "UPDATE ledger_error_list SET record_key = 'X' WHERE record_key LIKE '#%'");
	rows(w, said, "M1|E1|-\nM2|E2|-\nX|E3|-\n");
	/* Of another year: nothing of the first is taken back. */
	put(w, "fejlliste_dst-l201_2025.csv", "CPR;Kode;Tekst\n");
	run(w);
	rows(w, said, "M1|E1|-\nM2|E2|-\nX|E3|-\n");
	put(w, "fejlliste_dst-l201_2026_2.csv", "CPR;Kode;Tekst\n3102139992;E2;b\n");
	run(w);
	rows(w, said, "M1|E1|2026-11-01\nM2|E2|-\nX|E3|2026-11-01\n");
	/* No number of a person anywhere but in the ledger's own copy of what was sent. */
	rows(w,
	        "SELECT count(*) FROM finding WHERE found LIKE '%310213%' OR record_key LIKE "
	        "'%310213%'",
	        "0\n");
	rows(w, held, "M1=1 M2=1\n");
	put(w, "fejlliste_dst-l999_2026.csv", "CPR;Kode;Tekst\n");
	run(w);
	assert_int_equal(w->told.kind, RECEIPT_NO_DELIVERY_KIND);
}

static void grows_old(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1", false);

	w->c.now += 71 * 3600;
	run(w);
	rows(w, state_of, "1|handed over|\n");
	w->c.now += 3600;
	run(w);
	rows(w, state_of, "1|unknown|\n");
	rows(w, "SELECT stage, rule, consequence, record_key, who FROM finding",
	        "receipt:dst-l201|receipt.unanswered|delivery|p1.asice|indberetningsansvarlig\n");
	assert_int_equal(w->last.unknown, 1);
	booked(w, id, "state=\"accepted\"", "");
	rows(w, "SELECT count(*) FROM finding", "0\n");
	rows(w, held, "M1=1\n");
}

static void by_file_name_and_mail(void **state)
{
	struct world *w = *state;

	sent(w, "M1", false);
	put(w, "P_492.xml.sftpreceipt", "<a><Status>RECEIVED</Status></a>");
	run(w);
	rows(w, state_of, "1|received|\n");
	put(w, "m.eml", "Subject: Levering p1.asice er godkendt\n\nVedr. P_492.xml.\n");
	run(w);
	rows(w, state_of, "1|processed|accepted\n");
	/* The same bytes under another name are of another delivery. */
	sent(w, "M2", false);
	put(w, "p2.asice.sftpreceipt", "<a><Status>RECEIVED</Status></a>");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_BOOKED);
	put(w, "n.eml", "Subject: Levering er godkendt\n\nVedr. nr_1 og nr_2.\n");
	run(w);
	assert_int_equal(w->told.kind, RECEIPT_NO_DELIVERY_KIND);
}

/* A record that was rejected and left the source: nothing is left to mend. */
static void no_longer_sent(void **state)
{
	struct world *w = *state;

	booked(w, sent(w, "M1 M2", false), "state=\"partly\" others=\"accepted\"",
	        "<record id=\"M2\" outcome=\"rejected\"><error code=\"E1\">x</error></record>");
	h_exec(w->c.db, "INSERT INTO ledger_selection(report, record_key, since, reason)"
	                " VALUES('dst-l201', 'M1', '2026-11-01', NULL),"
	                " ('dst-l201', 'M2', '2026-11-01', 'GONE')");
	run(w);
	rows(w, "SELECT gone FROM ledger_error", "2026-11-01\n");
	rows(w, "SELECT count(*) FROM finding", "0\n");
}

/* A signature without its file is told until the file comes or somebody sets it aside. */
static void a_signature_alone(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1", false);
	struct err e = { 0 };

	left(w, put(w, "x.eml.p7s", "x"), RECEIPT_NO_FILE_KIND);
	put(w, "x.eml.p7s", "x");
	run(w);
	assert_string_equal(w->told.name, "x.eml.p7s");
	assert_string_equal(w->told.found, "the file that it signs is not here");
	h_ok(receipts_set_aside(&w->c, "x.eml.p7s", "Bo", &e), e);
	assert_int_equal(w->last.left, 1);
	put(w, "r1.receipt.xml.p7s", "x");
	booked(w, id, "state=\"accepted\"", "");
	run(w);
	assert_int_equal(w->last.files, 0);
	rows(w, "SELECT count(*) FROM finding", "0\n");
}

/* Each report has an id of its own; a record may have an id like one. */
static void reports_of_a_record(void **state)
{
	struct world *w = *state;
	int64_t id = sent(w, "M1 M1~2 M3~2", false);

	h_exec(w->c.db, "UPDATE ledger_delivery SET report = 'dst-anbringelser'");
	booked(w, id, "state=\"partly\"",
	        "<record id=\"M1~2\" outcome=\"accepted\"/>"
	        "<record id=\"M1~2~7\" outcome=\"rejected\"/>"
	        "<record id=\"M3~2~1\" outcome=\"accepted\"/>");
	rows(w, "SELECT record_key, outcome FROM ledger_item",
	        "M1|accepted\nM1~2|rejected\nM3~2|accepted\n");
	/* Elsewhere the id is the record's. */
	id = sent(w, "M1 M2", false);
	left(w, own(w, id, "state=\"accepted\"", "<record id=\"M1~2\" outcome=\"accepted\"/>"),
	        RECEIPT_RECORD_KIND);
}

static void set_aside(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	const char *path = put(w, "x.pdf", "x");

	run(w);
	rows(w, "SELECT count(*) FROM finding", "1\n");
	h_ok(receipts_set_aside(&w->c, "x.pdf", "Bo", &e), e);
	assert_false(file_exists(path));
	rows(w, "SELECT count(*) FROM finding", "0\n");
	rows(w, "SELECT by_name FROM ledger_receipt_aside", "Bo\n");
	/* The same bytes again: dealt with. */
	put(w, "y.pdf", "x");
	run(w);
	assert_int_equal(w->told.verdict, RECEIPT_AGAIN);
	assert_int_equal(receipts_set_aside(&w->c, "none", "Bo", &e), -1);
	assert_int_equal(e.code, ERR_NOINPUT);
}

#ifdef WITH_FAULTS
static sqlite3 *disk_mart(const char *path, bool fresh)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;
	sqlite3 *db;

	h_ok(db_open(path, DB_RW, &db, &e), e);
	while (fresh && (f = def_next("schemas/db/", ".sql", &cursor)))
		h_ok(db_exec_file(db, f->path, &e), e);
	return db;
}

static const char whole_ledger[] =
        "SELECT 'd', delivery, state, outcome, handed_at, received_at, processed_at FROM"
        " ledger_delivery UNION ALL SELECT 'i', delivery, record_key, outcome, '', '', '' FROM"
        " ledger_item UNION ALL SELECT 'h', record_key, delivery, '', '', '', '' FROM ledger_held"
        " UNION ALL SELECT 'e', record_key, code, times, last_seen, gone, came_back FROM"
        " ledger_error UNION ALL SELECT 'r', sha256, file, delivery, state, accepted, rejected"
        " FROM ledger_receipt UNION ALL SELECT 'f', stage, rule, record_key, found, note_da, ''"
        " FROM finding";

/* Three receipts: one that is booked, one with errors, one that stays. */
static void three(struct world *w)
{
	w->made = 0;
	own(w, 1, "state=\"accepted\"", "");
	own(w, 2, "state=\"partly\" others=\"accepted\"",
	        "<record id=\"M4\" outcome=\"rejected\"><error code=\"E1\">x</error></record>");
	own(w, 77, "state=\"accepted\"", "");
}

/* The process ends at the nth point, as by kill -9; true if there was no such point. */
static bool dies_at(struct world *w, const char *path, long n)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct err e = { 0 };

		w->c.db = disk_mart(path, false);
		fault_crash(n);
		_exit(receipts_run(&w->c, NULL, 0, NULL, NULL, &w->last, &e) < 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WEXITSTATUS(status) != 0)
		assert_int_equal(WEXITSTATUS(status), 137);
	return WEXITSTATUS(status) == 0;
}

static void dies_anywhere(void **state)
{
	struct world *w = *state;
	sqlite3 *memory = w->c.db;
	char *want = NULL;
	bool whole = false;
	long n;

	for (n = -1; !whole; n++) {
		const char *path = arena_printf(&w->arena, "%s/mart%ld.db", w->ws, n);
		const char *got;

		w->c.db = disk_mart(path, true);
		sent(w, "M1 M2", false);
		sent(w, "M3 M4", false);
		three(w);
		if (n >= 0) {
			sqlite3_close(w->c.db);
			whole = dies_at(w, path, n);
			w->c.db = disk_mart(path, false);
		}
		run(w);
		run(w);
		got = h_rows(w->c.db, &w->arena, whole_ledger);
		if (!want)
			want = arena_strdup(&w->arena, got);
		assert_string_equal(got, want);
		assert_int_equal(unlink(below_receipts(w, "r3.receipt.xml")), 0);
		sqlite3_close(w->c.db);
	}
	assert_true(n > 8);
	w->c.db = memory;
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(its_way, setup, teardown),
		cmocka_unit_test_setup_teardown(partly, setup, teardown),
		cmocka_unit_test_setup_teardown(comes_back, setup, teardown),
		cmocka_unit_test_setup_teardown(rejected_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(not_booked, setup, teardown),
		cmocka_unit_test_setup_teardown(twice_in_a_long_one, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_words, setup, teardown),
		cmocka_unit_test_setup_teardown(contradicts, setup, teardown),
		cmocka_unit_test_setup_teardown(late, setup, teardown),
		cmocka_unit_test_setup_teardown(already, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delivery, setup, teardown),
		cmocka_unit_test_setup_teardown(error_list, setup, teardown),
		cmocka_unit_test_setup_teardown(grows_old, setup, teardown),
		cmocka_unit_test_setup_teardown(by_file_name_and_mail, setup, teardown),
#ifdef WITH_FAULTS
		cmocka_unit_test_setup_teardown(dies_anywhere, setup, teardown),
#endif
		cmocka_unit_test_setup_teardown(no_longer_sent, setup, teardown),
		cmocka_unit_test_setup_teardown(a_signature_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(reports_of_a_record, setup, teardown),
		cmocka_unit_test_setup_teardown(set_aside, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
