/*
 * The other forms a feed may come in: the same columns from another kind of file.
 *
 * A form is a whole struct feed. It begins as a copy of the feed; what it has of its own stands
 * behind its `form` line (feed.h). What the rows mean is the feed's alone: id, texts, table,
 * content, ages, accepted words (feed_form_shares()).
 *
 * For the loader a form is the feed: its path, format and columns decide how a file is read.
 */
#ifndef FEED_FORM_H
#define FEED_FORM_H
#include "extract/feed.h"

/* The form of that name, made if there is none; NULL: there are too many. */
struct feed *feed_form(struct feed *f, struct arena *a, const char *name);
bool feed_form_shares(const char *key);
/* Gives all forms what is the feed's alone. */
void feed_forms_settle(struct feed *f);
/* What an xml form must have. */
int feed_form_check(const struct feed *f, const char *path, struct err *e) MUST_CHECK;
/* The form whose pattern the name has; NULL: none. */
const struct feed *feed_form_of_name(const struct feed *f, const char *name, struct feed_name *ret);
#endif
