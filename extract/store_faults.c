#include "extract/store_faults.h"

#define STAGE "extract:export"

enum { RULE_MAX = 64 };

static int report(struct findings *to, const struct store_fault *x, int64_t file, struct err *e)
{
	char rule[RULE_MAX];
	struct finding f = { 0 };

	finding_of_kind(&f, x->kind, "export", NULL, rule, sizeof rule);
	f.entity = "export";
	f.key = x->place;
	f.field = x->field;
	f.found = x->found;
	f.expected = x->expected;
	f.file = file;
	f.line = x->line;
	return finding_add(to, &f, e);
}

int store_faults_report(const struct ctx *x, const struct store_kind *kind, void *store,
        int64_t file, int64_t *ret_rejected, struct err *e)
{
	struct findings to CLEANUP(findings_done) = { 0 };
	struct store_fault fault;
	int rc = 0;

	if (db_exec(x->db, "DELETE FROM finding WHERE stage = '" STAGE "'", e) < 0 ||
	        findings_begin(&to, x->db, STAGE, e) < 0)
		return -1;
	while (kind->fault && (rc = kind->fault(store, &fault, e)) > 0)
		if (report(&to, &fault, file, e) < 0)
			return -1;
	*ret_rejected = to.written;
	return rc;
}
