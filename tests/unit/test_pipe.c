#include "tests/harness/h.h"

#include <unistd.h>

#include "common/pipe.h"

enum { BATCHES = 3, MANY = 5000 };

struct batch {
	int number;
	int left[64]; /* so that a batch in two hands is seen */
};

struct maker {
	struct batch batches[BATCHES];
	void *at[BATCHES];
	int made, last, fails_at;
};

static int make(void *data, void *batch, struct err *e)
{
	struct maker *m = data;
	struct batch *b = batch;

	if (m->made == m->fails_at)
		return err_set(e, ERR_DATA, "batch %d is spoilt", m->made);
	if (m->made == m->last)
		return 0;
	b->number = m->made++;
	for (size_t i = 0; i < COUNT_OF(b->left); i++)
		b->left[i] = b->number;
	return 1;
}

static struct pipe pipe_of(struct maker *m)
{
	for (size_t i = 0; i < BATCHES; i++)
		m->at[i] = &m->batches[i];
	return (struct pipe){ .fill = make, .data = m, .batches = m->at, .n = BATCHES };
}

static void is_whole(const struct batch *b, int number)
{
	assert_int_equal(b->number, number);
	for (size_t i = 0; i < COUNT_OF(b->left); i++)
		assert_int_equal(b->left[i], number);
}

static void batches_come_whole_and_in_order(void **state)
{
	struct maker m = { .last = MANY, .fails_at = -1 };
	struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
	struct err e = { 0 };
	void *batch;
	int n = 0, rc;

	(void)state;
	h_ok(pipe_open(&p, &e), e);
	while ((rc = pipe_next(&p, &batch, &e)) > 0)
		is_whole(batch, n++);
	assert_int_equal(rc, 0);
	assert_int_equal(n, MANY);
	assert_int_equal(pipe_next(&p, &batch, &e), 0);
}

static void a_slow_caller_finds_the_same(void **state)
{
	struct maker m = { .last = 20, .fails_at = -1 };
	struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
	struct err e = { 0 };
	void *batch;

	(void)state;
	h_ok(pipe_open(&p, &e), e);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(pipe_next(&p, &batch, &e), 1);
		(void)usleep(200);
		is_whole(batch, i);
	}
	assert_int_equal(pipe_next(&p, &batch, &e), 0);
}

static void nothing_to_make_is_an_end(void **state)
{
	struct maker m = { .last = 0, .fails_at = -1 };
	struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
	struct err e = { 0 };
	void *batch;

	(void)state;
	h_ok(pipe_open(&p, &e), e);
	assert_int_equal(pipe_next(&p, &batch, &e), 0);
}

static void an_error_comes_after_the_batches_before_it(void **state)
{
	static const int places[] = { 0, 1, BATCHES, 100 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct maker m = { .last = MANY, .fails_at = places[i] };
		struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
		struct err e = { 0 };
		char want[64];
		void *batch;

		snprintf(want, sizeof want, "batch %d is spoilt", places[i]);
		h_ok(pipe_open(&p, &e), e);
		for (int n = 0; n < places[i]; n++) {
			assert_int_equal(pipe_next(&p, &batch, &e), 1);
			is_whole(batch, n);
		}
		for (int again = 0; again < 2; again++) {
			e = (struct err){ 0 };
			assert_int_equal(pipe_next(&p, &batch, &e), -1);
			assert_int_equal(e.code, ERR_DATA);
			assert_string_equal(e.msg, want);
		}
	}
}

/* The caller failed: at once, with batches in hand, with the thread waiting for room. */
static void the_caller_may_leave_at_any_time(void **state)
{
	(void)state;
	for (int taken = 0; taken < 40; taken++) {
		struct maker m = { .last = MANY, .fails_at = -1 };
		struct pipe p = pipe_of(&m);
		struct err e = { 0 };
		void *batch;

		h_ok(pipe_open(&p, &e), e);
		for (int n = 0; n < taken; n++)
			assert_int_equal(pipe_next(&p, &batch, &e), 1);
		if (taken % 3 == 0)
			(void)usleep(300);
		pipe_close(&p);
		assert_true(m.made <= taken + BATCHES);
		pipe_close(&p);
	}
}

static void a_closed_pipe_is_opened_again(void **state)
{
	struct maker m = { .last = 2, .fails_at = -1 };
	struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
	struct err e = { 0 };
	void *batch;

	(void)state;
	for (int i = 0; i < 3; i++) {
		m.made = 0;
		h_ok(pipe_open(&p, &e), e);
		assert_int_equal(pipe_open(&p, &e), -1);
		assert_int_equal(e.code, ERR_BUG);
		assert_int_equal(pipe_next(&p, &batch, &e), 1);
		is_whole(batch, 0);
		pipe_close(&p);
	}
}

static void one_batch_is_too_few(void **state)
{
	struct maker m = { .last = 1, .fails_at = -1 };
	struct pipe p CLEANUP(pipe_close) = pipe_of(&m);
	struct err e = { 0 };

	(void)state;
	p.n = 1;
	assert_int_equal(pipe_open(&p, &e), -1);
	assert_string_equal(e.msg, "a pipe needs two batches, and is opened once");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_come_whole_and_in_order),
		cmocka_unit_test(a_slow_caller_finds_the_same),
		cmocka_unit_test(nothing_to_make_is_an_end),
		cmocka_unit_test(an_error_comes_after_the_batches_before_it),
		cmocka_unit_test(the_caller_may_leave_at_any_time),
		cmocka_unit_test(a_closed_pipe_is_opened_again),
		cmocka_unit_test(one_batch_is_too_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
