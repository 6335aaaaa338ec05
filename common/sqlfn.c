#include "common/sqlfn.h"

#include "common/text.h"

static bool text_arg(sqlite3_value *v, const char **s, size_t *n)
{
	if (sqlite3_value_type(v) == SQLITE_NULL)
		return false;
	*s = (const char *)sqlite3_value_text(v);
	*n = (size_t)sqlite3_value_bytes(v);
	return *s != NULL;
}

static bool int_args(int n, sqlite3_value **v)
{
	for (int i = 0; i < n; i++)
		if (sqlite3_value_type(v[i]) != SQLITE_INTEGER)
			return false;
	return true;
}

static bool days_in_range(sqlite3_value *v)
{
	sqlite3_int64 d = sqlite3_value_int64(v);

	return d >= -719162 && d <= 2932896; /* years 1 to 9999 */
}

#define FN(name) static void fn_##name(sqlite3_context *c, int n, sqlite3_value **v)
#define DAY_ARG(i) ((int32_t)sqlite3_value_int64(v[i]))

FN(day)
{
	const char *s;
	int32_t day;
	int64_t secs;
	size_t len;

	(void)n;
	if (!text_arg(v[0], &s, &len))
		return;
	if (text_day(s, len, &day) || (text_secs(s, len, &secs) && text_day(s, 10, &day)))
		sqlite3_result_int(c, day);
}

FN(secs)
{
	const char *s;
	int64_t secs;
	size_t len;

	(void)n;
	if (text_arg(v[0], &s, &len) && text_secs(s, len, &secs))
		sqlite3_result_int64(c, secs);
}

FN(iso)
{
	char out[11];

	if (int_args(n, v) && days_in_range(v[0]))
		sqlite3_result_text(c, day_iso(DAY_ARG(0), out), -1, SQLITE_TRANSIENT);
}

FN(ymd)
{
	int y, m, d;

	if (!int_args(n, v))
		return;
	y = sqlite3_value_int(v[0]);
	m = sqlite3_value_int(v[1]);
	d = sqlite3_value_int(v[2]);
	if (ymd_valid(y, m, d))
		sqlite3_result_int(c, day_from_ymd(y, m, d));
}

FN(year)
{
	int y, m, d;

	if (!int_args(n, v) || !days_in_range(v[0]))
		return;
	day_to_ymd(DAY_ARG(0), &y, &m, &d);
	sqlite3_result_int(c, y);
}

FN(month)
{
	int y, m, d;

	if (!int_args(n, v) || !days_in_range(v[0]))
		return;
	day_to_ymd(DAY_ARG(0), &y, &m, &d);
	sqlite3_result_int(c, y * 100 + m);
}

static bool month_arg(sqlite3_value *v, int32_t *ret_first)
{
	int yyyymm = sqlite3_value_int(v);

	if (sqlite3_value_type(v) != SQLITE_INTEGER || !ymd_valid(yyyymm / 100, yyyymm % 100, 1))
		return false;
	*ret_first = day_from_ymd(yyyymm / 100, yyyymm % 100, 1);
	return true;
}

FN(month_start)
{
	int32_t first;

	(void)n;
	if (month_arg(v[0], &first))
		sqlite3_result_int(c, first);
}

FN(month_end)
{
	int32_t first;

	(void)n;
	if (month_arg(v[0], &first))
		sqlite3_result_int(c, day_add_months(first, 1) - 1);
}

FN(age)
{
	if (int_args(n, v) && days_in_range(v[0]) && days_in_range(v[1]))
		sqlite3_result_int(c, age_on(DAY_ARG(0), DAY_ARG(1)));
}

FN(add_months)
{
	sqlite3_int64 months = n > 1 ? sqlite3_value_int64(v[1]) : 0;

	if (int_args(n, v) && days_in_range(v[0]) && months > -12000 && months < 12000)
		sqlite3_result_int(c, day_add_months(DAY_ARG(0), (int)months));
}

FN(workday)
{
	if (int_args(n, v) && days_in_range(v[0]))
		sqlite3_result_int(c, day_is_workday(DAY_ARG(0)));
}

FN(add_workdays)
{
	sqlite3_int64 left = n > 1 ? sqlite3_value_int64(v[1]) : 0;
	int32_t day;

	if (!int_args(n, v) || !days_in_range(v[0]) || left < 0 || left > 10000)
		return;
	for (day = DAY_ARG(0); left > 0;)
		left -= day_is_workday(++day);
	sqlite3_result_int(c, day);
}

FN(pnr_shape)
{
	const char *s;
	size_t len;

	(void)n;
	if (text_arg(v[0], &s, &len))
		sqlite3_result_int(c, pnr_shape(s, len));
}

FN(pnr_mod11)
{
	const char *s;
	size_t len;

	(void)n;
	if (text_arg(v[0], &s, &len))
		sqlite3_result_int(c, pnr_shape(s, len) && pnr_mod11(s));
}

FN(pnr_day)
{
	const char *s;
	size_t len;
	int32_t day;

	(void)n;
	if (text_arg(v[0], &s, &len) && pnr_shape(s, len) && pnr_birth_day(s, &day))
		sqlite3_result_int(c, day);
}

