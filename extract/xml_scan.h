/*
 * The bytes of an XML file, looked at before a parser sees them.
 *
 * The scanner refuses what no parser option stops (output notes on hostile input): a DOCTYPE, so
 * no entities and nothing to fetch; NUL bytes; a tag over 64 KiB or of more than 256
 * attributes, whose cost is quadratic; more than 64 levels; a piece of text, comment or
 * CDATA over 1 MiB. It also keeps where each tag stands, which a streaming parser does not tell:
 * a queue of marks in the order of the tags, one for each start tag and each end tag (an
 * empty element has one).
 *
 *     xml_scan_init() · xml_scan_bytes() for each block · xml_scan_take() for each tag parsed
 *
 * Only for character sets in which markup is ASCII: the reader sees to that. Memory: the
 * marks of what is scanned and not yet parsed, some blocks' worth.
 */
#ifndef XML_SCAN_H
#define XML_SCAN_H
#include "extract/finding.h"

enum {
	XML_DEPTH_MAX = 64,
	XML_TAG_MAX = 64 * 1024,
	XML_ATTRIBUTES_MAX = 256,
	XML_PIECE_MAX = 1024 * 1024
};

enum xml_scan_state {
	XML_TEXT,
	XML_OPEN, /* behind '<' */
	XML_TAG,
	XML_QUOTED,
	XML_BANG, /* behind '<!' */
	XML_COMMENT,
	XML_CDATA,
	XML_PI
};

struct xml_mark {
	int64_t line, byte, end; /* where the tag begins; `end` is behind it */
	bool start;
};

struct xml_scan {
	enum xml_scan_state state;
	int64_t line, byte; /* of the next byte */
	int64_t piece;      /* bytes of the present text, comment ... */
	int depth, attributes;
	char quote, last[2]; /* the two bytes before */
	char bang[8];
	size_t n_bang;
	bool closing; /* </ */
	struct xml_mark tag;
	struct xml_mark *marks;
	size_t first, n_marks, cap;
	/* When bytes are refused: the kind, and a sentence of what was expected. */
	bool refused;
	enum finding_kind kind;
	const char *expected;
};

void xml_scan_init(struct xml_scan *s, int64_t byte);
/* False: refused. */
bool xml_scan_bytes(struct xml_scan *s, const char *p, size_t n);
/* The next tag; false: there is none, or it is of the other sort. */
bool xml_scan_take(struct xml_scan *s, bool start, struct xml_mark *ret);
void xml_scan_done(struct xml_scan *s);
#endif
