#include "transform/beside.h"

#include <unistd.h>

#include "common/fault.h"

enum { CACHE_KIB = 16384 };

/* As the mart has them, with the columns that were added. */
static int side_tables(struct beside *b, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->own.db,
	            "SELECT sql FROM mart.sqlite_schema WHERE tbl_name IN ('finding', "
	            "'finding_spared', 'rule_result')"
	            " AND sql IS NOT NULL ORDER BY type DESC, name",
	            "tables of findings", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		if (db_exec(b->own.db, (const char *)sqlite3_column_text(s, 0), e) < 0)
			return -1;
	return rc;
}

/* The side file has the tables of findings; everything else of the mart is seen through it. */
static int side_open(struct beside *b, const char *mart, struct err *e)
{
	struct params p = { .arena = &b->arena };

	(void)unlink(b->path);
	if (db_open(b->path, DB_RW, &b->own.db, e) < 0 ||
	        db_exec(b->own.db,
	                arena_printf(&b->arena,
	                        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA "
	                        "cache_size = -%d",
	                        CACHE_KIB),
	                e) < 0)
		return -1;
	params_text(&p, "mart", mart);
	if (db_exec_params(b->own.db, "ATTACH :mart AS mart", "the mart", &p, e) < 0 ||
	        side_tables(b, e) < 0)
		return -1;
	return db_exec(b->own.db,
	        "INSERT INTO finding SELECT * FROM mart.finding"
	        " WHERE stage <> 'transform' AND stage NOT GLOB 'report:*'",
	        e);
}

static int side_rules(struct beside *b, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct rule_counts counts; /* of what is new; bring_in() has all */

	/* Not IMMEDIATE: the mart is only read here. */
	if (db_exec(b->own.db, "BEGIN", e) < 0)
		return -1;
	tx.db = b->own.db;
	if (rules_run_limited(&b->own, b->rules, b->limit, b->watch, &counts, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

static void *run(void *arg)
{
	struct beside *b = arg;

	b->rc = side_rules(b, &b->err);
	return NULL;
}

static bool can_thread(const char *mart)
{
#ifdef WITH_FAULTS
	(void)mart;
	return false; /* points are counted in one thread only */
#else
	return mart && *mart;
#endif
}

int beside_begin(struct beside *b, struct ctx *c, const struct rules *rules, struct limit *limit,
        const struct watch *watch, struct err *e)
{
	const char *mart = sqlite3_db_filename(c->db, "main");

	b->c = c;
	b->rules = rules;
	b->limit = limit;
	b->watch = watch;
	if (!can_thread(mart))
		return 0;
	b->own = *c;
	b->own.db = NULL;
	b->own.arena = &b->arena;
	snprintf(b->path, sizeof b->path, "%s/tmp/rules.db", c->workspace);
	if (side_open(b, mart, e) < 0)
		return err_ctx(e, "preparing the rules");
	b->limit->from = "mart";
	if (pthread_create(&b->thread, NULL, run, b) != 0)
		return err_set(e, ERR_IO, "could not start a thread for the rules");
	b->running = true;
	return 0;
}

static int copy_row(sqlite3_stmt *from, sqlite3_stmt *to, struct err *e)
{
	for (int i = 0; i < sqlite3_column_count(from); i++)
		if (sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i)) != SQLITE_OK)
			return db_err(sqlite3_db_handle(to), e, "findings");
	return db_run(to, e);
}

/* The rows of one query on the side into the mart, in its order. */
static int copy(struct beside *b, const char *query, const char *insert, struct err *e)
{
	sqlite3_stmt *from CLEANUP(stmt_done) = NULL, *to CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->own.db, query, "findings of the rules", &from, e) < 0 ||
	        db_prepare(b->c->db, insert, "findings", &to, e) < 0)
		return -1;
	while ((rc = db_step(from, e)) > 0)
		if (copy_row(from, to, e) < 0)
			return -1;
	return rc;
}

#define COLUMNS                                                                                    \
	"stage, rule, version, consequence, entity, record_key, case_id, citizen_id, field, "      \
	"found,"                                                                                   \
	" expected, clash, file, line, who, note_da, note_en, event_day, due_day"

#define RESULTS "rule, version, checked, found, skipped, not_applicable, note"

#define SPARED "rule, entity, record_key, case_id, citizen_id"

static int bring_in(struct beside *b, struct err *e)
{
	if (limit_clear(b->c->db, b->rules, b->limit, e) < 0 ||
	        copy(b,
	                "SELECT " COLUMNS
	                " FROM finding WHERE stage = 'transform' ORDER BY finding",
	                "INSERT INTO finding (" COLUMNS
	                ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	                e) < 0 ||
	        copy(b, "SELECT " SPARED " FROM finding_spared",
	                "INSERT INTO finding_spared (" SPARED ") VALUES (?,?,?,?,?)", e) < 0)
		return -1;
	return copy(b, "SELECT " RESULTS " FROM rule_result ORDER BY rule",
	        "INSERT INTO rule_result (" RESULTS ") VALUES (?,?,?,?,?,?,?)", e);
}

static int run_here(struct beside *b, struct err *e)
{
	struct rule_counts counts;

	if (limit_clear(b->c->db, b->rules, b->limit, e) < 0)
		return -1;
	return rules_run_limited(b->c, b->rules, b->limit, b->watch, &counts, e);
}

static void join(struct beside *b)
{
	if (b->running)
		(void)pthread_join(b->thread, NULL);
	b->running = false;
}

int beside_end(struct beside *b, struct rule_counts *ret, struct err *e)
{
	bool beside = b->running;

	join(b);
	if (b->rc < 0) {
		*e = b->err;
		return -1;
	}
	if ((beside ? bring_in(b, e) : run_here(b, e)) < 0 ||
	        limit_counts(b->c->db, b->rules, b->limit, e) < 0)
		return -1;
	*ret = (struct rule_counts){ 0 };
	return rules_count(b->c->db, ret, e);
}

void beside_abandon(struct beside *b)
{
	if (b->running)
		sqlite3_interrupt(b->own.db);
	join(b);
	db_closep(&b->own.db);
	if (b->path[0])
		(void)unlink(b->path);
	arena_done(&b->arena);
	b->path[0] = '\0';
}
