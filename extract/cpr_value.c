#include "extract/cpr_value.h"

#include "common/text.h"

static void none(struct cpr_value *v)
{
	*v = (struct cpr_value){ .null = true };
}

static void text(struct cpr_value *v, const char *s, size_t n)
{
	*v = (struct cpr_value){ .text = s, .n = n };
}

static void number(struct cpr_value *v, int64_t n)
{
	*v = (struct cpr_value){ .number = n };
}

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool all_zeros(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '0')
			return false;
	return true;
}

static int digits_at(const char *s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

/* 0x80-0x9F and 0x7F are control characters in ISO-8859-1; those below 0x20 were refused before. */
static bool is_control(unsigned char c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static bool read_text(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	bool plain = true;

	(void)length;
	if (n == 0) {
		none(out);
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_control((unsigned char)s[i]))
			return false;
		plain &= (unsigned char)s[i] < 0x80;
	}
	if (plain) {
		text(out, s, n);
		return true;
	}
	text(out, space->data + space->used, 0);
	out->n = latin1_to_utf8(s, n, space->data + space->used, space->cap - space->used);
	space->used += out->n + 1;
	return true;
}

/* Digits as they stand. */
static bool read_digits(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	(void)space;
	if (n == 0) {
		none(out);
		return true;
	}
	text(out, s, n);
	return n == length && all_digits(s, n);
}

/* Digits; zeros are none: municipality, street, country, personal number. */
static bool read_code(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	if (!read_digits(s, n, length, space, out))
		return false;
	if (!out->null && all_zeros(s, n))
		none(out);
	return true;
}

static bool read_int(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	if (!read_digits(s, n, length, space, out))
		return false;
	if (!out->null)
		number(out, digits_at(s, (int)n));
	return true;
}

static bool read_mark(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	(void)length;
	(void)space;
	number(out, n > 0);
	return n == 0 || *s == '*';
}

static bool read_sex(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	(void)length;
	(void)space;
	if (n == 0) {
		none(out);
		return true;
	}
	text(out, s, n);
	return *s == 'M' || *s == 'K';
}

static bool date(int y, int m, int d, struct cpr_value out[2])
{
	const char *precision = m == 0 ? "year" : d == 0 ? "month" : "day";

	if (m == 0 && d != 0)
		return false;
	if (m == 0)
		m = 1;
	if (d == 0)
		d = 1;
	if (!ymd_valid(y, m, d))
		return false;
	number(&out[0], day_from_ymd(y, m, d));
	text(&out[1], precision, strlen(precision));
	return true;
}

static bool no_date(struct cpr_value out[2])
{
	none(&out[0]);
	none(&out[1]);
	return true;
}

/* yyyy-mm-dd */
static bool read_day(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	(void)length;
	(void)space;
	if (n == 0)
		return no_date(out);
	if (n != 10 || s[4] != '-' || s[7] != '-' || !all_digits(s, 4) || !all_digits(s + 5, 2) ||
	        !all_digits(s + 8, 2))
		return false;
	if (all_zeros(s, 4) && all_zeros(s + 5, 2) && all_zeros(s + 8, 2))
		return no_date(out);
	return date(digits_at(s, 4), digits_at(s + 5, 2), digits_at(s + 8, 2), out);
}

/* yyyymmdd, also the first eight of yyyymmddHHMM, of which no more is kept */
static bool read_day8(
        const char *s, size_t n, size_t length, struct cpr_space *space, struct cpr_value out[2])
{
	(void)space;
	if (n == 0)
		return no_date(out);
	if (n != length || !all_digits(s, n))
		return false;
	if (all_zeros(s, 8))
		return no_date(out);
	return date(digits_at(s, 4), digits_at(s + 4, 2), digits_at(s + 6, 2), out);
}

static const struct cpr_type types[] = {
	{ "text", 1, true, "tekst i ISO-8859-1", read_text },
	{ "digits", 1, false, "cifre", read_digits },
	{ "code", 1, false, "cifre", read_code },
	{ "int", 1, false, "cifre", read_int },
	{ "pnr", 1, true, "ti cifre", read_code },
	{ "mark", 1, false, "blank eller *", read_mark },
	{ "sex", 1, false, "M eller K", read_sex },
	{ "day", 2, true, "åååå-mm-dd", read_day },
	{ "day8", 2, true, "ååååmmdd", read_day8 },
	{ "time", 2, true, "ååååmmddttmm", read_day8 },
};

const struct cpr_type *cpr_type_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}
