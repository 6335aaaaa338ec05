#include "tests/harness/h.h"

#include "common/defs.h"
#include "extract/entity.h"
#include "transform/codelist.h"

#define HEAD "entity = x\ntext_da = d\ntext_en = e\n"

static void a_wrong_definition_is_refused(void **state)
{
	static const struct {
		const char *text, *msg;
	} bad[] = {
		{ HEAD, "x.def: key 'column' is missing" },
		{ HEAD "colum = id text key\n", "x.def:4: unknown key 'colum'" },
		{ HEAD "column = id\n", "x.def: column 'id': expected NAME TYPE FLAGS" },
		{ HEAD "column = Id text key\n",
		        "x.def: column 'Id text key': expected NAME TYPE FLAGS" },
		{ HEAD "column = id txt key\n", "x.def: column 'id': unknown type 'txt'" },
		{ HEAD "column = id code key\n", "x.def: column 'id': unknown type 'code'" },
		{ HEAD "column = id code: key\n", "x.def: column 'id': unknown type 'code:'" },
		{ HEAD "column = id text:a key\n", "x.def: column 'id': unknown type 'text:a'" },
		{ HEAD "column = id text keys\n", "x.def: column 'id': unknown flag 'keys'" },
		{ HEAD "column = id text\n", "x.def: no key column" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entity t;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };

		assert_int_equal(entity_parse("x.def", bad[i].text, &a, &t, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
		assert_int_equal(e.code, ERR_CONFIG);
	}
}

static void a_definition_gives_table_and_insert(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct entity t;

	(void)state;
	h_ok(entity_parse("x.def",
	             HEAD "column = id text key ; nøgle ; key\ncolumn = day date key "
	                  "optional\ncolumn = p pnr secret\n",
	             &a, &t, &e),
	        e);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.key_count, 2);
	assert_int_equal(t.columns[0].flags, COLUMN_KEY | COLUMN_REQUIRED);
	assert_int_equal(t.columns[1].flags, COLUMN_KEY | COLUMN_OPTIONAL);
	assert_string_equal(t.columns[0].text_da, "nøgle");
	assert_string_equal(t.columns[0].text_en, "key");
	assert_string_equal(t.columns[1].text_da, "");
	assert_string_equal(entity_ddl(&t, &a),
	        "CREATE TABLE staging_x (\n\tfile INTEGER NOT NULL,\n\tline INTEGER,"
	        "\n\tid TEXT NOT NULL,\n"
	        "\tday TEXT NOT NULL,\n\tp TEXT,\n\tPRIMARY KEY (id, day)\n) STRICT, WITHOUT "
	        "ROWID");
	assert_string_equal(entity_put(&t, true, &a),
	        "INSERT INTO staging_x(file, line, id, day, p) VALUES(?1, ?2, ?3, ?4, ?5)"
	        " ON CONFLICT(id, day) DO UPDATE SET file = excluded.file, p = excluded.p");
	assert_string_equal(entity_put(&t, false, &a),
	        "INSERT INTO staging_x(file, line, id, day, p) VALUES(?1, ?2, ?3, ?4, ?5)"
	        " ON CONFLICT(id, day) DO NOTHING");
}

static const struct value_type *type_of(const char *name)
{
	for (size_t i = 0; i < value_type_count; i++)
		if (strcmp(value_types[i].name, name) == 0)
			return &value_types[i];
	fail_msg("no type '%s'", name);
	return NULL;
}

static void each_type_takes_its_values_only(void **state)
{
	static const struct {
		const char *type, *value;
		bool fits;
	} cases[] = {
		{ "pnr", "0105124123", true },
		{ "pnr", "010512-4123", false },
		{ "pnr", "010512412", false },
		{ "pnr", "010512ABC1", true },
		{ "pnr", "0105X2ABC1", false },
		{ "pnr", "010512abc1", false },
		{ "date", "2026-02-28", true },
		{ "date", "31-02-2026", false },
		{ "date", "2026-02-31", false },
		{ "date", "2026-02-28T10:00:00", false },
		{ "time", "2026-02-28T10:00:00", true },
		{ "time", "2026-02-28", false },
		{ "time", "2026-02-28T25:00:00", false },
		{ "int", "-12", true },
		{ "int", "12,0", false },
		{ "int", "1e3", false },
		{ "ore", "123456", true },
		{ "ore", "1234.56", false },
		{ "bool", "0", true },
		{ "bool", "1", true },
		{ "bool", "2", false },
		{ "bool", "ja", false },
		{ "bool", "true", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (type_of(cases[i].type)->fits(cases[i].value, strlen(cases[i].value)) !=
		        cases[i].fits)
			fail_msg("%s '%s'", cases[i].type, cases[i].value);
}

static void every_code_column_names_lists_that_exist_and_is_judged(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct def_file *rule = def_find("transform/rules/A07_unknown_code.sql");
	struct entities all;
	struct err e = { 0 };

	(void)state;
	assert_non_null(rule);
	h_ok(codelist_load(db, &e), e);
	h_ok(entities_read(&a, &all, &e), e);
	assert_int_equal(all.n, 19);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.all[i].n; k++) {
			const struct column *c = &all.all[i].columns[k];

			for (const char *l = c->lists; l && *l;
			        l += strcspn(l, "+"), l += *l == '+')
				if (!h_int(db, arena_printf(&a,
				                       "SELECT count(*) FROM codelist WHERE list = "
				                       "'%.*s'",
				                       (int)strcspn(l, "+"), l)))
					fail_msg("%s: no list '%s'", all.all[i].path, l);
			if (c->lists &&
			        !(strstr(rule->data,
			                  arena_printf(&a, "staging_%s", all.all[i].name)) &&
			                strstr(rule->data, arena_printf(&a, "s.%s", c->name))))
				fail_msg("%s: column '%s' is not judged by %s", all.all[i].path,
				        c->name, rule->path);
		}
}

static void every_definition_says_what_it_is(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entities all;
	struct err e = { 0 };

	(void)state;
	h_ok(entities_read(&a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++) {
		assert_string_equal(all.all[i].path,
		        arena_printf(&a, "extract/entities/%s.def", all.all[i].name));
		for (size_t k = 0; k < all.all[i].n; k++)
			assert_true(
			        *all.all[i].columns[k].text_da && *all.all[i].columns[k].text_en);
	}
}

/* The reference store, the entities and the built-in profile say the same. */
static void every_column_is_in_the_reference_store_and_the_profile(void **state)
{
	sqlite3 *store CLEANUP(db_closep) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entities all;
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &store, &e), e);
	h_ok(db_exec_file(store, "schemas/case_store.sql", &e), e);
	h_ok(entities_read(&a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++) {
		const struct entity *t = &all.all[i];
		const char *path = arena_printf(&a, "extract/profiles/dubu/%s.sql", t->name);
		const struct def_file *f = def_find(path);
		sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

		assert_non_null(f);
		h_ok(db_prepare(store, f->data, path, &s, &e), e);
		assert_int_equal(sqlite3_column_count(s), t->n);
		assert_int_equal(
		        h_int(store,
		                arena_printf(&a, "SELECT count(*) FROM pragma_table_info('%s')",
		                        t->name)),
		        t->n);
		for (size_t k = 0; k < t->n; k++)
			assert_string_equal(sqlite3_column_name(s, (int)k), t->columns[k].name);
	}
}

static void a_staging_table_that_no_longer_fits_is_made_anew(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct err e = { 0 };

	(void)state;
	h_exec(db, "INSERT INTO staging_team VALUES(1, 1, 't', 'n', NULL, NULL)");
	h_ok(entities_schema(db, &e), e);
	assert_int_equal(h_int(db, "SELECT count(*) FROM staging_team"), 1);
	h_exec(db, "ALTER TABLE staging_team ADD COLUMN extra TEXT");
	h_ok(entities_schema(db, &e), e);
	assert_int_equal(h_int(db, "SELECT count(*) FROM staging_team"), 0);
	assert_int_equal(h_int(db, "SELECT count(*) FROM pragma_table_info('staging_team')"), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_definition_is_refused),
		cmocka_unit_test(a_definition_gives_table_and_insert),
		cmocka_unit_test(each_type_takes_its_values_only),
		cmocka_unit_test(every_code_column_names_lists_that_exist_and_is_judged),
		cmocka_unit_test(every_definition_says_what_it_is),
		cmocka_unit_test(every_column_is_in_the_reference_store_and_the_profile),
		cmocka_unit_test(a_staging_table_that_no_longer_fits_is_made_anew),
	};

	return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
