#include "report/receipt_read.h"

#include "common/csv_charset.h"
#include "common/text.h"

static const struct receipt_reader readers[] = {
	{ "xml", receipt_read_xml },
	{ "csv", receipt_read_csv },
	{ "keys", receipt_read_keys },
	{ "mail", receipt_read_mail },
};

const struct receipt_reader *receipt_reader_find(const char *form)
{
	for (size_t i = 0; i < COUNT_OF(readers); i++)
		if (strcmp(readers[i].form, form) == 0)
			return &readers[i];
	return NULL;
}

/* --- values ----------------------------------------------------------------- */

static void trim(const char **s, size_t *n)
{
	static const char blank[] = " \t\r\n";

	for (; *n && memchr(blank, **s, 4); (*n)--)
		(*s)++;
	while (*n && memchr(blank, (*s)[*n - 1], 4))
		(*n)--;
}

static int put_head(struct receipt_read *r, enum receipt_value v, const char *s, size_t n,
        int64_t line, struct err *e)
{
	char *to = r->head->value[v];

	if (n >= RECEIPT_HEAD_MAX)
		return err_set(e, ERR_DATA, "line %lld: the value of '%s' is longer than %d bytes",
		        (long long)line, receipt_value_name(v), RECEIPT_HEAD_MAX - 1);
	if (*to && (strlen(to) != n || memcmp(to, s, n) != 0))
		return err_set(e, ERR_DATA, "line %lld: it says two different things of '%s'",
		        (long long)line, receipt_value_name(v));
	memcpy(to, s, n);
	to[n] = '\0';
	return 0;
}

int receipt_put(struct receipt_read *r, enum receipt_value v, const char *s, size_t n, int64_t line,
        struct err *e)
{
	struct buf *b;

	trim(&s, &n);
	if (!utf8_valid(s, n) || memchr(s, '\0', n))
		return err_set(e, ERR_DATA, "line %lld: the value of '%s' is not text",
		        (long long)line, receipt_value_name(v));
	if (v < RV_LINE)
		return n ? put_head(r, v, s, n, line, e) : 0;
	b = &r->value[v - RV_LINE];
	if (b->len) /* several pieces are one text */
		(void)buf_char(b, ' ');
	if (buf_add(b, s, n) < 0)
		return err_set(e, ERR_DATA, "line %lld: the value of '%s' is longer than %d bytes",
		        (long long)line, receipt_value_name(v), RECEIPT_VALUE_MAX);
	return 0;
}

void receipt_forget(struct receipt_read *r, enum receipt_value v)
{
	buf_reset(&r->value[v - RV_LINE]);
}

const char *receipt_got(const struct receipt_read *r, enum receipt_value v)
{
	const struct buf *b = &r->value[v - RV_LINE];

	return b->data ? b->data : "";
}

void receipt_note_unknown(struct receipt_read *r, const char *word, int64_t line)
{
	struct receipt_head *h = r->head;

	if (h->unknown++ == 0) {
		snprintf(h->first_unknown, sizeof h->first_unknown, "%s", word);
		h->unknown_line = line;
	}
}

/* --- lines ------------------------------------------------------------------ */

/* What the word says; with no place for an outcome in the definition, nothing. */
static enum receipt_state outcome_of(struct receipt_read *r, bool is_record, int64_t line)
{
	const char *word = receipt_got(r, RV_OUTCOME);
	enum receipt_state s;

	if (!is_record || (!r->in->def->outcomes && !*word))
		return RECEIPT_UNKNOWN;
	s = receipt_outcome(r->in->def, word);
	if (s == RECEIPT_UNKNOWN)
		receipt_note_unknown(r, word, line);
	return s;
}

static bool needs_record(const struct receipt_line *l)
{
	return l->is_record && !*RECEIPT_LINE(l, RECORD) && !*RECEIPT_LINE(l, CPR);
}

int receipt_emit(struct receipt_read *r, bool is_record, int64_t line, struct err *e)
{
	struct receipt_line l = { .is_record = is_record, .line = line };
	struct receipt_head *h = r->head;

	for (size_t i = 0; i < COUNT_OF(l.value); i++)
		l.value[i] = receipt_got(r, (enum receipt_value)(RV_LINE + i));
	if (needs_record(&l))
		return err_set(e, ERR_DATA, "line %lld: a record without its id", (long long)line);
	l.outcome = outcome_of(r, is_record, line);
	h->records += is_record;
	h->accepted += l.outcome == RECEIPT_ACCEPTED;
	h->rejected += l.outcome == RECEIPT_REJECTED;
	h->errors += *RECEIPT_LINE(&l, CODE) || *RECEIPT_LINE(&l, TEXT);
	return r->fn ? r->fn(r->arg, &l, e) : 0;
}

static void forget_line(struct receipt_read *r)
{
	for (int v = RV_LINE; v < RV_COUNT; v++)
		receipt_forget(r, (enum receipt_value)v);
}

