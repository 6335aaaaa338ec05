/*
 * Random nights: two marts with the same rows, one judged where something changed, one in full.
 * They must have the same findings, answered or not, the same life of them and the same counts each
 * night. NIGHTS_SEED, NIGHTS_COUNT, NIGHTS choose others; a seed that fails is printed.
 */
#include "tests/harness/h.h"

#include "extract/casestore.h"
#include "extract/inbox.h"
#include "extract/kin.h"
#include "fixtures/generate/generate.h"
#include "common/finding_life.h"
#include "transform/answer.h"
#include "transform/transform.h"

enum { CHILDREN = 50, HAPPENINGS = 12 };

struct world {
	struct arena a; /* of one night */
	struct arena long_a;
	struct kin kin;
	struct ctx limited, full;
	uint64_t seed, state;
	int32_t day;
	int64_t modes[RULE_MODES];
};

/* --- chance --------------------------------------------------------------------- */

static int below(struct world *w, int64_t n)
{
	uint64_t z = w->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

/* In both marts. */
static void both(struct world *w, const char *sql)
{
	h_exec(w->limited.db, sql);
	h_exec(w->full.db, sql);
}

/* --- what can happen -------------------------------------------------------------- */

static const char *staging(struct world *w, const struct entity *t)
{
	return arena_printf(&w->a, "staging_%s", t->name);
}

/* A condition on the key of any row; NULL where there is none. */
static const char *some_row(struct world *w, const struct entity *t)
{
	const char *keys = entity_key_list(t, "", &w->a), *quoted = "", *row;
	int64_t n =
	        h_int(w->full.db, arena_printf(&w->a, "SELECT count(*) FROM %s", staging(w, t)));

	if (n == 0)
		return NULL;
	for (size_t i = 0; i < t->key_count; i++)
		quoted = arena_printf(&w->a, "%s%squote(%s)", quoted, i ? " || ',' || " : "",
		        t->columns[t->keys[i]].name);
	row = h_rows(w->full.db, &w->a,
	        arena_printf(&w->a, "SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d", quoted,
	                staging(w, t), keys, below(w, n)));
	return arena_printf(&w->a, "(%s) = (%.*s)", keys, (int)strlen(row) - 1, row);
}

/* A value of that column in another row. */
static const char *other_value(struct world *w, const struct entity *t, const char *column)
{
	const char *row = some_row(w, t);

	return row ? arena_printf(&w->a, "(SELECT %s FROM %s WHERE %s)", column, staging(w, t), row)
	           : "NULL";
}

static const char *any_value(struct world *w, const struct entity *t, const char *column)
{
	static const char *const odd[] = { "NULL", "''", "'2026-02-03'", "'1'", "'x~'" };

	return below(w, 3) ? other_value(w, t, column) : odd[below(w, COUNT_OF(odd))];
}

static void edit(struct world *w, const struct entity *t)
{
	const struct column *c = &t->columns[below(w, (int64_t)t->n)];
	const char *row = some_row(w, t);

	if (row && !(c->flags & COLUMN_KEY))
		both(w, arena_printf(&w->a, "UPDATE OR IGNORE %s SET %s = %s WHERE %s",
		                staging(w, t), c->name, any_value(w, t, c->name), row));
}

/* Children grow together, or apart. */
static void tie(struct world *w, const struct entity *t)
{
	const struct kin_tie *at = &w->kin.ties[below(w, (int64_t)w->kin.n)];
	const char *row = some_row(w, at->t);

	(void)t;
	if (row && at->key != 2)
		both(w, arena_printf(&w->a, "UPDATE OR IGNORE %s SET %s = %s WHERE %s",
		                staging(w, at->t), at->column, any_value(w, at->t, at->column),
		                row));
}

static void take_out(struct world *w, const struct entity *t)
{
	const char *row = some_row(w, t);

	if (row)
		both(w, arena_printf(&w->a, "DELETE FROM %s WHERE %s", staging(w, t), row));
}

/* The row under a new key; what hangs on the old one stays with it. */
static void put_in(struct world *w, const struct entity *t)
{
	const char *names = "file, line", *values = "file, line", *row = some_row(w, t);
	int number = below(w, 5);

	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];

		names = arena_printf(&w->a, "%s, %s", names, c->name);
		values = c->flags & COLUMN_KEY && !(c->flags & COLUMN_SECRET)
		                 ? arena_printf(&w->a, "%s, %s || '-%d'", values, c->name, number)
		                 : arena_printf(&w->a, "%s, %s", values, c->name);
	}
	if (row)
		both(w, arena_printf(&w->a,
		                "INSERT OR IGNORE INTO %s(%s) SELECT %s FROM %s WHERE %s",
		                staging(w, t), names, values, staging(w, t), row));
}

static void strike(struct world *w, const struct entity *t)
{
	const char *row = some_row(w, t);

	if (row)
		both(w, arena_printf(&w->a, "UPDATE %s SET deleted_at = %s WHERE %s", staging(w, t),
		                below(w, 2) ? "'2026-10-01T10:00:00'" : "NULL", row));
}

