/*
 * Any bytes as an XML feed file: no crash, every row staged or rejected, each rejected one has a
 * finding. The first byte chooses where rows stand.
 */
#include "extract/feed.h"
#include "extract/xml_load.h"
#include "tests/fuzz/load.h"

static void check(sqlite3 *db, const struct source_result *r)
{
	if (r->verdict)
		return;
	if (r->rows_in != r->staged + r->rejected || r->findings < r->rejected ||
	        number(db, "SELECT count(*) FROM staging_facility") != r->staged ||
	        number(db, "SELECT count(*) FROM finding") != r->findings ||
	        number(db, "SELECT count(*) FROM staging_raw") < r->rejected)
		abort();
}

static struct feed choose(struct arena *a, unsigned char by)
{
	static const char nested[] = "form = xml\nrow = /l/f/p\ncolumn = facility_id : ../@id\n"
	                             "column = name : ../n | .\ncolumn = kind : @k\n";
	struct err e = { 0 };
	struct feed_set set;
	struct feed f;

	if (feeds_load(&set, a, NULL, NULL, &e) < 0)
		abort();
	f = *feed_find(&set, "facilities");
	if (by & 1 && feed_parse_map(&f, a, "x.map", nested, &e) < 0)
		abort();
	f = f.forms[0];
	f.extra_ok = by & 2;
	f.ns = by & 4 ? "u" : NULL;
	return f;
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
	snprintf(path, sizeof path, "/tmp/fuzz_xml_feed.%ld", (long)getpid());
	write_file(path, data + 1, size - 1);
	f = choose(&a, data[0]);
	if (xml_load(&c,
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
	check(c.db, &r);
	(void)unlink(path);
	return 0;
}
