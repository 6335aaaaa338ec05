/* An answer stands until a value changes, and a day that passes is none: what a rule finds of a
 * record, and what it clashes with, may not count days up to today. By the rules' own fixtures, and
 * the day after. */
#include "tests/harness/h_rule.h"

#include "common/defs.h"

enum { CASES = 2, FINDINGS_LEAST = 200 };

#define FOUND                                                                                      \
	"SELECT entity, record_key, field, clash, found FROM finding WHERE stage = 'transform'"    \
	" ORDER BY 1, 2, 3, 4, 5"

/* The rule's findings of the case as if it were so many days later. */
static char *found(struct h_case k, const struct rule *r, int days, struct arena *a)
{
	struct rule_counts counts;
	struct h_world w;
	char *rows;

	k.as_of += days;
	h_world_begin(&w, &k);
	h_world_judge(&w, r, &counts);
	rows = h_rows(w.db, a, FOUND);
	h_world_end(&w);
	return rows;
}

/* Entity, key and field: what stands before the third bar. */
static size_t place(const char *row)
{
	const char *at = row;

	for (int i = 0; i < 3; i++)
		at = strchr(at, '|') + 1;
	return (size_t)(at - row);
}

/* Rows of one place that are there on both days must be the same ones. */
static int moved(
        const char *id, const char *name, const char *today, const char *tomorrow, size_t *compared)
{
	int n = 0;

	for (const char *row = today; *row; row = strchr(row, '\n') + 1) {
		size_t len = strcspn(row, "\n") + 1, key = place(row);
		bool there = false, same = false;

		for (const char *t = tomorrow; *t; t = strchr(t, '\n') + 1) {
			there = there || strncmp(t, row, key) == 0;
			same = same || strncmp(t, row, len) == 0;
		}
		*compared += there;
		if (there && !same && ++n)
			print_error("%s, case '%s': the day after it is not: %.*s", id, name,
			        (int)len, row);
	}
	return n;
}

/* Figures of the municipality and of periods are those of the day. */
static bool is_of_records(const struct rule *r)
{
	const char *scope = head_get(&r->head, "scope");

	return strcmp(scope, "macro") != 0 && strcmp(scope, "periods") != 0 &&
	       strcmp(scope, "file") != 0;
}

static void no_finding_counts_the_days(void **state)
{
	struct arena all CLEANUP(arena_done) = { 0 };
	struct rules rules;
	struct err e = { 0 };
	size_t compared = 0;
	int n = 0;

	(void)state;
	h_ok(rules_load(&all, &rules, &e), e);
	for (size_t i = 0; i < rules.n; i++) {
		struct arena own CLEANUP(arena_done) = { 0 };
		const struct rule *r = &rules.rows[i];
		struct h_fixture f;
		int cases = h_few();

		if (!is_of_records(r) || (h_few() && i % 2))
			continue;
		h_fixture_read(r->id, &own, &f);
		for (const struct h_case *k = f.cases; k && cases++ < CASES; k = k->next)
			n += moved(r->id, k->name, found(*k, r, 0, &own), found(*k, r, 1, &own),
			        &compared);
	}
	assert_int_equal(n, 0);
	assert_true(compared >= FINDINGS_LEAST / (h_few() ? 5 : 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_finding_counts_the_days),
	};

	return cmocka_run_group_tests_name("answer_days", tests, NULL, NULL);
}
