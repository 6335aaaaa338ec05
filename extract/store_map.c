#include "extract/store_map.h"

#include "common/defs.h"
#include "common/text.h"

enum { TABLES_MAX = 64, VALUES_MAX = 512, NAMES_MAX = ENTITY_COLUMNS };

/* A file while it is read: export and map share the form's keys. */
struct store_parsing {
	struct arena *a;
	struct store_form *form;
	struct store_export *export; /* NULL: a map is read */
	struct store_map *map;
};

/* --- words ------------------------------------------------------------------ */

/* "a | b | c" */
static int words(struct store_parsing *p, struct feed_words *w, const char *s, struct err *e)
{
	*w = (struct feed_words){ 0 };
	for (;;) {
		size_t n, end;

		s += strspn(s, " ");
		n = end = strcspn(s, "|");
		while (end && s[end - 1] == ' ')
			end--;
		if (end == 0)
			return err_set(e, ERR_CONFIG, "an empty word");
		if (w->n == FEED_WORDS)
			return err_set(e, ERR_CONFIG, "more than %d words", FEED_WORDS);
		w->word[w->n++] = arena_strndup(p->a, s, end);
		if (!s[n])
			return 0;
		s += n + 1;
	}
}

static int known_words(struct store_parsing *p, struct feed_words *w, const char *s,
        bool (*known)(const char *), const char *what, struct err *e)
{
	if (words(p, w, s, e) < 0)
		return -1;
	for (size_t i = 0; i < w->n; i++)
		if (!known(w->word[i]))
			return err_set(e, ERR_CONFIG, "'%s' is not a form of %s", w->word[i], what);
	return 0;
}

/* Splits "NAME ... : words" at the colon that has a blank on both sides. */
static int split(struct store_parsing *p, const char *v, const char **names, size_t *n,
        const char **after, struct err *e)
{
	const char *colon = strstr(v, " : ");

	if (!colon)
		return err_set(e, ERR_CONFIG, "expected 'NAME ... : word | word'");
	*n = def_words(p->a, arena_strndup(p->a, v, (size_t)(colon - v)), names, NAMES_MAX);
	*after = colon + 3 + strspn(colon + 3, " ");
	return 0;
}

const char *store_words_text(const struct feed_words *w, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < w->n; i++)
		text = arena_printf(a, "%s%s'%s'", text,
		        i == 0          ? ""
		        : i + 1 == w->n ? " or "
		                        : ", ",
		        w->word[i]);
	return text;
}

/* --- the form of files -------------------------------------------------------- */

static int set_charset(struct store_parsing *p, const char *v, struct err *e)
{
	static const char *const known[] = { "utf-8", "iso-8859-1", "windows-1252" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(v, known[i]) == 0) {
			p->form->charset = known[i];
			return 0;
		}
	return err_set(e, ERR_CONFIG, "'%s' is not one of utf-8, iso-8859-1, windows-1252", v);
}

static int character(char *ret, const char *v, bool may_be_none, struct err *e)
{
	static const struct {
		const char *name;
		char c;
	} named[] = { { "tab", '\t' }, { "blank", ' ' }, { "none", '\0' } };

	for (size_t i = 0; i + !may_be_none < COUNT_OF(named); i++)
		if (strcmp(v, named[i].name) == 0) {
			*ret = named[i].c;
			return 0;
		}
	if (strlen(v) != 1 || *v <= ' ' || *v > '~')
		return err_set(e, ERR_CONFIG, "'%s' is not one character, tab or blank%s", v,
		        may_be_none ? " or none" : "");
	*ret = *v;
	return 0;
}

static int set_separator(struct store_parsing *p, const char *v, struct err *e)
{
	return character(&p->form->separator, v, false, e);
}

static int set_quote(struct store_parsing *p, const char *v, struct err *e)
{
	return character(&p->form->quote, v, true, e);
}

static int set_decimal(struct store_parsing *p, const char *v, struct err *e)
{
	return character(&p->form->decimal, v, false, e);
}

static int set_thousands(struct store_parsing *p, const char *v, struct err *e)
{
	return character(&p->form->thousands, v, true, e);
}

static int set_date(struct store_parsing *p, const char *v, struct err *e)
{
	return known_words(p, &p->form->date, v, text_day_format_known, "a day", e);
}

