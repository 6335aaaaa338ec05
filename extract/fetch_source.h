/*
 * Sources of files: the sections [fetch.NAME] of the settings, checked.
 *
 * fetch_source_next() gives the names; fetch_source_read() the source, or ERR_CONFIG in one
 * sentence that names the setting. What the settings mean stands in conf_free.def. Neither
 * opens a file or a connection. Ownership: the arena of the context.
 */
#ifndef FETCH_SOURCE_H
#define FETCH_SOURCE_H
#include "common/ctx.h"

enum fetch_kind { FETCH_SFTP, FETCH_HTTPS };
enum fetch_after { AFTER_KEEP, AFTER_DELETE, AFTER_MOVE };
enum { FETCH_PATTERNS = 32 };

struct fetch_source {
	const char *name, *section; /* demo, fetch.demo */
	enum fetch_kind kind;
	const char *url;  /* without user; ends in '/' */
	const char *path; /* the folder of it, decoded; as SFTP wants it */
	const char *user, *index, *proxy;
	const char *key, *known_hosts, *password_file, *passphrase_file, *client_cert,
	        *ca; /* or "" */
	const char *pattern[FETCH_PATTERNS];
	size_t n_patterns;
	enum fetch_after after;
	const char *move_to; /* a folder, ends in '/' */
	int64_t max_bytes, seconds, connect_seconds, low_bytes, low_seconds, tries, wait_seconds,
	        days;
};

/* The next name; start with *cursor = 0; NULL at the end. */
const char *fetch_source_next(const struct ctx *c, size_t *cursor);
int fetch_source_read(
        struct ctx *c, const char *name, struct fetch_source *ret, struct err *e) MUST_CHECK;

/*
 * The names that a pattern stands for on a server that gives no listing: {municipality} is ours,
 * {year}, {date} and {yymmdd} are those of the as-of day and the days before it. Each once.
 */
int fetch_source_names(struct ctx *c, const struct fetch_source *s, const char ***ret,
        size_t *ret_n, struct err *e) MUST_CHECK;
#endif
