#include "common/csv_charset.h"

/* windows-1252, 0x80 to 0x9F; 0: no character. */
static const uint16_t high_half[32] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D,
	0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };

bool charset_is_utf8(const char *charset)
{
	return strcmp(charset, "utf-8") == 0;
}

static size_t put(char *out, uint16_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	out[0] = (char)(0xE0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

bool charset_decode(const char *charset, const char *s, size_t n, char *out, size_t *ret_n)
{
	bool windows = strcmp(charset, "windows-1252") == 0;
	size_t w = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t c = (unsigned char)s[i];

		if (c >= 0x80 && c < 0xA0) {
			c = windows ? high_half[c - 0x80] : 0;
			if (c == 0)
				return false;
		}
		w += put(out + w, c);
	}
	*ret_n = w;
	return true;
}
