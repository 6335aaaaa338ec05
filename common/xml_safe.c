#include "common/xml_safe.h"

#include <libxml/parser.h>

/* Skips to just after `end`; NULL when it never comes. */
static const char *skip_past(const char *p, const char *stop, const char *end)
{
	size_t n = strlen(end);

	for (; p + n <= stop; p++)
		if (memcmp(p, end, n) == 0)
			return p + n;
	return NULL;
}

static const char *skip_tag(const char *p, const char *stop)
{
	const char *start = p;
	char quote = 0;

	for (; p < stop && p - start <= XML_SAFE_TAG; p++) {
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	return NULL;
}

/* One step over what begins with '<' at p. */
static const char *skip_markup(const char *p, const char *stop, struct err *e)
{
	static const struct {
		const char *begin, *end;
	} spans[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" } };
	const char *next = NULL;

	for (size_t i = 0; i < COUNT_OF(spans); i++) {
		size_t n = strlen(spans[i].begin);

		if ((size_t)(stop - p) < n || memcmp(p, spans[i].begin, n) != 0)
			continue;
		next = skip_past(p + n, stop, spans[i].end);
		if (!next)
			err_set(e, ERR_DATA, "the XML ends inside a '%s'", spans[i].begin);
		return next;
	}
	if (stop - p > 1 && p[1] == '!') {
		err_set(e, ERR_DATA, "the XML has a DOCTYPE");
		return NULL;
	}
	next = skip_tag(p, stop);
	if (!next)
		err_set(e, ERR_DATA, "the XML has a tag without end or over %d KiB",
		        XML_SAFE_TAG >> 10);
	return next;
}

static int scan(const char *data, size_t n, struct err *e)
{
	const char *p = data, *stop = data + n;

	if (memchr(data, '\0', n))
		return err_set(e, ERR_DATA, "the XML has a NUL byte");
	while ((p = memchr(p, '<', (size_t)(stop - p))) != NULL)
		if ((p = skip_markup(p, stop, e)) == NULL)
			return -1;
	return 0;
}

static int check_depth(const xmlNode *n, int depth, struct err *e)
{
	if (depth > XML_SAFE_DEPTH)
		return err_set(e, ERR_DATA, "the XML is more than %d levels deep", XML_SAFE_DEPTH);
	for (; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE && check_depth(n->children, depth + 1, e) < 0)
			return -1;
	return 0;
}

void xml_doc_freep(xmlDocPtr *d)
{
	xmlFreeDoc(*d);
	*d = NULL;
}

int xml_safe_doc(const char *data, size_t n, xmlDocPtr *ret, struct err *e)
{
	const int flags =
	        XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	xmlDocPtr doc CLEANUP(xml_doc_freep) = NULL;

	if (n > INT32_MAX / 2)
		return err_set(e, ERR_DATA, "the XML is too large to be read whole");
	if (scan(data, n, e) < 0)
		return -1;
	doc = xmlReadMemory(data, (int)n, NULL, NULL, flags);
	if (!doc || !xmlDocGetRootElement(doc)) {
		const xmlError *last = xmlGetLastError();

		return err_set(
		        e, ERR_DATA, "the XML is not well-formed (line %d)", last ? last->line : 0);
	}
	if (doc->intSubset || doc->extSubset)
		return err_set(e, ERR_DATA, "the XML has a DOCTYPE");
	if (check_depth(doc->children, 0, e) < 0)
		return -1;
	*ret = doc;
	doc = NULL;
	return 0;
}

bool xml_is(const xmlNode *n, const char *ns, const char *name)
{
	return n->type == XML_ELEMENT_NODE && xmlStrEqual(n->name, BAD_CAST name) && n->ns &&
	       xmlStrEqual(n->ns->href, BAD_CAST ns);
}

static xmlNodePtr first_of(xmlNodePtr n, const char *ns, const char *name)
{
	while (n && !xml_is(n, ns, name))
		n = n->next;
	return n;
}

xmlNodePtr xml_child(const xmlNode *parent, const char *ns, const char *name)
{
	return first_of(parent->children, ns, name);
}

xmlNodePtr xml_next(const xmlNode *sibling, const char *ns, const char *name)
{
	return first_of(sibling->next, ns, name);
}

const char *xml_attr(const xmlNode *n, const char *name, struct arena *a)
{
	xmlChar *v = xmlGetNoNsProp(n, BAD_CAST name);
	const char *ret = v ? arena_strdup(a, (char *)v) : NULL;

	xmlFree(v);
	return ret;
}

const char *xml_text(const xmlNode *n, struct arena *a)
{
	static const char blank[] = " \t\r\n";
	xmlChar *v = xmlNodeGetContent(n);
	const char *s = v ? (char *)v : "", *ret;
	size_t len;

	s += strspn(s, blank);
	len = strlen(s);
	while (len > 0 && strchr(blank, s[len - 1]))
		len--;
	ret = arena_strndup(a, s, len);
	xmlFree(v);
	return ret;
}

static int put_escaped(struct buf *b, char c)
{
	switch (c) {
	case '&':
		return buf_str(b, "&amp;");
	case '<':
		return buf_str(b, "&lt;");
	case '>':
		return buf_str(b, "&gt;");
	case '"':
		return buf_str(b, "&quot;");
	default:
		return buf_char(b, (unsigned char)c < 0x20 ? ' ' : c);
	}
}

int xml_put_attr(struct buf *b, const char *name, const char *value)
{
	int rc = buf_printf(b, " %s=\"", name);

	for (const char *p = value; *p && rc == 0; p++)
		rc = put_escaped(b, *p);
	return rc == 0 ? buf_char(b, '"') : -1;
}

int xml_put_attr_int(struct buf *b, const char *name, int64_t value)
{
	return buf_printf(b, " %s=\"%lld\"", name, (long long)value);
}
