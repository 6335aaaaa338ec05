#include "transform/rule_settings.h"

#include "common/csv_read.h"
#include "common/file.h"
#include "common/text.h"

#define FILE_NAME "rules.csv"

enum { COLUMNS = 7, TEXT_LONG = 500 };
enum column { C_RULE, C_SETTING, C_VALUE, C_FROM, C_TO, C_BY, C_REASON };

static const char *const columns[COLUMNS] = { "rule", "setting", "value", "from", "to", "by",
	"reason" };

struct reading {
	struct rules *rules;
	struct arena *arena;
	struct rule_settings *to;
	size_t cap;
	int place[COLUMNS];
	const char *faults;
	int64_t n_faults, line;
};

/* --- faults ----------------------------------------------------------------------- */

static bool fault(struct reading *r, const char *column, const char *text)
{
	if (r->n_faults++ < RULE_SETTINGS_TOLD)
		r->faults = arena_printf(r->arena, "%s%sline %lld%s%s: %s", r->faults,
		        *r->faults ? "; " : "", (long long)r->line, column ? ", column " : "",
		        column ? column : "", text);
	return false;
}

static int all_faults(const struct reading *r, struct err *e)
{
	if (!r->n_faults)
		return 0;
	if (r->n_faults <= RULE_SETTINGS_TOLD)
		return err_set(e, ERR_CONFIG, FILE_NAME ": %s", r->faults);
	return err_set(e, ERR_CONFIG, FILE_NAME ": %s; and %lld more", r->faults,
	        (long long)(r->n_faults - RULE_SETTINGS_TOLD));
}

/* --- a line ----------------------------------------------------------------------- */

static const char *field(const struct reading *r, const struct csv_record *c, enum column column)
{
	size_t i = (size_t)r->place[column];
	const char *s = i < c->n_fields ? c->field[i].s : "";
	size_t n = i < c->n_fields ? c->field[i].n : 0;

	while (n && (*s == ' ' || *s == '\t'))
		s++, n--;
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return arena_strndup(r->arena, s, n);
}

static bool read_header(struct reading *r, const struct csv_record *c)
{
	bool ok = true;

	for (size_t k = 0; k < COLUMNS; k++)
		r->place[k] = -1;
	for (size_t i = 0; i < c->n_fields; i++) {
		size_t k = 0;

		while (k < COLUMNS &&
		        (strlen(columns[k]) != c->field[i].n ||
		                memcmp(columns[k], c->field[i].s, c->field[i].n) != 0))
			k++;
		if (k == COLUMNS || r->place[k] >= 0)
			ok = fault(r, NULL,
			        "expected the header rule;setting;value;from;to;by;reason");
		else
			r->place[k] = (int)i;
	}
	for (size_t k = 0; ok && k < COLUMNS; k++)
		if (r->place[k] < 0)
			ok = fault(r, columns[k], "the column is missing");
	return ok;
}

static bool take_day(struct reading *r, const struct csv_record *c, enum column column,
        int32_t none, int32_t *ret)
{
	const char *s = field(r, c, column);

	*ret = none;
	if (!*s || text_day(s, strlen(s), ret))
		return true;
	return fault(
	        r, columns[column], arena_printf(r->arena, "'%.20s' is not a day, yyyy-mm-dd", s));
}

static bool take_text(
        struct reading *r, const struct csv_record *c, enum column column, const char **ret)
{
	const char *s = field(r, c, column);
	char shown[TEXT_LONG + 1];

	*ret = s;
	snprintf(shown, sizeof shown, "%s", s);
	text_mask(shown);
	if (!*s || strlen(s) > TEXT_LONG)
		return fault(r, columns[column], "expected 1 to 500 characters");
	if (text_has_control(s, strlen(s)) || strcmp(shown, s) != 0)
		return fault(r, columns[column],
		        "expected plain text without anything like a personal number");
	return true;
}

static const struct rule *find(const struct rules *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->rows[i].id, id) == 0)
			return &r->rows[i];
	return NULL;
}

/* What the rule itself says. */
static const char *preset_of(const struct rule *r, const char *name, struct arena *a)
{
	if (strcmp(name, "consequence") == 0)
		return r->off ? "off" : r->consequence;
	for (const struct param *at = r->params.first; at; at = at->next)
		if (strcmp(at->name, name) == 0)
			return at->is_text ? arena_strdup(a, at->text)
			                   : arena_printf(a, "%lld", (long long)at->number);
	return "";
}

static int rank(const char *consequence)
{
	static const char *const words[] = { "off", "info", "answer", "record", "delivery" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i], consequence) == 0)
			return (int)i;
	return -1;
}

static void keep(struct reading *r, const struct rule_setting *s)
{
	struct rule_settings *to = r->to;

	if (to->n == r->cap) {
		struct rule_setting *grown;

		r->cap = r->cap ? r->cap * 2 : 16;
		grown = arena_take(r->arena, r->cap * sizeof *grown);
		if (to->n)
			memcpy(grown, to->row, to->n * sizeof *grown);
		to->row = grown;
	}
	to->row[to->n] = *s;
	to->row[to->n].preset = preset_of(s->rule, s->name, r->arena);
	to->row[to->n].lowered =
	        strcmp(s->name, "consequence") == 0 && rank(s->value) < rank(to->row[to->n].preset);
	to->n++;
}

