/*
 * Does each id stand once? For files whose records come in the order of their ids.
 *
 * An identity constraint (xs:key, xs:unique) makes libxml2 keep every id of the file: some 340
 * bytes each, and more than a linear time. The files we write are in the order of their ids, so
 * that it is enough to look at the one before: an id that is not greater than the last comes
 * twice, or the order is broken and nothing can be said, which is a fault as well.
 *
 * Two orders will do, and a file must keep to one of them to its end: that of the bytes, and that
 * of a stem with its number, where `x~2` is the second report of `x` (append-only returns).
 *
 * Order of calls: a zeroed struct; ids_add() for each id. The same struct goes through all
 * parts of a split return, so that one id in two parts is found too.
 */
#ifndef REPORT_XSD_IDS_H
#define REPORT_XSD_IDS_H
#include "common/base.h"

enum { IDS_LENGTH = 1024 };
enum ids_verdict { IDS_ONCE, IDS_TWICE, IDS_UNORDERED };

struct xsd_ids {
	bool not_bytes, not_stems; /* this order is broken */
	bool any;
	size_t n;
	char last[IDS_LENGTH];
};

/* n is at most IDS_LENGTH. A broken order is told once. */
enum ids_verdict ids_add(struct xsd_ids *ids, const char *id, size_t n);

/*
 * What the first xs:key of a schema is about: selector `p:COLLECTION/p:RECORD`, field `p:ID`,
 * both from the root. False: there is none of that form. The names are copied, without prefixes.
 */
struct ids_rule {
	char collection[128], record[128], field[128];
	bool sole; /* the schema has no other constraint: libxml2 need not keep anything */
};
bool ids_rule_read(const char *schema, struct ids_rule *ret);
#endif
