#include "extract/g69_read.h"

#include "common/text.h"
#include "extract/finding.h"

enum { HEAD_LENGTH = 24, SHOWN_HEAD = 6 };

void g69_read_init(
        struct g69 *g, const struct g69_layout *layout, struct csv_reader *lines, struct arena *a)
{
	memset(g, 0, sizeof *g);
	g->layout = layout;
	g->lines = lines;
	g->line = g->claimed = -1;
	g->group = arena_take(a, 2 * (size_t)G69_GROUPS * sizeof *g->group);
}

/* --- notes ---------------------------------------------------------------- */

static struct csv_note *note(struct g69 *g, enum finding_kind kind)
{
	struct csv_note *n = &g->note[g->n_notes < G69_NOTES - 1 ? g->n_notes++ : g->n_notes - 1];

	*n = (struct csv_note){ .kind = (int)kind };
	return n;
}

static struct csv_note *reject(struct g69 *g, enum finding_kind kind)
{
	g->rejected = true;
	return note(g, kind);
}

static void name_field(struct csv_note *n, const struct g69_field *f)
{
	snprintf(n->field, sizeof n->field, "%03d %s", f->number, f->name);
}

/* --- the line ------------------------------------------------------------- */

static bool digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

static struct csv_field trimmed(const char *s, size_t n)
{
	while (n && *s == ' ') {
		s++;
		n--;
	}
	while (n && s[n - 1] == ' ')
		n--;
	return (struct csv_field){ s, n };
}

/* Nothing of the line is shown but its first characters: it could be anything. */
static void bad_head(struct g69 *g, const char *s, size_t n, const char *expected)
{
	struct csv_note *x = reject(g, FIND_HEAD);

	snprintf(x->field, sizeof x->field, "hoved");
	snprintf(x->found, sizeof x->found, "%.*s", (int)(n < SHOWN_HEAD ? n : SHOWN_HEAD), s);
	snprintf(x->expected, sizeof x->expected, "%s", expected);
}

/* Line numbers follow one another; after 99999 comes 00000 or 00001. */
static void check_sequence(struct g69 *g, const char *s)
{
	int64_t no = 0, next = g->line + 1;

	if (!text_int(s, 5, &no))
		return;
	if (g->line >= 0 && no != next && !(next == 100000 && no <= 1)) {
		struct csv_note *x = note(g, FIND_SEQUENCE);

		snprintf(x->field, sizeof x->field, "linjenummer");
		snprintf(x->found, sizeof x->found, "%05lld", (long long)no);
		snprintf(x->expected, sizeof x->expected, "%05lld", (long long)(next % 100000));
	}
	g->line = no;
}

static bool read_head(struct g69 *g, const char *s, size_t n)
{
	static const char *const kinds[] = { "NOR", "PRI", "SUP" };
	bool known = false;

	if (n < HEAD_LENGTH || memcmp(s + 3, "G69", 3) != 0 || memcmp(s + 20, "FLYD", 4) != 0 ||
	        !digits(s + 6, 5) || !digits(s + 11, 4)) {
		bad_head(g, s, n, "3 tegn, G69, 5 + 4 cifre, 2 + 3 tegn, FLYD");
		return false;
	}
	check_sequence(g, s + 6);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		known |= memcmp(s + 17, kinds[i], 3) == 0;
	if (!known)
		bad_head(g, s, n, "NOR, PRI eller SUP før FLYD");
	g->field[G69_PLACE] = trimmed(s, 3);
	g->field[G69_UNIT] = trimmed(s + 11, 4);
	g->field[G69_KIND] = trimmed(s + 17, 3);
	return known;
}

static void put_field(struct g69 *g, int number, const char *s, size_t n, int64_t line)
{
	const struct g69_field *f = g->layout->by_number[number];
	struct csv_field v = trimmed(s, n);
	struct csv_note *x;

	if (!f) {
		if (g->unknown[number]++ == 0)
			g->unknown_line[number] = line;
		return;
	}
	if (v.n > f->length) {
		x = reject(g, FIND_LENGTH);
		name_field(x, f);
		snprintf(x->found, sizeof x->found, "%zu tegn", v.n);
		snprintf(x->expected, sizeof x->expected, "højst %zu tegn", f->length);
	}
	g->field[f->slot] = v;
}

