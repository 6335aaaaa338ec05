/*
 * The definitions that are built into the program: rules, facts, feeds,
 * reports, code lists, schemas. The build embeds every file; nothing of legal
 * weight is read from disk at run time. Paths are those of the source tree.
 *
 * head_parse() reads what a definition says about itself:
 *
 *     .sql   lines `-- key: value` at the top; ->body is the rest
 *     .def   lines `key = value`; `#` starts a comment line
 *
 * A line that begins with blanks (in SQL: `--` and two blanks or more)
 * continues the value before it. Keys may repeat, in order.
 * Ownership: the strings live in the arena.
 */
#ifndef DEFS_H
#define DEFS_H
#include "common/arena.h"
#include "common/err.h"

struct def_file {
	const char *path;
	const char *data; /* NUL-terminated; the NUL is not counted in len */
	size_t len;
};

extern const struct def_file def_files[]; /* sorted by path; made by gen */
extern const size_t def_file_count;

const struct def_file *def_find(const char *path);
/* The next file under `prefix` that ends in `suffix`; start with *cursor = 0; NULL at the end. */
const struct def_file *def_next(const char *prefix, const char *suffix, size_t *cursor);
/* SHA-256 over all paths and contents: one name for the whole set. */
void defs_hash(char hex[65]);

enum { HEAD_WITH = 8 };

struct head {
	const char *path;
	struct head_line {
		const char *key, *value;
		int line;
	} * lines;
	size_t n;
	const char *body;
	int body_line;
};

int head_parse(
        const struct def_file *f, struct arena *a, struct head *ret, struct err *e) MUST_CHECK;
/* As head_parse for a file that is not built in; `data` must end in NUL. */
int head_parse_text(const char *path, const char *data, struct arena *a, struct head *ret,
        struct err *e) MUST_CHECK;
const char *head_get(const struct head *h, const char *key); /* NULL: not given */
const char *head_each(const struct head *h, const char *key, size_t *cursor);
/*
 * Makes the body ready to stand inside another statement, a query without semicolon: puts the parts
 * transform/with/NAME.sql, common table expressions that key `with` names in their order, before
 * it. ERR_CONFIG: no such part, or no body.
 */
int head_compose(struct head *h, struct arena *a, struct err *e) MUST_CHECK;
/* Every key must be in `known`, those that end in '!' there must be given: ERR_CONFIG otherwise. */
int head_check(const struct head *h, const char *const *known, size_t n, struct err *e) MUST_CHECK;

/* The first n bytes without the blanks around them, in the arena. */
const char *def_trimmed(struct arena *a, const char *s, size_t n);
/* Splits at blanks into at most `max` words, in place in the arena; returns how many. */
size_t def_words(struct arena *a, const char *s, const char **words, size_t max);
#endif
