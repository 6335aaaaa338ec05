/* Each rule against its fixture, read by the real readers. RULES="E01 E02" limits it to some. */
#include "tests/harness/h_rule.h"

#include <unistd.h>

#include "common/buf.h"
#include "common/defs.h"
#include "extract/entity.h"

enum { RULES_MAX = 400, FIELDS_MAX = 64 };

/* What is wrong with all of them, so that one run tells all. */
struct faults {
	struct buf text;
	size_t n;
};

#define FAULT(f, ...) ((f)->n++, (void)buf_printf(&(f)->text, __VA_ARGS__))

static bool asked_for(const char *id)
{
	const char *word[RULES_MAX], *only = getenv("RULES");
	struct arena a CLEANUP(arena_done) = { 0 };
	size_t n = only ? def_words(&a, only, word, RULES_MAX) : 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(word[i], id) == 0)
			return true;
	return !only || !*only;
}

static bool same(const char *want, const char *got)
{
	return strcmp(want ? want : "-", *got ? got : "-") == 0;
}

static struct h_want *wanted(const struct h_case *k, const struct rule *r, sqlite3_stmt *s)
{
	for (struct h_want *w = k->wants; w; w = w->next)
		if (w->said == H_FINDS && !w->met && same(w->entity, col_text(s, 0)) &&
		        same(w->key, col_text(s, 1)) && same(w->field, col_text(s, 2)) &&
		        same(w->consequence ? w->consequence : r->consequence, col_text(s, 3)))
			return w;
	return NULL;
}

static void compare(struct h_world *w, const struct rule *r, struct faults *f)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	int rc;

	h_ok(db_prepare(w->db,
	             "SELECT entity, record_key, field, consequence, found, expected, clash"
	             " FROM finding WHERE stage = 'transform' ORDER BY 1, 2, 3, 4",
	             "finding", &s, &e),
	        e);
	while ((rc = db_step(s, &e)) > 0) {
		struct h_want *x = wanted(w->of, r, s);

		if (x)
			x->met = true;
		else
			FAULT(f,
			        "%s:%d: case '%s': %s finds what is not listed: %s %s %s %s"
			        " (found '%s', expected '%s', clash '%s')\n",
			        w->of->path, w->of->line, w->of->name, r->id, col_text(s, 0),
			        col_text(s, 1), col_text(s, 2), col_text(s, 3), col_text(s, 4),
			        col_text(s, 5), col_text(s, 6));
	}
	h_ok(rc, e);
}

static void hold_wants(struct h_world *w, const struct rule *r, struct faults *f)
{
	for (const struct h_want *x = w->of->wants; x; x = x->next) {
		if (x->said == H_FINDS && !x->met)
			FAULT(f, "%s:%d: case '%s': %s does not find %s %s %s %s\n", w->of->path,
			        x->line, w->of->name, r->id, x->entity, x->key, x->field,
			        x->consequence ? x->consequence : r->consequence);
		if (x->said == H_CLEAN && !h_world_has(w, x->entity, x->key))
			FAULT(f, "%s:%d: case '%s': there is no %s %s\n", w->of->path, x->line,
			        w->of->name, x->entity, x->key);
	}
}

/* A finding on a row of the case store has the key that the readers give it: so it is found by
 * `indberet row`, and stands back where the reader has told of the row. */
static bool known_record(struct h_world *w, sqlite3_stmt *s)
{
	return !entity_find(h_entities(), col_text(s, 0)) ||
	       h_world_has(w, col_text(s, 0), col_text(s, 1)) ||
	       h_world_remembers(w, col_text(s, 1));
}

static bool blamed(struct h_world *w, const struct rule *r, const char *field)
{
	const char *blames = head_get(&r->head, "blames"), *word[FIELDS_MAX];
	size_t n = blames ? def_words(&w->a, blames, word, FIELDS_MAX) : 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(word[i], field) == 0 || strcmp(word[i], "*") == 0)
			return true;
	return false;
}

static void say_enough(struct h_world *w, const struct rule *r, struct faults *f)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	int rc;

	h_ok(db_prepare(w->db,
	             "SELECT entity, record_key, field, who IS NULL OR rule_text(rule, 'da') IS "
	             "NULL OR rule_text(rule, 'en') IS NULL OR version IS NULL OR entity IS NULL "
	             "OR field IS NULL FROM finding"
	             " WHERE stage = 'transform' ORDER BY 1, 2, 3",
	             "finding", &s, &e),
	        e);
	while ((rc = db_step(s, &e)) > 0) {
		if (sqlite3_column_int(s, 3))
			FAULT(f, "%s: case '%s': a finding of %s on %s %s lacks entity or field\n",
			        w->of->path, w->of->name, r->id, col_text(s, 0), col_text(s, 1));
		if (!blamed(w, r, col_text(s, 2)))
			FAULT(f, "%s: case '%s': %s does not say that it blames %s\n", w->of->path,
			        w->of->name, r->id, col_text(s, 2));
		if (!known_record(w, s))
			FAULT(f, "%s: case '%s': %s names a record that is not there: %s %s\n",
			        w->of->path, w->of->name, r->id, col_text(s, 0), col_text(s, 1));
	}
	h_ok(rc, e);
}

/* --- nothing secret ----------------------------------------------------------------------------
 */

