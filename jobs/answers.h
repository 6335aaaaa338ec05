/* Parts of the command `answer` that stand in several files. */
#ifndef ANSWERS_H
#define ANSWERS_H
#include "jobs/app.h"
#include "transform/answer.h"

/* The key of a finding, as lists show it: 16 hexadecimal digits. */
bool answers_key(const char *s, int64_t *ret);
#endif
