/*
 * Records of a store that could not be given as rows: each becomes a finding, with file and
 * line. They count as rows that came in and were rejected.
 *
 * Inside the transaction of the extract; takes the place of those of the extract before.
 */
#ifndef STORE_FAULTS_H
#define STORE_FAULTS_H
#include "extract/store.h"

int store_faults_report(const struct ctx *x, const struct store_kind *kind, void *store,
        int64_t file, int64_t *ret_rejected, struct err *e) MUST_CHECK;
#endif
