#include "common/cli.h"

static const struct cli_command *find_command(const struct cli *c, const char *name)
{
	for (size_t i = 0; i < c->n_commands; i++)
		if (strcmp(c->commands[i].name, name) == 0)
			return &c->commands[i];
	return NULL;
}

static bool option_of(const struct cli_option *o, const struct cli_command *cmd)
{
	return (o->flags & CLI_COMMON) || (cmd && strcmp(o->command, cmd->name) == 0);
}

static const struct cli_option *find_option(const struct cli *c, const char *name, size_t n)
{
	for (size_t i = 0; i < c->n_options; i++)
		if (option_of(&c->options[i], c->command) && strlen(c->options[i].name) == n &&
		        strncmp(c->options[i].name, name, n) == 0)
			return &c->options[i];
	return NULL;
}

/* Edit distance, for words of ordinary length. */
static size_t distance(const char *a, const char *b)
{
	size_t row[40], n = strlen(b);

	if (strlen(a) > 38 || n > 38)
		return 99;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t swap = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = row[j] + 1 < swap ? row[j] + 1 : swap;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
		}
	}
	return row[n];
}

static int unknown_command(const struct cli *c, const char *word, struct err *e)
{
	const char *near = NULL;
	size_t best = 4;

	for (size_t i = 0; i < c->n_commands; i++) {
		size_t d = distance(word, c->commands[i].name);

		if (d < best) {
			best = d;
			near = c->commands[i].name;
		}
	}
	return err_set(e, ERR_USAGE, "no command '%s'%s%s%s; see %s --help", word,
	        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", c->program);
}

static int unknown_option(const struct cli *c, const char *word, size_t len, struct err *e)
{
	char given[40];
	const char *near = NULL;
	size_t best = 4;

	snprintf(given, sizeof given, "%.*s", (int)len, word);
	for (size_t i = 0; i < c->n_options; i++) {
		size_t d = option_of(&c->options[i], c->command)
		                   ? distance(given, c->options[i].name)
		                   : 99;

		if (d < best) {
			best = d;
			near = c->options[i].name;
		}
	}
	return err_set(e, ERR_USAGE, "no option '%s'%s%s%s", given, near ? "; did you mean '" : "",
	        near ? near : "", near ? "'?" : "");
}

static int take_option(struct cli *c, char **argv, int *i, struct err *e)
{
	const char *word = argv[*i], *eq = strchr(word, '=');
	size_t n = eq ? (size_t)(eq - word) : strlen(word);
	const struct cli_option *o;
	const char *value = eq ? eq + 1 : NULL;

	if (n == 6 && strncmp(word, "--help", 6) == 0) {
		c->help = true;
		return 0;
	}
	o = find_option(c, word, n);
	if (!o)
		return unknown_option(c, word, n, e);
	if (o->value && !value)
		value = argv[*i + 1] ? argv[++*i] : NULL;
	if (o->value && !value)
		return err_set(e, ERR_USAGE, "option '%s' needs a value: %s", o->name, o->value);
	if (!o->value && value)
		return err_set(e, ERR_USAGE, "option '%s' takes no value", o->name);
	if (c->n_given == COUNT_OF(c->given))
		return err_set(e, ERR_USAGE, "too many options");
	c->given[c->n_given++] = (struct cli_given){ o, value };
	return 0;
}

int cli_parse(struct cli *c, int argc, char **argv, struct err *e)
{
	int n = 0;

	c->args = argv + 1;
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-' && argv[i][1]) {
			if (take_option(c, argv, &i, e) < 0)
				return c->command ? err_ctx(e, "%s", c->command->name) : -1;
		} else if (!c->command) {
			c->command = find_command(c, argv[i]);
			if (!c->command)
				return unknown_command(c, argv[i], e);
		} else {
			c->args[n++] = argv[i];
		}
	}
	c->n_args = n;
	if (c->help || !c->command)
		return 0;
	if (n < c->command->min || (c->command->max >= 0 && n > c->command->max))
		return err_set(e, ERR_USAGE, "%s: expected arguments: %s", c->command->name,
		        *c->command->args ? c->command->args : "none");
	return 0;
}

const char *cli_each(const struct cli *c, const char *option, size_t *cursor)
{
	while (*cursor < c->n_given) {
		const struct cli_given *g = &c->given[(*cursor)++];

		if (strcmp(g->option->name, option) == 0)
			return g->value ? g->value : "";
	}
	return NULL;
}

const char *cli_text(const struct cli *c, const char *option)
{
	const char *value = NULL, *at;
	size_t cursor = 0;

	while ((at = cli_each(c, option, &cursor)))
		value = at;
	return value;
}

