/* Manual pages in mdoc, written from the program's own tables. */
#include "common/defs.h"
#include "extract/store_map.h"
#include "jobs/app.h"
#include "jobs/rule_book.h"

/* The date of a page is that of the definitions, not of the clock: pages are committed. */
#define PAGE_DATE "November 22, 2026"

void manual_title(FILE *to, const char *name, const char *section, const char *summary)
{
	fprintf(to, ".Dd " PAGE_DATE "\n.Dt %s %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", name, section,
	        name, summary);
}

static const char description[] =
        "Every night\n.Nm\nreads the case store of a municipality's child-welfare casework and the "
        "finance, CPR and facility\n"
        "feeds, checks them, works out the facts, and writes signed statutory returns for Danmarks "
        "Statistik,\n"
        "the tables a municipality approves, and key-figure workbooks.\n"
        "One workspace folder belongs to one municipality.\n.Pp\n"
        "Every input row ends as staged or as a finding that names file and line, or entity and "
        "key, and reason.\n"
        "The same input gives the same bytes: the as-of day and the period are inputs.\n"
        "A file appears whole or not at all, and a job that was stopped goes on when it is run "
        "again.\n";

static const char files[] =
        ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
        ".It Ev CREDENTIALS_DIRECTORY\nFolder with the passphrase of the signing key and the "
        "password "
        "of the case store, as systemd gives it.\n"
        ".It Ev PG*\nlibpq's variables hold for a case store in PostgreSQL, where its address and "
        "the settings do not say.\n"
        ".It Ev TZ\nTime zone that decides what day today is; Europe/Copenhagen if not set.\n.El\n"
        ".Sh FILES\n.Bl -tag -width Ds\n"
        ".It Pa indberet.conf\nSettings; see\n.Xr indberet.conf 5 .\n"
        ".It Pa mart.db\nStaging, findings, facts, aggregates and the ledger of runs (SQLite).\n"
        ".It Pa inbox\nWhere feed files arrive.\nA file leaves it only after its content is "
        "stored.\n"
        ".It Pa archive\nEvery delivery as it came, named by its SHA-256.\n"
        ".It Pa out\nReports by name and period.\n"
        ".It Pa outbox\nSigned packages, ready to be sent.\n"
        ".It Pa profile\nOwn mapping of the case store and column maps of feeds.\n"
        ".It Pa log\nOne file of JSON lines a job and day.\n"
        ".It Pa keys\nSigning key, passphrase and trusted certificates, mode 0600.\n.El\n";

static const char standards[] =
        ".Sh STANDARDS\n"
        "Lov om retssikkerhed og administration p\\(oa det sociale omr\\(oade \\(sc 84;\n"
        "the order on data reporting in the social field (databekendtg\\(/orelsen);\n"
        "barnets lov and, for what was decided before 2024, lov om social service.\n"
        "Packages: ETSI EN 319 162-1 (ASiC-E), EN 319 122-1 (CAdES); XML signatures: EN 319 132-1 "
        "(XAdES).\n";

static const char examples[] =
        ".Sh EXAMPLES\nA workspace with a synthetic municipality, and a night:\n.Bd -literal "
        "-offset indent\n"
        "indberet init demo --municipality 492\n"
        "indberet generate demo --children 2000\n"
        "indberet run nightly --workspace demo --as-of 2026-11-01\n.Ed\n.Pp\n"
        "Why a row was refused, and the row itself:\n.Bd -literal -offset indent\n"
        "indberet findings --workspace demo --list\n"
        "indberet show row 3:117 --workspace demo\n.Ed\n";

static int page_program(FILE *to, struct err *e)
{
	struct cli c;

	(void)e;
	app_cli(&c);
	manual_title(to, "indberet", "1",
	        "statutory returns and key figures of municipal child-welfare casework");
	fprintf(to, ".Sh SYNOPSIS\n");
	for (size_t i = 0; i < app_command_count; i++)
		fprintf(to, ".Nm\n.Cm %s\n.Op Ar option ...\n%s%s\n", app_commands[i].name,
		        *app_commands[i].args ? ".Ar " : ".Pp", app_commands[i].args);
	fprintf(to, ".Sh DESCRIPTION\n%s", description);
	cli_man_commands(&c, to);
	fputs(files, to);
	fprintf(to, ".Sh EXIT STATUS\nThe numbers of\n.Xr sysexits 3 ;\nonly 75 asks for another "
	            "run.\n.Bl -tag -width Ds\n");
	for (int i = 0; i < ERR_COUNT; i++)
		fprintf(to, ".It %d\n%s.\n", err_exit_status((enum err_code)i),
		        err_manual((enum err_code)i));
	fprintf(to,
	        ".El\n%s.Sh SEE ALSO\n.Xr indberet.conf 5 ,\n.Xr indberet-feeds 7 ,\n.Xr "
	        "indberet-profiles 7 ,\n"
	        ".Xr indberet-reports 7 ,\n.Xr indberet-rules 7\n%s",
	        examples, standards);
	return 0;
}

