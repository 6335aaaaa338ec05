#include "extract/csv_type.h"

#include "common/text.h"

/* Of one amount, øre: what a file can hold of them then adds up without overflow. */
#define AMOUNT_MAX INT64_C(999999999999)

static bool text_cell(struct cell *c, const char *s, size_t n)
{
	*c = (struct cell){ .kind = CELL_TEXT, .s = s, .n = (int)n };
	return true;
}

static bool int_cell(struct cell *c, int64_t i)
{
	*c = (struct cell){ .kind = CELL_INT, .i = i };
	return true;
}

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

/* --- readers -------------------------------------------------------------- */

static bool read_text(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	(void)r;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 && s[i] != '\n' && s[i] != '\r' && s[i] != '\t')
			return false;
	return text_cell(ret, s, n);
}

static bool read_date(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int32_t day;

	return text_day_as(s, n, r->feed->date, &day) && int_cell(ret, day);
}

static bool read_year(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int64_t v;

	(void)r;
	return n == 4 && all_digits(s, n) && *s != '0' && text_int(s, n, &v) && int_cell(ret, v);
}

static bool read_int(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int64_t v;

	(void)r;
	return text_int(s, n, &v) && int_cell(ret, v);
}

static bool read_ore(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	const struct feed *f = r->feed;
	int64_t v;

	if (f->sign == SIGN_LEADING && s[n - 1] == '-')
		return false;
	if (f->sign == SIGN_TRAILING && s[0] == '-')
		return false;
	return text_ore(s, n, f->decimal, f->thousands, &v) && v <= AMOUNT_MAX &&
	       v >= -AMOUNT_MAX && int_cell(ret, v);
}

/* The cell carries the sign to the row; it has no column of its own. */
static bool read_side(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	const char *v = feed_word(r->feed, r->column->name, s, n);

	return v && int_cell(ret, strcmp(v, "credit") == 0 ? -1 : 1);
}

static bool read_words(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	const char *v = feed_word(r->feed, r->column->name, s, n);

	return v && text_cell(ret, v, strlen(v));
}

static bool read_open(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	return read_words(r, s, n, ret) || read_text(r, s, n, ret);
}

static bool read_digits(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int64_t want;

	return text_int(r->column->arg, strlen(r->column->arg), &want) && n == (size_t)want &&
	       all_digits(s, n) && text_cell(ret, s, n);
}

static bool read_pnr(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	if (n == 11 && s[6] == '-') {
		memcpy(r->scratch, s, 6);
		memcpy(r->scratch + 6, s + 7, 4);
		s = r->scratch;
		n = 10;
	}
	return pnr_shape(s, n) && text_cell(ret, s, n);
}

static bool read_municipality(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	(void)r;
	if (n == 4 && *s == '0') {
		s++;
		n--;
	}
	return n == 3 && all_digits(s, n) && text_cell(ret, s, n);
}

/* "5.28.20.1.003" to "528201003" */
static bool undot(const char *s, char out[9])
{
	static const char form[] = "d.dd.dd.d.ddd";
	size_t w = 0;

	for (size_t i = 0; form[i]; i++) {
		if (form[i] == '.' ? s[i] != '.' : s[i] < '0' || s[i] > '9')
			return false;
		if (form[i] == 'd')
			out[w++] = s[i];
	}
	return true;
}

static bool read_account(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int64_t function = 0;

	if (n == 13) {
		if (!undot(s, r->scratch))
			return false;
		s = r->scratch;
		n = 9;
	}
	if (n != 9 || !all_digits(s, n) || s[5] == '0')
		return false;
	if (r->feed->accounts && !strchr(r->feed->accounts, s[0]))
		return false;
	for (int i = 0; i < 5; i++)
		function = function * 10 + (s[i] - '0');
	return text_cell(&ret[0], s, 9) && int_cell(&ret[1], function) &&
	       int_cell(&ret[2], s[5] - '0') && text_cell(&ret[3], s + 6, 3);
}

/* "000000123450", and a minus or a blank behind it */
static bool read_ore12(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	bool minus = s[n - 1] == '-';
	int64_t v;

	(void)r;
	n -= minus || s[n - 1] == ' ';
	return n <= 12 && all_digits(s, n) && text_int(s, n, &v) && int_cell(ret, minus ? -v : v);
}

static bool read_lead(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	int64_t want;

	return text_int(r->column->arg, strlen(r->column->arg), &want) && want > 0 &&
	       n >= (size_t)want && all_digits(s, n) && text_cell(ret, s, (size_t)want);
}

static bool read_local(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	size_t used = strlen(r->column->name);

	if (n > CSV_LOCAL_MAX || used + 1 + n > CSV_TYPE_SCRATCH || text_has_control(s, n))
		return false;
	memcpy(r->scratch, r->column->name, used);
	r->scratch[used] = ':';
	memcpy(r->scratch + used + 1, s, n);
	return text_cell(ret, r->scratch, used + 1 + n);
}

/* Puts the digits of the account and of the kind into `account` and `kind`. */
static bool fits(const char *shape, const char *s, size_t n, char account[9], char kind[3])
{
	for (; *shape && *shape != '*'; shape++, s++, n--) {
		bool digit = n && *s >= '0' && *s <= '9';

		if (!n || (strchr("ak9", *shape) ? !digit : *shape != 'x' && *shape != *s))
			return false;
		if (*shape == 'a')
			*account++ = *s;
		if (*shape == 'k')
			*kind++ = *s;
	}
	return *shape == '*' || n == 0;
}

