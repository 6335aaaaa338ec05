/* generate: a synthetic municipality from the options given. */
#include "fixtures/generate/generate.h"
#include "jobs/app.h"

/* The option's place among the words, in *ret; 0, the first, where it is not given. */
static int one_of(struct app *a, const char *option, const char *const *words, size_t n, int *ret,
        struct err *e)
{
	const char *word = cli_text(&a->cli, option), *list = "";

	*ret = 0;
	for (size_t i = 0; word && i < n; i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret = (int)i;
			return 0;
		}
		list = arena_printf(&a->w.arena, "%s%s%s", list,
		        !i           ? ""
		        : i + 1 == n ? " or "
		                     : ", ",
		        words[i]);
	}
	return word ? err_set(e, ERR_USAGE, "option %s: expected %s", option, list) : 0;
}

static int words(struct app *a, struct generate_options *o, struct err *e)
{
	static const char *const cpr[] = { "lines", "fixed", "both" };
	static const char *const stores[] = { "sqlite", "postgresql" };
	static const char *const postings[] = { "generic", "opus-csv", "prisme-csv", "g69" };
	int form, store, posting;

	if (one_of(a, "--cpr-form", cpr, COUNT_OF(cpr), &form, e) < 0 ||
	        one_of(a, "--store", stores, COUNT_OF(stores), &store, e) < 0 ||
	        one_of(a, "--postings-form", postings, COUNT_OF(postings), &posting, e) < 0)
		return -1;
	o->cpr = (enum generate_cpr)form;
	o->store = (enum generate_store)store;
	o->postings = postings[posting];
	return 0;
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
	        app_number(a, "--days", o.days, 60, &days, e) < 0 || words(a, &o, e) < 0)
		return -1;
	o.years = (int)years;
	o.seed = (uint64_t)seed;
	o.defects = (int)defects;
	o.lateness = (int)lateness;
	o.days = (int)days;
	o.system = cli_text(&a->cli, "--system");
	o.file_defects = cli_text(&a->cli, "--file-defects");
	if (generate_run(&o, e) < 0)
		return err_ctx(e, "generating in '%s'", o.dir);
	if (!a->quiet)
		fprintf(a->out,
		        "synthetic municipality %s: %lld children, %d years, seed %lld, in '%s'\n",
		        o.municipality, (long long)o.children, o.years, (long long)seed, o.dir);
	return 0;
}
