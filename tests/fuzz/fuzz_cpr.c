/* Any bytes as a CPR extract of either product (task 900002 is the second): a verdict, every record
 * accounted for, and nothing worse. */
#include "common/defs.h"
#include "extract/cpr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static sqlite3 *mart(void)
{
	static const char *const files[] = { "schemas/db/020_staging_file.sql",
		"schemas/db/022_staging_cpr.sql", "schemas/db/030_finding.sql" };
	static sqlite3 *db;
	struct err e;

	if (!db) {
		if (db_open(":memory:", DB_RW, &db, &e) < 0)
			abort();
		for (size_t i = 0; i < COUNT_OF(files); i++)
			if (db_exec_file(db, files[i], &e) < 0)
				abort();
	}
	return db;
}

static void begin(sqlite3 *db, const char *path, const uint8_t *data, size_t size)
{
	struct err e;
	FILE *f = fopen(path, "w");

	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0 ||
	        db_exec(db,
	                "BEGIN; INSERT INTO staging_file(file, feed, name, sha256, bytes) "
	                "VALUES(1, 'cpr', 'x', 'x', 1)",
	                &e) < 0)
		abort();
}

/* Task 900003 has lengths of its own in a stream. */
static struct conf *settings(struct arena *a)
{
	static const char *const all[][2] = { { "layout.900002", "initial" },
		{ "layout.900003", "initial" }, { "length.900003.001", "400" },
		{ "length.900003.015", "60" } };
	struct conf *c = conf_new(a);
	struct err e;

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (conf_set(c, "feed.cpr", all[i][0], all[i][1], "fuzz", &e) < 0)
			abort();
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *folder = getenv("TMP");
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path = arena_printf(&a, "%s/fuzz_cpr", folder ? folder : "/tmp");
	struct ctx c = { .db = mart(), .conf = settings(&a), .arena = &a };
	struct feed_file f = { .file_id = 1, .path = path, .name = "x", .feed = "cpr" };
	struct source_result r = { .source = "cpr" };
	struct err e;
	int64_t records;

	begin(c.db, path, data, size);
	if (cpr_load(&c, &f, &r, &e) < 0 || r.rows_in != r.staged + r.rejected)
		abort();
	if (db_int(c.db, "SELECT coalesce(sum(records), 0) FROM staging_cpr_count", &records, &e) <
	                0 ||
	        (!r.verdict && records != r.rows_in) || db_exec(c.db, "ROLLBACK", &e) < 0)
		abort();
	return 0;
}
