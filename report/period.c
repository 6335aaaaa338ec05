#include "report/period.h"

#include "common/text.h"

static bool digits(const char *s, size_t n, int *ret)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*ret = v;
	return v > 0;
}

static void set_days(struct period *p)
{
	p->first = day_from_ymd(p->year, p->month ? p->month : 1, 1);
	p->last = day_add_months(p->first, p->month ? 1 : 12) - 1;
}

static bool parse(bool month, const char *s, struct period *p)
{
	size_t n = strlen(s);

	if (n != (month ? 7u : 4u) || !digits(s, 4, &p->year))
		return false;
	if (month && (s[4] != 'M' || !digits(s + 5, 2, &p->month) || p->month > 12))
		return false;
	memcpy(p->text, s, n + 1);
	return true;
}

int period_parse(const char *kind, const char *text, struct period *ret, struct err *e)
{
	bool month = strcmp(kind, "month") == 0;
	struct period p = { .month = 0 };

	if (!parse(month, text, &p))
		return err_set(e, ERR_USAGE, "'%s' is not a %s; write it as %s", text, kind,
		        month ? "2026M10" : "2025");
	set_days(&p);
	*ret = p;
	return 0;
}

static struct period make(int year, int month)
{
	struct period p = { .year = year, .month = month };

	if (month)
		snprintf(p.text, sizeof p.text, "%04uM%02u", (unsigned)year % 10000u,
		        (unsigned)month % 100u);
	else
		snprintf(p.text, sizeof p.text, "%04u", (unsigned)year % 10000u);
	set_days(&p);
	return p;
}

struct period period_of_month(int32_t day)
{
	int year, month, mday;

	day_to_ymd(day, &year, &month, &mday);
	return make(year, month);
}

struct period period_closed(const char *kind, int32_t day)
{
	struct period now = period_of_month(day);

	if (strcmp(kind, "year") == 0)
		return make(now.year - 1, 0);
	return period_of_month(now.first - 1);
}
