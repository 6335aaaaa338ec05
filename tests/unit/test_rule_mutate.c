/*
 * One broken field is one finding. In a clean municipality one field of one record is changed for
 * each of many children, in several ways; what is found of a child after that must come from a
 * rule that reads the field, and few rules may find something of the same change. The tables say
 * what is known to follow.
 */
#include "tests/harness/h.h"

#include "common/buf.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "extract/inbox.h"
#include "fixtures/generate/generate.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/rule_reads.h"

enum { CHILDREN = 1500, YEARS = 3 };

struct town {
	struct arena a;
	struct ctx c;
	struct entities all;
	struct rules rules;
	char dir[512];
};

/* --- what is changed -------------------------------------------------------------------------- */

/* Where a record's child stands, from `e`, the record. */
static const struct home {
	const char *entity, *join, *child;
} homes[] = {
	{ "citizen", "", "e.citizen_id" },
	{ "relation", "", "e.citizen_id" },
	{ "case_file", "", "e.citizen_id" },
	{ "notification", "", "e.citizen_id" },
	{ "notification_reason", "JOIN child_of AS p ON p.id = e.notification_id", "p.child" },
	{ "examination", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "examination_domain",
	        "JOIN examination AS x USING (examination_id) JOIN child_of AS p ON p.id = "
	        "x.case_id",
	        "p.child" },
	{ "plan", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "plan_goal", "JOIN plan AS x USING (plan_id) JOIN child_of AS p ON p.id = x.case_id",
	        "p.child" },
	{ "decision", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "measure", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "appropriation",
	        "JOIN measure AS x USING (measure_id) JOIN child_of AS p ON p.id = x.case_id",
	        "p.child" },
	{ "placement_event", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "placement_reason",
	        "JOIN placement_event AS x USING (event_id) JOIN child_of AS p ON p.id = x.case_id",
	        "p.child" },
	{ "visit",
	        "JOIN (SELECT DISTINCT placement_id, case_id FROM placement_event) AS x USING "
	        "(placement_id) JOIN child_of AS p ON p.id = x.case_id",
	        "p.child" },
	{ "followup", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
	{ "municipality_change", "JOIN child_of AS p ON p.id = e.case_id", "p.child" },
};

/* How a value of a type is changed; @ is the column, # a number of its own. */
static const struct way {
	const char *type, *name, *when, *value;
} ways[] = {
	{ "*", "empty", "@ IS NOT NULL", "NULL" },
	{ "date", "garbage", "1", "'31-02-2026'" },
	{ "date", "earlier", "@ IS NOT NULL", "date(@, '-400 days')" },
	{ "date", "later", "@ IS NOT NULL", "date(@, '+400 days')" },
	{ "date", "filled", "@ IS NULL", "'2026-01-15'" },
	{ "time", "garbage", "1", "'i går'" },
	{ "time", "earlier", "@ IS NOT NULL", "strftime('%Y-%m-%dT%H:%M:%S', @, '-400 days')" },
	{ "time", "later", "@ IS NOT NULL", "strftime('%Y-%m-%dT%H:%M:%S', @, '+400 days')" },
	{ "code", "unknown", "1", "'¤'" },
	{ "code", "other", "@ IS NOT NULL", "(SELECT min(o.@@) FROM here AS o WHERE o.@@ <> @)" },
	{ "ref", "unknown", "1", "'findes-ikke-' || &" },
	{ "text", "other", "1", "'andet'" },
	{ "bool", "garbage", "1", "7" },
	{ "bool", "other", "1", "1 - @" },
	{ "int", "zero", "1", "0" },
	{ "ore", "zero", "1", "0" },
	{ "ore", "more", "1", "100 * @" },
	{ "pnr", "garbage", "1", "'x'" },
	{ "pnr", "other", "1", "printf('0402145%03d', #)" },
};

/* @, @@, $, & and # of a way become what they stand for. */
static const char *spell(struct town *t, const char *text, const char *column, const char *entity,
        const char *child, size_t number)
{
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 12);
	for (const char *s = text; *s; s++)
		if (s[0] == '@' && s[1] == '@')
			buf_printf(&b, "%s", column), s++;
		else if (*s == '@')
			buf_printf(&b, "e.%s", column);
		else if (*s == '$')
			buf_printf(&b, "%s", entity);
		else if (*s == '&')
			buf_printf(&b, "%s", child);
		else if (*s == '#')
			buf_printf(&b, "%zu", number);
		else
			buf_char(&b, *s);
	return arena_strdup(&t->a, b.data);
}

