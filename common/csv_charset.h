/*
 * One-byte character sets to UTF-8: iso-8859-1 and windows-1252 (code points of the
 * WHATWG Encoding Standard and Unicode's CP1252.TXT; bytes without a character are refused).
 */
#ifndef CSV_CHARSET_H
#define CSV_CHARSET_H
#include "common/base.h"

bool charset_is_utf8(const char *charset);
/* `out` has room for 3n bytes. False: a byte that is no character of the set. */
bool charset_decode(const char *charset, const char *s, size_t n, char *out, size_t *ret_n);
#endif
