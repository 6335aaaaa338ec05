#include "transform/transform.h"

#include "transform/codelist.h"

static int run_rules(struct ctx *c, struct transform_result *r, struct err *e)
{
	struct rules rules;

	if (rules_load(c->arena, &rules, e) < 0 || rules_configure(&rules, c->conf, e) < 0)
		return -1;
	return rules_run(c, &rules, &r->watch, &r->rules, e);
}

static int run_kpis(struct ctx *c, struct transform_result *r, struct err *e)
{
	if (kpi_run(c, &r->kpis, e) < 0)
		return -1;
	watch_done(&r->watch, "transform/kpis/", r->kpis.rows);
	return 0;
}

static int run_steps(struct ctx *c, struct transform_result *r, struct err *e)
{
	if (steps_run(c, "transform/facts/", &r->watch, &r->steps, e) < 0 ||
		steps_run(c, "transform/aggs/", &r->watch, &r->steps, e) < 0 || run_kpis(c, r, e) < 0)
		return -1;
	return steps_run(c, "transform/records/", &r->watch, &r->steps, e);
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

int transform_run(struct ctx *c, struct transform_result *r, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, c->db, e) < 0 || codelist_load(c->db, e) < 0 || run_rules(c, r, e) < 0 ||
		run_steps(c, r, e) < 0 || count_results(c, r, e) < 0)
		return err_ctx(e, "transforming");
	return tx_commit(&tx, e);
}
