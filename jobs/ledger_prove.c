/* ledger --prove: the sum of the deliveries against the source, with what explains each difference.
 */
#include "common/text.h"
#include "jobs/ledger.h"
#include "report/prove.h"
#include "report/source_record.h"

struct proving {
	struct view *v;
	struct grid *records, *kinds;
	const char *report;
	int64_t shown[PROOF_KINDS];            /* of this return */
	int64_t total[2], compared, differing; /* total: unexplained, explained */
	int tests;
};

/* The first records of each kind; all are counted. */
static void note(void *data, const struct proof_difference *d)
{
	struct proving *p = data;
	struct arena *a = p->records->arena;
	const char **cell;

	if (p->shown[d->kind]++ >= p->v->limit) {
		p->records->total++;
		return;
	}
	cell = grid_row(p->records);
	if (!cell)
		return;
	cell[0] = p->report;
	cell[1] = arena_strdup(a, d->key);
	cell[2] = proof_words[d->kind].id;
	cell[3] = p->v->en ? proof_words[d->kind].en : proof_words[d->kind].da;
	cell[4] = arena_strdup(a, d->fields);
	cell[5] = d->held ? arena_printf(a, "%lld", (long long)d->held) : NULL;
	cell[6] = d->newest ? arena_printf(a, "%lld", (long long)d->newest) : NULL;
}

static const char *count(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static void add_kind(struct proving *p, enum proof_kind k, int64_t n)
{
	const char **cell = n ? grid_row(p->kinds) : NULL;

	if (!cell)
		return;
	cell[0] = p->report;
	cell[1] = proof_words[k].id;
	cell[2] = p->v->en ? proof_words[k].en : proof_words[k].da;
	cell[3] = proof_words[k].explained ? "yes" : "no";
	cell[4] = count(p->kinds->arena, n);
}

static void add(struct proving *p, struct grid *sums, const struct proof *r)
{
	const char **cell;

	for (int k = 0; k < PROOF_KINDS; k++)
		add_kind(p, (enum proof_kind)k, r->count[k]);
	p->total[0] += proof_sum(r, false);
	p->total[1] += proof_sum(r, true);
	p->compared += r->only_tests ? 0 : r->compared;
	p->tests += r->only_tests;
	cell = sums ? grid_row(sums) : NULL;
	if (!cell)
		return;
	const int64_t n[] = { r->source, r->selected, r->not_selected, r->held, r->equal,
		proof_sum(r, true), proof_sum(r, false) };

	cell[0] = p->report;
	for (size_t i = 0; i < COUNT_OF(n); i++)
		cell[i + 1] = count(sums->arena, n[i]);
	cell[8] = r->only_tests ? "only tests" : !r->compared ? "nothing to compare" : NULL;
}

static struct grid *sums_grid(struct view *v)
{
	static const char *const columns[] = { "report|indberetning|return",
		"source#|i kilden|in source", "selected#|udvalgt|selected",
		"not_selected#|ikke udvalgt|not selected", "held#|hos modtageren|at the receiver",
		"equal#|ens|equal", "explained#|forklaret|explained",
		"unexplained#|uforklaret|unexplained", "note*|bemærkning|remark" };
	struct grid *g = view_grid(v, "sums", "Kilden mod summen af de godtagne leverancer",
	        "The source against the sum of the accepted deliveries");

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		grid_column(g, columns[i]);
	return g;
}

static void begin(struct proving *p)
{
	static const char *const kinds[] = { "report|indberetning|return", "kind|art|kind",
		"meaning|betydning|meaning", "explained*|forklaret|explained",
		"records#|poster|records" };
	static const char *const records[] = { "report|indberetning|return", "record|post|record",
		"kind|art|kind", "meaning-", "fields|felter|fields", "held#|gælder nr.|holds no.",
		"newest#|nyeste nr.|newest no." };

	p->kinds = view_grid(p->v, "kinds", "Forskelle efter art", "Differences by kind");
	p->kinds->limit = SIZE_MAX;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		grid_column(p->kinds, kinds[i]);
	p->records = view_grid(
	        p->v, "records", "De første poster af hver art", "The first records of each kind");
	p->records->limit = SIZE_MAX;
	for (size_t i = 0; i < COUNT_OF(records); i++)
		grid_column(p->records, records[i]);
}

static int prove_returns(struct proving *p, struct grid *sums, const char *only, struct err *e)
{
	struct returns all = { .id = { only }, .n = 1 };

	if (!only && returns_list(&p->v->a->w.arena, &all, e) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct proof r;

		memset(p->shown, 0, sizeof p->shown);
		p->report = all.id[i];
		if (prove_run(&p->v->a->ctx, all.id[i], note, p, &r, e) < 0)
			return -1;
		add(p, sums, &r);
	}
	return 0;
}

/* The verdict in one line, for whoever reads only that. */
static int verdict(const struct proving *p, bool strict, struct err *e)
{
	FILE *to = p->v->a->out;
	bool en = p->v->en;

	if (p->compared == 0)
		return err_set(e, ERR_DATA, "%s",
		        p->tests ? "nothing was proved: there are only test deliveries"
		                 : "nothing was proved: there was nothing to compare");
	if (p->total[0])
		return err_set(
		        e, ERR_DATA, "%lld differences are not explained", (long long)p->total[0]);
	if (strict && p->total[1])
		return err_set(
		        e, ERR_DATA, "%lld differences, all explained", (long long)p->total[1]);
	if (!p->v->json)
		fprintf(to,
		        en ? "\nproved: %lld records compared, %lld explained differences, none "
		             "unexplained\n"
		           : "\nbevist: %lld poster sammenlignet, %lld forklarede forskelle, ingen "
		             "uforklarede\n",
		        (long long)p->compared, (long long)p->total[1]);
	return 0;
}

int ledger_prove(struct view *v, const char *only, bool strict, struct err *e)
{
	struct proving p = { .v = v };
	struct grid *sums = sums_grid(v);
	struct proof staging;

	begin(&p);
	if (prove_returns(&p, sums, only, e) < 0)
		return -1;
	p.report = "";
	memset(p.shown, 0, sizeof p.shown);
	if (!only) {
		int64_t compared = p.compared;

		if (prove_staging(&v->a->ctx, note, &p, &staging, e) < 0)
			return -1;
		add(&p, NULL, &staging);
		p.compared = compared;
	}
	view_show(v);
	return verdict(&p, strict, e);
}
