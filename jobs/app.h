/*
 * One call of the program: parsed command line, workspace, context. Each
 * command is cmd_<name>(), a row of commands.def; it prints its results on
 * ->out and returns -1 with an error that main() prints, once.
 */
#ifndef APP_H
#define APP_H
#include "common/cli.h"
#include "jobs/workspace.h"

struct app {
	struct cli cli;
	struct workspace w;
	struct ctx ctx;
	FILE *out;
	bool quiet;
	int status; /* exit status when no error is returned */
};

#define CMD(name, args, min, max, needs, summary, text)                                            \
	int cmd_##name(struct app *a, struct err *e) MUST_CHECK;
#include "jobs/commands.def"
#undef CMD

/* The tables, for help, manual and tests. */
extern const struct cli_command app_commands[];
extern const size_t app_command_count;
extern const struct cli_option app_options[];
extern const size_t app_option_count;
void app_cli(struct cli *c);

/* The row a statement stands on as a line, its columns parted by tabs. */
void app_row(const struct app *a, sqlite3_stmt *s);

int app_number(const struct app *a, const char *option, int64_t preset, int64_t max, int64_t *ret,
        struct err *e) MUST_CHECK;
/* The option as a day, or `preset`. */
int app_day(const struct app *a, const char *option, int32_t preset, int32_t *ret,
        struct err *e) MUST_CHECK;
/* Opens the workspace for a command that only sometimes needs it. */
int app_workspace(struct app *a, unsigned needs, struct err *e) MUST_CHECK;
int manual_write(const char *page, FILE *to, struct err *e) MUST_CHECK;
const char *manual_page(size_t i); /* NULL at the end */
/* The head of a page. */
void manual_title(FILE *to, const char *name, const char *section, const char *summary);
#endif
