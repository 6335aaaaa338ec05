/* verify: the checks of a package, one line each. */
#include "jobs/app.h"
#include "report/verify.h"

static void print_result(struct app *a, const struct verify_result *r)
{
	for (int i = 0; i < CHECK_COUNT; i++)
		fprintf(a->out, "%-8s %-13s %s\n", check_state_name(r->check[i].state),
		        check_name((enum check_id)i), r->check[i].text);
	fprintf(a->out,
	        "%s: report %s, period %s, as of %s, municipality %s, made by version %s, signed "
	        "by CVR %s\n",
	        r->valid ? "VALID" : "NOT VALID", r->report, r->period, r->as_of, r->municipality,
	        r->version, *r->cvr ? r->cvr : "nobody");
}

/* Roots and organisation: from the command line, else from the settings of the workspace. */
static int open_trust(struct app *a, struct trust *t, struct err *e)
{
	const char *root = cli_text(&a->cli, "--root"), *cvr = cli_text(&a->cli, "--cvr");
	const char *tmp = getenv("TMPDIR");

	if (!root) {
		if (app_workspace(a, WS_CONF, e) < 0)
			return err_ctx(e, "verify needs --root FILE or a workspace");
		if (trust_from_conf(t, a->w.conf, a->w.path, (int64_t)time(NULL), e) < 0)
			return -1;
	} else {
		if (trust_open(t, root, cli_text(&a->cli, "--crl"), e) < 0)
			return -1;
		t->now = (int64_t)time(NULL);
		t->schema = verify_schema;
		snprintf(t->tmp, sizeof t->tmp, "%s", tmp ? tmp : "");
	}
	if (cvr)
		t->cvr = cvr;
	return 0;
}

int cmd_verify(struct app *a, struct err *e)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct verify_result r;

	if (open_trust(a, &t, e) < 0 || package_verify(a->cli.args[0], &t, &r, e) < 0)
		return -1;
	if (!a->quiet || !r.valid)
		print_result(a, &r);
	a->status = r.valid ? 0 : err_exit_status(ERR_DATA);
	return 0;
}
