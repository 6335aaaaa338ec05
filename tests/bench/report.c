/*
 * How fast is a large return? N made-up measures of L201 through report_run(),
 * beside the same rows through libxml2's xmlTextWriter and the same file through
 * `xmllint --stream --schema`; in turn, so that a busy machine is busy for all.
 *
 *     report-bench FOLDER [N] [RUNS] [KEYS]
 *
 * KEYS: a folder of tests/harness/mkpki.sh; then the return also signs itself.
 * Each step is a process of its own. Prints a line for each: wall seconds, seconds
 * of processor, peak memory, records a second of processor.
 */
#include <libxml/xmlwriter.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/ctx.h"
#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/parts.h"
#include "report/report.h"

#define SCHEMA "schemas/xsd/DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd"

static _Noreturn void stop(const struct err *e)
{
	fprintf(stderr, "report-bench: %s\n", e->msg);
	exit(1);
}

/* ---- the mart ---- */

static sqlite3 *open_mart(const char *folder)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	sqlite3 *db;

	if (db_open(arena_printf(&a, "%s/mart.db", folder), DB_RW, &db, &e) < 0)
		stop(&e);
	return db;
}

#define FILL                                                                                       \
	"WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %ld)"           \
	" INSERT INTO record_l201"                                                                 \
	" (seq, measure_id, child_pnr, guardian_pnr, code, started, ended)"                        \
	" SELECT i, printf('27.12.06-G01-%%07d', i),"                                              \
	" printf('%%02d%%02d%%06d', 1 + i %% 28, 1 + i %% 12, i %% 1000000),"                      \
	" printf('%%02d%%02d%%06d', 1 + i %% 27, 1 + i %% 11, (7 * i) %% 1000000),"                \
	" printf('%%03d', 200 + i %% 90), 18000 + i %% 2000,"                                      \
	" CASE i %% 3 WHEN 0 THEN 20000 + i %% 400 END FROM i"

static void fill(const char *folder, long n)
{
	static const char *const wanted[] = { "finding", "record", "codelist" };
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct def_file *f;
	struct err e = { 0 };
	size_t at = 0;
	sqlite3 *db = open_mart(folder);

	while ((f = def_next("schemas/db/", ".sql", &at)))
		for (size_t i = 0; i < COUNT_OF(wanted); i++)
			if (strstr(f->path, wanted[i]) && db_exec_file(db, f->path, &e) < 0)
				stop(&e);
	if (db_exec(db, arena_printf(&a, FILL, n), &e) < 0)
		stop(&e);
	sqlite3_close(db);
}

/* ---- the steps; each runs in a process of its own ---- */

static void set(struct conf *c, const char *section, const char *name, const char *value)
{
	struct err e = { 0 };

	if (conf_set(c, section, name, value, "bench", &e) < 0)
		stop(&e);
}

static void context(struct ctx *x, struct arena *a, const char *folder, const char *keys)
{
	struct conf *c = conf_new(a);
	struct err e = { 0 };

	set(c, "municipality", "code", "492");
	if (keys) {
		set(c, "sign", "key", arena_printf(a, "%s/org.p12", keys));
		set(c, "sign", "passphrase-file", arena_printf(a, "%s/passphrase", keys));
		set(c, "sign", "cvr", "12345678");
		set(c, "report.dst-l201", "sign", "xades");
	}
	if (conf_finish(c, &e) < 0)
		stop(&e);
	*x = (struct ctx){ .db = open_mart(folder),
		.conf = c,
		.workspace = folder,
		.municipality = "492",
		.as_of = day_from_ymd(2026, 11, 1),
		.now = 1793491200,
		.lang = "da",
		.arena = a };
}

