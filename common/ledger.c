#include "common/ledger.h"

#include "common/defs.h"

int ledger_done(sqlite3 *db, const char *job, const char *as_of, int64_t *ret_run, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT max(run_id) FROM run WHERE job = :job AND as_of = :as_of AND status = "
	            "'done'",
	            "ledger", &s, e) < 0 ||
	        db_bind_text(s, ":job", job, e) < 0 || db_bind_text(s, ":as_of", as_of, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc <= 0)
		return rc;
	*ret_run = sqlite3_column_int64(s, 0);
	return sqlite3_column_type(s, 0) != SQLITE_NULL;
}

static int find_unfinished(
        struct ledger *l, const char *job, const char *as_of, const char *hash, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(l->db,
	            "SELECT run_id FROM run WHERE job = :job AND as_of = :as_of AND status <> "
	            "'done'"
	            " AND program = :program AND definitions = :definitions ORDER BY run_id DESC "
	            "LIMIT 1",
	            "ledger", &s, e) < 0 ||
	        db_bind_text(s, ":job", job, e) < 0 || db_bind_text(s, ":as_of", as_of, e) < 0 ||
	        db_bind_text(s, ":program", PROGRAM_VERSION, e) < 0 ||
	        db_bind_text(s, ":definitions", hash, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc > 0)
		l->run_id = sqlite3_column_int64(s, 0);
	return rc;
}

static int insert_run(struct ledger *l, struct params *p, struct err *e)
{
	if (db_exec_params(l->db,
	            "INSERT INTO run(job, as_of, status, started, program, definitions, options)"
	            " VALUES(:job, :as_of, 'running', :now, :program, :definitions, :options)",
	            "ledger", p, e) < 0)
		return -1;
	l->run_id = sqlite3_last_insert_rowid(l->db);
	return 0;
}

int ledger_open(struct ledger *l, sqlite3 *db, const char *job, const char *as_of, const char *now,
        const char *options, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	char hash[65];
	int rc;

	*l = (struct ledger){ .db = db };
	defs_hash(hash);
	rc = find_unfinished(l, job, as_of, hash, e);
	if (rc < 0)
		return -1;
	l->resumed = rc > 0;
	params_int(&p, "run", l->run_id);
	if (l->resumed)
		return db_exec_params(db, "UPDATE run SET status = 'running' WHERE run_id = :run",
		        "ledger", &p, e);
	params_text(&p, "job", job);
	params_text(&p, "as_of", as_of);
	params_text(&p, "now", now);
	params_text(&p, "program", PROGRAM_VERSION);
	params_text(&p, "definitions", hash);
	params_text(&p, "options", options);
	return insert_run(l, &p, e);
}

int ledger_step_done(const struct ledger *l, int seq, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(l->db,
	            "SELECT 1 FROM run_step WHERE run_id = :run AND seq = :seq AND status = 'done'",
	            "ledger", &s, e) < 0 ||
	        db_bind_int(s, ":run", l->run_id, e) < 0 || db_bind_int(s, ":seq", seq, e) < 0)
		return -1;
	return db_step(s, e);
}

static void step_params(struct params *p, const struct ledger *l, const struct ledger_step *s)
{
	params_int(p, "run", l->run_id);
	params_int(p, "seq", s->seq);
	params_text(p, "stage", s->stage);
	params_text(p, "name", s->name);
	params_text(p, "status", s->exit_status ? "failed" : "done");
	params_text(p, "started", s->started);
	params_int(p, "ms", s->milliseconds);
	params_int(p, "peak", s->peak_kib);
	params_int(p, "exit", s->exit_status);
	params_text(p, "message", s->message);
}

static int book_counts(
        const struct ledger *l, const struct ledger_step *s, struct params *p, struct err *e)
{
	for (size_t i = 0; i < s->n_counts; i++) {
		params_text(p, "subject", s->counts[i].subject);
		params_text(p, "count", s->counts[i].name);
		params_int(p, "n", s->counts[i].n);
		if (db_exec_params(l->db,
		            "INSERT INTO run_count VALUES(:run, :seq, :subject, :count, :n)",
		            "ledger", p, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < s->n_outputs; i++) {
		params_text(p, "path", s->outputs[i].path);
		params_text(p, "sha", s->outputs[i].sha256);
		params_int(p, "bytes", s->outputs[i].bytes);
		params_int(p, "records", s->outputs[i].records);
		if (db_exec_params(l->db,
		            "INSERT INTO run_output VALUES(:run, :seq, :path, :sha, :bytes, "
		            ":records)",
		            "ledger", p, e) < 0)
			return -1;
	}
	return 0;
}

int ledger_step(const struct ledger *l, const struct ledger_step *s, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p = { .arena = &a };

	step_params(&p, l, s);
	if (tx_begin(&tx, l->db, e) < 0 ||
	        db_exec_params(l->db,
	                "DELETE FROM run_count WHERE run_id = :run AND seq = :seq;"
	                "DELETE FROM run_output WHERE run_id = :run AND seq = :seq;"
	                "DELETE FROM run_step WHERE run_id = :run AND seq = :seq;"
	                "INSERT INTO run_step VALUES(:run, :seq, :stage, :name, :status, :started, "
	                ":ms, :peak,"
	                " :exit, :message)",
	                "ledger", &p, e) < 0 ||
	        book_counts(l, s, &p, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int ledger_close(const struct ledger *l, const char *now, bool done, int exit_status, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_int(&p, "run", l->run_id);
	params_text(&p, "now", now);
	params_int(&p, "exit", exit_status);
	params_text(&p, "status", done ? "done" : "failed");
	return db_exec_params(l->db,
	        "UPDATE run SET status = :status, finished = :now, exit_status = :exit WHERE "
	        "run_id = :run",
	        "ledger", &p, e);
}
