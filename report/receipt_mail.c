/*
 * Receipts that came as a mail, saved as a file. The definition's `match` lines say what a subject,
 * a sender or a body means; all that fit must say the same, else it is unknown. `line` patterns
 * find errors in the body. Which delivery it speaks of: what a pattern captured, or any word of
 * subject and body that could be the name of a package or file (the caller looks it up).
 */
#include "common/file.h"
#include "report/mime.h"
#include "report/receipt_read.h"

static int put_captured(struct receipt_read *r, const struct receipt_capture *c, struct err *e)
{
	for (int v = 0; v < RV_LINE; v++)
		if (c->s[v] && receipt_put(r, (enum receipt_value)v, c->s[v], c->n[v], 0, e) < 0)
			return -1;
	return 0;
}

static int judge(struct receipt_read *r, const struct mime_mail *m, struct err *e)
{
	const char *const where[] = { m->subject, m->from, m->body };
	const struct receipt_def *d = r->in->def;
	struct receipt_head *h = r->head;

	for (size_t i = 0; i < d->matches; i++) {
		const char *s = where[d->match[i].where];
		struct receipt_capture c;

		if (!receipt_pattern_fits(d->match[i].pattern, s, strlen(s), &c))
			continue;
		if (h->state != RECEIPT_UNKNOWN && h->state != d->match[i].state)
			receipt_note_unknown(r, "it fits patterns that say different things", 0);
		h->state = d->match[i].state;
		if (put_captured(r, &c, e) < 0)
			return -1;
	}
	if (h->state == RECEIPT_UNKNOWN)
		receipt_note_unknown(r, "no pattern fits its subject or body", 0);
	return 0;
}

static bool in_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '.' || c == '_' || c == '-';
}

/* Words with a digit and an underscore, as names of packages and files have; each once. */
static void keep_words(struct receipt_words *w, const char *s)
{
	while (*s) {
		size_t n = 0, i;
		bool digit = false, underscore = false;

		for (; in_name(s[n]); n++) {
			digit = digit || (s[n] >= '0' && s[n] <= '9');
			underscore = underscore || s[n] == '_';
		}
		i = n;
		while (i > 0 && s[i - 1] == '.') /* the end of a sentence */
			i--;
		if (digit && underscore && i < RECEIPT_HEAD_MAX && w->n < COUNT_OF(w->word)) {
			snprintf(w->word[w->n], RECEIPT_HEAD_MAX, "%.*s", (int)i, s);
			for (i = 0; strcmp(w->word[i], w->word[w->n]) != 0; i++)
				;
			w->n += i == w->n;
		}
		s += n + (s[n] != '\0' && n == 0);
	}
}

static int body_lines(struct receipt_read *r, const char *s, struct err *e)
{
	for (int64_t line = 1; *s; line++) {
		size_t n = strcspn(s, "\n"), k = n;

		while (k > 0 && (s[k - 1] == '\r' || s[k - 1] == ' '))
			k--;
		if (receipt_error_line(r, s, k, line, e) < 0)
			return -1;
		s += n + (s[n] == '\n');
	}
	return 0;
}

int receipt_read_mail(struct receipt_read *r, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct mime_mail m;
	size_t n;
	char *data;

	if (file_read(&a, r->in->path, MIME_MAX, &data, &n, e) < 0 ||
	        mime_read(data, n, r->in->def->charset, &a, &m, e) < 0 || judge(r, &m, e) < 0)
		return -1;
	keep_words(&r->head->words, m.subject);
	keep_words(&r->head->words, m.body);
	return body_lines(r, m.body, e);
}