/* Columns that tell who somebody is: of the case store as it says, and of the feeds. */
static void each_secret(struct h_world *w, const struct entities *all,
        void (*run)(struct h_world *w, const char *table, const char *column))
{
	static const char *const feeds[][2] = { { "staging_posting", "pnr" },
		{ "staging_cpr_name", "name" }, { "staging_cpr_person", "pnr" } };

	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < all->all[i].n; k++)
			if (all->all[i].columns[k].flags & COLUMN_SECRET)
				run(w, arena_printf(&w->a, "staging_%s", all->all[i].name),
				        all->all[i].columns[k].name);
	for (size_t i = 0; i < COUNT_OF(feeds); i++)
		run(w, feeds[i][0], feeds[i][1]);
}

static void note_values(struct h_world *w, const char *table, const char *column)
{
	h_exec(w->db, arena_printf(&w->a, "INSERT INTO secret SELECT %s FROM %s", column, table));
}

/* Text that no rule can take for a number, and that looks broken besides. */
static void set_markers(struct h_world *w, const char *table, const char *column)
{
	h_exec(w->db, arena_printf(&w->a, "UPDATE %s SET %s = 'MARKØR-Ã¦-' || coalesce(%s, '')",
	                      table, column, column));
}

static int64_t leaks(sqlite3 *db)
{
	return h_int(db,
	        "SELECT count(*) FROM secret AS s JOIN finding AS f"
	        " ON instr(coalesce(f.record_key, '') || ' ' || coalesce(f.found, '') || ' ' ||"
	        " coalesce(f.expected, '') || ' ' || coalesce(f.clash, '') || ' ' ||"
	        " coalesce(f.note_da, '') || ' ' || coalesce(f.note_en, ''), s.value)"
	        " WHERE f.stage = 'transform' AND length(s.value) > 6");
}

/* Once as it came, once with marks instead of the values. */
static void keep_secrets(struct h_world *w, const struct rule *r, struct faults *f)
{
	struct rule_counts n;

	h_exec(w->db, "CREATE TEMP TABLE secret(value TEXT)");
	each_secret(w, h_entities(), note_values);
	if (leaks(w->db))
		FAULT(f, "%s: case '%s': %s shows a secret value\n", w->of->path, w->of->name,
		        r->id);
	each_secret(w, h_entities(), set_markers);
	each_secret(w, h_entities(), note_values);
	h_world_judge(w, r, &n);
	if (leaks(w->db))
		FAULT(f, "%s: case '%s': %s shows a secret value that has not its form\n",
		        w->of->path, w->of->name, r->id);
}

/* --- a case ------------------------------------------------------------------------------------
 */

static void judge_case(const struct h_case *k, const struct rule *r, struct faults *f)
{
	size_t before = f->n;
	struct rule_counts n;
	struct h_world w;

	h_world_begin(&w, k);
	h_world_judge(&w, r, &n);
	compare(&w, r, f);
	hold_wants(&w, r, f);
	say_enough(&w, r, f);
	keep_secrets(&w, r, f);
	if (k->line == 1 && n.checked == 0)
		FAULT(f, "%s: %s checks nothing\n", k->path, r->id);
	if (f->n > before && *h_world_remarks(&w))
		FAULT(f, "  the readers remarked:\n%s", h_world_remarks(&w));
	h_world_end(&w);
}

static bool shows(const struct h_fixture *x, const char *kind)
{
	for (const struct h_case *k = x->cases; k; k = k->next)
		for (const struct h_want *w = k->wants; w; w = w->next)
			if (strcmp(w->kind, kind) == 0)
				return true;
	return false;
}

static void all_kinds(const struct h_fixture *x, struct faults *f)
{
	static const char *const kinds[] = { "clean", "failing", "boundary", "missing" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!shows(x, kinds[i]))
			FAULT(f,
			        "%s: nothing is %s; where that makes no sense: 'none %s because "
			        "…'\n",
			        x->path, kinds[i], kinds[i]);
}

static void judge_rule(struct arena *a, const struct rule *r, struct faults *f)
{
	const char *path = arena_printf(a, "fixtures/rules/%s.txt", r->id);
	struct h_fixture x;

	if (!file_exists(path)) {
		FAULT(f, "rule %s has no fixture %s\n", r->id, path);
		return;
	}
	h_fixture_read(r->id, a, &x);
	for (const struct h_case *k = x.cases; k; k = h_few() ? NULL : k->next)
		judge_case(k, r, f);
	all_kinds(&x, f);
}

static void every_rule_finds_exactly_what_its_fixture_says(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct faults f = { 0 };
	struct err e = { 0 };
	struct rules r;

	(void)state;
	buf_init(&f.text, 1 << 20);
	h_ok(rules_load(&a, &r, &e), e);
	for (size_t i = 0; i < r.n; i += h_few() ? 2 : 1)
		if (asked_for(r.rows[i].id))
			judge_rule(&a, &r.rows[i], &f);
	if (f.n)
		fprintf(stderr, "%s", f.text.data);
	buf_done(&f.text);
	assert_int_equal(f.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_finds_exactly_what_its_fixture_says),
	};

	return cmocka_run_group_tests_name("rule_fixtures", tests, NULL, NULL);
}
