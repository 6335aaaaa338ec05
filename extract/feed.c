#include "extract/feed.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/csv_type.h"
#include "extract/feed_age.h"
#include "extract/feed_form.h"
#include "extract/source.h"

#define PRESETS "extract/feeds/presets/"

enum { MAP_MAX = 64 * 1024, WORDS_MAX = 16, SHAPE_MAX = 60 };

/* --- words ---------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same(const char *word, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!word[i] || lower(word[i]) != lower(s[i]))
			return false;
	return word[n] == '\0';
}

bool feed_words_have(const struct feed_words *w, const char *s, size_t n)
{
	for (size_t i = 0; i < w->n; i++)
		if (same(w->word[i], s, n))
			return true;
	return false;
}

const char *feed_word(const struct feed *f, const char *column, const char *s, size_t n)
{
	for (size_t i = 0; i < f->n_values; i++)
		if (strcmp(f->values[i].column, column) == 0 &&
		        feed_words_have(&f->values[i].accepted, s, n))
			return f->values[i].value;
	return NULL;
}

/* "a | b | c" */
static int words_parse(struct feed_words *w, struct arena *a, const char *s, struct err *e)
{
	*w = (struct feed_words){ 0 };
	while (*s) {
		size_t n = strcspn(s, "|"), end = n;

		while (end && s[end - 1] == ' ')
			end--;
		if (end == 0)
			return err_set(e, ERR_CONFIG, "an empty word");
		if (w->n == FEED_WORDS)
			return err_set(e, ERR_CONFIG, "more than %d words", FEED_WORDS);
		w->word[w->n++] = arena_strndup(a, s, end);
		s += n;
		s += strspn(s, "| ");
	}
	return w->n ? 0 : err_set(e, ERR_CONFIG, "no words after the colon");
}

/* --- keys ----------------------------------------------------------------- */

#define TEXT_KEY(member)                                                                           \
	static int set_##member(struct feed *f, struct arena *a, const char *v, struct err *e)     \
	{                                                                                          \
		if (!*v)                                                                           \
			return err_set(e, ERR_CONFIG, "no value");                                 \
		f->member = arena_strdup(a, v);                                                    \
		return 0;                                                                          \
	}
TEXT_KEY(id)
TEXT_KEY(text_da)
TEXT_KEY(text_en)
TEXT_KEY(legal)
TEXT_KEY(source)
TEXT_KEY(pattern)
TEXT_KEY(format)
TEXT_KEY(table)
TEXT_KEY(nothing)
TEXT_KEY(accounts)
TEXT_KEY(beside)
TEXT_KEY(row)
TEXT_KEY(ns)
TEXT_KEY(form)
#undef TEXT_KEY

/* The place of `v` in a NULL-terminated list, or an error that names the list. */
static int choice(const char *v, const char *const *list, struct err *e)
{
	char all[160] = "";
	size_t used = 0;

	for (int i = 0; list[i]; i++) {
		if (strcmp(v, list[i]) == 0)
			return i;
		used += (size_t)snprintf(
		        all + used, sizeof all - used, "%s%s", i ? ", " : "", list[i]);
	}
	return err_set(e, ERR_CONFIG, "'%s' is not one of %s", v, all);
}

static int set_charset(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	static const char *const known[] = { "utf-8", "iso-8859-1", "windows-1252", NULL };

	if (choice(v, known, e) < 0)
		return -1;
	f->charset = arena_strdup(a, v);
	return 0;
}

static int set_date(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	if (!text_day_format_known(v))
		return err_set(e, ERR_CONFIG, "'%s' is not a date format", v);
	f->date = arena_strdup(a, v);
	return 0;
}

static int character(char *ret, const char *v, struct err *e)
{
	static const struct {
		const char *name;
		char c;
	} named[] = { { "tab", '\t' }, { "none", '\0' }, { "blank", ' ' } };

	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (strcmp(v, named[i].name) == 0) {
			*ret = named[i].c;
			return 0;
		}
	if (strlen(v) != 1 || (unsigned char)*v < 0x20 || (unsigned char)*v > 0x7e)
		return err_set(e, ERR_CONFIG, "'%s' is not one character, tab, blank or none", v);
	*ret = *v;
	return 0;
}

