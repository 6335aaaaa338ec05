/*
 * Rows of an XML file, one at a time, as the records of csv_read.h.
 *
 * xml_read_open() · xml_read_next() until it returns 0 · xml_read_close() (or CLEANUP).
 *
 * The feed says which element is a row (`row = /list/facility`), and for each column
 * by which paths it is found. From the row:
 *
 *     name, a/b          the text of an element below it
 *     @id, a/@id         an attribute
 *     .                  the text of the row itself
 *     ../name, ../@id    of an element around it; what is asked for there must stand before the row
 *
 * Several paths of a column, `name | title`, are as good as one another. Names are compared
 * letter by letter, without prefix; with `namespace` only elements of that namespace count.
 *
 * Field i of a record is column i of the feed. Blanks around a text are taken off. What
 * occurs more than once, also by different paths, is joined with ", " in the order of the
 * file, empty ones left out: good for text, while any other type finds such a value wrong.
 * An element that lacks and one that is empty are both an empty field; what no row has is
 * in xml_read_seen(). An element that is named as `nothing` of the feed, where rows would
 * stand, comes as a record with fault CSV_NOTHING.
 *
 * What the file may hold is limited (xml_scan.h), its character set is UTF-8 or the one of
 * iso-8859-1, windows-1252 and us-ascii that it declares. A fault of the file as a whole is a
 * record with fault CSV_UNREADABLE, then the end; xml_read_fault() says what it is. A field over 64
 * KiB or a row over 1 MiB is a faulty record, and reading goes on.
 *
 * Memory is fixed: a few megabytes, whatever the file. The record is borrowed until the next
 * call; its raw text is UTF-8 and ends after 64 KiB. Errors: ERR_IO, ERR_NOINPUT.
 */
#ifndef XML_READ_H
#define XML_READ_H
#include "common/csv_read.h"
#include "extract/feed.h"
#include "extract/finding.h"

enum { XML_NAMES_MAX = 4096 }; /* different names of elements, attributes, namespaces in a file */

struct xml_reader;

struct xml_fault {
	enum finding_kind kind;
	int64_t line;
	const char *field, *found, *expected; /* live as long as the reader */
};

int xml_read_open(
        struct xml_reader **ret, const char *path, const struct feed *f, struct err *e) MUST_CHECK;
int xml_read_next(struct xml_reader *x, struct csv_record *ret, struct err *e) MUST_CHECK;
const struct xml_fault *xml_read_fault(const struct xml_reader *x);
const char *xml_read_encoding(const struct xml_reader *x); /* as declared, in small letters */
const char *xml_read_root(const struct xml_reader *x); /* path of the outermost element, or "" */
bool xml_read_seen(const struct xml_reader *x, size_t column);
void xml_read_close(struct xml_reader **x);

/* Whether a path of a column, or of the row (`row` NULL), makes sense; for definitions. */
int xml_path_check(const char *row, const char *path, struct err *e) MUST_CHECK;
#endif
