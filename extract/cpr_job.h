/*
 * One load of a CPR extract, as its parts share it. Private to extract/cpr*.c.
 *
 *     cpr.c         the envelope: task, chain of files, end record, counts
 *     cpr_scan.c    first pass: every record is counted and judged; stretches of records of one
 *                   person are noted (16 bytes each), the only memory that grows with the file
 *     cpr_people.c  second pass: person by person, in the order of their numbers, into staging
 *     cpr_ahead.c   reads and converts their records in a thread of its own (cpr_ahead.h)
 *     cpr_note.c    findings and rejected records
 */
#ifndef CPR_JOB_H
#define CPR_JOB_H
#include "common/buf.h"
#include "extract/cpr_ahead.h"
#include "extract/cpr_read.h"
#include "extract/cpr_store.h"
#include "extract/cpr_value.h"
#include "extract/source.h"

enum { CPR_TALLIES = 1001, CPR_NO_TYPE = 1000, CPR_NOTE_MAX = 512 };
/* Rows of records that are judged, and the text that one of them may take. */
enum { CPR_JUDGED = 64, CPR_JUDGED_TEXT = 3 * CPR_PARTS * CPR_RECORD_MAX };

enum cpr_found {
#define FOUND(id, name, consequence, who, expected, da, en) CPR_FOUND_##id,
#include "extract/cpr_findings.def"
#undef FOUND
	CPR_FOUND_COUNT
};

struct cpr_tally {
	int64_t records, staged, counted, older, rejected;
};

struct cpr_job {
	struct ctx *c;
	const struct feed_file *f;
	struct source_result *res;
	struct arena arena; /* of this load */
	const char *product;
	struct cpr_layout layout;
	struct cpr_file file;
	struct cpr_store store;
	struct findings findings;
	struct raw_out raw;
	struct buf runs;                       /* struct cpr_run */
	struct cpr_value (*rows)[CPR_COLUMNS]; /* CPR_JUDGED of them */
	size_t n_rows;
	struct cpr_space space;    /* for their text */
	struct cpr_tally *tallies; /* by type, CPR_TALLIES of them */
	int person_type;           /* place in the layout of the record that makes a person */
	char task[8];
	int32_t produced, previous;
	int64_t count; /* of the end record; -1: not met */
	int64_t older; /* people who are held from a later extract of another task */
};

/* cpr.c: lengths that records of this task have in a stream, where they are set */
int cpr_set_lengths(struct cpr_layout *l, const struct conf *c, const char *task, struct arena *a,
        struct err *e) MUST_CHECK;

/* cpr_note.c */
/* A finding about a record; `field` and `found` may be NULL. */
int cpr_note(struct cpr_job *j, enum cpr_found kind, const struct cpr_record_at *at,
        const struct cpr_field *field, const char *found, struct err *e) MUST_CHECK;
/* The same about the file; it is used. */
int cpr_note_file(
        struct cpr_job *j, enum cpr_found kind, const char *found, struct err *e) MUST_CHECK;
/* The value of `field` in the record as `found`. */
int cpr_note_value(struct cpr_job *j, enum cpr_found kind, const struct cpr_record_at *at,
        const struct cpr_field *field, struct err *e) MUST_CHECK;
/* Counts it rejected and keeps its text; the finding is the caller's. */
int cpr_reject(struct cpr_job *j, const struct cpr_record_at *at, struct err *e) MUST_CHECK;
int cpr_keep_raw(struct cpr_job *j, const struct cpr_record_at *at, struct err *e) MUST_CHECK;
/* The whole file; returns 1: the load ends here, and not in an error. */
int cpr_refuse(struct cpr_job *j, enum cpr_found kind, int64_t line, const char *found,
        const char *expected);

struct cpr_tally *cpr_tally_of_unknown(struct cpr_job *j, const struct cpr_record_at *at);

static inline struct cpr_tally *cpr_tally_of(struct cpr_job *j, const struct cpr_record_at *at)
{
	return at->type < 0 ? cpr_tally_of_unknown(j, at)
	                    : &j->tallies[j->layout.records[at->type].number];
}

/* cpr_scan.c: 1 when the file was refused */
int cpr_scan(struct cpr_job *j, struct err *e) MUST_CHECK;

/* cpr_people.c */
int cpr_people(struct cpr_job *j, struct err *e) MUST_CHECK;
/* 1 staged, 0 rejected */
int cpr_stage(struct cpr_job *j, const struct cpr_record_at *at, struct err *e) MUST_CHECK;
/* Writes what is staged, and gives its space back. */
int cpr_flush(struct cpr_job *j, struct err *e) MUST_CHECK;
#endif
