#include "report/receipt_def.h"

#include <dirent.h>

#include "common/csv_charset.h"
#include "common/defs.h"
#include "common/file.h"
#include "report/receipt_read.h"

enum { DEF_MAX = 64 * 1024, DEFS_MAX = 64 };
#define FOLDER "report/receipts/"
#define LOCAL "receipts.d"

static const char *const states[] = { "unknown", "received", "accepted", "partly", "rejected",
	"errors" };
static const char *const values[] = {
#define X(id, name) name,
	RECEIPT_VALUES(X)
#undef X
};

const char *receipt_state_name(enum receipt_state s)
{
	return states[s];
}

const char *receipt_value_name(enum receipt_value v)
{
	return values[v];
}

/* Place of the word of `n` bytes in the list, or -1. */
static int place_in(const char *const *list, size_t count, const char *word, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && strncmp(list[i], word, n) == 0)
			return (int)i;
	return -1;
}

/* --- patterns --------------------------------------------------------------- */

/* A wildcard at p: its length, and the value it stands for (RV_COUNT: `*`); 0 for none. */
static size_t wildcard(const char *p, enum receipt_value *ret)
{
	const char *end = *p == '{' ? strchr(p, '}') : NULL;
	int v;

	*ret = RV_COUNT;
	if (*p == '*')
		return 1;
	if (!end)
		return 0;
	v = place_in(values, RV_COUNT, p + 1, (size_t)(end - p - 1));
	if (v < 0)
		return 0;
	*ret = (enum receipt_value)v;
	return (size_t)(end - p) + 1;
}

static void captured(struct receipt_capture *c, enum receipt_value v, const char *s, size_t n)
{
	if (v == RV_COUNT)
		return;
	c->s[v] = s;
	c->n[v] = n;
}

/* Only the last wildcard met may grow: linear in the text for each literal piece. */
bool receipt_pattern_fits(const char *pattern, const char *s, size_t n, struct receipt_capture *ret)
{
	const char *p = pattern, *retry = NULL;
	size_t i = 0, from = 0, len;
	enum receipt_value v, open = RV_COUNT;

	*ret = (struct receipt_capture){ 0 };
	while (*p || i < n) {
		len = *p ? wildcard(p, &v) : 0;
		if (len) {
			p += len;
			retry = p;
			open = v;
			from = i;
			captured(ret, open, s + from, 0);
		} else if (*p && i < n && *p == s[i]) {
			p++;
			i++;
		} else if (retry && i < n) {
			/* The open one takes one character more. */
			const size_t taken = (open == RV_COUNT ? 0 : ret->n[open]) + 1;

			if (open == RV_COUNT)
				i = ++from;
			else
				i = from + taken;
			captured(ret, open, s + from, taken);
			p = retry;
		} else {
			return false;
		}
	}
	return true;
}

const struct receipt_def *receipt_def_of(
        const struct receipt_defs *defs, const char *name, struct receipt_capture *ret)
{
	for (size_t i = 0; i < defs->n; i++)
		for (size_t k = 0; k < defs->def[i].files; k++)
			if (receipt_pattern_fits(defs->def[i].file[k], name, strlen(name), ret))
				return &defs->def[i];
	return NULL;
}

/* --- words ------------------------------------------------------------------ */

enum receipt_state receipt_word_state(const struct receipt_def *d, const char *word)
{
	for (size_t i = 0; i < d->words; i++)
		if (strcmp(d->word[i].word, word) == 0)
			return d->word[i].state;
	return RECEIPT_UNKNOWN;
}

enum receipt_state receipt_outcome(const struct receipt_def *d, const char *word)
{
	for (size_t i = 0; i < d->outcomes; i++)
		if (strcmp(d->outcome[i].word, word) == 0)
			return d->outcome[i].state;
	return RECEIPT_UNKNOWN;
}

bool receipt_already(const struct receipt_def *d, const char *code)
{
	for (size_t i = 0; i < d->alreadies; i++)
		if (strcmp(d->already[i], code) == 0)
			return true;
	return false;
}

/* --- reading a definition --------------------------------------------------- */

struct parse {
	const struct head *h;
	struct receipt_def *d;
	struct arena *a;
	int line;
};

static int refuse(const struct parse *p, const char *expected, struct err *e)
{
	return err_set(e, ERR_CONFIG, "%s:%d: expected %s", p->h->path, p->line, expected);
}

/* The next piece between `|`, without blanks around it; NULL at the end. */
static const char *piece(struct arena *a, const char **at)
{
	static const char blank[] = " \t";
	const char *s = *at + strspn(*at, blank);
	size_t n = strcspn(s, "|");

	if (!*s)
		return NULL;
	*at = s + n + (s[n] == '|');
	while (n > 0 && strchr(blank, s[n - 1]))
		n--;
	return arena_strndup(a, s, n);
}

static int add_text(struct parse *p, const char **list, size_t *n, const char *value, struct err *e)
{
	if (*n == RECEIPT_PATTERNS)
		return refuse(p, "fewer lines of this key", e);
	list[(*n)++] = value;
	return 0;
}

