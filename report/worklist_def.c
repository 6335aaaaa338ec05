/* The definition of work lists; see report/defs/worklists/. */
#include "report/worklist_run.h"

#include "common/defs.h"
#include "common/text.h"

static const char *const known[] = { "id!", "kind!", "text_da!", "text_en!", "legal!", "receiver!",
	"from!", "period!", "format!", "title_da!", "title_en!", "mark_da!", "mark_en!", "first!",
	"column!", "answer!", "guide" };

static const char *const cell_names[CELL_COUNT] = { [CELL_WHAT] = "what",
	[CELL_CASEWORKER] = "caseworker",
	[CELL_CASE] = "case",
	[CELL_RULE] = "rule",
	[CELL_MESSAGE] = "message",
	[CELL_DUE] = "due",
	[CELL_SEEN] = "seen",
	[CELL_PNR] = "pnr",
	[CELL_CHILD] = "child",
	[CELL_ANSWER] = "answer",
	[CELL_REASON] = "reason",
	[CELL_NAME] = "name",
	[CELL_UNTIL] = "until",
	[CELL_RECORD] = "record",
	[CELL_SOURCE] = "source",
	[CELL_FIRST] = "first",
	[CELL_TIMES] = "times",
	[CELL_KEY] = "key" };

static const struct {
	const char *name;
	uint32_t color;
} colors[] = { { "bad", XLSX_BAD }, { "near", XLSX_NEAR }, { "plain", XLSX_INK } };

struct parse {
	const struct head *h;
	bool english;
	struct arena *a;
	struct worklist_def *d;
	struct err *e;
};

static int wrong(const struct parse *p, const char *key, const char *value, const char *why)
{
	return err_set(p->e, ERR_CONFIG, "%s: %s = %s: %s", p->h->path, key, value, why);
}

/* Part `which` of "… | … | …"; NULL: there is none. */
static const char *part(const struct parse *p, const char *value, int which)
{
	while (which--) {
		value = strchr(value, '|');
		if (!value)
			return NULL;
		value++;
	}
	return def_trimmed(p->a, value, strcspn(value, "|"));
}

static int take_first(const struct parse *p, const char *value)
{
	struct worklist_rank *r = &p->d->rank[p->d->ranks];
	const char *word[2], *label = part(p, value, 1 + p->english);

	if (p->d->ranks == WORKLIST_RANKS || !label ||
	        def_words(p->a, part(p, value, 0), word, 2) != 2)
		return wrong(p, "first", value, "written as ID colour | Danish | English");
	*r = (struct worklist_rank){ .id = word[0], .label = label };
	if (!worklist_rank_known(r->id))
		return wrong(p, "first", value, "nothing of that name");
	for (size_t i = 0; i < COUNT_OF(colors); i++)
		if (strcmp(colors[i].name, word[1]) == 0)
			r->color = colors[i].color;
	p->d->ranks++;
	return r->color ? 0 : wrong(p, "first", value, "a colour is bad, near or plain");
}

static bool find_cell(const char *name, enum worklist_cell *ret)
{
	for (int i = 0; i < CELL_COUNT; i++)
		if (strcmp(cell_names[i], name) == 0) {
			*ret = (enum worklist_cell)i;
			return true;
		}
	return false;
}

static int take_column(const struct parse *p, const char *value)
{
	struct worklist_column *c = &p->d->column[p->d->columns];
	const char *word[4], *head = part(p, value, 1 + p->english);
	size_t n = head ? def_words(p->a, part(p, value, 0), word, COUNT_OF(word)) : 0;
	int64_t width;

	if (p->d->columns == WORKLIST_COLUMNS || n < 2 || n == COUNT_OF(word) ||
	        !text_int(word[1], strlen(word[1]), &width) || width < 1 || width > 200)
		return wrong(p, "column", value, "written as CELL width [flag] | Danish | English");
	*c = (struct worklist_column){ .head = head, .width = (double)width };
	if (!find_cell(word[0], &c->cell))
		return wrong(p, "column", value, "no cell of that name");
	c->team = n == 3 && strcmp(word[2], "team") == 0;
	c->off = n == 3 && strcmp(word[2], "off") == 0;
	c->hidden = n == 3 && strcmp(word[2], "hidden") == 0;
	p->d->columns++;
	return n == 3 && !c->team && !c->off && !c->hidden
	               ? wrong(p, "column", value, "a flag is team, off or hidden")
	               : 0;
}

static int take_words(const struct parse *p, const char *key, const char **to, size_t *n)
{
	const char *value;
	size_t at = 0;

	while ((value = head_each(p->h, key, &at))) {
		if (*n == WORKLIST_WORDS || !(to[*n] = part(p, value, p->english)))
			return wrong(p, key, value, "written as Danish | English");
		(*n)++;
	}
	return 0;
}

static int take_each(
        const struct parse *p, const char *key, int (*take)(const struct parse *, const char *))
{
	const char *value;
	size_t at = 0;

	while ((value = head_each(p->h, key, &at)))
		if (take(p, value) < 0)
			return -1;
	return 0;
}

static int take_all(const struct parse *p)
{
	struct worklist_def *d = p->d;

	d->path = p->h->path;
	d->id = head_get(p->h, "id");
	d->from = head_get(p->h, "from");
	d->title = head_get(p->h, p->english ? "title_en" : "title_da");
	d->mark = head_get(p->h, p->english ? "mark_en" : "mark_da");
	if (take_each(p, "first", take_first) < 0 || take_each(p, "column", take_column) < 0 ||
	        take_words(p, "answer", d->answer, &d->answers) < 0 ||
	        take_words(p, "guide", d->guide, &d->guides) < 0)
		return -1;
	return strcmp(d->rank[d->ranks - 1].id, "info") == 0
	               ? 0
	               : err_set(p->e, ERR_CONFIG, "%s: the last 'first' is info, which fits all",
	                         d->path);
}

int worklist_def_read(const char *name, const char *lang, struct arena *a, struct worklist_def *ret,
        struct err *e)
{
	const struct def_file *f;
	struct head h;
	struct parse p = { &h, strcmp(lang, "en") == 0, a, ret, e };
	size_t at = 0;

	*ret = (struct worklist_def){ 0 };
	f = def_next(arena_printf(a, "report/defs/%s/", name), ".def", &at);
	if (!f)
		return err_set(e, ERR_USAGE, "no report '%s'; `show reports` lists them", name);
	if (head_parse(f, a, &h, e) < 0 || head_check(&h, known, COUNT_OF(known), e) < 0)
		return -1;
	return take_all(&p);
}
