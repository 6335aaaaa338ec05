/* The rules as a set: every file is registered, has a fixture, and names fields that there are. */
#include "tests/harness/h_rule.h"

#include <dirent.h>

#include "common/defs.h"
#include "common/text.h"
#include "extract/entity.h"
#include "extract/feed.h"
#include "transform/rule_reads.h"

enum { WORDS = 64, FIXTURES = 400 };

struct set {
	struct arena a;
	sqlite3 *db;
	struct rules rules;
	struct entities entities;
	struct feed_set feeds;
};

static int begin(void **state)
{
	struct set *s = calloc(1, sizeof *s);
	struct err e = { 0 };

	assert_non_null(s);
	s->db = h_mart();
	h_ok(rules_load(&s->a, &s->rules, &e), e);
	h_ok(entities_read(&s->a, &s->entities, &e), e);
	h_ok(feeds_load(&s->feeds, &s->a, NULL, NULL, &e), e);
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct set *s = *state;

	db_closep(&s->db);
	arena_done(&s->a);
	free(s);
	return 0;
}

static bool is_rule(struct set *s, const char *id)
{
	for (size_t i = 0; i < s->rules.n; i++)
		if (strcmp(s->rules.rows[i].id, id) == 0)
			return true;
	return false;
}

/* The files of a folder that end so. */
static size_t files(const char *folder, const char *suffix,
        void (*each)(struct set *s, const char *name), struct set *s)
{
	DIR *d = opendir(folder);
	struct dirent *f;
	size_t n = 0;

	assert_non_null(d);
	while ((f = readdir(d))) {
		const char *dot = strrchr(f->d_name, '.');

		if (!dot || strcmp(dot, suffix) != 0)
			continue;
		n++;
		if (each)
			each(s, f->d_name);
	}
	closedir(d);
	return n;
}

static void registered(struct set *s, const char *name)
{
	if (!is_rule(s, arena_strndup(&s->a, name, strcspn(name, "_"))))
		fail_msg("transform/rules/%s is not registered", name);
}

static void every_rule_on_disk_is_registered(void **state)
{
	struct set *s = *state;

	assert_int_equal(files("transform/rules", ".sql", registered, s), s->rules.n);
}

static void of_a_rule(struct set *s, const char *name)
{
	if (!is_rule(s, arena_strndup(&s->a, name, strcspn(name, "."))))
		fail_msg("fixtures/rules/%s belongs to no rule", name);
}

static void every_rule_has_a_fixture_and_every_fixture_a_rule(void **state)
{
	struct set *s = *state;

	assert_int_equal(files("fixtures/rules", ".txt", of_a_rule, s), s->rules.n);
	assert_int_equal(files("fixtures/rules", ".sql", NULL, s), 0);
}

/* --- fields ------------------------------------------------------------------------------------
 */

static const struct column *column_of(const struct entity *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return &t->columns[i];
	return NULL;
}

static bool of_its_place(const char *column)
{
	return strcmp(column, "file") == 0 || strcmp(column, "line") == 0 ||
	       strcmp(column, "byte") == 0 || strcmp(column, "ROWID") == 0;
}

/* Staging of the case store has the columns of the entity's definition; that a column is in the
 * mart at all, SQLite has seen to when it prepared the rule. */
static void every_field_that_a_rule_reads_is_defined(void **state)
{
	struct set *s = *state;
	struct rule_reads reads;
	struct err e = { 0 };

	for (size_t i = 0; i < s->rules.n; i++) {
		h_ok(rule_reads_of(s->db, &s->rules.rows[i], &s->a, &reads, &e), e);
		for (size_t k = 0; k < reads.n; k++) {
			const struct rule_read *r = &reads.row[k];
			const struct entity *t = strncmp(r->table, "staging_", 8) == 0
			                                 ? entity_find(&s->entities, r->table + 8)
			                                 : NULL;

			if (t && !of_its_place(r->column) && !column_of(t, r->column))
				fail_msg("%s reads %s.%s, which is not defined",
				        s->rules.rows[i].id, r->table, r->column);
		}
	}
}

/* What a finding may be about that is no column: a fact about a file, a month, the municipality. */
static const char *const beside_columns[] = {
#define BLAMED(name) #name,
#include "tests/harness/blamed.def"
#undef BLAMED
};

static bool is_field(struct set *s, const char *name)
{
	for (size_t i = 0; i < s->entities.n; i++)
		if (column_of(&s->entities.all[i], name))
			return true;
	for (size_t i = 0; i < s->feeds.n; i++)
		if (feed_column(&s->feeds.feeds[i], name))
			return true;
	for (size_t i = 0; i < COUNT_OF(beside_columns); i++)
		if (strcmp(beside_columns[i], name) == 0)
			return true;
	return false;
}