static bool overlaps(struct reading *r, const struct rule_setting *s)
{
	for (size_t i = 0; i < r->to->n; i++) {
		const struct rule_setting *o = &r->to->row[i];

		if (o->rule == s->rule && strcmp(o->name, s->name) == 0 && o->from <= s->to &&
		        s->from <= o->to)
			return !fault(r, NULL,
			        arena_printf(r->arena,
			                "%s.%s is set for the same days in line %lld", s->rule->id,
			                s->name, (long long)o->line));
	}
	return false;
}

/* The message of a check without its path, as a fault of the column. */
static bool check_value(struct reading *r, const struct rule_setting *s)
{
	struct err e = { 0 };

	if (rule_check_setting(s->rule, s->name, s->value, "", &e) == 0)
		return true;
	return fault(r, strstr(e.msg, "no setting") ? columns[C_SETTING] : columns[C_VALUE],
	        arena_strdup(r->arena, strncmp(e.msg, ": ", 2) == 0 ? e.msg + 2 : e.msg));
}

static void read_line(struct reading *r, const struct csv_record *c)
{
	const char *id = field(r, c, C_RULE);
	struct rule_setting s = { .rule = find(r->rules, id),
		.name = field(r, c, C_SETTING),
		.value = field(r, c, C_VALUE),
		.line = r->line };
	bool ok = true;

	if (!s.rule)
		ok = fault(r, columns[C_RULE], arena_printf(r->arena, "no rule '%.20s'", id));
	ok = take_day(r, c, C_FROM, INT32_MIN, &s.from) && ok;
	ok = take_day(r, c, C_TO, INT32_MAX, &s.to) && ok;
	ok = take_text(r, c, C_BY, &s.by) && ok;
	ok = take_text(r, c, C_REASON, &s.reason) && ok;
	if (ok && s.to < s.from)
		ok = fault(r, columns[C_TO], "the last day is before the first");
	if (!ok || !check_value(r, &s) || overlaps(r, &s))
		return;
	s.origin = arena_printf(r->arena, FILE_NAME ":%lld", (long long)s.line);
	keep(r, &s);
}

static int read_file(struct reading *r, struct csv_reader *csv, struct err *e)
{
	struct csv_record c;
	bool header = false;
	int rc;

	while ((rc = csv_next(csv, &c, e)) > 0) {
		r->line = c.line;
		if (c.fault != CSV_OK || !utf8_valid(c.raw, c.n_raw))
			fault(r, NULL, "expected text in UTF-8 with closed quotes");
		else if (header && c.n_fields != COLUMNS)
			fault(r, NULL, "expected seven fields");
		else if (header)
			read_line(r, &c);
		else if (!read_header(r, &c))
			break;
		header = true;
		if (r->to->n > RULE_SETTINGS_MAX)
			return err_set(
			        e, ERR_CONFIG, FILE_NAME ": over %d settings", RULE_SETTINGS_MAX);
	}
	if (rc == 0 && !header)
		fault(r, NULL, "expected the header rule;setting;value;from;to;by;reason");
	return rc < 0 ? -1 : all_faults(r, e);
}

static void csv_closep(struct csv_reader **r)
{
	if (*r)
		csv_close(r);
}

int rule_settings_read(struct rules *r, const char *workspace, struct arena *a,
        struct rule_settings *ret, struct err *e)
{
	struct csv_reader *csv CLEANUP(csv_closep) = NULL;
	struct reading reading = { .rules = r, .arena = a, .to = ret, .faults = "" };
	const char *path = arena_printf(a, "%s/" FILE_NAME, workspace);

	*ret = (struct rule_settings){ 0 };
	if (!file_exists(path))
		return 0;
	if (csv_open(&csv, path, ';', '"', 0, e) < 0)
		return -1;
	return read_file(&reading, csv, e);
}

/* --- what holds on a day --------------------------------------------------------------- */

static int check_clash(const struct rule_settings *s, size_t of_file, const struct rule *rule,
        const char *name, const char *origin, struct err *e)
{
	for (size_t i = 0; i < of_file; i++)
		if (s->row[i].rule == rule && strcmp(s->row[i].name, name) == 0)
			return err_set(e, ERR_CONFIG,
			        FILE_NAME ": line %lld: %s.%s is set in %s too; keep one of them",
			        (long long)s->row[i].line, rule->id, name, origin);
	return 0;
}

/* What the command line says takes the place of a row that holds. */
static int add_pair(struct reading *r, const struct conf_pair *p, size_t of_file, struct err *e)
{
	bool line = strcmp(p->origin, "command line") == 0;
	struct rule_setting s = { .value = p->value,
		.by = "",
		.reason = "",
		.origin = p->origin,
		.from = INT32_MIN,
		.to = INT32_MAX,
		.holds = true };

	s.rule = rule_of_setting(r->rules, p, &s.name, e);
	if (!s.rule || (!line && check_clash(r->to, of_file, s.rule, s.name, p->origin, e) < 0) ||
	        rule_check_setting(s.rule, s.name, s.value, s.origin, e) < 0)
		return -1;
	for (size_t i = 0; i < of_file; i++)
		if (r->to->row[i].rule == s.rule && strcmp(r->to->row[i].name, s.name) == 0)
			r->to->row[i].holds = false;
	keep(r, &s);
	return 0;
}

