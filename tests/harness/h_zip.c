#include "tests/harness/h_zip.h"

#include <zip.h>

#include "tests/harness/h.h"

static void le(struct buf *b, unsigned long v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		assert_int_equal(buf_char(b, (char)(v >> 8 * i & 0xFF)), 0);
}

static unsigned long crc32_of(const unsigned char *s, size_t n)
{
	unsigned long c = 0xFFFFFFFF;

	for (size_t i = 0; i < n; i++) {
		c ^= s[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
	}
	return c ^ 0xFFFFFFFF;
}

static size_t packed(const struct h_zip_file *f)
{
	return f->method == 8 ? f->n + 5 : f->n;
}

/* What both heads share. */
static void head(struct buf *b, const struct h_zip_file *f, const char *name)
{
	le(b, 20, 2);
	le(b, f->flags, 2);
	le(b, f->method, 2);
	le(b, 0, 2);
	le(b, 0x5C61, 2);
	le(b, f->crc ? f->crc : crc32_of(f->data, f->n), 4);
	le(b, packed(f), 4);
	le(b, f->size ? (unsigned long)f->size : f->n, 4);
	le(b, strlen(name), 2);
	le(b, 0, 2);
}

static void local(struct buf *b, const struct h_zip_file *f)
{
	const char *name = f->local_name ? f->local_name : f->name;

	le(b, 0x04034B50, 4);
	head(b, f, name);
	buf_str(b, name);
	if (f->method == 8) {
		le(b, 1, 1);
		le(b, f->n, 2);
		le(b, ~f->n & 0xFFFF, 2);
	}
	buf_add(b, f->data, f->n);
}

static void central(struct buf *b, const struct h_zip_file *f, unsigned long at)
{
	le(b, 0x02014B50, 4);
	le(b, f->system << 8 | 20, 2);
	head(b, f, f->name);
	le(b, 0, 2);
	le(b, 0, 2);
	le(b, 0, 2);
	le(b, f->attr, 4);
	le(b, f->at ? (unsigned long)f->at : at, 4);
	buf_str(b, f->name);
}

void h_zip(const char *path, const struct h_zip_file *f, size_t n)
{
	struct buf b CLEANUP(buf_done) = { 0 }, dir CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 24);
	buf_init(&dir, 1 << 24);
	for (size_t i = 0; i < n; i++) {
		size_t at = b.len;

		local(&b, &f[i]);
		central(&dir, &f[i], at);
	}
	le(&dir, 0x06054B50, 4);
	le(&dir, 0, 4);
	le(&dir, n, 2);
	le(&dir, n, 2);
	le(&dir, dir.len - 12, 4);
	le(&dir, b.len, 4);
	le(&dir, 0, 2);
	buf_add(&b, dir.data, dir.len);
	h_write(path, b.data, b.len);
}

void h_zip_of(const char *path, const char *const *names, size_t n_names, char c, size_t n)
{
	int code = 0;
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	char *data = malloc(n + 1);

	assert_non_null(z);
	assert_non_null(data);
	memset(data, c, n);
	for (size_t i = 0; i < n_names; i++)
		assert_true(zip_file_add(z, names[i], zip_source_buffer(z, data, n, 0),
		                    ZIP_FL_ENC_UTF_8) >= 0);
	assert_int_equal(zip_close(z), 0);
	free(data);
}
