#include "jobs/app.h"

#include <unistd.h>

#include "common/text.h"

const struct cli_command app_commands[] = {
#define CMD(name, args, min, max, needs, summary, text)                                            \
	{ #name, args, min, max, summary, text, needs, NULL },
#include "jobs/commands.def"
#undef CMD
};
const size_t app_command_count = COUNT_OF(app_commands);

const struct cli_option app_options[] = {
#define OPT(command, name, value, flags, help) { command, name, value, flags, help },
#include "jobs/options.def"
#undef OPT
};
const size_t app_option_count = COUNT_OF(app_options);

void app_cli(struct cli *c)
{
	*c = (struct cli){ .program = PROGRAM_NAME,
		.commands = app_commands,
		.n_commands = app_command_count,
		.options = app_options,
		.n_options = app_option_count,
		.description = PROGRAM_NAME
		" " PROGRAM_VERSION
		": nightly statutory returns and key figures of municipal child-welfare casework" };
}

void app_row(const struct app *a, sqlite3_stmt *s)
{
	for (int i = 0, n = sqlite3_column_count(s); i < n; i++)
		fprintf(a->out, "%s%s", col_text(s, i), i + 1 < n ? "\t" : "\n");
}

int app_number(const struct app *a, const char *option, int64_t preset, int64_t max, int64_t *ret,
        struct err *e)
{
	const char *v = cli_text(&a->cli, option);

	*ret = preset;
	if (v && (!text_int(v, strlen(v), ret) || *ret < 0 || *ret > max))
		return err_set(e, ERR_USAGE, "option %s: expected a number from 0 to %lld", option,
		        (long long)max);
	return 0;
}

int app_day(const struct app *a, const char *option, int32_t preset, int32_t *ret, struct err *e)
{
	const char *v = cli_text(&a->cli, option);

	*ret = preset;
	if (v && !text_day(v, strlen(v), ret))
		return err_set(e, ERR_USAGE, "option %s: expected a date yyyy-mm-dd", option);
	return 0;
}

/* Overrides from --set SECTION.NAME=VALUE; a section may hold dots, most names not. */
static int overrides(
        struct app *a, struct workspace_override *set, size_t max, size_t *n, struct err *e)
{
	const char *v;
	size_t cursor = 0;

	while ((v = cli_each(&a->cli, "--set", &cursor))) {
		const char *eq = strchr(v, '='), *dot = NULL;

		for (const char *p = v; eq && p < eq; p++)
			if (*p == '.')
				dot = p;
		/* Names of [rule] and [population] have a dot: the section ends at the first. */
		if (eq && (strncmp(v, "rule.", 5) == 0 || strncmp(v, "population.", 11) == 0))
			dot = strchr(v, '.');
		if (!dot || *n == max)
			return err_set(e, ERR_USAGE, "--set: expected SECTION.NAME=VALUE");
		set[(*n)++] = (struct workspace_override){ arena_strndup(&a->w.arena, v,
			                                           (size_t)(dot - v)),
			arena_strndup(&a->w.arena, dot + 1, (size_t)(eq - dot - 1)), eq + 1 };
	}
	return 0;
}

/* The municipality's own day: the only place where a date is taken from the clock. */
static int32_t today(int64_t now)
{
	time_t t = (time_t)now;
	struct tm local;

	if (!getenv("TZ"))
		(void)setenv("TZ", "Europe/Copenhagen", 1);
	tzset();
	(void)localtime_r(&t, &local);
	return day_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

int app_workspace(struct app *a, unsigned needs, struct err *e)
{
	const char *dir = cli_text(&a->cli, "--workspace"), *lang = cli_text(&a->cli, "--lang");
	struct workspace_override set[32];
	int64_t now = (int64_t)time(NULL);
	int32_t as_of;
	size_t n = 0;

	if (lang && strcmp(lang, "da") != 0 && strcmp(lang, "en") != 0)
		return err_set(e, ERR_USAGE, "option --lang: expected da or en");
	if (app_day(a, "--as-of", today(now), &as_of, e) < 0 ||
	        overrides(a, set, COUNT_OF(set), &n, e) < 0 ||
	        workspace_open(&a->w, dir ? dir : ".", needs, set, n, e) < 0)
		return -1;
	a->ctx = (struct ctx){ .db = a->w.db,
		.conf = a->w.conf,
		.workspace = a->w.path,
		.municipality = conf_text(a->w.conf, "municipality.code"),
		.as_of = as_of,
		.now = now,
		.full = cli_flag(&a->cli, "--full"),
		.accept_loss = cli_flag(&a->cli, "--accept-loss"),
		.lang = lang ? lang : "da",
		.arena = &a->w.arena };
	return 0;
}
