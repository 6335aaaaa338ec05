/*
 * Any bytes as the rules.csv of a workspace: no crash; settings of known rules with a reason and
 * days in order, of which one holds on a day, or a fault with its line that shows no number of a
 * person.
 */
#include <sys/stat.h>

#include "common/text.h"
#include "tests/fuzz/load.h"
#include "transform/rule_settings.h"

static struct rules *rules(void)
{
	static struct arena a;
	static struct rules r;
	struct err e = { 0 };

	if (!r.n && rules_load(&a, &r, &e) < 0)
		abort();
	return &r;
}

static void check(const struct rule_settings *s)
{
	if (s->n > RULE_SETTINGS_MAX)
		abort();
	for (size_t i = 0; i < s->n; i++) {
		const struct rule_setting *a = &s->row[i];

		if (!a->rule || !*a->by || !*a->reason || a->to < a->from || a->line < 2)
			abort();
		for (size_t k = 0; k < i; k++)
			if (s->row[k].rule == a->rule && strcmp(s->row[k].name, a->name) == 0 &&
			        s->row[k].from <= a->to && a->from <= s->row[k].to)
				abort();
	}
}

static void check_fault(const struct err *e)
{
	char shown[sizeof e->msg];

	snprintf(shown, sizeof shown, "%s", e->msg);
	text_mask(shown);
	if (e->code != ERR_CONFIG || strcmp(shown, e->msg) != 0 ||
	        strncmp(e->msg, "rules.csv: ", 11) != 0)
		abort();
}

static void check_log(const struct rule_settings *s, struct arena *a)
{
	struct ctx c = { .db = mart(), .arena = a, .as_of = day_from_ymd(2026, 11, 1) };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct err e = { 0 };
	int64_t holds = 0;

	for (size_t i = 0; i < s->n; i++) {
		s->row[i].holds = s->row[i].from <= c.as_of && c.as_of <= s->row[i].to;
		holds += s->row[i].holds;
	}
	if (tx_begin(&tx, c.db, &e) < 0 || rule_settings_log(&c, s, &e) < 0 ||
	        number(c.db, "SELECT count(*) FROM rule_setting_log") != holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *dir = arena_printf(&a, "/tmp/fuzz_rules_csv.%ld", (long)getpid());
	const char *path = arena_printf(&a, "%s/rules.csv", dir);
	struct rule_settings s;
	struct err e = { 0 };

	(void)mkdir(dir, 0700);
	write_file(path, data, size);
	if (rule_settings_read(rules(), dir, &a, &s, &e) < 0) {
		check_fault(&e);
	} else {
		check(&s);
		check_log(&s, &a);
	}
	(void)unlink(path);
	(void)rmdir(dir);
	return 0;
}
