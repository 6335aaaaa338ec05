#include "transform/rule.h"

#include "common/buf.h"
#include "transform/rule_spare.h"

static bool known_column(const char *name)
{
	for (size_t i = 0; i < rule_column_count; i++)
		if (strcmp(name, rule_columns[i]) == 0)
			return true;
	return false;
}

/* ", entity, record_key ...": the columns the rule names; *has tells of the one asked for. */
static int column_list(
        sqlite3_stmt *s, const struct rule *r, struct buf *list, bool *consequence, struct err *e)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const char *name = sqlite3_column_name(s, i);

		if (!known_column(name))
			return err_set(e, ERR_CONFIG, "%s: column '%s' is not one of a finding",
			        r->head.path, name);
		if (strcmp(name, "consequence") == 0)
			*consequence = true;
		else if (buf_printf(list, "%s%s", list->len ? ", " : "", name) < 0)
			return err_set(e, ERR_BUG, "%s: too many columns", r->head.path);
	}
	return 0;
}

static const char *note(const struct buf *list, const char *name, const char *value)
{
	return strstr(list->data, name) ? "" : value;
}

int rule_statement(
        sqlite3 *db, const struct rule *r, struct arena *a, const char **ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct buf list CLEANUP(buf_done) = { 0 };
	bool consequence = false;

	buf_init(&list, 512);
	if (db_prepare(db, r->head.body, r->head.path, &s, e) < 0 ||
	        column_list(s, r, &list, &consequence, e) < 0)
		return -1;
	*ret = arena_printf(a,
	        "INSERT INTO finding (stage, rule, version, consequence, who%s%s, %s)\n"
	        "SELECT 'transform', :rule_id, :rule_version, %s, :rule_who%s%s, %s FROM (\n%s\n)\n"
	        "ORDER BY %s",
	        note(&list, "note_da", ", note_da"), note(&list, "note_en", ", note_en"), list.data,
	        consequence && !r->overridden ? "coalesce(consequence, :rule_consequence)"
	                                      : ":rule_consequence",
	        note(&list, "note_da", ", :rule_da"), note(&list, "note_en", ", :rule_en"),
	        list.data, r->head.body, list.data);
	return 0;
}

static void rule_params(const struct ctx *c, const struct rule *r, struct params *p)
{
	step_params(c, p);
	params_text(p, "rule_id", r->id);
	params_text(p, "rule_version", r->version);
	params_text(p, "rule_consequence", r->consequence);
	params_text(p, "rule_who", head_get(&r->head, "who"));
	params_text(p, "rule_da", head_get(&r->head, "text_da"));
	params_text(p, "rule_en", head_get(&r->head, "text_en"));
	for (const struct param *at = r->params.first; at; at = at->next) {
		if (at->is_text)
			params_text(p, at->name, at->text);
		else
			params_int(p, at->name, at->number);
	}
}

/* Rules look at the same tables again and again: each is counted once a run. */
struct counted {
	const char *what;
	int64_t n;
	struct counted *next;
};

/* One run over all rules. */
struct judging {
	struct ctx *c;
	struct counted *memo;
	struct arena arena;
	struct rule_counts counts;
};

