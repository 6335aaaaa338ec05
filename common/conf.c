#include "common/conf.h"

#include <strings.h>

#include "common/file.h"
#include "common/text.h"

const struct conf_key conf_keys[] = {
#define CONF(section, name, type, preset, flags, help)                                             \
	{ section, name, CONF_##type, preset, flags, help },
#include "common/conf_keys.def"
#undef CONF
};
const size_t conf_key_count = COUNT_OF(conf_keys);

const struct conf_free_key conf_free_keys[] = {
#define FREE(section, name, type, preset, help) { section, name, CONF_##type, preset, help },
#include "common/conf_free.def"
#undef FREE
};
const size_t conf_free_key_count = COUNT_OF(conf_free_keys);

enum { CONF_MAX = 1 << 20 };

struct conf {
	struct arena *arena;
	struct {
		const char *value, *origin;
	} at[COUNT_OF(conf_keys)];
	struct conf_pair *pairs;
	size_t n, cap;
};

static const char *const free_sections[] = { "rule", "feed.", "kpi", "deadline", "report.",
	"fetch.", "population", "receiver." };

struct conf *conf_new(struct arena *a)
{
	struct conf *c = arena_take(a, sizeof *c);

	c->arena = a;
	return c;
}

static bool is_free(const char *section)
{
	for (size_t i = 0; i < COUNT_OF(free_sections); i++) {
		size_t n = strlen(free_sections[i]);

		if (free_sections[i][n - 1] == '.' ? strncmp(section, free_sections[i], n) == 0
		                                   : strcmp(section, free_sections[i]) == 0)
			return true;
	}
	return false;
}

static bool fits_int(const char *v)
{
	int64_t n;

	return text_int(v, strlen(v), &n) && n >= 0 && n <= 999999999;
}

static bool fits_bool(const char *v)
{
	return strcmp(v, "yes") == 0 || strcmp(v, "no") == 0;
}

static bool fits_date(const char *v)
{
	int32_t day;

	return !*v || text_day(v, strlen(v), &day);
}

static bool fits_any(const char *v)
{
	return utf8_valid(v, strlen(v));
}

static const struct {
	const char *name, *expected;
	bool (*fits)(const char *v);
} types[] = {
	[CONF_TEXT] = { "text", "text in UTF-8", fits_any },
	[CONF_INT] = { "number", "a number from 0 to 999999999", fits_int },
	[CONF_BOOL] = { "yes/no", "yes or no", fits_bool },
	[CONF_PATH] = { "path", "a path in UTF-8", fits_any },
	[CONF_DATE] = { "date", "a date yyyy-mm-dd", fits_date },
};

const char *conf_type_name(enum conf_type t)
{
	return types[t].name;
}

static int find_key(const char *section, const char *name)
{
	for (size_t i = 0; i < conf_key_count; i++)
		if (strcmp(conf_keys[i].section, section) == 0 &&
		        strcmp(conf_keys[i].name, name) == 0)
			return (int)i;
	return -1;
}

static bool fits_name(const char *pattern, const char *name)
{
	for (; *pattern && *name; pattern++, name++)
		if (*pattern == '#' ? *name < '0' || *name > '9' : *pattern != *name)
			return false;
	return *pattern == *name;
}

bool conf_free_in(const struct conf_free_key *k, const char *section)
{
	size_t n = strlen(k->section);

	return strcmp(k->section, section) == 0 ||
	       (n > 1 && k->section[n - 1] == '*' && strncmp(k->section, section, n - 1) == 0);
}

bool conf_free_fits(const struct conf_free_key *k, const char *name)
{
	return fits_name(k->name, name) || strcmp(k->name, name) == 0;
}

/* A section that conf_free.def speaks of takes only what stands there. */
static int check_free(
        const char *section, const char *name, const char *value, const char *origin, struct err *e)
{
	bool spoken_of = false;

	for (size_t i = 0; i < conf_free_key_count; i++) {
		const struct conf_free_key *k = &conf_free_keys[i];

		if (!conf_free_in(k, section))
			continue;
		spoken_of = true;
		if (!fits_name(k->name, name))
			continue;
		if (types[k->type].fits(value))
			return 0;
		return err_set(e, ERR_CONFIG, "%s: setting %s.%s is '%.40s': expected %s", origin,
		        section, name, value, types[k->type].expected);
	}
	return spoken_of ? err_set(e, ERR_CONFIG, "%s: setting %s.%s is not known", origin, section,
	                           name)
	                 : 0;
}

static struct conf_pair *pair_of(const struct conf *c, const char *section, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->pairs[i].section, section) == 0 &&
		        strcmp(c->pairs[i].name, name) == 0)
			return &c->pairs[i];
	return NULL;
}

