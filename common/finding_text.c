#include "common/finding_text.h"

#include "common/text.h"

#define RULES "transform/rules/"

static bool english(const char *lang)
{
	return text_eq(lang, "en");
}

/* ---- what the rules say ---- */

static int take(const struct def_file *f, struct arena *a, struct finding_text *ret, struct err *e)
{
	struct head h;
	const char *by;

	if (head_parse(f, a, &h, e) < 0)
		return -1;
	by = head_get(&h, "by");
	*ret = (struct finding_text){ .rule = head_get(&h, "id"),
		.text_da = head_get(&h, "text_da"),
		.text_en = head_get(&h, "text_en"),
		.mend_da = head_get(&h, "mend_da"),
		.mend_en = head_get(&h, "mend_en"),
		.by = -1 };
	if (by && !text_int(by, strlen(by), &ret->by))
		return err_set(e, ERR_CONFIG, "%s: by '%s' is not a number of days", f->path, by);
	return 0;
}

static int by_rule(const void *a, const void *b)
{
	const struct finding_text *x = a, *y = b;

	return strcmp(x->rule, y->rule);
}

int finding_texts_load(struct arena *a, struct finding_texts *ret, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;

	*ret = (struct finding_texts){ 0 };
	while (def_next(RULES, ".sql", &cursor))
		ret->n++;
	ret->row = arena_take(a, (ret->n + 1) * sizeof *ret->row);
	cursor = 0;
	for (size_t i = 0; (f = def_next(RULES, ".sql", &cursor)); i++)
		if (take(f, a, &ret->row[i], e) < 0)
			return -1;
	qsort(ret->row, ret->n, sizeof *ret->row, by_rule);
	return 0;
}

const struct finding_text *finding_text_of(const struct finding_texts *t, const char *rule)
{
	struct finding_text key = { .rule = rule };

	return rule && t->n ? bsearch(&key, t->row, t->n, sizeof *t->row, by_rule) : NULL;
}

/* NULL: no rule, or it says nothing. */
static const char *text_of(const struct finding_texts *t, const char *rule, const char *lang)
{
	const struct finding_text *r = finding_text_of(t, rule);

	return !r ? NULL : english(lang) ? r->text_en : r->text_da;
}

/* ---- in SQL ---- */

/* What a connection has read of the rules: at the first call. */
struct read {
	struct arena a;
	struct finding_texts t;
	bool done;
};

static void forget(void *of)
{
	struct read *r = of;

	arena_done(&r->a);
	free(r);
}

static void rule_text(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct read *r = sqlite3_user_data(c);
	const char *rule = (const char *)sqlite3_value_text(v[0]);
	const char *lang = (const char *)sqlite3_value_text(v[1]), *text;
	struct err e = { 0 };

	(void)n;
	if (!r->done && finding_texts_load(&r->a, &r->t, &e) < 0) {
		sqlite3_result_error(c, e.msg, -1);
		return;
	}
	r->done = true;
	text = rule ? text_of(&r->t, rule, lang ? lang : "") : NULL;
	sqlite3_result_text(c, text, -1, SQLITE_TRANSIENT);
}

int finding_text_register(sqlite3 *db, struct err *e)
{
	struct read *r = calloc(1, sizeof *r);

	if (!r)
		out_of_memory();
	/* forget() is called also when this fails. */
	if (sqlite3_create_function_v2(db, "rule_text", 2,
	            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, r, rule_text, NULL, NULL,
	            forget))
		return err_set(e, ERR_DB, "function rule_text: %s", sqlite3_errmsg(db));
	return 0;
}

/* ---- where what no rule speaks of is mended ---- */

static const struct {
	const char *stage, *da, *en; /* stage: how it begins */
} places[] = {
	{ "extract:casestore", "posten i fagsystemet", "the record in the case system" },
	{ "extract:fetch", "kilden, som filen hentes fra, og dens indstillinger",
	        "the source the file is fetched from, and its settings" },
	{ "extract:", "filen hos den, der leverer den; en ny fil lægges i inbox",
	        "the file, by the one who delivers it; a new file goes into the inbox" },
	{ "report:", "posten i fagsystemet", "the record in the case system" },
	{ "receipt:", "posten i fagsystemet; rettelsen sendes med næste leverance",
	        "the record in the case system; the next delivery sends the correction" },
	{ "check:", "posten i fagsystemet, eller godkend tallene igen",
	        "the record in the case system, or approve the figures again" },
};