FN(pnr_sex)
{
	const char *s;
	size_t len;
	char sex;

	(void)n;
	if (!text_arg(v[0], &s, &len) || !pnr_shape(s, len))
		return;
	sex = pnr_sex(s);
	sqlite3_result_text(c, &sex, 1, SQLITE_TRANSIENT);
}

FN(cvr_ok)
{
	const char *s;
	size_t len;

	(void)n;
	if (text_arg(v[0], &s, &len))
		sqlite3_result_int(c, cvr_ok(s, len));
}

FN(mask)
{
	const char *s;
	char out[256];
	size_t len;

	(void)n;
	if (!text_arg(v[0], &s, &len))
		return;
	text_mask_value(s, out, sizeof out);
	sqlite3_result_text(c, out, -1, SQLITE_TRANSIENT);
}

/* --- for profiles: the form of another system ------------------------------- */

/* False: there is no value, and the result is NULL. */
static bool foreign(sqlite3_context *c, sqlite3_value **v, const char **s, size_t *n)
{
	if (!text_arg(v[0], s, n) || *n == 0)
		return false;
	sqlite3_result_value(c, v[0]);
	return true;
}

FN(iso_date)
{
	const char *s, *form;
	char out[11];
	size_t len, form_len;
	int32_t day;

	(void)n;
	if (foreign(c, v, &s, &len) && text_arg(v[1], &form, &form_len) &&
	        text_day_as(s, len, form, &day))
		sqlite3_result_text(c, day_iso(day, out), -1, SQLITE_TRANSIENT);
}

FN(iso_time)
{
	const char *s, *form;
	char out[20];
	size_t len, form_len;
	int64_t secs;

	(void)n;
	if (foreign(c, v, &s, &len) && text_arg(v[1], &form, &form_len) &&
	        text_secs_as(s, len, form, &secs))
		sqlite3_result_text(c, secs_iso(secs, out), -1, SQLITE_TRANSIENT);
}

FN(ore_text)
{
	const char *s, *decimal, *thousands;
	char out[24];
	size_t len, decimal_len, thousands_len;
	int64_t ore;

	(void)n;
	if (!foreign(c, v, &s, &len) || !text_arg(v[1], &decimal, &decimal_len) ||
	        !text_arg(v[2], &thousands, &thousands_len) || decimal_len != 1 ||
	        thousands_len > 1 || !text_ore(s, len, *decimal, *thousands, &ore))
		return;
	snprintf(out, sizeof out, "%lld", (long long)ore);
	sqlite3_result_text(c, out, -1, SQLITE_TRANSIENT);
}

/* FNV-1a over type, length and bytes of each value, mixed at the end; positive. */
FN(ident)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (int i = 0; i < n; i++) {
		const unsigned char *s = sqlite3_value_text(v[i]);
		uint64_t len = (uint64_t)sqlite3_value_bytes(v[i]);

		h = (h ^ (s ? len + 1 : 0)) * 0x100000001b3u;
		for (uint64_t k = 0; s && k < len; k++)
			h = (h ^ s[k]) * 0x100000001b3u;
	}
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	sqlite3_result_int64(c, (sqlite3_int64)(h & INT64_MAX));
}

FN(part_id)
{
	const char *id;
	size_t len;
	int64_t number;
	char *s;

	(void)n;
	if (!text_arg(v[0], &id, &len) || !int_args(1, v + 1))
		return;
	number = sqlite3_value_int64(v[1]);
	if (!text_id_numbered(id, len, number)) {
		sqlite3_result_value(c, v[0]);
		return;
	}
	s = sqlite3_mprintf("%.*s~%lld", (int)len, id, (long long)number);
	sqlite3_result_text(c, s, -1, sqlite3_free);
}

const struct sqlfn sqlfns[] = {
	{ "day", 1, fn_day },
	{ "secs", 1, fn_secs },
	{ "iso", 1, fn_iso },
	{ "ymd", 3, fn_ymd },
	{ "year", 1, fn_year },
	{ "month", 1, fn_month },
	{ "month_start", 1, fn_month_start },
	{ "month_end", 1, fn_month_end },
	{ "age", 2, fn_age },
	{ "part_id", 2, fn_part_id },
	{ "ident", -1, fn_ident },
	{ "add_months", 2, fn_add_months },
	{ "workday", 1, fn_workday },
	{ "add_workdays", 2, fn_add_workdays },
	{ "pnr_shape", 1, fn_pnr_shape },
	{ "pnr_mod11", 1, fn_pnr_mod11 },
	{ "pnr_day", 1, fn_pnr_day },
	{ "pnr_sex", 1, fn_pnr_sex },
	{ "cvr_ok", 1, fn_cvr_ok },
	{ "mask", 1, fn_mask },
	{ "iso_date", 2, fn_iso_date },
	{ "iso_time", 2, fn_iso_time },
	{ "ore_text", 3, fn_ore_text },
};
const size_t sqlfn_count = COUNT_OF(sqlfns);

int sqlfn_register(sqlite3 *db, struct err *e)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	for (size_t i = 0; i < sqlfn_count; i++)
		if (sqlite3_create_function(db, sqlfns[i].name, sqlfns[i].args, flags, NULL,
		            sqlfns[i].run, NULL, NULL))
			return err_set(
			        e, ERR_DB, "function %s: %s", sqlfns[i].name, sqlite3_errmsg(db));
	return 0;
}
