#include "transform/rule.h"

#include "common/buf.h"
#include "transform/rule_limit.h"
#include "transform/rule_spare.h"
#include "transform/rule_tally.h"
#include "transform/touched.h"

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
	        "INSERT INTO finding (stage, rule, version, consequence, who, %s)\n"
	        "SELECT 'transform', :rule_id, :rule_version, %s, :rule_who, %s FROM (\n%s\n)\n"
	        "ORDER BY %s",
	        list.data,
	        consequence && !r->overridden ? "coalesce(consequence, :rule_consequence)"
	                                      : ":rule_consequence",
	        list.data, r->head.body, list.data);
	return 0;
}

static void all_params(const struct ctx *c, const struct rule *r, struct params *p)
{
	step_params(c, p);
	params_text(p, "rule_id", r->id);
	params_text(p, "rule_version", r->version);
	params_text(p, "rule_consequence", r->consequence);
	params_text(p, "rule_who", head_get(&r->head, "who"));
	rule_params(r, p);
}

/* One run over all rules. */
struct judging {
	struct ctx *c;
	struct limit *limit;      /* NULL: each over all */
	struct rule_tally *tally; /* as the rules */
	const struct watch *watch;
};

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

/* Whether there are findings behind `before` that are so. */
static int any_new(sqlite3 *db, int64_t before, const char *so, bool *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	int64_t any;

	if (db_int(db,
	            arena_printf(&a,
	                    "SELECT EXISTS (SELECT 1 FROM finding WHERE finding > %lld AND %s)",
	                    (long long)before, so),
	            &any, e) < 0)
		return -1;
	*ret = any != 0;
	return 0;
}

/* What a register gave of children that were not touched is there already. */
static int drop_untouched(struct judging *j, const struct rule_limit *m, int64_t before,
        int64_t *found, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	if (!m || m->mode != RULE_TOUCHED || m->loose)
		return 0;
	if (db_exec(j->c->db,
	            arena_printf(&a, "DELETE FROM finding WHERE finding > %lld AND NOT %s",
	                    (long long)before, j->limit->touched),
	            e) < 0)
		return -1;
	*found -= sqlite3_changes64(j->c->db);
	return 0;
}

