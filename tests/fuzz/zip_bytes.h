/* The input as it is when it begins as a zip; otherwise a zip of empty files, a name a line. */
#ifndef ZIP_BYTES_H
#define ZIP_BYTES_H
#include "common/buf.h"

static inline void zip_head(struct buf *b, const char *mark, const uint8_t *name, size_t n)
{
	const uint8_t size[2] = { (uint8_t)n, (uint8_t)(n >> 8) };

	buf_add(b, mark, mark[2] == 3 ? 26 : 28);
	buf_add(b, size, 2);
	buf_add(b, "\0", 2);
	if (mark[2] == 1)
		buf_add(b, "\0\0\0\0\0\0\0\0\0", 10);
	else
		buf_add(b, name, n);
}

static inline void zip_number(struct buf *b, size_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_char(b, (char)(v >> 8 * i));
}

static inline void zip_named(struct buf *b, struct buf *dir, const uint8_t *name, size_t n)
{
	size_t at = b->len;

	zip_head(b, "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", name, n);
	zip_head(dir, "PK\1\2\24\3\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", name, n);
	zip_number(dir, at, 4);
	buf_add(dir, name, n);
}

static inline size_t zip_names(struct buf *b, struct buf *dir, const uint8_t *data, size_t size)
{
	size_t names = 0;

	for (size_t i = 0; i < size && names < 30; names++) {
		const uint8_t *nl = memchr(data + i, '\n', size - i);
		size_t n = (nl ? (size_t)(nl - data) : size) - i;

		zip_named(b, dir, data + i, n & 0xFFFF);
		i += n + 1;
	}
	return names;
}

static inline void zip_bytes(const char *path, const uint8_t *data, size_t size)
{
	struct buf b CLEANUP(buf_done) = { 0 }, dir CLEANUP(buf_done) = { 0 };
	FILE *f = fopen(path, "w");
	size_t names;

	buf_init(&b, 1 << 24);
	buf_init(&dir, 1 << 24);
	if (size > 1 && memcmp(data, "PK", 2) == 0) {
		buf_add(&b, data, size);
	} else {
		names = zip_names(&b, &dir, data, size);
		zip_number(&dir, 0x06054B50, 4);
		zip_number(&dir, 0, 4);
		zip_number(&dir, names, 2);
		zip_number(&dir, names, 2);
		zip_number(&dir, dir.len - 12, 4);
		zip_number(&dir, b.len, 4);
		zip_number(&dir, 0, 2);
		buf_add(&b, dir.data, dir.len);
	}
	if (!f || (b.len && fwrite(b.data, 1, b.len, f) != b.len) || fclose(f) != 0)
		abort();
}
#endif
