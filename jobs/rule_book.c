#include "jobs/rule_book.h"

#include "common/finding_text.h"
#include "common/text.h"
#include "extract/entity.h"
#include "extract/finding.h"
#include "transform/rule_reads.h"

struct rule_book {
	struct arena a;
	sqlite3 *db; /* an empty mart, for what the rules read */
	struct rules rules;
	bool en;
};

/* How a page is written. A value is text, never markup. */
struct form {
	bool both; /* texts in Danish and English */
	void (*begin)(FILE *to, const struct rule_book *b);
	void (*chapter)(FILE *to, const char *letter, const char *title, bool first);
	void (*rule)(FILE *to, const char *id, const char *text);
	void (*field)(FILE *to, const char *label, const char *value, bool first);
	void (*rule_end)(FILE *to);
	void (*end)(FILE *to, const struct rule_book *b);
};

static const struct chapter {
	const char *letter, *da, *en;
} chapters[] = {
	{ "A", "Fil, leverance og kuvert", "File, feed and envelope" },
	{ "B", "Person og CPR", "Person and CPR" },
	{ "C", "Tid i almindelighed", "Time in general" },
	{ "D", "Underretning", "Notification" },
	{ "E", "Undersøgelse og plan", "Examination and plan" },
	{ "F", "Indsatser (L201 og L231)", "Measures (L201 and L231)" },
	{ "G", "Anbringelse og ophold", "Placement and stays" },
	{ "H", "Penge", "Money" },
	{ "I", "På tværs af tid, kilder og leverancer", "Across time, feeds and deliveries" },
	{ "J", "Hele kommunen", "The whole municipality" },
};
#define CHECKS_DA "Kontrol af det, der kommer ind"
#define CHECKS_EN "Checks of what comes in"

/* ---- words ---- */

static const struct {
	const char *key, *word, *da, *en;
} words[] = {
	{ "kind", "entry", "tastet forkert", "typed so" },
	{ "kind", "conversion", "systematisk: fra konvertering eller leverance",
	        "systematic: from a conversion or a feed" },
	{ "kind", "external", "kan ikke rettes her endnu", "cannot be mended here yet" },
	{ "scope", "file", "en fil", "a file" },
	{ "scope", "field", "et felt", "a field" },
	{ "scope", "record", "en post", "a record" },
	{ "scope", "case", "en sag", "a case" },
	{ "scope", "cases", "på tværs af sager", "across cases" },
	{ "scope", "periods", "på tværs af perioder", "across periods" },
	{ "scope", "macro", "hele kommunen; stopper aldrig noget",
	        "the whole municipality; never stops anything" },
	{ "after", "facts", "efter fakta", "after the facts" },
	{ "after", "records", "efter posterne til indberetningerne",
	        "after the records of the returns" },
	{ "spares", "unborn", "ufødte", "the unborn" },
	{ "spares", "no-number", "børn uden personnummer", "children without a personal number" },
	{ "spares", "migrated",
	        "det, der skete, før fagsystemet blev taget i brug: kun til orientering",
	        "what happened before the case system was taken into use: information only" },
	{ "valid_on", "period", "på den sidste dag i indberetningens måned",
	        "on the last day of the month reported" },
};

static const char *worded(const char *key, const char *value, bool en)
{
	if (strcmp(key, "consequence") == 0)
		return finding_consequence(value, en ? "en" : "da");
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].key, key) == 0 && strcmp(words[i].word, value) == 0)
			return en ? words[i].en : words[i].da;
	return value;
}

/* ---- what is said of a rule ---- */

static const char *as_is(struct rule_book *b, const struct rule *r, const char *key, const char *v)
{
	(void)r;
	return arena_strdup(&b->a, worded(key, v, b->en));
}

static const char *a_person(
        struct rule_book *b, const struct rule *r, const char *key, const char *v)
{
	(void)r, (void)key;
	return finding_who(v, b->en ? "en" : "da");
}