/* A field whose form is broken, as the extract tells: the row is another one then. */
static void break_form(struct world *w, const struct entity *t)
{
	const struct column *c = &t->columns[below(w, (int64_t)t->n)];
	const char *row = some_row(w, t);

	if (!row || t->key_count > 1 || c->flags & COLUMN_KEY)
		return;
	both(w, arena_printf(&w->a,
	                "UPDATE %s SET %s = 'x~' WHERE %s;"
	                "INSERT INTO finding (stage, rule, consequence, entity, record_key, field)"
	                " SELECT 'extract:casestore', '%s.%s.type', 'record', '%s', %s, '%s' FROM "
	                "%s"
	                " WHERE %s",
	                staging(w, t), c->name, row, t->name, c->name, t->name,
	                t->columns[t->keys[0]].name, c->name, staging(w, t), row));
}

#define FILE_CAME                                                                                  \
	"INSERT INTO staging_file (feed, name, sha256, bytes, municipality, produced) SELECT "     \
	"'%s',"                                                                                    \
	" 'fil', 'sum' || count(*), 1, '492', 20000 FROM staging_file;"

static void person(struct world *w, const struct entity *t)
{
	(void)t;
	both(w, arena_printf(&w->a,
	                FILE_CAME "UPDATE staging_cpr_person SET status = %d, sex = 'K' WHERE pnr "
	                          "= (SELECT pnr"
	                          " FROM staging_cpr_person ORDER BY pnr LIMIT 1 OFFSET %d)",
	                "cpr", below(w, 2) ? 90 : 30, below(w, 100)));
}

static void facility(struct world *w, const struct entity *t)
{
	(void)t;
	both(w, arena_printf(&w->a,
	                FILE_CAME
	                "UPDATE staging_facility SET %s WHERE facility_id = (SELECT facility_id "
	                "FROM"
	                " staging_placement_event WHERE facility_id IS NOT NULL ORDER BY event_id"
	                " LIMIT 1 OFFSET %d)",
	                "facilities", below(w, 2) ? "status = 'closed'" : "cvr = '12345678'",
	                below(w, 20)));
}

static void posting(struct world *w, const struct entity *t)
{
	(void)t;
	both(w, arena_printf(&w->a,
	                FILE_CAME "UPDATE staging_posting SET pnr = '3102991234', case_id = %s"
	                          " WHERE posting = %d",
	                "postings", below(w, 2) ? "case_id" : "NULL", 1 + below(w, 500)));
}

static void setting(struct world *w, const struct entity *t)
{
	static const char *const values[][2] = { { "D01.hours", "24" }, { "D01.hours", "48" },
		{ "D04.consequence", "off" }, { "D04.consequence", "answer" },
		{ "E01.months", "2" } };
	const char *const *v = values[below(w, COUNT_OF(values))];
	struct ctx *const marts[] = { &w->limited, &w->full };
	struct err e = { 0 };

	(void)t;
	for (size_t i = 0; i < COUNT_OF(marts); i++)
		h_ok(conf_set((struct conf *)(uintptr_t)marts[i]->conf, "rule", v[0], v[1],
		             "command line", &e),
		        e);
}

/* One finding is answered; each night looks whether that holds. */
static void answer(struct world *w, const struct entity *t)
{
	static const char *const kinds[] = { "correct", "rule_wrong", "waits", "override" };
	int64_t n = h_int(w->full.db, "SELECT count(*) FROM finding WHERE stage = 'transform'");
	struct answer r = { .kind = kinds[below(w, COUNT_OF(kinds))],
		.reason = "set igennem",
		.by = "Ida Test",
		.until = w->day + 3 };
	struct answer again;
	struct err e = { 0 };

	(void)t;
	if (n == 0)
		return;
	r.identity = h_int(w->full.db,
	        arena_printf(&w->a,
	                "SELECT " FINDING_IDENT " FROM finding AS f WHERE stage = 'transform'"
	                " ORDER BY 1 LIMIT 1 OFFSET %d",
	                below(w, n)));
	again = r;
	h_ok(answers_book(&w->limited, &r, 1, &e), e);
	h_ok(answers_book(&w->full, &again, 1, &e), e);
	assert_int_equal(r.verdict, again.verdict);
}

static const struct {
	int weight;
	void (*happens)(struct world *w, const struct entity *t);
} happenings[] = {
	{ 30, edit },
	{ 15, tie },
	{ 12, take_out },
	{ 12, put_in },
	{ 8, strike },
	{ 5, break_form },
	{ 3, person },
	{ 3, facility },
	{ 3, posting },
	{ 4, setting },
	{ 5, answer },
};

static void happen(struct world *w)
{
	int at = below(w, 100);
	size_t i = 0;

	while (at >= happenings[i].weight)
		at -= happenings[i++].weight;
	happenings[i].happens(w, &w->kin.all.all[below(w, (int64_t)w->kin.all.n)]);
}

/* --- the marts -------------------------------------------------------------------- */

