/* The keys of a definition that say how what changed is sent. */
#include "tests/harness/h.h"

#include "report/def.h"

#define HEAD                                                                                       \
	"id = t\ntext_da = t\ntext_en = t\nlegal = t\nfrom = 2022M01\nperiod = month\n"            \
	"query = 2022M01.sql\nrecords = record_l231\nentity = measure\nkey = measure_id\n"         \
	"sign = none\nfile = f\nformat = csv\ncolumn = ID measure_id text:1..50\n"                 \
	"column = CPR pnr cpr\ncolumn = UDL foreign_no text:1..9\n"
#define OP "column = OP - text:1..9\nop = OP add:Ny change:Ret remove:Slet\n"

static int parse(struct arena *a, const char *text, struct report_def *d, struct err *e)
{
	struct def_file *f = arena_take(a, sizeof *f);

	*f = (struct def_file){ "report/defs/dst-l231/x.def", text, strlen(text) };
	return report_def_parse(f, a, d, e);
}

static void roles_are_given_to_columns(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_def *d = arena_take(&a, sizeof *d);
	struct err e = { 0 };

	(void)state;
	h_ok(parse(&a, HEAD "delta = operations\nold = WAS CPR UDL\ncolumn = WAS - text:1..99\n" OP,
	             d, &e),
	        e);
	assert_int_equal(d->delta, DELTA_OPERATIONS);
	assert_string_equal(d->op_word[OP_CHANGE], "Ret");
	assert_int_equal(d->column[0].role, COLUMN_DATA);
	assert_int_equal(d->column[3].role, COLUMN_OLD);
	assert_int_equal(d->column[3].olds, 2);
	assert_int_equal(d->column[3].old[1], 2);
	assert_int_equal(d->column[4].role, COLUMN_OP);
}

static void what_does_not_fit_together_is_said(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ HEAD "delta = sometimes\n", "neither upsert" },
		{ HEAD "delta = operations\n", "'op' goes with" },
		{ HEAD "delta = upsert\n" OP, "'op' goes with" },
		{ HEAD OP, "'delta' is missing" },
		{ HEAD "delta = append\n" OP, "'version-of' goes with" },
		{ HEAD "delta = operations\nversion-of = NO\n" OP,
		        "version-of = NO: no such column" },
		{ HEAD "delta = operations\ncolumn = X - text:1..9\n" OP,
		        "column 'X': the source" },
		{ HEAD "delta = operations\ncorrects = CPR\n" OP, "column 'CPR': the source" },
		{ HEAD "delta = operations\ncorrects = OP\n" OP, "by another key already" },
		{ HEAD "delta = operations\ncolumn = OP - text:1..9\nop = OP add:Ny change:Ret\n",
		        "written as COLUMN add:" },
		{ HEAD "delta = upsert\nold = CPR\n", "written as COLUMN FROM" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct report_def *d = arena_take(&a, sizeof *d);
		struct err e = { 0 };

		assert_int_equal(parse(&a, cases[i].text, d, &e), -1);
		if (!strstr(e.msg, cases[i].why))
			fail_msg("case %zu: '%s' not in '%s'", i, cases[i].why, e.msg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_are_given_to_columns),
		cmocka_unit_test(what_does_not_fit_together_is_said),
	};

	return cmocka_run_group_tests_name("delta keys", tests, NULL, NULL);
}
