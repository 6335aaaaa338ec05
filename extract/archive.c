#include "extract/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "extract/source.h"

enum { BLOCK = 256 * 1024 };

static int open_regular(const char *path, int *ret, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return err_sys(
		        e, errno == EACCES ? ERR_NOPERM : ERR_IO, "could not open '%s'", path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "'%s' is not a regular file", path);
	*ret = fd;
	fd = -1;
	return 0;
}

static int copy(int from, FILE *to, const char *path, int64_t *ret_bytes, struct err *e)
{
	static _Thread_local char block[BLOCK];
	int64_t bytes = 0;
	ssize_t n;

	(void)posix_fadvise(from, 0, 0, POSIX_FADV_SEQUENTIAL);
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, ERR_IO, "could not read '%s'", path);
		if (fwrite(block, 1, (size_t)n, to) != (size_t)n)
			return err_sys(e, ERR_IO, "could not copy '%s' to the archive", path);
		bytes += n;
	}
	*ret_bytes = bytes;
	return 0;
}

/* The file under a name of its own, until its hash is known. */
static int take_copy(const char *from, const char *to, int64_t *bytes, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	int fd CLEANUP(fd_closep) = -1;

	if (open_regular(from, &fd, e) < 0 || file_begin(&out, to, e) < 0 ||
	        copy(fd, out.f, from, bytes, e) < 0)
		return -1;
	return file_commit(&out, e);
}

int archive_store(struct ctx *c, const char *from, struct archived *ret, struct err *e)
{
	const char *incoming = arena_printf(c->arena, "%s/archive/incoming", c->workspace);
	struct archived a;
	const char *dir;

	dir = arena_printf(c->arena, "%s/archive", c->workspace);
	if (dir_make(dir, e) < 0 || take_copy(from, incoming, &a.bytes, e) < 0 ||
	        file_sha256(incoming, a.sha256, e) < 0)
		return -1;
	a.path = source_archive_path(c, a.sha256);
	dir = arena_printf(c->arena, "%s/archive/%.2s", c->workspace, a.sha256);
	if (file_size(a.path) == a.bytes) {
		if (file_remove(incoming, e) < 0)
			return -1;
	} else if (dir_make(dir, e) < 0 || file_move(incoming, a.path, e) < 0) {
		return -1;
	}
	*ret = a;
	return FAULT("archive.stored") ? err_set(e, ERR_IO, "the archive could not be used") : 0;
}
