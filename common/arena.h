/*
 * Arenas: memory that dies together.
 *
 * One arena per run, one per file, one per batch of rows. arena_reset() drops
 * the batch; arena_done() drops the lot. Nothing taken from an arena is freed
 * by hand. arena_take() never returns NULL: without memory the process ends
 * with status 71, which is safe because every output is committed by rename
 * or by COMMIT (file.h, db.h). Memory taken is zeroed.
 */
#ifndef ARENA_H
#define ARENA_H
#include "common/base.h"

struct arena {
	struct chunk *head;
	size_t used;
};

void *arena_take(struct arena *a, size_t size) MUST_CHECK;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_strdup(struct arena *a, const char *s) MUST_CHECK;
char *arena_strndup(struct arena *a, const char *s, size_t n) MUST_CHECK;
void arena_reset(struct arena *a);
void arena_done(struct arena *a);

/* Ends the process with status 71 and one line on stderr. */
_Noreturn void out_of_memory(void);
#endif