/* What the command line says takes the place of what the file says. */
static int set_free(struct conf *c, const char *section, const char *name, const char *value,
        const char *origin, struct err *e)
{
	struct conf_pair *given = pair_of(c, section, name);

	if (check_free(section, name, value, origin, e) < 0)
		return -1;
	if (given && strcmp(origin, "command line") != 0)
		return err_set(
		        e, ERR_CONFIG, "%s: setting %s.%s is given twice", origin, section, name);
	if (given) {
		given->value = arena_strdup(c->arena, value);
		given->origin = arena_strdup(c->arena, origin);
		return 0;
	}
	if (c->n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 16;
		struct conf_pair *grown = arena_take(c->arena, cap * sizeof *grown);

		if (c->n)
			memcpy(grown, c->pairs, c->n * sizeof *grown);
		c->pairs = grown;
		c->cap = cap;
	}
	c->pairs[c->n++] =
	        (struct conf_pair){ arena_strdup(c->arena, section), arena_strdup(c->arena, name),
		        arena_strdup(c->arena, value), arena_strdup(c->arena, origin) };
	return 0;
}

/* Without the %XX that an address may be written with. */
static const char *plain(struct arena *a, const char *value)
{
	char *out = arena_strdup(a, value), *w = out;
	unsigned byte;

	for (const char *s = value; *s; s++) {
		bool escaped = *s == '%' && sscanf(s + 1, "%2x", &byte) == 1 && byte;

		*w++ = escaped ? (char)byte : *s;
		s += escaped && s[2] ? 2 : 0;
	}
	*w = '\0';
	return out;
}

/* A password in an address would be shown wherever the setting is. */
static bool holds_password(struct arena *a, const char *value)
{
	static const char name[] = "password=";
	const char *at = strstr(value, "://"), *end, *colon;

	for (const char *p = plain(a, value); *p; p++)
		if (strncasecmp(p, name, sizeof name - 1) == 0)
			return true;
	if (!at)
		return false;
	at += 3;
	end = at + strcspn(at, "/?#");
	colon = memchr(at, ':', (size_t)(end - at));
	return colon && memchr(colon, '@', (size_t)(end - colon));
}

int conf_set(struct conf *c, const char *section, const char *name, const char *value,
        const char *origin, struct err *e)
{
	int i = find_key(section, name);
	bool command_line = strcmp(origin, "command line") == 0;

	if (holds_password(c->arena, value))
		return err_set(e, ERR_CONFIG,
		        "%s: setting %s.%s: a password does not belong there: put it into a file "
		        "with mode 0600",
		        origin, section, name);
	if (i < 0 && is_free(section))
		return set_free(c, section, name, value, origin, e);
	if (i < 0)
		return err_set(
		        e, ERR_CONFIG, "%s: setting %s.%s is not known", origin, section, name);
	if (c->at[i].origin && !command_line)
		return err_set(
		        e, ERR_CONFIG, "%s: setting %s.%s is given twice", origin, section, name);
	if (!types[conf_keys[i].type].fits(value))
		return err_set(e, ERR_CONFIG, "%s: setting %s.%s is '%.40s': expected %s", origin,
		        section, name, value, types[conf_keys[i].type].expected);
	c->at[i].value = arena_strdup(c->arena, value);
	c->at[i].origin = arena_strdup(c->arena, origin);
	return 0;
}