static bool fits(const struct column *c, const struct way *w)
{
	const char *type = c->ref ? "ref" : c->type->name;

	return strcmp(w->type, "*") == 0 || strcmp(w->type, type) == 0;
}

static const char *key_text(struct town *t, const struct entity *e)
{
	const char *text = "";

	for (size_t i = 0; i < e->key_count; i++)
		text = arena_printf(&t->a, "%s%scoalesce(e.%s, '')", text, i ? " || '/' || " : "",
		        e->columns[e->keys[i]].name);
	return text;
}

/* One record of a child that has no change yet: of `here`, where the entity's records stand. */
static void change_one(struct town *t, sqlite3 *store, const struct entity *en,
        const struct column *c, const struct way *w)
{
	size_t number = (size_t)h_int(store, "SELECT count(*) FROM changed");
	const char *value = spell(t, w->value, c->name, en->name, "e.child", number);
	const char *when = spell(t, w->when, c->name, en->name, "e.child", number);
	const char *key = en->columns[en->keys[0]].name;

	h_exec(store, arena_printf(&t->a,
	                      "INSERT INTO changed SELECT e.child, '%s', '%s', '%s', e.record, %s"
	                      " FROM here AS e WHERE (%s) AND NOT EXISTS"
	                      " (SELECT 1 FROM changed AS g WHERE g.child = e.child) LIMIT 1",
	                      en->name, c->name, w->name, value, when));
	h_exec(store,
	        arena_printf(&t->a,
	                "UPDATE %s AS e SET %s = (SELECT value FROM changed WHERE rowid = %zu)"
	                " WHERE e.%s = (SELECT h.%s FROM here AS h JOIN changed AS g USING "
	                "(record) WHERE g.rowid = %zu) AND %s = (SELECT record FROM changed "
	                "WHERE rowid = %zu)",
	                en->name, c->name, number + 1, key, key, number + 1, key_text(t, en),
	                number + 1));
}

static void change_entity(struct town *t, sqlite3 *store, const struct home *h)
{
	const struct entity *en = entity_find(&t->all, h->entity);

	h_exec(store,
	        arena_printf(&t->a,
	                "DROP TABLE IF EXISTS here; CREATE TEMP TABLE here AS SELECT %s AS"
	                " child, %s AS record, e.* FROM %s AS e %s WHERE e.deleted_at IS NULL;"
	                " CREATE INDEX here_record ON here (record)",
	                h->child, key_text(t, en), en->name, h->join));
	for (size_t k = 0; k < en->n; k++)
		for (size_t n = 0; n < COUNT_OF(ways); n++)
			if (!(en->columns[k].flags & COLUMN_KEY) && fits(&en->columns[k], &ways[n]))
				change_one(t, store, en, &en->columns[k], &ways[n]);
}

static void change_all(struct town *t)
{
	sqlite3 *store CLEANUP(db_closep) = NULL;

	assert_int_equal(
	        sqlite3_open(arena_printf(&t->a, "%s/casestore.db", t->dir), &store), SQLITE_OK);
	h_exec(store, "PRAGMA synchronous = OFF; BEGIN;"
	              "CREATE TABLE child_of (id TEXT PRIMARY KEY, child TEXT) WITHOUT ROWID;"
	              "INSERT INTO child_of SELECT case_id, citizen_id FROM case_file"
	              " UNION ALL SELECT notification_id, citizen_id FROM notification;"
	              "CREATE TABLE changed (child TEXT, entity TEXT, field TEXT, way TEXT,"
	              " record TEXT, value); CREATE INDEX changed_child ON changed (child)");
	for (size_t i = 0; i < COUNT_OF(homes); i++)
		change_entity(t, store, &homes[i]);
	h_exec(store, "COMMIT");
}