static void free_settings(FILE *to)
{
	const char *section = "";

	for (size_t i = 0; i < conf_free_key_count; i++) {
		const struct conf_free_key *k = &conf_free_keys[i];

		if (strcmp(section, k->section) != 0)
			fprintf(to, ".El\n.Sh [%s]\n.Bl -tag -width Ds\n", k->section);
		section = k->section;
		fprintf(to, ".It Cm %s\n%s.\nA %s; preset:\n.Ql %s .\n", k->name, k->help,
		        conf_type_name(k->type), k->preset ? k->preset : "none");
	}
}

static int page_conf(FILE *to, struct err *e)
{
	const char *section = "";

	(void)e;
	manual_title(to, "indberet.conf", "5", "settings of a workspace");
	fprintf(to, ".Sh DESCRIPTION\nSections in brackets, one\n.Ql name = value\na line, "
	            "comments on lines of their own "
	            "after\n.Ql # .\nA name that is not known, or given twice, is an error with "
	            "file and line.\n"
	            "Sections\n.Ql [rule] ,\n.Ql [kpi] ,\n.Ql [deadline] ,\n.Ql "
	            "[feed.NAME]\nand\n.Ql [report.NAME]\n"
	            "hold local choices for one rule, key figure, deadline, feed or report.\n");
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct conf_key *k = &conf_keys[i];

		if (strcmp(section, k->section) != 0)
			fprintf(to, "%s.Sh [%s]\n.Bl -tag -width Ds\n", *section ? ".El\n" : "",
			        k->section);
		section = k->section;
		fprintf(to, ".It Cm %s\n%s.\nA %s; ", k->name, k->help, conf_type_name(k->type));
		if (k->flags & CONF_NEEDED)
			fprintf(to, "must be given.\n");
		else
			fprintf(to, "preset:\n.Ql %s .\n",
			        k->preset && *k->preset ? k->preset : "none");
	}
	free_settings(to);
	fprintf(to, ".El\n.Sh SEE ALSO\n.Xr indberet 1\n");
	return 0;
}

/* One line of output each; returns how many there are so far. */
static int field(FILE *to, const struct head *h, const char *key, const char *label, int before)
{
	const char *v;
	size_t cursor = 0;

	while ((v = head_each(h, key, &cursor))) {
		fprintf(to, "%s%s: ", before++ ? ".br\n" : "", label);
		man_text(to, v);
	}
	return before;
}

struct book {
	const char *page, *section, *summary, *intro, *prefix, *suffix, *id;
	struct {
		const char *key, *label;
	} fields[12];
	bool in_order; /* as they stand in the file, since some begin a part of it */
};

static void fields_in_order(FILE *to, const struct head *h, const struct book *b)
{
	int lines = 0;

	for (size_t l = 0; l < h->n; l++)
		for (size_t i = 0; i < COUNT_OF(b->fields) && b->fields[i].key; i++) {
			if (strcmp(b->fields[i].key, h->lines[l].key) != 0)
				continue;
			fprintf(to, "%s%s: ", lines++ ? ".br\n" : "", b->fields[i].label);
			man_text(to, h->lines[l].value);
		}
}

/* A second chapter of a page: files that go on top of the first's. */
static const struct {
	const char *page, *intro, *prefix, *suffix;
} chapters[] = {
	{ "indberet-feeds",
	        ".Sh PRESETS\nWhat one finance system writes.\nA workspace chooses one by\n.Ql "
	        "preset = "
	        "NAME\nunder\n.Ql [feed.FEED]\nin the settings or as the first line of\n"
	        ".Pa profile/<feed>.map ;\nwhat else the map says goes on top.\n",
	        "extract/feeds/presets/", ".map" },
};

/* Each file of a folder with its fields. */
static int chapter(
        FILE *to, const struct book *b, const char *prefix, const char *suffix, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	size_t cursor = 0;

	fprintf(to, ".Bl -tag -width Ds\n");
	while ((f = def_next(prefix, suffix, &cursor))) {
		const char *file = f->path + strlen(prefix);
		struct head h;
		int lines = 0;

		if (head_parse_text(f->path, f->data, &a, &h, e) < 0)
			return -1;
		fprintf(to, ".It Cm ");
		if (prefix != b->prefix)
			fprintf(to, "%.*s preset ", (int)strcspn(file, "_"), file);
		fprintf(to, "%s\n", head_get(&h, b->id) ? head_get(&h, b->id) : f->path);
		for (size_t i = 0; !b->in_order && i < COUNT_OF(b->fields) && b->fields[i].key; i++)
			lines = field(to, &h, b->fields[i].key, b->fields[i].label, lines);
		if (b->in_order)
			fields_in_order(to, &h, b);
	}
	fprintf(to, ".El\n");
	return 0;
}

