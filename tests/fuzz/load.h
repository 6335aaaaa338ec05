/*
 * What fuzz targets that load a file share: one empty mart for all runs (each run rolls back), a
 * number of it, and the bytes as a file. Whatever goes wrong here aborts.
 */
#ifndef FUZZ_LOAD_H
#define FUZZ_LOAD_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/db.h"
#include "common/defs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline sqlite3 *mart(void)
{
	static sqlite3 *db;
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;

	if (db)
		return db;
	if (db_open(":memory:", DB_RW, &db, &e) < 0)
		abort();
	while ((f = def_next("schemas/db/", ".sql", &cursor)))
		if (db_exec_file(db, f->path, &e) < 0)
			abort();
	return db;
}

static inline int64_t number(sqlite3 *db, const char *sql)
{
	struct err e = { 0 };
	int64_t n;

	if (db_int(db, sql, &n, &e) < 0)
		abort();
	return n;
}

static inline void write_file(const char *path, const uint8_t *data, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(data, 1, n, f) != n || fclose(f) != 0)
		abort();
}
#endif
