#include "transform/step.h"

#include "common/text.h"
#include "transform/match.h"
#include "transform/spell.h"

/* What a step may name as its part: called before its statements, and after them also when they
 * failed. */
static const struct step_part {
	const char *name;
	int (*begin)(struct ctx *, struct arena *, struct err *);
	int (*end)(struct ctx *, struct arena *, struct err *);
} step_parts[] = {
	{ "match", match_begin, match_end },
	{ "spells", NULL, spells_build },
};

void watch_done(const struct watch *w, const char *path, int64_t rows)
{
	if (w && w->done)
		w->done(w->arg, path, rows);
}

static int32_t period_end(int32_t as_of)
{
	int year, month, mday;

	day_to_ymd(as_of, &year, &month, &mday);
	return day_from_ymd(year, month, 1) - 1;
}

void step_params(const struct ctx *c, struct params *p)
{
	params_int(p, "as_of", c->as_of);
	params_int(p, "period_end", period_end(c->as_of));
	params_text(p, "municipality", c->municipality);
}

int step_head(const struct def_file *f, struct arena *a, struct head *ret, struct err *e)
{
	static const char *const known[] = { "text!", "reads!", "writes!", "setting", "part" };

	if (head_parse(f, a, ret, e) < 0)
		return -1;
	return head_check(ret, known, COUNT_OF(known), e);
}

/* Is `value` one of "A|B|C"? */
static bool among(const char *words, const char *value)
{
	size_t len = strlen(value);

	for (const char *w = words; *w; w += strcspn(w, "|"), w += *w == '|')
		if (strcspn(w, "|") == len && memcmp(w, value, len) == 0)
			return true;
	return false;
}

static int setting_params(struct ctx *c, const struct head *h, struct params *p, struct err *e)
{
	const char *line, *word[3], *value;
	size_t cursor = 0, n;

	while ((line = head_each(h, "setting", &cursor))) {
		n = def_words(p->arena, line, word, 3);
		if (n < 2)
			return err_set(
			        e, ERR_CONFIG, "%s: expected 'setting: NAME SECTION.KEY'", h->path);
		value = conf_text(c->conf, word[1]);
		if (n == 3 && !among(word[2], value))
			return err_set(e, ERR_CONFIG, "setting %s is '%s'; it is one of %s",
			        word[1], value, word[2]);
		params_text(p, word[0], value);
	}
	return 0;
}

static int find_part(const struct head *h, const struct step_part **ret, struct err *e)
{
	const char *name = head_get(h, "part");

	*ret = NULL;
	for (size_t i = 0; name && i < COUNT_OF(step_parts); i++)
		if (strcmp(name, step_parts[i].name) == 0)
			*ret = &step_parts[i];
	if (name && !*ret)
		return err_set(e, ERR_CONFIG, "%s: there is no part '%s'", h->path, name);
	return 0;
}

static int run_body(struct ctx *c, const struct head *h, const struct params *p,
        const struct step_part *part, struct arena *a, struct err *e)
{
	int rc = part && part->begin ? part->begin(c, a, e) : 0;

	if (rc < 0)
		return err_ctx(e, "%s", h->path);
	rc = db_exec_params(c->db, h->body, h->path, p, e);
	if (part && part->end) {
		struct err second = { 0 };

		if (part->end(c, a, rc < 0 ? &second : e) < 0 && rc == 0)
			return err_ctx(e, "%s", h->path);
	}
	return rc;
}

int step_run(struct ctx *c, const struct def_file *f, int64_t *ret_rows, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	const struct step_part *part;
	struct head h;

	if (step_head(f, &a, &h, e) < 0 || find_part(&h, &part, e) < 0)
		return -1;
	step_params(c, &p);
	if (setting_params(c, &h, &p, e) < 0 || run_body(c, &h, &p, part, &a, e) < 0)
		return -1;
	*ret_rows = sqlite3_changes64(c->db);
	return 0;
}

int steps_run(
        struct ctx *c, const char *folder, const struct watch *w, int64_t *steps, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;

	while ((f = def_next(folder, ".sql", &cursor))) {
		int64_t rows = 0;

		if (step_run(c, f, &rows, e) < 0)
			return -1;
		watch_done(w, f->path, rows);
		++*steps;
	}
	return 0;
}
