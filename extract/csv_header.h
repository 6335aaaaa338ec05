/*
 * The header of a CSV feed: which field of a row is which column.
 *
 * csv_header_map() finds each column by one of its accepted words. What it does not
 * accept is a finding that refuses the file: the kind, and what was found and
 * expected, are left in struct csv_header.
 */
#ifndef CSV_HEADER_H
#define CSV_HEADER_H
#include "common/csv_read.h"
#include "extract/feed.h"
#include "extract/finding.h"

struct csv_header {
	int field[FEED_COLUMNS];        /* of each column of the feed, -1: not in this file */
	const char *word[FEED_COLUMNS]; /* as it stands in the file; arena */
	size_t width;
	/* When the file is refused. */
	enum finding_kind kind;
	const char *found, *expected;
	size_t place; /* of the field, from 1; 0: none */
};

/* False: refused. The fields are UTF-8. */
bool csv_header_map(struct csv_header *h, const struct feed *f, const struct csv_field *field,
        size_t n, struct arena *a);
#endif
