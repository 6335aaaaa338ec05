/*
 * Statutory returns and tables: from record_* and agg_* to files that may be packed.
 *
 * report_run() finds the definition of the report that is in force for the
 * period (def.h), runs its query once, hands each row to every writer of the
 * definition, validates each XML file against its schema and only then puts
 * the files into workspace/out/<report>/<period>/. A file there is whole and
 * valid, or it is not there; what an earlier run left in the folder and this
 * one does not write is removed.
 *
 * A record that cannot be written validly is held back and becomes a finding
 * of stage 'report:<id>', consequence 'record'; the rest is written. A return
 * without a single record is no error: no file, and ->nothing is true (the
 * schemas demand at least one record).
 *
 * A return whose definition says `delta` holds the difference to what the receiver is believed to
 * hold (changes.h, docs/ledger.md): it is booked as a delivery, in the transaction of its
 * findings, before its files appear. Nothing new: no delivery and no file, ->nothing, and what
 * lies in the folder stays. A delivery that was not handed over is made anew by the next run.
 *
 * The statement of a report runs under an authorizer: it reads agg_*, codelist*
 * and the one record_* table its definition names, and nothing else.
 *
 * The record tables hold one period: the latest that had ended on the as-of day.
 * A report of persons for any other period is refused, not guessed.
 *
 * A report whose setting says sign = xades gets its signature here, with the key
 * of the settings (sign.h); for the others the package is signed.
 *
 * Order of calls: transform first; report_run(); then package_build(). The
 * same mart, as-of, settings and program version give the same bytes.
 * Ownership: what the result points to lives in ctx->arena.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
#include "common/ctx.h"
#include "common/err.h"

struct report_file {
	const char *path;   /* workspace/out/<report>/<period>/<name> */
	const char *name;   /* the part after the last slash; goes to the receiver */
	const char *format; /* "xml", "csv", "xlsx" */
	char sha256[65];
	int64_t bytes, records;
};

/* How many rows of the record table were taken, and how many not and why. */
struct report_count {
	const char *reason; /* "" = selected */
	int64_t rows;
};

struct report_result {
	const char *report;     /* definition's id */
	const char *definition; /* path of the definition in force */
	const char *from;       /* period from which that definition is in force */
	const char *period;     /* "2026M10" or "2025" */
	const char *receiver;   /* "" = the municipality itself */
	const char *schema;     /* path of the schema, or NULL */
	const char *sign;       /* "none", "xades", "p7s", "asic-e" */
	bool test;       /* a test delivery: never touches the ledger of what the receiver holds */
	bool nothing;    /* nothing to report: no files */
	int64_t records; /* written */
	int64_t held;    /* held back, each with a finding */
	struct report_file *file;
	size_t files;
	struct report_count *count;
	size_t counts;
	/* A return that goes by what changed (changes.h); delivery 0: there is none. */
	bool delta;
	int64_t delivery, replaces;
	const char *basis;
	int64_t of_day; /* deliveries of that as-of day before this one */
	int64_t added, changed, removed;
	int64_t same;     /* the receiver holds them as they are */
	int64_t on_way;   /* in the difference, and in a delivery without an answer already */
	int64_t rejected; /* rejected as they are now: not sent again */
	int64_t kept;     /* not selected, the receiver keeps what it has */
	int64_t by_hand;  /* to be removed in the receiver's own form, each with a finding */
	const char *waits_since; /* nothing new, but it waits for an answer since then; else NULL */
	/* What a setting decided where the source says nothing: ->reason is setting=value, ->rows
	 * the records it put something into. */
	struct report_count *choice;
	size_t choices;
};

/*
 * period: "2026M10" for a monthly report, "2025" for a yearly one; NULL: the latest that had
 * ended on the as-of day. Errors:
 * ERR_USAGE no such report or period; ERR_CONFIG a setting the envelope needs
 * is missing; ERR_BUG the file does not fit its schema (with line and element).
 */
int report_run(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e) MUST_CHECK;
#endif
