#include "report/def.h"

#include "common/text.h"
#include "report/value.h"

#define FOLDER "report/defs/"

static const char *const known[] = { "id!", "text_da!", "text_en!", "legal!", "receiver", "from!",
	"period!", "query!", "records", "entity!", "key!", "settings", "live-needs", "sign!",
	"file!", "format!", "column!", "schema", "xml-ns", "xml-location", "xml-root",
	"xml-records", "xml-head", "field", "tells", "delta", "op", "version-of", "corrects", "old",
	"type-of", "start-of" };

/* One line of a definition on its way into the struct. */
struct line {
	struct report_def *d;
	struct arena *a;
	const char *key, *value;
	struct err *e;
};

static int wrong(const struct line *l, const char *why)
{
	return err_set(l->e, ERR_BUG, "%s = %s: %s", l->key, l->value, why);
}

/* ---- columns ---- */

/* "1..50" or "3..3". */
static bool parse_range(const char *s, size_t *min, size_t *max)
{
	const char *dots = strstr(s, "..");
	int64_t lo, hi;

	if (!dots || !text_int(s, (size_t)(dots - s), &lo) ||
	        !text_int(dots + 2, strlen(dots + 2), &hi))
		return false;
	*min = (size_t)lo;
	*max = (size_t)hi;
	return lo >= 0 && hi >= lo;
}

static int parse_type(const struct line *l, struct report_column *c, const char *word)
{
	size_t len = strcspn(word, ":");
	const char *rest = word[len] ? word + len + 1 : "";

	c->type = value_type_find(word, len);
	c->type_text = word;
	if (!c->type)
		return wrong(l, "no such type");
	if (strcmp(c->type->name, "one-of") == 0)
		c->allowed = rest;
	else if (*rest && !parse_range(rest, &c->min, &c->max))
		return wrong(l, "the length is written as 1..50");
	return 0;
}

static int parse_flag(const struct line *l, struct report_column *c, const char *word)
{
	if (strcmp(word, "required") == 0)
		c->required = true;
	else if (strcmp(word, "secret") == 0)
		c->secret = true;
	else if (strncmp(word, "choice:", 7) == 0)
		c->choice = word + 7;
	else if (strncmp(word, "list:", 5) == 0 && strlen(word) == 6)
		c->list = word[5];
	else
		return wrong(l, "unknown flag");
	return 0;
}

static int add_column(const struct line *l)
{
	const char *word[8];
	size_t n = def_words(l->a, l->value, word, COUNT_OF(word));
	struct report_column *c = &l->d->column[l->d->columns];

	if (l->d->columns == REPORT_COLUMNS || n < 3)
		return wrong(l, "a column is NAME SOURCE TYPE FLAG…, at most 64 of them");
	*c = (struct report_column){ .name = word[0], .source = word[1] };
	l->d->columns++;
	if (parse_type(l, c, word[2]) < 0)
		return -1;
	for (size_t i = 3; i < n; i++)
		if (parse_flag(l, c, word[i]) < 0)
			return -1;
	return 0;
}

/* ---- lists ---- */

static int add_format(const struct line *l)
{
	if (l->d->formats == REPORT_FORMATS)
		return wrong(l, "too many formats");
	l->d->format[l->d->formats++] = l->value;
	return 0;
}

static int add_need(const struct line *l)
{
	if (l->d->live_needs == REPORT_NEEDS)
		return wrong(l, "too many settings");
	l->d->live_need[l->d->live_needs++] = l->value;
	return 0;
}

static int add_ns(const struct line *l)
{
	const char *word[3];

	if (l->d->ns_count == XML_NAMESPACES || def_words(l->a, l->value, word, 3) != 2)
		return wrong(l, "a namespace is PREFIX URI, at most 8 of them");
	if (strpbrk(word[1], "\"&<>"))
		return wrong(l, "character not allowed in a namespace");
	l->d->ns[l->d->ns_count++] = (struct xml_ns){
		.prefix = strcmp(word[0], "default") == 0 ? "" : word[0],
		.uri = word[1],
	};
	return 0;
}

