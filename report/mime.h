/*
 * A saved mail, as far as a receipt needs it: subject, sender, and the first part that is plain
 * text, all as UTF-8.
 *
 * No library: those that read mail bring a whole message model, attachments and, some of them,
 * scripting and network; what is needed of RFC 2045-2047 is base64 (OpenSSL has it),
 * quoted-printable and three character sets. Bounded by what it is given: MIME_MAX bytes,
 * MIME_DEPTH parts in parts. What is not understood (another character set, a part that never ends,
 * HTML alone) is ERR_DATA.
 *
 * A text without a header (a saved .txt) is all body. Ownership: the arena.
 */
#ifndef REPORT_MIME_H
#define REPORT_MIME_H
#include "common/arena.h"
#include "common/err.h"

enum { MIME_MAX = 1 << 20, MIME_DEPTH = 5 };

struct mime_mail {
	const char *subject, *from, *body; /* "" not there */
};

int mime_read(const char *data, size_t n, const char *charset, struct arena *a,
        struct mime_mail *ret, struct err *e) MUST_CHECK;
#endif
