#include "report/value.h"

#include "common/text.h"

static bool within(const struct report_column *c, size_t n)
{
	return n >= c->min && (c->max == 0 || n <= c->max);
}

/* Lengths in XML Schema count characters. */
static size_t characters(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool check_text(const struct report_column *c, const char *s, size_t n)
{
	return xml_text_check(s, n) && within(c, characters(s, n));
}

static bool check_digits(const struct report_column *c, const char *s, size_t n)
{
	return all_digits(s, n) && within(c, n);
}

static bool check_date(const struct report_column *c, const char *s, size_t n)
{
	int32_t day;

	(void)c;
	return text_day(s, n, &day);
}

static bool check_int(const struct report_column *c, const char *s, size_t n)
{
	int64_t v;

	return text_int(s, n, &v) && within(c, n);
}

/*
 * The pattern of Danmarks Statistik's schema: a day that the month has (29 February in every
 * year), four figures of century and sequence, or ten zeros for "required but unknown". No
 * modulus 11.
 */
static bool check_cpr(const struct report_column *c, const char *s, size_t n)
{
	static const int days[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int day, month;

	(void)c;
	if (n != 10 || !all_digits(s, n))
		return false;
	if (memcmp(s, "0000000000", 10) == 0)
		return true;
	day = (s[0] - '0') * 10 + (s[1] - '0');
	month = (s[2] - '0') * 10 + (s[3] - '0');
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month];
}

static bool check_one_of(const struct report_column *c, const char *s, size_t n)
{
	for (const char *p = c->allowed; *p;) {
		size_t len = strcspn(p, "|");

		if (len == n && memcmp(p, s, n) == 0)
			return true;
		p += len + (p[len] == '|');
	}
	return false;
}

static const struct value_type types[] = {
	{ "text", check_text, false },
	{ "digits", check_digits, false },
	{ "date", check_date, true },
	{ "int", check_int, false },
	{ "cpr", check_cpr, false },
	{ "one-of", check_one_of, false },
};

const struct value_type *value_type_find(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strlen(types[i].name) == len && memcmp(types[i].name, name, len) == 0)
			return &types[i];
	return NULL;
}
