#include "report/xsd_ids.h"

/* ---- the two orders ---- */

static int compare(const char *a, size_t n, const char *b, size_t m)
{
	int c = memcmp(a, b, n < m ? n : m);

	return c ? c : (n > m) - (n < m);
}

/* "x~12" is report 12 of x; anything else is the first of itself. */
static size_t stem(const char *id, size_t n, uint32_t *ret_number)
{
	size_t at = n;
	uint32_t number = 0, unit = 1;

	while (at && n - at < 9 && id[at - 1] >= '0' && id[at - 1] <= '9') {
		at--;
		number += unit * (uint32_t)(id[at] - '0');
		unit *= 10;
	}
	*ret_number = 1;
	if (at == n || at < 2 || id[at] == '0' || id[at - 1] != '~')
		return n;
	*ret_number = number;
	return at - 1;
}

static int compare_stems(const char *a, size_t n, const char *b, size_t m)
{
	uint32_t x, y;
	int c;

	n = stem(a, n, &x);
	m = stem(b, m, &y);
	c = compare(a, n, b, m);
	return c ? c : (x > y) - (x < y);
}

enum ids_verdict ids_add(struct xsd_ids *ids, const char *id, size_t n)
{
	bool told = ids->not_bytes && ids->not_stems;
	int c = ids->any ? compare(id, n, ids->last, ids->n) : 1;

	if (ids->any && c <= 0)
		ids->not_bytes = true;
	if (ids->any && !ids->not_stems && compare_stems(id, n, ids->last, ids->n) <= 0)
		ids->not_stems = true;
	ids->any = true;
	ids->n = n;
	memcpy(ids->last, id, n);
	if (c == 0)
		return IDS_TWICE;
	return !told && ids->not_bytes && ids->not_stems ? IDS_UNORDERED : IDS_ONCE;
}

/* ---- what the schema says ---- */

/* The value of `name="…"` behind `from`; NULL: none. */
static const char *attribute(const char *from, const char *element, size_t *ret_n)
{
	const char *tag = strstr(from, element), *end = tag ? strchr(tag, '>') : NULL;
	const char *at = tag ? strstr(tag, "xpath=\"") : NULL;

	if (!at || !end || at > end)
		return NULL;
	at += strlen("xpath=\"");
	*ret_n = strcspn(at, "\"");
	return at;
}

/* One step of a path without its prefix; false when it is none. */
static bool step(const char *s, size_t n, char ret[128])
{
	const char *colon = memchr(s, ':', n);

	if (colon) {
		n -= (size_t)(colon + 1 - s);
		s = colon + 1;
	}
	if (n == 0 || n >= 128 || memchr(s, '/', n) || memchr(s, '@', n) || memchr(s, '.', n))
		return false;
	memcpy(ret, s, n);
	ret[n] = '\0';
	return true;
}

static size_t count_of(const char *schema, const char *element)
{
	size_t n = 0;

	for (const char *p = schema; (p = strstr(p, element)); p++)
		n++;
	return n;
}

bool ids_rule_read(const char *schema, struct ids_rule *ret)
{
	const char *key = strstr(schema, "<xs:key "), *selector, *field, *slash;
	size_t n, m;

	selector = key ? attribute(key, "<xs:selector ", &n) : NULL;
	field = key ? attribute(key, "<xs:field ", &m) : NULL;
	ret->sole = count_of(schema, "<xs:key ") + count_of(schema, "<xs:unique ") +
	                    count_of(schema, "<xs:keyref ") ==
	            1;
	slash = selector ? memchr(selector, '/', n) : NULL;
	return slash && field && step(selector, (size_t)(slash - selector), ret->collection) &&
	       step(slash + 1, n - (size_t)(slash + 1 - selector), ret->record) &&
	       step(field, m, ret->field);
}
