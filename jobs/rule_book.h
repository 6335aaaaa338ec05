/*
 * The rule book: every rule and every check of what comes in, from the files that are run.
 *
 * The manual page indberet-rules(7) and the HTML pages docs/rule-book.html (Danish) and
 * docs/rule-book-en.html are this, written by `show manual`; `show rules ID` adds what the
 * workspace knows of the one rule. Columns read are those SQLite sees (rule_reads.h), so that the
 * book cannot drift from what runs.
 */
#ifndef RULE_BOOK_H
#define RULE_BOOK_H
#include "jobs/app.h"

int rule_book_man(FILE *to, struct err *e) MUST_CHECK;
int rule_book_html(FILE *to, const char *lang, struct err *e) MUST_CHECK;
/* Behind the rule's own head and statement: columns, settings, and what it found last. */
int rule_book_show(struct app *a, const char *id, struct err *e) MUST_CHECK;
#endif
