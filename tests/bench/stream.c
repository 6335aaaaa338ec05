/*
 * How fast is a large return? N made-up notifications from record_underretning to a file that is
 * written, hashed and signed, and to one that is validated too; beside the same rows through
 * libxml2's xmlTextWriter and the same file through `xmllint --stream`; in turn, so that a busy
 * machine is busy for all.
 *
 *     stream-bench FOLDER KEYS [N] [RUNS]     a line for each step and run
 *     stream-bench FOLDER KEYS --step NAME    one step, on a folder that is filled
 *
 * KEYS: a folder of tests/harness/mkpki.sh. Each step is a process of its own. Prints wall seconds,
 * seconds of processor, peak memory, records a second of processor.
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
#include "report/sign.h"

#define SCHEMA "schemas/xsd/underretninger-1.xsd"
#define REPORT "dst-underretninger"
#define PERIOD "2026M10"

static _Noreturn void stop(const struct err *e)
{
	fprintf(stderr, "stream-bench: %s\n", e->msg);
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

/* Every tenth child is not born, one in ten thousand a foreigner, one to three reasons. */
#define FILL                                                                                       \
	"WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %ld)"           \
	" INSERT INTO record_underretning"                                                         \
	" (seq, notification_id, citizen_id, case_id, unborn, pnr, foreign_no, received, "         \
	"notifier,"                                                                                \
	" anonymous, professional, causes, outcome)"                                               \
	" SELECT i, printf('U%%07d-%%03d', i / 4, i %% 4), printf('C%%07d', i / 4),"               \
	" printf('K%%07d', i / 4), CASE i %% 10 WHEN 0 THEN 'ja' ELSE 'nej' END,"                  \
	" CASE i %% 10000 WHEN 7 THEN NULL ELSE"                                                   \
	" printf('%%02d%%02d%%06d', 1 + i %% 28, 1 + i %% 12, i %% 1000000) END,"                  \
	" CASE i %% 10000 WHEN 7 THEN 'DE ' || i END, 18000 + i %% 2400, 1 + i %% 6, 'nej', 'ja'," \
	" CASE i %% 3 WHEN 0 THEN '14' WHEN 1 THEN '3,14' ELSE '3,14,16' END,"                     \
	" CASE i %% 4 WHEN 0 THEN NULL ELSE 'boernefaglig' END FROM i"

static void fill(const char *folder, long n)
{
	static const char *const wanted[] = { "finding", "record", "codelist", "ledger" };
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
		set(c, "report." REPORT, "sign", "xades");
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

/* What a delivery puts in. */
static void fill_in(const struct report_def *d, struct report_row *r)
{
	for (size_t i = 0; i < d->columns; i++)
		if (d->column[i].role == COLUMN_OP)
			r->cell[i] = (struct cell){ .s = d->op_word[OP_ADD],
				.n = strlen(d->op_word[OP_ADD]) };
}

/* One file, without its validation: parts.h does what report_run() does with each row. */
static void write_file(const char *folder, const char *keys)
{
	struct arena a = { 0 };
	struct report_def *d = arena_take(&a, sizeof *d);
	struct parts *p = arena_take(&a, sizeof *p);
	struct report_table *t = arena_take(&a, sizeof *t);
	struct signer signer;
	struct period period;
	struct err e = { 0 };
	struct ctx x;
	int rc;

	context(&x, &a, folder, keys);
	if (report_def_find(REPORT, PERIOD, &a, d, &period, &e) < 0 ||
	        vars_begin(&x, d, &period, &p->vars, &e) < 0 ||
	        table_open(t, &x, d, &period, &e) < 0 ||
	        signer_open(&signer, x.conf, folder, x.now, &e) < 0 ||
	        db_exec(x.db, "PRAGMA cache_size = -4096", &e) < 0) /* as report_run() does */
		stop(&e);
	d->schema = NULL;
	d->formats = 1;
	d->file = "stream";
	p->def = d;
	p->arena = &a;
	p->signer = &signer;
	p->folder = arena_printf(&a, "%s/file", folder);
	if (dir_make(p->folder, &e) < 0)
		stop(&e);
	while ((rc = table_next(t, &e)) == 1) {
		fill_in(d, &t->row);
		if (parts_row(p, &t->row, &e) < 0)
			stop(&e);
	}
	if (rc < 0 || parts_finish(p, &e) < 0 || parts_commit(p, &e) < 0)
		stop(&e);
	parts_done(p);
	table_close(t);
	signer_done(&signer);
}

static void judge(const char *folder, int (*open)(const char *, struct xsd *, struct err *))
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct xsd x CLEANUP(xsd_close) = { 0 };
	struct err e = { 0 };

	if (open(SCHEMA, &x, &e) < 0 ||
	        xsd_validate(&x, arena_printf(&a, "%s/file/stream.xml", folder), true, &e) < 0)
		stop(&e);
}

