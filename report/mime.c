#include "report/mime.h"

#include <openssl/evp.h>
#include <strings.h>

#include "common/csv_charset.h"
#include "common/text.h"

enum { HEADER_MAX = 2000 /* of one value; the rest is cut */ };

struct part {
	const char *type, *charset, *boundary, *encoding; /* "" not said */
	const char *body;
	size_t n;
};

/* ---- encodings ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	                              : -1;
}

/* In a header (`word`) an underscore is a blank, and lines do not end. */
static char *quoted_printable(struct arena *a, const char *s, size_t n, bool word, size_t *ret_n)
{
	char *out = arena_take(a, n + 1), *w = out;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '=' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			*w++ = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else if (s[i] == '=' && i + 1 < n && s[i + 1] == '\n') {
			i++;
		} else if (s[i] == '=' && i + 2 < n && s[i + 1] == '\r' && s[i + 2] == '\n') {
			i += 2;
		} else {
			*w++ = word && s[i] == '_' ? ' ' : s[i];
		}
	}
	*ret_n = (size_t)(w - out);
	return out;
}

static char *base64(struct arena *a, const char *s, size_t n, size_t *ret_n)
{
	unsigned char *text = arena_take(a, n + 4), *out = arena_take(a, n + 4);
	size_t used = 0, pad = 0;
	int len;

	for (size_t i = 0; i < n; i++)
		if (!strchr(" \t\r\n", s[i]))
			text[used++] = (unsigned char)s[i];
	while (used >= pad + 1 && pad < 2 && text[used - pad - 1] == '=')
		pad++;
	len = used && used % 4 == 0 ? EVP_DecodeBlock(out, text, (int)used) : used ? -1 : 0;
	if (len < 0)
		return NULL;
	*ret_n = (size_t)len - pad;
	return (char *)out;
}

static const char *charset_of(const char *name)
{
	static const struct {
		const char *name, *charset;
	} known[] = { { "utf-8", "utf-8" }, { "us-ascii", "utf-8" }, { "utf8", "utf-8" },
		{ "iso-8859-1", "iso-8859-1" }, { "latin1", "iso-8859-1" },
		{ "iso-8859-15", "iso-8859-1" }, { "windows-1252", "windows-1252" } };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcasecmp(known[i].name, name) == 0)
			return known[i].charset;
	return NULL;
}

static const char *to_utf8(
        struct arena *a, const char *name, const char *s, size_t n, struct err *e)
{
	const char *charset = charset_of(name);
	char *out;
	size_t got = n;

	if (!charset) {
		(void)err_set(e, ERR_DATA, "character set '%.40s' is not one that is read", name);
		return NULL;
	}
	out = arena_take(a, 3 * n + 1);
	if (charset_is_utf8(charset) ? !utf8_valid(s, n)
	                             : !charset_decode(charset, s, n, out, &got)) {
		(void)err_set(e, ERR_DATA, "the text is not %s", charset);
		return NULL;
	}
	if (charset_is_utf8(charset) && n)
		memcpy(out, s, n);
	out[got] = '\0';
	if (strlen(out) != got) {
		(void)err_set(e, ERR_DATA, "the text holds NUL bytes");
		return NULL;
	}
	return out;
}

/* ---- headers ---- */

/* One =?charset?B|Q?text?= at s: its text, and how long it was; NULL: none. */
static const char *encoded_word(struct arena *a, const char *s, size_t *ret_len, struct err *e)
{
	const char *charset = s + 2, *how = strchr(charset, '?');
	const char *text = how && how[1] && how[2] == '?' ? how + 3 : NULL;
	const char *stop = text ? strstr(text, "?=") : NULL;
	char *bytes;
	size_t n;

	if (!stop)
		return NULL;
	*ret_len = (size_t)(stop - s) + 2;
	n = (size_t)(stop - text);
	if (how[1] == 'B' || how[1] == 'b')
		bytes = base64(a, text, n, &n);
	else
		bytes = quoted_printable(a, text, n, true, &n);
	return bytes ? to_utf8(a, arena_strndup(a, charset, (size_t)(how - charset)), bytes, n, e)
	             : NULL;
}

