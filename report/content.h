/*
 * A record as the ledger keeps it: the values of the definition's columns in their order, parted
 * by the control character 31, which no value may have. A missing value is empty.
 *
 * What was sent with another layout is read through a struct layout, which knows where that one
 * has the column of a name.
 */
#ifndef REPORT_CONTENT_H
#define REPORT_CONTENT_H
#include "common/buf.h"
#include "report/table.h"

#define CONTENT_PART '\x1f'

struct layout {
	const char *from;       /* the period it is in force from */
	int at[REPORT_COLUMNS]; /* where it has each column of the present one; -1: not at all */
	struct layout *next;
};

struct content {
	const char *s[REPORT_COLUMNS];
	size_t n[REPORT_COLUMNS], columns;
};

/* A layout of the report, kept in the list *all; the present one, `d`, costs nothing. */
int layout_find(struct layout **all, const struct report_def *d, const char *from, struct arena *a,
        const struct layout **ret, struct err *e) MUST_CHECK;

void content_split(const char *s, size_t n, struct content *ret);
/* -1: a record of more than 1 MiB. */
int content_join(const struct report_def *d, const struct report_row *r, struct buf *b,
        struct err *e) MUST_CHECK;
/* Value of column i of the present layout; "" where the other has none. */
const char *content_value(const struct content *c, const struct layout *l, size_t i, size_t *ret_n);
/* The cells of a row from what was sent; those that the delivery fills are left empty. */
void content_row(const struct report_def *d, const struct content *c, const struct layout *l,
        struct report_row *ret);
/* In what counts: the columns that are of the record, and that the receiver gets. */
bool content_same(const struct report_def *d, const struct report_row *r, const struct content *c,
        const struct layout *l);
#endif