/* --- before and after ---------------------------------------------------------------------------
 */

static void read_all(struct town *t)
{
	struct source_result store = { 0 }, feeds[INBOX_RESULTS] = { 0 };
	struct err e = { 0 };
	size_t n;

	h_ctx(&t->c, h_mart(), &t->a, t->dir);
	h_ok(casestore_extract(&t->c, &store, &e), e);
	h_ok(inbox_extract(&t->c, feeds, &n, &e), e);
	h_ok(codelist_load(t->c.db, &e), e);
	h_ok(finance_tables_load(t->c.db, t->dir, &e), e);
}

static void judge(struct town *t)
{
	struct rule_counts n;
	struct err e = { 0 };

	h_ok(rules_run(&t->c, &t->rules, NULL, &n, &e), e);
}

/* What each finding comes from: the change of its child. A reference that leads nowhere says whose
 * it was. */
#define TRACED                                                                                     \
	"CREATE TABLE was_read (rule TEXT, entity TEXT, field TEXT, PRIMARY KEY (rule, entity, "   \
	"field)) WITHOUT ROWID;"                                                                   \
	"CREATE TABLE traced AS SELECT f.rule, f.stage, f.entity AS at, f.record_key, f.field AS " \
	"blamed, f.found, f.expected, g.*"                                                         \
	" FROM (SELECT *, coalesce((SELECT k.child FROM store.child_of AS k"                       \
	" WHERE k.id = finding.case_id), replace(citizen_id, 'findes-ikke-', '')) AS whose"        \
	" FROM finding) AS f LEFT JOIN store.changed AS g ON g.child = f.whose"                    \
	" OR (f.whose IS NULL AND g.entity = f.entity AND g.record = f.record_key)"                \
	" WHERE f.stage IN ('transform', 'extract:casestore');"

static void note_reads(struct town *t)
{
	for (size_t i = 0; i < t->rules.n; i++) {
		struct rule_reads reads;
		struct err e = { 0 };

		h_ok(rule_reads_of(t->c.db, &t->rules.rows[i], &t->a, &reads, &e), e);
		for (size_t k = 0; k < reads.n; k++)
			if (strncmp(reads.row[k].table, "staging_", 8) == 0)
				h_exec(t->c.db,
				        arena_printf(&t->a,
				                "INSERT OR IGNORE INTO was_read VALUES ('%s', "
				                "'%s', '%s')",
				                t->rules.rows[i].id, reads.row[k].table + 8,
				                reads.row[k].column));
	}
}

/* --- what may follow ---------------------------------------------------------------------------
 */

/* Findings that are no fault though they are not on the field that was changed, or not the only
 * ones of the change; * stands for any. */
static const struct known {
	const char *rule, *entity, *field, *way, *why;
} known[] = {
	{ "B03", "citizen", "foreign_no", "empty", "then there is no number at all" },
	{ "C07", "examination", "concluded_on", "empty", "one without an end is running" },
	{ "C05", "examination", "concluded_on", "empty", "the same" },
	{ "C06", "case_file", "closed_on", "empty", "one without an end is open" },
	{ "C06", "followup", "case_id", "empty", "it was the only thing in the case" },
};

static void forget_known(struct town *t)
{
	for (size_t i = 0; i < COUNT_OF(known); i++)
		h_exec(t->c.db,
		        arena_printf(&t->a,
		                "DELETE FROM traced WHERE rule GLOB '%s' AND entity = '%s' AND "
		                "field "
		                "GLOB '%s' AND way GLOB '%s'",
		                known[i].rule, known[i].entity, known[i].field, known[i].way));
}