const char *finding_mend(
        const struct finding_texts *t, const char *stage, const char *rule, const char *lang)
{
	const struct finding_text *r = finding_text_of(t, rule);

	if (r && r->mend_da && r->mend_en)
		return english(lang) ? r->mend_en : r->mend_da;
	for (size_t i = 0; stage && i < COUNT_OF(places); i++)
		if (strncmp(stage, places[i].stage, strlen(places[i].stage)) == 0)
			return english(lang) ? places[i].en : places[i].da;
	return "";
}

/* ---- words ---- */

const char *finding_consequence(const char *consequence, const char *lang)
{
	static const struct {
		const char *word, *da, *en;
	} words[] = {
		{ "delivery", "stopper en leverance", "stops a delivery" },
		{ "record", "holder en post tilbage", "holds a record back" },
		{ "answer", "skal rettes eller besvares", "mend it or answer it" },
		{ "info", "til orientering", "for information" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (text_eq(consequence, words[i].word))
			return english(lang) ? words[i].en : words[i].da;
	return consequence;
}

const char *finding_day(int32_t day, const char *lang, char out[11])
{
	char iso[11];

	if (english(lang))
		return day_iso(day, out);
	day_iso(day, iso);
	snprintf(out, 11, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
	return out;
}

const char *finding_who(const char *who, const char *lang)
{
	static const struct {
		const char *da, *en;
	} words[] = {
		{ "sagsbehandler", "caseworker" },
		{ "sagsbehandler eller leverandør", "caseworker or supplier" },
		{ "tilbudskonsulent", "facility consultant" },
		{ "fagsystem", "the one responsible for the case system" },
		{ "drift", "operations" },
		{ "leverandør", "supplier" },
		{ "økonomi", "finance" },
		{ "ledelse", "management" },
		{ "indberetningsansvarlig", "the one responsible for the returns" },
	};

	for (size_t i = 0; english(lang) && i < COUNT_OF(words); i++)
		if (text_eq(who, words[i].da))
			return words[i].en;
	return who;
}

/* ---- the message ---- */

static bool there(const char *s)
{
	return s && *s;
}

/* A sentence ends in one full stop, whatever the text it was made from ended in. */
static int sentence(struct buf *b, const char *label, const char *text)
{
	size_t n = strlen(text);

	while (n && (text[n - 1] == '.' || text[n - 1] == ' '))
		n--;
	return buf_printf(
	        b, "%s%s%s%.*s.", b->len ? " " : "", label, *label ? ": " : "", (int)n, text);
}

static int values(const struct finding_said *f, bool en, struct buf *b)
{
	const char *none = en ? "nothing" : "intet";

	if (f->hidden)
		return sentence(b, en ? "Found" : "Fundet",
		        en ? "is not shown, name and address are protected; see the case"
		           : "vises ikke, navn og adresse er beskyttet; se sagen");
	if ((there(f->found) || there(f->field)) &&
	        sentence(b, en ? "Found" : "Fundet", there(f->found) ? f->found : none) < 0)
		return -1;
	if (there(f->expected) && sentence(b, en ? "Expected" : "Forventet", f->expected) < 0)
		return -1;
	return there(f->clash) ? sentence(b, en ? "Against" : "Over for", f->clash) : 0;
}

static int reach(const struct finding_said *f, const char *lang, struct buf *b)
{
	bool en = english(lang);
	char day[11];

	if (f->has_due && sentence(b, en ? "By" : "Senest", finding_day(f->due, lang, day)) < 0)
		return -1;
	return there(f->who) ? sentence(b, en ? "By whom" : "Hvem", finding_who(f->who, lang)) : 0;
}

static int sentences(const struct finding_texts *t, const struct finding_said *f, const char *lang,
        struct buf *b)
{
	const char *mend = finding_mend(t, f->stage, f->rule, lang);
	const char *note = there(f->note) ? f->note : text_of(t, f->rule, lang);

	if ((there(note) && sentence(b, "", note) < 0) || values(f, english(lang), b) < 0)
		return -1;
	if (there(mend) && sentence(b, english(lang) ? "Mend" : "Ret", mend) < 0)
		return -1;
	if (reach(f, lang, b) < 0)
		return -1;
	return there(f->before) && !f->hidden ? sentence(b, "", f->before) : 0;
}

int finding_message(const struct finding_texts *t, const struct finding_said *f, const char *lang,
        struct buf *b)
{
	size_t before = b->len;

	if (sentences(t, f, lang, b) < 0)
		return -1;
	if (b->len > before)
		text_mask(b->data + before);
	return 0;
}
