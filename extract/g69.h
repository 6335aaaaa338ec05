/*
 * KMD G69: a file of finance postings in lines of numbered fields.
 *
 * Preset postings_g69.map says what becomes of which field. Every line ends as a row of the
 * feed's table or as a rejected one (feed_rows.h); numbers that are not in g69_fields.csv
 * are left out and counted. Of the file as a whole are told: a gap in the line numbers, an
 * expedition number that falls, machine number and date whose debit and credit are not equal.
 * A file that begins with Z300 must end with SLUTD and the number of postings, or it is refused.
 *
 * Works inside the transaction of the caller (inbox.h). Memory is fixed: a line is at most
 * 4,096 bytes, and a file has at most 65,536 pairs of machine number and date.
 */
#ifndef G69_H
#define G69_H
#include "extract/source.h"

int g69_load(struct ctx *c, const struct feed_file *f, struct source_result *ret,
        struct err *e) MUST_CHECK;
#endif
