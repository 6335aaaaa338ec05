#include "transform/match_fit.h"

#include "common/text.h"

enum { CACHE = 1024, CODES = 64 };

/* A measure, or one place of a placement: what an account may pay for. */
struct thing {
	const char *id;
	uint32_t place; /* of its case */
	bool placement;
	int32_t code; /* kind and code as one number: code_of() */
	int32_t from, to;
};

/* A row of codelist_account_measure. */
struct payment {
	char mask[10];
	int wildcards;
	int32_t kind; /* of code_of() */
	int32_t from, to;
	int32_t code[CODES];
	size_t n_codes; /* 0: all */
};

struct fits {
	struct thing *thing; /* by case */
	uint32_t n_things;
	uint32_t *first; /* of each case, one more at the end */
	struct payment *payment;
	uint32_t n_payments;
	struct paid {
		int64_t account;
		uint32_t *payment; /* places in ->payment */
		uint32_t n;
	} * paid; /* the account last looked up in each place */
	int32_t grace;
};

/* --- codes ------------------------------------------------------------------ */

static const char *const kinds[] = { "support", "disability", "placement" };

static int32_t kind_of(const char *s)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i], s) == 0)
			return (int32_t)(i + 1) * 1000000;
	return 0;
}

/* Codes are at most five digits; another has a number that no account pays for. */
static int32_t code_of(int32_t kind, const char *code, size_t n)
{
	int64_t v;

	return n && n <= 5 && text_int(code, n, &v) && v >= 0
	               ? kind + (int32_t)n * 100000 + (int32_t)v
	               : -1;
}

static int take_codes(struct payment *p, const char *s, struct err *e)
{
	while (*s && *s != '*') {
		size_t n = strcspn(s, " ");

		if (n && p->n_codes == CODES)
			return err_set(e, ERR_CONFIG, "account '%s' has more than %d codes",
			        p->mask, CODES);
		if (n)
			p->code[p->n_codes++] = code_of(p->kind, s, n);
		s += n + (s[n] == ' ');
	}
	return 0;
}

/* --- loading ------------------------------------------------------------------ */