static int count_one(struct ctx *c, const char *what, const struct rule *r, const struct params *p,
        int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *sql = arena_printf(p->arena, "SELECT count(*) FROM %s", what);

	if (db_prepare(c->db, sql, r->head.path, &s, e) < 0 || db_bind_params(s, p, e) < 0 ||
	        db_step(s, e) < 0)
		return err_ctx(e, "%s: checks", r->head.path);
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

static int count_once(struct judging *j, const char *what, const struct rule *r,
        const struct params *p, int64_t *ret, struct err *e)
{
	struct counted *m = j->memo;

	while (m && strcmp(m->what, what) != 0)
		m = m->next;
	if (m) {
		*ret = m->n;
		return 0;
	}
	if (count_one(j->c, what, r, p, ret, e) < 0)
		return -1;
	if (strchr(what, ':'))
		return 0;
	m = arena_take(&j->arena, sizeof *m);
	*m = (struct counted){ .what = arena_strdup(&j->arena, what), .n = *ret, .next = j->memo };
	j->memo = m;
	return 0;
}

/* Rows of the tables that the rule looks at, and those of them that it is not about: for a rule
 * about the municipality there are none. */
static int count_checked(struct judging *j, const struct rule *r, const struct params *p,
        int64_t *checked, int64_t *beside, struct err *e)
{
	bool macro = strcmp(head_get(&r->head, "scope"), "macro") == 0;
	const char *what;
	size_t cursor = 0;

	*checked = 0;
	*beside = 0;
	while ((what = head_each(&r->head, "checks", &cursor))) {
		const char *table = arena_strndup(p->arena, what, strcspn(what, " "));
		int64_t n, all;

		if (count_once(j, what, r, p, &n, e) < 0 || count_once(j, table, r, p, &all, e) < 0)
			return -1;
		*checked += n;
		*beside += macro ? 0 : all - n;
	}
	return 0;
}

/* What one rule did, as rule_result has it. */
struct outcome {
	int64_t checked, found, skipped, not_applicable;
	const char *note;
};

static int write_result(struct ctx *c, const struct rule *r, const struct outcome *o, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_text(&p, "rule", r->id);
	params_text(&p, "version", r->version);
	params_int(&p, "checked", o->checked);
	params_int(&p, "found", o->found);
	params_int(&p, "skipped", o->skipped);
	params_int(&p, "beside", o->not_applicable);
	params_text(&p, "note", o->note ? o->note : "");
	return db_exec_params(c->db,
	        "INSERT INTO rule_result (rule, version, checked, found, skipped, not_applicable, "
	        "note)"
	        " VALUES (:rule, :version, :checked, :found, :skipped, :beside, nullif(:note, ''))",
	        r->head.path, &p, e);
}

static int insert_findings(struct ctx *c, const struct rule *r, const struct params *p,
        struct outcome *o, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct spared spared;
	const char *sql;
	int64_t before;

	if (rule_statement(c->db, r, p->arena, &sql, e) < 0 ||
	        db_prepare(c->db, sql, r->head.path, &s, e) < 0 ||
	        db_int(c->db, "SELECT coalesce(max(finding), 0) FROM finding", &before, e) < 0)
		return -1;
	if (db_bind_params(s, p, e) < 0 || db_run(s, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	o->found = sqlite3_changes64(c->db);
	if (spare_findings(c, r, before, &spared, e) < 0)
		return -1;
	o->found -= spared.removed;
	o->skipped = spared.skipped;
	o->checked -= spared.skipped < o->checked ? spared.skipped : o->checked;
	o->not_applicable += spared.not_applicable;
	return 0;
}

/* A rule of another time than the reporting period's does not run. */
static bool in_force(const struct params *p, const struct rule *r)
{
	for (const struct param *at = p->first; r->on_period && at; at = at->next)
		if (strcmp(at->name, "period_end") == 0)
			return at->number >= r->first && at->number <= r->last;
	return true;
}

static int rule_run(struct judging *j, const struct rule *r, int64_t *found, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	struct rule_counts *n = &j->counts;
	struct outcome o = { 0 };

	n->rules++;
	if (r->off) {
		n->off++;
		o.note = "off";
		return write_result(j->c, r, &o, e);
	}
	rule_params(j->c, r, &p);
	if (count_checked(j, r, &p, &o.checked, &o.not_applicable, e) < 0)
		return -1;
	if (!in_force(&p, r)) {
		o = (struct outcome){ .not_applicable = o.checked + o.not_applicable,
			.note = "not in force in this period" };
		return write_result(j->c, r, &o, e);
	}
	if (insert_findings(j->c, r, &p, &o, e) < 0)
		return -1;
	*found = o.found;
	n->checked += o.checked;
	n->found += o.found;
	n->skipped += o.skipped;
	n->not_applicable += o.not_applicable;
	n->empty += o.checked == 0;
	o.note = o.checked ? NULL : "checked nothing";
	return write_result(j->c, r, &o, e);
}

static int count_consequences(struct ctx *c, struct rule_counts *n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT count(*) FILTER (WHERE consequence = 'delivery'),"
	            " count(*) FILTER (WHERE consequence = 'record'),"
	            " count(*) FILTER (WHERE consequence = 'answer'),"
	            " count(*) FILTER (WHERE consequence = 'info')"
	            " FROM finding WHERE stage = 'transform'",
	            "finding", &s, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc < 0)
		return -1;
	n->delivery = sqlite3_column_int64(s, 0);
	n->record = sqlite3_column_int64(s, 1);
	n->answer = sqlite3_column_int64(s, 2);
	n->info = sqlite3_column_int64(s, 3);
	return 0;
}

/* What reports found in the records that are now made anew goes too: nothing here may depend on it.
 */
int rules_clear(sqlite3 *db, struct err *e)
{
	return db_exec(db,
	        "DELETE FROM finding WHERE stage = 'transform' OR stage GLOB 'report:*';"
	        " DELETE FROM rule_result",
	        e);
}

static int judge(struct judging *j, const struct rules *r, enum rule_place place,
        const struct watch *w, struct err *e)
{
	if (spare_begin(j->c->db, e) < 0)
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		int64_t found = 0;

		if (r->rows[i].place != place)
			continue;
		if (rule_run(j, &r->rows[i], &found, e) < 0)
			return err_ctx(e, "rule %s", r->rows[i].id);
		watch_done(w, r->rows[i].head.path, found);
	}
	return count_consequences(j->c, &j->counts, e);
}

int rules_run_after(struct ctx *c, const struct rules *r, enum rule_place place,
        const struct watch *w, struct rule_counts *counts, struct err *e)
{
	struct judging j = { .c = c, .counts = *counts };
	int rc = judge(&j, r, place, w, e);

	*counts = j.counts;
	arena_done(&j.arena);
	return rc;
}

int rules_run(struct ctx *c, const struct rules *r, const struct watch *w, struct rule_counts *ret,
        struct err *e)
{
	*ret = (struct rule_counts){ 0 };
	return rules_clear(c->db, e) < 0 ? -1 : rules_run_after(c, r, RULE_BESIDE, w, ret, e);
}
