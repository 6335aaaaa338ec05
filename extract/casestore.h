/*
 * The case store into staging.
 *
 * casestore_extract() opens the store of the settings case-store.path, .profile and
 * .busy-seconds, checks the profile against the entities before a row is read, and
 * puts every row of every entity into staging_<entity>, all in one transaction of the
 * mart: a run that stops midway leaves the staging of the last one.
 *
 * A row is staged, or rejected with a finding: a key field is empty, or another row
 * has the same key. Fields that are missing, not of their type, or not clean text in
 * UTF-8 give a finding each; the row is staged with the text as it came (foreign bytes
 * read as Latin-1, control characters as \xNN, what exceeds 64 KiB cut). A row that is deleted
 * in the store is staged, but its fields are not judged. References and codes
 * are judged by rules.
 *
 * Findings are named <entity>.<column>.required, .type, .text, <entity>.unique,
 * <entity>.empty and casestore.empty. `line` is the row's number within its entity, in the
 * order of the key. The store is one row of staging_file, its sha256 taken over all
 * rows as read, so an unchanged store keeps its number and gives the same staging.
 * The counts by entity are in staging_entity.
 *
 * Errors: as in store.h, with the store untouched and the mart as it was.
 */
#ifndef CASESTORE_H
#define CASESTORE_H
#include "extract/source.h"

/* Opens the store and holds the profile against every entity, reads no row; needs no mart. */
int casestore_check(struct ctx *x, struct err *e) MUST_CHECK;
/* As casestore_check(), to the end: each entity, whether it can be read, and why not, or what
 * there is to know of it (NULL: nothing); at last of the store, with entity "". The text is
 * borrowed. -1: the store does not open. */
int casestore_inspect(struct ctx *x,
        void (*tell)(void *data, const char *entity, bool ok, const char *text), void *data,
        struct err *e) MUST_CHECK;
int casestore_extract(struct ctx *x, struct source_result *ret, struct err *e) MUST_CHECK;
#endif
