/*
 * The layout of a CPR extract: which records there are, where each field
 * stands, and what is kept of it.
 *
 * It is read from the definition extract/feeds/cpr_<product>.csv, whose head
 * explains its columns. The same record number means other things in other
 * products, so a file is read with the layout of its task (cpr.h), never by
 * record number alone. Source: the CPR office's description of P12170.
 *
 * cpr_layout_load() first; the rest are look-ups. Ownership: the arena given.
 * Errors: ERR_CONFIG with file and line; an unknown product is ERR_NOINPUT.
 */
#ifndef CPR_LAYOUT_H
#define CPR_LAYOUT_H
#include "common/arena.h"
#include "common/err.h"

enum {
	CPR_TYPES = 64,        /* record types in a layout, at most */
	CPR_COLUMNS = 40,      /* columns of a staging table, with file and line, at most */
	CPR_PARTS = 2,         /* tables that one record may fill */
	CPR_RECORD_MAX = 4096, /* bytes: a longer record is not one */
};

enum cpr_role { CPR_START, CPR_END, CPR_ONE, CPR_MANY, CPR_ERROR, CPR_RECEIPT };

struct cpr_type;

struct cpr_field {
	const char *name;     /* as the CPR office writes it */
	size_t start, length; /* start counts from 0 */
	const struct cpr_type *type;
	bool longer;
};

/* A field that is kept, and the column it goes to. */
struct cpr_kept {
	const struct cpr_field *field;
	const char *column;
	bool needed;
};

/* What of a record goes into one table. */
struct cpr_part {
	int table; /* in cpr_layout.tables */
	struct cpr_kept *kept;
	size_t n;
};

/* A staging table and the columns it is filled with, in order; then come file and line. */
struct cpr_table {
	const char *name;
	const char *columns[CPR_COLUMNS];
	size_t n;
};

struct cpr_record {
	char type[4];
	int number; /* the type as a number */
	enum cpr_role role;
	size_t length, longer;    /* bytes; longer 0: there is no longer form */
	size_t exact;             /* in a stream, by a setting; 0: not set */
	struct cpr_field *fields; /* all of them */
	size_t n;
	struct cpr_part parts[CPR_PARTS];
	size_t n_parts; /* 0: counted only */
};

struct cpr_layout {
	const char *name; /* p12170 */
	struct cpr_record records[CPR_TYPES];
	size_t n;
	struct cpr_table tables[CPR_TYPES];
	size_t n_tables;
	int8_t of_type[1000]; /* 0: unknown; else place in records, plus one */
};

int cpr_layout_load(
        struct cpr_layout *l, const char *product, struct arena *a, struct err *e) MUST_CHECK;
/* The same from text, for tests. */
int cpr_layout_parse(struct cpr_layout *l, const char *path, const char *text, struct arena *a,
        struct err *e) MUST_CHECK;

/* Names of all products, parted by commas. */
const char *cpr_layout_names(struct arena *a);

/* The place in ->records of the three digits at s, or -1. */
int cpr_layout_find(const struct cpr_layout *l, const char *s);
/* A field by the CPR office's name, or NULL. */
const struct cpr_field *cpr_record_field(const struct cpr_record *r, const char *name);
/* People's records: they belong to a person and are replaced with that person. */
bool cpr_is_person(const struct cpr_record *r);
#endif