static int set_time(struct store_parsing *p, const char *v, struct err *e)
{
	return known_words(p, &p->form->time, v, text_secs_format_known, "a time", e);
}

static int set_yes(struct store_parsing *p, const char *v, struct err *e)
{
	return words(p, &p->form->yes, v, e);
}

static int set_no(struct store_parsing *p, const char *v, struct err *e)
{
	return words(p, &p->form->no, v, e);
}

static int set_extra(struct store_parsing *p, const char *v, struct err *e)
{
	p->form->refuse_extra = strcmp(v, "refuse") == 0;
	if (!p->form->refuse_extra && strcmp(v, "ignore") != 0)
		return err_set(e, ERR_CONFIG, "'%s' is not one of refuse, ignore", v);
	return 0;
}

/* --- the export ----------------------------------------------------------------- */

static int set_marker(struct store_parsing *p, const char *v, struct err *e)
{
	if (!*v || strchr(v, '/'))
		return err_set(e, ERR_CONFIG, "'%s' is not the name of a file", v);
	p->export->marker = arena_strdup(p->a, v);
	return 0;
}

static bool identifier(const char *s)
{
	return *s &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	                 "0123456789") == strlen(s) &&
	       !(*s >= '0' && *s <= '9');
}

static int set_table(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX], *after;
	struct store_export *x = p->export;
	size_t n;

	if (split(p, v, names, &n, &after, e) < 0)
		return -1;
	if (n != 1 || !identifier(names[0]) || strncmp(names[0], "sqlite_", 7) == 0)
		return err_set(e, ERR_CONFIG,
		        "a table is named by letters, digits and '_', not beginning with sqlite_");
	for (size_t i = 0; i < x->n; i++)
		if (sqlite3_stricmp(x->tables[i].name, names[0]) == 0)
			return err_set(e, ERR_CONFIG, "there is a table '%s' already", names[0]);
	if (x->n == TABLES_MAX)
		return err_set(e, ERR_CONFIG, "more than %d tables", TABLES_MAX);
	x->tables[x->n].name = names[0];
	return words(p, &x->tables[x->n++].files, after, e);
}

/* --- an entity -------------------------------------------------------------------- */

static int set_file(struct store_parsing *p, const char *v, struct err *e)
{
	return words(p, &p->map->files, v, e);
}

static int set_lacks(struct store_parsing *p, const char *v, struct err *e)
{
	if (!*v)
		return err_set(e, ERR_CONFIG, "say why the system does not have it");
	p->map->lacks = arena_strdup(p->a, v);
	return 0;
}

static int find_column(const struct store_parsing *p, const char *name, size_t *ret, struct err *e)
{
	const struct entity *t = p->map->t;

	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->columns[i].name, name) == 0) {
			*ret = i;
			return 0;
		}
	return err_set(e, ERR_CONFIG, "'%s' is not a column of entity '%s'", name, t->name);
}

static int take_column(struct store_parsing *p, const char *name, enum store_column_from from,
        struct store_column **ret, struct err *e)
{
	size_t at;

	if (find_column(p, name, &at, e) < 0)
		return -1;
	*ret = &p->map->columns[at];
	if ((*ret)->from != COLUMN_FORGOTTEN)
		return err_set(e, ERR_CONFIG, "'%s' is accounted for twice", name);
	(*ret)->from = from;
	return 0;
}

static int set_column(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX], *after;
	struct store_column *c;
	size_t n;

	if (split(p, v, names, &n, &after, e) < 0)
		return -1;
	if (n < 1 || n > 2 || (n == 2 && strcmp(names[1], "may-miss") != 0))
		return err_set(e, ERR_CONFIG, "expected 'COLUMN [may-miss] : header word | word'");
	if (take_column(p, names[0], COLUMN_FILE, &c, e) < 0)
		return -1;
	c->may_miss = n == 2;
	return words(p, &c->header, after, e);
}

static int set_constant(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX], *after;
	struct store_column *c;
	size_t n;

	if (split(p, v, names, &n, &after, e) < 0)
		return -1;
	if (n != 1 || !*after)
		return err_set(e, ERR_CONFIG, "expected 'COLUMN : value'");
	if (take_column(p, names[0], COLUMN_CONSTANT, &c, e) < 0)
		return -1;
	c->constant = arena_strdup(p->a, after);
	return 0;
}

