/*
 * The case store into staging.
 *
 * casestore_extract() opens the store of the settings case-store.*, checks the profile against
 * the entities before a row is read, and brings staging_<entity> in step with it, all in one
 * transaction of the mart: a reading that stops midway leaves the staging, and the watermark,
 * of the last one. It asks for what changed since that (watermark.h), and for everything when
 * it is the first, when --full says so, every case-store.full-days days, and when store,
 * municipality, profile or definitions are not those of the last. Whatever the steps, the end
 * is the same: staging_<entity>, staging_entity and the findings on rows follow from the
 * store alone (casestore_read.h says why).
 *
 * A row is staged, or rejected with a finding: a key field is empty, or another row
 * has the same key. Fields that are missing, not of their type, or not clean text in
 * UTF-8 give a finding each; the row is staged with the text as it came (foreign bytes
 * read as Latin-1, control characters as \xNN, what exceeds 64 KiB cut). A row that is deleted
 * in the store is staged, but its fields are not judged. References and codes
 * are judged by rules. A row that is in the store no more leaves staging and is booked in
 * staging_gone; whatever was made of it is made no more, as if it had never been read.
 *
 * Findings are named <entity>.<column>.required, .type, .text, <entity>.unique,
 * <entity>.empty, and with the entity beside them casestore.empty, .gone (rows removed from the
 * store on that day), .missed (rows a full reading found changed without changed_at saying so) and
 * .loss: more than case-store.loss-percent of an entity of case-store.loss-rows rows or more is
 * gone, or the store is empty. Then what was staged of it is kept, each night anew, until
 * ctx->accept_loss. A row has no line: its key is where it is found.
 *
 * The store is one row of staging_file, with one number for good, its sha256 that of all rows
 * as staged. rows_in = staged + rejected is how the store stands; read, changed and gone are what
 * the reading did. The counts by entity are in staging_entity.
 *
 * Errors: as in store.h, with the store untouched and the mart as it was.
 */
#ifndef CASESTORE_H
#define CASESTORE_H
#include "common/buf.h"
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

/*
 * The rows that are staged of an entity with that key, as findings show it, a line for each
 * column. Secret columns are masked unless `whole`. ERR_NOINPUT: there is none.
 */
int casestore_row(struct ctx *x, const char *entity, const char *key, bool whole, struct buf *ret,
        struct err *e) MUST_CHECK;
#endif
