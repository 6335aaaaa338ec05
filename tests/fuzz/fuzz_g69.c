/*
 * Any bytes as a G69 file: no crash, every line staged or rejected, each rejected one has a
 * finding. Odd sizes are read as UTF-8, and a file that does not balance is then refused.
 */
#include "extract/feed.h"
#include "extract/g69.h"
#include "tests/fuzz/load.h"

static void check(sqlite3 *db, const struct source_result *r)
{
	if (r->verdict)
		return;
	if (r->rows_in != r->staged + r->rejected || r->findings < r->rejected ||
	        number(db, "SELECT count(*) FROM staging_posting") != r->staged ||
	        number(db, "SELECT count(*) FROM finding") != r->findings ||
	        number(db, "SELECT count(*) FROM staging_raw") < r->rejected ||
	        number(db, "SELECT count(*) FROM staging_posting WHERE (account IS NULL) ="
	                   " (local_account IS NULL)"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct source_result r = { 0 };
	struct err e = { 0 };
	const char *path = arena_printf(&a, "/tmp/fuzz_g69.%ld", (long)getpid());
	struct ctx c = { .db = mart(), .municipality = "492", .arena = &a };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct feed_set set;
	struct feed *f;

	if (tx_begin(&tx, c.db, &e) < 0 || feeds_load(&set, &a, NULL, NULL, &e) < 0)
		abort();
	f = (struct feed *)feed_find(&set, "postings");
	if (feed_apply_preset(f, &a, "g69", &e) < 0)
		abort();
	f->charset = size & 1 ? "utf-8" : f->charset;
	f->refuse_unbalanced = size & 1;
	write_file(path, data, size);
	if (g69_load(&c, &(struct feed_file){ 1, path, "x", f->id, .def = f, .produced = NO_DAY },
	            &r, &e) < 0)
		abort();
	check(c.db, &r);
	return unlink(path);
}
