/*
 * Strict reading of numbers, amounts, dates and personal numbers; UTF-8.
 *
 * Nothing here reads the locale or the clock, allocates, or guesses: a value
 * is accepted whole or not at all. Lengths are in bytes. A day is the number
 * of days since 1970-01-01 (proleptic Gregorian calendar). Times are seconds
 * since 1970-01-01T00:00:00 of the municipality's own wall clock, without zone.
 */
#ifndef TEXT_H
#define TEXT_H
#include "common/base.h"

/* Dates. Years 1 to 9999. */
int32_t day_from_ymd(int year, int month, int day);
void day_to_ymd(int32_t day, int *year, int *month, int *mday);
bool ymd_valid(int year, int month, int mday);
char *day_iso(int32_t day, char out[11]);        /* returns out */
int32_t day_add_months(int32_t day, int months); /* last day of the month where needed */
int day_weekday(int32_t day);                    /* 0 Monday .. 6 Sunday */
bool day_is_workday(int32_t day);                /* Monday-Friday, no Danish public holiday */
int age_on(int32_t birth, int32_t on);           /* whole years */

bool text_day(const char *s, size_t n, int32_t *ret_day); /* yyyy-mm-dd */
/* fmt: "yyyy-mm-dd", "dd-mm-yyyy", "dd.mm.yyyy", "dd/mm/yyyy" or "yyyymmdd" */
bool text_day_as(const char *s, size_t n, const char *fmt, int32_t *ret_day);
bool text_day_format_known(const char *fmt);
/* yyyy-mm-dd, then 'T' or a blank, hh:mm, and :ss if given */
bool text_secs(const char *s, size_t n, int64_t *ret_secs);
/* fmt: a form of the day, then ' ' or 'T' and HH:MM, HH:MM:SS, HH.MM or HH.MM.SS; a day alone is
 * its midnight */
bool text_secs_as(const char *s, size_t n, const char *fmt, int64_t *ret_secs);
bool text_secs_format_known(const char *fmt);
char *secs_iso(int64_t secs, char out[20]);

/* Numbers. No leading blanks, no '+'. */
bool text_int(const char *s, size_t n, int64_t *ret);
/*
 * Ids of what is told several times: part or report 2 of x is "x~2", the first of it x itself. An
 * id that ends like that by itself always gets its number, "x~2~1", so that no two are the same.
 * Length of the id without its number; n when it has none.
 */
size_t text_id_stem(const char *id, size_t n);
/* Has report `number` of it a number at its end? */
bool text_id_numbered(const char *id, size_t n, int64_t number);
/*
 * An amount in kroner to øre: digits with optional groups of three set apart by
 * `thousands` (0: none allowed), at most two decimals after `decimal`, and one
 * minus before or after. False on anything else or beyond 15 digits.
 */
bool text_ore(const char *s, size_t n, char decimal, char thousands, int64_t *ret_ore);

/* Characters. */
bool utf8_valid(const char *s, size_t n);
/* Returns the length of the result, at most 2n, cut at a whole character at cap-1; terminated. */
size_t latin1_to_utf8(const char *s, size_t n, char *out, size_t cap);
bool text_has_control(const char *s, size_t n);
/* Equal but for the case of ASCII and Latin-1 letters (Æ Ø Å), as names are on some disks. */
bool text_same_folded(const char *a, const char *b);

/*
 * Personal numbers (personnummer; the CPR office's description of the number). Century from digit 7
 * and the year; a number that fails modulus 11 is still valid since 2007.
 */
bool pnr_shape(const char *s, size_t n);               /* ten digits */
bool pnr_birth_day(const char *pnr, int32_t *ret_day); /* false: no such date */
bool pnr_mod11(const char *pnr);
bool cvr_ok(const char *s, size_t n); /* eight digits and check digit, weights 2 7 6 5 4 3 2 1 */
char pnr_sex(const char *pnr);        /* 'M' odd last digit, 'K' even */

/* Replaces what is shaped like a personal number (dddddd-dddd, ten digits on their own) by stars,
 * in place. */
void text_mask(char *s);
/* A secret value for a message: keeps the length and the kind of each character only. */
void text_mask_value(const char *in, char *out, size_t cap);

bool text_eq(const char *a, const char *b); /* both may be NULL */
#endif
