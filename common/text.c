#include "common/text.h"

/* Days from civil and back: the calendar shifted so that a year starts on 1 March. */
int32_t day_from_ymd(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (int32_t)(era * 146097 + doe - 719468);
}

void day_to_ymd(int32_t day, int *year, int *month, int *mday)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*mday = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool ymd_valid(int year, int month, int mday)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && mday >= 1 &&
	       mday <= month_days(year, month);
}

static void put2(char *out, int v)
{
	out[0] = (char)('0' + v / 10 % 10);
	out[1] = (char)('0' + v % 10);
}

char *day_iso(int32_t day, char out[11])
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	put2(out, y / 100);
	put2(out + 2, y % 100);
	out[4] = out[7] = '-';
	put2(out + 5, m);
	put2(out + 8, d);
	out[10] = '\0';
	return out;
}

int32_t day_add_months(int32_t day, int months)
{
	int y, m, d, last;

	day_to_ymd(day, &y, &m, &d);
	m += months - 1;
	y += m / 12;
	m %= 12;
	if (m < 0) {
		m += 12;
		y--;
	}
	last = month_days(y, m + 1);
	return day_from_ymd(y, m + 1, d < last ? d : last);
}

int day_weekday(int32_t day)
{
	int w = (int)((day + 3) % 7); /* 1970-01-01 was a Thursday */

	return w < 0 ? w + 7 : w;
}

/* Easter Sunday, Gregorian calendar (the anonymous computus). */
static int32_t easter(int y)
{
	int a = y % 19, b = y / 100, c = y % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return day_from_ymd(y, n / 31, n % 31 + 1);
}

/* Public holidays as days after Easter; Store Bededag (26) only to 2023. */
static bool moves_with_easter(int32_t day, int year)
{
	static const int after[] = { -3, -2, 0, 1, 26, 39, 49, 50 };
	int32_t sunday = easter(year);

	for (size_t i = 0; i < COUNT_OF(after); i++)
		if (day == sunday + after[i])
			return after[i] != 26 || year <= 2023;
	return false;
}

bool day_is_workday(int32_t day)
{
	int y, m, d;

	if (day_weekday(day) >= 5)
		return false;
	day_to_ymd(day, &y, &m, &d);
	if ((m == 1 && d == 1) || (m == 12 && (d == 25 || d == 26)))
		return false;
	return !moves_with_easter(day, y);
}

int age_on(int32_t birth, int32_t on)
{
	int by, bm, bd, y, m, d;

	day_to_ymd(birth, &by, &bm, &bd);
	day_to_ymd(on, &y, &m, &d);
	return y - by - (m < bm || (m == bm && d < bd));
}

static bool digits(const char *s, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*ret = v;
	return true;
}

/* Where year, month and day stand, and which separators between them. */
static const struct day_format {
	const char *name;
	int len, y, m, d;
	int sep1, sep2;
	char sep;
} day_formats[] = {
	{ "yyyy-mm-dd", 10, 0, 5, 8, 4, 7, '-' },
	{ "dd-mm-yyyy", 10, 6, 3, 0, 2, 5, '-' },
	{ "dd.mm.yyyy", 10, 6, 3, 0, 2, 5, '.' },
	{ "dd/mm/yyyy", 10, 6, 3, 0, 2, 5, '/' },
	{ "yyyymmdd", 8, 0, 4, 6, -1, -1, 0 },
};

static bool read_day(const struct day_format *f, const char *s, size_t n, int32_t *ret)
{
	int y, m, d;

	if (n != (size_t)f->len)
		return false;
	if (f->sep && (s[f->sep1] != f->sep || s[f->sep2] != f->sep))
		return false;
	if (!digits(s + f->y, 4, &y) || !digits(s + f->m, 2, &m) || !digits(s + f->d, 2, &d))
		return false;
	if (!ymd_valid(y, m, d))
		return false;
	*ret = day_from_ymd(y, m, d);
	return true;
}

bool text_day(const char *s, size_t n, int32_t *ret_day)
{
	return read_day(&day_formats[0], s, n, ret_day);
}

static const struct day_format *day_format(const char *fmt)
{
	for (size_t i = 0; i < COUNT_OF(day_formats); i++)
		if (strcmp(fmt, day_formats[i].name) == 0)
			return &day_formats[i];
	return NULL;
}

bool text_day_format_known(const char *fmt)
{
	return day_format(fmt) != NULL;
}

bool text_day_as(const char *s, size_t n, const char *fmt, int32_t *ret_day)
{
	const struct day_format *f = day_format(fmt);

	return f && read_day(f, s, n, ret_day);
}

bool text_secs(const char *s, size_t n, int64_t *ret_secs)
{
	int h, m, sec = 0;
	int32_t day;

	if ((n != 16 && n != 19) || !text_day(s, 10, &day) || (s[10] != 'T' && s[10] != ' '))
		return false;
	if (!digits(s + 11, 2, &h) || s[13] != ':' || !digits(s + 14, 2, &m))
		return false;
	if (n == 19 && (s[16] != ':' || !digits(s + 17, 2, &sec)))
		return false;
	if (h > 23 || m > 59 || sec > 59)
		return false;
	*ret_secs = (int64_t)day * 86400 + h * 3600 + m * 60 + sec;
	return true;
}