static const char *blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* [when:VARIABLE] PATH TEXT; the text keeps its blanks. */
static int add_head(const struct line *l)
{
	struct report_leaf leaf = { 0 };
	const char *p = l->value;
	size_t n;

	if (strncmp(p, "when:", 5) == 0) {
		n = strcspn(p, " \t");
		leaf.when = arena_strndup(l->a, p + 5, n - 5);
		p = blanks(p + n);
	}
	n = strcspn(p, " \t");
	leaf.path = arena_strndup(l->a, p, n);
	leaf.text = blanks(p + n);
	if (l->d->heads == REPORT_HEADS || !*leaf.path || !*leaf.text)
		return wrong(l, "an element is PATH TEXT, at most 64 of them");
	l->d->head[l->d->heads++] = leaf;
	return 0;
}

static int add_tell(const struct line *l)
{
	struct report_tell *t = &l->d->tell[l->d->tells];
	const char *word[3];

	if (l->d->tells == REPORT_TELLS || def_words(l->a, l->value, word, 3) != 3)
		return wrong(l, "written as SECTION.NAME COLUMN VALUE, at most 4 of them");
	*t = (struct report_tell){ word[0], word[1], word[2], 0 };
	while (t->at < l->d->columns && strcmp(l->d->column[t->at].name, t->column) != 0)
		t->at++;
	if (t->at == l->d->columns)
		return wrong(l, "there is no such column");
	l->d->tells++;
	return 0;
}

static int set_records_path(const struct line *l)
{
	const char *slash = strchr(l->value, '/');

	if (!slash)
		return wrong(l, "written as COLLECTION/RECORD");
	l->d->xml_collection = arena_strndup(l->a, l->value, (size_t)(slash - l->value));
	l->d->xml_record = slash + 1;
	return 0;
}

/* ---- columns that the delivery fills ---- */

static int column_named(const struct line *l, const char *name, size_t *ret)
{
	for (*ret = 0; *ret < l->d->columns; (*ret)++)
		if (strcmp(l->d->column[*ret].name, name) == 0)
			return 0;
	return wrong(l, "no such column");
}

static int give_role(
        const struct line *l, const char *name, enum column_role role, struct report_column **ret)
{
	size_t i;

	if (column_named(l, name, &i) < 0)
		return -1;
	*ret = &l->d->column[i];
	if ((*ret)->role != COLUMN_DATA)
		return wrong(l, "the column is filled by another key already");
	(*ret)->role = role;
	return 0;
}

static int set_op(const struct line *l)
{
	static const char *const names[] = { "add:", "change:", "remove:" };
	const char *word[5];
	struct report_column *c;

	if (def_words(l->a, l->value, word, COUNT_OF(word)) != 4)
		return wrong(l, "written as COLUMN add:WORD change:WORD remove:WORD");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(word[i + 1], names[i], n) != 0 || !word[i + 1][n])
			return wrong(l, "written as COLUMN add:WORD change:WORD remove:WORD");
		l->d->op_word[i] = word[i + 1] + n;
	}
	return give_role(l, word[0], COLUMN_OP, &c);
}

static int set_version(const struct line *l)
{
	struct report_column *c;

	return give_role(l, l->value, COLUMN_VERSION, &c);
}

static int set_corrects(const struct line *l)
{
	struct report_column *c;

	return give_role(l, l->value, COLUMN_CORRECTS, &c);
}

static int set_old(const struct line *l)
{
	const char *word[REPORT_OLD + 2];
	size_t n = def_words(l->a, l->value, word, COUNT_OF(word));
	struct report_column *c;

	if (n < 2 || n > REPORT_OLD + 1)
		return wrong(l, "written as COLUMN FROM…, at most 4 of them");
	if (give_role(l, word[0], COLUMN_OLD, &c) < 0)
		return -1;
	for (size_t i = 1; i < n; i++)
		if (column_named(l, word[i], &c->old[c->olds++]) < 0)
			return -1;
	return 0;
}

static int set_place(const struct line *l, int *ret)
{
	size_t i;

	if (column_named(l, l->value, &i) < 0)
		return -1;
	*ret = (int)i;
	return 0;
}

static int set_type_of(const struct line *l)
{
	return set_place(l, &l->d->type_of);
}

static int set_start_of(const struct line *l)
{
	return set_place(l, &l->d->start_of);
}

