/*
 * The ledger's items as the comparison reads them: what is held, what is on its way, what was
 * said of a record last.
 *
 * sent_held() and sent_on_way() are opened on a report and stepped in the order of the key;
 * sent_newest() and sent_accepted() look one record up. ->there is false at the end of a
 * cursor. Strings are borrowed until the next step. Closed with sent_close().
 */
#ifndef REPORT_SENT_H
#define REPORT_SENT_H
#include "report/content.h"

struct sent {
	sqlite3_stmt *stmt;
	bool there;
	const char *key;
	int64_t delivery, version;
	enum report_op op;
	const char *outcome; /* "" not answered */
	const char *content;
	size_t length;
	const char *definition;
};

struct sent_of {
	sqlite3 *db;
	const char *report;
	bool test;
};

/* All that is held, or of one key; then sent_step(). */
int sent_held(struct sent *s, const struct sent_of *of, const char *key, struct err *e) MUST_CHECK;
/* One cursor a delivery that was handed over and is not processed, oldest first. */
int sent_on_way(struct sent **ret, size_t *ret_n, const struct sent_of *of, struct arena *a,
        struct err *e) MUST_CHECK;
int sent_step(struct sent *s, struct err *e) MUST_CHECK; /* 1, 0 end, -1 */
void sent_close(struct sent *s);

/* What was handed over of a record last; prepared once, ->there after each look-up. */
int sent_newest_open(struct sent *s, const struct sent_of *of, struct err *e) MUST_CHECK;
int sent_newest(struct sent *s, const char *key, struct err *e) MUST_CHECK;
/* The last delivery whose item of this record was accepted; 0: none. *keep: the statement, NULL
 * first, for the next call and stmt_done(). */
int sent_accepted(sqlite3_stmt **keep, const struct sent_of *of, const char *key, int64_t *ret,
        struct err *e) MUST_CHECK;
/* Has anything ever been handed over? */
int sent_any(const struct sent_of *of, bool *ret, struct err *e) MUST_CHECK;
#endif
