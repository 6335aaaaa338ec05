/*
 * Random histories of a case store: two marts are fed from it day by day, one by what changed, one
 * in full, and must hold the same each day: every row that is staged, every finding, every
 * fact. HISTORY_SEED, HISTORY_COUNT, HISTORY_DAYS choose others; a seed that fails is printed.
 */
#include "tests/harness/h.h"

#include <unistd.h>

#include "common/file.h"
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "transform/codelist.h"
#include "transform/transform.h"

enum { OVERLAP = 120, BASE_YEAR = 2026 };

struct history {
	struct arena a; /* of one day */
	struct arena long_a;
	uint64_t seed, state;
	char dir[FILE_PATH], store[FILE_PATH + 16];
	sqlite3 *db; /* the store, to be written */
	struct entities all;
	struct ctx chain, full;
	int32_t day;
	bool doubles; /* relations come twice before the next reading; none is removed */
	int64_t ops;
};

/* --- chance --------------------------------------------------------------------- */

static uint64_t draw(struct history *h)
{
	uint64_t z = h->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static int below(struct history *h, int n)
{
	return (int)(draw(h) % (uint64_t)n);
}

static const char *one_of(struct history *h, const char *const *list, size_t n)
{
	return list[below(h, (int)n)];
}

/* --- what can happen -------------------------------------------------------------- */

/*
 * A change of today, in working hours; one in six was made in the overlap and is stored late.
 * With a blank for the 'T' it is only where such times were read before, or it is of today.
 */
static const char *now(struct history *h, const struct entity *t)
{
	const char *known = h_rows(h->full.db, &h->a,
	        arena_printf(&h->a,
	                "SELECT newest, blank FROM staging_watermark WHERE entity = '%s'"
	                " AND newest IS NOT NULL",
	                t->name));
	bool late = *known && below(h, 6) == 0, blank = below(h, 4) == 0;
	int64_t secs = (int64_t)h->day * 86400 + 7 * 3600 + below(h, 15 * 3600);
	char iso[20];

	if (late) {
		(void)text_int(known, strcspn(known, "|"), &secs);
		secs -= below(h, OVERLAP * 60);
		blank &= strstr(known, "|1") != NULL;
	}
	(void)secs_iso(secs, iso);
	iso[10] = blank ? ' ' : 'T';
	return arena_strdup(&h->a, iso);
}

static void run(struct history *h, const char *sql)
{
	struct err e = { 0 };

	h_ok(db_exec(h->db, sql, &e), e);
	h->ops += sqlite3_changes(h->db);
}

static bool may_go(const struct history *h, const struct entity *t)
{
	return !h->doubles || strcmp(t->name, "relation") != 0;
}

/* Any row, by a condition on its rowid or key; NULL where there is none. */
static const char *some_row(struct history *h, const struct entity *t)
{
	const char *key = t->columns[t->keys[0]].name, *sql = "";
	int64_t n = h_int(h->db, arena_printf(&h->a, "SELECT count(*) FROM %s", t->name));

	if (n == 0)
		return NULL;
	for (size_t i = 0; i < t->key_count; i++)
		sql = arena_printf(&h->a, "%s%squote(%s)", sql, i ? " || ',' || " : "",
		        t->columns[t->keys[i]].name);
	sql = h_rows(h->db, &h->a,
	        arena_printf(&h->a, "SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d", sql, t->name,
	                key, below(h, (int)n)));
	return arena_printf(
	        &h->a, "(%s) IS (%.*s)", entity_key_list(t, "", &h->a), (int)strlen(sql) - 1, sql);
}

/* A few keys only, so that they come again. */
static const char *key_value(struct history *h, const struct entity *t, size_t column)
{
	static const char *const odd[] = { "x/y", "Ø", "x", "x/", "  ", "a b" };
	const struct column *c = &t->columns[column];

	if (c->flags & COLUMN_OPTIONAL && below(h, 3) == 0)
		return "NULL";
	if (strcmp(c->type->name, "date") == 0)
		return arena_printf(&h->a, "'2024-0%d-01'", 1 + below(h, 9));
	if (strcmp(c->type->name, "pnr") == 0)
		return arena_printf(&h->a, "'020%d854124'", below(h, 9));
	if (below(h, 12) == 0)
		return arena_printf(&h->a, "'%s'", one_of(h, odd, COUNT_OF(odd)));
	/* Relations whose keys look alike where the personal number is masked. */
	return arena_printf(&h->a, "'%c%d'", t->name[0] - 'a' + 'A',
	        1 + below(h, strcmp(t->name, "relation") ? 9 : 2));
}

/* Another row of the table under a key of its own; nothing where the key is taken. */
static void insert(struct history *h, const struct entity *t)
{
	const char *from = some_row(h, t), *names = "", *values = "";

	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];
		const char *value = c->flags & COLUMN_KEY ? key_value(h, t, i) : c->name;

		if (strcmp(c->name, "changed_at") == 0)
			value = arena_printf(&h->a, "'%s'", now(h, t));
		else if (!from && !(c->flags & COLUMN_KEY))
			value = "NULL";
		names = arena_printf(&h->a, "%s%s%s", names, i ? ", " : "", c->name);
		values = arena_printf(&h->a, "%s%s%s", values, i ? ", " : "", value);
	}
	run(h, arena_printf(&h->a, "INSERT OR IGNORE INTO %s(%s) SELECT %s%s", t->name, names,
	               values,
	               from ? arena_printf(&h->a, " FROM %s WHERE %s", t->name, from) : ""));
}

