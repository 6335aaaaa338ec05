/*
 * What the files of a CSV export look like, and which of their columns is which of ours.
 *
 * A profile's folder holds <entity>.map for an entity that is the rows of one file, and may
 * hold export.map, with what all files have in common and with the files that an
 * <entity>.sql reads as tables. Lines `key = value`; store_map_keys[] has them all, with help:
 *
 *     file     = Borger_{date}.csv | Borger.csv
 *     column   = citizen_id : BorgerId | Borger-id
 *     column   = due_date may-miss : Termin
 *     value    = sex M : 1 | mand
 *     none     = closed_on : 31-12-9999
 *     constant = protected : 0
 *     absent   = foreign_no mother_pnr
 *     lacks    = the system has no supervision visits
 *
 * Every column of the entity must be accounted for, once: a column that is forgotten is an
 * error, not an empty field. Values are translated word by word; a value without a translation
 * stays as it is, so that the rule on its code list finds it.
 *
 * Errors: ERR_CONFIG with file and line. Ownership: the arena given, for a struct given it.
 */
#ifndef STORE_MAP_H
#define STORE_MAP_H
#include "extract/entity.h"
#include "extract/feed.h"

struct store_form {
	const char *charset;
	char separator, quote, decimal, thousands; /* quote, thousands 0: none */
	bool refuse_extra;                         /* a column nobody reads is an error */
	struct feed_words date, time, yes, no;     /* forms are tried in turn */
};

/* A file that .sql profiles read as a table. */
struct store_table {
	const char *name;
	struct feed_words files; /* patterns as in feed.h */
};

struct store_export {
	struct store_form form;
	const char *marker; /* a file that is there when the export is whole; NULL: none */
	struct store_table *tables;
	size_t n;
};

enum store_column_from { COLUMN_FORGOTTEN, COLUMN_FILE, COLUMN_CONSTANT, COLUMN_ABSENT };

/* Where a column of the entity comes from; one for each, in the entity's order. */
struct store_column {
	enum store_column_from from;
	bool may_miss;
	struct feed_words header;
	const char *constant;
};

struct store_value {
	size_t column;
	const char *ours; /* NULL: no value */
	struct feed_words theirs;
};

struct store_map {
	const struct entity *t;
	const char *path;
	const char *lacks; /* why there is no such thing; NULL: there is */
	struct feed_words files;
	struct store_form form;
	struct store_column *columns;
	struct store_value *values;
	size_t n_values;
};

/* What is common; `text` NULL: there is no export.map. */
int store_export_parse(struct store_export *ret, struct arena *a, const char *path,
        const char *text, struct err *e) MUST_CHECK;
/* The map of an entity, on top of what is common. */
int store_map_parse(struct store_map *ret, const struct entity *t,
        const struct store_export *common, struct arena *a, const char *path, const char *text,
        struct err *e) MUST_CHECK;

/* "a, b or c" */
const char *store_words_text(const struct feed_words *w, struct arena *a);

enum { STORE_KEY_EXPORT = 1, STORE_KEY_MAP = 2 };

struct store_parsing;

struct store_map_key {
	const char *name;
	unsigned where;
	bool many; /* may be given more than once */
	const char *help;
	int (*set)(struct store_parsing *p, const char *value, struct err *e);
};
extern const struct store_map_key store_map_keys[];
extern const size_t store_map_key_count;
#endif