static int set_absent(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX];
	size_t n = def_words(p->a, v, names, NAMES_MAX);
	struct store_column *c;

	for (size_t i = 0; i < n; i++)
		if (take_column(p, names[i], COLUMN_ABSENT, &c, e) < 0)
			return -1;
	return n ? 0 : err_set(e, ERR_CONFIG, "no columns");
}

static int add_value(struct store_parsing *p, const char *column, const char *ours,
        const char *theirs, struct err *e)
{
	struct store_map *m = p->map;
	struct store_value *v;

	if (m->n_values == VALUES_MAX)
		return err_set(e, ERR_CONFIG, "more than %d values", VALUES_MAX);
	v = &m->values[m->n_values];
	if (find_column(p, column, &v->column, e) < 0)
		return -1;
	v->ours = ours;
	m->n_values++;
	return words(p, &v->theirs, theirs, e);
}

static int set_value(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX], *after;
	size_t n;

	if (split(p, v, names, &n, &after, e) < 0)
		return -1;
	return n == 2 ? add_value(p, names[0], names[1], after, e)
	              : err_set(e, ERR_CONFIG, "expected 'COLUMN OURS : theirs | theirs'");
}

static int set_none(struct store_parsing *p, const char *v, struct err *e)
{
	const char *names[NAMES_MAX], *after;
	size_t n;

	if (split(p, v, names, &n, &after, e) < 0)
		return -1;
	return n == 1 ? add_value(p, names[0], NULL, after, e)
	              : err_set(e, ERR_CONFIG, "expected 'COLUMN : theirs | theirs'");
}

#define BOTH (STORE_KEY_EXPORT | STORE_KEY_MAP)
#define ONCE false
#define MANY true
const struct store_map_key store_map_keys[] = {
	{ "charset", BOTH, ONCE, "utf-8 (with or without BOM), iso-8859-1 or windows-1252",
	        set_charset },
	{ "separator", BOTH, ONCE, "between fields: one character, tab or blank", set_separator },
	{ "quote", BOTH, ONCE, "around fields: one character, or none", set_quote },
	{ "decimal", BOTH, ONCE, "before the øre: one character", set_decimal },
	{ "thousands", BOTH, ONCE, "between groups of three: one character, blank or none",
	        set_thousands },
	{ "date", BOTH, ONCE,
	        "forms of a day: dd-mm-yyyy, dd.mm.yyyy, dd/mm/yyyy, yyyy-mm-dd, yyyymmdd",
	        set_date },
	{ "time", BOTH, ONCE,
	        "forms of a time: a day's, then a blank or T, then HH:MM, HH:MM:SS, HH.MM or "
	        "HH.MM.SS; a day alone is its midnight",
	        set_time },
	{ "yes", BOTH, ONCE, "words that stand for yes", set_yes },
	{ "no", BOTH, ONCE, "words that stand for no", set_no },
	{ "extra", BOTH, ONCE, "a column that nobody reads: ignore or refuse", set_extra },
	{ "marker", STORE_KEY_EXPORT, ONCE,
	        "a file that is there, and newer than the others, when the export is whole",
	        set_marker },
	{ "table", STORE_KEY_EXPORT, MANY, "NAME : file | file; what <entity>.sql reads as NAME",
	        set_table },
	{ "file", STORE_KEY_MAP, ONCE,
	        "names of the file; {date} {yymmdd} {year} {digits} {municipality}", set_file },
	{ "lacks", STORE_KEY_MAP, ONCE, "the system has no such thing: why; the entity has no rows",
	        set_lacks },
	{ "column", STORE_KEY_MAP, MANY, "COLUMN [may-miss] : header word | another", set_column },
	{ "constant", STORE_KEY_MAP, MANY, "COLUMN : the same value in every row", set_constant },
	{ "absent", STORE_KEY_MAP, MANY,
	        "COLUMN COLUMN: the export does not have them; they are empty", set_absent },
	{ "value", STORE_KEY_MAP, MANY, "COLUMN OURS : theirs | theirs", set_value },
	{ "none", STORE_KEY_MAP, MANY, "COLUMN : theirs | theirs; what stands for no value",
	        set_none },
};
const size_t store_map_key_count = COUNT_OF(store_map_keys);

