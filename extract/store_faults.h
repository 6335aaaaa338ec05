/*
 * What is in a store and no entity gives: each becomes a finding, and counts as a row that came in
 * and was rejected.
 *
 * - Records that are no rows: the faults of the store, with file and line.
 * - Rows that no entity's SELECT takes. Where one table holds things of several kinds, a kind that
 *   nobody thought of would be lost in silence: the profile's left_over.sql, if it is there,
 * selects what the others leave, as the columns of store_left_over().
 *
 * Inside the transaction of the extract; takes the place of those of the extract before.
 */
#ifndef STORE_FAULTS_H
#define STORE_FAULTS_H
#include "extract/store.h"

/* source, record_key, case_id, citizen_id, found, expected; an entity in form only. */
int store_left_over(struct arena *a, struct entity *ret, struct err *e) MUST_CHECK;

/* Is left_over.sql, if it is there, what it should be? */
int store_left_over_check(
        const struct ctx *x, const struct store_kind *kind, void *store, struct err *e) MUST_CHECK;

int store_faults_report(const struct ctx *x, const struct store_kind *kind, void *store,
        int64_t file, int64_t *ret_rejected, struct err *e) MUST_CHECK;
#endif
