#include "report/tally.h"

#include "report/content.h"

enum { BUCKETS = 4096, DAY = 24 };

struct tally_day {
	char day[DAY];
	int64_t n;
	struct tally_day *next;
};

/* ---- types ---- */

static struct tally_type *type_of(struct tally *t, const char *s, size_t n)
{
	for (size_t i = 1; i < t->types; i++)
		if (strlen(t->type[i].type) == n && memcmp(t->type[i].type, s, n) == 0)
			return &t->type[i];
	if (t->types == TALLY_TYPES) {
		t->cut = true;
		return &t->type[TALLY_TYPES - 1];
	}
	t->type[t->types].type = t->types == TALLY_TYPES - 1 ? "…" : arena_strndup(t->arena, s, n);
	return &t->type[t->types++];
}

/* ---- the last deliveries ---- */

static const char last_sql[] =
        "SELECT delivery, added, changed, removed FROM ledger_delivery WHERE report = :report"
        " AND test = 0 AND handed_at IS NOT NULL AND basis IN ('changes', 'whole')"
        " ORDER BY delivery DESC LIMIT :wanted";

static const char items_sql[] = "SELECT i.op, i.content, d.definition FROM ledger_item AS i"
                                " JOIN ledger_delivery AS d ON d.delivery = i.delivery"
                                " WHERE i.delivery = :delivery";

static int read_last(struct tally *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(t->ctx->db, last_sql, "ledger_delivery", &s, e) < 0 ||
	        db_bind_text(s, ":report", t->def->id, e) < 0 ||
	        db_bind_int(s, ":wanted", t->wanted, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		t->delivery[t->had] = sqlite3_column_int64(s, 0);
		for (int op = 0; op < 3; op++)
			t->type[0].then[t->had][op] = sqlite3_column_int64(s, 1 + op);
		t->had++;
	}
	return rc;
}

static size_t op_of(const char *word)
{
	for (size_t i = 0; i < 3; i++)
		if (strcmp(change_ops[i], word) == 0)
			return i;
	return 0;
}

static int count_item(
        struct tally *t, size_t at, sqlite3_stmt *s, struct layout **all, struct err *e)
{
	const struct layout *l;
	struct content c;
	const char *type;
	size_t n;

	if (layout_find(all, t->def, col_text(s, 2), t->arena, &l, e) < 0)
		return -1;
	content_split(col_text(s, 1), (size_t)sqlite3_column_bytes(s, 1), &c);
	type = content_value(&c, l, (size_t)t->def->type_of, &n);
	type_of(t, type, n)->then[at][op_of(col_text(s, 0))]++;
	return 0;
}

static int read_items(struct tally *t, size_t at, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct layout *all = NULL;
	int rc;

	if (db_prepare(t->ctx->db, items_sql, "ledger_item", &s, e) < 0 ||
	        db_bind_int(s, ":delivery", t->delivery[at], e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		if (count_item(t, at, s, &all, e) < 0)
			return -1;
	return rc;
}

int tally_open(struct tally *t, const struct ctx *ctx, const struct report_def *d, struct err *e)
{
	*t = (struct tally){ .ctx = ctx,
		.def = d,
		.arena = ctx->arena,
		.factor = conf_int(ctx->conf, "ledger.jump-factor"),
		.least = conf_int(ctx->conf, "ledger.jump-least"),
		.percent = conf_int(ctx->conf, "ledger.mass-percent"),
		.mass_least = conf_int(ctx->conf, "ledger.mass-least"),
		.wanted = conf_int(ctx->conf, "ledger.jump-deliveries"),
		.types = 1 };
	if (t->wanted > TALLY_LAST)
		t->wanted = TALLY_LAST;
	t->type = arena_take(t->arena, TALLY_TYPES * sizeof *t->type);
	t->type[0].type = "";
	t->bucket = arena_take(t->arena, BUCKETS * sizeof(struct tally_day *));
	if (read_last(t, e) < 0)
		return -1;
	for (size_t i = 0; i < (size_t)t->had && d->type_of >= 0; i++)
		if (read_items(t, i, e) < 0)
			return -1;
	return 0;
}

/* ---- this delivery ---- */

static size_t hash(const struct cell *c)
{
	size_t h = 5381;

	for (size_t i = 0; i < c->n; i++)
		h = h * 33 + (unsigned char)c->s[i];
	return h % BUCKETS;
}

static void add_day(struct tally *t, const struct cell *c)
{
	struct tally_day **at = &t->bucket[hash(c)], *d;

	if (c->missing || c->n >= DAY)
		return;
	for (d = *at; d; d = d->next)
		if (strlen(d->day) == c->n && memcmp(d->day, c->s, c->n) == 0)
			break;
	if (!d) {
		if (t->day_count == TALLY_DAYS) {
			t->cut = true;
			return;
		}
		t->day_count++;
		d = arena_take(t->arena, sizeof *d);
		memcpy(d->day, c->s, c->n);
		d->next = *at;
		*at = d;
	}
	d->n++;
	if (d->n > t->mass || (d->n == t->mass && strcmp(d->day, t->mass_day) < 0)) {
		t->mass = d->n;
		t->mass_day = d->day;
	}
}

void tally_add(struct tally *t, enum report_op op, const struct report_row *row)
{
	t->type[0].now[op]++;
	if (!row)
		return;
	if (t->def->type_of >= 0)
		type_of(t, row->cell[t->def->type_of].s, row->cell[t->def->type_of].n)->now[op]++;
	if (op == OP_ADD && t->def->start_of >= 0)
		add_day(t, &row->cell[t->def->start_of]);
}

/* ---- the judgement ---- */

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int64_t median(const struct tally_type *y, int op, size_t n)
{
	int64_t v[TALLY_LAST];

	for (size_t i = 0; i < n; i++)
		v[i] = y->then[i][op];
	qsort(v, n, sizeof *v, by_number);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2] + 1) / 2;
}

