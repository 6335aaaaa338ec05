#include "extract/fetch_source.h"

#include <curl/curl.h>

#include "common/buf.h"
#include "common/defs.h"
#include "common/text.h"

enum { TRIES_MAX = 10, DAYS_MAX = 400, NAME_BYTES = 40, PLACES_MAX = 400 * FETCH_PATTERNS };

static bool first_of_section(const struct ctx *c, const struct conf_pair *p)
{
	const struct conf_pair *q;
	size_t cursor = 0;

	while ((q = conf_free_each(c->conf, &cursor)) && q != p)
		if (strcmp(q->section, p->section) == 0)
			return false;
	return true;
}

const char *fetch_source_next(const struct ctx *c, size_t *cursor)
{
	const struct conf_pair *p;

	while ((p = conf_free_each(c->conf, cursor)))
		if (strncmp(p->section, "fetch.", 6) == 0 && first_of_section(c, p))
			return p->section + 6;
	return NULL;
}

static int wrong(
        const struct fetch_source *s, const char *name, const char *expected, struct err *e)
{
	return err_set(e, ERR_CONFIG, "setting %s.%s: expected %s", s->section, name, expected);
}

/* --- the url ---------------------------------------------------------------- */

static void url_done(CURLU **u)
{
	curl_url_cleanup(*u);
}

static void part_done(char **p)
{
	curl_free(*p);
}

/* A copy of one part in the arena; NULL: the url has none. */
static const char *part(struct ctx *c, CURLU *u, CURLUPart what, unsigned flags)
{
	char *p CLEANUP(part_done) = NULL;

	return curl_url_get(u, what, &p, flags) == CURLUE_OK && p ? arena_strdup(c->arena, p)
	                                                          : NULL;
}

static int read_url(struct ctx *c, struct fetch_source *s, struct err *e)
{
	CURLU *u CLEANUP(url_done) = curl_url();
	const char *url = conf_free_or_preset(c->conf, s->section, "url"), *scheme, *user;

	if (!u || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return wrong(s, "url", "sftp://USER@HOST/FOLDER/ or https://HOST/FOLDER/", e);
	scheme = part(c, u, CURLUPART_SCHEME, 0);
	if (!text_eq(scheme, "sftp") && !text_eq(scheme, "https"))
		return wrong(s, "url", "sftp:// or https://: nothing else is safe enough", e);
	if (part(c, u, CURLUPART_PASSWORD, 0))
		return wrong(s, "url", "no password: name a password-file", e);
	if (part(c, u, CURLUPART_QUERY, 0) || part(c, u, CURLUPART_FRAGMENT, 0))
		return wrong(s, "url", "a folder, without ? and #", e);
	s->kind = text_eq(scheme, "sftp") ? FETCH_SFTP : FETCH_HTTPS;
	user = part(c, u, CURLUPART_USER, CURLU_URLDECODE);
	s->path = part(c, u, CURLUPART_PATH, CURLU_URLDECODE);
	if (!s->path || s->path[strlen(s->path) - 1] != '/' || strpbrk(s->path, "\"\\\n\r"))
		return wrong(s, "url", "a folder, which ends in /", e);
	if (curl_url_set(u, CURLUPART_USER, NULL, 0) != CURLUE_OK)
		return err_set(e, ERR_MEMORY, "no memory");
	s->url = part(c, u, CURLUPART_URL, 0);
	s->user = *s->user ? s->user : user ? user : "";
	/* A quoted path of a command is not looked at for the home folder; a relative one lies
	 * there. */
	if (strncmp(s->path, "/~/", 3) == 0)
		s->path += 3;
	return 0;
}

/* --- the rest --------------------------------------------------------------- */

static const char *path_of(struct ctx *c, const struct fetch_source *s, const char *name)
{
	const char *v = conf_free_or_preset(c->conf, s->section, name);

	return !*v || *v == '/' ? v : arena_printf(c->arena, "%s/%s", c->workspace, v);
}

static void read_paths(struct ctx *c, struct fetch_source *s)
{
	const struct {
		const char *name, **to;
	} paths[] = { { "key", &s->key }, { "known-hosts", &s->known_hosts },
		{ "client-cert", &s->client_cert }, { "ca", &s->ca } };
	const struct {
		const char *name, **to;
	} texts[] = { { "user", &s->user }, { "index", &s->index }, { "proxy", &s->proxy },
		{ "password-file", &s->password_file },
		{ "passphrase-file", &s->passphrase_file } };

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		*paths[i].to = path_of(c, s, paths[i].name);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		*texts[i].to = conf_free_or_preset(c->conf, s->section, texts[i].name);
}

static int read_numbers(struct ctx *c, struct fetch_source *s, struct err *e)
{
	const struct {
		const char *name;
		int64_t *to, min, max, times;
	} numbers[] = { { "max-mib", &s->max_bytes, 1, 1 << 20, 1 << 20 },
		{ "seconds", &s->seconds, 1, 86400, 1 },
		{ "connect-seconds", &s->connect_seconds, 1, 600, 1 },
		{ "low-speed-bytes", &s->low_bytes, 1, 1 << 30, 1 },
		{ "low-speed-seconds", &s->low_seconds, 1, 3600, 1 },
		{ "tries", &s->tries, 1, TRIES_MAX, 1 },
		{ "wait-seconds", &s->wait_seconds, 0, 60, 1 },
		{ "days", &s->days, 1, DAYS_MAX, 1 } };

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		const char *v = conf_free_or_preset(c->conf, s->section, numbers[i].name);
		int64_t n = 0;

		if (!text_int(v, strlen(v), &n) || n < numbers[i].min || n > numbers[i].max)
			return wrong(s, numbers[i].name,
			        arena_printf(c->arena, "a number from %lld to %lld",
			                (long long)numbers[i].min, (long long)numbers[i].max),
			        e);
		*numbers[i].to = n * numbers[i].times;
	}
	return 0;
}

