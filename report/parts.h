/*
 * The files of one report in the making: one for each format, and so again for
 * each part when a part may hold so many records and no more.
 *
 * parts_row() for each row, parts_finish() after the last: then every file is
 * written, hashed and (XML) fits its schema, but none is in place. parts_commit()
 * puts them all into the folder and removes what does not belong there any
 * more. parts_done() (CLEANUP) removes what was not committed.
 *
 * No row: no file.
 */
#ifndef REPORT_PARTS_H
#define REPORT_PARTS_H
#include "common/file.h"
#include "report/report.h"
#include "report/writer.h"
#include "report/xsd.h"

enum { PARTS_MAX = 200 };

struct part_file;

struct parts {
	const struct report_def *def;
	struct report_vars vars;     /* ->stamp moves on with each part */
	const struct signer *signer; /* not NULL: XML files sign themselves */
	const char *folder;
	struct arena *arena;
	struct xsd xsd;
	struct xsd_ids ids; /* through all parts */
	struct output output[REPORT_FORMATS];
	struct part_file *file;
	size_t files, room;
	int64_t told[REPORT_TELLS]; /* records with the value of each `tells` */
	int64_t in_part;            /* rows of the open part; 0: none is open */
};

int parts_row(struct parts *p, const struct report_row *r, struct err *e) MUST_CHECK;
int parts_finish(struct parts *p, struct err *e) MUST_CHECK;
int parts_commit(struct parts *p, struct err *e) MUST_CHECK;
/* Nothing was written: what is in the folder stays, but for what a killed run left unfinished. */
int parts_tidy(const struct parts *p, struct err *e) MUST_CHECK;
void parts_done(struct parts *p);
/* What was written, into the result; before or after the commit. */
void parts_list(const struct parts *p, struct report_result *ret);
#endif