/* Form of the time of day behind a form of the day, and what it looks like. */
static const struct time_format {
	const char *name;
	char sep;
	bool seconds;
} time_formats[] = {
	{ "HH:MM", ':', false },
	{ "HH:MM:SS", ':', true },
	{ "HH.MM", '.', false },
	{ "HH.MM.SS", '.', true },
};

static bool read_time(const struct time_format *f, const char *s, size_t n, int *ret)
{
	int h, m, sec = 0;

	if (n != strlen(f->name) || !digits(s, 2, &h) || s[2] != f->sep || !digits(s + 3, 2, &m))
		return false;
	if (f->seconds && (s[5] != f->sep || !digits(s + 6, 2, &sec)))
		return false;
	*ret = h * 3600 + m * 60 + sec;
	return h < 24 && m < 60 && sec < 60;
}

/* The forms of day and time that `fmt` is made of; *ret_time NULL: a day only. */
static const struct day_format *secs_format(
        const char *fmt, const struct time_format **ret_time, char *ret_between)
{
	*ret_time = NULL;
	*ret_between = '\0';
	for (size_t i = 0; i < COUNT_OF(day_formats); i++) {
		const struct day_format *f = &day_formats[i];
		size_t n = (size_t)f->len;

		if (strncmp(fmt, f->name, n) != 0)
			continue;
		if (!fmt[n])
			return f;
		*ret_between = fmt[n];
		for (size_t k = 0; (fmt[n] == ' ' || fmt[n] == 'T') && k < COUNT_OF(time_formats);
		        k++)
			if (strcmp(fmt + n + 1, time_formats[k].name) == 0) {
				*ret_time = &time_formats[k];
				return f;
			}
	}
	return NULL;
}

bool text_secs_format_known(const char *fmt)
{
	const struct time_format *t;
	char between;

	return secs_format(fmt, &t, &between) != NULL;
}

bool text_secs_as(const char *s, size_t n, const char *fmt, int64_t *ret_secs)
{
	const struct time_format *t;
	char between;
	const struct day_format *f = secs_format(fmt, &t, &between);
	size_t len = f ? (size_t)f->len : 0;
	int32_t day;
	int secs = 0;

	if (!f || n < len || !read_day(f, s, len, &day))
		return false;
	if (t ? n == len || s[len] != between || !read_time(t, s + len + 1, n - len - 1, &secs)
	      : n != len)
		return false;
	*ret_secs = (int64_t)day * 86400 + secs;
	return true;
}

char *secs_iso(int64_t secs, char out[20])
{
	int64_t day = secs / 86400, rest = secs % 86400;

	if (rest < 0) {
		rest += 86400;
		day--;
	}
	day_iso((int32_t)day, out);
	out[10] = 'T';
	put2(out + 11, (int)(rest / 3600));
	out[13] = out[16] = ':';
	put2(out + 14, (int)(rest / 60 % 60));
	put2(out + 17, (int)(rest % 60));
	out[19] = '\0';
	return out;
}

bool text_int(const char *s, size_t n, int64_t *ret)
{
	bool minus = n > 0 && s[0] == '-';
	int64_t v = 0;

	if (n - minus < 1 || n - minus > 18 || n == 0)
		return false;
	for (size_t i = minus; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*ret = minus ? -v : v;
	return true;
}

size_t text_id_stem(const char *id, size_t n)
{
	size_t at = n;

	while (at && id[at - 1] >= '0' && id[at - 1] <= '9')
		at--;
	return at < n && at && id[at - 1] == '~' ? at - 1 : n;
}

bool text_id_numbered(const char *id, size_t n, int64_t number)
{
	return number > 1 || text_id_stem(id, n) < n;
}

/* Whole kroner, with or without groups of three; stops at the decimal sign. */
static bool kroner(const char *s, size_t n, char decimal, char thousands, size_t *at, int64_t *ret)
{
	size_t i = 0, in_group = 0, total = 0;
	bool grouped = false;
	int64_t v = 0;

	for (; i < n && s[i] != decimal; i++) {
		if (thousands && s[i] == thousands) {
			if (in_group == 0 || in_group > 3 || (grouped && in_group != 3))
				return false;
			grouped = true;
			in_group = 0;
			continue;
		}
		if (s[i] < '0' || s[i] > '9' || ++total > 15)
			return false;
		v = v * 10 + (s[i] - '0');
		in_group++;
	}
	*at = i;
	*ret = v;
	return total > 0 && (!grouped || in_group == 3);
}

bool text_ore(const char *s, size_t n, char decimal, char thousands, int64_t *ret_ore)
{
	bool minus = false;
	int64_t whole;
	int ore = 0;
	size_t at;

	if (n > 1 && s[0] == '-') {
		minus = true;
		s++;
		n--;
	} else if (n > 1 && s[n - 1] == '-') {
		minus = true;
		n--;
	}
	if (!kroner(s, n, decimal, thousands, &at, &whole))
		return false;
	if (at < n) {
		size_t left = n - at - 1;

		if (left < 1 || left > 2 || !digits(s + at + 1, (int)left, &ore))
			return false;
		if (left == 1)
			ore *= 10;
	}
	*ret_ore = (whole * 100 + ore) * (minus ? -1 : 1);
	return true;
}

/* Length of the well-formed sequence at s, 0 if there is none (RFC 3629). */
static size_t utf8_sequence(const unsigned char *s, size_t n)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

	if (s[0] < 0xC2 || s[0] > 0xF4 || n < len)
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (s[i] < 0x80 || s[i] > 0xBF)
			return 0;
	return len;
}

