/*
 * A rule's scope is a promise: what it finds of a child depends on rows of that child and on
 * registers alone. Every child is given a twin, the same in everything but its keys: a rule of
 * scope file, field, record or case must find the same of the first children as when they were
 * alone.
 */
#include "tests/harness/h.h"

#include "extract/casestore.h"
#include "extract/inbox.h"
#include "extract/kin.h"
#include "fixtures/generate/generate.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/rule.h"

#define TWIN "tvilling-"

#define FOUND                                                                                      \
	"rule, consequence, entity, record_key, case_id, citizen_id, field, found, expected, "     \
	"clash, event_day, due_day"

struct town {
	struct arena a;
	struct ctx c;
	char dir[512];
};

static void generate(struct town *t)
{
	struct source_result store = { 0 }, feeds[INBOX_RESULTS] = { 0 };
	struct generate_options o;
	struct err e = { 0 };
	size_t n;

	generate_defaults(&o);
	o.dir = t->dir;
	o.children = 150;
	o.defects = 700;
	o.lateness = 100;
	snprintf(t->dir, sizeof t->dir, "%s", h_tmp("rule_scope"));
	h_ok(generate_run(&o, &e), e);
	h_ctx(&t->c, h_mart(), &t->a, t->dir);
	h_ok(casestore_extract(&t->c, &store, &e), e);
	h_ok(inbox_extract(&t->c, feeds, &n, &e), e);
	h_ok(codelist_load(t->c.db, &e), e);
	h_ok(finance_tables_load(t->c.db, t->dir, &e), e);
}

static void judge(struct town *t, struct rules *rules)
{
	struct rule_counts n;
	struct err e = { 0 };

	h_ok(rules_run(&t->c, rules, NULL, &n, &e), e);
}

static void add_twins(struct town *t)
{
	struct err e = { 0 };
	struct kin k;

	h_ok(kin_read(&t->a, &k, &e), e);
	for (size_t i = 0; i < k.all.n; i++) {
		const struct entity *en = &k.all.all[i];
		const char *values = "file, line";

		for (size_t c = 0; c < en->n; c++)
			values = arena_printf(&t->a, "%s, %s%s", values,
			        kin_kind(&k, en->name, en->columns[c].name) ? "'" TWIN "' || " : "",
			        en->columns[c].name);
		if (k.child[i])
			h_exec(t->c.db, arena_printf(&t->a,
			                        "INSERT INTO staging_%s SELECT %s FROM staging_%s",
			                        en->name, values, en->name));
	}
}

/* For the rules that made such a promise; a twin's findings are not compared. */
static const char *differences(struct town *t, const char *less, const char *than)
{
	return h_rows(t->c.db, &t->a,
	        arena_printf(&t->a,
	                "SELECT rule, entity, record_key, field, found, expected, clash FROM"
	                " (SELECT " FOUND " FROM %s EXCEPT SELECT " FOUND " FROM %s)"
	                " WHERE rule IN (SELECT rule FROM promised)"
	                "   AND coalesce(record_key, '') NOT LIKE '" TWIN "%%'"
	                "   AND coalesce(case_id, '') NOT LIKE '" TWIN "%%'"
	                "   AND coalesce(citizen_id, '') NOT LIKE '" TWIN "%%' LIMIT 20",
	                less, than));
}

static bool promises(const struct rule *r)
{
	static const char *const scopes[] = { "file", "field", "record", "case" };

	for (size_t i = 0; i < COUNT_OF(scopes); i++)
		if (strcmp(head_get(&r->head, "scope"), scopes[i]) == 0)
			return true;
	return false;
}

static int64_t note_promises(struct town *t, const struct rules *rules)
{
	int64_t n = 0;

	h_exec(t->c.db, "CREATE TABLE promised (rule TEXT PRIMARY KEY)");
	for (size_t i = 0; i < rules->n; i++)
		if (promises(&rules->rows[i])) {
			h_exec(t->c.db, arena_printf(&t->a, "INSERT INTO promised VALUES ('%s')",
			                        rules->rows[i].id));
			n++;
		}
	return n;
}

/* What is found of the first children, alone and beside their twins; "" where it is the same. */
static const char *compare(struct town *t, struct rules *rules)
{
	const char *lost, *made;

	judge(t, rules);
	h_exec(t->c.db, "CREATE TABLE alone AS SELECT * FROM finding WHERE stage = 'transform'");
	add_twins(t);
	judge(t, rules);
	lost = differences(t, "alone", "finding");
	made = differences(t, "finding", "alone");
	return *lost || *made ? arena_printf(&t->a, "only alone:\n%sonly beside:\n%s", lost, made)
	                      : "";
}

static int setup(void **state)
{
	static struct town t;

	t = (struct town){ 0 };
	generate(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	struct town *t = *state;

	db_closep(&t->c.db);
	h_tmp_remove(t->dir);
	arena_done(&t->a);
	return 0;
}

static void a_rule_that_keeps_to_a_child_does_not_see_its_twin(void **state)
{
	struct town *t = *state;
	struct rules rules;
	struct err e = { 0 };
	const char *told;

	h_ok(rules_load(&t->a, &rules, &e), e);
	assert_true(note_promises(t, &rules) > 20);
	told = compare(t, &rules);
	if (*told)
		fail_msg("scope is not what the head says: should it be cases, periods or "
		         "macro?\n%s",
		        told);
	assert_true(h_int(t->c.db, "SELECT count(DISTINCT rule) FROM alone"
	                           " WHERE rule IN (SELECT rule FROM promised)") > 10);
}

/* The test can fail. */
static void a_rule_that_compares_children_is_told(void **state)
{
	static const char broken[] =
	        "-- id: Z01\n-- version: 1\n-- scope: record\n-- consequence: answer\n-- kind: "
	        "entry\n"
	        "-- legal: l\n-- text_da: d\n-- text_en: e\n-- who: w\n-- reads: staging_citizen\n"
	        "-- mend_da: m\n-- mend_en: m\n-- by: 14\n-- blames: pnr\n"
	        "-- checks: staging_citizen\n"
	        "SELECT 'citizen' AS entity, c.citizen_id AS record_key, c.citizen_id, 'pnr' AS "
	        "field\n"
	        "  FROM staging_citizen AS c WHERE EXISTS (SELECT 1 FROM staging_citizen AS o"
	        " WHERE o.pnr = c.pnr AND o.citizen_id <> c.citizen_id)\n";
	struct town *t = *state;
	struct err e = { 0 };
	struct rule r;
	struct rules one = { .arena = &t->a, .rows = &r, .n = 1 };

	h_ok(rule_parse("Z01_x.sql", broken, &t->a, &r, &e), e);
	assert_int_equal(note_promises(t, &one), 1);
	assert_string_not_equal(compare(t, &one), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_rule_that_keeps_to_a_child_does_not_see_its_twin, setup, teardown),
		cmocka_unit_test_setup_teardown(
		        a_rule_that_compares_children_is_told, setup, teardown),
	};

	return cmocka_run_group_tests_name("rule_scope", tests, NULL, NULL);
}