static void mart(struct world *w, struct ctx *x, struct generate_options *o)
{
	struct source_result store = { 0 }, feeds[INBOX_RESULTS] = { 0 };
	const char *dir = arena_strdup(&w->long_a, h_tmp("rule_nights"));
	struct err e = { 0 };
	size_t n;

	o->dir = dir;
	h_ok(generate_run(o, &e), e);
	h_ctx(x, h_mart(), &w->long_a, dir);
	h_ok(casestore_extract(x, &store, &e), e);
	h_ok(inbox_extract(x, feeds, &n, &e), e);
	h_tmp_remove(dir);
}

static void begin(struct world *w, uint64_t seed)
{
	struct generate_options o;
	struct err e = { 0 };

	*w = (struct world){ .seed = seed, .state = seed };
	generate_defaults(&o);
	o.children = CHILDREN;
	o.years = 2;
	o.seed = seed;
	o.defects = 600;
	o.lateness = 100;
	h_ok(kin_read(&w->long_a, &w->kin, &e), e);
	mart(w, &w->limited, &o);
	mart(w, &w->full, &o);
	w->full.full = true;
	w->day = w->full.as_of;
}

static void end(struct world *w)
{
	db_closep(&w->limited.db);
	db_closep(&w->full.db);
	arena_done(&w->a);
	arena_done(&w->long_a);
}

static void judge(struct world *w, struct ctx *x, int64_t *modes)
{
	struct transform_result t = { 0 };
	struct err e = { 0 };

	x->as_of = w->day;
	if (transform_run(x, &t, &e) < 0)
		fail_msg("NIGHTS_SEED=%llu: %s", (unsigned long long)w->seed, e.msg);
	for (size_t i = 0; modes && i < RULE_MODES; i++)
		modes[i] += t.modes[i];
}

#define COLUMNS                                                                                    \
	"stage, rule, version, consequence, entity, record_key, case_id, citizen_id, field, "      \
	"found,"                                                                                   \
	" expected, clash, file, line, who, event_day, due_day, caseworker_id, team_id, answer"

/* Everything that must be the same; numbers of findings are each mart's own. */
static const char *const same[] = {
	"SELECT * FROM rule_result ORDER BY 1",
	"SELECT " COLUMNS " FROM finding ORDER BY " COLUMNS,
	"SELECT " COLUMNS " FROM finding_answered ORDER BY " COLUMNS,
	"SELECT * FROM finding_life ORDER BY 1",
	"SELECT * FROM finding_spared ORDER BY 1, 2, 3, 4, 5",
};

/* The first line that differs; "" where none does. */
static const char *difference(struct world *w)
{
	for (size_t i = 0; i < COUNT_OF(same); i++) {
		const char *a = h_rows(w->limited.db, &w->a, same[i]),
		           *b = h_rows(w->full.db, &w->a, same[i]);
		size_t at = 0, line = 0;

		for (; a[at] && a[at] == b[at]; at++)
			line = a[at] == '\n' ? at + 1 : line;
		if (a[at] != b[at])
			return arena_printf(&w->a, "%.60s\nlimited: %.300s\nin full: %.300s",
			        same[i], a + line, b + line);
	}
	return "";
}

/* Whether the two differ afterwards; `blind`: the first does not notice that a row changed. */
static const char *night(struct world *w, bool blind)
{
	int n = below(w, HAPPENINGS + 1);

	arena_reset(&w->a);
	w->day += below(w, 3) == 0;
	for (int i = 0; i < n; i++)
		happen(w);
	if (blind)
		h_exec(w->limited.db, "DELETE FROM staging_touched WHERE kind = 'case_id'");
	judge(w, &w->limited, w->modes);
	judge(w, &w->full, NULL);
	return difference(w);
}

static uint64_t number(const char *name, uint64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoull(value, NULL, 10) : otherwise;
}

static void judged_where_it_changed_or_in_full_is_the_same(void **state)
{
	uint64_t first = number("NIGHTS_SEED", 1), count = number("NIGHTS_COUNT", h_few() ? 1 : 2);

	(void)state;
	for (uint64_t seed = first; seed < first + count; seed++) {
		struct world w;

		begin(&w, seed);
		for (uint64_t i = 0; i <= number("NIGHTS", h_few() ? 2 : 8); i++) {
			const char *told = night(&w, false);

			if (*told)
				fail_msg("NIGHTS_SEED=%llu, night %llu: %s",
				        (unsigned long long)seed, (unsigned long long)i, told);
		}
		assert_true(w.modes[RULE_TOUCHED] > 0);
		assert_true(w.modes[RULE_KEPT] > 0);
		end(&w);
	}
}

/* The test can fail. */
static void a_child_that_is_not_followed_shows(void **state)
{
	const char *told = "";
	struct world w;

	(void)state;
	if (h_few())
		return;
	begin(&w, 1);
	for (int i = 0; !*told && i < 40; i++)
		told = night(&w, true);
	assert_string_not_equal(told, "");
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judged_where_it_changed_or_in_full_is_the_same),
		cmocka_unit_test(a_child_that_is_not_followed_shows),
	};

	return cmocka_run_group_tests_name("rule_nights", tests, NULL, NULL);
}
