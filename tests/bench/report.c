/*
 * How fast is a large return? N made-up measures of L201 through report_run(),
 * and the same rows through libxml2's xmlTextWriter and the same file through
 * `xmllint --stream --schema`, in turn, so that a slow machine is slow for all.
 *
 *     report-bench FOLDER [N] [RUNS]
 *
 * Prints a line a step: wall seconds and, for our own step, the peak memory of
 * a process that does only that. Exit 0 always; the figures are for people.
 */
#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/ctx.h"
#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/parts.h"
#include "report/report.h"

#define SCHEMA "DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop(const struct err *e)
{
	fprintf(stderr, "report-bench: %s\n", e->msg);
	exit(1);
}

static sqlite3 *mart(const char *folder, bool fill, long n)
{
	struct err e = { 0 };
	const struct def_file *f;
	struct arena a CLEANUP(arena_done) = { 0 };
	size_t at = 0;
	sqlite3 *db;

	if (db_open(arena_printf(&a, "%s/mart.db", folder), DB_RW, &db, &e) < 0)
		stop(&e);
	if (!fill)
		return db;
	while ((f = def_next("schemas/db/", ".sql", &at)))
		if (strstr(f->path, "finding") || strstr(f->path, "record") ||
		        strstr(f->path, "codelist"))
			if (db_exec_file(db, f->path, &e) < 0)
				stop(&e);
	if (db_exec(db,
	            arena_printf(&a,
	                    "WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE "
	                    "i < %ld)"
	                    " INSERT INTO record_l201 (seq, measure_id, child_pnr, guardian_pnr, "
	                    "code, started, ended)"
	                    " SELECT i, printf('27.12.06-G01-%%07d', i), printf('%%02d%%02d%%06d', "
	                    "1 + i %% 28, 1 + i %% 12, i %% 1000000),"
	                    " printf('%%02d%%02d%%06d', 1 + i %% 27, 1 + i %% 11, (7 * i) %% "
	                    "1000000), printf('%%03d', 200 + i %% 90),"
	                    " 18000 + i %% 2000, CASE i %% 3 WHEN 0 THEN 20000 + i %% 400 END FROM "
	                    "i",
	                    n),
	            &e) < 0)
		stop(&e);
	return db;
}

static void context(struct ctx *x, sqlite3 *db, struct arena *a, const char *folder)
{
	struct conf *c = conf_new(a);
	struct err e = { 0 };

	if (conf_set(c, "municipality", "code", "492", "bench", &e) < 0 || conf_finish(c, &e) < 0)
		stop(&e);
	*x = (struct ctx){ .db = db,
		.conf = c,
		.workspace = folder,
		.municipality = "492",
		.as_of = day_from_ymd(2026, 11, 1),
		.lang = "da",
		.arena = a };
}

static void write_only(struct ctx *x, struct arena *a, const char *folder)
{
	struct report_def *d = arena_take(a, sizeof *d);
	struct parts *p = arena_take(a, sizeof *p);
	struct report_table *t = arena_take(a, sizeof *t);
	struct period period;
	struct err e = { 0 };
	int rc;

	if (report_def_find("dst-l201", "2026M10", a, d, &period, &e) < 0 ||
	        vars_begin(x, d, &period, &p->vars, &e) < 0 ||
	        table_open(t, x, d, &period, &e) < 0 ||
	        db_exec(x->db, "PRAGMA cache_size = -4096", &e) < 0) /* as report_run() does */
		stop(&e);
	d->schema = NULL;
	d->formats = 1;
	p->def = d;
	p->arena = a;
	p->folder = folder;
	while ((rc = table_next(t, &e)) == 1)
		if (parts_row(p, &t->row, &e) < 0)
			stop(&e);
	if (rc < 0 || parts_finish(p, &e) < 0)
		stop(&e);
	parts_done(p);
}

/* What the child process does: "write" or "whole". */
static int step(const char *what, const char *folder)
{
	struct arena a = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx x;

	context(&x, mart(folder, false, 0), &a, folder);
	if (strcmp(what, "write") == 0)
		write_only(&x, &a, folder);
	else if (report_run(&x, "dst-l201", "2026M10", &r, &e) < 0)
		stop(&e);
	return 0;
}

/* Ours, in a process of its own: wall and peak memory. */
static double ours(const char *self, const char *folder, const char *what, long *ret_kib)
{
	double begin = now();
	struct rusage u;
	int status;
	pid_t child = fork();

	if (child == 0) {
		execl(self, self, folder, what, (char *)NULL);
		_exit(127);
	}
	wait4(child, &status, 0, &u);
	if (status)
		exit(1);
	*ret_kib = u.ru_maxrss;
	return now() - begin;
}

/* The plain way with libxml2, without a hash. */
static double text_writer(const char *folder)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	static const char *const names[] = { "ForanstaltningId", "UdsatBarnCPRidentifikator",
		"FormynderCPRidentifikator", "ForanstaltningKode", "ForanstaltningStartDato",
		"ForanstaltningSlutDato" };
	sqlite3 *db = mart(folder, false, 0);
	sqlite3_stmt *s;
	double begin = now();
	xmlTextWriterPtr w = xmlNewTextWriterFilename(arena_printf(&a, "%s/peer.xml", folder), 0);

	if (db_prepare(db,
	            "SELECT measure_id, child_pnr, guardian_pnr, code, iso(started), iso(ended)"
	            " FROM record_l201 WHERE reason IS NULL ORDER BY seq",
	            "bench", &s, &e) < 0)
		stop(&e);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(w, (const xmlChar *)"Root");
	while (db_step(s, &e) == 1) {
		xmlTextWriterStartElement(w, (const xmlChar *)"ForanstaltningStruktur");
		for (int i = 0; i < 6; i++)
			if (sqlite3_column_type(s, i) != SQLITE_NULL)
				xmlTextWriterWriteElement(
				        w, (const xmlChar *)names[i], sqlite3_column_text(s, i));
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndDocument(w);
	xmlFreeTextWriter(w);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return now() - begin;
}

static double xmllint(const char *folder, const char *schemas)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	double begin = now();

	if (system(arena_printf(&a,
	            "xmllint --noout --stream --schema %s/" SCHEMA
	            " %s/out/dst-l201/2026M10/*.xml 2>/dev/null",
	            schemas, folder)) != 0)
		fprintf(stderr, "report-bench: xmllint says no\n");
	return now() - begin;
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "build/bench-report";
	long n = argc > 2 ? strtol(argv[2], NULL, 10) : 1500000,
	     runs = argc > 3 ? strtol(argv[3], NULL, 10) : 3, kib;
	struct err e = { 0 };

	if (argc == 3 && (strcmp(argv[2], "write") == 0 || strcmp(argv[2], "whole") == 0))
		return step(argv[2], folder);
	if (dir_make(folder, &e) < 0)
		stop(&e);
	sqlite3_close(mart(folder, true, n));
	for (long i = 0; i < runs; i++) {
		double t = ours(argv[0], folder, "write", &kib);

		printf("write+hash xml      %6.2f s  %7ld KiB  %8.0f records/s\n", t, kib,
		        (double)n / t);
		t = ours(argv[0], folder, "whole", &kib);
		printf("xml+csv+validate    %6.2f s  %7ld KiB  %8.0f records/s\n", t, kib,
		        (double)n / t);
		printf("xmlTextWriter       %6.2f s\n", text_writer(folder));
		printf("xmllint --stream    %6.2f s\n", xmllint(folder, "schemas/xsd"));
		fflush(stdout);
	}
	return 0;
}
