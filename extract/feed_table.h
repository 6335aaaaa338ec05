/*
 * Whether the columns of a feed fit its staging table.
 *
 * A workspace may change the columns of a feed in its .map; what the table does
 * not have, has with another type, gets twice or cannot do without is told before a
 * row is read. Errors: ERR_CONFIG with the name of the map.
 */
#ifndef FEED_TABLE_H
#define FEED_TABLE_H
#include "common/db.h"
#include "extract/feed.h"

int feed_fits_table(const struct feed *f, sqlite3 *db, struct err *e) MUST_CHECK;
#endif
