/*
 * Markers: files that say that another is whole (inbox.marker; marker under [feed.<id>]).
 *
 * A pattern has {name}, the name of the other file, or {stem}, that without its last ending.
 */
#ifndef MARKER_H
#define MARKER_H
#include "common/ctx.h"
#include "extract/feed.h"

/* The pattern for files of this feed (NULL: for others), or NULL: it has none. */
const char *marker_pattern(const struct ctx *c, const char *feed);
/* The marker of a file by that pattern; arena. */
const char *marker_name(struct arena *a, const char *pattern, const char *name);
/* Is it a name that only a marker has? */
bool marker_is(const struct ctx *c, const struct feed_set *feeds, const char *name);
/* ERR_CONFIG: a pattern without a place for the name. */
int marker_check(const struct ctx *c, const struct feed_set *feeds, struct err *e) MUST_CHECK;
#endif
