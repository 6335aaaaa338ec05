/*
 * Does every rule, fact, aggregate, record, key figure and table look rows up, instead of reading a
 * whole table again for each row of another? SQLite's plan tells: an inner loop of a join, or a
 * correlated subquery, that scans a table.
 */
#include "tests/harness/h.h"

#include "transform/codelist.h"
#include "transform/kpi.h"
#include "transform/rule.h"
#include "transform/step.h"
#include "transform/tables.h"

enum { NODES = 512 };

struct plan {
	int64_t id[NODES], parent[NODES];
	bool correlated[NODES];
	size_t n;
	int judged, faults;
};

static bool stored(const char *word, size_t n)
{
	static const char *const tables[] = { "fact_", "staging_", "finding", "record_",
		"ledger_" };

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (n > strlen(tables[i]) && strncmp(word, tables[i], strlen(tables[i])) == 0)
			return true;
	return false;
}

/* Whether `alias` of the plan stands for a table that grows with the town: its name, or the word
 * before AS. */
static bool grows(const char *sql, const char *alias)
{
	size_t n = strcspn(alias, " ");
	const char *at;
	char as[80];

	if (stored(alias, n))
		return true;
	snprintf(as, sizeof as, " AS %.*s", (int)n, alias);
	for (at = strstr(sql, as); at; at = strstr(at + 1, as)) {
		const char *from = at;

		while (from > sql && !strchr(" \t\n(", from[-1]))
			from--;
		if (!strchr("_abcdefghijklmnopqrstuvwxyz0123456789", at[strlen(as)]) &&
		        stored(from, (size_t)(at - from)))
			return true;
	}
	return false;
}

/* Scans that end at the first row they find, once for each year. */
static bool known(const char *sql)
{
	return strstr(sql, "WITH RECURSIVE years") != NULL;
}

static bool in_loop(const struct plan *p, int64_t parent)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->parent[i] == parent)
			return true;
	return false;
}

static void row(struct plan *p, sqlite3_stmt *s, const char *sql)
{
	const char *text = (const char *)sqlite3_column_text(s, 3);
	int64_t id = sqlite3_column_int64(s, 0), parent = sqlite3_column_int64(s, 1);

	if (strncmp(text, "SCAN ", 5) == 0 && in_loop(p, parent) && grows(sql, text + 5) &&
	        !known(sql)) {
		p->faults++;
		print_message("%.700s\n  %s\n", sql, text);
	}
	if (strncmp(text, "SCAN ", 5) != 0 && strncmp(text, "SEARCH ", 7) != 0 &&
	        !strstr(text, "CORRELATED"))
		return;
	assert_true(p->n < NODES);
	p->id[p->n] = id;
	p->parent[p->n] = strstr(text, "CORRELATED") ? id : parent;
	p->n++;
}

static int explain(unsigned what, void *arg, void *stmt, void *text)
{
	struct plan *p = arg;
	sqlite3_stmt *s = NULL;
	const char *sql = sqlite3_sql(stmt);
	char *ask;

	(void)what, (void)text;
	if (!sql || strncmp(sql, "EXPLAIN", 7) == 0 || sqlite3_column_count(stmt) < 0)
		return 0;
	ask = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	p->n = 0;
	if (sqlite3_prepare_v2(sqlite3_db_handle(stmt), ask, -1, &s, NULL) == SQLITE_OK) {
		p->judged++;
		while (sqlite3_step(s) == SQLITE_ROW)
			row(p, s, sql);
	}
	sqlite3_finalize(s);
	sqlite3_free(ask);
	return 0;
}

static void make_tables(struct ctx *c, struct arena *a)
{
	struct table_def *d = arena_take(a, sizeof *d);
	struct tables_made made = { 0 };
	const struct def_file *f;
	struct err e = { 0 };
	size_t at = 0;

	while ((f = def_next("transform/tables/", ".sql", &at))) {
		h_ok(table_def_read(f, a, d, &e), e);
		h_ok(table_make(c, d, 2025, true, &made, &e), e);
	}
}

static void nothing_is_scanned_again_for_each_row(void **state)
{
	static const char *const folders[] = { "transform/facts/", "transform/aggs/",
		"transform/records/" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct plan p = { .n = 0 };
	sqlite3 *db = h_mart();
	struct rule_counts counts = { 0 };
	struct rules rules;
	struct kpi_result kpis = { 0 };
	struct err e = { 0 };
	int64_t steps = 0;
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_ok(codelist_load(db, &e), e);
	sqlite3_trace_v2(db, SQLITE_TRACE_STMT, explain, &p);
	h_ok(rules_load(&a, &rules, &e), e);
	h_ok(rules_run(&c, &rules, NULL, &counts, &e), e);
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		h_ok(steps_run(&c, folders[i], NULL, &steps, &e), e);
	h_ok(kpi_run(&c, &kpis, &e), e);
	h_ok(rules_run_after(&c, &rules, RULE_AFTER_FACTS, NULL, &counts, &e), e);
	h_ok(rules_run_after(&c, &rules, RULE_AFTER_RECORDS, NULL, &counts, &e), e);
	make_tables(&c, &a);
	sqlite3_trace_v2(db, 0, NULL, NULL);
	db_closep(&db);
	assert_true(p.judged > counts.rules + steps);
	assert_int_equal(p.faults, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_scanned_again_for_each_row),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
