/* show: the program explains itself from its own tables. */
#include "common/defs.h"
#include "common/text.h"
#include "jobs/app.h"
#include "jobs/rule_book.h"
#include "jobs/rule_settings.h"

/* Topics that are folders of definitions: which keys make the line of the list. */
static const struct topic {
	const char *name, *prefix, *suffix;
	const char *keys[5];
} topics[] = {
	{ "rules", "transform/rules/", ".sql", { "id", "consequence", "kind", "text_en" } },
	{ "facts", "transform/facts/", ".sql", { "writes", "text" } },
	{ "feeds", "extract/feeds/", ".def", { "id", "text_en" } },
	{ "entities", "extract/entities/", ".def", { "entity", "text_en" } },
	{ "reports", "report/defs/", ".def", { "id", "from", "receiver", "text_en" } },
	{ "kpis", "transform/kpis/", ".sql", { "id", "unit", "better", "title_da", "title_en" } },
	{ "jobs", "jobs/", ".job", { "id", "text_en" } },
};

static const char *first_value(const struct head *h, const char *key)
{
	const char *v = head_get(h, key);

	return v ? v : "";
}

static void print_head(FILE *to, const struct head *h)
{
	for (size_t i = 0; i < h->n; i++)
		fprintf(to, "%-14s %s\n", h->lines[i].key, h->lines[i].value);
	fprintf(to, "%-14s %s\n", "file", h->path);
}

/* Definitions that go on top of a topic's, shown behind them. */
static const struct topic on_top[] = {
	{ "feeds", "extract/feeds/presets/", ".map", { "id", "text_en" } },
};

/* "postings preset opus-csv", and its text: extract/feeds/presets/postings_opus-csv.map */
static int show_presets(struct app *a, const struct topic *t, const char *name, struct err *e)
{
	struct arena arena CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	size_t cursor = 0;

	while ((f = def_next(t->prefix, t->suffix, &cursor))) {
		const char *file = f->path + strlen(t->prefix);
		int n = (int)strcspn(file, "_");
		struct head h;

		if (name && (strlen(name) != (size_t)n || strncmp(name, file, (size_t)n) != 0))
			continue;
		if (head_parse_text(f->path, f->data, &arena, &h, e) < 0)
			return -1;
		if (name) {
			fputc('\n', a->out);
			print_head(a->out, &h);
		} else {
			fprintf(a->out, "%.*s preset %s\t%s\n", n, file, first_value(&h, "id"),
			        first_value(&h, "text_en"));
		}
	}
	return 0;
}

static int show_topic(struct app *a, const struct topic *t, const char *name, struct err *e)
{
	struct arena arena CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	size_t cursor = 0, shown = 0;

	while ((f = def_next(t->prefix, t->suffix, &cursor))) {
		struct head h;

		if (head_parse(f, &arena, &h, e) < 0)
			return -1;
		if (name && !text_eq(name, first_value(&h, t->keys[0])))
			continue;
		shown++;
		if (name) {
			print_head(a->out, &h);
			if (*h.body)
				fprintf(a->out, "\n%s", h.body);
			continue;
		}
		for (size_t i = 0; i < COUNT_OF(t->keys) && t->keys[i]; i++)
			fprintf(a->out, "%s%s", i ? "\t" : "", first_value(&h, t->keys[i]));
		fputc('\n', a->out);
	}
	if (name && !shown)
		return err_set(e, ERR_USAGE, "no '%s' among %s", name, t->name);
	for (size_t i = 0; i < COUNT_OF(on_top); i++)
		if (strcmp(on_top[i].name, t->name) == 0 &&
		        show_presets(a, &on_top[i], name, e) < 0)
			return -1;
	return name && strcmp(t->name, "rules") == 0 ? rule_settings_show(a, name, e) : 0;
}

/* What is set of one setting of a free section; its preset where nothing is. */
static void show_free_setting(struct app *a, const struct conf_free_key *k, bool here)
{
	const struct conf_pair *p;
	size_t cursor = 0, shown = 0;

	while (here && (p = conf_free_each(a->w.conf, &cursor)))
		if (conf_free_in(k, p->section) && conf_free_fits(k, p->name) && ++shown)
			fprintf(a->out, "%s.%s\t%s\t%s\t%s\n", p->section, p->name, p->value,
			        p->origin, k->help);
	if (!shown)
		fprintf(a->out, "%s.%s\t%s\tpreset\t%s\n", k->section, k->name,
		        k->preset ? k->preset : "", k->help);
}

static void show_free_settings(struct app *a, const char *name, bool here)
{
	for (size_t i = 0; i < conf_free_key_count; i++) {
		const struct conf_free_key *k = &conf_free_keys[i];
		size_t n = strlen(k->section);

		if (!name || (strncmp(name, k->section, n) == 0 && name[n] == '.' &&
		                     conf_free_fits(k, name + n + 1)))
			show_free_setting(a, k, here);
	}
}

