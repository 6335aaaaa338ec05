#include "extract/feed_age.h"

#include "common/text.h"
#include "extract/feed.h"
#include "extract/finding.h"
#include "extract/source.h"

enum { RULE_MAX = 64, LOOKED_BACK = 4000 };

enum verdict { FRESH, STALE, NEVER, NO_LIMIT, NOT_EXPECTED };
static const char *const verdicts[] = { [FRESH] = "fresh",
	[STALE] = "stale",
	[NEVER] = "never",
	[NO_LIMIT] = "no limit",
	[NOT_EXPECTED] = "not expected" };

enum expect { EXPECT_ONCE_COME, EXPECT_YES, EXPECT_NO, EXPECT_FROM };

/* A feed on its way to a verdict. */
struct aged {
	const char *feed, *due, *pattern;
	bool store; /* the case store */
	struct feed_limit limit;
	enum expect expect;
	int32_t from; /* of EXPECT_FROM */
	/* What came. */
	int64_t loaded, unused;
	const char *name;
	int32_t produced;
	int64_t age;
	int year;              /* that is due */
	const char *last_year; /* the newest that came */
	enum verdict verdict;
};

struct ages {
	struct ctx *c;
	struct findings findings;
	struct feed_ages *ret;
};

/* --- limits ----------------------------------------------------------------- */

bool feed_limit_parse(const char *s, struct feed_limit *ret)
{
	size_t n = strcspn(s, " ");
	struct feed_limit l = { .workdays = strcmp(s + n, " workdays") == 0 };

	if ((s[n] && !l.workdays) || !text_int(s, n, &l.n) || l.n < 0 || l.n > LOOKED_BACK)
		return false;
	*ret = l;
	return true;
}

int64_t feed_limit_age(const struct feed_limit *l, int32_t from, int32_t to)
{
	int64_t n = 0;

	if (!l->workdays || to - from > 2 * LOOKED_BACK)
		return to > from ? to - from : 0;
	for (int32_t day = from + 1; day <= to; day++)
		n += day_is_workday(day);
	return n;
}

/* "4 dage", "2 arbejdsdage", "12 dage" */
static const char *days(const struct aged *f, int64_t n, struct arena *a)
{
	const char *unit = f->limit.workdays ? (n == 1 ? "arbejdsdag" : "arbejdsdage")
	                                     : (n == 1 ? "dag" : "dage");

	return arena_printf(a, "%lld %s", (long long)n, unit);
}

/* --- settings --------------------------------------------------------------- */

static int bad_setting(const char *section, const char *name, const char *value,
        const char *expected, struct err *e)
{
	return err_set(e, ERR_CONFIG, "setting %s.%s is '%.40s': expected %s", section, name, value,
	        expected);
}

static int read_expected(struct aged *f, const char *section, const char *v, struct err *e)
{
	if (!v)
		return 0;
	if (strcmp(v, "yes") == 0)
		f->expect = EXPECT_YES;
	else if (strcmp(v, "no") == 0)
		f->expect = EXPECT_NO;
	else if (strncmp(v, "from ", 5) == 0 && text_day(v + 5, strlen(v + 5), &f->from))
		f->expect = EXPECT_FROM;
	else
		return bad_setting(section, "expected", v, "yes, no or from YYYY-MM-DD", e);
	return 0;
}

static int read_settings(struct ctx *c, struct aged *f, struct err *e)
{
	const char *section = arena_printf(c->arena, "feed.%s", f->feed);
	const char *limit = conf_free(c->conf, section, "max-age");

	if (f->store)
		limit = conf_text(c->conf, "case-store.max-age");
	if (limit && !feed_limit_parse(limit, &f->limit))
		return bad_setting(f->store ? "case-store" : section, "max-age", limit,
		        "a number of days, or 'N workdays'", e);
	if (limit)
		f->due = NULL;
	return read_expected(f, section, conf_free(c->conf, section, "expected"), e);
}

/* --- what came -------------------------------------------------------------- */

/* The file of the latest day that is not after the as-of day. */
static const char newest[] =
        "SELECT name, at FROM (SELECT f.file, f.name, coalesce(f.produced,"
        " (SELECT max(day(r.as_of)) FROM staging_delivery AS d JOIN run AS r ON r.run_id = d.run"
        " WHERE d.file = f.file AND d.verdict = 'loaded')) AS at"
        " FROM staging_file AS f WHERE f.feed = :feed)"
        " WHERE at <= :as_of ORDER BY at DESC, file DESC LIMIT 1";

