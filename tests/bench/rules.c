/*
 * What do the rules cost? All of them over a mart that was extracted: seconds of processor and
 * steps of SQLite's machine for each, the dearest first; then all together, with peak memory.
 *
 *     rules-bench WORKSPACE all             every child, as after the first reading; is kept
 *     rules-bench WORKSPACE night CHILDREN  so many children changed since `all`; is rolled back
 *
 * One thread, findings into the mart. Each call is a process of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "common/finding_life.h"
#include "common/text.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/rule_limit.h"

enum { RULES_MAX = 512, SHOWN = 12, AS_OF_YEAR = 2026 };

struct cost {
	char name[64];
	double seconds;
	int64_t steps, found;
};

struct bench {
	struct cost cost[RULES_MAX];
	size_t n;
	double last;
	int64_t steps; /* since the last rule */
};

static _Noreturn void stop(const struct err *e)
{
	fprintf(stderr, "%s\n", e->msg);
	exit(1);
}

static double cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int stepped(unsigned what, void *arg, void *stmt, void *took)
{
	struct bench *b = arg;

	(void)what, (void)took;
	b->steps += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

static void done(void *arg, const char *path, int64_t rows)
{
	struct bench *b = arg;
	struct cost *c = &b->cost[b->n < RULES_MAX - 1 ? b->n++ : b->n];
	const char *name = strrchr(path, '/');

	snprintf(c->name, sizeof c->name, "%s", name ? name + 1 : path);
	c->seconds = cpu() - b->last;
	c->steps = b->steps;
	c->found = rows;
	b->last = cpu();
	b->steps = 0;
}

static int dearer(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;

	return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

/* Rows of some children are written as they are: the triggers note them. */
static void touch(sqlite3 *db, const char *children)
{
	char sql[200];
	struct err e = { 0 };

	snprintf(sql, sizeof sql,
	        "UPDATE staging_case_file SET line = line WHERE case_id IN"
	        " (SELECT case_id FROM staging_case_file ORDER BY case_id LIMIT %ld)",
	        strtol(children, NULL, 10));
	if (db_exec(db, sql, &e) < 0)
		stop(&e);
}

static void run(struct ctx *c, struct bench *b, int64_t *modes, struct rule_counts *n)
{
	struct watch w = { done, b };
	struct finding_life life;
	struct limit limit;
	struct rules rules;
	struct err e = { 0 };

	if (codelist_load(c->db, &e) < 0 || finance_tables_load(c->db, c->workspace, &e) < 0 ||
	        rules_load(c->arena, &rules, &e) < 0 || rules_configure(&rules, c->conf, &e) < 0 ||
	        limit_begin(c, &rules, &limit, &e) < 0 ||
	        limit_clear(c->db, &rules, &limit, &e) < 0)
		stop(&e);
	done(b, "(what changed)", 0);
	if (rules_run_limited(c, &rules, &limit, &w, n, &e) < 0 ||
	        limit_counts(c->db, &rules, &limit, &e) < 0 || rules_count(c->db, n, &e) < 0)
		stop(&e);
	done(b, "(counts)", 0);
	if (finding_life_follow(c, "transform", &life, &e) < 0 ||
	        limit_end(c, &rules, &limit, &e) < 0)
		stop(&e);
	done(b, "(findings over time)", life.open);
	limit_modes(&rules, &limit, modes);
}

static void tell(struct bench *b, const char *what, double took, double used, const int64_t *modes,
        const struct rule_counts *n)
{
	struct rusage u;
	int64_t steps = 0;

	getrusage(RUSAGE_SELF, &u);
	for (size_t i = 0; i < b->n; i++)
		steps += b->cost[i].steps;
	printf("%-6s %6.2f s wall, %6.2f s of processor, %4ld MiB, %lld rules: %lld over all, %lld "
	       "over"
	       " those that changed, %lld kept; %lld rows checked, %lld findings, %.1f M steps\n",
	        what, took, used, u.ru_maxrss / 1024, (long long)n->rules,
	        (long long)modes[RULE_WHOLE], (long long)modes[RULE_TOUCHED],
	        (long long)modes[RULE_KEPT], (long long)n->checked, (long long)n->found,
	        (double)steps / 1e6);
	qsort(b->cost, b->n, sizeof *b->cost, dearer);
	for (size_t i = 0; i < b->n && i < SHOWN; i++)
		printf("       %6.2f s  %8.1f M steps  %8lld  %s\n", b->cost[i].seconds,
		        (double)b->cost[i].steps / 1e6, (long long)b->cost[i].found,
		        b->cost[i].name);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct arena a = { 0 };
	struct conf *conf = NULL;
	struct ctx c = { .arena = &a, .municipality = "492", .lang = "da" };
	int64_t modes[RULE_MODES] = { 0 };
	struct rule_counts n = { 0 };
	bool night = argc > 3 && strcmp(argv[2], "night") == 0;
	struct err e = { 0 };
	double began;

	if (argc < 3)
		return 2;
	c.workspace = argv[1];
	c.as_of = day_from_ymd(AS_OF_YEAR, 11, 1) + night;
	c.full = !night;
	conf = conf_new(&a);
	c.conf = conf;
	if (conf_load(conf, arena_printf(&a, "%s/indberet.conf", argv[1]), &e) < 0 ||
	        conf_finish(conf, &e) < 0 ||
	        db_open(arena_printf(&a, "%s/mart.db", argv[1]), DB_RW, &c.db, &e) < 0 ||
	        db_exec(c.db, "BEGIN", &e) < 0)
		stop(&e);
	if (night)
		touch(c.db, argv[3]);
	sqlite3_trace_v2(c.db, SQLITE_TRACE_PROFILE, stepped, &b);
	began = wall();
	b.last = cpu();
	run(&c, &b, modes, &n);
	tell(&b, argv[2], wall() - began, cpu(), modes, &n);
	sqlite3_trace_v2(c.db, 0, NULL, NULL);
	if (db_exec(c.db, night ? "ROLLBACK" : "COMMIT", &e) < 0)
		stop(&e);
	db_closep(&c.db);
	arena_done(&a);
	return 0;
}
