#include "transform/rule_tally.h"

#include "common/buf.h"

enum { SQL_MAX = 1 << 20, AT_ONCE = 500 };

/* One `checks` line: rows of a source, all or those of a condition. */
struct count {
	const char *source, *where; /* where NULL: all */
	int64_t n;
	bool done;
	struct count *next;
};

struct tallying {
	struct ctx *c;
	struct arena *a;
	struct count *first;
};

static struct count *count_of(struct tallying *t, const char *source, const char *where)
{
	struct count *n = t->first;

	while (n && (strcmp(n->source, source) != 0 || !n->where != !where ||
	                    (where && strcmp(n->where, where) != 0)))
		n = n->next;
	if (!n) {
		n = arena_take(t->a, sizeof *n);
		*n = (struct count){ .source = source, .where = where, .next = t->first };
		t->first = n;
	}
	return n;
}

/* "staging_x AS k WHERE c": the source, its first word and the condition. */
static void split(struct tallying *t, const char *what, const char **source, const char **table,
        const char **where)
{
	const char *at = strstr(what, " WHERE ");

	*source = arena_strndup(t->a, what, at ? (size_t)(at - what) : strlen(what));
	*table = arena_strndup(t->a, what, strcspn(what, " "));
	*where = at ? at + strlen(" WHERE ") : NULL;
}

static void note_rule(struct tallying *t, const struct rule *r)
{
	const char *what, *source, *table, *where;
	size_t cursor = 0;

	while ((what = head_each(&r->head, "checks", &cursor))) {
		split(t, what, &source, &table, &where);
		(void)count_of(t, table, NULL);
		if (!where || !strchr(where, ':'))
			(void)count_of(t, source, where);
	}
}

/* Every count of the source of `first` that is not done and binds nothing, by one pass. */
static int count_source(struct tallying *t, const struct count *first, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct buf b CLEANUP(buf_done);
	struct count *of[AT_ONCE];
	size_t n = 0;
	int rc = 0;

	buf_init(&b, SQL_MAX);
	for (struct count *at = t->first; at && n < AT_ONCE; at = at->next) {
		if (at->done || strcmp(at->source, first->source) != 0)
			continue;
		rc |= buf_printf(&b, "%scount(*)", n ? ", " : "SELECT ");
		if (at->where)
			rc |= buf_printf(&b, " FILTER (WHERE %s)", at->where);
		of[n++] = at;
	}
	if (rc < 0 || buf_printf(&b, " FROM %s", first->source) < 0)
		return err_set(e, ERR_BUG, "checks of %s are too many", first->source);
	if (db_prepare(t->c->db, b.data, "checks", &s, e) < 0 || db_step(s, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		of[i]->n = sqlite3_column_int64(s, (int)i);
		of[i]->done = true;
	}
	return 0;
}

static int count_bound(
        struct tallying *t, const struct rule *r, const char *what, int64_t *ret, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct params p = { .arena = &own };

	step_params(t->c, &p);
	rule_params(r, &p);
	if (db_prepare(t->c->db, arena_printf(&own, "SELECT count(*) FROM %s", what), r->head.path,
	            &s, e) < 0 ||
	        db_bind_params(s, &p, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

/* For a rule about the municipality there are no rows that it is not about. */
static int add_rule(struct tallying *t, const struct rule *r, struct rule_tally *to, struct err *e)
{
	bool macro = strcmp(head_get(&r->head, "scope"), "macro") == 0;
	const char *what, *source, *table, *where;
	size_t cursor = 0;
	int64_t n;

	while ((what = head_each(&r->head, "checks", &cursor))) {
		split(t, what, &source, &table, &where);
		if (where && strchr(where, ':')) {
			if (count_bound(t, r, what, &n, e) < 0)
				return -1;
		} else {
			n = count_of(t, source, where)->n;
		}
		to->checked += n;
		if (!macro)
			to->beside += count_of(t, table, NULL)->n - n;
	}
	return 0;
}

static bool counts(const struct rule *r, enum rule_place place)
{
	return r->place == place && !r->off;
}

int rules_tally(struct ctx *c, const struct rules *r, enum rule_place place, struct arena *a,
        struct rule_tally **ret, struct err *e)
{
	struct tallying t = { .c = c, .a = a };

	*ret = arena_take(a, (r->n + 1) * sizeof **ret);
	for (size_t i = 0; i < r->n; i++)
		if (counts(&r->rows[i], place))
			note_rule(&t, &r->rows[i]);
	for (const struct count *n = t.first; n; n = n->next)
		while (!n->done)
			if (count_source(&t, n, e) < 0)
				return -1;
	for (size_t i = 0; i < r->n; i++)
		if (counts(&r->rows[i], place) && add_rule(&t, &r->rows[i], &(*ret)[i], e) < 0)
			return err_ctx(e, "%s: checks", r->rows[i].head.path);
	return 0;
}