static const char *a_term(struct rule_book *b, const struct rule *r, const char *key, const char *v)
{
	bool one = strcmp(v, "1") == 0;

	(void)r, (void)key;
	return b->en ? arena_printf(&b->a,
	                       "%s %s from when it is seen first, where no law says a day", v,
	                       one ? "day" : "days")
	             : arena_printf(&b->a,
	                       "%s %s, fra det ses første gang, hvor ingen lov siger en dag", v,
	                       one ? "dag" : "dage");
}

/* NAME DEFAULT MEANING */
static const char *a_limit(
        struct rule_book *b, const struct rule *r, const char *key, const char *v)
{
	size_t name = strcspn(v, " "), value = name + strspn(v + name, " ");
	size_t meaning = value + strcspn(v + value, " ");

	(void)key;
	return arena_printf(&b->a, "rule.%s.%.*s = %.*s: %s", r->id, (int)name, v,
	        (int)(meaning - value), v + value, v + meaning + strspn(v + meaning, " "));
}

/* Words parted by blanks. */
static const char *origins(
        struct rule_book *b, const struct rule *r, const char *key, const char *v)
{
	const char *all = "";

	(void)v;
	for (size_t i = 0; i < r->spares; i++)
		all = arena_printf(
		        &b->a, "%s%s%s", all, i ? "; " : "", worded(key, r->spare[i], b->en));
	return all;
}

static const struct field {
	const char *key, *da, *en;
	const char *(*say)(
	        struct rule_book *b, const struct rule *r, const char *key, const char *value);
} fields[] = {
	{ "consequence", "Konsekvens", "Consequence", as_is },
	{ "kind", "Art", "Kind", as_is },
	{ "scope", "Omfang", "Scope", as_is },
	{ "legal", "Grundlag", "Source", as_is },
	{ "who", "Rettes af", "Mended by", a_person },
	{ "mend_da", "Rettes hvor", NULL, as_is },
	{ "mend_en", NULL, "Mended where", as_is },
	{ "by", "Frist", "By", a_term },
	{ "param", "Grænse", "Limit", a_limit },
	{ "valid", "Gælder", "In force", as_is },
	{ "valid_on", "Gælder", "In force", as_is },
	{ "spares", "Skåner", "Spares", origins },
	{ "after", "Kører", "Runs", as_is },
	{ "checks", "Ser på", "Looks at", as_is },
	{ "blames", "Udpeger", "Blames", as_is },
	{ "version", "Udgave", "Version", as_is },
};

/* "staging_measure: code, ended_on; codelist: code" */
static int columns_read(struct rule_book *b, const struct rule *r, const char **ret, struct err *e)
{
	struct rule_reads reads;
	struct buf out CLEANUP(buf_done) = { 0 };

	buf_init(&out, 65536);
	if (rule_reads_of(b->db, r, &b->a, &reads, e) < 0)
		return -1;
	for (size_t i = 0; i < reads.n; i++) {
		bool same = i && strcmp(reads.row[i].table, reads.row[i - 1].table) == 0;

		if (buf_printf(&out, "%s%s%s%s",
		            same ? ", "
		            : i  ? "; "
		                 : "",
		            same ? "" : reads.row[i].table, same ? "" : ": ",
		            reads.row[i].column) < 0)
			return err_set(e, ERR_BUG, "%s: reads too much to say", r->head.path);
	}
	*ret = arena_strdup(&b->a, out.len ? out.data : "");
	return 0;
}

static bool in_language(const struct field *f, const struct rule_book *b, const struct form *form)
{
	return form->both ? f->en || f->da : (b->en ? f->en : f->da) != NULL;
}

static int tell_rule(
        struct rule_book *b, const struct rule *r, const struct form *f, FILE *to, struct err *e)
{
	const char *v, *reads;
	bool first = true;

	if (columns_read(b, r, &reads, e) < 0)
		return -1;
	f->rule(to, r->id, head_get(&r->head, b->en ? "text_en" : "text_da"));
	if (f->both) {
		f->field(to, "Dansk", head_get(&r->head, "text_da"), true);
		first = false;
	}
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const char *label = b->en && fields[i].en ? fields[i].en : fields[i].da;
		size_t at = 0;

