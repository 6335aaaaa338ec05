/*
 * Errors: one struct, filled where the fault is seen, extended on the way up.
 *
 * A function that can fail takes `struct err *e` last and returns 0 or -1.
 * On -1, *e holds a code and a message that reads from the outside in:
 *
 *     extracting postings: file 'postings_492_20261031.csv': line 7: not a date
 *
 * The first function to notice calls err_set() or err_sys(); a caller that
 * knows something the reader needs calls err_ctx(); only jobs/ prints.
 *
 * Ownership: the struct is the caller's, has no pointers and needs no freeing;
 * making a message never allocates. Control characters become '?'; anything
 * shaped like a personal number is masked.
 */
#ifndef ERR_H
#define ERR_H
#include "common/base.h"

enum err_code {
#define ERR(name, status, actor, text) ERR_##name,
#include "common/err_codes.def"
#undef ERR
	ERR_COUNT
};

struct err {
	enum err_code code;
	char msg[640];
};

/* Each returns -1, so that `return err_set(e, ...);` is the whole branch. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
int err_sys(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
int err_ctx(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

int err_exit_status(enum err_code code);
const char *err_name(enum err_code code);
const char *err_actor(enum err_code code);
const char *err_manual(enum err_code code);
#endif
