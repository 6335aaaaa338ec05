/* status: what the mart knows, as text. Nothing here writes. */
#include <dirent.h>

#include "common/text.h"
#include "jobs/app.h"

/* Prints the rows of a query, columns set apart by tabs; returns how many, or -1. */
static int64_t print_rows(struct app *a, const char *sql, const struct params *p, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n = 0;
	int rc;

	if (db_prepare(a->w.db, sql, "mart", &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		for (int i = 0; i < sqlite3_column_count(s); i++)
			fprintf(a->out, "%s%s", i ? "\t" : "", col_text(s, i));
		fputc('\n', a->out);
		n++;
	}
	return rc < 0 ? -1 : n;
}

static const struct {
	const char *title, *sql;
} status_parts[] = {
	{ "last runs (job, as-of, status, started, finished, exit status)",
	        "SELECT job, as_of, status, started, coalesce(finished, '-'), "
	        "coalesce(exit_status, '-')"
	        " FROM run ORDER BY run_id DESC LIMIT 5" },
	{ "steps of the last run (stage, step, status, ms, peak KiB, message)",
	        "SELECT stage, name, status, milliseconds, peak_kib, message FROM run_step"
	        " WHERE run_id = (SELECT max(run_id) FROM run) ORDER BY seq" },
	{ "newest file of each feed (feed, file, rows in, staged, rejected)",
	        "SELECT feed, name, rows_in, staged, rejected FROM staging_file AS f WHERE file ="
	        " (SELECT max(file) FROM staging_file WHERE feed = f.feed) ORDER BY feed" },
	{ "last reading of the case store (entity, rows in, staged, rejected, read, changed, "
	  "unchanged, gone)",
	        "SELECT e.entity, e.rows_in, e.staged, e.rejected,"
	        " sum(iif(c.name = 'read', c.n, 0)), sum(iif(c.name = 'changed', c.n, 0)),"
	        " sum(iif(c.name = 'unchanged', c.n, 0)), sum(iif(c.name = 'gone', c.n, 0))"
	        " FROM staging_entity AS e JOIN run_count AS c ON c.subject = 'casestore.' || "
	        "e.entity"
	        " WHERE c.run_id = (SELECT max(run_id) FROM run_count WHERE subject = 'casestore')"
	        " GROUP BY e.entity ORDER BY e.entity" },
	{ "age of each feed when last judged (feed, newest file, its day, age, limit, verdict)",
	        "SELECT feed, coalesce(name, '-'), coalesce(iso(produced), '-'), coalesce(age, "
	        "'-'),"
	        " coalesce(\"limit\", '-'), verdict || CASE WHEN unused > 0 THEN ', ' || unused ||"
	        " ' unused' ELSE '' END FROM staging_feed_age ORDER BY feed" },
	{ "sources (source, versions fetched, of them not removed or moved there, findings)",
	        "SELECT s, (SELECT count(*) FROM fetch_file WHERE source = s),"
	        " (SELECT count(*) FROM fetch_file WHERE source = s AND state <> 'gone'),"
	        " (SELECT count(*) FROM finding WHERE stage = 'extract:fetch' AND (record_key = s"
	        " OR record_key >= s || '/' AND record_key < s || '0'))"
	        " FROM (SELECT source AS s FROM fetch_file UNION SELECT substr(record_key, 1,"
	        " instr(record_key || '/', '/') - 1) FROM finding WHERE stage = 'extract:fetch')" },
	{ "deliveries (feed, verdict, files)",
	        "SELECT feed, verdict, count(*) FROM staging_delivery GROUP BY feed, verdict ORDER "
	        "BY feed, verdict" },
	{ "findings (consequence, findings, rules)",
	        "SELECT consequence, count(*), count(DISTINCT rule) FROM finding GROUP BY "
	        "consequence ORDER BY consequence" },
	{ "rules that checked nothing", "SELECT rule, coalesce(note, '') FROM rule_result WHERE "
	                                "checked = 0 ORDER BY rule" },
	{ "deliveries to the authorities (report, state, deliveries, since)",
	        "SELECT report || iif(test, ' (test)', ''), state || coalesce(' ' || outcome, ''), "
	        "count(*), coalesce(min(CASE state WHEN 'processed' THEN processed_at WHEN "
	        "'received' THEN received_at WHEN 'signed' THEN signed_at WHEN 'built' THEN "
	        "built_at"
	        " ELSE handed_at END), '-') FROM ledger_delivery GROUP BY 1, 2 ORDER BY 1, 2" },
	{ "packages that wait, or have no answer (package, state, since, hours)",
	        "SELECT coalesce(name, report), state, coalesce(handed_at, signed_at, built_at),"
	        " CAST((julianday('now') - julianday(coalesce(received_at, handed_at, signed_at,"
	        " built_at))) * 24 AS INTEGER)"
	        " FROM ledger_delivery WHERE state <> 'processed' ORDER BY delivery LIMIT 50" },
	{ "errors of the authorities that stand (report, errors, oldest, came back)",
	        "SELECT report, count(*), min(first_seen), sum(came_back > 0) FROM ledger_error"
	        " WHERE gone IS NULL GROUP BY report ORDER BY report" },
	{ "output of the last run (path, records, bytes, sha-256)",
	        "SELECT path, records, bytes, sha256 FROM run_output WHERE run_id = (SELECT "
	        "max(run_id) FROM run) ORDER BY seq, path" },
};

int cmd_status(struct app *a, struct err *e)
{
	struct params p = { .arena = &a->w.arena };

	for (size_t i = 0; i < COUNT_OF(status_parts); i++) {
		int64_t n;

		fprintf(a->out, "%s%s:\n", i ? "\n" : "", status_parts[i].title);
		n = print_rows(a, status_parts[i].sql, &p, e);
		if (n < 0)
			return -1;
		if (n == 0)
			fprintf(a->out, "none\n");
	}
	return 0;
}