static const char *some_value(struct history *h, const struct entity *t, const struct column *c)
{
	static const char *const text[] = { "NULL", "'x~'", "''", "CAST(x'4df80a' AS TEXT)",
		"'31-02-2026'", "'2025-03-01'", "'1'", "'0'", "'2026-02-03T10:00:00'" };

	if (below(h, 2))
		return arena_printf(
		        &h->a, "(SELECT %s FROM %s ORDER BY 1 LIMIT 1)", c->name, t->name);
	return one_of(h, text, COUNT_OF(text));
}

/* Values that are no numbers do not fit the columns that are. */
static void set(struct history *h, const struct entity *t, const char *what, const char *changed)
{
	const char *row = some_row(h, t);

	if (row)
		run(h, arena_printf(&h->a, "UPDATE OR IGNORE %s SET %s%schanged_at = %s WHERE %s",
		               t->name, what, *what ? ", " : "", changed, row));
}

static void edit(struct history *h, const struct entity *t)
{
	const struct column *c = &t->columns[below(h, (int)t->n)];
	const char *type = c->type->name, *value;

	if (c->flags & COLUMN_KEY || strcmp(c->name, "changed_at") == 0)
		return;
	value = strcmp(type, "bool") == 0 || strcmp(type, "int") == 0 || strcmp(type, "ore") == 0
	                ? one_of(h, (const char *const[]){ "0", "1", "7", "NULL" }, 4)
	                : some_value(h, t, c);
	set(h, t, arena_printf(&h->a, "%s = %s", c->name, value),
	        arena_printf(&h->a, "'%s'", now(h, t)));
}

/* The time of the change is none, or is written in another way; often with a change. */
static void bad_time(struct history *h, const struct entity *t)
{
	char iso[11];
	const char *day = day_iso(h->day, iso);
	const char *const times[] = { "NULL", "''", "'  '", "'i går'", "'01-05-2026'",
		"'1850-01-01T10:00:00'", "'2099-01-01T10:00:00'", "CAST(x'ff41' AS TEXT)",
		arena_printf(&h->a, "'%s'", day), arena_printf(&h->a, "'%sT25:00:00'", day),
		arena_printf(&h->a, "'%s 10:00:00'", day), arena_printf(&h->a, "'%s 10:00'", day),
		arena_printf(&h->a, "'%sT10:00'", day),
		arena_printf(&h->a, "'%.4s%.2s'", day, day + 5) };
	const char *time = one_of(h, times, COUNT_OF(times));
	const char *kept = below(h, 2) ? "" : "deleted_at = deleted_at";

	set(h, t, kept, time);
}

