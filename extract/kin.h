/*
 * Which rows of the case store are about the same child.
 *
 * kin_read() makes it from the entities: a child's rows are those of `citizen` and of every entity
 * that leads there by ref: or group columns. A tie is a column of them that such rows have in
 * common: the key of an entity where it is one column, every ref: to an entity of a child, and
 * group. Rows with the same value in ties of one kind belong to one child; so do rows that hang
 * together over others. Team and caseworker lead to no child: they are a register.
 *
 * Ownership: arena. Errors: those of the definitions.
 */
#ifndef KIN_H
#define KIN_H
#include "extract/entity.h"

struct kin_tie {
	const struct entity *t;
	const char *column;
	const char *kind; /* 'case_id': the key column that it holds */
	int key;          /* 0: no key column, 1: part of the key, 2: the key */
};

struct kin {
	struct entities all;
	bool *child;          /* by their place in `all`: whether its rows are of a child */
	struct kin_tie *ties; /* in the order of entities and columns */
	size_t n;
};

int kin_read(struct arena *a, struct kin *ret, struct err *e) MUST_CHECK;
/* The kind of a tie, or NULL where the column is none. */
const char *kin_kind(const struct kin *k, const char *entity, const char *column);
/* Into staging_tie, where the other stages read it; nothing is written where it is so. */
int kin_write(sqlite3 *db, const struct kin *k, struct err *e) MUST_CHECK;
#endif
