#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "extract/rowhash.h"
#include "extract/store.h"

/* A store of the reference schema with an index on changed_at, opened as an extract opens it. */
struct bench {
	struct arena a;
	char dir[FILE_PATH], path[FILE_PATH + 16];
	struct entities all;
	const struct store_kind *kind;
	void *store;
};

static const char rows[] =
        "INSERT INTO team(team_id, name, changed_at) VALUES"
        " ('T1', 'a', '2026-01-01T00:00:00'), ('T2', 'b', '2026-03-01T12:00:00'),"
        " ('T3', 'c', NULL), ('T4', 'd', ''), ('T5', 'e', '31-12-2025'), ('T6', 'f', 'i dag'),"
        " ('T7', 'g', '2026-03-01T11:59:59'), ('T8', 'h', '2026-03-01T12:00');";

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct store_place place = { .profile = { "extract/profiles/dubu/", NULL } };
	struct err e = { 0 };

	assert_non_null(b);
	snprintf(b->dir, sizeof b->dir, "%s", h_tmp("store"));
	snprintf(b->path, sizeof b->path, "%s/casestore.db", b->dir);
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	h_ok(db_exec_file(db, "schemas/case_store.sql", &e), e);
	h_exec(db, rows);
	h_ok(entities_read(&b->a, &b->all, &e), e);
	place.path = b->path;
	b->kind = store_kind_of(b->path);
	h_ok(b->kind->open(&place, &b->a, &b->store, &e), e);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	b->kind->close(b->store);
	arena_done(&b->a);
	h_tmp_remove(b->dir);
	free(b);
	return 0;
}

/* The cells of the rows that come, columns by '|'. */
static const char *asked(struct bench *b, const struct store_ask *ask)
{
	struct store_cell cells[ENTITY_COLUMNS];
	const char *text = "";
	struct err e = { 0 };
	int rc;

	h_ok(b->kind->begin(b->store, ask, &e), e);
	while ((rc = b->kind->next(b->store, cells, &e)) > 0)
		for (size_t i = 0; i < ask->t->n; i++)
			text = arena_printf(&b->a, "%s%s%c", text, cells[i].s ? cells[i].s : "-",
			        i + 1 < ask->t->n ? '|' : ' ');
	h_ok(rc, e);
	return text;
}

static void a_question_since_gives_what_changed_and_what_has_no_time(void **state)
{
	struct bench *b = *state;
	struct store_ask ask = { .t = entity_find(&b->all, "team"), .since = "2026-03-01T12:00" };

	assert_string_equal(asked(b, &ask),
	        "T2|b|2026-03-01T12:00:00|- T3|c|-|- T4|d||- T5|e|31-12-2025|- T6|f|i dag|- "
	        "T8|h|2026-03-01T12:00|- ");
	ask.total_order = true;
	ask.keys_only = true;
	assert_string_equal(
	        asked(b, &ask), "T2|-|-|- T3|-|-|- T4|-|-|- T5|-|-|- T6|-|-|- T8|-|-|- ");
}

static void keys_alone_leave_the_other_cells_empty(void **state)
{
	struct bench *b = *state;
	struct store_ask ask = { .t = entity_find(&b->all, "team"), .keys_only = true };

	assert_string_equal(asked(b, &ask),
	        "T1|-|-|- T2|-|-|- T3|-|-|- T4|-|-|- T5|-|-|- T6|-|-|- T7|-|-|- T8|-|-|- ");
}

static void rows_are_counted(void **state)
{
	struct bench *b = *state;
	struct err e = { 0 };
	int64_t n = -1;

	h_ok(b->kind->count(b->store, entity_find(&b->all, "team"), &n, &e), e);
	assert_int_equal(n, 8);
	h_ok(b->kind->count(b->store, entity_find(&b->all, "visit"), &n, &e), e);
	assert_int_equal(n, 0);
}

static void the_kind_follows_from_the_path(void **state)
{
	(void)state;
	assert_ptr_equal(store_kind_of("/x/casestore.db"), &store_sqlite);
	assert_true(store_path_is_uri("postgresql://host/db"));
	assert_false(store_path_is_uri("/a://b"));
	assert_false(store_path_is_uri("casestore.db"));
}

static void sums_of_rows_do_not_depend_on_their_order(void **state)
{
	const struct cell some[][2] = {
		{ { .kind = CELL_TEXT, .n = 1, .s = "a" }, { .kind = CELL_NULL } },
		{ { .kind = CELL_TEXT, .n = 1, .s = "a" }, { .kind = CELL_TEXT, .s = "" } },
		{ { .kind = CELL_TEXT, .s = "" }, { .kind = CELL_TEXT, .n = 1, .s = "a" } },
	};
	struct rowsum sum[3], up = { 0 }, down = { 0 }, read = { 0 };
	struct rowhash h CLEANUP(rowhash_done) = { 0 };
	char hex[ROWSUM_HEX], again[ROWSUM_HEX];
	struct err e = { 0 };

	(void)state;
	h_ok(rowhash_begin(&h, &e), e);
	for (size_t i = 0; i < 3; i++) {
		h_ok(rowhash_row(&h, some[i], 2, &sum[i], &e), e);
		rowsum_add(&up, &sum[i]);
	}
	for (size_t i = 3; i-- > 0;)
		rowsum_add(&down, &sum[i]);
	assert_memory_equal(&up, &down, sizeof up);
	assert_memory_not_equal(&sum[0], &sum[1], sizeof up);
	assert_memory_not_equal(&sum[1], &sum[2], sizeof up);
	rowsum_hex(&up, hex);
	assert_true(rowsum_parse(hex, &read));
	rowsum_hex(&read, again);
	assert_string_equal(hex, again);
	hex[3] = 'x';
	assert_false(rowsum_parse(hex, &read));
	for (size_t i = 0; i < 3; i++)
		rowsum_take(&up, &sum[i]);
	assert_memory_equal(&up, &(struct rowsum){ 0 }, sizeof up);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_question_since_gives_what_changed_and_what_has_no_time),
		T(keys_alone_leave_the_other_cells_empty),
		T(rows_are_counted),
		cmocka_unit_test(the_kind_follows_from_the_path),
		cmocka_unit_test(sums_of_rows_do_not_depend_on_their_order),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
