#include "transform/table_def.h"

#include "common/text.h"

#define FOLDER "transform/tables/"

static const char *const known[] = { "id!", "text_da!", "text_en!", "legal!", "report!", "kind!",
	"unit!", "since!", "note_da!", "note_en!", "assumed_da", "assumed_en", "reads!", "dim!",
	"with", "share" };

/* A dimension being read. */
struct line {
	struct table_dim *d;
	const char *text; /* the whole line */
	struct arena *a;
	struct err *e;
};

static int wrong(const struct line *l, const char *why)
{
	return err_set(l->e, ERR_CONFIG, "dim: %s: %s", l->text, why);
}

static bool is_word(const char *s, const char *allowed_too)
{
	if (!s || !*s)
		return false;
	for (; *s; s++)
		if (!(*s >= 'a' && *s <= 'z') && !(*s >= 'A' && *s <= 'Z') &&
		        !(*s >= '0' && *s <= '9') && !strchr(allowed_too, *s))
			return false;
	return true;
}

/* Cuts `text` at `c`, in place; NULL when it is not there. */
static const char *cut(char *text, char c)
{
	char *at = strchr(text, c);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

/* Words go on in the next line of the file with a blank between. */
static const char *trimmed(char *s)
{
	size_t n;

	while (*s == ' ')
		s++;
	for (n = strlen(s); n && s[n - 1] == ' ';)
		s[--n] = '\0';
	return s;
}

/* CODE=da=en; without labels they are the code. */
static void three(struct arena *a, const char *text, const char *word[3])
{
	char *s = arena_strdup(a, text), *da = (char *)cut(s, '='), *en = da;

	if (da && strchr(da, '='))
		en = (char *)cut(da, '=');
	word[0] = word[1] = word[2] = trimmed(s);
	if (da)
		word[1] = trimmed(da);
	if (da)
		word[2] = en == da ? word[1] : trimmed(en);
}

bool table_word_next(const char **at, struct arena *a, const char *word[3])
{
	size_t n = strcspn(*at, "|");

	if (!**at)
		return false;
	three(a, arena_strndup(a, *at, n), word);
	*at += n + ((*at)[n] == '|');
	return true;
}

/* ---- the kinds of codes ---- */

static int add_list(const struct line *l, struct table_part *p)
{
	char *name = arena_strdup(l->a, p->text), *attr = (char *)cut(name, '.');

	p->kind = PART_LIST;
	p->text = name;
	if (attr) {
		p->attr = attr;
		p->want = cut(attr, '=');
	}
	if (!is_word(name, "_") || (attr && (!is_word(attr, "_") || !p->want)))
		return wrong(l, "a list is written list:NAME or list:NAME.ATTR=VALUE");
	return 0;
}

static int add_range(const struct line *l, struct table_part *p)
{
	const char *dots = strstr(p->text, "..");

	p->kind = PART_RANGE;
	if (!dots || !text_int(p->text, (size_t)(dots - p->text), &p->low) ||
	        !text_int(dots + 2, strlen(dots + 2), &p->high) || p->low < 0 || p->high < p->low ||
	        p->high > 150)
		return wrong(l, "a range is written range:0..22");
	return 0;
}

static int add_words(const struct line *l, struct table_part *p)
{
	const char *at = p->text, *word[3];

	p->kind = PART_WORDS;
	while (table_word_next(&at, l->a, word))
		if (!*word[0] || !*word[1] || !*word[2])
			return wrong(l, "words are written words:CODE=Dansk=English|…");
	return *p->text ? 0 : wrong(l, "no words");
}

static int add_one(const struct line *l, struct table_part *p)
{
	char *name = arena_strdup(l->a, p->text);
	size_t n = strlen(name);

	p->kind = PART_ONE;
	if (n > 2 && name[0] == '{' && name[n - 1] == '}') {
		name[n - 1] = '\0';
		name++;
	}
	p->text = name;
	return is_word(name, "_") ? 0 : wrong(l, "one:VARIABLE");
}

static int add_total(const struct line *l, struct table_part *p)
{
	const char *word[3];

	three(l->a, p->text, word);
	if (l->d->total || !*word[0])
		return wrong(l, "one total, written total:CODE");
	l->d->total = word[0];
	l->d->total_da = word[1] == word[0] ? "I alt" : word[1];
	l->d->total_en = word[2] == word[0] ? "Total" : word[2];
	return 0;
}

static int add_label(const struct line *l, struct table_part *p)
{
	const char *at = p->text, *word[3];

	if (!table_word_next(&at, l->a, word) || *at || word[1] == word[0])
		return wrong(l, "a label is written label:Dansk=English");
	l->d->label_da = word[0];
	l->d->label_en = word[1];
	return 0;
}

static const struct prefix {
	const char *name;
	int (*add)(const struct line *, struct table_part *);
	bool codes;
} prefixes[] = {
	{ "list:", add_list, true },
	{ "range:", add_range, true },
	{ "words:", add_words, true },
	{ "one:", add_one, true },
	{ "total:", add_total, false },
	{ "label:", add_label, false },
};

static const struct prefix *prefix_of(const char *word)
{
	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (strncmp(word, prefixes[i].name, strlen(prefixes[i].name)) == 0)
			return &prefixes[i];
	return NULL;
}

/* ---- a dimension ---- */

static int add_part(const struct line *l, const char *text)
{
	const struct prefix *p = prefix_of(text);
	struct table_part part = { .text = text + strlen(p->name) };

	if (p->add(l, &part) < 0)
		return -1;
	if (!p->codes)
		return 0;
	if (l->d->parts == TABLE_PARTS)
		return wrong(l, "too many kinds of codes");
	l->d->part[l->d->parts++] = part;
	return 0;
}

/* Words that begin no new part belong to the label before them. */
static int add_parts(const struct line *l, const char **word, size_t n)
{
	const char *part = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!prefix_of(word[i])) {
			if (!part)
				return wrong(l, "expected list:, range:, words: or one:");
			part = arena_printf(l->a, "%s %s", part, word[i]);
			continue;
		}
		if (part && add_part(l, part) < 0)
			return -1;
		part = word[i];
	}
	return part ? add_part(l, part) : wrong(l, "no codes");
}