static int find(struct judging *j, const struct rule *r, const struct params *p, struct outcome *o,
        struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *sql;

	if (rule_statement(j->c->db, r, p->arena, &sql, e) < 0 ||
	        db_prepare(j->c->db, sql, r->head.path, &s, e) < 0)
		return -1;
	if (db_bind_params(s, p, e) < 0 || db_run(s, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	o->found = sqlite3_changes64(j->c->db);
	return 0;
}

/* m NULL: all of it, and nobody asks of whom. One that is kept finds nothing new. */
static int insert_findings(struct judging *j, const struct rule *r, const struct params *p,
        struct outcome *o, struct rule_limit *m, struct err *e)
{
	struct spared spared;
	int64_t before;

	if (db_int(j->c->db, "SELECT coalesce(max(finding), 0) FROM finding", &before, e) < 0)
		return -1;
	if (!m || m->mode != RULE_KEPT) {
		if (find(j, r, p, o, e) < 0 ||
		        (m && any_new(j->c->db, before,
		                      arena_printf(p->arena, "NOT %s", j->limit->placed), &m->loose,
		                      e) < 0) ||
		        drop_untouched(j, m, before, &o->found, e) < 0)
			return -1;
	}
	if (spare_findings(j->c, r, before, &spared, e) < 0)
		return -1;
	o->found -= spared.removed;
	o->skipped = spared.skipped;
	o->checked -= spared.skipped < o->checked ? spared.skipped : o->checked;
	/* Those of a rule that did not judge all are counted together: limit_counts(). */
	o->not_applicable += !m || m->mode == RULE_WHOLE ? spared.not_applicable : 0;
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

static int count_consequences(sqlite3 *db, struct rule_counts *n, struct err *e)
{
	int64_t *const to[] = { &n->delivery, &n->record, &n->answer, &n->info };

	return db_ints(db,
	        "SELECT count(*) FILTER (WHERE consequence = 'delivery'),"
	        " count(*) FILTER (WHERE consequence = 'record'),"
	        " count(*) FILTER (WHERE consequence = 'answer'),"
	        " count(*) FILTER (WHERE consequence = 'info')"
	        " FROM finding WHERE stage = 'transform'",
	        "finding", to, COUNT_OF(to), e);
}

static int run_one(struct judging *j, const struct rule *r, const struct rule_tally *t,
        struct rule_limit *m, struct outcome *o, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	if (r->off) {
		o->note = "off";
		return 0;
	}
	all_params(j->c, r, &p);
	if (!in_force(&p, r)) {
		o->not_applicable = t->checked + t->beside;
		o->note = "not in force in this period";
		return 0;
	}
	o->checked = t->checked;
	o->not_applicable = t->beside;
	if (insert_findings(j, r, &p, o, m, e) < 0)
		return -1;
	o->note = o->checked ? NULL : "checked nothing";
	return 0;
}

/* One of which some finding belongs to no child is judged over all, when the others are done. */
static int rule_run(struct judging *j, const struct rules *r, size_t i, struct err *e)
{
	struct rule_limit *m = j->limit ? &j->limit->rule[i] : NULL;
	const struct rule *rule = &r->rows[i];
	struct outcome o = { 0 };

	if (run_one(j, rule, &j->tally[i], m, &o, e) < 0)
		return err_ctx(e, "rule %s", rule->id);
	if (m && m->mode == RULE_TOUCHED && m->loose) {
		m->mode = RULE_WHOLE;
		return limit_clear_rule(j->c->db, rule->id, e);
	}
	watch_done(j->watch, rule->head.path, o.found);
	return write_result(j->c, rule, &o, e);
}

/* The rules of that place that are run so, or over the touched, and not yet. */
static int run_mode(struct judging *j, const struct rules *r, enum rule_place place, bool touched,
        const bool *done, struct err *e)
{
	for (size_t i = 0; i < r->n; i++) {
		bool is = j->limit && j->limit->rule[i].mode == RULE_TOUCHED;

		if (r->rows[i].place == place && is == touched && !done[i] &&
		        rule_run(j, r, i, e) < 0)
			return -1;
	}
	return 0;
}

/* Over tables that hide all but the rows of the touched; what could not be limited is judged
 * behind. */
static int run_touched(struct judging *j, const struct rules *r, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	bool *done = arena_take(&a, r->n + 1);
	const struct limit *l = j->limit;

	for (size_t i = 0; i < r->n; i++)
		done[i] = l->rule[i].mode != RULE_TOUCHED;
	if (touched_shadow(j->c->db, l->from, &l->ties, e) < 0 ||
	        run_mode(j, r, RULE_BESIDE, true, done, e) < 0 ||
	        touched_unshadow(j->c->db, l->from, &l->ties, e) < 0)
		return -1;
	return run_mode(j, r, RULE_BESIDE, false, done, e);
}

static int judge(struct judging *j, const struct rules *r, enum rule_place place, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	bool *none = arena_take(&a, r->n + 1);

	if (spare_begin(j->c->db, e) < 0 || rules_tally(j->c, r, place, &a, &j->tally, e) < 0 ||
	        run_mode(j, r, place, false, none, e) < 0)
		return -1;
	if (j->limit && j->limit->on && run_touched(j, r, e) < 0)
		return -1;
	return 0;
}

int rules_count(sqlite3 *db, struct rule_counts *n, struct err *e)
{
	int64_t *const to[] = { &n->rules, &n->off, &n->empty, &n->checked, &n->found, &n->skipped,
		&n->not_applicable };

	if (db_ints(db,
	            "SELECT count(*), count(*) FILTER (WHERE note = 'off'),"
	            " count(*) FILTER (WHERE note = 'checked nothing'), ifnull(sum(checked), 0),"
	            " ifnull(sum(found), 0), ifnull(sum(skipped), 0), ifnull(sum(not_applicable)"
	            " FILTER (WHERE note IS NOT 'not in force in this period'), 0)"
	            " FROM rule_result",
	            "rule_result", to, COUNT_OF(to), e) < 0)
		return -1;
	return count_consequences(db, n, e);
}

/* What reports found in the records that are now made anew goes too: nothing here may depend on it.
 */
int rules_clear(sqlite3 *db, struct err *e)
{
	return db_exec(db,
	        "DELETE FROM finding WHERE stage = 'transform' OR stage GLOB 'report:*';"
	        " DELETE FROM finding_spared; DELETE FROM rule_result",
	        e);
}

static int run_place(struct judging *j, const struct rules *r, enum rule_place place,
        struct rule_counts *ret, struct err *e)
{
	*ret = (struct rule_counts){ 0 };
	return judge(j, r, place, e) < 0 ? -1 : rules_count(j->c->db, ret, e);
}

int rules_run_after(struct ctx *c, const struct rules *r, enum rule_place place,
        const struct watch *w, struct rule_counts *counts, struct err *e)
{
	struct judging j = { .c = c, .watch = w };

	return run_place(&j, r, place, counts, e);
}

int rules_run_limited(struct ctx *c, const struct rules *r, struct limit *l, const struct watch *w,
        struct rule_counts *ret, struct err *e)
{
	struct judging j = { .c = c, .limit = l, .watch = w };

	return run_place(&j, r, RULE_BESIDE, ret, e);
}

int rules_run(struct ctx *c, const struct rules *r, const struct watch *w, struct rule_counts *ret,
        struct err *e)
{
	return rules_clear(c->db, e) < 0 ? -1 : rules_run_after(c, r, RULE_BESIDE, w, ret, e);
}
