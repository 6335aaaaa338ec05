#include "report/xml_out.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* What an ASCII byte is: plain, escaped in text, escaped in an attribute only, or never allowed. */
enum { PLAIN, ESCAPE, ATTRIBUTE, REFUSE, LONG };

#define R REFUSE
static const unsigned char kinds[128] = { R, R, R, R, R, R, R, R, R, ATTRIBUTE, ATTRIBUTE, R, R,
	ESCAPE, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R,
	R, ['"'] = ATTRIBUTE, ['&'] = ESCAPE, ['<'] = ESCAPE, ['>'] = ESCAPE };
#undef R

static inline int kind(unsigned char c)
{
	return c & 0x80 ? LONG : kinds[c];
}

static const struct {
	char c;
	bool in_text;
	const char *as;
} escapes[] = {
	{ '&', true, "&amp;" },
	{ '<', true, "&lt;" },
	{ '>', true, "&gt;" },
	{ '\r', true, "&#xD;" },
	{ '"', false, "&quot;" },
	{ '\t', false, "&#x9;" },
	{ '\n', false, "&#xA;" },
};

static uint32_t follow(const unsigned char *p, size_t n)
{
	uint32_t c = 0;

	for (size_t i = 0; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		c = c << 6 | (p[i] & 0x3f);
	}
	return c;
}

/* Length of the character at p, which starts with a byte over 0x7f; 0 if XML 1.0 does not allow it.
 */
static size_t long_char(const unsigned char *p, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] >= 0xf0 && p[0] <= 0xf4  ? 4
	             : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
	             : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
	                                           : 0;
	uint32_t tail, c;

	if (len == 0 || len > left)
		return 0;
	tail = follow(p + 1, len - 1);
	if (tail == UINT32_MAX)
		return 0;
	c = (uint32_t)(p[0] & (0xff >> (len + 1))) << (6 * (len - 1)) | tail;
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe ||
	        c == 0xffff)
		return 0;
	return len;
}

static const char *escape(char c, bool attribute)
{
	for (size_t i = 0; i < COUNT_OF(escapes); i++)
		if (escapes[i].c == c && (escapes[i].in_text || attribute))
			return escapes[i].as;
	return NULL;
}

/* Writes what stands before p, then p's replacement, if it has one. */
static const unsigned char *special(
        struct sink *s, const unsigned char *from, const unsigned char *p, bool attribute)
{
	const char *as = escape((char)*p, attribute);

	if (!as)
		return from;
	sink_add(s, (const char *)from, (size_t)(p - from));
	sink_str(s, as);
	return p + 1;
}

/*
 * Are these eight bytes plain: 0x20 to 0x7f, and none of " & < >? Each test leaves the top bit of a
 * byte that it speaks of; one that borrows from its neighbour only says no too often.
 */
static bool plain_eight(const unsigned char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	static const unsigned char marked[] = { '"', '&', '<', '>' };
	uint64_t v, found;

	memcpy(&v, p, sizeof v);
	found = v | (v - ones * 0x20);
	for (size_t i = 0; i < sizeof marked; i++)
		found |= (v ^ ones * marked[i]) - ones;
	return !(found & tops);
}

static int put(struct sink *s, const char *text, size_t n, bool attribute)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + n, *from = p;

	while (end - p >= 8 && plain_eight(p))
		p += 8;
	while (p < end) {
		size_t len = 1;

		switch (kind(*p)) {
		case PLAIN:
			break;
		case REFUSE:
			return -1;
		case LONG:
			len = long_char(p, (size_t)(end - p));
			if (len == 0)
				return -1;
			break;
		default:
			from = special(s, from, p, attribute);
		}
		p += len;
	}
	sink_add(s, (const char *)from, (size_t)(end - from));
	return 0;
}

int xml_out_text(struct sink *s, const char *text, size_t n)
{
	return put(s, text, n, false);
}

int xml_out_attribute(struct sink *s, const char *text, size_t n)
{
	return put(s, text, n, true);
}

bool xml_text_check(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + n;

	while (p < end) {
		size_t len = kind(*p) == LONG ? long_char(p, (size_t)(end - p)) : 1;

		if (len == 0 || kind(*p) == REFUSE)
			return false;
		p += len;
	}
	return true;
}

static bool name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool xml_name_check(const char *name)
{
	size_t colons = 0;

	if (!name_start(name[0]))
		return false;
	for (const char *p = name + 1; *p; p++) {
		if (*p == ':' && (colons++ || !name_start(p[1])))
			return false;
		if (*p != ':' && !name_start(*p) && !(*p >= '0' && *p <= '9') && *p != '-' &&
		        *p != '.')
			return false;
	}
	return true;
}

