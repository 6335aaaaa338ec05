/*
 * One CSV file of an export as a table in a database of ours, every field text.
 *
 * csv_table_header() · csv_table_create() in a database · csv_table_load() in one that has
 * csv_faults_create() too. Only columns that are marked as used are loaded: what no profile
 * reads (notes of a case, say) is never stored. An empty field is NULL.
 *
 * Every record becomes a row, or a fault: a number of fields other than the header's, a quote
 * that is not closed, bytes that are not of the character set, NUL, too long. Faults are kept in
 * the database, since there may be as many as there are rows.
 *
 * Errors: ERR_CONFIG (header or character set not as the profile says), ERR_DATA (a header that
 * cannot be read), ERR_IO. Ownership: the arena given.
 */
#ifndef STORE_CSV_TABLE_H
#define STORE_CSV_TABLE_H
#include "common/db.h"
#include "common/csv_read.h"
#include "extract/store_files.h"
#include "extract/store_map.h"

struct csv_table {
	const char *name; /* in SQL */
	struct store_file *file;
	struct store_form form;
	const char **header; /* as it stands in the file; an empty word is "column N" */
	bool *used;
	size_t width;
	bool read; /* a profile reads it */
};

int csv_table_header(struct csv_table *t, struct arena *a, struct err *e) MUST_CHECK;
/* The header's column by one of its words; -1: not there. */
int csv_table_column(const struct csv_table *t, const struct feed_words *words);
int csv_table_create(const struct csv_table *t, sqlite3 *db, struct err *e) MUST_CHECK;
int csv_table_load(const struct csv_table *t, sqlite3 *db, struct err *e) MUST_CHECK;

/* "name" for SQL, quotes doubled; 'value' likewise. */
const char *csv_sql_name(struct arena *a, const char *name);
const char *csv_sql_text(struct arena *a, const char *text);

int csv_faults_create(sqlite3 *db, struct err *e) MUST_CHECK;
/* SELECT of all: file, line, kind (enum finding_kind), field, found, expected; in order. */
extern const char csv_faults_query[];
#endif
