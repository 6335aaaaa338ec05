#include "jobs/rule_settings.h"

#include "common/text.h"
#include "transform/rule_settings.h"

static int load(struct app *a, struct rule_settings *ret, struct err *e)
{
	struct arena *arena = &a->w.arena;
	struct rules rules;

	if (rules_load(arena, &rules, e) < 0 ||
	        rule_settings_read(&rules, a->w.path, arena, ret, e) < 0)
		return -1;
	return rule_settings_apply(&rules, a->w.conf, a->ctx.as_of, arena, ret, e);
}

static const char *days(struct app *a, const struct rule_setting *s)
{
	char from[11] = "", to[11] = "";

	if (s->from != INT32_MIN)
		day_iso(s->from, from);
	if (s->to != INT32_MAX)
		day_iso(s->to, to);
	return arena_printf(&a->w.arena, "%s..%s", from, to);
}

/* Tabs and ends of lines would break the table. */
static const char *line_of(struct app *a, const struct rule_setting *s)
{
	return arena_printf(&a->w.arena, "%s.%s = %s\t%s\t%s\t%s\t%s\t%s%s", s->rule->id, s->name,
	        s->value, days(a, s), s->by, s->reason, s->origin,
	        s->holds ? "holds" : "does not hold", s->lowered ? ", LOWERED" : "");
}

static int show_log(struct app *a, const char *id, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc, n = 0;

	if (db_prepare(a->w.db,
	            "SELECT setting, coalesce(value, '(' || setting || ' of the rule)'),"
	            " coalesce(preset, ''), coalesce(iso(valid_from), '') || '..'"
	            " || coalesce(iso(valid_to), ''), coalesce(by_name, ''), coalesce(reason, ''),"
	            " origin, iso(as_of), coalesce(run_id, '') FROM rule_setting_log"
	            " WHERE rule = :rule ORDER BY entry",
	            "rule_setting_log", &s, e) < 0 ||
	        db_bind_text(s, ":rule", id, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		if (!n++)
			fprintf(a->out, "\nlog (setting, value, the rule's own, days, by, reason, "
			                "where, since the run of, run)\n");
		app_row(a, s);
	}
	return rc;
}

static int show_settings(struct app *a, const char *id, struct err *e)
{
	struct rule_settings s;
	int n = 0;

	if (load(a, &s, e) < 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		if (strcmp(s.row[i].rule->id, id) != 0)
			continue;
		if (!n++)
			fprintf(a->out, "\nsettings (setting, days, by, reason, where, on the "
			                "as-of day)\n");
		fprintf(a->out, "%s\n", line_of(a, &s.row[i]));
	}
	return 0;
}

int rule_settings_show(struct app *a, const char *id, struct err *e)
{
	const char *dir = cli_text(&a->cli, "--workspace");
	bool mart = file_exists(arena_printf(&a->w.arena, "%s/mart.db", dir ? dir : "."));

	if (!dir && !file_exists("indberet.conf"))
		return 0;
	if (app_workspace(a, WS_CONF | (mart ? WS_DB_RO : 0), e) < 0 || show_settings(a, id, e) < 0)
		return -1;
	return mart ? show_log(a, id, e) : 0;
}

int rule_settings_check(struct app *a, const char **ret, const char **lowered, struct err *e)
{
	struct arena *arena = &a->w.arena;
	struct rule_settings s;
	size_t n = 0;

	*lowered = "";
	if (load(a, &s, e) < 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		const struct rule_setting *r = &s.row[i];

		n += r->holds;
		if (r->holds && r->lowered)
			*lowered =
			        arena_printf(arena, "%s%s%s: consequence %s instead of %s, %s%s%s",
			                *lowered, **lowered ? "\n" : "", r->rule->id, r->value,
			                r->preset, days(a, r), *r->reason ? ": " : "", r->reason);
	}
	*ret = arena_printf(arena, "%zu settings of rules hold today, %zu in all", n, s.n);
	return 0;
}