static int read_after(struct ctx *c, struct fetch_source *s, struct err *e)
{
	const char *v = conf_free_or_preset(c->conf, s->section, "after");
	size_t n = strlen(v);

	if (strncmp(v, "move:", 5) == 0 && n > 5 && !strpbrk(v, "\"\\")) {
		s->after = AFTER_MOVE;
		v = v[n - 1] == '/' ? v + 5 : arena_printf(c->arena, "%s/", v + 5);
		s->move_to = *v == '/' ? v : arena_printf(c->arena, "%s%s", s->path, v);
	} else if (strcmp(v, "delete") == 0) {
		s->after = AFTER_DELETE;
	} else if (strcmp(v, "keep") != 0) {
		return wrong(s, "after", "keep, delete or move:FOLDER", e);
	}
	return s->kind == FETCH_HTTPS && s->after != AFTER_KEEP
	               ? wrong(s, "after", "keep: HTTPS knows no other", e)
	               : 0;
}

static int check_login(const struct fetch_source *s, struct err *e)
{
	if (s->kind == FETCH_HTTPS)
		return s->n_patterns || *s->index
		               ? 0
		               : wrong(s, "files", "names, or an index: HTTPS gives no listing", e);
	if (!*s->user)
		return wrong(s, "user", "a user name, here or in the url", e);
	if (!*s->key && !*s->password_file)
		return wrong(s, "key", "a private key, or a password-file", e);
	return *s->known_hosts ? 0 : wrong(s, "known-hosts", "a file with the host's key", e);
}

static bool name_fits(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= NAME_BYTES &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

int fetch_source_read(struct ctx *c, const char *name, struct fetch_source *ret, struct err *e)
{
	struct fetch_source s = { .name = arena_strdup(c->arena, name),
		.section = arena_printf(c->arena, "fetch.%s", name) };

	if (!name_fits(name))
		return err_set(e, ERR_CONFIG,
		        "section [%.60s]: expected a name of a-z, 0-9, - and _ after the dot",
		        s.section);
	read_paths(c, &s);
	s.n_patterns = def_words(c->arena, conf_free_or_preset(c->conf, s.section, "files"),
	        s.pattern, FETCH_PATTERNS);
	if (read_url(c, &s, e) < 0 || read_numbers(c, &s, e) < 0 || read_after(c, &s, e) < 0 ||
	        check_login(&s, e) < 0)
		return -1;
	*ret = s;
	return 0;
}

/* --- names by date ---------------------------------------------------------- */

static int expand(struct ctx *c, const char *pattern, int32_t day, struct buf *b, struct err *e)
{
	int year, month, mday;
	char date[16];

	day_to_ymd(day, &year, &month, &mday);
	snprintf(date, sizeof date, "%04d%02d%02d", year, month, mday);
	for (const char *p = pattern; *p;) {
		const struct {
			const char *token, *text;
			int n;
		} known[] = { { "{municipality}", c->municipality, 3 }, { "{year}", date, 4 },
			{ "{date}", date, 8 }, { "{yymmdd}", date + 2, 6 } };
		size_t i = 0;

		while (i < COUNT_OF(known) &&
		        strncmp(p, known[i].token, strlen(known[i].token)) != 0)
			i++;
		if (i == COUNT_OF(known) && *p == '{')
			return err_set(e, ERR_CONFIG,
			        "files: '%.60s' cannot be told without a listing: give an index",
			        pattern);
		if ((i < COUNT_OF(known) ? buf_add(b, known[i].text, (size_t)known[i].n)
		                         : buf_char(b, *p)) < 0)
			return err_set(e, ERR_CONFIG, "files: '%.60s' is too long", pattern);
		p += i < COUNT_OF(known) ? strlen(known[i].token) : 1;
	}
	return 0;
}

static bool has(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

int fetch_source_names(struct ctx *c, const struct fetch_source *s, const char ***ret,
        size_t *ret_n, struct err *e)
{
	const char **names =
	        arena_take(c->arena, (size_t)s->days * s->n_patterns * sizeof *names + 1);
	size_t n = 0;

	for (size_t i = 0; i < s->n_patterns; i++)
		for (int32_t back = (int32_t)s->days - 1; back >= 0; back--) {
			struct buf b CLEANUP(buf_done) = { 0 };

			buf_init(&b, 256);
			if (expand(c, s->pattern[i], c->as_of - back, &b, e) < 0)
				return err_ctx(e, "setting %s", s->section);
			if (!has(names, n, b.data))
				names[n++] = arena_strdup(c->arena, b.data);
		}
	*ret = names;
	*ret_n = n;
	return 0;
}