/* The XML file alone, hashed, not validated, not kept. */
static void write_only(const char *folder, const char *keys)
{
	struct arena a = { 0 };
	struct report_def *d = arena_take(&a, sizeof *d);
	struct parts *p = arena_take(&a, sizeof *p);
	struct report_table *t = arena_take(&a, sizeof *t);
	struct period period;
	struct err e = { 0 };
	struct ctx x;
	int rc;

	context(&x, &a, folder, keys);
	if (report_def_find("dst-l201", "2026M10", &a, d, &period, &e) < 0 ||
	        vars_begin(&x, d, &period, &p->vars, &e) < 0 ||
	        table_open(t, &x, d, &period, &e) < 0 ||
	        db_exec(x.db, "PRAGMA cache_size = -4096", &e) < 0) /* as report_run() does */
		stop(&e);
	d->schema = NULL;
	d->formats = 1;
	p->def = d;
	p->arena = &a;
	p->folder = folder;
	while ((rc = table_next(t, &e)) == 1)
		if (parts_row(p, &t->row, &e) < 0)
			stop(&e);
	if (rc < 0 || parts_finish(p, &e) < 0)
		stop(&e);
	parts_done(p);
}

static void whole(const char *folder, const char *keys)
{
	struct arena a = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx x;

	context(&x, &a, folder, keys);
	if (report_run(&x, "dst-l201", "2026M10", &r, &e) < 0)
		stop(&e);
}

static void unsigned_whole(const char *folder, const char *keys)
{
	(void)keys;
	whole(folder, NULL);
}

/* The plain way with libxml2, without a hash, and without checking a value. */
static void text_writer(const char *folder, const char *keys)
{
	static const char *const names[] = { "UdsatBarnCPRidentifikator",
		"FormynderCPRidentifikator", "ForanstaltningId", "ForanstaltningKode",
		"ForanstaltningStartDato", "ForanstaltningSlutDato" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	sqlite3 *db = open_mart(folder);
	sqlite3_stmt *s;
	xmlTextWriterPtr w = xmlNewTextWriterFilename(arena_printf(&a, "%s/peer.xml", folder), 0);

	(void)keys;
	if (db_prepare(db,
	            "SELECT child_pnr, guardian_pnr, measure_id, code, iso(started), iso(ended)"
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
}

static void xmllint(const char *folder, const char *keys)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)keys;
	if (system(arena_printf(&a,
	            "xmllint --noout --stream --schema " SCHEMA
	            " %s/out/dst-l201/2026M10/*.xml 2>/dev/null",
	            folder)) != 0)
		fprintf(stderr, "report-bench: xmllint says no\n");
}

static const struct {
	const char *name, *what;
	void (*run)(const char *folder, const char *keys);
	bool needs_keys;
} steps[] = {
	{ "write", "write + hash (XML)", write_only, false },
	{ "whole", "XML, CSV, validated", unsigned_whole, false },
	{ "writer", "xmlTextWriter", text_writer, false },
	{ "xmllint", "xmllint --stream", xmllint, false },
	{ "signed", "XML signed, CSV, valid.", whole, true },
};

/* ---- measuring ---- */

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure(const char *self, size_t i, const char *folder, const char *keys, long n)
{
	double begin = now(), cpu;
	struct rusage u;
	int status;
	pid_t child = fork();

	if (child == 0) {
		execl(self, self, folder, steps[i].name, keys, (char *)NULL);
		_exit(127);
	}
	wait4(child, &status, 0, &u);
	if (status)
		exit(1);
	cpu = seconds(&u.ru_utime) + seconds(&u.ru_stime);
	printf("%-24s %6.2f s  %6.2f s cpu  %6ld KiB  %8.0f records/s\n", steps[i].what,
	        now() - begin, cpu, u.ru_maxrss, (double)n / cpu);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "build/bench-report";
	long n = argc > 2 ? strtol(argv[2], NULL, 10) : 1500000;
	long runs = argc > 3 ? strtol(argv[3], NULL, 10) : 3;
	struct err e = { 0 };

	for (size_t i = 0; argc > 2 && i < COUNT_OF(steps); i++)
		if (strcmp(steps[i].name, argv[2]) == 0) {
			steps[i].run(folder, argc > 3 ? argv[3] : NULL);
			return 0;
		}
	if (dir_make(folder, &e) < 0)
		stop(&e);
	fill(folder, n);
	for (long k = 0; k < runs; k++)
		for (size_t i = 0; i < COUNT_OF(steps); i++)
			if (!steps[i].needs_keys || argc > 4)
				measure(argv[0], i, folder, argc > 4 ? argv[4] : NULL, n);
	return 0;
}
