/*
 * The entities of the case store: what is read, and what its values must look like.
 *
 * extract/entities/<entity>.def, one a file:
 *
 *     entity  = case_file
 *     text_da = Sag: ét barns sag
 *     text_en = One child's case
 *     column  = case_id  text  key  ; sagens id ; id of the case
 *
 * A column has a name, a type, flags, and after the semicolons what it means in Danish
 * and English. Types: text, pnr, date, time, int, ore, bool, code:LIST (code:A+B is a
 * code of either list). Flags:
 *
 *     key          part of the key; must be filled
 *     optional     beside key: may be empty, and is then staged as ''
 *     required     must be filled
 *     secret       tells who somebody is; never shown unmasked
 *     ref:ENTITY   holds the key of that entity
 *     group        rows with the same value belong together, though no entity has it as key
 *
 * Whether a code is in its list, and on which day, is rule A07's to say, so that one fault is
 * one finding; a test holds that the rule looks at every code column.
 *
 * entities_schema() makes the tables; the extract calls it, and whoever opens a mart may. Staging
 * is a table staging_<entity>(file, line, columns…), all columns text as they came; line is never
 * set, for a row of a store is found by its key. Ownership: arena. A wrong definition is
 * ERR_CONFIG.
 */
#ifndef ENTITY_H
#define ENTITY_H
#include "common/db.h"

enum { ENTITY_COLUMNS = 32, ENTITY_KEYS = 4 };

enum column_flags {
	COLUMN_KEY = 1 << 0,
	COLUMN_OPTIONAL = 1 << 1,
	COLUMN_REQUIRED = 1 << 2,
	COLUMN_SECRET = 1 << 3,
	COLUMN_GROUP = 1 << 4,
};

struct value_type {
	const char *name;
	bool (*fits)(const char *s, size_t n); /* NULL: any text */
	const char *expected;                  /* for a finding, in Danish */
};

struct column {
	const char *name;
	const struct value_type *type;
	const char *lists; /* of a code: list or lists joined by '+'; else NULL */
	unsigned flags;
	const char *ref; /* entity, or NULL */
	const char *text_da, *text_en;
};

struct entity {
	const char *name, *path, *text_da, *text_en;
	struct column columns[ENTITY_COLUMNS];
	size_t n;
	size_t keys[ENTITY_KEYS], key_count; /* places in columns */
	int case_id, citizen_id;             /* places in columns, -1: none */
};

struct entities {
	struct entity *all; /* in the order of their names */
	size_t n;
};

extern const struct value_type value_types[];
extern const size_t value_type_count;

int entities_read(struct arena *a, struct entities *ret, struct err *e) MUST_CHECK;
int entity_parse(const char *path, const char *text, struct arena *a, struct entity *ret,
        struct err *e) MUST_CHECK;
const struct entity *entity_find(const struct entities *all, const char *name);

/* Makes the staging tables. One that no longer fits its definition is made anew, empty. */
int entities_schema(sqlite3 *db, struct err *e) MUST_CHECK;

const char *entity_ddl(const struct entity *t, struct arena *a);
/*
 * INSERT with parameters ?1 file, ?2 line, ?3… the columns in order. A row whose key is taken
 * replaces, or else changes nothing: sqlite3_changes() is 0.
 */
const char *entity_put(const struct entity *t, bool replace, struct arena *a);
/* "a, b": the key columns, each with `before` in front. */
const char *entity_key_list(const struct entity *t, const char *before, struct arena *a);
#endif
