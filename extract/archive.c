#include "extract/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "extract/source.h"

enum { BLOCK = 256 * 1024 };

/* 1 open, 0 not there any more. */
static int open_regular(const char *path, int *ret, struct stat *st, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_sys(
		        e, errno == EACCES ? ERR_NOPERM : ERR_IO, "could not open '%s'", path);
	if (fstat(fd, st) < 0 || !S_ISREG(st->st_mode))
		return err_set(e, ERR_IO, "'%s' is not a regular file", path);
	*ret = fd;
	fd = -1;
	return 1;
}

static int copy(int from, FILE *to, const char *path, struct archived *a, struct err *e)
{
	struct sha256 h CLEANUP(sha256_done) = { 0 };
	static _Thread_local char block[BLOCK];
	ssize_t n;

	sha256_begin(&h);
	a->bytes = 0;
	(void)posix_fadvise(from, 0, 0, POSIX_FADV_SEQUENTIAL);
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, ERR_IO, "could not read '%s'", path);
		if (fwrite(block, 1, (size_t)n, to) != (size_t)n)
			return err_sys(e, ERR_IO, "could not copy '%s' to the archive", path);
		sha256_add(&h, block, (size_t)n);
		a->bytes += n;
	}
	sha256_end(&h, a->sha256);
	return 0;
}

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int archive_take(struct ctx *c, const char *from, struct archived *ret, struct err *e)
{
	const char *dir = arena_printf(c->arena, "%s/archive", c->workspace);
	struct file_out out CLEANUP(file_abandon) = { 0 };
	int fd CLEANUP(fd_closep) = -1;
	struct archived a = { .path = arena_printf(c->arena, "%s/incoming", dir) };
	struct stat after;
	int rc = open_regular(from, &fd, &a.was, e);

	if (rc <= 0)
		return rc;
	if (dir_make(dir, e) < 0 || file_begin(&out, a.path, e) < 0 ||
	        copy(fd, out.f, from, &a, e) < 0)
		return -1;
	if (fstat(fd, &after) < 0 || !same(&after, &a.was) || a.bytes != (int64_t)after.st_size)
		return 0;
	if (file_commit(&out, e) < 0)
		return -1;
	*ret = a;
	return 1;
}

int archive_keep(struct ctx *c, struct archived *a, struct err *e)
{
	const char *place = source_archive_path(c, a->sha256);
	const char *dir = arena_printf(c->arena, "%s/archive/%.2s", c->workspace, a->sha256);

	if (file_size(place) == a->bytes) {
		if (file_remove(a->path, e) < 0)
			return -1;
	} else if (dir_make(dir, e) < 0 || file_move(a->path, place, e) < 0) {
		return -1;
	}
	a->path = place;
	a->kept = true;
	return FAULT("archive.stored") ? err_set(e, ERR_IO, "the archive could not be used") : 0;
}

void archive_drop(struct archived *a)
{
	if (!a->kept)
		(void)unlink(a->path);
}

int archive_store(struct ctx *c, const char *from, struct archived *ret, struct err *e)
{
	int rc = archive_take(c, from, ret, e);

	if (rc == 0)
		return err_set(e, ERR_IO, "'%s' is gone, or changed while it was read", from);
	return rc < 0 ? -1 : archive_keep(c, ret, e);
}

bool archive_is_source(const struct archived *a, const char *path)
{
	struct stat now;

	return lstat(path, &now) == 0 && same(&now, &a->was);
}