int receipt_error_line(struct receipt_read *r, const char *s, size_t n, int64_t line, struct err *e)
{
	const struct receipt_def *d = r->in->def;
	struct receipt_capture c;
	size_t i;

	for (i = 0; i < d->lines && !receipt_pattern_fits(d->line[i], s, n, &c); i++)
		;
	if (i == d->lines)
		return 0;
	forget_line(r);
	for (int v = RV_LINE; v < RV_COUNT; v++)
		if (c.s[v] && receipt_put(r, (enum receipt_value)v, c.s[v], c.n[v], line, e) < 0)
			return -1;
	return receipt_emit(r, *receipt_got(r, RV_OUTCOME) != '\0', line, e) < 0 ? -1 : 1;
}

int receipt_decode(
        const char *charset, const char *s, size_t n, struct buf *to, int64_t line, struct err *e)
{
	char out[3 * 1024];
	size_t got;

	buf_reset(to);
	if (charset_is_utf8(charset)) {
		if (!utf8_valid(s, n) || memchr(s, '\0', n))
			return err_set(e, ERR_DATA, "line %lld is not UTF-8 text", (long long)line);
		return buf_add(to, s, n) < 0
		               ? err_set(e, ERR_DATA, "line %lld is too long", (long long)line)
		               : 0;
	}
	for (size_t i = 0; i < n; i += 1024) {
		size_t k = n - i < 1024 ? n - i : 1024;

		if (!charset_decode(charset, s + i, k, out, &got) || memchr(s + i, '\0', k))
			return err_set(
			        e, ERR_DATA, "line %lld is not %s", (long long)line, charset);
		if (buf_add(to, out, got) < 0)
			return err_set(e, ERR_DATA, "line %lld is too long", (long long)line);
	}
	return 0;
}

/* --- the whole -------------------------------------------------------------- */

const char *receipt_from_name(const struct receipt_in *in, const struct receipt_take *t)
{
	for (int v = 0; v < RV_COUNT; v++)
		if (in->name.s[v] &&
		        strcmp(receipt_value_name((enum receipt_value)v), t->place) == 0)
			return arena_strndup(in->arena, in->name.s[v], in->name.n[v]);
	return "";
}

static int put_given(struct receipt_read *r, struct err *e)
{
	const struct receipt_def *d = r->in->def;

	for (size_t i = 0; i < d->takes; i++) {
		const struct receipt_take *t = &d->take[i];
		const char *s = t->from == FROM_FILE ? receipt_from_name(r->in, t) : t->place;

		if (t->from == FROM_PLACE || t->value >= RV_LINE)
			continue;
		if (receipt_put(r, t->value, s, strlen(s), 0, e) < 0)
			return -1;
	}
	return 0;
}

/* A receipt that says one thing and shows another is not understood. */
static bool agrees(const struct receipt_head *h)
{
	switch (h->state) {
	case RECEIPT_RECEIVED:
		return h->accepted + h->rejected == 0;
	case RECEIPT_ACCEPTED:
		return h->rejected == 0;
	case RECEIPT_REJECTED:
		return h->accepted == 0;
	case RECEIPT_PARTLY:
		return h->records > 0;
	default:
		return true;
	}
}

static void judge(struct receipt_read *r)
{
	struct receipt_head *h = r->head;
	const char *word = h->value[RV_STATE], *others = h->value[RV_OTHERS];

	if (h->state == RECEIPT_UNKNOWN && *word)
		h->state = receipt_word_state(r->in->def, word);
	if (h->state == RECEIPT_UNKNOWN && h->unknown == 0)
		receipt_note_unknown(r, word, 0);
	h->others_accepted =
	        *others ? strcmp(others, "accepted") == 0 : r->in->def->others_accepted;
	if (*others && !h->others_accepted && strcmp(others, "unanswered") != 0)
		receipt_note_unknown(r, others, 0);
	if (h->unknown == 0 && !agrees(h))
		receipt_note_unknown(
		        r, "it says one thing of the whole and another of its records", 0);
	if (h->unknown)
		h->state = RECEIPT_UNKNOWN;
}

int receipt_read(const struct receipt_in *in, struct receipt_head *ret, receipt_line_fn *fn,
        void *arg, struct err *e)
{
	struct receipt_read r = { .in = in, .head = ret, .fn = fn, .arg = arg };
	int rc;

	*ret = (struct receipt_head){ 0 };
	for (size_t i = 0; i < COUNT_OF(r.value); i++)
		buf_init(&r.value[i], RECEIPT_VALUE_MAX);
	rc = put_given(&r, e);
	if (rc == 0)
		rc = in->def->reader->read(&r, e);
	if (rc == 0)
		judge(&r);
	for (size_t i = 0; i < COUNT_OF(r.value); i++)
		buf_done(&r.value[i]);
	return rc;
}