static const char counts[] =
        "SELECT (SELECT count(*) FROM staging_file WHERE feed = :feed),"
        " (SELECT count(DISTINCT record_key) FROM finding WHERE stage = 'extract:' || :feed"
        "   AND consequence = 'delivery' AND file IS NULL),"
        " (SELECT max(period) FROM staging_file WHERE feed = :feed)";

static int ask(
        struct ctx *c, const char *sql, const struct aged *f, sqlite3_stmt **s, struct err *e)
{
	struct params p = { .arena = c->arena };

	params_text(&p, "feed", f->feed);
	params_int(&p, "as_of", c->as_of);
	if (db_prepare(c->db, sql, "staging_file", s, e) < 0 || db_bind_params(*s, &p, e) < 0)
		return -1;
	return db_step(*s, e);
}

static int look(struct ctx *c, struct aged *f, struct err *e)
{
	sqlite3_stmt *file CLEANUP(stmt_done) = NULL, *count CLEANUP(stmt_done) = NULL;
	int rc = ask(c, newest, f, &file, e);

	if (rc < 0)
		return -1;
	f->produced = NO_DAY;
	if (rc > 0) {
		if (!f->store) /* a day is all there is to know of it */
			f->name = arena_strdup(c->arena, col_text(file, 0));
		f->produced = (int32_t)sqlite3_column_int64(file, 1);
		f->age = feed_limit_age(&f->limit, f->produced, c->as_of);
	}
	if (ask(c, counts, f, &count, e) < 0)
		return -1;
	f->loaded = sqlite3_column_int64(count, 0);
	f->unused = sqlite3_column_int64(count, 1);
	f->last_year = arena_strdup(c->arena, col_text(count, 2));
	return 0;
}

/* --- verdicts --------------------------------------------------------------- */

/* The latest year whose file should be here. */
static int year_due(const struct aged *f, int32_t as_of)
{
	int y, m, d;
	char due[16];
	int32_t day;

	day_to_ymd(as_of, &y, &m, &d);
	snprintf(due, sizeof due, "%04d-%.5s", y % 10000, f->due);
	return text_day(due, strlen(due), &day) && as_of > day ? y : y - 1;
}

static bool expected(const struct aged *f)
{
	return f->loaded || f->expect == EXPECT_YES || f->expect == EXPECT_FROM;
}

static void judge(struct aged *f, int32_t as_of)
{
	int64_t year = 0;

	f->verdict = FRESH;
	if (f->due)
		f->year = year_due(f, as_of);
	if (f->expect == EXPECT_NO || !expected(f))
		f->verdict = NOT_EXPECTED;
	else if (!f->limit.n && !f->due)
		f->verdict = NO_LIMIT;
	else if (!f->loaded)
		f->verdict = f->expect == EXPECT_FROM &&
		                             feed_limit_age(&f->limit, f->from, as_of) <= f->limit.n
		                     ? NOT_EXPECTED
		                     : NEVER;
	else if (f->due)
		f->verdict = text_int(f->last_year, strlen(f->last_year), &year) && year >= f->year
		                     ? FRESH
		                     : STALE;
	else if (f->produced != NO_DAY && f->age > f->limit.n)
		f->verdict = STALE;
}

/* "højst 2 arbejdsdage", "2026 senest 2026-01-15" */
static const char *limit_text(const struct aged *f, struct arena *a)
{
	if (f->due)
		return arena_printf(a, "%d senest %d-%s", f->year, f->year, f->due);
	return f->limit.n ? arena_printf(a, "højst %s", days(f, f->limit.n, a)) : NULL;
}

static const char *found_text(const struct aged *f, struct arena *a)
{
	char iso[11];

	if (f->due)
		return arena_printf(a, "%s", *f->last_year ? f->last_year : f->name);
	day_iso(f->produced, iso);
	return f->store ? arena_printf(a, "%s, %s", iso, days(f, f->age, a))
	                : arena_printf(a, "%s, %s, %s", f->name, iso, days(f, f->age, a));
}

static int note(struct ages *g, const struct aged *f, struct err *e)
{
	static const enum finding_kind stale[] = { FIND_STALE, FIND_STALE_STORE };
	bool never = f->verdict == NEVER;
	struct arena *a = g->c->arena;
	struct finding x = { 0 };
	char rule[RULE_MAX];

	finding_of_kind(&x,
	        never    ? FIND_NEVER
	        : f->due ? FIND_STALE_YEAR
	                 : stale[f->store],
	        "feed", NULL, rule, sizeof rule);
	x.entity = "feed";
	x.key = f->feed;
	x.field = f->due ? "period" : "produced";
	x.found = never ? NULL : found_text(f, a);
	x.expected = never ? f->pattern : limit_text(f, a);
	if (f->unused)
		x.clash =
		        arena_printf(a, "%lld filer er kommet og ikke brugt", (long long)f->unused);
	return finding_add(&g->findings, &x, e);
}