/* Blanks between two encoded words are no part of the text. */
static const char *decode_header(struct arena *a, const char *s, struct err *e)
{
	const char *out = "";
	bool after_word = false;

	while (*s) {
		const char *next = strstr(s, "=?"), *word;
		size_t n = next ? (size_t)(next - s) : strlen(s), len;

		if (n && !(after_word && next && strspn(s, " \t") >= n))
			out = arena_printf(a, "%s%.*s", out, (int)n, s);
		s += n;
		if (!next)
			break;
		word = encoded_word(a, s, &len, e);
		if (e->code != ERR_NONE)
			return NULL;
		after_word = word != NULL;
		out = arena_printf(a, "%s%s", out, word ? word : "=?");
		s += word ? len : 2;
	}
	return out;
}

/* The value of a header field, unfolded; "" not there. */
static const char *header(struct arena *a, const char *head, size_t n, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < n;) {
		size_t end = i;
		char *value;

		/* To the end of the line that no blank follows. */
		do
			end += (size_t)(end > i) + strcspn(head + end + (end > i), "\n");
		while (end + 1 < n && (head[end + 1] == ' ' || head[end + 1] == '\t'));
		if (end > n)
			end = n;
		if (end > i + len && strncasecmp(head + i, name, len) == 0 &&
		        head[i + len] == ':') {
			end -= i + len + 1;
			value = arena_strndup(
			        a, head + i + len + 1, end < HEADER_MAX ? end : HEADER_MAX);
			for (char *p = value; *p; p++)
				if (*p == '\r' || *p == '\n' || *p == '\t')
					*p = ' ';
			return value + strspn(value, " ");
		}
		i = end + 1;
	}
	return "";
}

/* `name=value` or `name="value"` of a header's value; "" not there. */
static const char *parameter(struct arena *a, const char *value, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = strchr(value, ';'); p; p = strchr(p, ';')) {
		p++;
		p += strspn(p, " ");
		if (strncasecmp(p, name, len) != 0 || p[len] != '=')
			continue;
		p += len + 1;
		return *p == '"' ? arena_strndup(a, p + 1, strcspn(p + 1, "\""))
		                 : arena_strndup(a, p, strcspn(p, "; "));
	}
	return "";
}

/* Where the header ends: an empty line. */
static const char *end_of_head(const char *s, size_t n, size_t *ret_head)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\n' && i + 1 < n &&
		        (s[i + 1] == '\n' || (s[i + 1] == '\r' && i + 2 < n && s[i + 2] == '\n'))) {
			*ret_head = i + 1;
			return s + i + (s[i + 1] == '\n' ? 2 : 3);
		}
	return NULL;
}

static void read_part(struct arena *a, const char *s, size_t n, struct part *p)
{
	size_t head = 0;
	const char *body = n && s[0] == '\n' ? s + 1 : end_of_head(s, n, &head), *type;

	if (!body) {
		body = s + n;
		head = n;
	}
	type = header(a, s, head, "Content-Type");
	*p = (struct part){ .type = arena_strndup(a, type, strcspn(type, "; ")),
		.charset = parameter(a, type, "charset"),
		.boundary = parameter(a, type, "boundary"),
		.encoding = header(a, s, head, "Content-Transfer-Encoding"),
		.body = body,
		.n = n - (size_t)(body - s) };
}

/* ---- the body ---- */

static const char *plain(struct arena *a, const struct part *p, const char *charset, struct err *e)
{
	const char *s = p->body, *how = arena_strndup(a, p->encoding, strcspn(p->encoding, " ;"));
	size_t n = p->n;

	if (strcasecmp(how, "base64") == 0)
		s = base64(a, s, n, &n);
	else if (strcasecmp(how, "quoted-printable") == 0)
		s = quoted_printable(a, s, n, false, &n);
	if (!s) {
		(void)err_set(e, ERR_DATA, "the text is not base64");
		return NULL;
	}
	return to_utf8(a, *p->charset ? p->charset : charset, s, n, e);
}