static void bad_fields(struct g69 *g, const char *s, size_t n)
{
	struct csv_note *x = reject(g, FIND_FIELDS);

	snprintf(x->field, sizeof x->field, "felt");
	snprintf(x->found, sizeof x->found, "%.*s", (int)(n < 4 ? n : 4), s);
	snprintf(x->expected, sizeof x->expected, "& og et større nummer end det før, tre cifre");
}

/* False: what is behind the first fault is not read. */
static bool read_fields(struct g69 *g, const char *s, size_t n, int64_t line)
{
	int last = 0;

	for (size_t p = HEAD_LENGTH, end; p < n; p = end) {
		int number;

		if (n - p < 4 || s[p] != '&' || !digits(s + p + 1, 3)) {
			bad_fields(g, s + p, n - p);
			return false;
		}
		number = (s[p + 1] - '0') * 100 + (s[p + 2] - '0') * 10 + s[p + 3] - '0';
		if (number <= last) {
			bad_fields(g, s + p, n - p);
			return false;
		}
		last = number;
		for (end = p + 4; end < n && s[end] != '&'; end++)
			;
		put_field(g, number, s + p + 4, end - p - 4, line);
	}
	return true;
}

/* A number goes to the slot of its kind as well; an eight-digit CVR may be filled up with zeros. */
static void sort_numbers(struct g69 *g)
{
	const struct g69_layout *l = g->layout;

	for (size_t i = 0; i < l->n_fields; i++) {
		const struct g69_field *f = &l->field[i];
		struct csv_field v = g->field[f->slot];
		const struct csv_field *code;
		struct csv_note *x;
		int kind;

		if (!f->coded_by || !v.n)
			continue;
		code = &g->field[l->by_number[f->coded_by]->slot];
		kind = g69_kind(l, code);
		if (kind < 0) {
			x = note(g, FIND_ID_CODE);
			name_field(x, l->by_number[f->coded_by]);
			snprintf(x->found, sizeof x->found, "%.*s", (int)code->n, code->s);
			continue;
		}
		if (strcmp(l->kind[kind], "cvr") == 0 && v.n == 10 && memcmp(v.s, "00", 2) == 0)
			v = (struct csv_field){ v.s + 2, 8 };
		g->field[f->first_kind + (size_t)kind] = v;
	}
}

static void check_needed(struct g69 *g)
{
	for (size_t i = 0; i < g->layout->n_fields; i++) {
		const struct g69_field *f = &g->layout->field[i];

		if (f->needed && !g->field[f->slot].n)
			name_field(reject(g, FIND_REQUIRED), f);
	}
}

/* --- groups --------------------------------------------------------------- */

static uint32_t hash(const char machine[8], int32_t date)
{
	uint32_t h = 2166136261u ^ (uint32_t)date;

	for (int i = 0; i < 8; i++)
		h = (h ^ (unsigned char)machine[i]) * 16777619u;
	h ^= h >> 15;
	h *= 2246822519u;
	return h ^ h >> 13;
}

/* The group, made if it is new; NULL: there are too many. */
static struct g69_group *group(struct g69 *g, const struct csv_field *machine, int32_t date)
{
	const uint32_t mask = 2 * G69_GROUPS - 1;
	char key[8] = "";
	uint32_t at;

