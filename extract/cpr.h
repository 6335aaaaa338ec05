/*
 * Loads a CPR extract: full-text records of the people in a municipality's care or area.
 *
 * Each file carries, for every person with a change, all that CPR holds of that
 * person; so what was held of the person is replaced whole. A first file is
 * the same thing with everybody in it. The files of a task form a chain: each names the
 * production date of the one before, and a file that does not follow is refused.
 * A file without its end record, or whose count is another, is refused too: nothing of it
 * is loaded. A record that cannot be used is a finding, and the rest goes on; when a later
 * file replaces the person, the finding goes.
 * Source: the CPR office's description of P12170, in our form: extract/feeds/cpr_p12170.csv.
 *
 * Settings, under [feed.cpr]:
 *     layout = p12170                the layout of tasks that are not named
 *     layout.110901 = p12170         the layout of one task (OPGAVENR)
 *     restart = yyyy-mm-dd           production date of a full extract that starts the chain anew:
 *                                    what earlier files of its task brought is dropped first
 *
 * Works inside the transaction of the caller (inbox.h). rows_in are the records between
 * the start and the end record, and are staged (kept, or counted only) or rejected:
 * staging_cpr_count says how many of each type. Memory: fixed, and 16 bytes for each
 * stretch of records of one person in the file.
 */
#ifndef CPR_H
#define CPR_H
#include "extract/source.h"

int cpr_load(struct ctx *c, const struct feed_file *f, struct source_result *ret,
        struct err *e) MUST_CHECK;
#endif
