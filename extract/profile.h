/*
 * A profile maps a case store to the entities: one <entity>.sql each, a SELECT against
 * the store that returns the entity's columns by name, in any order; columns beyond
 * those are not used. `dubu` is built in; any other value of the setting
 * case-store.profile names a folder of the workspace, and every entity must be there:
 * a store that has no such thing says so with a SELECT that returns no rows.
 *
 * Errors: ERR_CONFIG, with entity and file. Ownership: arena.
 */
#ifndef PROFILE_H
#define PROFILE_H
#include "common/ctx.h"
#include "extract/entity.h"

struct profile {
	const char *shown;  /* folder as it stands in messages */
	const char *folder; /* on disk; NULL: built in */
};

int profile_find(
        const struct ctx *x, struct arena *a, struct profile *ret, struct err *e) MUST_CHECK;
int profile_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e) MUST_CHECK;
#endif
