/* Which tables does a definition read and write? SQLite's authorizer sees every one; the test
 * listens. */
#include "tests/harness/h.h"

#include "transform/codelist.h"
#include "transform/rule.h"

struct seen {
	struct arena *arena;
	const char *tables, *views; /* each between blanks */
	const char *reads[64], *writes[64];
	size_t n_reads, n_writes;
};

static void note(struct seen *s, const char **list, size_t *n, const char *table)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(list[i], table) == 0)
			return;
	assert_true(*n < 64);
	list[(*n)++] = arena_strdup(s->arena, table);
}

static struct seen seen_in(sqlite3 *db, struct arena *a)
{
	return (struct seen){ .arena = a,
		.tables = h_rows(db, a,
		        "SELECT ' ' || group_concat(name, ' ') || ' ' FROM sqlite_schema WHERE "
		        "type = "
		        "'table'"),
		.views = h_rows(db, a,
		        "SELECT ' ' || group_concat(name, ' ') || ' ' FROM sqlite_schema WHERE "
		        "type = "
		        "'view'") };
}

/* Not the name of a common table expression. */
static bool known(const struct seen *s, const char *table)
{
	const char *word = arena_printf(s->arena, " %s ", table);

	return strstr(s->tables, word) || strstr(s->views, word);
}

static int listen_to(void *ctx, int action, const char *table, const char *column,
        const char *database, const char *via)
{
	struct seen *s = ctx;

	(void)column;
	if (via && strstr(s->views, arena_printf(s->arena, " %s ", via)))
		return SQLITE_OK; /* the view itself was told of */
	if (!table || strncmp(table, "sqlite_", 7) == 0 ||
	        (database && strcmp(database, "temp") == 0))
		return SQLITE_OK;
	if (action == SQLITE_READ && known(s, table))
		note(s, s->reads, &s->n_reads, table);
	if (action == SQLITE_INSERT || action == SQLITE_DELETE || action == SQLITE_UPDATE)
		note(s, s->writes, &s->n_writes, table);
	return SQLITE_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *sorted(struct arena *a, const char **list, size_t n)
{
	const char *out = "";

	qsort(list, n, sizeof *list, by_name);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? " " : "", list[i]);
	return out;
}

static const char *sorted_words(struct arena *a, const char *text)
{
	const char *words[64];
	size_t n = def_words(a, text, words, 64);

	return sorted(a, words, n);
}

static bool allowed(const char *table, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (strncmp(table, *prefixes, strlen(*prefixes)) == 0)
			return true;
	return false;
}

static void judge(const char *path, const char *verb, const char **list, size_t n,
        const char *const *prefixes, const char *head, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		if (!allowed(list[i], prefixes))
			fail_msg("%s %s %s, which it may not", path, verb, list[i]);
	if (strcmp(sorted(a, list, n), sorted_words(a, head)) != 0)
		fail_msg("%s: its head says it %s\n%s\nand it %s\n%s", path, verb,
		        sorted_words(a, head), verb, sorted(a, list, n));
}

static void rules_read_staging_and_write_findings(void **state)
{
	static const char *const reads[] = { "staging_", "codelist", "finding", "ledger_",
		"approval", NULL };
	/* Those that run after the facts and records: what is made of them too. */
	static const char *const after[] = { "staging_", "codelist", "finding", "ledger_",
		"approval", "rule_result", "fact_", "agg_", "record_", NULL };
	static const char *const writes[] = { "finding", NULL };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct rules r;
	struct err e = { 0 };

	(void)state;
	h_ok(rules_load(&a, &r, &e), e);
	for (size_t i = 0; i < r.n; i++) {
		struct seen s = seen_in(db, &a);
		sqlite3_stmt *stmt CLEANUP(stmt_done) = NULL;
		const struct head *h = &r.rows[i].head;
		const char *sql;

		h_ok(rule_statement(db, &r.rows[i], &a, &sql, &e), e);
		sqlite3_set_authorizer(db, listen_to, &s);
		h_ok(db_prepare(db, sql, h->path, &stmt, &e), e);
		sqlite3_set_authorizer(db, NULL, NULL);
		judge(h->path, "reads", s.reads, s.n_reads, head_get(h, "after") ? after : reads,
		        head_get(h, "reads"), &a);
		judge(h->path, "writes", s.writes, s.n_writes, writes, "finding", &a);
	}
	db_closep(&db);
}

/* What a rule says it checked is among what it reads. */
static void rules_count_what_they_read(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;
	struct err e = { 0 };

	(void)state;
	h_ok(rules_load(&a, &r, &e), e);
	for (size_t i = 0; i < r.n; i++) {
		const struct head *h = &r.rows[i].head;
		const char *what, *word[1];
		size_t cursor = 0;

		while ((what = head_each(h, "checks", &cursor)))
			if (def_words(&a, what, word, 1) != 1 ||
			        !strstr(head_get(h, "reads"), word[0]))
				fail_msg("%s counts '%s' and does not read it", h->path, what);
	}
}

static const struct layer {
	const char *folder;
	const char *reads[6], *writes[3];
} layers[] = {
	{ "transform/facts/", { "staging_", "codelist", "finding", "fact_", "ledger_child" },
	        { "fact_", "ledger_child" } },
	{ "transform/aggs/", { "fact_", "codelist", "agg_" }, { "agg_" } },
	{ "transform/records/", { "fact_", "finding", "codelist", "record_", "ledger_" },
	        { "record_", "finding" } },
};

static void steps_read_the_layers_below_and_write_their_own(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_ok(codelist_load(db, &e), e);
	for (size_t i = 0; i < COUNT_OF(layers); i++) {
		const struct def_file *f;
		size_t cursor = 0;

		while ((f = def_next(layers[i].folder, ".sql", &cursor))) {
			struct seen s = seen_in(db, &a);
			struct head h;
			int64_t rows;

			h_ok(step_head(f, &a, &h, &e), e);
			sqlite3_set_authorizer(db, listen_to, &s);
			h_ok(step_run(&c, f, &rows, &e), e);
			sqlite3_set_authorizer(db, NULL, NULL);
			judge(f->path, "reads", s.reads, s.n_reads, layers[i].reads,
			        head_get(&h, "reads"), &a);
			judge(f->path, "writes", s.writes, s.n_writes, layers[i].writes,
			        head_get(&h, "writes"), &a);
		}
	}
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_read_staging_and_write_findings),
		cmocka_unit_test(rules_count_what_they_read),
		cmocka_unit_test(steps_read_the_layers_below_and_write_their_own),
	};

	return cmocka_run_group_tests_name("direction", tests, NULL, NULL);
}
