#include "common/defs.h"

#include <openssl/evp.h>

#include "common/file.h"

const struct def_file *def_find(const char *path)
{
	size_t low = 0, high = def_file_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(path, def_files[mid].path);

		if (c == 0)
			return &def_files[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

const struct def_file *def_next(const char *prefix, const char *suffix, size_t *cursor)
{
	size_t n = strlen(prefix);

	while (*cursor < def_file_count) {
		const struct def_file *f = &def_files[(*cursor)++];

		if (strncmp(f->path, prefix, n) == 0 && ends_with(f->path, suffix))
			return f;
	}
	return NULL;
}

void defs_hash(char hex[65])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sum[32];

	if (!md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL))
		out_of_memory();
	for (size_t i = 0; i < def_file_count; i++) {
		EVP_DigestUpdate(md, def_files[i].path, strlen(def_files[i].path) + 1);
		EVP_DigestUpdate(md, def_files[i].data, def_files[i].len + 1);
	}
	EVP_DigestFinal_ex(md, sum, NULL);
	EVP_MD_CTX_free(md);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

struct cursor {
	const char *at;
	int line;
	bool sql;
};

/* One physical line without its end; false at the end of the text. */
static bool next_line(struct cursor *c, const char **s, size_t *n)
{
	const char *nl;

	if (!*c->at)
		return false;
	nl = strchr(c->at, '\n');
	*s = c->at;
	*n = nl ? (size_t)(nl - c->at) : strlen(c->at);
	c->at += *n + (nl != NULL);
	c->line++;
	if (*n && (*s)[*n - 1] == '\r')
		(*n)--;
	return true;
}

static void trim(const char **s, size_t *n)
{
	while (*n && (**s == ' ' || **s == '\t'))
		(*s)++, (*n)--;
	while (*n && ((*s)[*n - 1] == ' ' || (*s)[*n - 1] == '\t'))
		(*n)--;
}

static bool key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

static int add_line(struct head *h, struct arena *a, const char *s, size_t n,
        const struct cursor *c, struct err *e)
{
	const char *value;
	size_t k = 0, rest;

	while (k < n && key_char(s[k]))
		k++;
	value = s + k;
	rest = n - k;
	trim(&value, &rest);
	if (k == 0 || rest == 0 || *value != (c->sql ? ':' : '='))
		return err_set(e, ERR_CONFIG, "%s:%d: expected 'key %c value'", h->path, c->line,
		        c->sql ? ':' : '=');
	value++;
	rest--;
	trim(&value, &rest);
	h->lines[h->n++] = (struct head_line){ arena_strndup(a, s, k),
		arena_strndup(a, value, rest), c->line };
	return 0;
}

static int continue_line(
        struct head *h, struct arena *a, const char *s, size_t n, int line, struct err *e)
{
	struct head_line *last = h->n ? &h->lines[h->n - 1] : NULL;

	if (!last)
		return err_set(e, ERR_CONFIG, "%s:%d: nothing to continue", h->path, line);
	trim(&s, &n);
	last->value = arena_printf(a, "%s %.*s", last->value, (int)n, s);
	return 0;
}

static size_t count_lines(const char *s)
{
	size_t n = 1;

	for (; (s = strchr(s, '\n')); s++)
		n++;
	return n;
}

/* Takes the comment mark off an SQL head line; false where the body begins. */
static bool sql_head_line(const char **s, size_t *n)
{
	if (*n < 2 || (*s)[0] != '-' || (*s)[1] != '-')
		return false;
	*s += 2;
	*n -= 2;
	if (*n && **s == ' ')
		(*s)++, (*n)--;
	return true;
}

int head_parse_text(
        const char *path, const char *data, struct arena *a, struct head *ret, struct err *e)
{
	struct cursor c = { data, 0, ends_with(path, ".sql") };
	struct head h = { .path = path, .body = "" };
	const char *s;
	size_t n;

	h.lines = arena_take(a, count_lines(data) * sizeof *h.lines);
	for (const char *start = c.at; next_line(&c, &s, &n); start = c.at) {
		int rc = 0;

		if (c.sql && !sql_head_line(&s, &n)) {
			h.body = start;
			h.body_line = c.line;
			break;
		}
		if (n == 0 || (!c.sql && *s == '#'))
			continue;
		rc = *s == ' ' || *s == '\t' ? continue_line(&h, a, s, n, c.line, e)
		                             : add_line(&h, a, s, n, &c, e);
		if (rc < 0)
			return -1;
	}
	*ret = h;
	return 0;
}

int head_parse(const struct def_file *f, struct arena *a, struct head *ret, struct err *e)
{
	return head_parse_text(f->path, f->data, a, ret, e);
}

const char *head_each(const struct head *h, const char *key, size_t *cursor)
{
	while (*cursor < h->n) {
		const struct head_line *l = &h->lines[(*cursor)++];

		if (strcmp(l->key, key) == 0)
			return l->value;
	}
	return NULL;
}

const char *head_get(const struct head *h, const char *key)
{
	size_t cursor = 0;

	return head_each(h, key, &cursor);
}

/* Without blanks around it and semicolon. */
static const char *bare_body(struct arena *a, const struct head *h)
{
	const char *s = h->body + strspn(h->body, " \t\r\n");
	size_t n = strlen(s);

	while (n && strchr(" \t\r\n;", s[n - 1]))
		n--;
	return arena_strndup(a, s, n);
}

/* "valid AS (...)"; NULL: an error. */
static const char *part_named(const char *name, struct arena *a, struct err *e)
{
	const struct def_file *f = def_find(arena_printf(a, "transform/with/%s.sql", name));
	struct head h;

	if (f)
		return head_parse(f, a, &h, e) < 0 ? NULL : bare_body(a, &h);
	err_set(e, ERR_CONFIG, "with: there is no transform/with/%s.sql", name);
	return NULL;
}

/* "WITH" and the parts set apart by commas; "" when there are none. */
static const char *parts_named(const struct head *h, struct arena *a, struct err *e)
{
	const char *with = head_get(h, "with"), *word[HEAD_WITH], *all = "";
	size_t n = with ? def_words(a, with, word, COUNT_OF(word)) : 0;

	for (size_t i = 0; i < n; i++) {
		const char *part = part_named(word[i], a, e);

		if (!part)
			return NULL;
		all = arena_printf(a, "%s%s%s", all, i ? ",\n" : "WITH RECURSIVE\n", part);
	}
	return all;
}

/* Behind the lines of comment and the empty lines at the top. */
static const char *behind_comments(const char *body)
{
	while (strncmp(body, "--", 2) == 0 || *body == '\n') {
		body += strcspn(body, "\n");
		body += *body == '\n';
	}
	return body;
}

/* What stands behind WITH or WITH RECURSIVE; NULL where the body does not begin so. */
static const char *behind_with(const char *body)
{
	static const char *const begin[] = { "WITH RECURSIVE\n", "WITH\n" };

	body = behind_comments(body);
	for (size_t i = 0; i < COUNT_OF(begin); i++)
		if (strncmp(body, begin[i], strlen(begin[i])) == 0)
			return body + strlen(begin[i]);
	return NULL;
}

int head_compose(struct head *h, struct arena *a, struct err *e)
{
	const char *own, *parts = parts_named(h, a, e);

	if (!parts)
		return -1;
	h->body = bare_body(a, h);
	if (!*h->body)
		return err_set(e, ERR_CONFIG, "no SELECT");
	own = behind_with(h->body);
	if (*parts)
		h->body = arena_printf(a, "%s%s%s", parts, own ? ",\n" : "\n", own ? own : h->body);
	return 0;
}

static bool known_key(const char *key, const char *const *known, size_t n)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < n; i++)
		if (strncmp(known[i], key, len) == 0 && (!known[i][len] || known[i][len] == '!'))
			return true;
	return false;
}

int head_check(const struct head *h, const char *const *known, size_t n, struct err *e)
{
	char key[64];

	for (size_t i = 0; i < h->n; i++)
		if (!known_key(h->lines[i].key, known, n))
			return err_set(e, ERR_CONFIG, "%s:%d: unknown key '%s'", h->path,
			        h->lines[i].line, h->lines[i].key);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(known[i]);

		if (!len || known[i][len - 1] != '!')
			continue;
		snprintf(key, sizeof key, "%.*s", (int)(len - 1), known[i]);
		if (!head_get(h, key))
			return err_set(e, ERR_CONFIG, "%s: key '%s' is missing", h->path, key);
	}
	return 0;
}

const char *def_trimmed(struct arena *a, const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	while (n && s[n - 1] == ' ')
		n--;
	return arena_strndup(a, s, n);
}

size_t def_words(struct arena *a, const char *s, const char **words, size_t max)
{
	size_t n = 0;

	while (n < max) {
		size_t len;

		s += strspn(s, " \t");
		len = strcspn(s, " \t");
		if (len == 0)
			break;
		words[n++] = arena_strndup(a, s, len);
		s += len;
	}
	return n;
}