static int show_settings(struct app *a, const char *name, struct err *e)
{
	const char *dir = cli_text(&a->cli, "--workspace");
	bool here = dir || file_exists("indberet.conf");

	if (here && app_workspace(a, WS_CONF, e) < 0)
		return -1;
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct conf_key *k = &conf_keys[i];
		char key[128];

		snprintf(key, sizeof key, "%s.%s", k->section, k->name);
		if (name && strcmp(name, key) != 0)
			continue;
		fprintf(a->out, "%s\t%s\t%s\t%s\n", key,
		        here        ? conf_text(a->w.conf, key)
		        : k->preset ? k->preset
		                    : "",
		        here ? conf_origin(a->w.conf, k) : "preset", k->help);
	}
	show_free_settings(a, name, here);
	return 0;
}

static int show_commands(struct app *a, const char *name, struct err *e)
{
	(void)name, (void)e;
	for (size_t i = 0; i < app_command_count; i++)
		fprintf(a->out, "%s %s\t%s\n", app_commands[i].name, app_commands[i].args,
		        app_commands[i].summary);
	return 0;
}

static int show_errors(struct app *a, const char *name, struct err *e)
{
	(void)name, (void)e;
	for (int i = 0; i < ERR_COUNT; i++)
		fprintf(a->out, "%d\t%s\t%s\t%s\n", err_exit_status((enum err_code)i),
		        err_name((enum err_code)i), err_actor((enum err_code)i),
		        err_manual((enum err_code)i));
	return 0;
}

static int show_lineage(struct app *a, const char *name, struct err *e)
{
	static const char *const prefixes[] = { "transform/rules/", "transform/facts/",
		"transform/aggs/", "transform/kpis/", "transform/records/", "report/defs/" };
	struct arena arena CLEANUP(arena_done) = { 0 };

	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		const struct def_file *f;
		size_t cursor = 0;

		while ((f = def_next(prefixes[i], ".sql", &cursor))) {
			struct head h;

			if (head_parse(f, &arena, &h, e) < 0)
				return -1;
			if (!name || strstr(first_value(&h, "reads"), name) ||
			        strstr(first_value(&h, "writes"), name))
				fprintf(a->out, "%s\t%s\t%s\n", first_value(&h, "reads"), h.path,
				        first_value(&h, "writes"));
		}
	}
	return 0;
}

static int show_schema(struct app *a, const char *name, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0, shown = 0;

	while ((f = def_next("schemas/", ".sql", &cursor)))
		if (!name || strstr(f->path, name)) {
			shown++;
			fprintf(a->out, "-- %s\n%s\n", f->path, f->data);
		}
	return shown ? 0 : show_topic(a, &topics[3], name, e);
}

static int show_codelists(struct app *a, const char *name, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0, shown = 0;
	const char prefix[] = "schemas/codelists/";

	while ((f = def_next(prefix, ".csv", &cursor))) {
		const char *list = f->path + sizeof prefix - 1;
		size_t n = strlen(list) - 4;

		if (name && (strlen(name) != n || strncmp(list, name, n) != 0))
			continue;
		shown++;
		if (name)
			fputs(f->data, a->out);
		else
			fprintf(a->out, "%.*s\n", (int)n, list);
	}
	return shown ? 0 : err_set(e, ERR_USAGE, "no code list '%s'", name ? name : "");
}

static int show_version(struct app *a, const char *name, struct err *e)
{
	char hash[65];

	(void)name, (void)e;
	defs_hash(hash);
	fprintf(a->out, "%s %s\ndefinitions %s (%zu files)\n", PROGRAM_NAME, PROGRAM_VERSION, hash,
	        def_file_count);
	return 0;
}

static int show_manual(struct app *a, const char *name, struct err *e)
{
	return manual_write(name ? name : manual_page(0), a->out, e);
}

static int show_completion(struct app *a, const char *name, struct err *e)
{
	(void)name, (void)e;
	cli_completion(&a->cli, a->out);
	return 0;
}

int show_row(struct app *a, const char *name, struct err *e);

static const struct {
	const char *name;
	int (*show)(struct app *a, const char *name, struct err *e);
} pages[] = {
	{ "settings", show_settings },
	{ "commands", show_commands },
	{ "errors", show_errors },
	{ "lineage", show_lineage },
	{ "schema", show_schema },
	{ "codelists", show_codelists },
	{ "version", show_version },
	{ "manual", show_manual },
	{ "completion", show_completion },
	{ "row", show_row },
};

int cmd_show(struct app *a, struct err *e)
{
	const char *topic = a->cli.args[0], *name = a->cli.n_args > 1 ? a->cli.args[1] : NULL;

	for (size_t i = 0; i < COUNT_OF(topics); i++)
		if (strcmp(topic, topics[i].name) == 0)
			return show_topic(a, &topics[i], name, e) < 0 ? -1
			       : name && i == 0                       ? rule_book_show(a, name, e)
			                                              : 0;
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		if (strcmp(topic, pages[i].name) == 0)
			return pages[i].show(a, name, e);
	return err_set(
	        e, ERR_USAGE, "show: no topic '%s'; see %s show --help", topic, PROGRAM_NAME);
}
