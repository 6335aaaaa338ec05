#include "extract/store_faults.h"

#define STAGE "extract:export"

enum { RULE_MAX = 64, SOURCE = 0, KEY, CASE, CITIZEN, FOUND, EXPECTED, COLUMNS };

int store_left_over(struct arena *a, struct entity *ret, struct err *e)
{
	static const char def[] = "entity = left_over\n"
	                          "text_da = Rækker, som ingen anden SELECT tager\n"
	                          "text_en = Rows that no other SELECT takes\n"
	                          "column = source text key ; tabel ; table\n"
	                          "column = record_key text key ; rækkens id ; id of the row\n"
	                          "column = case_id text ; sagen ; the case\n"
	                          "column = citizen_id text ; barnet ; the child\n"
	                          "column = found text ; hvad der står ; what it says\n"
	                          "column = expected text ; hvad der kendes ; what is known\n";

	return entity_parse("left_over.def", def, a, ret, e);
}

static int report_fault(
        struct findings *to, const struct store_fault *x, int64_t file, struct err *e)
{
	char rule[RULE_MAX];
	struct finding f = { 0 };

	finding_of_kind(&f, x->kind, "export", NULL, rule, sizeof rule);
	f.entity = "export";
	f.key = x->place;
	f.field = x->field;
	f.found = x->found;
	f.expected = x->expected;
	f.file = file;
	f.line = x->line;
	return finding_add(to, &f, e);
}

static const char *text_of(struct arena *a, const struct store_cell *c)
{
	return c->s && c->n ? arena_strndup(a, c->s, c->n) : NULL;
}

static int report_row(
        struct findings *to, const struct store_cell *cells, int64_t file, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	char rule[RULE_MAX];
	struct finding f = { 0 };

	finding_of_kind(&f, FIND_LEFT_OVER, "casestore", NULL, rule, sizeof rule);
	f.entity = text_of(&a, &cells[SOURCE]);
	f.key = text_of(&a, &cells[KEY]);
	f.case_id = text_of(&a, &cells[CASE]);
	f.citizen_id = text_of(&a, &cells[CITIZEN]);
	f.found = text_of(&a, &cells[FOUND]);
	f.expected = text_of(&a, &cells[EXPECTED]);
	f.file = file;
	return finding_add(to, &f, e);
}

/* 1: the profile has a left_over.sql. */
static int find_left_over(const struct ctx *x, struct arena *a, struct entity *ret, struct err *e)
{
	const char *path, *sql;
	struct profile p;
	int rc;

	if (profile_find(x, a, &p, e) < 0)
		return -1;
	rc = profile_text(&p, "left_over.sql", a, &path, &sql, e);
	if (rc > 0 && store_left_over(a, ret, e) < 0)
		return -1;
	return rc;
}

int store_left_over_check(
        const struct ctx *x, const struct store_kind *kind, void *store, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entity t;
	int rc = find_left_over(x, &a, &t, e);

	return rc > 0 ? kind->check(store, &t, e) : rc;
}

static int report_left_over(const struct ctx *x, const struct store_kind *kind, void *store,
        struct findings *to, int64_t file, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct store_cell cells[COLUMNS];
	struct entity t;
	int rc = find_left_over(x, &a, &t, e);

	if (rc <= 0)
		return rc;
	if (kind->begin(store, &(struct store_ask){ .t = &t, .total_order = true }, e) < 0)
		return -1;
	while ((rc = kind->next(store, cells, e)) > 0)
		if (report_row(to, cells, file, e) < 0)
			return -1;
	return rc;
}

int store_faults_report(const struct ctx *x, const struct store_kind *kind, void *store,
        int64_t file, int64_t *ret_rejected, struct err *e)
{
	struct findings to CLEANUP(findings_done) = { 0 };
	struct store_fault fault;
	int rc = 0;

	if (db_exec(x->db, "DELETE FROM finding WHERE stage = '" STAGE "'", e) < 0 ||
	        findings_begin(&to, x->db, STAGE, e) < 0)
		return -1;
	while (kind->fault && (rc = kind->fault(store, &fault, e)) > 0)
		if (report_fault(&to, &fault, file, e) < 0)
			return -1;
	if (rc < 0 || report_left_over(x, kind, store, &to, file, e) < 0)
		return -1;
	*ret_rejected = to.written;
	return 0;
}
