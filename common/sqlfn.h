/*
 * SQL functions that every connection has. All are deterministic; NULL in,
 * or a value that is not what is asked for, gives NULL. Days and seconds as in text.h.
 *
 *   day(text)          ISO date, or the date part of an ISO time -> day
 *   secs(text)         ISO time -> seconds
 *   iso(day)           -> 'yyyy-mm-dd'
 *   ymd(y,m,d)         -> day, NULL when there is no such date
 *   year(day), month(day)        -> yyyy, yyyymm
 *   month_start(yyyymm), month_end(yyyymm) -> first, last day
 *   age(birth, on)     -> whole years
 *   add_months(day, n) -> same day number, or the month's last
 *   workday(day)       -> 0/1: Monday to Friday and no Danish public holiday
 *   add_workdays(day,n)-> the nth workday after day
 *   pnr_shape(text), pnr_mod11(text) -> 0/1; pnr_day(text) -> birth day; pnr_sex(text) -> 'M'/'K'
 *   cvr_ok(text)       -> 0/1: eight digits and check digit (modulus 11)
 *   mask(text)         -> what may be shown of a secret value
 *   part_id(id, n)     -> the id of part n of it: x, x~2, …; text_id_stem() says more
 *   ident(value, ...)  -> a number that stands for these values in this order; NULL is a value
 *
 * For profiles of a case store, from the forms of another system to ours. Text that does not
 * have the form comes back as it was, so that whoever judges the value can show it; empty
 * text gives NULL. Forms as in text.h.
 *
 *   iso_date(text, form)                 'dd-mm-yyyy'       -> 'yyyy-mm-dd'
 *   iso_time(text, form)                 'dd-mm-yyyy HH:MM' -> 'yyyy-mm-ddTHH:MM:SS'
 *   ore_text(text, decimal, thousands)   '1.234,5' by ',' and '.' -> '123450'; '' for none
 */
#ifndef SQLFN_H
#define SQLFN_H
#include <sqlite3.h>

#include "common/err.h"

struct sqlfn {
	const char *name;
	int args;
	void (*run)(sqlite3_context *, int, sqlite3_value **);
};
extern const struct sqlfn sqlfns[];
extern const size_t sqlfn_count;

int sqlfn_register(sqlite3 *db, struct err *e) MUST_CHECK;
#endif