static void delete_softly(struct history *h, const struct entity *t)
{
	const char *when = arena_printf(&h->a, "'%s'", now(h, t));

	set(h, t, arena_printf(&h->a, "deleted_at = %s", below(h, 4) ? when : "NULL"), when);
}

static void delete_hard(struct history *h, const struct entity *t)
{
	const char *row = some_row(h, t);

	if (row && may_go(h, t))
		run(h, arena_printf(&h->a, "DELETE FROM %s WHERE %s", t->name, row));
}

/* As many rows as before. */
static void swap(struct history *h, const struct entity *t)
{
	delete_hard(h, t);
	insert(h, t);
}

/* Another key, as when a personal number is replaced. */
static void rekey(struct history *h, const struct entity *t)
{
	size_t key = t->keys[below(h, (int)t->key_count)];

	if (may_go(h, t))
		set(h, t,
		        arena_printf(&h->a, "%s = %s", t->columns[key].name, key_value(h, t, key)),
		        arena_printf(&h->a, "'%s'", now(h, t)));
}

static void double_row(struct history *h, const struct entity *t)
{
	const char *row = some_row(h, t);

	if (row && h->doubles && strcmp(t->name, "relation") == 0)
		run(h, arena_printf(&h->a,
		               "INSERT OR IGNORE INTO relation SELECT citizen_id, adult_pnr, kind, "
		               "NULL,"
		               " valid_to, '%s', deleted_at FROM relation WHERE %s AND valid_from "
		               "IS NULL"
		               " LIMIT 1",
		               now(h, t), row));
}

static void nothing(struct history *h, const struct entity *t)
{
	(void)h, (void)t;
}

static const struct {
	int weight;
	void (*happens)(struct history *h, const struct entity *t);
} happenings[] = {
	{ 25, edit },
	{ 15, insert },
	{ 8, delete_hard },
	{ 8, swap },
	{ 8, delete_softly },
	{ 8, rekey },
	{ 8, bad_time },
	{ 10, double_row },
	{ 10, nothing },
};

static void happen(struct history *h)
{
	const struct entity *t = &h->all.all[below(h, (int)h->all.n)];
	int at = below(h, 100);
	size_t i = 0;

	if (below(h, 5) == 0)
		t = entity_find(&h->all, "relation");
	while (at >= happenings[i].weight)
		at -= happenings[i++].weight;
	happenings[i].happens(h, t);
}

static void live_a_day(struct history *h)
{
	int n = below(h, 5) ? below(h, 30) : 0;

	run(h, "BEGIN");
	for (int i = 0; i < n; i++)
		happen(h);
	run(h, "COMMIT");
}

/* --- the marts -------------------------------------------------------------------- */

static void read_store(const struct history *h, struct ctx *x, bool facts)
{
	struct source_result r = { 0 };
	struct transform_result t = { 0 };
	struct err e = { 0 };

	if (casestore_extract(x, &r, &e) < 0 || (facts && transform_run(x, &t, &e) < 0))
		fail_msg("HISTORY_SEED=%llu: %s", (unsigned long long)h->seed, e.msg);
	assert_int_equal(r.rows_in, r.staged + r.rejected);
}

/* Every row of the tables, sorted; numbers that only tell rows apart are left out, and whom a
 * finding reaches, which only a transform says. */
static const char *dump(struct ctx *x, struct arena *a, const char *table)
{
	return h_rows(x->db, a,
	        h_rows(x->db, a,
	                arena_printf(a,
	                        "SELECT 'SELECT ' || group_concat('quote(\"' || name || '\")', ' "
	                        "|| "
	                        "''|'' || ')"
	                        " || ' FROM %s ORDER BY 1' FROM pragma_table_info('%s')"
	                        " WHERE name NOT IN ('finding', 'gone', 'blank') AND ('%s' <> "
	                        "'finding'"
	                        " OR name NOT IN ('caseworker_id', 'team_id', 'due_day'))",
	                        table, table, table)));
}

static const char tables[] =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name GLOB 'fact_*' OR name GLOB "
        "'staging_*' OR name = 'finding') AND name NOT IN ('staging_store', 'staging_touched')";