static int load_payments(struct ctx *c, struct fits *f, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	if (db_int(c->db, "SELECT count(*) FROM codelist_account_measure", &n, e) < 0 ||
	        db_prepare(c->db,
	                "SELECT account, kind, codes, valid_from, valid_to FROM"
	                " codelist_account_measure ORDER BY account, kind, valid_from",
	                "codelist_account_measure", &s, e) < 0)
		return -1;
	f->payment = arena_take(a, ((size_t)n + 1) * sizeof *f->payment);
	while ((rc = db_step(s, e)) > 0 && f->n_payments < n) {
		struct payment *p = &f->payment[f->n_payments++];

		snprintf(p->mask, sizeof p->mask, "%s", col_text(s, 0));
		for (const char *m = p->mask; *m; m++)
			p->wildcards += *m == '?';
		p->kind = kind_of(col_text(s, 1));
		p->from = sqlite3_column_int(s, 3);
		p->to = sqlite3_column_int(s, 4);
		if (take_codes(p, col_text(s, 2), e) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

#define THINGS                                                                                     \
	"SELECT case_id, 0 AS placement, measure_id AS id, kind, code, started, ended, 0 AS spell" \
	"  FROM fact_measure"                                                                      \
	" UNION ALL"                                                                               \
	" SELECT p.case_id, 1, s.placement_id, 'placement', s.place_type, s.started, s.ended,"     \
	"        s.spell"                                                                          \
	"  FROM fact_placement_spell AS s JOIN fact_placement AS p"                                \
	"    ON p.placement_id = s.placement_id"

static int by_place(const void *a, const void *b)
{
	const struct thing *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static void take_thing(struct thing *t, sqlite3_stmt *s, uint32_t place, struct arena *a)
{
	const char *code = col_text(s, 4);

	*t = (struct thing){ .id = arena_strdup(a, col_text(s, 2)),
		.place = place,
		.placement = sqlite3_column_int(s, 1),
		.code = code_of(kind_of(col_text(s, 3)), code, strlen(code)),
		.from = sqlite3_column_int(s, 5),
		.to = sqlite3_column_type(s, 6) == SQLITE_NULL ? INT32_MAX / 2
		                                               : sqlite3_column_int(s, 6) };
}

static int load_things(struct ctx *c, struct fits *f, struct arena *a, fit_place *place,
        const void *data, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	if (db_int(c->db, "SELECT count(*) FROM (" THINGS ")", &n, e) < 0 ||
	        db_prepare(c->db, THINGS " ORDER BY 1, 2, 3, 8", "match", &s, e) < 0)
		return -1;
	if (n > INT32_MAX / 4)
		return err_set(e, ERR_DATA, "too many measures to match costs against");
	f->thing = arena_take(a, ((size_t)n + 1) * sizeof *f->thing);
	while ((rc = db_step(s, e)) > 0 && f->n_things < n) {
		int64_t at = place(data, col_text(s, 0));

		if (at >= 0)
			take_thing(&f->thing[f->n_things++], s, (uint32_t)at, a);
	}
	return rc < 0 ? -1 : 0;
}

/* Things of a case stand together; which comes first does not matter where only one may fit. */
static void index_things(struct fits *f, uint32_t n_cases, struct arena *a)
{
	uint32_t at = 0;

	if (f->n_things)
		qsort(f->thing, f->n_things, sizeof *f->thing, by_place);
	f->first = arena_take(a, ((size_t)n_cases + 2) * sizeof *f->first);
	for (uint32_t i = 0; i <= n_cases; i++) {
		while (at < f->n_things && f->thing[at].place < i)
			at++;
		f->first[i] = at;
	}
	f->first[n_cases] = f->n_things;
}

int fits_load(struct ctx *c, struct arena *a, uint32_t n_cases, fit_place *place, const void *data,
        struct fits **ret, struct err *e)
{
	struct fits *f = arena_take(a, sizeof *f);

	f->grace = (int32_t)conf_int(c->conf, "finance.grace-days");
	if (load_payments(c, f, a, e) < 0 || load_things(c, f, a, place, data, e) < 0)
		return -1;
	index_things(f, n_cases, a);
	f->paid = arena_take(a, CACHE * sizeof *f->paid);
	for (size_t i = 0; i < CACHE; i++) {
		f->paid[i].account = -1;
		f->paid[i].payment = arena_take(a, (f->n_payments + 1) * sizeof(uint32_t));
	}
	*ret = f;
	return 0;
}

/* --- looking up ---------------------------------------------------------------- */

static bool covers(const char *mask, const char *account)
{
	for (; *mask; mask++, account++)
		if (*mask != '?' && *mask != *account)
			return false;
	return *account == '\0';
}

/* What the account pays for: of the masks that cover it those with the fewest wildcards. */
static const struct paid *paid_by(struct fits *f, int64_t account)
{
	struct paid *p = &f->paid[(uint64_t)account % CACHE];
	int least = 10;
	char digits[24];

	if (p->account == account)
		return p;
	snprintf(digits, sizeof digits, "%09lld", (long long)account);
	p->account = account;
	p->n = 0;
	for (uint32_t i = 0; i < f->n_payments; i++) {
		const struct payment *x = &f->payment[i];

		if (x->wildcards > least || !covers(x->mask, digits))
			continue;
		if (x->wildcards < least)
			p->n = 0;
		least = x->wildcards;
		p->payment[p->n++] = i;
	}
	return p;
}

static bool pays(const struct payment *p, const struct thing *t, int32_t first, int32_t last)
{
	if (p->from > last || p->to < first || t->code < 0 ||
	        t->code / 1000000 * 1000000 != p->kind)
		return false;
	for (size_t i = 0; i < p->n_codes; i++)
		if (p->code[i] == t->code)
			return true;
	return p->n_codes == 0;
}

static bool paid_for(const struct fits *f, const struct paid *p, const struct thing *t,
        int32_t first, int32_t last)
{
	if (t->from > last || t->to < first - f->grace)
		return false;
	for (uint32_t i = 0; i < p->n; i++)
		if (pays(&f->payment[p->payment[i]], t, first, last))
			return true;
	return false;
}

int64_t fit_of(struct fits *f, uint32_t place, int64_t account, int32_t month)
{
	const struct paid *p = paid_by(f, account);
	int year = month / 100, m = month % 100;
	int32_t first, last;
	int64_t found = -1;

	if (p->n == 0 || m < 1 || m > 12)
		return FIT_NONE;
	first = day_from_ymd(year, m, 1);
	last = (m == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, m + 1, 1)) - 1;
	for (uint32_t i = f->first[place]; i < f->first[place + 1]; i++) {
		const struct thing *t = &f->thing[i];

		if (!paid_for(f, p, t, first, last))
			continue;
		if (found >= 0 && (f->thing[found].placement != t->placement ||
		                          strcmp(f->thing[found].id, t->id) != 0))
			return FIT_SEVERAL;
		found = i;
	}
	return found < 0 ? FIT_NONE : found * 4 + FIT_ONE;
}

static const char *one(const struct fits *f, int64_t fit, bool placement)
{
	const struct thing *t;

	if (fit < 0 || fit % 4 != FIT_ONE || fit / 4 >= f->n_things)
		return NULL;
	t = &f->thing[fit / 4];
	return t->placement == placement ? t->id : NULL;
}

const char *fit_measure(const struct fits *f, int64_t fit)
{
	return one(f, fit, false);
}

const char *fit_placement(const struct fits *f, int64_t fit)
{
	return one(f, fit, true);
}