static int store_verdict(struct ages *g, const struct aged *f, struct err *e)
{
	struct params p = { .arena = g->c->arena };

	params_text(&p, "feed", f->feed);
	params_int(&p, "as_of", g->c->as_of);
	params_text(&p, "name", f->name);
	params_text(&p, "produced", NULL);
	params_text(&p, "age", NULL);
	if (f->produced != NO_DAY) {
		params_int(&p, "produced", f->produced);
		params_int(&p, "age", f->age);
	}
	params_text(&p, "limit", limit_text(f, g->c->arena));
	params_int(&p, "unused", f->unused);
	params_text(&p, "verdict", verdicts[f->verdict]);
	return db_exec_params(g->c->db,
	        "INSERT INTO staging_feed_age(feed, as_of, name, produced, age, \"limit\", unused,"
	        " verdict) VALUES(:feed, :as_of, :name, :produced, :age, :limit, :unused, "
	        ":verdict)",
	        "staging_feed_age", &p, e);
}

static int one(struct ages *g, struct aged *f, struct err *e)
{
	if (read_settings(g->c, f, e) < 0 || look(g->c, f, e) < 0)
		return -1;
	judge(f, g->c->as_of);
	g->ret->judged += f->verdict != NOT_EXPECTED && f->verdict != NO_LIMIT;
	g->ret->stale += f->verdict == STALE;
	g->ret->never += f->verdict == NEVER;
	if (store_verdict(g, f, e) < 0)
		return -1;
	return f->verdict == STALE || f->verdict == NEVER ? note(g, f, e) : 0;
}

static struct aged aged_feed(const struct feed *f)
{
	return (struct aged){ .feed = f->id,
		.due = f->due,
		.pattern = f->pattern,
		.limit = { f->max_age, f->max_workdays } };
}

static struct aged aged_store(const struct ctx *c)
{
	return (struct aged){
		.feed = "casestore", .store = true, .pattern = conf_text(c->conf, "case-store.path")
	};
}

static int feeds(struct ages *g, struct err *e)
{
	struct feed_set set;

	if (feeds_load(&set, g->c->arena, g->c->workspace, g->c->conf, e) < 0)
		return -1;
	for (size_t i = 0; i < set.n; i++) {
		struct aged f = aged_feed(&set.feeds[i]);

		if (one(g, &f, e) < 0)
			return -1;
	}
	return 0;
}

static int store(struct ages *g, struct err *e)
{
	struct aged f = aged_store(g->c);

	return one(g, &f, e);
}

static const struct {
	const char *forget;
	int (*judge)(struct ages *g, struct err *e);
} parts[] = {
	[AGES_STORE] = { "DELETE FROM staging_feed_age WHERE feed = 'casestore';"
	                 "DELETE FROM finding WHERE stage = 'extract:feed' AND record_key = "
	                 "'casestore'",
	        store },
	[AGES_FEEDS] = { "DELETE FROM staging_feed_age WHERE feed <> 'casestore';"
	                 "DELETE FROM finding WHERE stage = 'extract:feed' AND record_key <> "
	                 "'casestore'",
	        feeds },
};

int feed_ages_judge(struct ctx *c, enum feed_ages_of what, struct feed_ages *ret, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct ages g = { .c = c, .ret = ret };
	int rc;

	*ret = (struct feed_ages){ 0 };
	if (tx_begin(&tx, c->db, e) < 0 || db_exec(c->db, parts[what].forget, e) < 0 ||
	        findings_begin(&g.findings, c->db, "extract:feed", e) < 0)
		return -1;
	rc = parts[what].judge(&g, e);
	findings_done(&g.findings);
	return rc < 0 ? -1 : tx_commit(&tx, e);
}

int feed_ages_check(struct ctx *c, struct err *e)
{
	struct aged own = aged_store(c);
	struct feed_set set;

	if (feeds_load(&set, c->arena, c->workspace, c->conf, e) < 0 ||
	        read_settings(c, &own, e) < 0)
		return -1;
	for (size_t i = 0; i < set.n; i++) {
		struct aged f = aged_feed(&set.feeds[i]);

		if (read_settings(c, &f, e) < 0)
			return -1;
	}
	return 0;
}