	memcpy(key, machine->s, machine->n < sizeof key ? machine->n : sizeof key - 1);
	for (char *p = key; *p; p++)
		*p = (char)((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e ? '?' : *p);
	for (at = hash(key, date) & mask; g->group[at].used; at = (at + 1) & mask)
		if (g->group[at].date == date && memcmp(g->group[at].machine, key, 8) == 0)
			return &g->group[at];
	if (g->n_groups == G69_GROUPS) {
		g->too_many = true;
		return NULL;
	}
	g->n_groups++;
	g->group[at] = (struct g69_group){ .date = date, .used = true, .last = -1 };
	memcpy(g->group[at].machine, key, sizeof key);
	return &g->group[at];
}

static const struct csv_field *value(const struct g69 *g, int number)
{
	return &g->field[g->layout->by_number[number]->slot];
}

static bool fits(const struct g69 *g, int number)
{
	size_t n = value(g, number)->n;

	return n && n <= g->layout->by_number[number]->length;
}

static void check_expedition(struct g69 *g)
{
	const struct csv_field *v = value(g, 104);
	struct g69_group *m = group(g, value(g, 103), 0);
	int64_t no;

	if (!digits(v->s, v->n) || !text_int(v->s, v->n, &no)) {
		struct csv_note *x = reject(g, FIND_TYPE);

		name_field(x, g->layout->by_number[104]);
		snprintf(x->found, sizeof x->found, "%.*s", (int)v->n, v->s);
		snprintf(x->expected, sizeof x->expected, "cifre");
		return;
	}
	if (m && no < m->last) {
		struct csv_note *x = note(g, FIND_EXPEDITION);

		name_field(x, g->layout->by_number[104]);
		snprintf(x->found, sizeof x->found, "%lld", (long long)no);
		snprintf(x->expected, sizeof x->expected, "mindst %lld", (long long)m->last);
	}
	if (m)
		m->last = no;
}

static void add(int64_t *sum, int64_t v)
{
	if (__builtin_add_overflow(*sum, v, sum))
		*sum = INT64_MAX;
}

/* Also of lines that are rejected, as far as they can be read: the balance is the file's. */
static void add_up(struct g69 *g)
{
	const struct csv_field *date = value(g, 110), *amount = value(g, 112),
	                       *side = value(g, 113);
	bool minus = amount->n && amount->s[amount->n - 1] == '-';
	struct g69_group *at;
	int64_t day, ore;

	if (date->n != 8 || !digits(date->s, 8) || !text_int(date->s, 8, &day) || side->n != 1 ||
	        !digits(amount->s, amount->n - minus) || amount->n - minus > 12 ||
	        !text_int(amount->s, amount->n - minus, &ore))
		return;
	at = group(g, value(g, 103), (int32_t)day);
	if (at)
		add(*side->s == 'D' ? &at->debit : &at->credit, minus ? -ore : ore);
}

/* --- records -------------------------------------------------------------- */

/* Z300 and SLUTD stand first in the line, or behind the register place. */
static const char *frame(const struct csv_record *r, const char *word)
{
	size_t n = strlen(word);

	for (size_t at = 0; at <= 3; at += 3)
		if (r->n_raw >= at + n && memcmp(r->raw + at, word, n) == 0)
			return r->raw + at + n;
	return NULL;
}

/* True: the line is no posting. */
static bool take_frame(struct g69 *g, const struct csv_record *r)
{
	const char *at = frame(r, "Z300");

	if (at) {
		g->late |= g->started || g->postings > 0 || g->ended;
		g->started = true;
		return true;
	}
	at = frame(r, "SLUTD");
	if (!at)
		return false;
	g->after += g->ended;
	g->ended = true;
	if (r->raw + r->n_raw - at < 5 || !text_int(at, 5, &g->claimed))
		g->claimed = -1;
	return true;
}

static void read_line(struct g69 *g, struct csv_record *r)
{
	memset(g->field, 0, g->layout->n_slots * sizeof *g->field);
	for (size_t i = 0; i < g->layout->n_slots; i++)
		g->field[i].s = "";
	if (r->n_raw > G69_LINE_MAX) {
		snprintf(reject(g, FIND_RECORD)->expected, sizeof g->note[0].expected,
		        "højst %d tegn", G69_LINE_MAX);
		return;
	}
	if (!read_head(g, r->raw, r->n_raw) || !read_fields(g, r->raw, r->n_raw, r->line))
		return;
	check_needed(g);
	if (fits(g, 103)) {
		if (fits(g, 104))
			check_expedition(g);
		add_up(g);
	}
	sort_numbers(g);
}

int g69_next(void *g69, struct csv_record *ret, struct err *e)
{
	struct g69 *g = g69;
	int rc;

	do
		rc = csv_next(g->lines, ret, e);
	while (rc > 0 && ret->fault == CSV_OK && take_frame(g, ret));
	if (rc <= 0)
		return rc;
	g->postings++;
	g->after += g->ended;
	g->n_notes = 0;
	g->rejected = false;
	if (ret->fault != CSV_OK && ret->fault != CSV_FIELD && ret->fault != CSV_FIELDS)
		return 1;
	read_line(g, ret);
	ret->field = g->field;
	ret->n_fields = g->layout->n_slots;
	ret->fault = g->rejected ? CSV_FORM : CSV_OK;
	ret->note = g->note;
	ret->n_notes = g->n_notes;
	return 1;
}