/* The line with the first difference. */
static void differ(
        const struct history *h, int day, const char *table, const char *chain, const char *full)
{
	size_t same = 0, line = 0;

	while (chain[same] && chain[same] == full[same])
		if (chain[same++] == '\n')
			line = same;
	fail_msg("HISTORY_SEED=%llu, day %d, %s:\n--- by changes\n%.300s\n--- in full\n%.300s",
	        (unsigned long long)h->seed, day, table, chain + line, full + line);
}

static void compare(struct history *h, int day)
{
	const char *names = h_rows(h->chain.db, &h->a, tables);

	while (*names) {
		const char *name = arena_strndup(&h->a, names, strcspn(names, "\n"));
		const char *chain = dump(&h->chain, &h->a, name),
		           *full = dump(&h->full, &h->a, name);

		names += strlen(name) + 1;
		if (strcmp(chain, full) != 0)
			differ(h, day, name, chain, full);
	}
	if (h_int(h->chain.db, "SELECT count(*) FROM finding WHERE rule IN ('casestore.missed',"
	                       " 'casestore.loss')"))
		fail_msg("HISTORY_SEED=%llu, day %d: rows were missed", (unsigned long long)h->seed,
		        day);
}

static void mart(struct history *h, struct ctx *x)
{
	struct err e = { 0 };

	h_ctx(x, h_mart(), &h->long_a, h->dir);
	h_ok(codelist_load(x->db, &e), e);
}

static void begin(struct history *h, uint64_t seed)
{
	struct err e = { 0 };
	char *small;
	size_t n;

	h->seed = h->state = seed;
	snprintf(h->dir, sizeof h->dir, "%s", h_tmp("history"));
	snprintf(h->store, sizeof h->store, "%s/casestore.db", h->dir);
	assert_int_equal(sqlite3_open(h->store, &h->db), SQLITE_OK);
	h_exec(h->db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
	h_ok(db_exec_file(h->db, "schemas/case_store.sql", &e), e);
	small = h_read("fixtures/casestore/small.sql", &n);
	assert_non_null(small);
	h_exec(h->db, small);
	free(small);
	h_ok(entities_read(&h->long_a, &h->all, &e), e);
	mart(h, &h->chain);
	mart(h, &h->full);
	h->full.full = true;
	h_ok(conf_set((struct conf *)(uintptr_t)h->chain.conf, "case-store", "full-days",
	             below(h, 3) ? "0" : "4", "command line", &e),
	        e);
	h->day = day_from_ymd(BASE_YEAR, 10, 5);
}

static void end(struct history *h)
{
	db_closep(&h->db);
	db_closep(&h->chain.db);
	db_closep(&h->full.db);
	arena_done(&h->a);
	arena_done(&h->long_a);
	h_tmp_remove(h->dir);
}

static void read_both(struct history *h, int day, bool facts)
{
	read_store(h, &h->chain, facts);
	read_store(h, &h->full, facts);
	compare(h, day);
	h->doubles = below(h, 3) == 0;
}

static void live(uint64_t seed, int days)
{
	struct history h = { 0 };

	begin(&h, seed);
	for (int day = 0; day <= days; day++) {
		bool facts = day == days || below(&h, 16) == 0;

		arena_done(&h.a);
		h.a = (struct arena){ 0 };
		if (day)
			live_a_day(&h);
		h.chain.as_of = h.full.as_of = h.day++;
		if (day == 0 || day == days || below(&h, 5)) /* some nights nothing is read */
			read_both(&h, day, facts);
	}
	end(&h);
}

static uint64_t number(const char *name, uint64_t preset)
{
	const char *s = getenv(name);
	int64_t n;

	return s && text_int(s, strlen(s), &n) ? (uint64_t)n : preset;
}

static void changes_and_full_readings_give_the_same_mart(void **state)
{
	uint64_t seed = number("HISTORY_SEED", 1), count = number("HISTORY_COUNT", 40);

	(void)state;
	for (uint64_t i = 0; i < count; i++)
		live(seed + i, (int)number("HISTORY_DAYS", 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_and_full_readings_give_the_same_mart),
	};

	return cmocka_run_group_tests_name("casestore_history", tests, NULL, NULL);
}
