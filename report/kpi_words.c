#include "report/kpi_words.h"

#include <math.h>

#include "common/text.h"

static const char *const texts[WORD_COUNT][2] = {
#define WORD(name, da, en) [WORD_##name] = { da, en },
#include "report/kpi_words.def"
#undef WORD
};

static const char *const months[12][2] = {
	{ "januar", "January" },
	{ "februar", "February" },
	{ "marts", "March" },
	{ "april", "April" },
	{ "maj", "May" },
	{ "juni", "June" },
	{ "juli", "July" },
	{ "august", "August" },
	{ "september", "September" },
	{ "oktober", "October" },
	{ "november", "November" },
	{ "december", "December" },
};

/* Each in Danish and English: the name, what follows a value, what follows a change, number
 * formats. */
static const struct {
	const char *name[2], *after[2], *change[2], *tile[2], *cell[2];
	int decimals;
} units[] = {
	[KPI_COUNT] = { { "antal", "count" }, { "", "" }, { "", "" }, { "#,##0", "#,##0" },
	        { "#,##0", "#,##0" }, 0 },
	[KPI_PERCENT] = { { "procent", "percent" }, { " %", "%" }, { " pp", " pp" },
	        { "0.0 %", "0.0%" }, { "0.0 %", "0.0%" }, 1 },
	[KPI_DAYS] = { { "dage", "days" }, { " dage", " days" }, { " dage", " days" },
	        { "#,##0.0\" dage\"", "#,##0.0\" days\"" }, { "#,##0.0", "#,##0.0" }, 1 },
	[KPI_RATIO] = { { "forhold", "ratio" }, { "", "" }, { "", "" }, { "#,##0.0", "#,##0.0" },
	        { "#,##0.0", "#,##0.0" }, 1 },
	[KPI_KR] = { { "kr.", "DKK" }, { " kr.", " DKK" }, { " kr.", " DKK" },
	        { "#,##0\" kr.\"", "#,##0\" DKK\"" }, { "#,##0", "#,##0" }, 0 },
	[KPI_DKK1000] = { { "1.000 kr.", "DKK 1,000" }, { " t.kr.", " kDKK" },
	        { " t.kr.", " kDKK" }, { "#,##0\" t.kr.\"", "#,##0\" kDKK\"" },
	        { "#,##0", "#,##0" }, 0 },
};

static const struct {
	const char *unit, *said[2];
} lengths[] = {
	{ "hours", { "timer", "hours" } },
	{ "working_days", { "hverdage", "working days" } },
	{ "days", { "dage", "days" } },
	{ "weeks", { "uger", "weeks" } },
	{ "months", { "måneder", "months" } },
	{ "visits_per_year", { "besøg om året", "visits a year" } },
	{ "months_before_18", { "måneder før 18 år", "months before 18" } },
};

struct words words_of(const char *lang, struct arena *a)
{
	return (struct words){ .english = strcmp(lang, "en") == 0, .a = a };
}

const char *word(const struct words *w, enum word which)
{
	return texts[which][w->english];
}

const char *month_full(const struct words *w, int month)
{
	return arena_printf(w->a, "%s %d", months[month % 100 - 1][w->english], month / 100);
}

/* Every month name begins with an ASCII letter. */
const char *month_title(const struct words *w, int month)
{
	char *s = arena_strdup(w->a, month_full(w, month));

	if (s[0] >= 'a' && s[0] <= 'z')
		s[0] = (char)(s[0] - 'a' + 'A');
	return s;
}

/* Every month name is ASCII, so three bytes are three letters. */
const char *month_short(const struct words *w, int month)
{
	return arena_printf(w->a, "%.3s", months[month % 100 - 1][w->english]);
}

const char *day_full(const struct words *w, int32_t day)
{
	int year, month, mday;

	day_to_ymd(day, &year, &month, &mday);
	return arena_printf(w->a, "%d%s %s %d", mday, w->english ? "" : ".",
	        months[month - 1][w->english], year);
}

const char *month_format(const struct words *w, bool short_year)
{
	if (w->english)
		return short_year ? "[$-409]mmm yy" : "[$-409]mmm yyyy";
	return short_year ? "[$-406]mmm yy" : "[$-406]mmm yyyy";
}

/* Sets thousands apart; the digits are those of a whole number. */
static const char *grouped(const struct words *w, const char *digits)
{
	size_t n = strlen(digits), at = 0;
	char *out = arena_take(w->a, n + n / 3 + 2);

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			out[at++] = w->english ? ',' : '.';
		out[at++] = digits[i];
	}
	return out;
}

const char *number_said(const struct words *w, double v, int decimals)
{
	double scale = decimals ? 10 : 1, scaled = round(fabs(v) * scale);
	const char *whole = grouped(w, arena_printf(w->a, "%.0f", floor(scaled / scale)));
	const char *sign = v < 0 && scaled > 0 ? "−" : "";

	if (!decimals)
		return arena_printf(w->a, "%s%s", sign, whole);
	return arena_printf(
	        w->a, "%s%s%s%d", sign, whole, w->english ? "." : ",", (int)fmod(scaled, scale));
}

const char *value_said(const struct words *w, enum kpi_unit u, double v)
{
	double shown = u == KPI_PERCENT ? v * 100 : v;
	/* A whole target is said without decimals. */
	int decimals = fabs(shown - round(shown)) < 0.05 ? 0 : units[u].decimals;

	return arena_printf(
	        w->a, "%s%s", number_said(w, shown, decimals), units[u].after[w->english]);
}

const char *change_said(const struct words *w, enum kpi_unit u, double v)
{
	double shown = fabs(u == KPI_PERCENT ? v * 100 : v);

	return arena_printf(w->a, "%s%s", number_said(w, shown, units[u].decimals),
	        units[u].change[w->english]);
}

const char *unit_name_of(const struct words *w, enum kpi_unit u)
{
	return units[u].name[w->english];
}

const char *tile_format(const struct words *w, enum kpi_unit u)
{
	return units[u].tile[w->english];
}

const char *cell_format(const struct words *w, enum kpi_unit u)
{
	return units[u].cell[w->english];
}

const char *length_said(const struct words *w, int64_t length, const char *unit)
{
	for (size_t i = 0; i < COUNT_OF(lengths); i++)
		if (strcmp(lengths[i].unit, unit) == 0)
			return arena_printf(
			        w->a, "%lld %s", (long long)length, lengths[i].said[w->english]);
	return "";
}