static int on_file(struct parse *p, const char *value, struct err *e)
{
	return add_text(p, p->d->file, &p->d->files, value, e);
}

static int on_error(struct parse *p, const char *value, struct err *e)
{
	return add_text(p, p->d->error, &p->d->errors, value, e);
}

static int on_line(struct parse *p, const char *value, struct err *e)
{
	return add_text(p, p->d->line, &p->d->lines, value, e);
}

static int on_already(struct parse *p, const char *value, struct err *e)
{
	const char *word;

	while ((word = piece(p->a, &value)))
		if (!*word || add_text(p, p->d->already, &p->d->alreadies, word, e) < 0)
			return *word ? -1 : refuse(p, "already = CODE | CODE", e);
	return 0;
}

static int on_take(struct parse *p, const char *value, struct err *e)
{
	size_t n = strcspn(value, " \t");
	int v = place_in(values, RV_COUNT, value, n);
	struct receipt_take t = { .place = value + n + strspn(value + n, " \t") };

	if (v < 0 || !*t.place || p->d->takes == RECEIPT_TAKES)
		return refuse(p, "take = VALUE PLACE", e);
	t.value = (enum receipt_value)v;
	if (strncmp(t.place, "file:", 5) == 0) {
		t.from = FROM_FILE;
		t.place += 5;
		if (place_in(values, RV_COUNT, t.place, strlen(t.place)) < 0)
			return refuse(p, "file:VALUE", e);
	} else if (strncmp(t.place, "fixed:", 6) == 0) {
		t.from = FROM_FIXED;
		t.place += 6;
	}
	p->d->take[p->d->takes++] = t;
	return 0;
}

/* STATE : WORD | WORD; a word may mean one thing only, and nothing may not mean anything. */
static int add_words(struct parse *p, const char *value, struct receipt_word *list, size_t *n,
        bool of_record, struct err *e)
{
	size_t len = strcspn(value, " \t:");
	int state = place_in(states, COUNT_OF(states), value, len);
	const char *word;

	value += len + strspn(value + len, " \t");
	if (state <= 0 || *value++ != ':' ||
	        (of_record && state != RECEIPT_ACCEPTED && state != RECEIPT_REJECTED))
		return refuse(p,
		        of_record ? "accepted or rejected : WORD | WORD" : "STATE : WORD | WORD",
		        e);
	while ((word = piece(p->a, &value))) {
		for (size_t i = 0; i < *n; i++)
			if (strcmp(list[i].word, word) == 0)
				return refuse(p, "each word once", e);
		if (!*word || *n == RECEIPT_WORDS)
			return refuse(p, "words that are not empty, at most 128", e);
		list[(*n)++] = (struct receipt_word){ (enum receipt_state)state, word };
	}
	return 0;
}

static int on_word(struct parse *p, const char *value, struct err *e)
{
	return add_words(p, value, p->d->word, &p->d->words, false, e);
}

static int on_outcome(struct parse *p, const char *value, struct err *e)
{
	return add_words(p, value, p->d->outcome, &p->d->outcomes, true, e);
}

static int on_match(struct parse *p, const char *value, struct err *e)
{
	static const char *const where[] = { "subject", "from", "body" };
	const char *colon = strchr(value, ':'), *word[3];
	int state, place;

	if (!colon || p->d->matches == RECEIPT_PATTERNS ||
	        def_words(p->a, arena_strndup(p->a, value, (size_t)(colon - value)), word, 3) != 2)
		return refuse(p, "match = STATE subject|from|body : PATTERN", e);
	state = place_in(states, COUNT_OF(states), word[0], strlen(word[0]));
	place = place_in(where, COUNT_OF(where), word[1], strlen(word[1]));
	colon += 1 + strspn(colon + 1, " \t");
	if (state <= 0 || place < 0 || !*colon)
		return refuse(p, "match = STATE subject|from|body : PATTERN", e);
	p->d->match[p->d->matches++] = (struct receipt_match){ (enum receipt_state)state,
		(enum receipt_where)place, colon };
	return 0;
}

static int on_others(struct parse *p, const char *value, struct err *e)
{
	p->d->others_accepted = strcmp(value, "accepted") == 0;
	return p->d->others_accepted || strcmp(value, "unanswered") == 0
	               ? 0
	               : refuse(p, "others = accepted or unanswered", e);
}

static int on_separator(struct parse *p, const char *value, struct err *e)
{
	p->d->separator = value[0];
	return strlen(value) == 1 ? 0 : refuse(p, "separator = one character", e);
}

static int on_charset(struct parse *p, const char *value, struct err *e)
{
	static const char *const known[] = { "utf-8", "iso-8859-1", "windows-1252" };

	p->d->charset = value;
	return place_in(known, COUNT_OF(known), value, strlen(value)) >= 0
	               ? 0
	               : refuse(p, "charset = utf-8, iso-8859-1 or windows-1252", e);
}

static int on_form(struct parse *p, const char *value, struct err *e)
{
	p->d->form = value;
	p->d->reader = receipt_reader_find(value);
	return p->d->reader ? 0 : refuse(p, "form = xml, csv, keys or mail", e);
}

