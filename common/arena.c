#include "common/arena.h"

#include <stdarg.h>

#include "common/fault.h"

enum { CHUNK = 64 * 1024, ALIGN = 16 };

struct chunk {
	struct chunk *next;
	size_t cap;
	_Alignas(ALIGN) unsigned char mem[];
};

_Noreturn void out_of_memory(void)
{
	static const char text[] = "indberet: out of memory\n";

	fwrite(text, 1, sizeof text - 1, stderr);
	exit(71);
}

static void grow(struct arena *a, size_t need)
{
	size_t cap = need > CHUNK ? need : CHUNK;
	struct chunk *c = malloc(sizeof *c + cap);

	if (!c)
		out_of_memory();
	*c = (struct chunk){ .next = a->head, .cap = cap };
	a->head = c;
	a->used = 0;
}

void *arena_take(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!a->head || a->head->cap - a->used < size)
		grow(a, size);
	p = a->head->mem + a->used;
	a->used += size;
	return memset(p, 0, size);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	size_t size;
	char *s;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	size = (size_t)(n < 0 ? 0 : n) + 1;
	s = arena_take(a, size);
	vsnprintf(s, size, fmt, again);
	va_end(again);
	return s;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_take(a, n + 1);

	memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

void arena_reset(struct arena *a)
{
	while (a->head && a->head->next) {
		struct chunk *c = a->head;

		a->head = c->next;
		free(c);
	}
	a->used = 0;
}

void arena_done(struct arena *a)
{
	arena_reset(a);
	free(a->head);
	*a = (struct arena){ 0 };
}
