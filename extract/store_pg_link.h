/*
 * A connection to a PostgreSQL server that does nothing but read, at one moment.
 *
 * pg_open() connects, begins the one transaction there is, READ ONLY at REPEATABLE READ, and
 * takes its snapshot: whatever is asked afterwards is seen as of then. pg_ask() runs one statement
 * and waits for its answer. pg_done()
 * hangs up; that ends the transaction.
 *
 * The address is libpq's: postgresql://USER@HOST:PORT/DATABASE?name=value. What it says is
 * passed through (sslmode, sslrootcert, sslcert, passfile, options, several hosts, ...); a file
 * such as keys/ca.pem is below the workspace. What it does not say:
 *
 *     sslmode     setting case-store.sslmode where the host is another machine
 *     password    $CREDENTIALS_DIRECTORY/case-store.password, else the file of setting
 *                 case-store.password-file, else libpq's own means (passfile, ~/.pgpass)
 *     keepalives  a peer that is gone is noticed within two minutes
 *
 * A password in the address is refused. The session: all times are Danish local time, dates ISO,
 * text UTF-8 (of a SQL_ASCII database the bytes as they are); statement, lock and idle time-outs
 * from the settings. No time-out reads the clock here: besides the server's own, the link gives up
 * when the server is silent for longer than a statement may take.
 *
 * Errors name host and database, never the user's password and never a value of a row: the
 * server's words are shown only for kinds of error (SQLSTATE) that cannot hold one.
 *
 *     not reachable, connection lost                      ERR_UNAVAILABLE
 *     rejected: user, password, pg_hba.conf               ERR_NOPERM
 *     no such database                                    ERR_NOINPUT
 *     lock or statement time-out, conflict, shutting down ERR_TRYLATER
 *     table, column, right, certificate, not a SELECT     ERR_CONFIG
 *     a value the query cannot work with, damage          ERR_DATA
 */
#ifndef STORE_PG_LINK_H
#define STORE_PG_LINK_H
#include <libpq-fe.h>

#include "extract/store.h"

/* What a timestamp with time zone is turned into, and what the others are taken to be in. */
#define PG_TIME_ZONE "Europe/Copenhagen"

struct pg_link {
	PGconn *conn;
	const char *shown; /* host and database, for messages */
	int silence;       /* milliseconds the server may say nothing; -1: any time */
	bool bytes_order;  /* the database's own byte order is that of UTF-8 */
};

int pg_open(struct pg_link *l, const struct store_place *place, struct arena *a,
        struct err *e) MUST_CHECK;
void pg_done(struct pg_link *l);

/* One statement; n values for $1, $2, ... NULL: failed. PQclear() the answer. */
PGresult *pg_ask(struct pg_link *l, const char *sql, int n, const char *const *values,
        struct err *e) MUST_CHECK;
/* Parses the one statement and describes its parameters and columns; nothing runs. */
PGresult *pg_describe(struct pg_link *l, const char *sql, struct err *e) MUST_CHECK;
/* The next row of a COPY TO STDOUT that pg_ask() began, PQfreemem() it: its length, 0 end, -1
 * failed. */
int pg_row(struct pg_link *l, char **ret, struct err *e) MUST_CHECK;
void pg_clearp(PGresult **r);
#endif