/* --- files ------------------------------------------------------------------------- */

static const struct store_map_key *key_find(const char *name, unsigned where)
{
	for (size_t i = 0; i < store_map_key_count; i++)
		if (store_map_keys[i].where & where && strcmp(store_map_keys[i].name, name) == 0)
			return &store_map_keys[i];
	return NULL;
}

/* Before line i. */
static bool given(const struct head *h, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(h->lines[k].key, h->lines[i].key) == 0)
			return true;
	return false;
}

static int parse(struct store_parsing *p, const char *path, const char *text, struct err *e)
{
	struct head h;

	if (head_parse_text(path, text, p->a, &h, e) < 0)
		return -1;
	for (size_t i = 0; i < h.n; i++) {
		const struct head_line *l = &h.lines[i];
		const struct store_map_key *k =
		        key_find(l->key, p->export ? STORE_KEY_EXPORT : STORE_KEY_MAP);

		if (!k)
			return err_set(
			        e, ERR_CONFIG, "%s:%d: unknown key '%s'", path, l->line, l->key);
		if (!k->many && given(&h, i))
			return err_set(
			        e, ERR_CONFIG, "%s:%d: '%s' is given twice", path, l->line, l->key);
		if (k->set(p, l->value, e) < 0)
			return err_ctx(e, "%s:%d: %s", path, l->line, l->key);
	}
	return 0;
}

static int check_form(const struct store_form *f, const char *path, struct err *e)
{
	if (f->decimal == f->thousands)
		return err_set(e, ERR_CONFIG, "%s: decimal and thousands are the same", path);
	if (f->separator == f->quote)
		return err_set(e, ERR_CONFIG, "%s: separator and quote are the same", path);
	return 0;
}

int store_export_parse(struct store_export *ret, struct arena *a, const char *path,
        const char *text, struct err *e)
{
	struct store_export x = {
		.form = { .charset = "utf-8",
		        .separator = ';',
		        .quote = '"',
		        .decimal = ',',
		        .date = { { "yyyy-mm-dd" }, 1 },
		        .time = { { "yyyy-mm-ddTHH:MM:SS", "yyyy-mm-ddTHH:MM",
		                          "yyyy-mm-dd HH:MM:SS", "yyyy-mm-dd HH:MM" },
		                4 },
		        .yes = { { "1" }, 1 },
		        .no = { { "0" }, 1 } }
	};
	struct store_parsing p = { .a = a, .form = &x.form, .export = &x };

	x.tables = arena_take(a, TABLES_MAX * sizeof *x.tables);
	if (text && (parse(&p, path, text, e) < 0 || check_form(&x.form, path, e) < 0))
		return -1;
	*ret = x;
	return 0;
}

static int check_map(const struct store_map *m, struct err *e)
{
	for (size_t i = 0; i < m->t->n && !m->lacks; i++)
		if (m->columns[i].from == COLUMN_FORGOTTEN)
			return err_set(e, ERR_CONFIG,
			        "%s: nothing is said of column '%s': it needs a line 'column', "
			        "'constant' or 'absent'",
			        m->path, m->t->columns[i].name);
	for (size_t i = 0; i < m->n_values; i++)
		if (m->columns[m->values[i].column].from != COLUMN_FILE)
			return err_set(e, ERR_CONFIG,
			        "%s: values of column '%s', which is not in the file", m->path,
			        m->t->columns[m->values[i].column].name);
	return check_form(&m->form, m->path, e);
}

int store_map_parse(struct store_map *ret, const struct entity *t,
        const struct store_export *common, struct arena *a, const char *path, const char *text,
        struct err *e)
{
	struct store_map m = { .t = t, .path = path, .form = common->form };
	struct store_parsing p = { .a = a, .form = &m.form, .map = &m };

	m.columns = arena_take(a, t->n * sizeof *m.columns);
	m.values = arena_take(a, VALUES_MAX * sizeof *m.values);
	m.files = (struct feed_words){ { arena_printf(a, "%s.csv", t->name) }, 1 };
	if (parse(&p, path, text, e) < 0 || check_map(&m, e) < 0)
		return -1;
	*ret = m;
	return 0;
}