static int apply(struct rules *r, const struct rule_settings *s, struct err *e)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct rule_setting *row = &s->row[i];

		if (row->holds && rule_set(&r->rows[row->rule - r->rows], row->name, row->value,
		                          row->origin, e) < 0)
			return -1;
	}
	return 0;
}

int rule_settings_apply(struct rules *r, const struct conf *c, int32_t as_of, struct arena *a,
        struct rule_settings *s, struct err *e)
{
	struct reading reading = { .rules = r, .arena = a, .to = s, .cap = s->n, .faults = "" };
	size_t of_file = s->n, cursor = 0;
	const struct conf_pair *p;

	for (size_t i = 0; i < s->n; i++)
		s->row[i].holds = s->row[i].from <= as_of && as_of <= s->row[i].to;
	while ((p = conf_free_each(c, &cursor)))
		if (strcmp(p->section, "rule") == 0 && add_pair(&reading, p, of_file, e) < 0)
			return -1;
	return apply(r, s, e);
}

/* --- the log ---------------------------------------------------------------------------- */

#define NOW                                                                                        \
	"CREATE TEMP TABLE IF NOT EXISTS rule_setting_now (rule TEXT, setting TEXT, value TEXT,"   \
	" preset TEXT, origin TEXT, valid_from INTEGER, valid_to INTEGER, by_name TEXT,"           \
	" reason TEXT, PRIMARY KEY (rule, setting)) WITHOUT ROWID;"                                \
	"DELETE FROM temp.rule_setting_now;"

#define PUT                                                                                        \
	"INSERT INTO temp.rule_setting_now VALUES (:rule, :setting, :value, :preset, :origin,"     \
	" nullif(:from, -2147483648), nullif(:to, 2147483647), nullif(:by, ''), nullif(:reason, "  \
	"''))"

#define LATEST                                                                                     \
	"(SELECT * FROM rule_setting_log WHERE entry IN"                                           \
	" (SELECT max(entry) FROM rule_setting_log GROUP BY rule, setting))"

#define COLUMN_LIST "rule, setting, value, preset, origin, valid_from, valid_to, by_name, reason"

#define CHANGED                                                                                    \
	"INSERT INTO rule_setting_log (" COLUMN_LIST ", as_of, run_id)"                            \
	" SELECT n.rule, n.setting, n.value, n.preset, n.origin, n.valid_from, n.valid_to,"        \
	" n.by_name, n.reason, :as_of, nullif(:run, 0)"                                            \
	"   FROM temp.rule_setting_now AS n LEFT JOIN " LATEST " AS l USING (rule, setting)"       \
	"  WHERE l.value IS NOT n.value OR l.preset IS NOT n.preset OR l.origin IS NOT n.origin"   \
	"     OR l.valid_from IS NOT n.valid_from OR l.valid_to IS NOT n.valid_to"                 \
	"     OR l.by_name IS NOT n.by_name OR l.reason IS NOT n.reason"                           \
	"  ORDER BY n.rule, n.setting;"

#define ENDED                                                                                      \
	"INSERT INTO rule_setting_log (rule, setting, origin, as_of, run_id)"                      \
	" SELECT l.rule, l.setting, l.origin, :as_of, nullif(:run, 0) FROM " LATEST " AS l"        \
	"  WHERE l.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM temp.rule_setting_now AS n"     \
	"        WHERE n.rule = l.rule AND n.setting = l.setting)"                                 \
	"  ORDER BY l.rule, l.setting"

/* Where it stands, without the line: that moves when another is written in. */
static const char *place(const struct rule_setting *s)
{
	return s->line                                  ? FILE_NAME
	       : strcmp(s->origin, "command line") == 0 ? "command line"
	                                                : "indberet.conf";
}

static int put(struct ctx *c, const struct rule_setting *s, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_text(&p, "rule", s->rule->id);
	params_text(&p, "setting", s->name);
	params_text(&p, "value", s->value);
	params_text(&p, "preset", s->preset);
	params_text(&p, "origin", place(s));
	params_int(&p, "from", s->from);
	params_int(&p, "to", s->to);
	params_text(&p, "by", s->by);
	params_text(&p, "reason", s->reason);
	return db_exec_params(c->db, PUT, "rule settings", &p, e);
}

int rule_settings_log(struct ctx *c, const struct rule_settings *s, struct err *e)
{
	struct params p = { .arena = c->arena };

	if (db_exec(c->db, NOW, e) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (s->row[i].holds && put(c, &s->row[i], e) < 0)
			return -1;
	params_int(&p, "as_of", c->as_of);
	params_int(&p, "run", c->run_id);
	return db_exec_params(c->db, CHANGED ENDED, "rule settings", &p, e);
}
