/*
 * One record of a return as the source has it now, formatted as the return would carry it.
 *
 *     returns_list()                            the returns that have a ledger: those that go by
 * what changed source_open(), source_find(), source_close() content_fields() what a delivery
 * carried, field by field
 *
 * A record is found by the index of its record table: also with a million of them. What the table
 * gives after source_find() is borrowed until the next.
 * Ownership: the arena of the ctx, but for the statement: source_close(), also through CLEANUP.
 */
#ifndef REPORT_SOURCE_RECORD_H
#define REPORT_SOURCE_RECORD_H
#include "report/table.h"

enum { RETURNS_MAX = 32, CONTENT_SEPARATOR = 0x1f };

struct returns {
	const char *id[RETURNS_MAX];
	size_t n;
};
int returns_list(struct arena *a, struct returns *ret, struct err *e) MUST_CHECK;

struct source_record {
	const struct ctx *ctx;
	struct report_def def; /* in force for the latest closed period */
	struct period period;
	struct report_table table;
	const char *inner; /* the definition's own query */
};

/* ERR_USAGE: no such report, or not one of records. */
int source_open(struct source_record *s, const struct ctx *ctx, const char *report,
        struct err *e) MUST_CHECK;
int source_find(struct source_record *s, const char *key, struct err *e) MUST_CHECK; /* 1, 0, -1 */
void source_close(struct source_record *s);
/* The query source_find() asks. */
const char *source_query(const struct source_record *s, const char *key, struct arena *a);

/* Fields of a content; returns how many there are, of which at most `max` are given. */
size_t content_fields(const char *content, struct arena *a, const char **field, size_t max);
#endif