static int page_book(FILE *to, const struct book *b, struct err *e)
{
	manual_title(to, b->page, b->section, b->summary);
	fprintf(to, ".Sh DESCRIPTION\n%s\n", b->intro);
	if (chapter(to, b, b->prefix, b->suffix, e) < 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(chapters); i++) {
		if (strcmp(chapters[i].page, b->page) != 0)
			continue;
		fputs(chapters[i].intro, to);
		if (chapter(to, b, chapters[i].prefix, chapters[i].suffix, e) < 0)
			return -1;
	}
	fprintf(to, ".Sh SEE ALSO\n.Xr indberet 1\n");
	return 0;
}

static const struct book books[] = {
	{ "indberet-feeds", "7", "files that come in",
	        "A workspace may override the column map of a feed in\n.Pa profile/<feed>.map .\n"
	        "A feed may come in other forms, which begin as a copy of the first: what stands "
	        "behind\n.Ql Form\nis different there.\nIn a form of XML a column is a path from "
	        "the "
	        "element of a row.\nWhere a limit of age stands, older input is a finding.",
	        "extract/feeds/", ".def", "id",
	        { { "text_da", "Dansk" }, { "text_en", "English" }, { "form", "Form" },
	                { "file", "File name" }, { "format", "Format" }, { "row", "Row" },
	                { "max_age", "Limit of age, days" }, { "due", "Due each year" },
	                { "charset", "Characters" }, { "separator", "Separator" },
	                { "column", "Column" } },
	        true },
	{ "indberet-reports", "7", "statutory returns, tables and workbooks",
	        "A layout is in force from its period until the next file of the same report.",
	        "report/defs/", ".def", "id",
	        { { "text_da", "Dansk" }, { "text_en", "English" }, { "from", "In force from" },
	                { "legal", "Source" }, { "receiver", "Receiver" }, { "format", "Format" },
	                { "file", "File name" }, { "schema", "Schema" }, { "column", "Column" },
	                { "field", "Field" } },
	        false },
};

static const struct book entities = { .prefix = "extract/entities/",
	.id = "entity",
	.fields = { { "text_da", "Dansk" }, { "text_en", "English" }, { "column", "Column" } } };

static int page_profiles(FILE *to, struct err *e)
{
	manual_title(to, "indberet-profiles", "7", "case stores, and how they are mapped");
	fprintf(to,
	        ".Sh DESCRIPTION\nA profile is a folder with an\n.Pa <entity>.sql\nfor each entity "
	        "below: a SELECT of its columns from the case system's tables.\nOf an export of "
	        "CSV "
	        "files an entity may be an\n.Pa <entity>.map\ninstead.\nRows that none of them "
	        "takes "
	        "may be selected by\n.Pa left_over.sql ;\neach is told.\n"
	        ".Nm indberet Cm doctor\nholds a profile against the store and reads no row.\n"
	        ".Sh COLUMN MAPS\nLines\n.Ql key = value\nof an\n.Pa <entity>.map ;\nthose marked "
	        "* may "
	        "stand in\n.Pa export.map\nfor all of them, those marked + there only.\n"
	        ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < store_map_key_count; i++) {
		const struct store_map_key *k = &store_map_keys[i];

		fprintf(to, ".It Cm %s%s\n", k->name,
		        !(k->where & STORE_KEY_EXPORT) ? ""
		        : k->where & STORE_KEY_MAP     ? " *"
		                                       : " +");
		man_text(to, k->help);
	}
	fprintf(to, ".El\n.Sh ENTITIES\n");
	if (chapter(to, &entities, entities.prefix, ".def", e) < 0)
		return -1;
	fprintf(to, ".Sh SEE ALSO\n.Xr indberet 1 ,\n.Xr indberet.conf 5\n");
	return 0;
}

static int page_rules_da(FILE *to, struct err *e)
{
	return rule_book_html(to, "da", e);
}

static int page_rules_en(FILE *to, struct err *e)
{
	return rule_book_html(to, "en", e);
}

static const struct {
	const char *name;
	int (*write)(FILE *to, struct err *e);
	const struct book *book;
} manual_pages[] = {
	{ "indberet.1", page_program, NULL },
	{ "indberet.conf.5", page_conf, NULL },
	{ "indberet-rules.7", rule_book_man, NULL },
	{ "indberet-feeds.7", NULL, &books[0] },
	{ "indberet-reports.7", NULL, &books[1] },
	{ "indberet-profiles.7", page_profiles, NULL },
	{ "rule-book.html", page_rules_da, NULL },
	{ "rule-book-en.html", page_rules_en, NULL },
};

const char *manual_page(size_t i)
{
	return i < COUNT_OF(manual_pages) ? manual_pages[i].name : NULL;
}

int manual_write(const char *page, FILE *to, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(manual_pages); i++)
		if (strcmp(page, manual_pages[i].name) == 0)
			return manual_pages[i].book ? page_book(to, manual_pages[i].book, e)
			                            : manual_pages[i].write(to, e);
	return err_set(e, ERR_USAGE, "no manual page '%s'", page);
}