static char *strip(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static int read_line(
        struct conf *c, char *line, const char **section, const char *origin, struct err *e)
{
	char *eq, *end;

	line = strip(line);
	if (!*line || *line == '#' || *line == ';')
		return 0;
	if (*line == '[') {
		end = strchr(line, ']');
		if (!end || end[1])
			return err_set(e, ERR_CONFIG, "%s: expected [section]", origin);
		*end = '\0';
		*section = arena_strdup(c->arena, line + 1);
		return 0;
	}
	eq = strchr(line, '=');
	if (!eq)
		return err_set(e, ERR_CONFIG, "%s: expected name = value", origin);
	if (!*section)
		return err_set(e, ERR_CONFIG, "%s: a setting before the first [section]", origin);
	*eq = '\0';
	return conf_set(c, *section, strip(line), strip(eq + 1), origin, e);
}

int conf_load_text(struct conf *c, const char *path, char *text, struct err *e)
{
	const char *section = NULL;
	int nr = 0;

	while (text) {
		char *nl = strchr(text, '\n');
		const char *origin;

		if (nl)
			*nl = '\0';
		origin = arena_printf(c->arena, "%s:%d", path, ++nr);
		if (read_line(c, text, &section, origin, e) < 0)
			return -1;
		text = nl ? nl + 1 : NULL;
	}
	return 0;
}

int conf_load(struct conf *c, const char *path, struct err *e)
{
	size_t len;
	char *text;

	if (file_read(c->arena, path, CONF_MAX, &text, &len, e) < 0)
		return -1;
	if (strlen(text) != len || !utf8_valid(text, len))
		return err_set(e, ERR_CONFIG, "%s: not text in UTF-8", path);
	return conf_load_text(c, path, text, e);
}

int conf_finish(struct conf *c, struct err *e)
{
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct conf_key *k = &conf_keys[i];

		if (c->at[i].value)
			continue;
		if (k->flags & CONF_NEEDED)
			return err_set(
			        e, ERR_CONFIG, "setting %s.%s is missing", k->section, k->name);
		c->at[i].value = k->preset ? k->preset : "";
		c->at[i].origin = "preset";
	}
	return 0;
}

static size_t must_find(const char *key)
{
	const char *dot = strchr(key, '.');
	size_t n = dot ? (size_t)(dot - key) : 0;

	for (size_t i = 0; dot && i < conf_key_count; i++)
		if (strlen(conf_keys[i].section) == n &&
		        strncmp(conf_keys[i].section, key, n) == 0 &&
		        strcmp(conf_keys[i].name, dot + 1) == 0)
			return i;
	fprintf(stderr, "indberet: setting '%s' is not declared\n", key);
	abort();
}

const char *conf_text(const struct conf *c, const char *key)
{
	size_t i = must_find(key);

	if (c->at[i].value)
		return c->at[i].value;
	return conf_keys[i].preset ? conf_keys[i].preset : "";
}

int64_t conf_int(const struct conf *c, const char *key)
{
	const char *v = conf_text(c, key);
	int64_t n = 0;

	return text_int(v, strlen(v), &n) ? n : 0;
}

bool conf_bool(const struct conf *c, const char *key)
{
	return strcmp(conf_text(c, key), "yes") == 0;
}

const char *conf_origin(const struct conf *c, const struct conf_key *k)
{
	const char *origin = c->at[k - conf_keys].origin;

	return origin ? origin : "preset";
}

const char *conf_free(const struct conf *c, const char *section, const char *name)
{
	const struct conf_pair *given = pair_of(c, section, name);

	return given ? given->value : NULL;
}

const char *conf_free_or_preset(const struct conf *c, const char *section, const char *name)
{
	const char *v = conf_free(c, section, name);

	for (size_t i = 0; !v && i < conf_free_key_count; i++)
		if (conf_free_in(&conf_free_keys[i], section) &&
		        conf_free_fits(&conf_free_keys[i], name))
			v = conf_free_keys[i].preset;
	return v ? v : "";
}

const struct conf_pair *conf_free_each(const struct conf *c, size_t *cursor)
{
	return *cursor < c->n ? &c->pairs[(*cursor)++] : NULL;
}

void conf_write_template(FILE *to, const char *municipality, const char *name)
{
	const char *section = "";

	fprintf(to, "# indberet.conf: every setting with its preset. A line that is not commented "
	            "out is set.\n");
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct conf_key *k = &conf_keys[i];
		bool code = strcmp(k->section, "municipality") == 0 && strcmp(k->name, "code") == 0;
		bool label =
		        strcmp(k->section, "municipality") == 0 && strcmp(k->name, "name") == 0;

		if (strcmp(section, k->section) != 0)
			fprintf(to, "\n[%s]\n", k->section);
		section = k->section;
		fprintf(to, "# %s (%s)\n", k->help, types[k->type].name);
		if (code || (label && *name))
			fprintf(to, "%s = %s\n", k->name, code ? municipality : name);
		else
			fprintf(to, "#%s = %s\n", k->name, k->preset ? k->preset : "");
	}
	for (size_t i = 0; i < conf_free_key_count; i++) {
		const struct conf_free_key *k = &conf_free_keys[i];

		if (strcmp(section, k->section) != 0)
			fprintf(to, "\n[%s]\n", k->section);
		section = k->section;
		fprintf(to, "# %s (%s)\n#%s = %s\n", k->help, types[k->type].name, k->name,
		        k->preset ? k->preset : "");
	}
}