bool cli_flag(const struct cli *c, const char *option)
{
	return cli_text(c, option) != NULL;
}

static void option_lines(const struct cli *c, FILE *to, bool common)
{
	for (size_t i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		char left[64];

		if (((o->flags & CLI_COMMON) != 0) != common || !option_of(o, c->command))
			continue;
		snprintf(left, sizeof left, "%s%s%s", o->name, o->value ? " " : "",
		        o->value ? o->value : "");
		fprintf(to, "  %-28s %s\n", left, o->help);
	}
}

void cli_help(const struct cli *c, FILE *to)
{
	if (!c->command) {
		fprintf(to, "%s\n\nusage: %s COMMAND [OPTION...] [ARGUMENT...]\n\ncommands:\n",
		        c->description, c->program);
		for (size_t i = 0; i < c->n_commands; i++)
			fprintf(to, "  %-28s %s\n", c->commands[i].name, c->commands[i].summary);
		fprintf(to, "\noptions of every command:\n");
	} else {
		fprintf(to, "usage: %s %s %s\n\n%s\n\noptions:\n", c->program, c->command->name,
		        c->command->args, c->command->text);
		option_lines(c, to, false);
	}
	option_lines(c, to, true);
	fprintf(to, "  %-28s %s\n", "--help", "this text");
	if (!c->command)
		fprintf(to, "  %-28s %s\n", "--version", "name and version");
}

void cli_completion(const struct cli *c, FILE *to)
{
	fprintf(to,
	        "# bash completion for %s; made by '%s show completion'\n_%s()\n{\n\tlocal words\n",
	        c->program, c->program, c->program);
	fprintf(to, "\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < c->n_commands; i++) {
		fprintf(to, "\t%s) words='--help", c->commands[i].name);
		for (size_t j = 0; j < c->n_options; j++)
			if (option_of(&c->options[j], &c->commands[i]))
				fprintf(to, " %s", c->options[j].name);
		fprintf(to, "' ;;\n");
	}
	fprintf(to, "\t*) words='");
	for (size_t i = 0; i < c->n_commands; i++)
		fprintf(to, "%s%s", i ? " " : "", c->commands[i].name);
	fprintf(to, "' ;;\n\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- "
	            "\"${COMP_WORDS[COMP_CWORD]}\"))\n}\n");
	fprintf(to, "complete -o default -F _%s %s\n", c->program, c->program);
}

/* A sentence begins a new line in mdoc; "stk. 1" is none. */
static bool new_sentence(const char *s)
{
	return strchr(".?!", *s) && s[1] == ' ' &&
	       ((s[2] >= 'A' && s[2] <= 'Z') || (unsigned char)s[2] >= 0x80);
}

/* A text line of mdoc must not begin with a dot or a quote, and a backslash is \e. */
void man_text(FILE *to, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", to);
	for (; *s; s++) {
		fputs(*s == '\\' ? "\\e" : (const char[]){ *s, '\0' }, to);
		if (new_sentence(s)) {
			fputc('\n', to);
			s++;
		}
	}
	fputc('\n', to);
}

static bool has_options(const struct cli *c, const struct cli_command *cmd)
{
	for (size_t i = 0; i < c->n_options; i++)
		if (strcmp(c->options[i].command, cmd->name) == 0)
			return true;
	return false;
}

static void man_options(const struct cli *c, const struct cli_command *cmd, FILE *to)
{
	for (size_t i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];

		if (cmd ? (o->flags & CLI_COMMON) || strcmp(o->command, cmd->name)
		        : !(o->flags & CLI_COMMON))
			continue;
		fprintf(to, ".It Fl Fl %s", o->name + 2);
		if (o->value)
			fprintf(to, " Ar %s", o->value);
		fprintf(to, "\n%s.\n", o->help);
	}
}

void cli_man_commands(const struct cli *c, FILE *to)
{
	fprintf(to, ".Sh COMMANDS\n");
	for (size_t i = 0; i < c->n_commands; i++) {
		fprintf(to, ".Ss %s %s\n", c->commands[i].name, c->commands[i].args);
		man_text(to, c->commands[i].text);
		if (!has_options(c, &c->commands[i]))
			continue;
		fprintf(to, ".Bl -tag -width Ds\n");
		man_options(c, &c->commands[i], to);
		fprintf(to, ".El\n");
	}
	fprintf(to, ".Sh OPTIONS OF EVERY COMMAND\n.Bl -tag -width Ds\n");
	man_options(c, NULL, to);
	fprintf(to, ".It Fl Fl help\nShows what the command does and its options.\n.El\n");
}
