/* Deliveries: their way, what receipts move, and what they leave as it was. */
#include "tests/harness/h.h"

#include "report/delivery.h"

enum { NOW = 1793500000 };

static int set_up(void **state)
{
	*state = h_mart();
	return 0;
}

static int tear_down(void **state)
{
	sqlite3_close(*state);
	return 0;
}

/* "a1 c2 r3": add record 1, change 2, remove 3; content is `content` and the key. */
static int64_t book(
        sqlite3 *db, const char *basis, bool test, const char *items, const char *content)
{
	struct delivery d = { .report = "dst-l231",
		.period = "2026M10",
		.as_of = "2026-11-01",
		.definition = "2022M01",
		.basis = basis,
		.test = test };
	struct booking b CLEANUP(booking_close) = { 0 };
	struct delivery_file f = { "P_1.xml", "xml", "ab", 7, 1 };
	struct err e = { 0 };

	h_ok(booking_open(&b, db, &d, NOW, &e), e);
	for (const char *p = items; *p; p += 2 + (p[2] == ' ')) {
		char key[3] = { 'M', p[1], '\0' }, text[40];

		snprintf(text, sizeof text, "%s\x1f%s", key, content);
		h_ok(booking_item(&b,
		             &(struct delivery_item){ key,
		                     *p == 'a'   ? "add"
		                     : *p == 'c' ? "change"
		                                 : "remove",
		                     1, text, strlen(text) },
		             &e),
		        e);
	}
	h_ok(booking_done(&b, &f, 1, &e), e);
	return b.id;
}

static int64_t sent(
        sqlite3 *db, const char *basis, bool test, const char *items, const char *content)
{
	int64_t id = book(db, basis, test, items, content);
	struct err e = { 0 };
	char name[40];

	snprintf(name, sizeof name, "p%lld.asice", (long long)id);
	h_ok(delivery_signed(db, id, name, "ff", 10, NOW + 1, &e), e);
	h_ok(delivery_handed(db, id, NOW + 2, &e), e);
	return id;
}

static void accepted(sqlite3 *db, int64_t id)
{
	struct err e = { 0 };

	h_ok(delivery_accept_all(db, id, &e), e);
	h_ok(delivery_close(db, id, NULL, NOW + 9, &e), e);
}

static void answer(sqlite3 *db, int64_t id, const char *key, bool yes)
{
	struct err e = { 0 };

	assert_int_equal(delivery_item_answer(db, id, key, yes, &e), 1);
}

static void holds(sqlite3 *db, const char *want)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT coalesce(group_concat(record_key || '=' || delivery, ' '),"
	                " '') FROM (SELECT * FROM ledger_held ORDER BY record_key)"),
	        want);
}

static void fails(int rc, enum err_code want, const struct err *e)
{
	assert_int_equal(rc, -1);
	assert_int_equal(e->code, want);
}

static void the_baseline_moves_only_by_an_answer(void **state)
{
	sqlite3 *db = *state;
	int64_t id = sent(db, "changes", false, "a1 a2 a3", "x");
	struct err e = { 0 };

	h_ok(delivery_received(db, id, NOW + 3, &e), e);
	holds(db, "\n");
	answer(db, id, "M2", false);
	h_ok(delivery_accept_all(db, id, &e), e);
	h_ok(delivery_close(db, id, NULL, NOW + 4, &e), e);
	holds(db, "M1=1 M3=1\n");
	assert_int_equal(delivery_item_answer(db, id, "M9", true, &e), 0);
	assert_int_equal(h_int(db, "SELECT outcome = 'partly' AND state = 'processed'"
	                           " FROM ledger_delivery"),
	        1);
}

static void a_late_answer_does_not_put_an_older_record_back(void **state)
{
	sqlite3 *db = *state;
	int64_t one = sent(db, "changes", false, "a1 a2", "x");
	int64_t two = sent(db, "changes", false, "a1", "y");
	int64_t three = sent(db, "changes", false, "r2", "x");

	accepted(db, three);
	holds(db, "\n");
	accepted(db, two);
	holds(db, "M1=2\n");
	accepted(db, one);
	holds(db, "M1=2\n");
}

static void an_answer_can_be_taken_back(void **state)
{
	sqlite3 *db = *state;
	int64_t one = sent(db, "changes", false, "a1 a2", "x"), two;
	struct err e = { 0 };

	accepted(db, one);
	two = sent(db, "changes", false, "c1 r2 a3", "y");
	accepted(db, two);
	holds(db, "M1=2 M3=2\n");
	answer(db, two, "M1", false);
	holds(db, "M1=1 M3=2\n");
	h_ok(delivery_close(db, two, "rejected", NOW + 5, &e), e);
	holds(db, "M1=1 M2=1\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM ledger_item WHERE delivery = 2"
	                           " AND outcome IS NULL"),
	        2);
}

static void a_test_delivery_moves_nothing(void **state)
{
	sqlite3 *db = *state;

	accepted(db, sent(db, "changes", true, "a1", "x"));
	holds(db, "\n");
	accepted(db, sent(db, "initial", true, "a1", "x"));
	accepted(db, sent(db, "changes", false, "a1", "x"));
	holds(db, "M1=3\n");
}

static void an_initial_load_is_a_new_beginning(void **state)
{
	sqlite3 *db = *state;
	int64_t late = sent(db, "changes", false, "a7", "x");

	accepted(db, sent(db, "changes", false, "a1 a2", "x"));
	accepted(db, sent(db, "initial", false, "a2 a3", "y"));
	holds(db, "M2=3 M3=3\n");
	accepted(db, late);
	holds(db, "M2=3 M3=3\n");
}

