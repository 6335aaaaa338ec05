/* Append-only returns and periods that are sent whole: ids of reports, what they correct, and
 * hashes. */
#include "tests/harness/h.h"

#include "report/changes.h"
#include "report/delivery.h"

#define HEAD                                                                                       \
	"id = t\ntext_da = t\ntext_en = t\nlegal = t\nfrom = 2022M01\nperiod = month\n"            \
	"query = 2022M01.sql\nrecords = record_l231\nentity = measure\nkey = measure_id\n"         \
	"sign = none\nfile = f\nformat = csv\ncolumn = CODE code text:1..50\n"
#define APPEND                                                                                     \
	HEAD "delta = append\ncolumn = ID - text:1..50 required\ncolumn = FOR - text:1..50\n"      \
	     "column = OP - text:1..9 required\nop = OP add:Ny change:Ret remove:Bort\n"           \
	     "version-of = ID\ncorrects = FOR\n"

struct kind {
	sqlite3 *db;
	struct arena a;
	struct ctx x;
	struct report_def *d;
	struct period p;
	int64_t delivery;
};

static void begin(struct kind *k, const char *text)
{
	struct err e = { 0 };
	struct def_file *f;

	*k = (struct kind){ .db = h_mart() };
	h_ctx(&k->x, k->db, &k->a, "/nowhere");
	k->d = arena_take(&k->a, sizeof *k->d);
	f = arena_take(&k->a, sizeof *f);
	*f = (struct def_file){ "report/defs/dst-l231/x.def", text, strlen(text) };
	h_ok(report_def_parse(f, &k->a, k->d, &e), e);
	h_ok(period_parse("month", "2026M10", &k->p, &e), e);
}

static void end(struct kind *k)
{
	db_closep(&k->db);
	arena_done(&k->a);
}

static void code(struct kind *k, const char *is)
{
	h_exec(k->db, "DELETE FROM record_l231");
	if (is)
		h_exec(k->db,
		        arena_printf(&k->a,
		                "INSERT INTO record_l231 (measure_id, code) VALUES ('A', '%s')",
		                is));
}

/* The one change there is: kind, op, content with bars; booked and handed over when it is to be
 * sent. */
static void comes(struct kind *k, enum change_kind kind, const char *content)
{
	const struct changes_options o = { 0 };
	struct booking b CLEANUP(booking_close) = { 0 };
	struct changes *c CLEANUP(changes_close) = NULL;
	struct err e = { 0 };
	struct change ch;
	char *text;

	h_ok(changes_open(&c, &k->x, k->d, &k->p, &o, &e), e);
	assert_int_equal(changes_next(c, &ch, &e), 1);
	assert_int_equal(ch.kind, kind);
	text = arena_strndup(&k->a, ch.content ? ch.content : "", ch.length);
	for (char *p = text; *p; p++)
		if (*p == '\x1f')
			*p = '|';
	if (content)
		assert_string_equal(text, content);
	if (kind != CHANGE_SEND)
		return;
	h_ok(booking_open(&b, k->db,
	             &(struct delivery){ .report = "t",
	                     .period = "2026M10",
	                     .as_of = "2026-11-01",
	                     .definition = "2022M01",
	                     .basis = "changes" },
	             0, &e),
	        e);
	h_ok(booking_item(&b,
	             &(struct delivery_item){
	                     ch.key, change_ops[ch.op], ch.version, ch.content, ch.length },
	             &e),
	        e);
	h_ok(booking_done(&b, NULL, 0, &e), e);
	k->delivery = b.id;
	assert_int_equal(changes_next(c, &ch, &e), 0);
	h_ok(delivery_signed(k->db, b.id, "p", "", 0, 0, &e), e);
	h_ok(delivery_handed(k->db, b.id, 0, &e), e);
}

static void accepted(struct kind *k)
{
	struct err e = { 0 };

	h_ok(delivery_accept_all(k->db, k->delivery, &e), e);
	h_ok(delivery_close(k->db, k->delivery, NULL, 0, &e), e);
}

static void a_change_is_a_new_report_that_names_the_one_it_corrects(void **state)
{
	struct kind k;

	(void)state;
	begin(&k, APPEND);
	code(&k, "1");
	comes(&k, CHANGE_SEND, "1|A||Ny");
	accepted(&k);
	comes(&k, CHANGE_SAME, NULL);
	code(&k, "2");
	comes(&k, CHANGE_SEND, "2|A~2|A|Ret");
	comes(&k, CHANGE_ON_WAY, "2|A~2|A|Ret");
	code(&k, "3"); /* the receiver may have A~2 */
	comes(&k, CHANGE_SEND, "3|A~3|A~2|Ret");
	accepted(&k);
	comes(&k, CHANGE_SAME, NULL);
	code(&k, NULL);
	comes(&k, CHANGE_SEND, "3|A~4|A~3|Bort");
	accepted(&k);
	code(&k, "3");
	comes(&k, CHANGE_SEND, "3|A~5||Ny");
	end(&k);
}

static void a_period_goes_again_when_anything_in_it_differs(void **state)
{
	struct err e = { 0 };
	struct kind k;

	(void)state;
	begin(&k, HEAD "delta = whole\n");
	code(&k, "1");
	comes(&k, CHANGE_SEND, NULL);
	comes(&k, CHANGE_ON_WAY, NULL);
	accepted(&k);
	comes(&k, CHANGE_SAME, NULL);
	code(&k, "2");
	comes(&k, CHANGE_SEND, NULL);
	code(&k, "1"); /* the other may have arrived */
	comes(&k, CHANGE_SEND, NULL);
	accepted(&k);
	comes(&k, CHANGE_SAME, NULL);
	code(&k, "2");
	comes(&k, CHANGE_SEND, NULL);
	assert_int_equal(delivery_item_answer(k.db, k.delivery, "2026M10", false, &e), 1);
	h_ok(delivery_close(k.db, k.delivery, NULL, 0, &e), e);
	comes(&k, CHANGE_REJECTED, NULL);
	code(&k, NULL);
	comes(&k, CHANGE_BY_HAND, NULL);
	end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_a_new_report_that_names_the_one_it_corrects),
		cmocka_unit_test(a_period_goes_again_when_anything_in_it_differs),
	};

	return cmocka_run_group_tests_name("kinds of change", tests, NULL, NULL);
}