static int setup(void **state)
{
	static struct town t;
	struct generate_options o;
	struct err e = { 0 };

	t = (struct town){ 0 };
	generate_defaults(&o);
	snprintf(t.dir, sizeof t.dir, "%s", h_tmp("rule_mutate"));
	o.dir = t.dir;
	o.children = CHILDREN;
	o.years = YEARS;
	o.defects = 0;
	o.lateness = 0;
	h_ok(generate_run(&o, &e), e);
	h_ok(entities_read(&t.a, &t.all, &e), e);
	h_ok(rules_load(&t.a, &t.rules, &e), e);
	change_all(&t);
	read_all(&t);
	judge(&t);
	h_exec(t.c.db, arena_printf(&t.a, "ATTACH '%s/casestore.db' AS store", t.dir));
	h_exec(t.c.db, TRACED);
	note_reads(&t);
	forget_known(&t);
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

/* --- tests --------------------------------------------------------------------------------------
 */

static void none(struct town *t, const char *what, const char *sql)
{
	const char *rows = h_rows(t->c.db, &t->a, sql);

	if (*rows)
		fail_msg("%s:\n%s", what, rows);
}

#define SHOWN                                                                                      \
	"rule, entity || '.' || field, way, coalesce(value, 'NULL'), 'finds', at, record_key,"     \
	" blamed, found, expected"

static void enough_is_changed(void **state)
{
	struct town *t = *state;

	assert_true(h_int(t->c.db, "SELECT count(*) FROM store.changed") > 380);
	assert_true(
	        h_int(t->c.db, "SELECT count(DISTINCT entity || field) FROM store.changed") > 110);
}

static void a_finding_is_of_a_child_that_was_changed(void **state)
{
	none(*state, "findings on what was not changed, or that do not say whose they are",
	        "SELECT rule, at, record_key, blamed, found, expected FROM traced"
	        " WHERE stage = 'transform' AND entity IS NULL");
}

static void a_rule_reads_what_makes_it_find(void **state)
{
	none(*state, "findings of rules that do not read the field",
	        "SELECT " SHOWN " FROM traced WHERE stage = 'transform' AND entity IS NOT NULL"
	        " AND NOT EXISTS (SELECT 1 FROM was_read AS r WHERE r.rule = traced.rule"
	        " AND r.entity = traced.entity AND r.field = traced.field)");
}

/* What cannot be read, is missing or is in no list is told of where it is, and once. */
static void a_broken_field_is_one_finding(void **state)
{
	none(*state, "follow-on findings of a field that is broken",
	        "SELECT " SHOWN " FROM traced WHERE stage = 'transform' AND way IN ('garbage', "
	        "'unknown', 'empty') AND (at <> entity OR record_key <> record OR blamed <> "
	        "field)");
	none(*state, "told of twice",
	        "SELECT group_concat(rule), entity || '.' || field, way, record FROM traced"
	        " WHERE way IN ('garbage', 'unknown', 'empty') GROUP BY child HAVING count(*) > 1");
}

static void few_rules_find_the_same(void **state)
{
	none(*state, "more than three rules on one change",
	        "SELECT group_concat(DISTINCT rule), entity || '.' || field, way, record, value "
	        "FROM traced"
	        " WHERE stage = 'transform' AND entity IS NOT NULL GROUP BY child"
	        " HAVING count(DISTINCT rule) > 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enough_is_changed),
		cmocka_unit_test(a_finding_is_of_a_child_that_was_changed),
		cmocka_unit_test(a_rule_reads_what_makes_it_find),
		cmocka_unit_test(a_broken_field_is_one_finding),
		cmocka_unit_test(few_rules_find_the_same),
	};

	return cmocka_run_group_tests_name("rule_mutate", tests, setup, teardown);
}
