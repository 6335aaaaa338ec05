/*
 * The types that a column of a CSV feed may have: one row each.
 *
 *   text                as it came, blanks around it taken off
 *   date                by the feed's date format          -> day
 *   year, int           whole numbers
 *   ore                 an amount by the feed's decimal, thousands and sign -> øre
 *   side                debit or credit, by the feed's words: no column of its own, it gives
 *                       the amount its sign
 *   words               one of the feed's words            -> what it stands for
 *   open                as words; any other word stays as it came: a list that is not closed
 *   digits:N            exactly N digits, as text
 *   pnr                 ten digits, a hyphen after the sixth allowed -> ten digits
 *   municipality        three digits, or four with a leading 0 -> three digits
 *   ore12               an amount in øre: digits, and a minus behind them if it is negative -> øre
 *   lead:N              the first N digits of a number     -> text
 *   account             528201003 or 5.28.20.1.003 (finance notes: hovedkonto 1, hovedfunktion 2,
 *                       funktion 2, dranst 1, gruppering 3) -> account, function, dranst, grouping
 *   shaped              an account number in one of the feed's shapes -> the same and kind; any
 *                       other value is a local account
 *   local               a local account: PSP element, cost place. Of several such columns the first
 *                       that is filled counts -> local_account, as 'column:value'
 *
 * What a local account stands for is looked up when facts are made (profile/accounts.csv).
 *
 * A reader gets a value that is not empty, in UTF-8 once it is text, and fills
 * ->width cells. Text cells point into the value or into ->scratch of the row.
 */
#ifndef CSV_TYPE_H
#define CSV_TYPE_H
#include "extract/bulk.h"
#include "extract/feed.h"

enum { CSV_TYPE_WIDTH = 6, CSV_TYPE_SCRATCH = 104, CSV_LOCAL_MAX = 64 };

struct csv_read {
	const struct feed *feed;
	const struct feed_column *column;
	char *scratch; /* CSV_TYPE_SCRATCH bytes for a value made here; lives as long as the row */
};

struct csv_type {
	const char *name;
	bool takes_arg, is_amount;
	bool shared;  /* columns of this type have one cell; the first that is filled counts */
	char sql;     /* of the staging column: 'I' integer, 'T' text */
	size_t width; /* cells; 0: gives nothing of its own */
	const char
	        *columns[CSV_TYPE_WIDTH]; /* staging columns; the first NULL: the column's name */
	bool (*read)(const struct csv_read *r, const char *s, size_t n, struct cell *ret);
	/* What was expected, for a finding; Danish. */
	void (*expected)(const struct feed *f, const struct feed_column *c, char *out, size_t cap);
};

const struct csv_type *csv_type_find(const char *name, size_t n);
extern const struct csv_type csv_types[];
extern const size_t csv_type_count;
#endif