		while (in_language(&fields[i], b, f) &&
		        (v = head_each(&r->head, fields[i].key, &at))) {
			f->field(to, label, fields[i].say(b, r, fields[i].key, v), first);
			first = false;
		}
	}
	f->field(to, b->en ? "Reads" : "Læser", reads, false);
	f->field(to, b->en ? "Files" : "Filer",
	        arena_printf(&b->a, "%s, fixtures/rules/%s.txt", r->head.path, r->id), false);
	f->rule_end(to);
	return 0;
}

static void tell_checks(struct rule_book *b, const struct form *f, FILE *to)
{
	f->chapter(to, "", b->en ? CHECKS_EN : CHECKS_DA, false);
	for (size_t i = 0; i < FIND_COUNT; i++) {
		const struct finding_kind_row *k = &finding_kinds[i];

		f->rule(to, arena_printf(&b->a, "*.%s", k->name), b->en ? k->en : k->da);
		if (f->both)
			f->field(to, "Dansk", k->da, true);
		f->field(to, b->en ? "Consequence" : "Konsekvens",
		        worded("consequence", k->consequence, b->en), !f->both);
		f->field(to, b->en ? "Mended by" : "Rettes af",
		        finding_who(k->who, b->en ? "en" : "da"), false);
		f->rule_end(to);
	}
}

static bool has_rules(const struct rule_book *b, const struct chapter *c)
{
	for (size_t i = 0; i < b->rules.n; i++)
		if (b->rules.rows[i].id[0] == c->letter[0])
			return true;
	return false;
}

static int tell(struct rule_book *b, const struct form *f, FILE *to, struct err *e)
{
	bool first = true;

	f->begin(to, b);
	for (size_t c = 0; c < COUNT_OF(chapters); c++) {
		if (!has_rules(b, &chapters[c]))
			continue;
		f->chapter(to, chapters[c].letter, b->en ? chapters[c].en : chapters[c].da, first);
		first = false;
		for (size_t i = 0; i < b->rules.n; i++)
			if (b->rules.rows[i].id[0] == chapters[c].letter[0] &&
			        tell_rule(b, &b->rules.rows[i], f, to, e) < 0)
				return -1;
	}
	tell_checks(b, f, to);
	f->end(to, b);
	return 0;
}

/* ---- the empty mart ---- */

static int open_book(struct rule_book *b, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;

	if (db_open(":memory:", DB_RW, &b->db, e) < 0)
		return -1;
	while ((f = def_next("schemas/db/", ".sql", &cursor)))
		if (db_exec_file(b->db, f->path, e) < 0)
			return -1;
	return entities_schema(b->db, e) < 0 ? -1 : rules_load(&b->a, &b->rules, e);
}

static void close_book(struct rule_book *b)
{
	db_closep(&b->db);
	arena_done(&b->a);
}

static int write_book(const struct form *f, const char *lang, FILE *to, struct err *e)
{
	struct rule_book b CLEANUP(close_book) = { .en = text_eq(lang, "en") };

	return open_book(&b, e) < 0 ? -1 : tell(&b, f, to, e);
}

/* ---- mdoc ---- */

static void man_begin(FILE *to, const struct rule_book *b)
{
	(void)b;
	manual_title(to, "indberet-rules", "7", "validation rules");
	fprintf(to,
	        ".Sh DESCRIPTION\nEach rule is a SELECT of the rows that should not exist; it "
	        "never changes data.\nWhat stops a delivery or holds a record back keeps it from "
	        "being sent; the rest must be mended or answered, or informs.\n"
	        "A limit is a setting under\n.Ql [rule] ,\nas is\n.Ql ID.consequence .\n"
	        "Behind the rules stand the checks that the definitions of feeds and of the case "
	        "store bring with them, whose ids begin with the feed or entity and the column.\n"
	        "The same book as HTML:\n.Pa docs/rule-book.html ,\n.Pa docs/rule-book-en.html "
	        ".\n");
}

static void man_chapter(FILE *to, const char *letter, const char *title, bool first)
{
	fprintf(to, "%s.Sh %s%s%s\n.Bl -tag -width Ds\n", first ? "" : ".El\n", letter,
	        *letter ? ". " : "", title);
}

static void man_rule(FILE *to, const char *id, const char *text)
{
	fprintf(to, ".It Cm %s\n", id);
	man_text(to, text);
	fprintf(to, ".br\n");
}

