/*
 * Statistical tables: what a file transform/tables/<ID>.sql says.
 *
 *     id            name of the table, and of the file
 *     text_da, text_en, legal
 *     report        the report it belongs to; nothing else says which tables a report has
 *     kind          flow (of the year) | stock (on its last day)
 *     unit          antal | pct
 *     since         first year there is such a table
 *     note_da, note_en        the counting rule, for the sheet of method
 *     assumed_da, assumed_en  what of it no source says (optional)
 *     reads         facts and code lists the body reads
 *     dim           NAME COLUMN CODES…, one line a dimension in the authority's order
 *     with          parts the body begins with, see head_compose() (optional)
 *     share         [NAME=CODE] population:FIRST..LAST    with unit pct, one line or one a code
 *
 * CODES of a dimension, in the authority's order:
 *
 *     list:NAME             the codes of a code list in force in the year, in its order
 *     list:NAME.ATTR=VALUE  those of them that have the attribute
 *     range:0..22           whole years of age
 *     words:D=Drenge=Boys|P=Piger=Girls
 *     one:municipality      the municipality; its COLUMN is not read
 *     one:landsdel          an attribute of it in the code list of municipalities
 *     total:CODE            the roll-up of the others; stands first. CODE=Label=Label to name it
 *     label:Køn=Sex         name of the dimension for readers
 *
 * Labels may have blanks, and no '|', '=' or a word that begins as one of the above.
 *
 * The body is ONE SELECT: COLUMN of each dimension, counted (a cell is the number of
 * different ones), citizen_id, case_id, entity, record_key. Parameters: :year, :first and
 * :last day of it, :as_of, :municipality. A row may stand in several cells. Every
 * value must be a code of the year: what belongs nowhere needs a code of its own.
 *
 * table_def_read() checks all of it that needs no database. Errors: ERR_CONFIG with the path.
 * Ownership: the arena.
 */
#ifndef TRANSFORM_TABLE_DEF_H
#define TRANSFORM_TABLE_DEF_H
#include "common/defs.h"

enum { TABLE_DIMS = 6, TABLE_PARTS = 12, TABLE_SHARES = 16, TABLE_YEARS = 3 };

enum table_part_kind { PART_LIST, PART_RANGE, PART_WORDS, PART_ONE };

struct table_part {
	enum table_part_kind kind;
	const char *text;        /* list, words or variable, as written */
	const char *attr, *want; /* of a list, or NULL */
	int64_t low, high;       /* of a range */
};

struct table_dim {
	const char *name, *column;
	const char *label_da, *label_en;
	struct table_part part[TABLE_PARTS];
	size_t parts;
	const char *total, *total_da, *total_en; /* total NULL: none */
};

struct table_share {
	int dim; /* 1 to 6; 0: every cell */
	const char *code;
	const char *ages; /* as the setting is named: 0-22 */
};

struct table_def {
	struct head head;
	const char *id, *report, *body;
	bool pct;
	int since;
	struct table_dim dim[TABLE_DIMS];
	size_t dims;
	struct table_share share[TABLE_SHARES];
	size_t shares;
};

int table_def_read(
        const struct def_file *f, struct arena *a, struct table_def *ret, struct err *e) MUST_CHECK;
/* The next definition of the report; *cursor = 0 first; 1 found, 0 no more, -1. */
int table_def_next(const char *report, size_t *cursor, struct arena *a, struct table_def *ret,
        struct err *e) MUST_CHECK;
/* The words of PART_WORDS one by one, from *at = part->text; false when there are no more. */
bool table_word_next(const char **at, struct arena *a, const char *word[3]);
#endif
