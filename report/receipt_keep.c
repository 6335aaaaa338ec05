/* A receipt is read from a copy of our own: what arrives may be replaced while it is read. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "report/receipts.h"

enum { BLOCK = 64 * 1024 };

/* 1 open, 0 not to be taken. */
static int open_regular(
        struct ctx *c, const char *from, int *ret, struct stat *st, const char **why)
{
	int64_t max = conf_int(c->conf, "receipts.max-mib");

	*ret = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	*why = errno == ENOENT  ? "it is gone"
	       : errno == ELOOP ? "it is a link"
	                        : "it may not be read";
	if (*ret < 0)
		return 0;
	*why = "it is no regular file";
	if (fstat(*ret, st) < 0 || !S_ISREG(st->st_mode))
		return 0;
	*why = arena_printf(c->arena, "it is over %lld MiB", (long long)max);
	return (int64_t)st->st_size <= max << 20;
}

static int copy(int from, FILE *to, const char *named, struct receipt_copy *k, struct err *e)
{
	struct sha256 h CLEANUP(sha256_done) = { 0 };
	char block[BLOCK];
	ssize_t n;

	sha256_begin(&h);
	sha256_add(&h, named, strlen(named));
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, ERR_IO, "could not read the receipt");
		if (fwrite(block, 1, (size_t)n, to) != (size_t)n)
			return err_sys(e, ERR_IO, "could not copy the receipt to the archive");
		sha256_add(&h, block, (size_t)n);
		k->bytes += n;
	}
	sha256_end(&h, k->sha256);
	return 0;
}

int receipt_keep(struct ctx *c, const char *from, const char *named, struct receipt_copy *ret,
        const char **why, struct err *e)
{
	const char *dir = arena_printf(c->arena, "%s/receipts/archive", c->workspace);
	struct file_out out CLEANUP(file_abandon) = { 0 };
	int fd CLEANUP(fd_closep) = -1;
	struct stat before, after;

	*ret = (struct receipt_copy){ 0 };
	if (!open_regular(c, from, &fd, &before, why))
		return 0;
	if (dir_make(dir, e) < 0 ||
	        file_begin(&out, arena_printf(c->arena, "%s/incoming", dir), e) < 0 ||
	        copy(fd, out.f, named, ret, e) < 0)
		return -1;
	*why = "it was changed while it was read";
	if (fstat(fd, &after) < 0 || after.st_size != before.st_size || ret->bytes != after.st_size)
		return 0;
	dir = arena_printf(c->arena, "%s/%.2s", dir, ret->sha256);
	ret->path = arena_printf(c->arena, "%s/%s", dir, ret->sha256);
	if (FAULT("receipt.keep"))
		return err_set(e, ERR_IO, "the archive of receipts could not be used");
	if (file_size(ret->path) == ret->bytes)
		return 1;
	if (dir_make(dir, e) < 0 || file_commit(&out, e) < 0 ||
	        file_move(out.path, ret->path, e) < 0)
		return -1;
	return 1;
}
