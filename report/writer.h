/*
 * Formats a report can be written in: a row of the table is a format.
 *
 * For each file: begin(), row() for each row, end(). A writer never holds more
 * than a row and never judges one (table.h did). It writes to ->sink only.
 *
 * csv  one line of names, one line a row; `;` between fields, CRLF at the
 *      end, UTF-8 without byte order mark; a field is quoted only if it
 *      holds `;`, `"`, CR or LF, and quotes in it are doubled (RFC 4180).
 *      Nothing is added to a value: it is what the receiver's rules say.
 * xml  the declared structure, canonical by construction (xml_out.h).
 */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H
#include "report/sink.h"
#include "report/table.h"
#include "report/vars.h"

struct signer;
struct xml_writer;

struct output {
	const struct writer *writer;
	const struct report_def *def;
	const struct report_vars *vars;
	const struct signer *signer; /* not NULL: the file is to carry its own signature */
	struct arena *arena;         /* lives as long as the file */
	struct sink *sink;
	struct xml_writer *xml;
};

struct writer {
	const char *format, *suffix;
	int (*begin)(struct output *o, struct err *e);
	int (*row)(struct output *o, const struct report_row *r, struct err *e);
	int (*end)(struct output *o, struct err *e);
};

const struct writer *writer_find(const char *format);
const struct writer *writer_next(size_t *cursor); /* NULL at the end */
#endif