#define CHARACTER_KEY(member)                                                                      \
	static int set_##member(struct feed *f, struct arena *a, const char *v, struct err *e)     \
	{                                                                                          \
		(void)a;                                                                           \
		return character(&f->member, v, e);                                                \
	}
CHARACTER_KEY(separator)
CHARACTER_KEY(quote)
CHARACTER_KEY(decimal)
CHARACTER_KEY(thousands)
#undef CHARACTER_KEY

#define CHOICE_KEY(member, type, ...)                                                              \
	static int set_##member(struct feed *f, struct arena *a, const char *v, struct err *e)     \
	{                                                                                          \
		static const char *const known[] = { __VA_ARGS__, NULL };                          \
		int at = choice(v, known, e);                                                      \
                                                                                                   \
		(void)a;                                                                           \
		if (at >= 0)                                                                       \
			f->member = (type)at;                                                      \
		return at < 0 ? -1 : 0;                                                            \
	}
CHOICE_KEY(sign, enum feed_sign, "leading", "trailing", "words")
CHOICE_KEY(content, enum feed_content, "events", "snapshot", "delta")
CHOICE_KEY(any_order, bool, "fixed", "any")
CHOICE_KEY(extra_ok, bool, "refuse", "ignore")
CHOICE_KEY(offset, bool, "no", "yes")
CHOICE_KEY(balance, enum feed_balance, "none", "file", "groups")
CHOICE_KEY(refuse_unbalanced, bool, "finding", "refuse")
CHOICE_KEY(any_case, bool, "as-written", "any")
CHOICE_KEY(count_all, bool, "postings", "all")
#undef CHOICE_KEY

static int set_max_age(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	struct feed_limit l;

	(void)a;
	if (!feed_limit_parse(v, &l))
		return err_set(e, ERR_CONFIG, "'%s' is not a number of days, or 'N workdays'", v);
	f->max_age = l.n;
	f->max_workdays = l.workdays;
	return 0;
}

static int set_due(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	const char *day = arena_printf(a, "2001-%s", v);
	int32_t at;

	if (strlen(v) != 5 || !text_day(day, strlen(day), &at))
		return err_set(e, ERR_CONFIG, "'%s' is not a day MM-DD", v);
	f->due = arena_strdup(a, v);
	return 0;
}

static int column_flags(const char **words, size_t n, unsigned *ret, struct err *e)
{
	static const struct {
		const char *name;
		unsigned bit;
	} flags[] = {
		{ "required", COL_REQUIRED },
		{ "key", COL_KEY },
		{ "secret", COL_SECRET },
		{ "may-miss", COL_MAY_MISS },
		{ "lenient", COL_LENIENT },
		{ "period", COL_PERIOD },
		{ "owner", COL_OWNER },
		{ "unstaged", COL_UNSTAGED },
		{ "file-date", COL_FILE_DATE },
	};

	*ret = 0;
	for (size_t w = 0; w < n; w++) {
		size_t i = 0;

		while (i < COUNT_OF(flags) && strcmp(flags[i].name, words[w]) != 0)
			i++;
		if (i == COUNT_OF(flags))
			return err_set(e, ERR_CONFIG, "unknown flag '%s'", words[w]);
		*ret |= flags[i].bit;
	}
	return 0;
}

static int column_type(struct feed_column *c, struct arena *a, const char *word, struct err *e)
{
	size_t n = strcspn(word, ":");

	c->type = csv_type_find(word, n);
	if (!c->type)
		return err_set(e, ERR_CONFIG, "unknown type '%s'", word);
	if (c->type->takes_arg != (word[n] == ':'))
		return err_set(e, ERR_CONFIG, "type '%s' %s", c->type->name,
		        c->type->takes_arg ? "needs a length, e.g. digits:8" : "takes no argument");
	c->arg = word[n] ? arena_strdup(a, word + n + 1) : NULL;
	return 0;
}