/* account, function, dranst, grouping, kind, local_account */
static bool read_shaped(const struct csv_read *r, const char *s, size_t n, struct cell *ret)
{
	char *account = r->scratch, *kind = r->scratch + 9;

	for (size_t i = 0; i < r->feed->n_shapes; i++) {
		if (!fits(r->feed->shapes[i], s, n, account, kind))
			continue;
		ret[5].kind = CELL_NULL;
		if (strchr(r->feed->shapes[i], 'k'))
			(void)text_cell(&ret[4], kind, 3);
		else
			ret[4].kind = CELL_NULL;
		return read_account(r, account, 9, ret);
	}
	for (size_t k = 0; k < 5; k++)
		ret[k].kind = CELL_NULL;
	return read_local(r, s, n, &ret[5]);
}

/* --- what was expected ---------------------------------------------------- */

#define EXPECT(name, ...)                                                                          \
	static void name(const struct feed *f, const struct feed_column *c, char *out, size_t cap) \
	{                                                                                          \
		(void)f;                                                                           \
		(void)c;                                                                           \
		snprintf(out, cap, __VA_ARGS__);                                                   \
	}
EXPECT(expect_text, "tekst uden styretegn")
EXPECT(expect_date, "en dato, %s", f->date)
EXPECT(expect_year, "et årstal, fire cifre")
EXPECT(expect_int, "et helt tal")
EXPECT(expect_digits, "%s cifre", c->arg)
EXPECT(expect_ore12, "et beløb i øre, kun cifre, evt. med - efter")
EXPECT(expect_lead, "cifre, mindst %s", c->arg)
EXPECT(expect_local, "tekst uden styretegn, højst %d tegn", CSV_LOCAL_MAX)
EXPECT(expect_pnr, "ti cifre, evt. med bindestreg efter det sjette")
EXPECT(expect_municipality, "kommunekode, tre cifre")
EXPECT(expect_account, "ni cifre (528201003) eller 5.28.20.1.003%s%s",
        f->accounts ? "; hovedkonto " : "", f->accounts ? f->accounts : "")
#undef EXPECT

static void expect_ore(const struct feed *f, const struct feed_column *c, char *out, size_t cap)
{
	char group[2] = { f->thousands, '\0' };
	const char *lead = f->sign == SIGN_LEADING ? "-" : "",
	           *trail = f->sign == SIGN_TRAILING ? "-" : "";

	(void)c;
	snprintf(out, cap, "et beløb som %s1%s234%c50%s, højst ti cifre før %c", lead, group,
	        f->decimal, trail, f->decimal);
}

static void expect_words(const struct feed *f, const struct feed_column *c, char *out, size_t cap)
{
	size_t used = 0;

	for (size_t i = 0; i < f->n_values && used < cap; i++) {
		const struct feed_value *v = &f->values[i];

		if (strcmp(v->column, c->name) != 0)
			continue;
		for (size_t w = 0; w < v->accepted.n && used < cap; w++)
			used += (size_t)snprintf(out + used, cap - used, "%s%s", used ? ", " : "",
			        v->accepted.word[w]);
	}
}

#define ACCOUNT_COLUMNS "account", "function", "dranst", "grouping"
const struct csv_type csv_types[] = {
	{ "text", .sql = 'T', .width = 1, .read = read_text, .expected = expect_text },
	{ "date", .sql = 'I', .width = 1, .read = read_date, .expected = expect_date },
	{ "year", .sql = 'I', .width = 1, .read = read_year, .expected = expect_year },
	{ "int", .sql = 'I', .width = 1, .read = read_int, .expected = expect_int },
	{ "ore", .sql = 'I', .is_amount = true, .width = 1, .read = read_ore,
	        .expected = expect_ore },
	{ "ore12", .sql = 'I', .is_amount = true, .width = 1, .read = read_ore12,
	        .expected = expect_ore12 },
	{ "side", .read = read_side, .expected = expect_words },
	{ "words", .sql = 'T', .width = 1, .read = read_words, .expected = expect_words },
	{ "open", .sql = 'T', .width = 1, .read = read_open, .expected = expect_text },
	{ "digits", true, .sql = 'T', .width = 1, .read = read_digits, .expected = expect_digits },
	{ "lead", true, .sql = 'T', .width = 1, .read = read_lead, .expected = expect_lead },
	{ "pnr", .sql = 'T', .width = 1, .read = read_pnr, .expected = expect_pnr },
	{ "municipality", .sql = 'T', .width = 1, .read = read_municipality,
	        .expected = expect_municipality },
	{ "account", .width = 4, .columns = { ACCOUNT_COLUMNS }, .read = read_account,
	        .expected = expect_account },
	{ "shaped", .width = 6, .columns = { ACCOUNT_COLUMNS, "kind", "local_account" },
	        .read = read_shaped, .expected = expect_account },
	{ "local", .shared = true, .width = 1, .columns = { "local_account" }, .read = read_local,
	        .expected = expect_local },
};
const size_t csv_type_count = COUNT_OF(csv_types);

const struct csv_type *csv_type_find(const char *name, size_t n)
{
	for (size_t i = 0; i < csv_type_count; i++)
		if (strlen(csv_types[i].name) == n && strncmp(csv_types[i].name, name, n) == 0)
			return &csv_types[i];
	return NULL;
}