static int on_schema(struct parse *p, const char *value, struct err *e)
{
	p->d->schema = value;
	return def_find(value) ? 0 : refuse(p, "schema = path of a schema that is built in", e);
}

static int on_id(struct parse *p, const char *value, struct err *e)
{
	p->d->id = value;
	return strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(value) && *value
	               ? 0
	               : refuse(p, "id = small letters, digits, -", e);
}

/* Each fills what its line says; NULL: the text alone. */
static const struct {
	const char *name;
	int (*on)(struct parse *p, const char *value, struct err *e);
} keys[] = {
	{ "id!", on_id },
	{ "text_da!", NULL },
	{ "text_en!", NULL },
	{ "file!", on_file },
	{ "form!", on_form },
	{ "charset", on_charset },
	{ "ns", NULL },
	{ "schema", on_schema },
	{ "record", NULL },
	{ "error", on_error },
	{ "separator", on_separator },
	{ "take", on_take },
	{ "word", on_word },
	{ "outcome", on_outcome },
	{ "already", on_already },
	{ "others", on_others },
	{ "match", on_match },
	{ "line", on_line },
};

static int parse_line(struct parse *p, const struct head_line *l, struct err *e)
{
	p->line = l->line;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		size_t n = strcspn(keys[i].name, "!");

		if (strncmp(keys[i].name, l->key, n) == 0 && !l->key[n] && keys[i].on)
			return keys[i].on(p, l->value, e);
	}
	return 0;
}

static int parse(const struct head *h, struct arena *a, struct receipt_def *d, struct err *e)
{
	struct parse p = { .h = h, .d = d, .a = a };
	const char *known[COUNT_OF(keys)];

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		known[i] = keys[i].name;
	if (head_check(h, known, COUNT_OF(known), e) < 0)
		return -1;
	*d = (struct receipt_def){ .path = h->path,
		.text_da = head_get(h, "text_da"),
		.text_en = head_get(h, "text_en"),
		.ns = head_get(h, "ns"),
		.record = head_get(h, "record"),
		.charset = "utf-8",
		.separator = ';' };
	for (size_t i = 0; i < h->n; i++)
		if (parse_line(&p, &h->lines[i], e) < 0)
			return -1;
	p.line = 1;
	if (!d->words && !d->matches && !d->takes)
		return refuse(&p, "a word, match or take: nothing would ever be understood", e);
	return 0;
}

/* --- the set ---------------------------------------------------------------- */

/* A later one of the same id takes the place of the one before. */
static int add(struct receipt_defs *set, const char *path, const char *data, size_t len,
        struct arena *a, struct err *e)
{
	struct receipt_def *d = arena_take(a, sizeof *d);
	struct head h;
	size_t i;

	if (head_parse_text(path, data, a, &h, e) < 0 || parse(&h, a, d, e) < 0)
		return -1;
	sha256_hex(data, len, d->sha256);
	for (i = 0; i < set->n && strcmp(set->def[i].id, d->id) != 0; i++)
		;
	if (i == DEFS_MAX)
		return err_set(
		        e, ERR_CONFIG, "%s: more than %d definitions of receipts", path, DEFS_MAX);
	set->def[i] = *d;
	set->n += i == set->n;
	return 0;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

/* The names that end in .def, sorted; a folder that is not there has none. */
static size_t local_names(const char *folder, struct arena *a, const char *names[DEFS_MAX])
{
	DIR *dir CLEANUP(dir_closep) = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	while (dir && n < DEFS_MAX && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && strcmp(entry->d_name + len - 4, ".def") == 0)
			names[n++] = arena_strdup(a, entry->d_name);
	}
	qsort(names, n, sizeof *names, by_name);
	return n;
}

static int load_local(
        struct receipt_defs *set, const char *workspace, struct arena *a, struct err *e)
{
	const char *folder = arena_printf(a, "%s/" LOCAL, workspace), *names[DEFS_MAX];
	size_t n = local_names(folder, a, names), len;
	char *text;

	for (size_t i = 0; i < n; i++)
		if (file_read(a, arena_printf(a, "%s/%s", folder, names[i]), DEF_MAX, &text, &len,
		            e) < 0 ||
		        add(set, arena_printf(a, LOCAL "/%s", names[i]), text, len, a, e) < 0)
			return -1;
	return 0;
}

static int by_id(const void *x, const void *y)
{
	const struct receipt_def *a = x, *b = y;

	return strcmp(a->id, b->id);
}

int receipt_defs_load(
        struct receipt_defs *ret, const char *workspace, struct arena *a, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;

	*ret = (struct receipt_defs){ .def = arena_take(a, DEFS_MAX * sizeof *ret->def) };
	while ((f = def_next(FOLDER, ".def", &cursor)))
		if (add(ret, f->path, f->data, f->len, a, e) < 0)
			return -1;
	if (workspace && load_local(ret, workspace, a, e) < 0)
		return -1;
	qsort(ret->def, ret->n, sizeof *ret->def, by_id);
	return 0;
}
