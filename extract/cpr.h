/*
 * Loads a CPR extract: full-text records of the people in a municipality's care or area.
 *
 * Each file carries, for every person with a change, all that CPR holds of that
 * person; so what was held of the person is replaced whole. A first file is
 * the same thing with everybody in it. The files of a task form a chain: each names the
 * production date of the one before, and one that does not follow waits (source.h) until the
 * missing one has come, or the chain starts anew. A second file of the same day, and an older
 * one, are not used. A file without its end record, or whose count is another, is refused:
 * nothing of it is loaded. A record that cannot be used is a finding, and the rest goes on; when a
 * later file replaces the person, the finding goes.
 *
 * A workspace may get several tasks, also of different products. Each has its own chain. Of a
 * person known from two, the later extract holds the person whole, and of two of one day that of
 * the greater task number: so it does not matter in which order they came. Records that the later
 * one does without are counted as older (staging_cpr_count), with one finding for the file. A chain
 * that is started anew drops what its task brought, also of people whom another task knew
 * before it: start the other one anew, too.
 *
 * 910 (the office's answer to bad input) is booked and is a finding; 997 (a subscription that
 * has ended) is booked: transform says of whom it knows no more (fact_citizen.cpr_until).
 * Source: the CPR office's description of P12170, in our form: extract/feeds/cpr_p12170.csv; and of
 * the other product: cpr_initial.csv.
 *
 * Settings, under [feed.cpr] (common/conf_free.def): layout, layout.<task>, length.<task>.<type>,
 * restart. Which layout a task is read with is a setting because the same record number means
 * other things in other products; a file read with the wrong one is refused (cpr.misfit).
 *
 * Works inside the transaction of the caller (inbox.h). rows_in are the records between
 * the start and the end record, and are staged (kept, counted only, or older) or rejected:
 * staging_cpr_count says how many of each type. Memory: fixed, and 16 bytes for each
 * stretch of records of one person in the file.
 */
#ifndef CPR_H
#define CPR_H
#include "extract/source.h"

int cpr_load(struct ctx *c, const struct feed_file *f, struct source_result *ret,
        struct err *e) MUST_CHECK;

/* Whether the settings name layouts that there are; for doctor. ERR_CONFIG. */
int cpr_check(const struct conf *c, struct arena *a, struct err *e) MUST_CHECK;
#endif
