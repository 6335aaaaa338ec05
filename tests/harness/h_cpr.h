/* CPR extracts in tests: a mart, files made of records, and the inbox's part of a load. */
#ifndef H_CPR_H
#define H_CPR_H
#include "tests/harness/h.h"

#include "extract/source.h"

struct h_cpr {
	struct arena arena;
	sqlite3 *db;
	struct ctx ctx;
	const char *folder;
	struct source_result last; /* of the latest load */
	int64_t file;
	struct conf *conf; /* NULL: nothing was set */
};

void h_cpr_begin(struct h_cpr *t, const char *name);
void h_cpr_end(struct h_cpr *t);

/* Loads a file as the inbox does: what a refused one wrote is taken back. The verdict, "loaded" for
 * NULL. */
const char *h_cpr_load_path(struct h_cpr *t, const char *path);
const char *h_cpr_load(struct h_cpr *t, const void *data, size_t n);
/* An extract of task 900001: start record, the lines given, end record with `count` (-1: how many
 * there are). */
const char *h_cpr_extract(struct h_cpr *t, const char *produced, const char *previous,
        const char *const *lines, size_t n, int64_t count);

/* Everything in staging_cpr_* as text. */
char *h_cpr_dump(struct h_cpr *t);
/* rule|field|line of all findings. */
char *h_cpr_findings(struct h_cpr *t);

/*
 * A file of one product as another product has it: what is kept of each record, under another
 * record number, in either physical form. Arena.
 */
char *h_cpr_as(struct arena *arena, const char *path, const char *from, const char *to,
        const char *task, bool stream, size_t *ret);
/* A setting of [feed.cpr], beside those set before. */
void h_cpr_set(struct h_cpr *t, const char *name, const char *value);
/* The steps of transform/facts/ that CPR is part of; and what they made, as text. */
void h_cpr_facts(struct h_cpr *t);
char *h_cpr_fact_dump(struct h_cpr *t);

#define H_001(pnr) "001" pnr "          01200001011200 M2015-03-01"
#define H_003(pnr) "003" pnr "Navn,Navn"
#define H_014(pnr, child) "014" pnr child
#define h_cpr_lines(t, produced, previous, ...)                                                    \
	h_cpr_extract(t, produced, previous, (const char *const[]){ __VA_ARGS__ },                 \
	        sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), -1)
#endif