static void what_was_not_handed_over_gives_up_its_number(void **state)
{
	sqlite3 *db = *state;
	struct arena a CLEANUP(arena_done) = { 0 };
	struct delivery d;
	struct err e = { 0 };
	int64_t id, hand;

	accepted(db, sent(db, "changes", false, "a1 a2", "x"));
	id = book(db, "changes", false, "a3", "x");
	h_ok(delivery_signed(db, id, "old.asice", "", 1, NOW, &e), e);
	assert_int_equal(book(db, "full", false, "a4 c1", "x"), id);
	assert_int_equal(delivery_unsent(db, "dst-l231", false, &a, &d, &e), 1);
	assert_string_equal(d.name, "old.asice");
	assert_string_equal(d.basis, "full");
	assert_int_equal(d.added * 10 + d.changed, 11);
	assert_int_equal(delivery_find_name(db, "old", &a, &d, &e), 0);
	h_ok(delivery_removed_by_hand(db, "dst-l231", "M1", "2026-11-01", "N.N.", NOW, &hand, &e),
	        e);
	holds(db, "M2=1\n");
	assert_true(book(db, "changes", false, "a1", "x") > hand);
	assert_int_equal(h_int(db, "SELECT count(*) FROM ledger_delivery"), 3);
	fails(delivery_removed_by_hand(db, "dst-l231", "M1", "2026-11-01", "N.N.", NOW, &hand, &e),
	        ERR_USAGE, &e);
	fails(delivery_drop(db, hand, &e), ERR_BUG, &e);
}

static void it_is_found_by_its_names(void **state)
{
	static const char *const names[] = { "p2.asice", "p2", "P_1.xml" };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = *state;
	struct delivery d;
	struct err e = { 0 };
	int64_t day;

	sent(db, "changes", false, "a1", "x");
	sent(db, "changes", false, "a1 a2", "x");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_int_equal(delivery_find_name(db, names[i], &a, &d, &e), 1);
		assert_int_equal(d.id, 2);
	}
	assert_int_equal(delivery_find_name(db, "p3", &a, &d, &e), 0);
	assert_int_equal(delivery_unanswered(db, "dst-l231", false, &a, &d, &e), 1);
	assert_int_equal(d.id, 2);
	h_ok(delivery_of_day(db, &d, &day, &e), e);
	assert_int_equal(day, 1);
	assert_int_equal(delivery_unanswered(db, "dst-l231", true, &a, &d, &e), 0);
}

static void all_are_walked_by_report_and_state(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	sqlite3 *db = *state;
	struct delivery d;
	struct err e = { 0 };

	accepted(db, sent(db, "changes", false, "a1", "x"));
	sent(db, "changes", false, "a2", "x");
	h_ok(delivery_each(db, NULL, "handed over", &s, &e), e);
	assert_int_equal(delivery_next(s, &a, &d, &e), 1);
	assert_int_equal(d.id, 2);
	assert_int_equal(delivery_next(s, &a, &d, &e), 0);
}

static void a_state_never_goes_back(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = *state;
	int64_t id = sent(db, "changes", false, "a1", "x");
	struct delivery d;
	struct err e = { 0 };

	h_ok(delivery_unknown(db, id, &e), e);
	assert_int_equal(delivery_find(db, id, &a, &d, &e), 1);
	assert_string_equal(d.state, "unknown");
	accepted(db, id);
	h_ok(delivery_handed(db, id, NOW + 50, &e), e);
	h_ok(delivery_received(db, id, NOW + 60, &e), e);
	h_ok(delivery_unknown(db, id, &e), e);
	assert_int_equal(delivery_find(db, id, &a, &d, &e), 1);
	assert_string_equal(d.state, "processed");
	assert_string_equal(d.outcome, "accepted");
	assert_string_equal(d.handed_at, "2026-11-01T02:26:42Z");
	assert_string_equal(d.received_at, "2026-11-01T02:27:40Z");
}

static void what_cannot_be_is_refused(void **state)
{
	sqlite3 *db = *state;
	int64_t id = book(db, "changes", false, "a1 a2", "x");
	struct err e = { 0 };

	fails(delivery_handed(db, id, NOW, &e), ERR_DATA, &e);
	fails(delivery_accept_all(db, id, &e), ERR_DATA, &e);
	fails(delivery_close(db, 99, NULL, NOW, &e), ERR_USAGE, &e);
	h_ok(delivery_signed(db, id, "p", "", 1, NOW, &e), e);
	fails(delivery_close(db, id, NULL, NOW, &e), ERR_DATA, &e);
	fails(delivery_close(db, id, "accepted", NOW, &e), ERR_DATA, &e);
	h_ok(delivery_close(db, id, "rejected", NOW, &e), e);
	holds(db, "\n");
	answer(db, id, "M1", false);
	fails(delivery_close(db, id, "accepted", NOW, &e), ERR_DATA, &e);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_baseline_moves_only_by_an_answer),
		TEST(a_late_answer_does_not_put_an_older_record_back),
		TEST(an_answer_can_be_taken_back),
		TEST(a_test_delivery_moves_nothing),
		TEST(an_initial_load_is_a_new_beginning),
		TEST(what_was_not_handed_over_gives_up_its_number),
		TEST(it_is_found_by_its_names),
		TEST(all_are_walked_by_report_and_state),
		TEST(a_state_never_goes_back),
		TEST(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("deliveries", tests, NULL, NULL);
}