/* Names go into statements. */
static bool is_name(const char *s)
{
	return strlen(s) <= 24 && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* The slot of a column: the one with this name, or a new one at the end. */
static struct feed_column *column_slot(struct feed *f, struct arena *a, const char *name)
{
	for (size_t i = 0; i < f->n_columns; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return &f->columns[i];
	if (f->n_columns == FEED_COLUMNS)
		return NULL;
	if (!f->columns)
		f->columns = arena_take(a, FEED_COLUMNS * sizeof *f->columns);
	f->columns[f->n_columns].name = arena_strdup(a, name);
	return &f->columns[f->n_columns++];
}

/* Columns that the file does not have. */
static int set_without(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	const char *words[WORDS_MAX];
	size_t n = def_words(a, v, words, WORDS_MAX);

	for (size_t w = 0; w < n; w++) {
		size_t i = 0;

		while (i < f->n_columns && strcmp(f->columns[i].name, words[w]) != 0)
			i++;
		if (i == f->n_columns)
			return err_set(e, ERR_CONFIG, "there is no column '%s'", words[w]);
		memmove(&f->columns[i], &f->columns[i + 1],
		        (f->n_columns - i - 1) * sizeof *f->columns);
		f->n_columns--;
		f->columns[f->n_columns] = (struct feed_column){ 0 };
	}
	return 0;
}

static int set_shape(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	size_t digits = 0, kind = 0;

	for (const char *p = v; *p; p++) {
		digits += *p == 'a';
		kind += *p == 'k';
	}
	if (digits != 9 || (kind != 0 && kind != 3))
		return err_set(e, ERR_CONFIG, "'%s': expected nine a, and three k or none", v);
	if (strlen(v) > SHAPE_MAX || (strchr(v, '*') && strchr(v, '*')[1]))
		return err_set(e, ERR_CONFIG, "'%s': too long, or * is not the last", v);
	f->n_shapes = f->shape_layer == f->layer ? f->n_shapes : 0;
	f->shape_layer = f->layer;
	if (f->n_shapes == FEED_SHAPES)
		return err_set(e, ERR_CONFIG, "more than %d shapes", FEED_SHAPES);
	f->shapes[f->n_shapes++] = arena_strdup(a, v);
	return 0;
}

/* Splits "NAME ... : words" at the colon that has a blank on both sides. */
static int split(
        struct arena *a, const char *v, const char **before, const char **after, struct err *e)
{
	const char *colon = strstr(v, " : ");

	if (!colon)
		return err_set(e, ERR_CONFIG, "expected 'NAME ... : word | word'");
	*before = arena_strndup(a, v, (size_t)(colon - v));
	*after = colon + 3 + strspn(colon + 3, " ");
	return 0;
}

static int set_column(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	const char *before, *after, *words[WORDS_MAX];
	struct feed_column *c;
	size_t n;

	if (split(a, v, &before, &after, e) < 0)
		return -1;
	n = def_words(a, before, words, WORDS_MAX);
	c = n ? column_slot(f, a, words[0]) : NULL;
	if (!c)
		return err_set(e, ERR_CONFIG, n ? "too many columns" : "a column without a name");
	if (!is_name(c->name))
		return err_set(e, ERR_CONFIG, "'%s' is no name of a column", c->name);
	if (n == 1 && !c->type)
		return err_set(e, ERR_CONFIG, "column '%s' is not one of the feed's", c->name);
	if (n > 1 && (column_type(c, a, words[1], e) < 0 ||
	                     column_flags(words + 2, n - 2, &c->flags, e) < 0))
		return err_ctx(e, "column '%s'", c->name);
	return words_parse(&c->header, a, after, e) < 0 ? err_ctx(e, "column '%s'", c->name) : 0;
}

static struct feed_value *value_slot(
        struct feed *f, struct arena *a, const char *col, const char *v)
{
	for (size_t i = 0; i < f->n_values; i++)
		if (strcmp(f->values[i].column, col) == 0 && strcmp(f->values[i].value, v) == 0)
			return &f->values[i];
	if (f->n_values == FEED_COLUMNS || f->layer == LAYER_MAP)
		return NULL; /* a workspace may give other words, not other values */
	if (!f->values)
		f->values = arena_take(a, FEED_COLUMNS * sizeof *f->values);
	f->values[f->n_values] =
	        (struct feed_value){ .column = arena_strdup(a, col), .value = arena_strdup(a, v) };
	return &f->values[f->n_values++];
}

static int set_words(struct feed *f, struct arena *a, const char *v, struct err *e)
{
	const char *before, *after, *words[WORDS_MAX];
	struct feed_value *slot;

	if (split(a, v, &before, &after, e) < 0)
		return -1;
	if (def_words(a, before, words, WORDS_MAX) != 2)
		return err_set(e, ERR_CONFIG, "expected 'COLUMN VALUE : word | word'");
	slot = value_slot(f, a, words[0], words[1]);
	if (!slot)
		return err_set(e, ERR_CONFIG, "column '%s' has no value '%s'", words[0], words[1]);
	return words_parse(&slot->accepted, a, after, e);
}

const struct feed_key feed_keys[] = {
	{ "id", true, LAYER_PRESET, "name of the feed", set_id },
	{ "text_da", true, LAYER_PRESET, "what it is, in Danish", set_text_da },
	{ "text_en", true, LAYER_PRESET, "what it is, in English", set_text_en },
	{ "legal", false, LAYER_PRESET, "why it is read", set_legal },
	{ "source", true, LAYER_MAP, "the system it comes from", set_source },
	{ "file", true, LAYER_MAP,
	        "pattern of the file name; {municipality} {date} {yymmdd} {year} {digits}",
	        set_pattern },
	{ "case", false, LAYER_MAP,
	        "any: letters of the file name in upper or lower case (as-written)", set_any_case },
	{ "beside", false, LAYER_MAP,
	        "name of a side file that may come with each file, e.g. {name}.metadata",
	        set_beside },
	{ "form", false, LAYER_MAP,
	        "name of another form the feed may come in; the keys behind it hold for it",
	        set_form },
	{ "format", true, LAYER_MAP, "csv, xml, g69 or cpr", set_format },
	{ "row", false, LAYER_MAP, "xml: path of the element that is a row, /list/facility",
	        set_row },
	{ "namespace", false, LAYER_MAP, "xml: namespace the elements must have; none given: any",
	        set_ns },
	{ "table", false, LAYER_DEF, "the staging table", set_table },
	{ "content", false, LAYER_DEF,
	        "events: files add up; snapshot: a file takes the place of the one before; "
	        "delta: a file changes what is there",
	        set_content },
	{ "max_age", false, LAYER_MAP,
	        "days after which the feed is stale, or 'N workdays'; 0: no limit; "
	        "[feed.NAME] max-age goes before it",
	        set_max_age },
	{ "due", false, LAYER_MAP,
	        "MM-DD: day by which the file of a year must have come, in place of max_age",
	        set_due },
	{ "charset", false, LAYER_MAP, "utf-8 (with or without BOM), iso-8859-1 or windows-1252",
	        set_charset },
	{ "separator", false, LAYER_MAP, "between fields: one character, or tab", set_separator },
	{ "quote", false, LAYER_MAP, "around fields: one character, or none", set_quote },
	{ "decimal", false, LAYER_MAP, "before the øre: one character", set_decimal },
	{ "thousands", false, LAYER_MAP, "between groups of three: one character, blank or none",
	        set_thousands },
	{ "date", false, LAYER_MAP, "dd-mm-yyyy, dd.mm.yyyy, dd/mm/yyyy, yyyy-mm-dd or yyyymmdd",
	        set_date },
	{ "sign", false, LAYER_MAP,
	        "where an amount has its sign: leading or trailing minus, or words in a column of "
	        "type side",
	        set_sign },
	{ "order", false, LAYER_MAP, "order of the columns: fixed, or any (found by header)",
	        set_any_order },
	{ "extra", false, LAYER_MAP, "a column that is not listed: refuse (the file) or ignore",
	        set_extra_ok },
	{ "nothing", false, LAYER_MAP,
	        "first word of the line that says there is nothing to report", set_nothing },
	{ "accounts", false, LAYER_MAP, "main accounts that belong in the feed, e.g. 0123456",
	        set_accounts },
	{ "offset", false, LAYER_DEF, "yes: the staging table has a column for the byte offset",
	        set_offset },
	{ "shape", false, LAYER_MAP,
	        "form of an account number: nine a for the account, kkk for the kind, 9 a digit, x "
	        "any "
	        "character, * the rest",
	        set_shape },
	{ "balance", false, LAYER_PRESET,
	        "whose debit and credit must be equal: none, file, or groups (machine number and "
	        "date)",
	        set_balance },
	{ "unbalanced", false, LAYER_MAP,
	        "what becomes of a file that does not balance: finding (it is used) or refuse",
	        set_refuse_unbalanced },
	{ "trailer", false, LAYER_MAP,
	        "what the number in the last line of a G69 file counts: postings, or all (first "
	        "and last "
	        "line too)",
	        set_count_all },
	{ "without", false, LAYER_MAP, "columns of the preset that the file does not have",
	        set_without },
	{ "column", false, LAYER_MAP,
	        "NAME TYPE FLAGS : header word | another; xml: path/from/row | @attribute | "
	        "../above",
	        set_column },
	{ "words", false, LAYER_MAP, "COLUMN VALUE : accepted word | another", set_words },
};
const size_t feed_key_count = COUNT_OF(feed_keys);

static const struct feed_key *key_find(const char *name)
{
	for (size_t i = 0; i < feed_key_count; i++)
		if (strcmp(feed_keys[i].name, name) == 0)
			return &feed_keys[i];
	return NULL;
}

/* --- definitions ---------------------------------------------------------- */

/* A .map may begin with the preset it starts from. */
static int begin_with_preset(
        struct feed *f, struct arena *a, const struct head_line *l, size_t at, struct err *e)
{
	if (at > 0)
		return err_set(e, ERR_CONFIG, "'preset' must be the first line");
	if (f->preset && strcmp(f->preset, l->value) != 0)
		return err_set(e, ERR_CONFIG, "preset '%s' here, '%s' in the settings", l->value,
		        f->preset);
	return f->preset ? 0 : feed_apply_preset(f, a, l->value, e);
}

/* *form is the form that is being told of. */
static int apply_line(struct feed *f, struct feed **form, struct arena *a,
        const struct head_line *l, size_t at, enum feed_layer layer, struct err *e)
{
	const struct feed_key *k = key_find(l->key);

	if (layer == LAYER_MAP && strcmp(l->key, "preset") == 0)
		return begin_with_preset(f, a, l, at, e);
	if (!k)
		return err_set(e, ERR_CONFIG, "unknown key '%s'", l->key);
	if (layer > k->last)
		return err_set(e, ERR_CONFIG, "'%s' cannot be changed in a workspace", l->key);
	if (strcmp(l->key, "form") == 0 && !(*form = feed_form(f, a, l->value)))
		return err_set(e, ERR_CONFIG, "more than %d forms", FEED_FORMS);
	f->layer = (*form)->layer = layer;
	return k->set(feed_form_shares(l->key) ? f : *form, a, l->value, e) < 0
	               ? err_ctx(e, "%s", l->key)
	               : 0;
}

static int apply(
        struct feed *f, struct arena *a, const struct head *h, enum feed_layer layer, struct err *e)
{
	struct feed *form = f;

	for (size_t i = 0; i < h->n; i++)
		if (apply_line(f, &form, a, &h->lines[i], i, layer, e) < 0)
			return err_ctx(e, "%s:%d", h->path, h->lines[i].line);
	feed_forms_settle(f);
	return 0;
}

static int check_columns(const struct feed *f, const char *path, struct err *e)
{
	bool ore = false, side = false;

	for (size_t i = 0; i < f->n_columns; i++) {
		ore |= strcmp(f->columns[i].type->name, "ore") == 0;
		side |= strcmp(f->columns[i].type->name, "side") == 0;
	}
	if (strcmp(f->format, "csv") == 0 && (!f->n_columns || !f->table))
		return err_set(e, ERR_CONFIG, "%s: a csv feed needs 'table' and 'column'", path);
	if (f->separator == '\0' || f->separator == f->quote)
		return err_set(e, ERR_CONFIG, "%s: separator is none, or the same as quote", path);
	if (feed_form_check(f, path, e) < 0)
		return -1;
	if (ore && f->sign == SIGN_WORDS && !side)
		return err_set(e, ERR_CONFIG, "%s: sign = words needs a column of type side", path);
	if (f->separator == f->decimal && ore && !f->quote)
		return err_set(e, ERR_CONFIG, "%s: separator and decimal are the same", path);
	if (f->decimal == f->thousands)
		return err_set(e, ERR_CONFIG, "%s: decimal and thousands are the same", path);
	for (size_t i = 0; i < f->n_forms; i++)
		if (check_columns(&f->forms[i], path, e) < 0)
			return err_ctx(e, "form '%s'", f->forms[i].form);
	return 0;
}

int feed_parse(struct feed *f, struct arena *a, const char *path, const char *text, struct err *e)
{
	struct head h;

	*f = (struct feed){ .charset = "utf-8",
		.separator = ';',
		.quote = '"',
		.decimal = ',',
		.date = "dd-mm-yyyy",
		.nothing = "INGEN",
		.path = path };
	if (head_parse_text(path, text, a, &h, e) < 0 || apply(f, a, &h, LAYER_DEF, e) < 0)
		return -1;
	for (size_t i = 0; i < feed_key_count; i++)
		if (feed_keys[i].needed && !head_get(&h, feed_keys[i].name))
			return err_set(
			        e, ERR_CONFIG, "%s: '%s' is missing", path, feed_keys[i].name);
	return check_columns(f, path, e);
}

/* What a preset is called and why is its own; the feed's texts stay. */
static int preset_parse(
        struct feed *f, struct arena *a, const struct def_file *d, const char *name, struct err *e)
{
	const struct feed before = *f;
	struct head h;

	if (head_parse_text(d->path, d->data, a, &h, e) < 0)
		return -1;
	if (head_get(&h, "column")) {
		f->n_columns = 0;
		f->columns = NULL;
	}
	if (apply(f, a, &h, LAYER_PRESET, e) < 0)
		return -1;
	if (!text_eq(f->id, name))
		return err_set(e, ERR_CONFIG, "%s: id is not '%s'", d->path, name);
	f->id = before.id;
	f->text_da = before.text_da;
	f->text_en = before.text_en;
	f->legal = before.legal;
	f->preset = arena_strdup(a, name);
	return check_columns(f, d->path, e);
}

/* "no preset 'x' of postings: generic, g69" */
static int no_preset(const struct feed *f, const char *name, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *prefix = arena_printf(&a, PRESETS "%s_", f->id), *all = "";
	const struct def_file *d;
	size_t cursor = 0;

	while ((d = def_next(prefix, ".map", &cursor))) {
		const char *id = d->path + strlen(prefix);

		all = arena_printf(&a, "%s%s%.*s", all, *all ? ", " : "", (int)strlen(id) - 4, id);
	}
	return err_set(e, ERR_CONFIG, "feed '%s' has no preset '%.40s'; there %s", f->id, name,
	        *all ? arena_printf(&a, "are %s", all) : "is none");
}

int feed_apply_preset(struct feed *f, struct arena *a, const char *preset, struct err *e)
{
	const char *path = arena_printf(a, PRESETS "%s_%s.map", f->id, preset);
	const struct def_file *d = def_find(path);

	return d ? preset_parse(f, a, d, preset, e) : no_preset(f, preset, e);
}

int feed_parse_map(
        struct feed *f, struct arena *a, const char *path, const char *text, struct err *e)
{
	struct head h;

	if (head_parse_text(path, text, a, &h, e) < 0 || apply(f, a, &h, LAYER_MAP, e) < 0)
		return -1;
	f->map = arena_strdup(a, path);
	return check_columns(f, path, e);
}

static int local_changes(struct feed *f, struct arena *a, const char *workspace, struct err *e)
{
	const char *path = arena_printf(a, "%s/profile/%s.map", workspace, f->id);
	char *text;
	size_t n;

	if (!file_exists(path))
		return 0;
	if (file_read(a, path, MAP_MAX, &text, &n, e) < 0)
		return -1;
	if (strlen(text) != n)
		return err_set(e, ERR_CONFIG, "%s: the file holds NUL bytes", path);
	return feed_parse_map(f, a, path, text, e);
}

static size_t count_defs(void)
{
	size_t n = 0, cursor = 0;

	while (def_next("extract/feeds/", ".def", &cursor))
		n++;
	return n;
}

/* The preset of the settings, then the workspace's own map. */
static int configure(struct feed *f, struct arena *a, const char *workspace,
        const struct conf *conf, struct err *e)
{
	const char *section = arena_printf(a, "feed.%s", f->id);
	const char *preset = conf ? conf_free(conf, section, "preset") : NULL;

	if (preset && feed_apply_preset(f, a, preset, e) < 0)
		return err_ctx(e, "[%s] preset", section);
	return workspace ? local_changes(f, a, workspace, e) : 0;
}

int feeds_load(struct feed_set *ret, struct arena *a, const char *workspace,
        const struct conf *conf, struct err *e)
{
	struct feed_set set = { .n = 0 };
	const struct def_file *d;
	size_t cursor = 0;

	set.feeds = arena_take(a, (count_defs() + 1) * sizeof *set.feeds);
	while ((d = def_next("extract/feeds/", ".def", &cursor))) {
		struct feed *f = &set.feeds[set.n++];

		if (feed_parse(f, a, d->path, d->data, e) < 0)
			return -1;
		if (configure(f, a, workspace, conf, e) < 0)
			return -1;
	}
	*ret = set;
	return 0;
}

const struct feed *feed_find(const struct feed_set *set, const char *id)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->feeds[i].id, id) == 0)
			return &set->feeds[i];
	return NULL;
}