void xml_begin(struct xml_out *x, struct sink *sink, const struct xml_ns *ns, size_t ns_count)
{
	*x = (struct xml_out){ .sink = sink, .ns = ns, .ns_count = ns_count };
	sink_str(sink, DECLARATION);
}

/* The namespace a name's prefix stands for, as an index; -1 if it has none (and no default is
 * declared). */
static int ns_of(const struct xml_out *x, const char *name, size_t prefix_len)
{
	for (size_t i = 0; i < x->ns_count && i < XML_NAMESPACES; i++)
		if (strlen(x->ns[i].prefix) == prefix_len &&
		        memcmp(x->ns[i].prefix, name, prefix_len) == 0)
			return (int)i;
	return -1;
}

static size_t prefix_len(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? (size_t)(colon - name) : 0;
}

static int ns_need(const struct xml_out *x, const char *name, int *ret, struct err *e)
{
	size_t len = prefix_len(name);

	*ret = ns_of(x, name, len);
	if (!xml_name_check(name) || (*ret < 0 && len))
		return err_set(
		        e, ERR_BUG, "'%s' is no element name, or its prefix is not declared", name);
	return 0;
}

/* xmlns declarations this element must carry, the default one first, then by prefix (canonical
 * order). */
static void put_ns(struct xml_out *x, int ns)
{
	struct sink *s = x->sink;

	if (ns < 0 || x->declared[x->depth][ns])
		return;
	sink_str(s, x->ns[ns].prefix[0] ? " xmlns:" : " xmlns");
	sink_str(s, x->ns[ns].prefix);
	sink_str(s, "=\"");
	sink_str(s, x->ns[ns].uri);
	sink_str(s, "\"");
	x->declared[x->depth][ns] = true;
}

static int put_location(struct xml_out *x, const char *location, struct err *e)
{
	if (!location)
		return 0;
	sink_str(x->sink, " xsi:schemaLocation=\"");
	if (xml_out_attribute(x->sink, location, strlen(location)) < 0)
		return err_set(
		        e, ERR_BUG, "the schema location holds a character XML does not allow");
	sink_str(x->sink, "\"");
	return 0;
}

int xml_open(struct xml_out *x, const char *name, const char *location, struct err *e)
{
	int ns, xsi = ns_of(x, "xsi", 3);

	if (ns_need(x, name, &ns, e) < 0)
		return -1;
	if (x->depth + 1 >= XML_DEPTH || (location && xsi < 0))
		return err_set(
		        e, ERR_BUG, "element '%s' is too deep, or xsi is not declared", name);
	if (x->depth)
		memcpy(x->declared[x->depth + 1], x->declared[x->depth], sizeof x->declared[0]);
	x->depth++;
	x->name[x->depth] = name;
	sink_str(x->sink, "<");
	sink_str(x->sink, name);
	if (location && strcmp(x->ns[xsi].prefix, ns < 0 ? "" : x->ns[ns].prefix) < 0)
		put_ns(x, xsi);
	put_ns(x, ns);
	if (location)
		put_ns(x, xsi);
	if (put_location(x, location, e) < 0)
		return -1;
	sink_str(x->sink, ">\n");
	return 0;
}

void xml_close(struct xml_out *x)
{
	sink_str(x->sink, "</");
	sink_str(x->sink, x->name[x->depth]);
	sink_str(x->sink, ">\n");
	memset(x->declared[x->depth], 0, sizeof x->declared[0]);
	x->depth--;
}

int xml_tag_make(
        struct xml_out *x, struct arena *a, const char *name, struct xml_tag *ret, struct err *e)
{
	int ns;
	bool declare;

	if (ns_need(x, name, &ns, e) < 0)
		return -1;
	declare = ns >= 0 && !x->declared[x->depth][ns];
	ret->open =
	        declare ? arena_printf(a, "<%s xmlns%s%s=\"%s\">", name,
	                          x->ns[ns].prefix[0] ? ":" : "", x->ns[ns].prefix, x->ns[ns].uri)
	                : arena_printf(a, "<%s>", name);
	ret->close = arena_printf(a, "</%s>", name);
	ret->open_len = strlen(ret->open);
	ret->close_len = strlen(ret->close);
	return 0;
}

int xml_leaf(struct xml_out *x, const char *name, const char *text, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct xml_tag tag;

	if (xml_tag_make(x, &a, name, &tag, e) < 0)
		return -1;
	xml_tag_open(x->sink, &tag);
	if (xml_out_text(x->sink, text, strlen(text)) < 0)
		return err_set(e, ERR_CONFIG,
		        "the value of '%s' holds a character XML does not allow", name);
	xml_tag_close(x->sink, &tag);
	sink_str(x->sink, "\n");
	return 0;
}
