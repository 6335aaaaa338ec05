/*
 * A profile maps a case store to the entities: one <entity>.sql each, a SELECT against
 * the store that returns the entity's columns by name, in any order; columns beyond
 * those are not used. Of a store that comes as CSV files an entity may be an <entity>.map
 * instead (store_map.h). Where the system has no such thing, an <entity>.map of any store
 * says so: `lacks = why`.
 *
 * Profiles of extract/profiles/ are built in; any other value of the setting
 * case-store.profile names a folder of the workspace. Every entity must be there.
 *
 * Errors: ERR_CONFIG, with entity and file. Ownership: arena.
 */
#ifndef PROFILE_H
#define PROFILE_H
#include "common/ctx.h"
#include "extract/entity.h"

/* A SELECT that a store made itself, from a column map. */
struct profile_made {
	const char *entity, *path, *sql;
};

struct profile {
	const char *shown;  /* folder as it stands in messages */
	const char *folder; /* on disk; NULL: built in */
	const struct profile_made *made;
	size_t n_made;
};

int profile_find(
        const struct ctx *x, struct arena *a, struct profile *ret, struct err *e) MUST_CHECK;
int profile_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e) MUST_CHECK;
/* A file of the profile, e.g. "citizen.map": 1 there, 0 not there, -1 failed. */
int profile_text(const struct profile *p, const char *name, struct arena *a, const char **ret_path,
        const char **ret_text, struct err *e) MUST_CHECK;
/* A SELECT of the entity's columns that gives no row. */
const char *profile_no_rows(const struct entity *t, struct arena *a);
#endif