bool utf8_valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;

	while (p < end) {
		size_t len;

		if (*p < 0x80) {
			p++;
			continue;
		}
		len = utf8_sequence(p, (size_t)(end - p));
		if (len == 0)
			return false;
		p += len;
	}
	return true;
}

size_t latin1_to_utf8(const char *s, size_t n, char *out, size_t cap)
{
	size_t w = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (w + (c < 0x80 ? 1u : 2u) >= cap)
			break;
		if (c < 0x80) {
			out[w++] = (char)c;
		} else {
			out[w++] = (char)(0xC0 | c >> 6);
			out[w++] = (char)(0x80 | (c & 0x3F));
		}
	}
	if (cap)
		out[w] = '\0';
	return w;
}

bool text_has_control(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] == 0x7F)
			return true;
	return false;
}

/* Lower case of ASCII and of the Latin-1 letters in UTF-8 (C3 80 to C3 9E). */
static unsigned char fold(const unsigned char *s, size_t i)
{
	unsigned char c = s[i];

	if (c >= 'A' && c <= 'Z')
		return (unsigned char)(c + 32);
	if (i > 0 && s[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97)
		return (unsigned char)(c + 32);
	return c;
}

bool text_same_folded(const char *a, const char *b)
{
	const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;
	size_t i = 0;

	for (; x[i] && y[i]; i++)
		if (fold(x, i) != fold(y, i))
			return false;
	return x[i] == y[i];
}

bool pnr_shape(const char *s, size_t n)
{
	if (n != 10)
		return false;
	for (size_t i = 0; i < 10; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static int pnr_year(int yy, int seventh)
{
	if (seventh <= 3)
		return 1900 + yy;
	if (seventh == 4 || seventh == 9)
		return yy <= 36 ? 2000 + yy : 1900 + yy;
	return yy <= 57 ? 2000 + yy : 1800 + yy;
}

bool pnr_birth_day(const char *pnr, int32_t *ret_day)
{
	int d, m, yy, year;

	if (!digits(pnr, 2, &d) || !digits(pnr + 2, 2, &m) || !digits(pnr + 4, 2, &yy) ||
	        pnr[6] < '0' || pnr[6] > '9')
		return false;
	year = pnr_year(yy, pnr[6] - '0');
	if (!ymd_valid(year, m, d))
		return false;
	*ret_day = day_from_ymd(year, m, d);
	return true;
}

bool cvr_ok(const char *s, size_t n)
{
	static const int weight[8] = { 2, 7, 6, 5, 4, 3, 2, 1 };
	int sum = 0;

	for (size_t i = 0; i < 8; i++) {
		if (n != 8 || s[i] < '0' || s[i] > '9')
			return false;
		sum += (s[i] - '0') * weight[i];
	}
	return sum % 11 == 0;
}

bool pnr_mod11(const char *pnr)
{
	static const int weight[10] = { 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	int sum = 0;

	for (int i = 0; i < 10; i++)
		sum += (pnr[i] - '0') * weight[i];
	return sum % 11 == 0;
}

char pnr_sex(const char *pnr)
{
	return (pnr[9] - '0') % 2 ? 'M' : 'K';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of a number shaped like a personal number at s: 10, 11 (with a dash) or 0. */
static size_t pnr_like(const char *s)
{
	size_t i = 0, n = 0;

	while (n < 6 && is_digit(s[i]))
		n++, i++;
	if (n < 6)
		return 0;
	if (s[i] == '-')
		i++;
	for (n = 0; n < 4 && is_digit(s[i]); n++)
		i++;
	return n == 4 && !is_digit(s[i]) ? i : 0;
}

void text_mask(char *s)
{
	for (size_t i = 0; s[i];) {
		size_t len;

		if (!is_digit(s[i])) {
			i++;
			continue;
		}
		len = pnr_like(s + i);
		if (len == 0)
			while (is_digit(s[i]))
				i++;
		for (; len > 0; len--, i++)
			if (s[i] != '-')
				s[i] = '*';
	}
}

void text_mask_value(const char *in, char *out, size_t cap)
{
	size_t w = 0;

	for (const char *p = in; *p && w + 1 < cap; p++) {
		if (is_digit(*p))
			out[w++] = '#';
		else if ((unsigned char)*p < 0x80)
			out[w++] = *p == '-' || *p == ' ' ? *p : 'x';
		else if (((unsigned char)*p & 0xC0) == 0xC0)
			out[w++] = 'x';
	}
	if (cap)
		out[w] = '\0';
}

bool text_eq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}