static int set_delta(const struct line *l)
{
	static const char *const kinds[] = { "", "upsert", "operations", "append", "whole" };

	for (size_t i = 1; i < COUNT_OF(kinds); i++)
		if (strcmp(l->value, kinds[i]) == 0) {
			l->d->delta = (enum report_delta)i;
			return 0;
		}
	return wrong(l, "neither upsert, operations, append nor whole");
}

static const struct {
	const char *key;
	int (*add)(const struct line *l);
} lists[] = {
	{ "column", add_column },
	{ "format", add_format },
	{ "live-needs", add_need },
	{ "xml-ns", add_ns },
	{ "tells", add_tell },
	{ "xml-head", add_head },
	{ "xml-records", set_records_path },
	{ "delta", set_delta },
	{ "op", set_op }, /* these name columns: after them */
	{ "version-of", set_version },
	{ "corrects", set_corrects },
	{ "old", set_old },
	{ "type-of", set_type_of },
	{ "start-of", set_start_of },
};

static int read_lists(const struct head *h, struct report_def *d, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct line l = { d, a, lists[i].key, NULL, e };
		size_t at = 0;

		while ((l.value = head_each(h, l.key, &at)))
			if (lists[i].add(&l) < 0)
				return -1;
	}
	return 0;
}

/* ---- single values ---- */

static const char *get(const struct head *h, const char *key, const char *preset)
{
	const char *v = head_get(h, key);

	return v ? v : preset;
}

static void read_values(const struct head *h, struct report_def *d)
{
	d->path = h->path;
	d->id = get(h, "id", "");
	d->from = get(h, "from", "");
	d->text_da = get(h, "text_da", "");
	d->text_en = get(h, "text_en", "");
	d->legal = get(h, "legal", "");
	d->receiver = get(h, "receiver", "");
	d->period = get(h, "period", "");
	d->records = get(h, "records", NULL);
	d->entity = get(h, "entity", "");
	d->key = get(h, "key", "");
	d->settings = get(h, "settings", NULL);
	d->sign = get(h, "sign", "");
	d->file = get(h, "file", "");
	d->schema = get(h, "schema", NULL);
	d->xml_root = get(h, "xml-root", NULL);
	d->xml_location = get(h, "xml-location", NULL);
}

/* The query is a file beside the definition. */
static int read_query(const struct head *h, struct report_def *d, struct arena *a, struct err *e)
{
	const char *slash = strrchr(h->path, '/');
	struct head sql;
	const struct def_file *f;

	d->query_path =
	        arena_printf(a, "%.*s/%s", (int)(slash - h->path), h->path, head_get(h, "query"));
	f = def_find(d->query_path);
	if (!f)
		return err_set(e, ERR_BUG, "no file '%s'", d->query_path);
	if (head_parse(f, a, &sql, e) < 0)
		return -1;
	d->query = sql.body;
	return 0;
}

bool report_def_has_format(const struct report_def *d, const char *format)
{
	for (size_t i = 0; i < d->formats; i++)
		if (strcmp(d->format[i], format) == 0)
			return true;
	return false;
}

static bool one_of(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, list[i]) == 0)
			return true;
	return false;
}

bool report_sign_known(const char *mode)
{
	static const char *const modes[] = { "none", "xades", "p7s", "asic-e" };

	return one_of(mode, modes, COUNT_OF(modes));
}

static bool has_role(const struct report_def *d, enum column_role role)
{
	for (size_t i = 0; i < d->columns; i++)
		if (d->column[i].role == role)
			return true;
	return false;
}

static int check_delta(const struct report_def *d, struct err *e)
{
	bool op = has_role(d, COLUMN_OP), version = has_role(d, COLUMN_VERSION);

	for (size_t i = 0; i < d->columns; i++)
		if ((strcmp(d->column[i].source, "-") == 0) != (d->column[i].role != COLUMN_DATA))
			return err_set(e, ERR_BUG,
			        "column '%s': the source is - if and only if the "
			        "delivery fills it",
			        d->column[i].name);
	if (d->delta == DELTA_NONE)
		return op || version ? err_set(e, ERR_BUG, "key 'delta' is missing") : 0;
	if (d->delta != DELTA_WHOLE && !d->records)
		return err_set(e, ERR_BUG, "delta needs the key 'records'");
	if (op != (d->delta == DELTA_OPERATIONS || d->delta == DELTA_APPEND))
		return err_set(e, ERR_BUG,
		        "key 'op' goes with delta = operations and append, and only with them");
	if (version != (d->delta == DELTA_APPEND))
		return err_set(
		        e, ERR_BUG, "key 'version-of' goes with delta = append, and only with it");
	return 0;
}

