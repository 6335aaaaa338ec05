#include "extract/xml_scan.h"

static bool refuse(struct xml_scan *s, enum finding_kind kind, const char *expected)
{
	s->refused = true;
	s->kind = kind;
	s->expected = expected;
	return false;
}

void xml_scan_init(struct xml_scan *s, int64_t byte)
{
	*s = (struct xml_scan){ .line = 1, .byte = byte };
}

void xml_scan_done(struct xml_scan *s)
{
	free(s->marks);
	s->marks = NULL;
}

/* --- the queue of marks --------------------------------------------------- */

static void push(struct xml_scan *s, bool start)
{
	if (s->first + s->n_marks == s->cap) {
		if (s->n_marks)
			memmove(s->marks, s->marks + s->first, s->n_marks * sizeof *s->marks);
		s->first = 0;
		if (s->n_marks * 2 >= s->cap) {
			s->cap = s->cap ? s->cap * 2 : 1024;
			s->marks = realloc(s->marks, s->cap * sizeof *s->marks);
			if (!s->marks)
				out_of_memory();
		}
	}
	s->tag.start = start;
	s->tag.end = s->byte + 1;
	s->marks[s->first + s->n_marks++] = s->tag;
}

bool xml_scan_take(struct xml_scan *s, bool start, struct xml_mark *ret)
{
	if (!s->n_marks || s->marks[s->first].start != start)
		return false;
	*ret = s->marks[s->first++];
	s->n_marks--;
	return true;
}

/* --- bytes ---------------------------------------------------------------- */

static void enter(struct xml_scan *s, enum xml_scan_state state)
{
	s->state = state;
	s->piece = 0;
	s->last[0] = s->last[1] = '\0';
}

static bool in_text(struct xml_scan *s, char c)
{
	if (c != '<')
		return true;
	enter(s, XML_OPEN);
	s->tag = (struct xml_mark){ .line = s->line, .byte = s->byte };
	s->attributes = 0;
	s->closing = false;
	return true;
}

static bool in_open(struct xml_scan *s, char c)
{
	s->n_bang = 0;
	s->closing = c == '/';
	s->state = c == '!' ? XML_BANG : c == '?' ? XML_PI : XML_TAG;
	return c != '>' || refuse(s, FIND_XML, "et navn efter <");
}

static bool tag_ends(struct xml_scan *s)
{
	bool empty = s->last[1] == '/';

	enter(s, XML_TEXT);
	push(s, !s->closing);
	if (s->closing)
		s->depth--;
	else if (!empty && ++s->depth > XML_DEPTH_MAX)
		return refuse(s, FIND_XML_LIMIT, "højst 64 niveauer");
	return s->depth >= 0 || refuse(s, FIND_XML, "et starttag før sluttagget");
}

static bool in_tag(struct xml_scan *s, char c)
{
	if (c == '>')
		return tag_ends(s);
	if (c == '<')
		return refuse(s, FIND_XML, "et tag, der er lukket");
	if (c == '"' || c == '\'') {
		s->quote = c;
		s->state = XML_QUOTED;
	}
	if (c == '=' && ++s->attributes > XML_ATTRIBUTES_MAX)
		return refuse(s, FIND_XML_LIMIT, "højst 256 attributter i et tag");
	return true;
}

static bool in_quoted(struct xml_scan *s, char c)
{
	if (c == s->quote)
		s->state = XML_TAG;
	return c != '<' || refuse(s, FIND_XML, "en attribut, der er lukket");
}

/* What a declaration begins with decides; anything but a comment and CDATA is refused. */
static bool in_bang(struct xml_scan *s, char c)
{
	static const char comment[] = "--", cdata[] = "[CDATA[";

	s->bang[s->n_bang++] = c;
	if (s->n_bang == 2 && memcmp(s->bang, comment, 2) == 0)
		enter(s, XML_COMMENT);
	else if (s->n_bang == 7 && memcmp(s->bang, cdata, 7) == 0)
		enter(s, XML_CDATA);
	else if (memcmp(s->bang, comment, s->n_bang < 2 ? s->n_bang : 2) != 0 &&
	         memcmp(s->bang, cdata, s->n_bang) != 0)
		return refuse(s, FIND_DOCTYPE, "et dokument uden DOCTYPE");
	return true;
}

static bool in_comment(struct xml_scan *s, char c)
{
	if (c == '>' && s->last[0] == '-' && s->last[1] == '-')
		enter(s, XML_TEXT);
	return true;
}

static bool in_cdata(struct xml_scan *s, char c)
{
	if (c == '>' && s->last[0] == ']' && s->last[1] == ']')
		enter(s, XML_TEXT);
	return true;
}

static bool in_pi(struct xml_scan *s, char c)
{
	if (c == '>' && s->last[1] == '?')
		enter(s, XML_TEXT);
	return true;
}

static const struct {
	bool (*see)(struct xml_scan *s, char c);
	bool tag; /* counts towards the length of a tag */
} states[] = {
	[XML_TEXT] = { in_text, false },
	[XML_OPEN] = { in_open, true },
	[XML_TAG] = { in_tag, true },
	[XML_QUOTED] = { in_quoted, true },
	[XML_BANG] = { in_bang, true },
	[XML_COMMENT] = { in_comment, false },
	[XML_CDATA] = { in_cdata, false },
	[XML_PI] = { in_pi, false },
};

static bool see(struct xml_scan *s, char c)
{
	enum xml_scan_state before = s->state;

	if (c == '\0')
		return refuse(s, FIND_CHARSET, "tekst uden NUL-tegn");
	if (++s->piece > (states[before].tag ? XML_TAG_MAX : XML_PIECE_MAX))
		return refuse(s, FIND_XML_LIMIT,
		        states[before].tag ? "et tag på højst 64 KiB"
		                           : "højst 1 MiB i et stykke tekst");
	if (!states[before].see(s, c))
		return false;
	if (s->piece > 0) {
		s->last[0] = s->last[1];
		s->last[1] = c;
	}
	s->line += c == '\n';
	s->byte++;
	return true;
}

bool xml_scan_bytes(struct xml_scan *s, const char *p, size_t n)
{
	for (size_t i = 0; i < n && !s->refused; i++)
		if (!see(s, p[i]))
			return false;
	return !s->refused;
}
