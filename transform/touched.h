/*
 * Which children changed since the rules last judged.
 *
 *     touched_watch()     when all was judged: from now on triggers note in staging_touched what
 *                         changes in staging_<entity>, whoever changes it
 *     touched_watching()  whether they do, all of them as they should be
 *     touched_close()     adds the rest of each child, and of whoever hangs together with it: over
 *                         ties (ties.h), in rows as they are now
 *     touched_shadow()    temporary tables and views that hide staging_* and have the rows of those
 *                         children alone; touched_unshadow() takes them away
 *     touched_forget()    when they are judged
 *
 * `from` is the schema of the connection that has the mart: "main", or as it is attached.
 *
 * touched_sql() and placed_sql() are conditions over rows of finding: that it is about such a
 * child, and that it tells of any child, by case, citizen or the key of a record; arena.
 */
#ifndef TOUCHED_H
#define TOUCHED_H
#include "transform/ties.h"

int touched_watch(sqlite3 *db, const struct ties *t, struct err *e) MUST_CHECK;
int touched_watching(sqlite3 *db, const struct ties *t, bool *ret, struct err *e) MUST_CHECK;
int touched_close(sqlite3 *db, const struct ties *t, struct err *e) MUST_CHECK;
int touched_shadow(sqlite3 *db, const char *from, const struct ties *t, struct err *e) MUST_CHECK;
int touched_unshadow(sqlite3 *db, const char *from, const struct ties *t, struct err *e) MUST_CHECK;
int touched_forget(sqlite3 *db, struct err *e) MUST_CHECK;

const char *touched_sql(const struct ties *t, struct arena *a);
const char *placed_sql(const struct ties *t, struct arena *a);
#endif
