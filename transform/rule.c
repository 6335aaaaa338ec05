#include "transform/rule.h"

#include "common/text.h"

static const char *const known_keys[] = { "id!", "version!", "scope!", "consequence!", "kind!",
	"legal!", "text_da!", "text_en!", "who!", "reads!", "checks!", "param", "blames!", "valid",
	"valid_on", "spares", "mend_da!", "mend_en!", "by!", "with", "after" };

const char *const rule_columns[] = { "consequence", "entity", "record_key", "case_id", "citizen_id",
	"field", "found", "expected", "clash", "file", "line", "note_da", "note_en", "event_day",
	"due_day" };
const size_t rule_column_count = COUNT_OF(rule_columns);

/* Keys whose value is one word of a list. */
static const struct vocabulary {
	const char *key, *words;
} vocabularies[] = {
	{ "scope", "file field record case cases periods macro" },
	{ "consequence", "delivery record answer info" },
	{ "kind", "entry conversion external" },
	{ "valid_on", "event period" },
	{ "after", "facts records" },
};

static const char origins[] = "unborn no-number migrated";

static bool in_list(const char *word, const char *list)
{
	size_t n = strlen(word);

	for (const char *at = list; n && (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

static int check_words(const struct head *h, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(vocabularies); i++) {
		const char *value = head_get(h, vocabularies[i].key);

		if (value && !in_list(value, vocabularies[i].words))
			return err_set(e, ERR_CONFIG, "%s: %s '%s' is none of: %s", h->path,
			        vocabularies[i].key, value, vocabularies[i].words);
	}
	return 0;
}

/* The file is called <id>_<name>.sql. */
static int check_id(const struct head *h, const char *id, struct err *e)
{
	const char *slash = strrchr(h->path, '/'), *name = slash ? slash + 1 : h->path;
	size_t n = strlen(id);

	if (strncmp(name, id, n) == 0 && name[n] == '_')
		return 0;
	return err_set(e, ERR_CONFIG, "%s: the file of rule '%s' must be called %s_<name>.sql",
	        h->path, id, id);
}

static void set_param(struct params *p, const char *name, const char *value)
{
	int64_t number;

	if (text_int(value, strlen(value), &number))
		params_int(p, name, number);
	else
		params_text(p, name, value);
}

static int take_params(struct rule *r, struct arena *a, struct err *e)
{
	const char *line, *word[3];
	size_t cursor = 0;

	while ((line = head_each(&r->head, "param", &cursor))) {
		if (def_words(a, line, word, 3) != 3)
			return err_set(e, ERR_CONFIG, "%s: expected 'param: NAME DEFAULT MEANING'",
			        r->head.path);
		set_param(&r->params, word[0], word[1]);
	}
	return 0;
}

/* One side of the validity; nothing there is no bound. */
static bool take_day(const char *s, size_t n, int32_t none, int32_t *ret)
{
	*ret = none;
	return n == 0 || text_day(s, n, ret);
}

/* "2024-01-01..", "..2023-12-31": both days are in. */
static int take_validity(struct rule *r, struct err *e)
{
	const char *s = head_get(&r->head, "valid"), *dots = s ? strstr(s, "..") : NULL;

	r->first = INT32_MIN;
	r->last = INT32_MAX;
	if (!s)
		return 0;
	if (!dots || !take_day(s, (size_t)(dots - s), INT32_MIN, &r->first) ||
	        !take_day(dots + 2, strlen(dots + 2), INT32_MAX, &r->last))
		return err_set(e, ERR_CONFIG,
		        "%s: valid '%s' is not written as YYYY-MM-DD..YYYY-MM-DD", r->head.path, s);
	return 0;
}

static int take_by(struct rule *r, struct err *e)
{
	const char *s = head_get(&r->head, "by");

	r->by = -1;
	if (s && (!text_int(s, strlen(s), &r->by) || r->by < 0))
		return err_set(
		        e, ERR_CONFIG, "%s: by '%s' is not a number of days", r->head.path, s);
	return 0;
}

static int take_spares(struct rule *r, struct arena *a, struct err *e)
{
	const char *s = head_get(&r->head, "spares");

	r->spares = s ? def_words(a, s, r->spare, RULE_SPARES) : 0;
	for (size_t i = 0; i < r->spares; i++)
		if (!in_list(r->spare[i], origins))
			return err_set(e, ERR_CONFIG, "%s: spares '%s', which is none of: %s",
			        r->head.path, r->spare[i], origins);
	return 0;
}

static enum rule_place place_of(const char *after)
{
	if (!after)
		return RULE_BESIDE;
	return strcmp(after, "facts") == 0 ? RULE_AFTER_FACTS : RULE_AFTER_RECORDS;
}

/* Records are chosen before the last rules run. */
static int check_place(const struct rule *r, const char *origin, struct err *e)
{
	if (r->place != RULE_AFTER_RECORDS || strcmp(r->consequence, "record") != 0)
		return 0;
	return err_set(e, ERR_CONFIG, "%s: rule %s runs after the records, and can stop none",
	        origin, r->id);
}

static int rule_init(struct rule *r, struct arena *a, struct err *e)
{
	if (head_check(&r->head, known_keys, COUNT_OF(known_keys), e) < 0)
		return -1;
	r->id = head_get(&r->head, "id");
	r->version = head_get(&r->head, "version");
	r->consequence = head_get(&r->head, "consequence");
	r->on_period = text_eq(head_get(&r->head, "valid_on"), "period");
	r->place = place_of(head_get(&r->head, "after"));
	r->params.arena = a;
	if (check_words(&r->head, e) < 0 || check_id(&r->head, r->id, e) < 0 ||
	        check_place(r, r->head.path, e) < 0 || take_validity(r, e) < 0 ||
	        take_by(r, e) < 0 || take_spares(r, a, e) < 0)
		return -1;
	return take_params(r, a, e);
}

int rule_parse(const char *path, const char *text, struct arena *a, struct rule *ret, struct err *e)
{
	*ret = (struct rule){ 0 };
	if (head_parse_text(path, text, a, &ret->head, e) < 0 || rule_init(ret, a, e) < 0)
		return -1;
	return head_compose(&ret->head, a, e) < 0 ? err_ctx(e, "%s", path) : 0;
}

int rules_load(struct arena *a, struct rules *ret, struct err *e)
{
	const struct def_file *f;
	struct rules r = { .arena = a };
	size_t cursor = 0;

	while (def_next("transform/rules/", ".sql", &cursor))
		r.n++;
	r.rows = arena_take(a, (r.n + 1) * sizeof *r.rows);
	cursor = 0;
	for (size_t i = 0; (f = def_next("transform/rules/", ".sql", &cursor)); i++) {
		if (rule_parse(f->path, f->data, a, &r.rows[i], e) < 0)
			return -1;
		if (i && strcmp(r.rows[i - 1].id, r.rows[i].id) == 0)
			return err_set(e, ERR_CONFIG, "%s: rule '%s' is there twice", f->path,
			        r.rows[i].id);
	}
	*ret = r;
	return 0;
}

/* The rule named by "<id>.<rest>"; *rest is set. */
static struct rule *find_rule(struct rules *r, const char *name, const char **rest)
{
	for (size_t i = 0; i < r->n; i++) {
		size_t n = strlen(r->rows[i].id);

		if (strncmp(name, r->rows[i].id, n) == 0 && name[n] == '.') {
			*rest = name + n + 1;
			return &r->rows[i];
		}
	}
	return NULL;
}

static int set_consequence(struct rule *r, const char *value, const char *origin, struct err *e)
{
	const char *words = "delivery record answer info";

	r->off = strcmp(value, "off") == 0;
	if (r->off)
		return 0;
	if (!in_list(value, words))
		return err_set(e, ERR_CONFIG, "%s: rule %s: consequence '%s' is none of: off %s",
		        origin, r->id, value, words);
	r->consequence = value;
	r->overridden = true;
	return check_place(r, origin, e);
}

static int check_param(const struct rule *r, const char *name, const char *value,
        const char *origin, struct err *e)
{
	int64_t number;

	for (const struct param *at = r->params.first; at; at = at->next) {
		if (strcmp(at->name, name) != 0)
			continue;
		return at->is_text || text_int(value, strlen(value), &number)
		               ? 0
		               : err_set(e, ERR_CONFIG, "%s: rule %s: %s must be a number", origin,
		                         r->id, name);
	}
	return err_set(e, ERR_CONFIG, "%s: rule %s has no setting '%s'", origin, r->id, name);
}

int rule_check_setting(const struct rule *r, const char *name, const char *value,
        const char *origin, struct err *e)
{
	struct rule copy = *r;

	return strcmp(name, "consequence") == 0 ? set_consequence(&copy, value, origin, e)
	                                        : check_param(r, name, value, origin, e);
}

int rule_set(struct rule *r, const char *name, const char *value, const char *origin, struct err *e)
{
	if (strcmp(name, "consequence") == 0)
		return set_consequence(r, value, origin, e);
	if (check_param(r, name, value, origin, e) < 0)
		return -1;
	set_param(&r->params, name, value);
	return 0;
}

struct rule *rule_of_setting(
        struct rules *r, const struct conf_pair *p, const char **rest, struct err *e)
{
	struct rule *rule = find_rule(r, p->name, rest);

	if (!rule)
		err_set(e, ERR_CONFIG, "%s: there is no rule for '%s'", p->origin, p->name);
	return rule;
}

int rules_configure(struct rules *r, const struct conf *c, struct err *e)
{
	const struct conf_pair *p;
	size_t cursor = 0;

	while ((p = conf_free_each(c, &cursor))) {
		struct rule *rule;
		const char *rest;

		if (strcmp(p->section, "rule") != 0)
			continue;
		rule = rule_of_setting(r, p, &rest, e);
		if (!rule || rule_set(rule, rest, p->value, p->origin, e) < 0)
			return -1;
	}
	return 0;
}

void rule_params(const struct rule *r, struct params *p)
{
	for (const struct param *at = r->params.first; at; at = at->next) {
		if (at->is_text)
			params_text(p, at->name, at->text);
		else
			params_int(p, at->name, at->number);
	}
}