static void man_field(FILE *to, const char *label, const char *value, bool first)
{
	fprintf(to, "%s%s: ", first ? "" : ".br\n", label);
	man_text(to, value);
}

static void man_rule_end(FILE *to)
{
	(void)to;
}

static void man_end(FILE *to, const struct rule_book *b)
{
	(void)b;
	fprintf(to, ".El\n.Sh SEE ALSO\n.Xr indberet 1 ,\n.Xr indberet.conf 5\n");
}

int rule_book_man(FILE *to, struct err *e)
{
	static const struct form man = { true, man_begin, man_chapter, man_rule, man_field,
		man_rule_end, man_end };

	return write_book(&man, "en", to, e);
}

/* ---- HTML ---- */

static void html_text(FILE *to, const char *s)
{
	for (; *s; s++) {
		const char *as = *s == '&'   ? "&amp;"
		                 : *s == '<' ? "&lt;"
		                 : *s == '>' ? "&gt;"
		                 : *s == '"' ? "&quot;"
		                             : NULL;

		if (as)
			fputs(as, to);
		else
			fputc(*s, to);
	}
}

static const char style[] =
        "body{font:16px/1.5 Calibri,Carlito,'Segoe UI',sans-serif;color:#222;max-width:60rem;"
        "margin:2rem auto;padding:0 1rem}"
        "h1,h2,h3{color:#16324f;line-height:1.25}h2{border-bottom:2px solid #2a7f86;"
        "margin-top:2.5rem;padding-bottom:.2rem}"
        "h3{margin:1.8rem 0 .4rem;font-size:1.1rem}h3 b{background:#16324f;color:#fff;"
        "padding:.05rem .5rem;border-radius:.2rem;margin-right:.5rem}"
        "table{border-collapse:collapse;width:100%;font-size:.92rem}"
        "th{width:9rem;text-align:left;font-weight:600;color:#6b7280}"
        "th,td{vertical-align:top;padding:.15rem .6rem .15rem 0;border-bottom:1px solid "
        "#e5e7eb;overflow-wrap:anywhere}"
        "nav a{margin-right:1rem;color:#2a7f86}p.note{color:#6b7280}"
        "@media print{h3{break-after:avoid}table{break-inside:avoid}}";

static void html_contents(FILE *to, const struct rule_book *b)
{
	fputs("<nav>\n", to);
	for (size_t i = 0; i < COUNT_OF(chapters); i++) {
		if (!has_rules(b, &chapters[i]))
			continue;
		fprintf(to, "<a href=\"#%s\">%s. ", chapters[i].letter, chapters[i].letter);
		html_text(to, b->en ? chapters[i].en : chapters[i].da);
		fputs("</a>\n", to);
	}
	fprintf(to, "<a href=\"#-\">%s</a>\n</nav>\n", b->en ? CHECKS_EN : CHECKS_DA);
}

static void html_begin(FILE *to, const struct rule_book *b)
{
	const char *title = b->en ? "Rule book" : "Regelbog";

	fprintf(to,
	        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<title>%s – indberet</title>\n<style>%s</style>\n</head>\n<body>\n<h1>%s</h1>\n",
	        b->en ? "en" : "da", title, style, title);
	fprintf(to,
	        b->en ? "<p>%zu rules. Each is a question to the data for what should not be; "
	                "it never changes anything. A finding says what is there, what was "
	                "expected, where it is mended, by when and by whom. A limit and the "
	                "consequence of a rule are settings.</p>\n"
	              : "<p>%zu regler. Hver regel spørger data om det, der ikke burde være "
	                "der; den ændrer aldrig noget. Et fund siger, hvad der er, hvad der var "
	                "ventet, hvor det rettes, hvornår og af hvem. En regels grænser og "
	                "konsekvens er indstillinger.</p>\n",
	        b->rules.n);
	html_contents(to, b);
}

static void html_chapter(FILE *to, const char *letter, const char *title, bool first)
{
	(void)first;
	fprintf(to, "<h2 id=\"%s\">%s%s", *letter ? letter : "-", letter, *letter ? ". " : "");
	html_text(to, title);
	fputs("</h2>\n", to);
}

