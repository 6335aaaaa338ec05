/* generate: a synthetic municipality from the options given. */
#include "fixtures/generate/generate.h"
#include "jobs/app.h"

static int cpr_form(const char *word, enum generate_cpr *ret, struct err *e)
{
	static const char *const words[] = { "lines", "fixed", "both" };

	for (size_t i = 0; word && i < COUNT_OF(words); i++)
		if (strcmp(word, words[i]) == 0) {
			*ret = (enum generate_cpr)i;
			return 0;
		}
	return word ? err_set(e, ERR_USAGE, "option --cpr-form: expected lines, fixed or both") : 0;
}

int cmd_generate(struct app *a, struct err *e)
{
	struct generate_options o;
	const char *code = cli_text(&a->cli, "--municipality");
	int64_t years, seed, defects, lateness, days;

	generate_defaults(&o);
	o.dir = a->cli.args[0];
	if (code)
		o.municipality = code;
	if (app_number(a, "--children", o.children, 400000, &o.children, e) < 0 ||
	        app_number(a, "--years", o.years, 11, &years, e) < 0 ||
	        app_day(a, "--as-of", o.as_of, &o.as_of, e) < 0 ||
	        app_number(a, "--seed", (int64_t)o.seed, INT64_MAX / 2, &seed, e) < 0 ||
	        app_number(a, "--defects", o.defects, 1000, &defects, e) < 0 ||
	        app_number(a, "--lateness", o.lateness, 1000, &lateness, e) < 0 ||
	        app_number(a, "--days", o.days, 60, &days, e) < 0 ||
	        cpr_form(cli_text(&a->cli, "--cpr-form"), &o.cpr, e) < 0)
		return -1;
	o.years = (int)years;
	o.seed = (uint64_t)seed;
	o.defects = (int)defects;
	o.lateness = (int)lateness;
	o.days = (int)days;
	o.file_defects = cli_text(&a->cli, "--file-defects");
	if (generate_run(&o, e) < 0)
		return err_ctx(e, "generating in '%s'", o.dir);
	if (!a->quiet)
		fprintf(a->out,
		        "synthetic municipality %s: %lld children, %d years, seed %lld, in '%s'\n",
		        o.municipality, (long long)o.children, o.years, (long long)seed, o.dir);
	return 0;
}