/* The next line "--boundary" at or behind s; *ret_after: behind that line. */
static const char *delimiter(
        const char *s, const char *stop, const char *boundary, const char **ret_after, bool *last)
{
	size_t len = strlen(boundary);

	while (s < stop) {
		const char *eol = memchr(s, '\n', (size_t)(stop - s));
		const char *next = eol ? eol + 1 : stop;

		if ((size_t)(next - s) >= len + 2 && s[0] == '-' && s[1] == '-' &&
		        memcmp(s + 2, boundary, len) == 0) {
			*last = (size_t)(next - s) >= len + 4 && s[len + 2] == '-' &&
			        s[len + 3] == '-';
			*ret_after = next;
			return s;
		}
		s = next;
	}
	return NULL;
}

/* The first text/plain of the part or of those in it; NULL with e unset: there is none. */
static const char *find_text(
        struct arena *a, const struct part *p, const char *charset, int depth, struct err *e)
{
	const char *stop = p->body + p->n, *at, *after = NULL, *found = NULL;
	bool last = false;

	if (strncasecmp(p->type, "multipart/", 10) != 0)
		return !*p->type || strcasecmp(p->type, "text/plain") == 0 ? plain(a, p, charset, e)
		                                                           : NULL;
	if (depth == MIME_DEPTH || !*p->boundary) {
		(void)err_set(e, ERR_DATA, "the mail has too many parts in parts, or none");
		return NULL;
	}
	at = delimiter(p->body, stop, p->boundary, &after, &last);
	while (at && !last && !found && e->code == ERR_NONE) {
		const char *begin = after,
		           *end = delimiter(begin, stop, p->boundary, &after, &last);
		struct part inner;

		if (!end) {
			(void)err_set(e, ERR_DATA, "a part of the mail never ends");
			return NULL;
		}
		read_part(a, begin, (size_t)(end - begin), &inner);
		found = find_text(a, &inner, charset, depth + 1, e);
		at = end;
	}
	return found;
}

/* "Name: " at the very beginning. */
static bool has_header(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '-')
		n++;
	return n > 0 && s[n] == ':' && (s[n + 1] == ' ' || s[n + 1] == '\t');
}

int mime_read(const char *data, size_t n, const char *charset, struct arena *a,
        struct mime_mail *ret, struct err *e)
{
	size_t head = 0;
	struct part p;

	e->code = ERR_NONE;
	*ret = (struct mime_mail){ "", "", "" };
	if (n > MIME_MAX)
		return err_set(e, ERR_DATA, "the mail is over %d KiB", MIME_MAX >> 10);
	if (memchr(data, '\0', n))
		return err_set(e, ERR_DATA, "the mail holds NUL bytes");
	if (!has_header(data)) {
		ret->body = to_utf8(a, charset, data, n, e);
		return ret->body ? 0 : -1;
	}
	if (!end_of_head(data, n, &head))
		head = n;
	ret->subject = decode_header(a, header(a, data, head, "Subject"), e);
	ret->from = ret->subject ? decode_header(a, header(a, data, head, "From"), e) : NULL;
	if (!ret->from)
		return -1;
	read_part(a, data, n, &p);
	ret->body = find_text(a, &p, charset, 0, e);
	if (!ret->body)
		return e->code != ERR_NONE
		               ? -1
		               : err_set(e, ERR_DATA, "the mail has no part of plain text");
	return utf8_valid(ret->subject, strlen(ret->subject)) &&
	                       utf8_valid(ret->from, strlen(ret->from))
	               ? 0
	               : err_set(e, ERR_DATA, "the header is not UTF-8 text");
}
