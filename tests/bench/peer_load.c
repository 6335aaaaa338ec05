/*
 * Peer: what a plain program does with the postings: libcsv, one prepared INSERT, one transaction.
 * Dates, accounts and amounts become integers; nothing is checked, hashed, archived or reported.
 * peer_load FILE DATABASE
 */
#include <csv.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
	sqlite3_stmt *insert;
	int column;
	long rows;
	int ok;
};

static long digits(const char *s, size_t n)
{
	long v = 0;

	for (size_t i = 0; i < n; i++)
		if (s[i] >= '0' && s[i] <= '9')
			v = v * 10 + (s[i] - '0');
	return n && (s[0] == '-' || s[n - 1] == '-') ? -v : v;
}

static void field(void *s, size_t n, void *data)
{
	struct load *l = data;
	int at = ++l->column;

	if (at == 1 || at == 3 || at == 6)
		sqlite3_bind_int64(l->insert, at, digits(s, n));
	else if (n)
		sqlite3_bind_text(l->insert, at, s, (int)n, SQLITE_TRANSIENT);
	else
		sqlite3_bind_null(l->insert, at);
}

static void row(int c, void *data)
{
	struct load *l = data;

	(void)c;
	l->column = 0;
	if (l->rows++) /* not the header */
		l->ok &= sqlite3_step(l->insert) == SQLITE_DONE;
	sqlite3_reset(l->insert);
}

static int load(FILE *f, sqlite3 *db)
{
	static char block[1 << 18];
	struct load l = { .ok = 1 };
	struct csv_parser p;
	size_t n;

	if (sqlite3_exec(db,
	            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA page_size=16384;"
	            "CREATE TABLE p(booked INT, voucher TEXT, account INT, kind TEXT, side TEXT,"
	            " amount INT, pnr TEXT, case_id TEXT, cvr TEXT, text TEXT) STRICT; BEGIN",
	            NULL, NULL, NULL) ||
	        sqlite3_prepare_v2(
	                db, "INSERT INTO p VALUES(?,?,?,?,?,?,?,?,?,?)", -1, &l.insert, NULL) ||
	        csv_init(&p, CSV_APPEND_NULL))
		return 1;
	csv_set_delim(&p, ';');
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		if (csv_parse(&p, block, n, field, row, &l) != n)
			return 1;
	csv_fini(&p, field, row, &l);
	csv_free(&p);
	sqlite3_finalize(l.insert);
	printf("%ld\n", l.rows - 1);
	return !l.ok || sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

int main(int argc, char **argv)
{
	FILE *f = argc > 2 ? fopen(argv[1], "rb") : NULL;
	sqlite3 *db;

	if (!f || sqlite3_open(argv[2], &db))
		return 1;
	if (load(f, db))
		return fprintf(stderr, "%s\n", sqlite3_errmsg(db)), 1;
	return sqlite3_close(db) || fclose(f);
}
