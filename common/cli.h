/*
 * The command line from tables: one row a command, one row an option.
 *
 * cli_parse() reads `PROGRAM COMMAND [--option[=VALUE]]… [ARGUMENT]…`; an
 * unknown command or option, a missing value or a wrong number of arguments
 * is ERR_USAGE with the nearest word that exists. Help, completion and the manual
 * page are written from the same rows. Ownership: strings are those of argv.
 */
#ifndef CLI_H
#define CLI_H
#include "common/err.h"

enum { CLI_COMMON = 1 << 0 /* option of every command */, CLI_REPEAT = 1 << 1 };

struct cli_option {
	const char *command; /* name, or "" with CLI_COMMON */
	const char *name;    /* with the two dashes */
	const char *value;   /* word for help; NULL: a flag */
	unsigned flags;
	const char *help;
};

struct cli_command {
	const char *name, *args;
	int min, max; /* number of arguments; max -1: any */
	const char *summary;
	const char *text; /* paragraph for the manual page */
	unsigned needs;
	const void *run; /* index into the caller's functions; not used here */
};

struct cli_given {
	const struct cli_option *option;
	const char *value;
};

struct cli {
	const char *program;
	const struct cli_command *commands;
	size_t n_commands;
	const struct cli_option *options;
	size_t n_options;
	const char *description;

	const struct cli_command *command; /* results of cli_parse */
	struct cli_given given[64];
	size_t n_given;
	char **args;
	int n_args;
	bool help;
};

int cli_parse(struct cli *c, int argc, char **argv, struct err *e) MUST_CHECK;
const char *cli_text(
        const struct cli *c, const char *option); /* NULL: not given; the last one wins */
const char *cli_each(const struct cli *c, const char *option, size_t *cursor);
bool cli_flag(const struct cli *c, const char *option);

void cli_help(const struct cli *c, FILE *to);         /* of c->command, or of the program */
void cli_completion(const struct cli *c, FILE *to);   /* for bash */
void cli_man_commands(const struct cli *c, FILE *to); /* mdoc: one .It a command with its options */
/* A paragraph of mdoc: each sentence on a line of its own, control characters escaped. */
void man_text(FILE *to, const char *s);
#endif
