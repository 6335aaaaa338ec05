/*
 * Receipts as lines of text, `word: value` or `word = value`. A line that fits a pattern `line` of
 * the definition is an error; one whose word no `take` names is passed over. Refused: a line over
 * KEYS_LINE bytes, a file over KEYS_FILE.
 */
#include "common/file.h"
#include "report/receipt_read.h"

enum { KEYS_LINE = 16 * 1024, KEYS_FILE = 16 << 20 };

static bool named(const char *place, const char *s, size_t len)
{
	while (*place) {
		size_t n = strcspn(place, "|"), k = n;

		for (; k > 0 && place[k - 1] == ' '; k--)
			;
		if (k == len && strncmp(place, s, k) == 0)
			return true;
		place += n + (place[n] == '|');
		place += strspn(place, " ");
	}
	return false;
}

static int put_pair(struct receipt_read *r, const char *s, int64_t line, struct err *e)
{
	const struct receipt_def *d = r->in->def;
	size_t skip = strspn(s, " \t"), n = strcspn(s, ":="), k = n;
	const char *value = s + n + (s[n] != '\0');

	for (; k > skip && (s[k - 1] == ' ' || s[k - 1] == '\t'); k--)
		;
	for (size_t i = 0; i < d->takes && s[n]; i++)
		if (d->take[i].from == FROM_PLACE && d->take[i].value < RV_LINE &&
		        named(d->take[i].place, s + skip, k - skip) &&
		        receipt_put(r, d->take[i].value, value, strlen(value), line, e) < 0)
			return -1;
	return 0;
}

static int one_line(
        struct receipt_read *r, struct buf *raw, struct buf *text, int64_t line, struct err *e)
{
	int rc;

	while (raw->len && (raw->data[raw->len - 1] == '\n' || raw->data[raw->len - 1] == '\r'))
		raw->data[--raw->len] = '\0';
	if (!raw->len)
		return 0;
	if (receipt_decode(r->in->def->charset, raw->data, raw->len, text, line, e) < 0)
		return -1;
	rc = receipt_error_line(r, text->data, text->len, line, e);
	return rc != 0 ? (rc < 0 ? -1 : 0) : put_pair(r, text->data, line, e);
}

/* A line with its end, or what is left; 1, 0 end, -1. */
static int next_line(FILE *f, struct buf *raw, int64_t line, struct err *e)
{
	char piece[1024];

	buf_reset(raw);
	while (fgets(piece, sizeof piece, f)) {
		size_t n = strlen(piece);

		if (buf_add(raw, piece, n) < 0)
			return err_set(e, ERR_DATA, "line %lld is too long", (long long)line);
		if (!n || piece[n - 1] == '\n' || n < sizeof piece - 1)
			break;
	}
	if (ferror(f))
		return err_sys(e, ERR_IO, "could not read");
	return raw->len > 0;
}

int receipt_read_keys(struct receipt_read *r, struct err *e)
{
	FILE *f CLEANUP(file_closep) = fopen(r->in->path, "rbe");
	struct buf raw CLEANUP(buf_done), text CLEANUP(buf_done);
	int64_t line = 1;
	int rc;

	buf_init(&raw, KEYS_LINE);
	buf_init(&text, 3 * KEYS_LINE);
	if (!f)
		return err_sys(e, ERR_IO, "could not open the receipt");
	if (file_size(r->in->path) > KEYS_FILE)
		return err_set(e, ERR_DATA, "the file is over %d MiB", KEYS_FILE >> 20);
	for (; (rc = next_line(f, &raw, line, e)) > 0; line++)
		if (one_line(r, &raw, &text, line, e) < 0)
			return -1;
	return rc;
}