static void validate(const char *folder, const char *keys)
{
	(void)keys;
	judge(folder, xsd_open_ordered);
}

static void key_table(const char *folder, const char *keys)
{
	(void)keys;
	judge(folder, xsd_open);
}

static void whole(const char *folder, const char *keys)
{
	struct arena a = { 0 };
	struct report_result r;
	struct err e = { 0 };
	struct ctx x;

	context(&x, &a, folder, keys);
	if (report_run(&x, REPORT, PERIOD, &r, &e) < 0)
		stop(&e);
}

/* The plain way with libxml2, without hash and signature, and without checking a value. */
static void text_writer(const char *folder, const char *keys)
{
	static const char *const names[] = { "UNDERRETNING_ID", "UFOEDT", "CPR", "UDL_NR",
		"MODTAGET_DATO", "UNDERRETTER", "ANONYM", "FAGPERSON", "AARSAG", "OPFOELGNING" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	sqlite3 *db = open_mart(folder);
	sqlite3_stmt *s;
	xmlTextWriterPtr w = xmlNewTextWriterFilename(arena_printf(&a, "%s/peer.xml", folder), 0);

	(void)keys;
	if (db_prepare(db,
	            "SELECT notification_id, unborn, pnr, foreign_no, iso(received), notifier,"
	            " anonymous, professional, causes, outcome"
	            " FROM record_underretning WHERE reason IS NULL ORDER BY notification_id",
	            "bench", &s, &e) < 0)
		stop(&e);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(w, (const xmlChar *)"Root");
	while (db_step(s, &e) == 1) {
		xmlTextWriterStartElement(w, (const xmlChar *)"UnderretningStruktur");
		xmlTextWriterWriteElement(
		        w, (const xmlChar *)"INDBERETNINGSTYPE", (const xmlChar *)"Opdatering");
		xmlTextWriterWriteElement(
		        w, (const xmlChar *)"HANDLEKOMMUNE", (const xmlChar *)"492");
		for (int i = 0; i < 10; i++)
			if (sqlite3_column_type(s, i) != SQLITE_NULL)
				xmlTextWriterWriteElement(
				        w, (const xmlChar *)names[i], sqlite3_column_text(s, i));
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndDocument(w);
	xmlFreeTextWriter(w);
}

static void run(const char *command)
{
	if (system(command) != 0)
		fprintf(stderr, "stream-bench: failed: %s\n", command);
}

/* The signature has no place in the schema: taken out first, by write_file() it is on a line of its
 * own. */
static void xmllint(const char *folder, const char *keys)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)keys;
	run(arena_printf(&a,
	        "sed 's,^<ds:Signature .*</ds:Signature>,,' %s/file/stream.xml"
	        " | xmllint --noout --nonet --stream --schema " SCHEMA " - 2>/dev/null",
	        folder));
}

static const struct {
	const char *name, *what;
	void (*run)(const char *folder, const char *keys);
	bool once;
} steps[] = {
	{ "file", "written, hashed, signed", write_file, false },
	{ "valid", "validated, each id once", validate, false },
	{ "run", "report: XML, CSV, both, booked", whole, false },
	{ "writer", "peer: xmlTextWriter, unsigned", text_writer, false },
	{ "keys", "libxml2 holding every id", key_table, true },
	{ "xmllint", "peer: xmllint --stream, same", xmllint, true },
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
		execl(self, self, folder, keys, "--step", steps[i].name, (char *)NULL);
		_exit(127);
	}
	wait4(child, &status, 0, &u);
	if (status)
		exit(1);
	cpu = seconds(&u.ru_utime) + seconds(&u.ru_stime);
	printf("%-32s %6.2f s  %6.2f s cpu  %6ld KiB  %8.0f records/s\n", steps[i].what,
	        now() - begin, cpu, u.ru_maxrss, (double)n / cpu);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 2 ? argv[1] : NULL, *keys = argc > 2 ? argv[2] : NULL;
	bool one = argc > 4 && strcmp(argv[3], "--step") == 0;
	long n = argc > 3 ? strtol(argv[3], NULL, 10) : 1500000;
	long runs = argc > 4 ? strtol(argv[4], NULL, 10) : 3;
	struct err e = { 0 };

	if (!folder)
		return 2;
	for (size_t i = 0; one && i < COUNT_OF(steps); i++)
		if (strcmp(steps[i].name, argv[4]) == 0) {
			steps[i].run(folder, keys);
			return 0;
		}
	if (one)
		return 2;
	if (dir_make(folder, &e) < 0)
		stop(&e);
	fill(folder, n);
	for (long k = 0; k < runs; k++)
		for (size_t i = 0; i < COUNT_OF(steps); i++)
			if (!k || !steps[i].once)
				measure(argv[0], i, folder, keys, n);
	return 0;
}
