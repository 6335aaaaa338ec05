/*
 * What a report is: one file report/defs/<id>/<from>.def with its query beside it.
 *
 *     id, text_da, text_en, legal, receiver
 *     from       first period this layout is in force for; the next file of the
 *                folder ends it, so old periods keep their layout
 *     period     month | year
 *     query      file of the same folder; one SELECT with a total ORDER BY
 *     records    the record_* table it reads, if it reports persons one by one; its
 *                column `reason` says why a row is not selected (NULL: it is)
 *     entity     what a record is, for findings: measure, notification, …
 *     key        source column that names the record in a finding
 *     settings   section of indberet.conf with test, time, max-records, file-month, envelope-month
 *     tells      SECTION.NAME COLUMN VALUE: a setting that decides what is sent where the
 *                source says nothing; the result and the manifest tell it, and how many
 *                records have VALUE
 *     live-needs settings (section.name) that a delivery which is no test must have
 *     sign       none | xades | p7s | asic-e, unless [report.<id>] sign says otherwise
 *     file       name without suffix, a template (vars.h)
 *     format     xml, csv; one line each
 *     column     NAME SOURCE TYPE FLAG…    in the order of the file
 *                TYPE  text:1..50 digits:3..3 one-of:a|b cpr date int
 *                FLAG  required, secret, choice:<group> (exactly one of a group),
 *                list:<c> (several values with the character c between them: each is of TYPE, and
 *                an element of its own in XML; a CSV has them in one field)
 *                SOURCE is - for a column that op, version-of, corrects or old fills
 *     delta      what the receiver is sent of what changed (docs/ledger.md):
 *                upsert      the record again; it knows no removal
 *                operations  the record with an operation: add, change, remove
 *                append      a new report that names the one it corrects
 *                whole       the period again, if anything in it differs
 *     op         COLUMN add:WORD change:WORD remove:WORD   the operation, in the receiver's words
 *     version-of COLUMN   gets the id of the report: <key>, <key>~2, <key>~3, …
 *     corrects   COLUMN   the id of the report it takes the place of: the newest one without an
 *                answer, else the one the receiver holds
 *     old        COLUMN FROM…   what the receiver holds in the first of the columns FROM that has
 *                a value, when it is another value now
 *     field      NAME: text    where a column comes from, its code list, whether it must be there,
 *                and whether it is the receiver's or ours; one line each, for people
 *     type-of, start-of  COLUMN   what kind of thing a record is, and its first day: what a
 *                delivery is compared with the last ones by (tally.h)
 *     schema     path of the XSD the XML must fit
 *     xml-ns     PREFIX URI  (`default` for none)
 *     xml-location  value of xsi:schemaLocation
 *     xml-root, xml-records COLLECTION/RECORD
 *     xml-head   [when:VARIABLE] PATH TEXT   what stands before the records; a path
 *                segment may end in [n] to be a second one of the same name
 *
 * A new report, or a new layout of one, is such a file; no C.
 * Ownership: everything lives in the arena given.
 */
#ifndef REPORT_DEF_H
#define REPORT_DEF_H
#include "common/defs.h"
#include "report/period.h"
#include "report/xml_out.h"

enum {
	REPORT_COLUMNS = 64,
	REPORT_HEADS = 64,
	REPORT_FORMATS = 8,
	REPORT_NEEDS = 8,
	REPORT_TELLS = 4
};

enum { REPORT_OLD = 4 };
enum report_delta { DELTA_NONE, DELTA_UPSERT, DELTA_OPERATIONS, DELTA_APPEND, DELTA_WHOLE };
/* What fills a column; all but COLUMN_DATA are of the delivery, and take no part when a record is
 * compared with what the receiver holds. */
enum column_role { COLUMN_DATA, COLUMN_OP, COLUMN_VERSION, COLUMN_CORRECTS, COLUMN_OLD };
enum report_op { OP_ADD, OP_CHANGE, OP_REMOVE };

struct value_type; /* value.h */

struct report_column {
	const char *name, *source;
	const struct value_type *type;
	size_t min, max;     /* length in characters; 0 = no limit */
	const char *allowed; /* one-of: "a|b|c" */
	bool required, secret;
	char list;             /* what parts the values of a list; 0: one value */
	const char *choice;    /* group of which exactly one has a value, or NULL */
	const char *type_text; /* as the definition writes it; what a finding expects */
	enum column_role role;
	size_t old[REPORT_OLD], olds; /* role OLD: the columns it looks into */
};

struct report_tell {
	const char *setting, *column, *value;
	size_t at; /* the column */
};

struct report_leaf {
	const char *when; /* variable that must not be empty, or NULL */
	const char *path, *text;
};

struct report_def {
	const char *path, *id, *from, *text_da, *text_en, *legal, *receiver, *period;
	const char *query_path, *query;
	const char *records, *entity, *key, *settings, *sign, *file, *schema;
	const char *format[REPORT_FORMATS];
	size_t formats;
	const char *live_need[REPORT_NEEDS];
	size_t live_needs;
	struct report_column column[REPORT_COLUMNS];
	size_t columns;
	struct report_tell tell[REPORT_TELLS];
	size_t tells;
	struct xml_ns ns[XML_NAMESPACES];
	size_t ns_count;
	const char *xml_root, *xml_location, *xml_collection, *xml_record;
	struct report_leaf head[REPORT_HEADS];
	size_t heads;
	int type_of, start_of; /* columns; -1: none */
	enum report_delta delta;
	const char *op_word[3]; /* by enum report_op; NULL: there is no such column */
};

/* Every definition but those with a `kind` (workbook.h, approval.h), by path; *cursor = 0 first;
 * NULL at the end. */
const struct def_file *report_def_next(size_t *cursor);
int report_def_parse(const struct def_file *f, struct arena *a, struct report_def *ret,
        struct err *e) MUST_CHECK;
/* The definition of `id` in force for `period`, and the period read. ERR_USAGE: no such report or
 * period. */
int report_def_find(const char *id, const char *period, struct arena *a, struct report_def *ret,
        struct period *ret_period, struct err *e) MUST_CHECK;
/* The layout that was in force from `from`, to read what was sent with it. */
int report_def_from(const char *id, const char *from, struct arena *a, struct report_def *ret,
        struct err *e) MUST_CHECK;
bool report_sign_known(const char *mode);
bool report_def_has_format(const struct report_def *d, const char *format);
#endif
