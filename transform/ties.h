/*
 * Which rows of the case store are about the same child, as staging_tie has it (extract/kin.h makes
 * it).
 *
 * A mart into which nothing was read has none: n = 0. Ownership: arena.
 */
#ifndef TIES_H
#define TIES_H
#include "common/db.h"

enum tie_key { TIE_NO_KEY, TIE_PART_OF_KEY, TIE_KEY };

struct tie {
	const char *entity, *field, *kind;
	enum tie_key key;
};

struct ties {
	struct tied {
		const char *entity;
		bool child; /* its rows are of a child */
	} * all;            /* in the order of their names */
	size_t n_all;
	struct tie *row; /* in the order of entities and columns */
	size_t n;
};

int ties_read(sqlite3 *db, struct arena *a, struct ties *ret, struct err *e) MUST_CHECK;
/* NULL: `table` is not staging_<entity>. */
const struct tied *ties_of(const struct ties *t, const char *table);
#endif