static void every_field_that_a_rule_blames_is_defined(void **state)
{
	struct set *s = *state;

	for (size_t i = 0; i < s->rules.n; i++) {
		const char *blames = head_get(&s->rules.rows[i].head, "blames"), *word[WORDS];
		size_t n = blames ? def_words(&s->a, blames, word, WORDS) : 0;

		for (size_t k = 0; k < n; k++)
			if (strcmp(word[k], "*") != 0 && !is_field(s, word[k]))
				fail_msg("%s blames '%s', which is no column of an entity or a "
				         "feed; what is about no column is listed in "
				         "tests/harness/blamed.def",
				        s->rules.rows[i].id, word[k]);
	}
}

/* A `*` over a table reads fields that the rule is not about, and makes it silent where they are
 * broken: it shows by the time of the last change, which hardly any rule is about. */
static void a_rule_names_what_it_reads(void **state)
{
	struct set *s = *state;

	for (size_t i = 0; i < s->rules.n; i++) {
		const struct rule *r = &s->rules.rows[i];
		struct rule_reads reads;
		struct err e = { 0 };

		if (strcmp(head_get(&r->head, "scope"), "field") == 0)
			continue;
		h_ok(rule_reads_of(s->db, r, &s->a, &reads, &e), e);
		for (size_t k = 0; k < reads.n; k++)
			if (strcmp(reads.row[k].column, "changed_at") == 0 &&
			        !strstr(r->head.body, "changed_at"))
				fail_msg("%s reads all of %s: write the columns instead of *",
				        r->id, reads.row[k].table);
	}
}

/* --- people ------------------------------------------------------------------------------------
 */

struct number {
	char pnr[11];
	const char *rule;
};

/* The ten digits at s stand alone. */
static bool number_at(const char *text, const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n == 10 && (s == text || !strchr("0123456789-", s[-1]));
}

static void note_number(struct number *all, size_t *n, const char *s, const char *rule)
{
	char pnr[11] = { 0 };
	int32_t born;

	memcpy(pnr, s, 10);
	if (!pnr_birth_day(pnr, &born) || strncmp(pnr, "0101", 4) == 0)
		return;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(all[i].pnr, pnr) == 0 && strcmp(all[i].rule, rule) != 0)
			fail_msg("fixtures of %s and %s both have the personal number %s",
			        all[i].rule, rule, pnr);
	assert_true(*n < WORDS * FIXTURES);
	memcpy(all[*n].pnr, pnr, sizeof pnr);
	all[(*n)++].rule = rule;
}

/* So that all of them are one municipality. */
static void no_two_fixtures_share_a_personal_number(void **state)
{
	struct number *all = calloc(WORDS * FIXTURES, sizeof *all);
	struct set *s = *state;
	size_t n = 0;

	assert_non_null(all);
	for (size_t i = 0; i < s->rules.n; i++) {
		const char *id = s->rules.rows[i].id;
		size_t size;
		char *text = h_read(arena_printf(&s->a, "fixtures/rules/%s.txt", id), &size);

		for (const char *at = text; at && *at; at++)
			if (number_at(text, at))
				note_number(all, &n, at, id);
		free(text);
	}
	free(all);
}

/* --- the page about them -----------------------------------------------------------------------
 */

/* Each has a rule, or a row on the page of what is checked elsewhere. */
static void every_idea_of_the_catalogue_is_somewhere(void **state)
{
	static const struct {
		char letter;
		int n;
	} ideas[] = { { 'A', 12 }, { 'B', 15 }, { 'C', 13 }, { 'D', 8 }, { 'E', 7 }, { 'F', 13 },
		{ 'G', 18 }, { 'H', 9 }, { 'I', 14 }, { 'J', 9 } };
	struct set *s = *state;
	size_t size;
	char *page = h_read("docs/rules-catalogue.md", &size);

	assert_non_null(page);
	for (size_t i = 0; i < COUNT_OF(ideas); i++)
		for (int n = 1; n <= ideas[i].n; n++) {
			const char *id = arena_printf(&s->a, "%c%02d", ideas[i].letter, n);

			if (!is_rule(s, id) && !strstr(page, arena_printf(&s->a, "\n| %s |", id)))
				fail_msg("%s is no rule, and docs/rules-catalogue.md has no row",
				        id);
		}
	free(page);
	assert_true(s->rules.n >= 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_on_disk_is_registered),
		cmocka_unit_test(every_rule_has_a_fixture_and_every_fixture_a_rule),
		cmocka_unit_test(every_field_that_a_rule_reads_is_defined),
		cmocka_unit_test(every_field_that_a_rule_blames_is_defined),
		cmocka_unit_test(a_rule_names_what_it_reads),
		cmocka_unit_test(no_two_fixtures_share_a_personal_number),
		cmocka_unit_test(every_idea_of_the_catalogue_is_somewhere),
	};

	return cmocka_run_group_tests_name("rule_set", tests, begin, end);
}
