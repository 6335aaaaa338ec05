/*
 * Any text as a workspace's map, up to the first NUL, and the rest as a file read under it: a
 * map is refused with a clear error or the file is loaded; nothing that a map says reaches
 * the database as an error. The first byte chooses the feed.
 */
#include "extract/csv_load.h"
#include "extract/feed.h"
#include "tests/fuzz/load.h"

/* Loads the file; a map that does not fit the table is the one thing that may stop it. */
static void load(struct ctx *c, const struct feed *f, const char *path)
{
	struct source_result r = { 0 };
	struct err e = { 0 };

	if (strcmp(f->format, "csv") != 0)
		return;
	if (csv_load(c, &(struct feed_file){ 1, path, "x", f->id, .def = f, .produced = 20000 }, &r,
	            &e) < 0 &&
	        e.code != ERR_CONFIG) {
		fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	if (e.code == ERR_NONE && !r.verdict && r.rows_in != r.staged + r.rejected)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const ids[] = { "postings", "budget", "facilities", "portal" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	const char *path = arena_printf(&a, "/tmp/fuzz_map.%ld", (long)getpid());
	const uint8_t *end = size ? memchr(data + 1, 0, size - 1) : NULL;
	struct ctx c = { .db = mart(), .municipality = "492", .arena = &a };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct feed_set set;
	struct feed *f;

	if (!end)
		return 0;
	if (tx_begin(&tx, c.db, &e) < 0 || feeds_load(&set, &a, NULL, NULL, &e) < 0)
		abort();
	f = (struct feed *)feed_find(&set, ids[data[0] & 3]);
	if (feed_parse_map(f, &a, "x.map", (const char *)data + 1, &e) < 0)
		return e.code == ERR_CONFIG ? 0 : (abort(), 0);
	write_file(path, end + 1, size - (size_t)(end + 1 - data));
	load(&c, f, path);
	return unlink(path);
}
