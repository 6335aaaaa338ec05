/* Shared shorthands, and the functions nobody may call. Every header starts here. */
#ifndef BASE_H
#define BASE_H
#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MUST_CHECK __attribute__((__warn_unused_result__))
#define PRINTF_LIKE(f, a) __attribute__((__format__(__printf__, f, a), __nonnull__(f)))
#define CLEANUP(fn) __attribute__((__cleanup__(fn)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

#define PROGRAM_NAME "indberet"
#define PROGRAM_VERSION "0.1.0"

/* Too easy to misuse; the right-hand side says what to call instead. */
#pragma GCC poison strcpy strcat strncpy strncat  /* snprintf, arena_printf */
#pragma GCC poison sprintf vsprintf gets          /* snprintf */
#pragma GCC poison atoi atol atof strtok          /* text_int */
#pragma GCC poison localtime gmtime ctime asctime /* text_day, day_iso */
#pragma GCC poison setlocale                      /* output must not depend on it */
#endif
