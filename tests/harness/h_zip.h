/* Zips byte by byte, with every lie that a head can tell. */
#ifndef H_ZIP_H
#define H_ZIP_H
#include "common/buf.h"

struct h_zip_file {
	const char *name;
	const void *data;
	size_t n;
	unsigned method; /* 0 stored, 8 deflate (as one stored block, at most 64 KiB) */
	unsigned flags;  /* 1: says that it is encrypted */
	unsigned system; /* 3: Unix; then the mode stands in attr >> 16 */
	unsigned attr;
	long size;    /* the size stated, where it is not the true one */
	unsigned crc; /* the same */
	long at;      /* offset of the local head, where it is not the true one; 0: the true one */
	const char *local_name; /* in the local head, where it is another */
};

void h_zip(const char *path, const struct h_zip_file *f, size_t n);
/* All of it as libzip makes it: `n` bytes of `c` for each name. */
void h_zip_of(const char *path, const char *const *names, size_t n_names, char c, size_t n);
#endif
