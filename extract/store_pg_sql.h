/*
 * A profile's query for PostgreSQL: is it one SELECT with the right columns, and how is it asked so
 * that every value comes as the text that was agreed upon?
 *
 * pg_query_read() takes the statement out of the profile and looks at its words; the server
 * parses it; pg_query_columns() holds the columns that the server described against the
 * entity. After that pg_query_rows(), _count() make what is to be asked.
 *
 *     type of the store              column of the entity     comes as
 *     text, varchar, char, enum      any                      itself, cut at PG_TEXT_MAX
 *     smallint, integer, bigint      text code int ore bool   digits
 *     numeric without decimals       text code int ore bool   digits
 *     boolean                        bool                     1 or 0
 *     date                           date                     YYYY-MM-DD
 *     timestamp                      time                     YYYY-MM-DDTHH:MM:SS
 *     timestamp with time zone       time                     the same, in Danish local time
 *
 * Fractions of a second are dropped. Anything else is refused: a numeric with decimals would
 * make 12.00 kroner 12 øre in silence, a number would lose the leading zero of a personal number.
 * What has no such form (infinity, years before 1 and after 9999) comes as PostgreSQL writes it and
 * is found by its type. A text that is longer is cut to PG_TEXT_MAX, more than staging keeps, so
 * one row is bounded.
 *
 * Errors: ERR_CONFIG without entity and profile: the caller puts them in front. Ownership: arena.
 */
#ifndef STORE_PG_SQL_H
#define STORE_PG_SQL_H
#include "extract/store_pg_link.h"

enum { PG_TEXT_MAX = 65537 };

enum pg_kind {
	PG_TEXT = 1 << 0, /* comes as it is */
	PG_LONG = 1 << 1, /* text of any length */
	PG_CAST = 1 << 2, /* text once cast */
	PG_INT = 1 << 3,
	PG_BOOL = 1 << 4,
	PG_DATE = 1 << 5,
	PG_TIME = 1 << 6,
	PG_TIMETZ = 1 << 7,
};

struct pg_query {
	const struct entity *t;
	const char *path, *sql; /* of the profile */
	size_t n;               /* bytes of sql that are the statement */
	enum pg_kind kinds[ENTITY_COLUMNS];
};

int pg_query_read(struct pg_query *q, struct err *e) MUST_CHECK;
/* Asks the server for the names of types it does not know. */
int pg_query_columns(
        struct pg_query *q, struct pg_link *l, const PGresult *described, struct err *e) MUST_CHECK;
/* The rows asked for, each column of the entity in its order; with keys_only those of the key. */
const char *pg_query_rows(
        const struct pg_query *q, const struct store_ask *ask, bool bytes_order, struct arena *a);
const char *pg_query_count(const struct pg_query *q, struct arena *a);
#endif