const struct feed_column *feed_column(const struct feed *f, const char *name)
{
	for (size_t i = 0; i < f->n_columns; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return &f->columns[i];
	return NULL;
}

/* --- file names ----------------------------------------------------------- */

static size_t digits_at(const char *s)
{
	return strspn(s, "0123456789");
}

static size_t take_municipality(const char *s, struct feed_name *r)
{
	size_t n = digits_at(s);

	if (n != 3 && !(n == 4 && *s == '0'))
		return 0;
	memcpy(r->municipality, s + n - 3, 3);
	return n;
}

static size_t take_year(const char *s, struct feed_name *r)
{
	if (digits_at(s) < 4 || *s == '0')
		return 0;
	snprintf(r->period, sizeof r->period, "%.4s", s);
	return 4;
}

static size_t take_date(const char *s, struct feed_name *r)
{
	return digits_at(s) >= 8 && text_day_as(s, 8, "yyyymmdd", &r->produced) ? 8 : 0;
}

/* Two digits of the year: 2000 to 2099. */
static size_t take_yymmdd(const char *s, struct feed_name *r)
{
	char full[9];

	if (digits_at(s) < 6)
		return 0;
	snprintf(full, sizeof full, "20%.6s", s);
	return text_day_as(full, 8, "yyyymmdd", &r->produced) ? 6 : 0;
}

static size_t take_digits(const char *s, struct feed_name *r)
{
	(void)r;
	return digits_at(s);
}

static const struct token {
	const char *text;
	size_t (*take)(const char *s, struct feed_name *r); /* length taken, 0: no match */
} tokens[] = {
	{ "{municipality}", take_municipality },
	{ "{year}", take_year },
	{ "{date}", take_date },
	{ "{yymmdd}", take_yymmdd },
	{ "{digits}", take_digits },
};

static const struct token *token_at(const char *p)
{
	for (size_t i = 0; i < COUNT_OF(tokens); i++)
		if (strncmp(p, tokens[i].text, strlen(tokens[i].text)) == 0)
			return &tokens[i];
	return NULL;
}

static bool same_letter(const struct feed *f, char a, char b)
{
	return a == b || (f->any_case && lower(a) == lower(b));
}

bool feed_match(const struct feed *f, const char *name, struct feed_name *ret)
{
	struct feed_name r = { .produced = NO_DAY };
	const char *p = f->pattern;

	while (*p) {
		const struct token *t = token_at(p);
		size_t n = t ? t->take(name, &r) : same_letter(f, *p, *name);

		if (n == 0)
			return false;
		p += t ? strlen(t->text) : 1;
		name += n;
	}
	if (*name)
		return false;
	*ret = r;
	return true;
}

bool feed_match_folded(const struct feed *f, const char *name)
{
	struct feed any = { .pattern = f->pattern, .any_case = true };
	struct feed_name says;

	return feed_match(&any, name, &says);
}

bool feed_beside(const struct feed *f, const char *name, struct arena *a, const char **main)
{
	const char *mark = f->beside ? strstr(f->beside, "{name}") : NULL;
	size_t n = strlen(name), before = mark ? (size_t)(mark - f->beside) : 0;
	size_t after = mark ? strlen(mark + 6) : 0;
	struct feed_name says;

	if (!mark || n <= before + after || strncmp(name, f->beside, before) != 0 ||
	        strcmp(name + n - after, mark + 6) != 0)
		return false;
	*main = arena_strndup(a, name + before, n - before - after);
	return feed_match(f, *main, &says);
}

const struct feed *feed_of_name(const struct feed_set *set, const char *name, struct feed_name *ret)
{
	const struct feed *form;

	for (size_t i = 0; i < set->n; i++)
		if ((form = feed_form_of_name(&set->feeds[i], name, ret)))
			return form;
	return NULL;
}
