#include "report/workbook.h"

#include "common/defs.h"
#include "common/text.h"

#define FOLDER "report/defs/"

static const char *const known[] = { "id!", "kind!", "text_da!", "text_en!", "legal!", "receiver!",
	"from!", "period!", "format!", "title_da!", "title_en!", "mark_da!", "mark_en!", "file!",
	"tile!", "chart", "trend", "deadline", "team", "cost", "suppress" };

struct parse {
	const struct head *h;
	const char *lang;
	const struct kpi_set *kpis;
	struct arena *a;
	struct workbook_def *d;
	struct err *e;
};

bool workbook_is(const struct head *h)
{
	const char *kind = head_get(h, "kind");

	return kind && strcmp(kind, "workbook") == 0;
}

static int wrong(const struct parse *p, const char *key, const char *value, const char *why)
{
	return err_set(p->e, ERR_BUG, "%s = %s: %s", key, value, why);
}

static int set_item(
        const struct parse *p, const char *key, const char *value, struct workbook_item *ret)
{
	const char *word[3];
	size_t n = def_words(p->a, value, word, COUNT_OF(word));
	bool drawn = strcmp(key, "chart") == 0 || strcmp(key, "trend") == 0;

	if (n != (drawn ? 2 : 1) && !(n == 2 && strcmp(word[1], "bar") == 0))
		return wrong(p, key, value, "written as [line|column] KPI [bar]");
	ret->column = drawn && strcmp(word[0], "column") == 0;
	if (drawn && !ret->column && strcmp(word[0], "line") != 0)
		return wrong(p, key, value, "a chart is line or column");
	ret->bar = !drawn && n == 2;
	ret->kpi = kpi_find(p->kpis, word[drawn]);
	return ret->kpi ? 0 : wrong(p, key, value, "no such key figure");
}

static int read_list(const struct parse *p, const char *key, size_t max, struct workbook_list *ret)
{
	const char *value;
	size_t at = 0;

	while ((value = head_each(p->h, key, &at))) {
		if (ret->n == max)
			return wrong(p, key, value, "too many");
		if (set_item(p, key, value, &ret->item[ret->n]) < 0)
			return -1;
		ret->n++;
	}
	return 0;
}

/* FUNCTION | Danish | English */
static int add_cost(const struct parse *p, const char *value)
{
	const char *da = strchr(value, '|'), *en = da ? strchr(da + 1, '|') : NULL, *number;
	int64_t function;

	if (!en || p->d->costs == WORKBOOK_ITEMS)
		return wrong(p, "cost", value, "written as FUNCTION | Danish | English");
	number = def_trimmed(p->a, value, (size_t)(da - value));
	if (!text_int(number, strlen(number), &function))
		return wrong(p, "cost", value, "the function is a number");
	p->d->cost[p->d->costs++] = (struct workbook_cost){
		.function = (int)function,
		.name = strcmp(p->lang, "en") == 0
		                ? def_trimmed(p->a, en + 1, strlen(en + 1))
		                : def_trimmed(p->a, da + 1, (size_t)(en - da - 1)),
	};
	return 0;
}

static int read_costs(const struct parse *p)
{
	const char *value;
	size_t at = 0;

	while ((value = head_each(p->h, "cost", &at)))
		if (add_cost(p, value) < 0)
			return -1;
	return 0;
}

static int read_suppress(const struct parse *p)
{
	const char *v = head_get(p->h, "suppress");

	if (v && !text_int(v, strlen(v), &p->d->suppress))
		return wrong(p, "suppress", v, "not a number");
	return 0;
}

static const char *in_language(const struct parse *p, const char *key)
{
	return head_get(p->h, arena_printf(p->a, "%s_%s", key, p->lang));
}

static int read_values(const struct parse *p)
{
	struct workbook_def *d = p->d;
	const char *period = head_get(p->h, "period"), *format = head_get(p->h, "format");

	d->path = p->h->path;
	d->id = head_get(p->h, "id");
	d->from = head_get(p->h, "from");
	d->receiver = head_get(p->h, "receiver");
	d->file = head_get(p->h, "file");
	d->title = in_language(p, "title");
	d->mark = in_language(p, "mark");
	if (!d->title || !d->mark)
		return err_set(p->e, ERR_USAGE, "no language '%s'; there are da and en", p->lang);
	if (strcmp(period, "month") != 0)
		return wrong(p, "period", period, "a workbook is made for a month");
	if (strcmp(format, "xlsx") != 0)
		return wrong(p, "format", format, "a workbook is xlsx");
	return 0;
}

static int read_lists(const struct parse *p)
{
	struct workbook_def *d = p->d;

	if (read_list(p, "tile", WORKBOOK_ITEMS, &d->tiles) < 0 ||
	        read_list(p, "chart", WORKBOOK_ITEMS, &d->charts) < 0 ||
	        read_list(p, "trend", WORKBOOK_ITEMS, &d->trends) < 0 ||
	        read_list(p, "deadline", WORKBOOK_ITEMS, &d->deadlines) < 0)
		return -1;
	return read_list(p, "team", WORKBOOK_TEAM_COLUMNS, &d->teams);
}

int workbook_parse(const struct def_file *f, const char *lang, const struct kpi_set *kpis,
        struct arena *a, struct workbook_def *ret, struct err *e)
{
	struct head h;
	struct parse p = { &h, lang, kpis, a, ret, e };

	*ret = (struct workbook_def){ 0 };
	if (head_parse(f, a, &h, e) < 0)
		return -1;
	if (head_check(&h, known, COUNT_OF(known), e) < 0 || read_values(&p) < 0 ||
	        read_lists(&p) < 0 || read_costs(&p) < 0 || read_suppress(&p) < 0)
		return err_ctx(e, "%s", f->path);
	return 0;
}

int workbook_find(const char *id, const struct period *p, const char *lang,
        const struct kpi_set *kpis, struct arena *a, struct workbook_def *ret, struct err *e)
{
	const char *folder = arena_printf(a, FOLDER "%s/", id);
	struct workbook_def *d = arena_take(a, sizeof *d);
	const struct def_file *f;
	bool any = false, found = false;
	size_t at = 0;

	while ((f = def_next(folder, ".def", &at))) {
		any = true;
		if (workbook_parse(f, lang, kpis, a, d, e) < 0)
			return -1;
		if (strcmp(d->from, p->text) > 0)
			break;
		*ret = *d;
		found = true;
	}
	if (!any)
		return err_set(e, ERR_USAGE, "no report '%s'; `show reports` lists them", id);
	return found ? 0 : err_set(e, ERR_USAGE, "report '%s' has no layout for %s", id, p->text);
}
