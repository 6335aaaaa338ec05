/* The entry: command line, set-up that the command's row asks for, the one place that prints an
 * error. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/text.h"
#include "jobs/app.h"

static int (*const functions[])(struct app *a, struct err *e) = {
#define CMD(name, args, min, max, needs, summary, text) cmd_##name,
#include "jobs/commands.def"
#undef CMD
};

/*
 * Files are the owner's alone and no core holds case data. A limit on the size of files and
 * a reader who went away are errors like others, not a death without a word.
 */
static void private_process(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct rlimit none = { 0, 0 };

	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

static int run(struct app *a, struct err *e)
{
	const struct cli_command *c = a->cli.command;

	if (a->cli.help || !c) {
		cli_help(&a->cli, a->cli.help ? stdout : stderr);
		a->status = a->cli.help ? 0 : err_exit_status(ERR_USAGE);
		return 0;
	}
	a->quiet = cli_flag(&a->cli, "--quiet");
	if (c->needs && app_workspace(a, c->needs, e) < 0)
		return -1;
	return functions[c - app_commands](a, e);
}

int main(int argc, char **argv)
{
	struct app a = { .w = WORKSPACE_NONE, .out = stdout };
	struct err e = { 0 };
	int status;

	fault_from_environment();
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("%s %s\n", PROGRAM_NAME, PROGRAM_VERSION);
		return 0;
	}
	private_process();
	app_cli(&a.cli);
	if (cli_parse(&a.cli, argc, argv, &e) < 0 || run(&a, &e) < 0) {
		fprintf(stderr, "%s: error: %s\n", PROGRAM_NAME, e.msg);
		status = err_exit_status(e.code);
	} else {
		status = a.status;
	}
	workspace_close(&a.w);
	if (fflush(stdout) != 0 && status == 0)
		status = err_exit_status(ERR_IO);
	return status;
}
