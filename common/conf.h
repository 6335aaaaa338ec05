/*
 * Settings of one workspace: indberet.conf, an INI file.
 *
 *     [section]
 *     name = value        # comments stand on lines of their own
 *
 * Every setting is a row of conf_keys.def; an unknown or repeated name is an
 * error with file and line. Sections in the free list (`rule`, `feed.*`,
 * `kpi`, `deadline`) take any name and are read with conf_free(); but a section
 * that conf_free.def speaks of takes only the names there.
 * The command line may override with conf_set(). Ownership: arena.
 */
#ifndef CONF_H
#define CONF_H
#include "common/arena.h"
#include "common/err.h"

enum conf_flags { CONF_NEEDED = 1 << 0, CONF_SECRET = 1 << 1 };
enum conf_type { CONF_TEXT, CONF_INT, CONF_BOOL, CONF_PATH, CONF_DATE };

struct conf_key {
	const char *section, *name;
	enum conf_type type;
	const char *preset;
	unsigned flags;
	const char *help;
};
extern const struct conf_key conf_keys[];
extern const size_t conf_key_count;

/* A setting of a free section that has a fixed form; in its name # is a digit. */
struct conf_free_key {
	const char *section, *name;
	enum conf_type type;
	const char *preset, *help;
};
extern const struct conf_free_key conf_free_keys[];
extern const size_t conf_free_key_count;

/* Whether the section is this setting's; one that ends in * stands for all that begin so. */
bool conf_free_in(const struct conf_free_key *k, const char *section);
/* Whether `name` is a name of this setting, or its pattern. */
bool conf_free_fits(const struct conf_free_key *k, const char *name);

struct conf;

struct conf *conf_new(struct arena *a) MUST_CHECK;
int conf_load(struct conf *c, const char *path, struct err *e) MUST_CHECK;
int conf_load_text(struct conf *c, const char *path, char *text, struct err *e) MUST_CHECK;
int conf_set(struct conf *c, const char *section, const char *name, const char *value,
        const char *origin, struct err *e) MUST_CHECK;
/* After all sources: missing ones get their preset, a needed one that lacks is an error. */
int conf_finish(struct conf *c, struct err *e) MUST_CHECK;

/* key is "section.name"; the name of a setting that does not exist is our own mistake and aborts.
 */
const char *conf_text(const struct conf *c, const char *key); /* never NULL */
int64_t conf_int(const struct conf *c, const char *key);
bool conf_bool(const struct conf *c, const char *key);
/* Where the value came from: "preset", "file:line" or "command line". */
const char *conf_origin(const struct conf *c, const struct conf_key *k);

const char *conf_free(const struct conf *c, const char *section, const char *name); /* or NULL */
/* What is set, or the preset of conf_free.def, or "". */
const char *conf_free_or_preset(const struct conf *c, const char *section, const char *name);
struct conf_pair {
	const char *section, *name, *value, *origin;
};
/* All pairs of the free sections, in file order; start with *cursor = 0. */
const struct conf_pair *conf_free_each(const struct conf *c, size_t *cursor);

/* A commented configuration with every setting, its help and its preset. */
void conf_write_template(FILE *to, const char *municipality, const char *name);
const char *conf_type_name(enum conf_type t);
#endif
