/*
 * Names of files as others give them: in a zip, in a listing of a server, in the inbox.
 *
 * filename_fault() says in a few words what is wrong with a name (for an error or a
 * finding), or NULL: then it is one component of a path, at most FILENAME_BYTES of UTF-8
 * without control characters and marks that turn the reading direction, and means the same
 * file on every system.
 */
#ifndef FILENAME_H
#define FILENAME_H
#include "common/conf.h"

enum { FILENAME_BYTES = 200 };

const char *filename_fault(const char *name);

/* The name as it may be shown and stored: what is no text as '?', what is shaped like a personal
 * number as stars; in place. */
char *filename_mask(char *name);
/* A name that files carry while they are written: a leading dot, or an ending of
 * inbox.unfinished. */
bool filename_unfinished(const struct conf *c, const char *name);
bool filename_ends(const char *name, const char *end);
/* The same, whatever the case of the letters. */
bool filename_ends_folded(const char *name, const char *end);
#endif
