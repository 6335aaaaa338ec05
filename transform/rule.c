#include "transform/rule.h"

#include "common/buf.h"
#include "common/text.h"

static const char *const known_keys[] = { "id!", "version!", "scope!", "consequence!", "kind!",
	"legal!", "text_da!", "text_en!", "who!", "reads!", "checks!", "param" };

const char *const rule_columns[] = { "consequence", "entity", "record_key", "case_id", "citizen_id",
	"field", "found", "expected", "clash", "file", "line", "note_da", "note_en" };
const size_t rule_column_count = COUNT_OF(rule_columns);

/* Keys whose value is one word of a list. */
static const struct vocabulary {
	const char *key, *words;
} vocabularies[] = {
	{ "scope", "file field record case cases periods macro" },
	{ "consequence", "delivery record answer info" },
	{ "kind", "entry conversion external" },
};

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

		if (!in_list(value, vocabularies[i].words))
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

static int rule_init(struct rule *r, struct arena *a, struct err *e)
{
	if (head_check(&r->head, known_keys, COUNT_OF(known_keys), e) < 0)
		return -1;
	r->id = head_get(&r->head, "id");
	r->version = head_get(&r->head, "version");
	r->consequence = head_get(&r->head, "consequence");
	r->params.arena = a;
	if (check_words(&r->head, e) < 0 || check_id(&r->head, r->id, e) < 0)
		return -1;
	return take_params(r, a, e);
}

int rule_parse(const char *path, const char *text, struct arena *a, struct rule *ret, struct err *e)
{
	*ret = (struct rule){ 0 };
	if (head_parse_text(path, text, a, &ret->head, e) < 0)
		return -1;
	return rule_init(ret, a, e);
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
static struct rule *rule_of_setting(struct rules *r, const char *name, const char **rest)
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

static int override_consequence(struct rule *r, const struct conf_pair *p, struct err *e)
{
	const char *words = "delivery record answer info";

	r->off = strcmp(p->value, "off") == 0;
	if (r->off)
		return 0;
	if (!in_list(p->value, words))
		return err_set(e, ERR_CONFIG, "%s: rule %s: consequence '%s' is none of: off %s",
		        p->origin, r->id, p->value, words);
	r->consequence = p->value;
	r->overridden = true;
	return 0;
}

static int override_param(
        struct rule *r, const char *name, const struct conf_pair *p, struct err *e)
{
	int64_t number;

	for (struct param *at = r->params.first; at; at = at->next) {
		if (strcmp(at->name, name) != 0)
			continue;
		if (!at->is_text && !text_int(p->value, strlen(p->value), &number))
			return err_set(e, ERR_CONFIG, "%s: rule %s: %s must be a number", p->origin,
			        r->id, name);
		set_param(&r->params, name, p->value);
		return 0;
	}
	return err_set(e, ERR_CONFIG, "%s: rule %s has no setting '%s'", p->origin, r->id, name);
}

int rules_configure(struct rules *r, const struct conf *c, struct err *e)
{
	const struct conf_pair *p;
	size_t cursor = 0;

	while ((p = conf_free_each(c, &cursor))) {
		struct rule *rule;
		const char *rest;
		int rc;

		if (strcmp(p->section, "rule") != 0)
			continue;
		rule = rule_of_setting(r, p->name, &rest);
		if (!rule)
			return err_set(
			        e, ERR_CONFIG, "%s: there is no rule for '%s'", p->origin, p->name);
		rc = strcmp(rest, "consequence") == 0 ? override_consequence(rule, p, e)
		                                      : override_param(rule, rest, p, e);
		if (rc < 0)
			return -1;
	}
	return 0;
}

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

static int count_checked(struct ctx *c, const struct rule *r, const struct params *p,
        struct counted **memo, struct arena *a, int64_t *ret, struct err *e)
{
	const char *what;
	size_t cursor = 0;

	*ret = 0;
	while ((what = head_each(&r->head, "checks", &cursor))) {
		struct counted *m = *memo;

		while (m && strcmp(m->what, what) != 0)
			m = m->next;
		if (!m) {
			m = arena_take(a, sizeof *m);
			*m = (struct counted){ .what = what, .next = *memo };
			if (count_one(c, what, r, p, &m->n, e) < 0)
				return -1;
			if (!strchr(what, ':'))
				*memo = m;
		}
		*ret += m->n;
	}
	return 0;
}

static int write_result(struct ctx *c, const struct rule *r, int64_t checked, int64_t found,
        const char *note_text, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(c->db,
	            "INSERT INTO rule_result (rule, version, checked, found, note)"
	            " VALUES (:rule, :version, :checked, :found, :note)",
	            r->head.path, &s, e) < 0 ||
	        db_bind_text(s, ":rule", r->id, e) < 0 ||
	        db_bind_text(s, ":version", r->version, e) < 0 ||
	        db_bind_int(s, ":checked", checked, e) < 0 ||
	        db_bind_int(s, ":found", found, e) < 0 ||
	        db_bind_text(s, ":note", note_text, e) < 0)
		return -1;
	return db_run(s, e);
}

static int insert_findings(
        struct ctx *c, const struct rule *r, const struct params *p, int64_t *found, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *sql;

	if (rule_statement(c->db, r, p->arena, &sql, e) < 0 ||
	        db_prepare(c->db, sql, r->head.path, &s, e) < 0)
		return -1;
	if (db_bind_params(s, p, e) < 0 || db_run(s, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	*found = sqlite3_changes64(c->db);
	return 0;
}

static int rule_run(struct ctx *c, const struct rule *r, struct counted **memo, struct arena *a,
        struct rule_counts *n, int64_t *found, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	int64_t checked;

	n->rules++;
	if (r->off) {
		n->off++;
		return write_result(c, r, 0, 0, "off", e);
	}
	rule_params(c, r, &p);
	if (count_checked(c, r, &p, memo, a, &checked, e) < 0 ||
	        insert_findings(c, r, &p, found, e) < 0)
		return -1;
	n->checked += checked;
	n->found += *found;
	n->empty += checked == 0;
	return write_result(c, r, checked, *found, checked ? NULL : "checked nothing", e);
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

int rules_run(struct ctx *c, const struct rules *r, const struct watch *w, struct rule_counts *ret,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule_counts n = { 0 };
	struct counted *memo = NULL;

	if (rules_clear(c->db, e) < 0)
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		int64_t found = 0;

		if (rule_run(c, &r->rows[i], &memo, &a, &n, &found, e) < 0)
			return err_ctx(e, "rule %s", r->rows[i].id);
		watch_done(w, r->rows[i].head.path, found);
	}
	if (count_consequences(c, &n, e) < 0)
		return -1;
	*ret = n;
	return 0;
}
