#include "extract/marker.h"

const char *marker_pattern(const struct ctx *c, const char *feed)
{
	const char *own =
	        feed ? conf_free(c->conf, arena_printf(c->arena, "feed.%s", feed), "marker") : NULL;
	const char *m = own ? own : conf_text(c->conf, "inbox.marker");

	return strcmp(m, "none") == 0 || !*m ? NULL : m;
}

/* The pattern's one {name} or {stem}: where it begins and how long the word is. */
static const char *place_in(const char *pattern, size_t *n)
{
	const char *p = strstr(pattern, "{name}");

	*n = 6;
	return p ? p : strstr(pattern, "{stem}");
}

const char *marker_name(struct arena *a, const char *pattern, const char *name)
{
	size_t n;
	const char *p = place_in(pattern, &n), *dot = strrchr(name, '.');
	size_t len = p && strncmp(p, "{stem}", 6) == 0 && dot ? (size_t)(dot - name) : strlen(name);

	return p ? arena_printf(a, "%.*s%.*s%s", (int)(p - pattern), pattern, (int)len, name, p + n)
	         : NULL;
}

static bool fits(const char *pattern, const char *name)
{
	size_t n, len = strlen(name);
	const char *p = pattern ? place_in(pattern, &n) : NULL;
	size_t before = p ? (size_t)(p - pattern) : 0, after = p ? strlen(p + n) : 0;

	return p && len > before + after && strncmp(name, pattern, before) == 0 &&
	       strcmp(name + len - after, p + n) == 0;
}

bool marker_is(const struct ctx *c, const struct feed_set *feeds, const char *name)
{
	if (fits(marker_pattern(c, NULL), name))
		return true;
	for (size_t i = 0; i < feeds->n; i++)
		if (fits(marker_pattern(c, feeds->feeds[i].id), name))
			return true;
	return false;
}

int marker_check(const struct ctx *c, const struct feed_set *feeds, struct err *e)
{
	for (size_t i = 0; i <= feeds->n; i++) {
		const char *m = marker_pattern(c, i < feeds->n ? feeds->feeds[i].id : NULL);
		size_t n;

		if (m && !place_in(m, &n))
			return err_set(
			        e, ERR_CONFIG, "the marker '%.40s' lacks {name} or {stem}", m);
	}
	return 0;
}
