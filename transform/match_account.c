#include "transform/match_account.h"

#include "common/text.h"

enum { CACHE = 4096, KEY = 112 };

struct account_row {
	const char *pattern;
	size_t length;
	int64_t account;
	int32_t from, to;
};

/* The last local account that was looked up in this place, and the first row that fits it. */
struct account_seen {
	char local[KEY];
	uint32_t first; /* at the end: none */
};

struct accounts {
	struct account_row *row; /* the longest pattern first, then by bytes, then by day */
	uint32_t n;
	struct account_seen *seen;
};

int accounts_load(struct ctx *c, struct arena *a, struct accounts **ret, struct err *e)
{
	struct accounts *x = arena_take(a, sizeof *x);
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	if (db_int(c->db, "SELECT count(*) FROM codelist_account", &n, e) < 0 ||
	        db_prepare(c->db,
	                "SELECT pattern, CAST(account AS INTEGER), valid_from, valid_to FROM"
	                " codelist_account ORDER BY length(pattern) DESC, pattern, valid_from",
	                "codelist_account", &s, e) < 0)
		return -1;
	x->row = arena_take(a, ((size_t)n + 1) * sizeof *x->row);
	x->seen = arena_take(a, CACHE * sizeof *x->seen);
	while ((rc = db_step(s, e)) > 0 && x->n < n) {
		struct account_row *r = &x->row[x->n++];

		*r = (struct account_row){ arena_strdup(a, col_text(s, 0)), 0,
			sqlite3_column_int64(s, 1), sqlite3_column_int(s, 2),
			sqlite3_column_int(s, 3) };
		r->length = strlen(r->pattern);
	}
	*ret = x;
	return rc < 0 ? -1 : 0;
}

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

static uint32_t next_fit(const struct accounts *x, const char *local, uint32_t from)
{
	while (from < x->n && sqlite3_strglob(x->row[from].pattern, local) != 0)
		from++;
	return from;
}

int64_t account_of(struct accounts *x, const char *local, int32_t day)
{
	struct account_seen *seen = &x->seen[hash(local) % CACHE];

	if (strcmp(seen->local, local) != 0) {
		if (strlen(local) >= KEY)
			return 0;
		snprintf(seen->local, KEY, "%s", local);
		seen->first = next_fit(x, local, 0);
	}
	for (uint32_t i = seen->first; i < x->n; i = next_fit(x, local, i + 1))
		if (x->row[i].from <= day && day <= x->row[i].to)
			return x->row[i].account;
	return 0;
}
