/*
 * The tables of finance that a municipality may add to, into codelist_account and its like
 * (schemas/db/034_finance_tables.sql).
 *
 *     built in                     in the workspace               what
 *     -                            profile/accounts.csv           local account -> authorised
 * account schemas/account_measure.csv  profile/account_measure.csv    account -> measures and
 * places schemas/account_texts.csv    profile/account_texts.csv      what accounts are called, by
 * year schemas/refund_thresholds.csv  profile/refund_thresholds.csv  limits of central refund
 *
 * UTF-8, `;`, a header with the names of the columns in any order; columns marked optional in
 * tables[] may be missing. Rows of the workspace take the place of the built-in ones with the
 * same key. finance_tables_load() replaces the content of the tables, inside the
 * transaction of the caller. Errors: ERR_CONFIG with file and line.
 */
#ifndef FINANCE_TABLE_H
#define FINANCE_TABLE_H
#include "common/db.h"

/* `workspace` NULL: only what is built in. */
int finance_tables_load(sqlite3 *db, const char *workspace, struct err *e) MUST_CHECK;
#endif
