#include "extract/value.h"

#include "common/text.h"

static bool is_blank(const struct store_cell *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->s[i] != ' ' && c->s[i] != '\t')
			return false;
	return true;
}

static bool is_clean(const struct store_cell *c)
{
	unsigned odd = 0;

	if (c->n > VALUE_MAX_BYTES)
		return false;
	for (size_t i = 0; i < c->n; i++)
		odd |= (unsigned)((unsigned char)(c->s[i] - 0x20) >= 0x5f);
	return !odd || (utf8_valid(c->s, c->n) && !text_has_control(c->s, c->n));
}

/* Makes foreign bytes and control characters legible; the cell then points into the arena. */
static void make_legible(struct store_cell *c, struct arena *a)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = c->n < VALUE_MAX_BYTES ? c->n : VALUE_MAX_BYTES, w = 0;
	char *utf8 = arena_take(a, 2 * n + 1), *out;

	while (n && n < c->n && ((unsigned char)c->s[n] & 0xc0) == 0x80)
		n--; /* not in the middle of a character */
	if (utf8_valid(c->s, n))
		memcpy(utf8, c->s, n);
	else
		n = latin1_to_utf8(c->s, n, utf8, 2 * n + 1);
	out = arena_take(a, 4 * n + 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)utf8[i];

		if (byte >= 0x20 && byte != 0x7f) {
			out[w++] = utf8[i];
			continue;
		}
		out[w++] = '\\';
		out[w++] = 'x';
		out[w++] = hex[byte >> 4];
		out[w++] = hex[byte & 15];
	}
	*c = (struct store_cell){ out, w };
}

enum value_verdict value_examine(const struct column *col, struct store_cell *c, struct arena *a)
{
	if (!c->s || is_blank(c)) {
		*c = (struct store_cell){ NULL, 0 };
		return col->flags & COLUMN_REQUIRED ? VALUE_MISSING : VALUE_GOOD;
	}
	if (col->type->fits && col->type->fits(c->s, c->n))
		return VALUE_GOOD;
	if (is_clean(c))
		return col->type->fits ? VALUE_TYPE : VALUE_GOOD;
	make_legible(c, a);
	return VALUE_TEXT;
}
