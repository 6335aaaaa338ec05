#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"

void file_closep(FILE **f)
{
	if (*f)
		(void)fclose(*f);
	*f = NULL;
}

void fd_closep(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int file_begin(struct file_out *o, const char *path, struct err *e)
{
	int fd;

	if (strlen(path) >= sizeof o->path)
		return err_set(e, ERR_IO, "path '%s' is too long", path);
	snprintf(o->path, sizeof o->path, "%s", path);
	snprintf(o->tmp, sizeof o->tmp, "%s.tmp", path);
	(void)unlink(o->tmp);
	fd = FAULT("file.open")
	             ? -1
	             : open(o->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	o->f = fd < 0 ? NULL : fdopen(fd, "w");
	if (o->f)
		return 0;
	fd_closep(&fd);
	(void)err_sys(e, ERR_CANTCREAT, "could not create '%s'", path);
	o->tmp[0] = '\0';
	return -1;
}

static int sync_parent(const char *path, struct err *e)
{
	char dir[FILE_PATH];
	int fd CLEANUP(fd_closep) = -1;
	char *slash;

	snprintf(dir, sizeof dir, "%s", path);
	slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return err_sys(e, ERR_IO, "could not sync the folder of '%s'", path);
	return 0;
}

int file_commit(struct file_out *o, struct err *e)
{
	FILE *f = o->f;

	if (FAULT("file.flush") || fflush(f) || fsync(fileno(f)))
		return err_sys(e, ERR_IO, "could not write '%s'", o->path);
	o->f = NULL;
	if (fclose(f) != 0)
		return err_sys(e, ERR_IO, "could not close '%s'", o->path);
	if (FAULT("file.rename") || rename(o->tmp, o->path) < 0)
		return err_sys(e, ERR_IO, "could not replace '%s'", o->path);
	o->tmp[0] = '\0';
	return sync_parent(o->path, e);
}

void file_abandon(struct file_out *o)
{
	if (o->f)
		(void)fclose(o->f);
	if (o->tmp[0])
		(void)unlink(o->tmp);
	*o = (struct file_out){ 0 };
}

int file_move(const char *from, const char *to, struct err *e)
{
	if (FAULT("file.move") || rename(from, to) < 0)
		return err_sys(e, ERR_IO, "could not move '%s' to '%s'", from, to);
	return sync_parent(to, e);
}

int file_remove(const char *path, struct err *e)
{
	if (FAULT("file.remove") || (unlink(path) < 0 && errno != ENOENT))
		return err_sys(e, ERR_IO, "could not remove '%s'", path);
	return sync_parent(path, e);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int64_t file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void hex_of(const unsigned char *md, char hex[65])
{
	static const char digit[] = "0123456789abcdef";

	for (int i = 0; i < 32; i++) {
		hex[2 * i] = digit[md[i] >> 4];
		hex[2 * i + 1] = digit[md[i] & 15];
	}
	hex[64] = '\0';
}

void sha256_hex(const void *data, size_t n, char hex[65])
{
	unsigned char md[32];

	if (!EVP_Digest(data, n, md, NULL, EVP_sha256(), NULL))
		out_of_memory();
	hex_of(md, hex);
}

void sha256_begin(struct sha256 *h)
{
	h->md = EVP_MD_CTX_new();
	if (!h->md || !EVP_DigestInit_ex(h->md, EVP_sha256(), NULL))
		out_of_memory();
}

void sha256_add(struct sha256 *h, const void *data, size_t n)
{
	if (!EVP_DigestUpdate(h->md, data, n))
		out_of_memory();
}

void sha256_end(struct sha256 *h, char hex[65])
{
	unsigned char sum[32];

	if (!EVP_DigestFinal_ex(h->md, sum, NULL))
		out_of_memory();
	hex_of(sum, hex);
	sha256_done(h);
}

void sha256_done(struct sha256 *h)
{
	EVP_MD_CTX_free(h->md);
	h->md = NULL;
}

int file_sha256(const char *path, char hex[65], struct err *e)
{
	struct sha256 h CLEANUP(sha256_done) = { 0 };
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_CLOEXEC);
	static _Thread_local unsigned char block[256 * 1024];
	ssize_t n;

	sha256_begin(&h);
	if (fd < 0)
		return err_sys(
		        e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "could not open '%s'", path);
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	while ((n = read(fd, block, sizeof block)) > 0)
		sha256_add(&h, block, (size_t)n);
	if (n < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", path);
	sha256_end(&h, hex);
	return 0;
}

int file_read(
        struct arena *a, const char *path, size_t max, char **ret, size_t *ret_len, struct err *e)
{
	FILE *f CLEANUP(file_closep) = fopen(path, "re");
	struct stat st;
	char *data;
	size_t n;

	if (!f)
		return err_sys(
		        e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "could not open '%s'", path);
	if (fstat(fileno(f), &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "'%s' is not a regular file", path);
	if ((size_t)st.st_size > max)
		return err_set(e, ERR_DATA, "'%s' is larger than %zu bytes", path, max);
	data = arena_take(a, (size_t)st.st_size + 1);
	n = fread(data, 1, (size_t)st.st_size, f);
	if (ferror(f))
		return err_sys(e, ERR_IO, "could not read '%s'", path);
	data[n] = '\0';
	*ret = data;
	*ret_len = n;
	return 0;
}

int dir_make(const char *path, struct err *e)
{
	char part[FILE_PATH];
	struct stat st;

	if (strlen(path) >= sizeof part)
		return err_set(e, ERR_IO, "path '%s' is too long", path);
	snprintf(part, sizeof part, "%s", path);
	for (char *p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return err_sys(e, ERR_CANTCREAT, "could not make folder '%s'", part);
		*p = '/';
	}
	if (mkdir(part, 0700) < 0 && errno != EEXIST)
		return err_sys(e, ERR_CANTCREAT, "could not make folder '%s'", path);
	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_CANTCREAT, "'%s' is not a folder", path);
	return 0;
}

static long lock_holder(int fd)
{
	char pid[24] = "";

	if (pread(fd, pid, sizeof pid - 1, 0) <= 0)
		return 0;
	return strtol(pid, NULL, 10);
}

int file_lock_take(struct file_lock *l, const char *path, struct err *e)
{
	char pid[24];
	int n;

	l->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (l->fd < 0)
		return err_sys(e, ERR_IO, "could not open lock '%s'", path);
	if (flock(l->fd, LOCK_EX | LOCK_NB) < 0) {
		int rc = errno == EWOULDBLOCK
		                 ? err_set(e, ERR_TRYLATER, "another run holds '%s', process %ld",
		                           path, lock_holder(l->fd))
		                 : err_sys(e, ERR_IO, "could not lock '%s'", path);
		fd_closep(&l->fd);
		return rc;
	}
	n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(l->fd, 0) < 0 || pwrite(l->fd, pid, (size_t)n, 0) != n) {
		file_lock_drop(l);
		return err_sys(e, ERR_IO, "could not write lock '%s'", path);
	}
	return 0;
}

void file_lock_drop(struct file_lock *l)
{
	fd_closep(&l->fd);
}