static int read_dim(struct table_def *t, const char *text, struct arena *a, struct err *e)
{
	const char *word[256];
	size_t n = def_words(a, text, word, COUNT_OF(word));
	struct line l = { .text = text, .a = a, .e = e };

	if (t->dims == TABLE_DIMS)
		return err_set(e, ERR_CONFIG, "more than %d dimensions", TABLE_DIMS);
	l.d = &t->dim[t->dims++];
	if (n < 3 || !is_word(word[0], "_") || !is_word(word[1], "_"))
		return wrong(&l, "expected NAME COLUMN CODES");
	*l.d = (struct table_dim){ word[0], word[1], .label_da = word[0], .label_en = word[0] };
	if (add_parts(&l, word + 2, n - 2) < 0)
		return -1;
	return l.d->parts ? 0 : wrong(&l, "no codes");
}

/* ---- shares ---- */

static int share_dim(const struct table_def *t, const char *name)
{
	for (size_t i = 0; i < t->dims; i++)
		if (text_eq(t->dim[i].name, name))
			return (int)i + 1;
	return 0;
}

/* "population:0..22" to "0-22"; NULL: not so written. */
static const char *share_ages(struct arena *a, const char *word)
{
	static const char of[] = "population:";
	const char *ages = word + strlen(of), *dots;

	if (strncmp(word, of, strlen(of)) != 0 || !(dots = strstr(ages, "..")) ||
	        !is_word(dots + 2, ""))
		return NULL;
	return arena_printf(a, "%.*s-%s", (int)(dots - ages), ages, dots + 2);
}

