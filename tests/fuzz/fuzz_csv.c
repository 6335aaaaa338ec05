/*
 * Any bytes as a feed file: no crash, every row staged or rejected, and each rejected row
 * has a finding. The first byte chooses the feed and the character set.
 */
#include "extract/csv_load.h"
#include "extract/feed.h"
#include "tests/fuzz/load.h"

static struct feed choose(struct arena *a, unsigned char by)
{
	static const char *const ids[] = { "postings", "budget", "facilities", "portal" };
	static const char *const sets[] = { "utf-8", "iso-8859-1", "windows-1252" };
	struct feed_set set;
	struct err e = { 0 };
	struct feed f;

	if (feeds_load(&set, a, NULL, NULL, &e) < 0)
		abort();
	f = *feed_find(&set, ids[by & 3]);
	f.charset = sets[(by >> 2) % 3];
	f.any_order = true;
	return f;
}

static void check(struct ctx *c, const struct feed *f, const struct source_result *r)
{
	struct err e = { 0 };
	int64_t staged, findings, raw;

	if (r->verdict)
		return;
	if (db_int(c->db, arena_printf(c->arena, "SELECT count(*) FROM %s", f->table), &staged,
	            &e) < 0 ||
	        db_int(c->db, "SELECT count(*) FROM finding", &findings, &e) < 0 ||
	        db_int(c->db, "SELECT count(*) FROM staging_raw", &raw, &e) < 0)
		abort();
	if (r->rows_in != r->staged + r->rejected || staged != r->staged ||
	        findings != r->findings || findings < r->rejected || raw < r->rejected)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct source_result r = { 0 };
	struct err e = { 0 };
	char path[64];
	struct feed f;
	struct ctx c = {
		.db = mart(), .workspace = "/nonexistent", .municipality = "492", .arena = &a
	};
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (size == 0 || tx_begin(&tx, c.db, &e) < 0)
		return 0;
	snprintf(path, sizeof path, "/tmp/fuzz_csv.%ld", (long)getpid());
	write_file(path, data + 1, size - 1);
	f = choose(&a, data[0]);
	if (csv_load(&c,
	            &(struct feed_file){ .file_id = 1,
	                    .path = path,
	                    .name = "x",
	                    .feed = f.id,
	                    .def = &f,
	                    .produced = NO_DAY },
	            &r, &e) < 0) {
		fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	check(&c, &f, &r);
	(void)unlink(path);
	return 0;
}