static int check_whole(const struct report_def *d, struct err *e)
{
	static const char *const kinds[] = { "month", "year" };
	struct period from;

	if (!one_of(d->period, kinds, COUNT_OF(kinds)))
		return err_set(e, ERR_BUG, "period = %s: neither month nor year", d->period);
	if (!report_sign_known(d->sign))
		return err_set(e, ERR_BUG, "sign = %s: not none, xades, p7s or asic-e", d->sign);
	if (d->records && strncmp(d->records, "record_", 7) != 0)
		return err_set(e, ERR_BUG, "records = %s: not a record_* table", d->records);
	if (report_def_has_format(d, "xml") && !(d->schema && d->xml_root && d->xml_record))
		return err_set(e, ERR_BUG, "format xml needs schema, xml-root and xml-records");
	for (size_t i = 0; i < d->columns && report_def_has_format(d, "xml"); i++)
		if (!xml_name_check(d->column[i].name))
			return err_set(
			        e, ERR_BUG, "column '%s' is no element name", d->column[i].name);
	if (check_delta(d, e) < 0)
		return -1;
	return period_parse(d->period, d->from, &from, e);
}

static int parse(const struct def_file *f, struct arena *a, struct report_def *ret, struct err *e)
{
	struct head h;

	if (head_parse(f, a, &h, e) < 0 || head_check(&h, known, COUNT_OF(known), e) < 0)
		return -1;
	*ret = (struct report_def){ .type_of = -1, .start_of = -1 };
	read_values(&h, ret);
	if (read_lists(&h, ret, a, e) < 0 || read_query(&h, ret, a, e) < 0)
		return -1;
	return check_whole(ret, e);
}

int report_def_parse(
        const struct def_file *f, struct arena *a, struct report_def *ret, struct err *e)
{
	return parse(f, a, ret, e) < 0 ? err_ctx(e, "%s", f->path) : 0;
}

static bool is_return(const struct def_file *f)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err ignored;
	struct head h;

	/* One that cannot be read is let through, for report_def_parse() to say why. */
	return head_parse(f, &a, &h, &ignored) < 0 || !head_get(&h, "kind");
}

const struct def_file *report_def_next(size_t *cursor)
{
	const struct def_file *f;

	while ((f = def_next(FOLDER, ".def", cursor)) && !is_return(f))
		continue;
	return f;
}

/* The last layout of the folder that is in force: files are in the order of their first period. */
int report_def_find(const char *id, const char *period, struct arena *a, struct report_def *ret,
        struct period *ret_period, struct err *e)
{
	const char *folder = arena_printf(a, FOLDER "%s/", id);
	const struct def_file *f;
	struct report_def *d = arena_take(a, sizeof *d);
	size_t at = 0;
	bool known_id = false, found = false;

	while ((f = def_next(folder, ".def", &at))) {
		known_id = true;
		if (report_def_parse(f, a, d, e) < 0 ||
		        period_parse(d->period, period, ret_period, e) < 0)
			return -1;
		if (strcmp(d->from, ret_period->text) > 0)
			break;
		*ret = *d;
		found = true;
	}
	if (!known_id)
		return err_set(e, ERR_USAGE, "no report '%s'; `show reports` lists them", id);
	return found ? 0 : err_set(e, ERR_USAGE, "report '%s' has no layout for %s", id, period);
}

int report_def_from(
        const char *id, const char *from, struct arena *a, struct report_def *ret, struct err *e)
{
	const struct def_file *f = def_find(arena_printf(a, FOLDER "%s/%s.def", id, from));

	if (!f)
		return err_set(e, ERR_BUG,
		        "report '%s' has no layout of %s any more, and records sent with it are "
		        "held",
		        id, from);
	return report_def_parse(f, a, ret, e);
}