static int read_share(struct table_def *t, const char *text, struct arena *a, struct err *e)
{
	struct table_share s = { .code = "" };
	const char *word[2];
	size_t n = def_words(a, text, word, COUNT_OF(word));

	if (t->shares == TABLE_SHARES)
		return err_set(e, ERR_CONFIG, "more than %d shares", TABLE_SHARES);
	if (n == 2) {
		char *name = arena_strdup(a, word[0]);

		s.code = cut(name, '=');
		s.dim = share_dim(t, name);
	}
	if (n)
		s.ages = share_ages(a, word[n - 1]);
	if (!s.ages || !s.code || (n == 2 && !s.dim))
		return err_set(e, ERR_CONFIG,
		        "share: %s: expected [DIMENSION=CODE] population:0..22", text);
	if (t->shares && (!s.dim || s.dim != t->share[0].dim))
		return err_set(e, ERR_CONFIG, "share: %s: all are of one dimension", text);
	t->share[t->shares++] = s;
	return 0;
}

/* ---- the file ---- */

static int one_of(const struct head *h, const char *key, const char *x, const char *y, bool *ret,
        struct err *e)
{
	const char *v = head_get(h, key);

	*ret = strcmp(v, y) == 0;
	return *ret || strcmp(v, x) == 0
	               ? 0
	               : err_set(e, ERR_CONFIG, "%s is %s or %s, not '%s'", key, x, y, v);
}

static int read_heads(struct table_def *t, struct err *e)
{
	const char *since = head_get(&t->head, "since");
	size_t stem = strlen(t->head.path) - strlen(FOLDER) - strlen(".sql");
	int64_t year;
	bool stock;

	t->id = head_get(&t->head, "id");
	t->report = head_get(&t->head, "report");
	if (strlen(t->id) != stem || strncmp(t->head.path + strlen(FOLDER), t->id, stem) != 0)
		return err_set(e, ERR_CONFIG, "id '%s' is not the name of the file", t->id);
	if (!text_int(since, strlen(since), &year) || year < 1970 || year > 9999)
		return err_set(e, ERR_CONFIG, "since is a year, not '%s'", since);
	t->since = (int)year;
	if (one_of(&t->head, "kind", "flow", "stock", &stock, e) < 0)
		return -1;
	return one_of(&t->head, "unit", "antal", "pct", &t->pct, e);
}

static int read_rest(struct table_def *t, struct arena *a, struct err *e)
{
	const char *line;
	size_t at = 0;

	while ((line = head_each(&t->head, "dim", &at)))
		if (read_dim(t, line, a, e) < 0)
			return -1;
	for (at = 0; (line = head_each(&t->head, "share", &at));)
		if (read_share(t, line, a, e) < 0)
			return -1;
	if (t->pct != (t->shares > 0))
		return err_set(e, ERR_CONFIG, "unit pct and share belong together");
	if (head_compose(&t->head, a, e) < 0)
		return -1;
	t->body = t->head.body;
	return 0;
}

int table_def_read(const struct def_file *f, struct arena *a, struct table_def *ret, struct err *e)
{
	*ret = (struct table_def){ .dims = 0 };
	if (head_parse(f, a, &ret->head, e) < 0)
		return -1;
	if (head_check(&ret->head, known, COUNT_OF(known), e) < 0)
		return -1;
	if (read_heads(ret, e) < 0 || read_rest(ret, a, e) < 0)
		return err_ctx(e, "%s", f->path);
	return 0;
}

int table_def_next(
        const char *report, size_t *cursor, struct arena *a, struct table_def *ret, struct err *e)
{
	const struct def_file *f;

	while ((f = def_next(FOLDER, ".sql", cursor))) {
		if (table_def_read(f, a, ret, e) < 0)
			return -1;
		if (text_eq(ret->report, report))
			return 1;
	}
	return 0;
}