static void html_rule(FILE *to, const char *id, const char *text)
{
	if (*id == '*') /* kinds of checks share names */
		fputs("<section>\n", to);
	else
		fprintf(to, "<section id=\"%s\">\n", id);
	fprintf(to, "<h3><b>%s</b>", id);
	html_text(to, text);
	fputs("</h3>\n<table>\n", to);
}

static void html_field(FILE *to, const char *label, const char *value, bool first)
{
	(void)first;
	fputs("<tr><th scope=\"row\">", to);
	html_text(to, label);
	fputs("</th><td>", to);
	html_text(to, value);
	fputs("</td></tr>\n", to);
}

static void html_rule_end(FILE *to)
{
	fputs("</table>\n</section>\n", to);
}

static void html_end(FILE *to, const struct rule_book *b)
{
	(void)b;
	fputs("</body>\n</html>\n", to);
}

int rule_book_html(FILE *to, const char *lang, struct err *e)
{
	static const struct form html = { false, html_begin, html_chapter, html_rule, html_field,
		html_rule_end, html_end };

	return write_book(&html, lang, to, e);
}

/* ---- one rule, and what the workspace knows of it ---- */

static void show_limits(struct app *a, const struct rule *r)
{
	fprintf(a->out, "%-14s %s%s\n", "in force", r->off ? "off" : r->consequence,
	        r->overridden ? " (by the settings)" : "");
	for (const struct param *p = r->params.first; p; p = p->next) {
		fprintf(a->out, "%-14s rule.%s.%s = ", "limit", r->id, p->name);
		if (p->is_text)
			fprintf(a->out, "%s\n", p->text);
		else
			fprintf(a->out, "%lld\n", (long long)p->number);
	}
}

static int show_result(struct app *a, const char *id, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(a->w.db,
	            "SELECT checked, found, skipped, not_applicable, coalesce(note, ''),"
	            " (SELECT count(*) FROM finding WHERE stage = 'transform' AND rule = :id),"
	            " (SELECT count(*) FROM finding_answered WHERE rule = :id)"
	            " FROM rule_result WHERE rule = :id",
	            "result of a rule", &s, e) < 0 ||
	        db_bind_text(s, ":id", id, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		fprintf(a->out, "%-14s it has not run yet\n", "last night");
	else
		fprintf(a->out,
		        "%-14s checked %lld, found %lld (%lld open, %lld answered), skipped %lld, "
		        "not applicable %lld%s%s\n",
		        "last night", (long long)sqlite3_column_int64(s, 0),
		        (long long)sqlite3_column_int64(s, 1),
		        (long long)sqlite3_column_int64(s, 5),
		        (long long)sqlite3_column_int64(s, 6),
		        (long long)sqlite3_column_int64(s, 2),
		        (long long)sqlite3_column_int64(s, 3), *col_text(s, 4) ? "; " : "",
		        col_text(s, 4));
	return 0;
}

static struct rule *find_rule(struct rule_book *b, const char *id)
{
	for (size_t i = 0; i < b->rules.n; i++)
		if (strcmp(b->rules.rows[i].id, id) == 0)
			return &b->rules.rows[i];
	return NULL;
}

int rule_book_show(struct app *a, const char *id, struct err *e)
{
	struct rule_book b CLEANUP(close_book) = { .en = true };
	const char *dir = cli_text(&a->cli, "--workspace"), *reads;
	bool here = dir || file_exists("indberet.conf");
	struct rule *r;

	if (open_book(&b, e) < 0)
		return -1;
	r = find_rule(&b, id);
	if (!r || columns_read(&b, r, &reads, e) < 0)
		return r ? -1 : err_set(e, ERR_USAGE, "no '%s' among rules", id);
	fprintf(a->out, "%-14s %s\n%-14s fixtures/rules/%s.txt\n", "columns", reads, "fixture", id);
	if (here && (app_workspace(a, WS_CONF | WS_DB_RO, e) < 0 ||
	                    rules_configure(&b.rules, a->w.conf, e) < 0))
		return -1;
	show_limits(a, r);
	return here ? show_result(a, id, e) : 0;
}
