#include "transform/transform.h"

#include "common/finding_reach.h"
#include "common/finding_trend.h"
#include "transform/answer.h"
#include "transform/beside.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/rule_settings.h"

static int run_kpis(struct ctx *c, struct transform_result *r, struct err *e)
{
	if (kpi_run(c, &r->kpis, e) < 0)
		return -1;
	watch_done(&r->watch, "transform/kpis/", r->kpis.rows);
	return 0;
}

static int run_late_rules(struct ctx *c, const struct rules *rules, enum rule_place place,
        struct transform_result *r, struct err *e)
{
	return rules_run_after(c, rules, place, &r->rule_watch, &r->rules, e);
}

/* Late rules, like whoever follows findings, see those that are answered too. */
static int after_records(
        struct ctx *c, const struct rules *rules, struct transform_result *r, struct err *e)
{
	if (answers_put_back(c->db, ANSWER_ALL, e) < 0)
		return -1;
	return run_late_rules(c, rules, RULE_AFTER_RECORDS, r, e);
}

/* Facts and aggregates beside the rules; key figures and records read the findings, as answered. */
static int run_steps(struct ctx *c, struct beside *beside, const struct rules *rules,
        struct transform_result *r, struct err *e)
{
	if (steps_run(c, "transform/facts/", &r->watch, &r->steps, e) < 0 ||
	        steps_run(c, "transform/aggs/", &r->watch, &r->steps, e) < 0 ||
	        answers_put_back(c->db, ANSWER_ALL, e) < 0 ||
	        beside_end(beside, &r->rules, e) < 0 ||
	        run_late_rules(c, rules, RULE_AFTER_FACTS, r, e) < 0 ||
	        answers_apply(c, ANSWER_ALL, NULL, e) < 0 || run_kpis(c, r, e) < 0 ||
	        steps_run(c, "transform/records/", &r->watch, &r->steps, e) < 0)
		return -1;
	return after_records(c, rules, r, e);
}

/* Those of reports are followed by the reports. */
static int follow(struct ctx *c, struct transform_result *r, struct err *e)
{
	static const char *const stages[] = { "extract:*", "receipt:*", "transform" };

	for (size_t i = 0; i < COUNT_OF(stages); i++) {
		struct finding_life l;

		if (finding_settle(c, stages[i], &l, e) < 0)
			return -1;
		r->life.open += l.open;
		r->life.opened += l.opened;
		r->life.closed += l.closed;
		r->life.came_back += l.came_back;
		r->life.late = r->life.late || l.late;
	}
	return 0;
}

static int count_results(struct ctx *c, struct transform_result *r, struct err *e)
{
	const struct {
		const char *sql;
		int64_t *to;
	} counts[] = {
		{ "SELECT coalesce(sum(left_out), 0) FROM fact_left_out", &r->left_out },
		{ "SELECT (SELECT count(*) FROM record_l201) + (SELECT count(*) FROM record_l231)",
		        &r->measures },
		{ "SELECT (SELECT count(*) FROM record_l201 WHERE reason IS NULL)"
		  " + (SELECT count(*) FROM record_l231 WHERE reason IS NULL)",
		        &r->selected },
	};

	for (size_t i = 0; i < COUNT_OF(counts); i++)
		if (db_int(c->db, counts[i].sql, counts[i].to, e) < 0)
			return -1;
	return 0;
}

/* Committed before the rules begin: they see the mart from outside this transaction. */
static int prepare(struct ctx *c, const struct rules *rules, struct limit *limit, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, c->db, e) < 0 || codelist_load(c->db, e) < 0 ||
	        finance_tables_load(c->db, c->workspace, e) < 0 ||
	        answers_put_back(c->db, ANSWER_OTHERS, e) < 0 ||
	        limit_begin(c, rules, limit, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

static int load_rules(struct ctx *c, struct rules *r, struct rule_settings *settings, struct err *e)
{
	if (rules_load(c->arena, r, e) < 0 ||
	        rule_settings_read(r, c->workspace, c->arena, settings, e) < 0)
		return -1;
	return rule_settings_apply(r, c->conf, c->as_of, c->arena, settings, e);
}

static int run_all(struct ctx *c, struct transform_result *r, struct err *e)
{
	struct beside beside CLEANUP(beside_abandon) = { 0 };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct rule_settings settings;
	struct rules rules;
	struct limit limit;

	if (load_rules(c, &rules, &settings, e) < 0 || prepare(c, &rules, &limit, e) < 0 ||
	        beside_begin(&beside, c, &rules, &limit, &r->rule_watch, e) < 0 ||
	        tx_begin(&tx, c->db, e) < 0 || run_steps(c, &beside, &rules, r, e) < 0 ||
	        follow(c, r, e) < 0 || limit_end(c, &rules, &limit, e) < 0 ||
	        rule_settings_log(c, &settings, e) < 0 ||
	        answers_apply(c, ANSWER_ALL, &r->answers, e) < 0 ||
	        finding_trend_book(c, ANSWER_ALL, e) < 0 || count_results(c, r, e) < 0)
		return -1;
	limit_modes(&rules, &limit, r->modes);
	r->children = limit.children;
	r->judged = limit.judged;
	return tx_commit(&tx, e);
}

int transform_run(struct ctx *c, struct transform_result *r, struct err *e)
{
	return run_all(c, r, e) < 0 ? err_ctx(e, "transforming") : 0;
}
