/* Handing over: whole or absent, once, never over something else; and what waits says so. */
#include "tests/harness/h.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "report/handover.h"

struct world {
	struct ctx c;
	struct arena arena;
	const char *ws;
	struct handover_result last;
	enum handover_verdict verdict;
	const char *text;
};

static void set(struct world *w, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)w->c.conf, "receiver.dst", name, value, "test", &e), e);
}

static const char *below(struct world *w, const char *path)
{
	return arena_printf(&w->arena, "%s/%s", w->ws, path);
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct err e = { 0 };

	w->ws = arena_strdup(&w->arena, h_tmp("handover"));
	h_ctx(&w->c, h_mart(), &w->arena, w->ws);
	h_ok(dir_make(below(w, "outbox"), &e), e);
	h_ok(dir_make(below(w, "there"), &e), e);
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

static int64_t signed_package(struct world *w, const char *name, const char *content)
{
	struct delivery d = { .report = "dst-l201",
		.period = "2026M10",
		.as_of = "2026-11-01",
		.definition = "2018M01",
		.basis = "changes" };
	struct booking b CLEANUP(booking_close) = { 0 };
	struct err e = { 0 };
	char sha[65];

	h_ok(booking_open(&b, w->c.db, &d, w->c.now, &e), e);
	h_ok(booking_item(&b, &(struct delivery_item){ "M1", "add", 1, "x", 1 }, &e), e);
	h_ok(booking_done(&b, NULL, 0, &e), e);
	if (content) {
		h_write(below(w, arena_printf(&w->arena, "outbox/%s", name)), content,
		        strlen(content));
		sha256_hex(content, strlen(content), sha);
	} else {
		h_ok(dir_make(below(w, arena_printf(&w->arena, "outbox/%s", name)), &e), e);
		h_write(below(w, arena_printf(&w->arena, "outbox/%s/a.xml", name)), "a", 1);
		h_write(below(w, arena_printf(&w->arena, "outbox/%s/b.xml", name)), "b", 1);
		sha[0] = '\0';
	}
	h_ok(delivery_signed(w->c.db, b.id, name, sha, 5, w->c.now, &e), e);
	return b.id;
}

static void keep(void *arg, const struct handover_told *t)
{
	struct world *w = arg;

	w->verdict = t->verdict;
	w->text = t->text;
}

static void run(struct world *w)
{
	struct err e = { 0 };

	h_ok(handover_run(&w->c, NULL, keep, w, &w->last, &e), e);
}

static void state_is(struct world *w, const char *want)
{
	assert_string_equal(h_rows(w->c.db, &w->arena, "SELECT state FROM ledger_delivery"), want);
}

static void rule_is(struct world *w, const char *want)
{
	assert_string_equal(
	        h_rows(w->c.db, &w->arena, "SELECT stage, rule, record_key FROM finding"), want);
}

static void has(struct world *w, const char *path, const char *content)
{
	size_t n;
	char *data = h_read(below(w, path), &n);

	if (!data)
		fail_msg("%s is not there", path);
	assert_string_equal(data, content);
	free(data);
}

static void stop(struct world *w, const char *report, const char *consequence)
{
	h_exec(w->c.db,
	        arena_printf(&w->arena,
	                "INSERT INTO finding (stage, rule, consequence, entity, record_key, found)"
	                " VALUES ('transform', 'I15', '%s', 'return', '%s', '30 af 40')",
	                consequence, report));
}

static void a_rule_that_stops_the_return_holds_its_packages(void **state)
{
	struct world *w = *state;

	set(w, "folder", "there");
	signed_package(w, "p.asice", "bytes");
	stop(w, "dst-l201", "delivery");
	run(w);
	assert_int_equal(w->last.held, 1);
	assert_int_equal(w->verdict, HANDOVER_HELD);
	assert_string_equal(w->text, "held back by rule I15: 30 af 40");
	state_is(w, "signed\n");
	assert_false(file_exists(below(w, "there/p.asice")));

	h_exec(w->c.db, "DELETE FROM finding");
	stop(w, "dst-l201", "info");
	stop(w, "dst-l231", "delivery");
	run(w);
	assert_int_equal(w->last.held, 0);
	state_is(w, "handed over\n");
}

static void put_and_booked(void **state)
{
	struct world *w = *state;
	struct stat st;

	set(w, "folder", "there");
	set(w, "marker", "{name}.trigger");
	set(w, "marker-form", "trigger");
	signed_package(w, "p.asice", "bytes");
	run(w);
	assert_int_equal(w->last.done, 1);
	state_is(w, "handed over\n");
	has(w, "there/p.asice", "bytes");
	has(w, "there/p.asice.trigger",
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Trigger>\n  "
	        "<FileName>p.asice</FileName>\n  <SizeInBytes>5</SizeInBytes>\n  "
	        "<Sender></Sender>\n  <SendersFileId>1</SendersFileId>\n</Trigger>\n");
	assert_int_equal(stat(below(w, "there/p.asice"), &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	rule_is(w, "");
	run(w);
	assert_int_equal(w->last.done + w->last.waits + w->last.failed, 0);
}

static void nobody_to_take_it(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	signed_package(w, "p.asice", "bytes");
	run(w);
	assert_int_equal(w->verdict, HANDOVER_WAITS);
	state_is(w, "signed\n");
	assert_int_equal(w->last.waits, 1);
	rule_is(w, "");
	assert_int_equal(handover_by_hand(&w->c, "q.asice", "Bo", &e), -1);
	assert_int_equal(e.code, ERR_USAGE);
	h_ok(handover_by_hand(&w->c, "p.asice", "Bo", &e), e);
	state_is(w, "handed over\n");
	rule_is(w, "");
	assert_string_equal(
	        h_rows(w->c.db, &w->arena, "SELECT receiver, by_name FROM ledger_handover"),
	        "receiver.dst|Bo\n");
	assert_int_equal(handover_by_hand(&w->c, "p.asice", "Bo", &e), -1);
}

static void refused(struct world *w, const char *why)
{
	run(w);
	assert_int_equal(w->verdict, HANDOVER_FAILED);
	if (!strstr(w->text, why))
		fail_msg("'%s' does not say '%s'", w->text, why);
	state_is(w, "signed\n");
	rule_is(w, "deliver:dst-l201|receipt.handover|p.asice\n");
}

static void never_over_something_else(void **state)
{
	struct world *w = *state;

	set(w, "folder", "there");
	signed_package(w, "p.asice", "bytes");
	h_write(below(w, "there/p.asice"), "other", 5);
	refused(w, "something else");
	has(w, "there/p.asice", "other");
	assert_int_equal(unlink(below(w, "there/p.asice")), 0);
	h_write(below(w, "outbox/p.asice"), "bytez", 5);
	refused(w, "changed after it was signed");
	assert_int_equal(access(below(w, "there/p.asice"), F_OK), -1);
	h_write(below(w, "outbox/p.asice"), "bytes", 5);
	/* The same bytes there already, as after a crash before the booking. */
	h_write(below(w, "there/p.asice"), "bytes", 5);
	run(w);
	state_is(w, "handed over\n");
}

static void a_receiver_that_is_away(void **state)
{
	struct world *w = *state;

	set(w, "folder", "nowhere");
	signed_package(w, "p.asice", "bytes");
	refused(w, "is not there");
	assert_int_equal(unlink(below(w, "outbox/p.asice")), 0);
	set(w, "marker", "a/b");
	refused(w, "is not there");
}

static void markers(void **state)
{
	struct world *w = *state;

	set(w, "folder", "there");
	set(w, "marker", "../{name}");
	signed_package(w, "p.asice", "bytes");
	refused(w, "marker");
	/* The package lies there; without its marker it is not handed over. */
	has(w, "there/p.asice", "bytes");
}

static void marker_with_hash(void **state)
{
	struct world *w = *state;

	set(w, "folder", "there");
	set(w, "marker", "{stem}.done");
	set(w, "marker-form", "sha256");
	signed_package(w, "p.asice", "bytes");
	run(w);
	state_is(w, "handed over\n");
	has(w, "there/p.done",
	        "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9  p.asice\n");
}

static void no_such_report(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	assert_int_equal(handover_run(&w->c, "dst-l999", NULL, NULL, &w->last, &e), -1);
	assert_int_equal(e.code, ERR_USAGE);
	h_ok(handover_run(&w->c, "dst-l201", NULL, NULL, &w->last, &e), e);
}

static void a_folder(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	set(w, "folder", "there");
	signed_package(w, "p", NULL);
	/* Left from a process that died. */
	h_ok(dir_make(below(w, "there/.p.part"), &e), e);
	h_write(below(w, "there/.p.part/a.xml"), "half", 4);
	run(w);
	state_is(w, "handed over\n");
	has(w, "there/p/a.xml", "a");
	has(w, "there/p/b.xml", "b");
	assert_int_equal(access(below(w, "there/.p.part"), F_OK), -1);
}

#ifdef WITH_FAULTS
/* A process that dies at any point, then another run: there, whole, with its marker, booked. */
static void dies_anywhere(void **state)
{
	struct world *w = *state;
	bool whole = false;
	long n;

	set(w, "folder", "there");
	set(w, "marker", "{name}.ok");
	for (n = 0; !whole; n++) {
		const char *name = arena_printf(&w->arena, "p%ld.asice", n);
		int status;
		pid_t child;

		signed_package(w, name, "bytes");
		child = fork();
		if (child == 0) {
			struct err e = { 0 };

			fault_crash(n);
			_exit(handover_run(&w->c, NULL, NULL, NULL, &w->last, &e) < 0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		whole = WEXITSTATUS(status) == 0;
		/* The mart is in memory: nothing the child booked is here, as if it died before. */
		run(w);
		assert_int_equal(w->last.done, 1);
		has(w, arena_printf(&w->arena, "there/%s", name), "bytes");
		has(w, arena_printf(&w->arena, "there/%s.ok", name), "");
		assert_int_equal(
		        access(below(w, arena_printf(&w->arena, "there/.%s.part", name)), F_OK),
		        -1);
	}
	assert_true(n > 5);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(put_and_booked, setup, teardown),
		cmocka_unit_test_setup_teardown(
		        a_rule_that_stops_the_return_holds_its_packages, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_to_take_it, setup, teardown),
		cmocka_unit_test_setup_teardown(never_over_something_else, setup, teardown),
		cmocka_unit_test_setup_teardown(a_receiver_that_is_away, setup, teardown),
		cmocka_unit_test_setup_teardown(markers, setup, teardown),
		cmocka_unit_test_setup_teardown(marker_with_hash, setup, teardown),
#ifdef WITH_FAULTS
		cmocka_unit_test_setup_teardown(dies_anywhere, setup, teardown),
#endif
		cmocka_unit_test_setup_teardown(no_such_report, setup, teardown),
		cmocka_unit_test_setup_teardown(a_folder, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