static bool is_jump(const struct tally *t, int64_t n, int64_t m)
{
	return (n >= t->least && n > t->factor * m) || (m >= t->least && m > t->factor * n);
}

static int by_type(const void *a, const void *b)
{
	const struct tally_type *x = a, *y = b;

	return strcmp(x->type, y->type);
}

void tally_end(struct tally *t)
{
	qsort(t->type + 1, t->types - 1, sizeof *t->type, by_type);
	for (size_t i = 0; i < t->types && t->had >= TALLY_ENOUGH; i++)
		for (int op = 0; op < 3; op++) {
			struct tally_type *y = &t->type[i];

			y->median[op] = median(y, op, (size_t)t->had);
			y->jump[op] = is_jump(t, y->now[op], y->median[op]);
		}
	if (t->mass < t->mass_least || 100 * t->mass < t->percent * t->type[0].now[OP_ADD])
		t->mass_day = NULL;
}

/* ---- findings ---- */

#define FINDING                                                                                    \
	"INSERT INTO finding (stage, rule, version, consequence, entity, record_key, field, "      \
	"found,"                                                                                   \
	" expected, who, note_da, note_en) VALUES (:stage, :rule, :version, 'answer', :entity,"    \
	" :key, :field, :found, :expected, 'indberetningsansvarlig', :note_da, :note_en)"

struct told {
	const char *rule, *key, *field, *found, *expected, *da, *en;
};

static int tell(const struct tally *t, const struct told *f, struct err *e)
{
	struct params p = { .arena = t->arena };

	params_text(&p, "stage", arena_printf(t->arena, "report:%s", t->def->id));
	params_text(&p, "rule", arena_printf(t->arena, "%s.%s", t->def->id, f->rule));
	params_text(&p, "version", t->def->from);
	params_text(&p, "entity", t->def->entity ? t->def->entity : "");
	params_text(&p, "key", f->key);
	params_text(&p, "field", f->field);
	params_text(&p, "found", f->found);
	params_text(&p, "expected", f->expected);
	params_text(&p, "note_da", f->da);
	params_text(&p, "note_en", f->en);
	return db_exec_params(t->ctx->db, FINDING, "tally.c", &p, e);
}

static int tell_jump(const struct tally *t, const struct tally_type *y, int op, struct err *e)
{
	static const char *const da[] = { "nye", "ændrede", "fjernede" };
	static const char *const en[] = { "new", "changed", "removed" };
	struct arena *a = t->arena;
	struct told f = { .rule = "jump",
		.key = y->type,
		.field = change_ops[op],
		.found = arena_printf(a, "%lld", (long long)y->now[op]),
		.expected = arena_printf(a, "median %lld af %lld leverancer",
		        (long long)y->median[op], (long long)t->had),
		.da = arena_printf(a,
		        "Leverancen har %lld %s%s%s mod normalt %lld: et spring, der skal "
		        "forklares.",
		        (long long)y->now[op], da[op], *y->type ? " af typen " : "", y->type,
		        (long long)y->median[op]),
		.en = arena_printf(a,
		        "The delivery has %lld %s%s%s against %lld normally: a jump that needs an "
		        "explanation.",
		        (long long)y->now[op], en[op], *y->type ? " of type " : "", y->type,
		        (long long)y->median[op]) };

	return tell(t, &f, e);
}

static int tell_mass(const struct tally *t, struct err *e)
{
	struct arena *a = t->arena;
	int64_t of = t->type[0].now[OP_ADD];
	struct told f = { .rule = "mass-start",
		.key = t->mass_day,
		.field = t->def->column[t->def->start_of].name,
		.found = arena_printf(a, "%lld af %lld", (long long)t->mass, (long long)of),
		.expected = arena_printf(a, "under %lld %%", (long long)t->percent),
		.da = arena_printf(a,
		        "%lld af %lld nye poster begynder samme dag, %s: et systemskifte, eller en "
		        "dato, "
		        "der er sat af systemet?",
		        (long long)t->mass, (long long)of, t->mass_day),
		.en = arena_printf(a,
		        "%lld of %lld new records begin on one day, %s: a change of system, or a "
		        "date that "
		        "the system has set?",
		        (long long)t->mass, (long long)of, t->mass_day) };

	return tell(t, &f, e);
}

int tally_findings(const struct tally *t, struct err *e)
{
	for (size_t i = 0; i < t->types; i++)
		for (int op = 0; op < 3; op++)
			if (t->type[i].jump[op] && tell_jump(t, &t->type[i], op, e) < 0)
				return -1;
	return t->mass_day ? tell_mass(t, e) : 0;
}
