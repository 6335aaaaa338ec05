#include "common/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "common/file.h"

enum { OPEN_TO_OTHERS = 077, OPEN_BUT_TO_GROUP = 037 };

static int secret_open(const char *path, const char *what, mode_t forbidden, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ELOOP)
		return err_set(
		        e, ERR_NOPERM, "%s '%s' is a link: name the file itself", what, path);
	if (fd < 0)
		return err_sys(e, ERR_CONFIG, "could not open %s '%s'", what, path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		err_set(e, ERR_NOPERM, "%s '%s' is not a regular file", what, path);
	else if (st.st_uid != geteuid() && st.st_uid != 0)
		err_set(e, ERR_NOPERM,
		        "%s '%s' belongs to another user: chown it to the user that "
		        "runs " PROGRAM_NAME,
		        what, path);
	else if (st.st_mode & forbidden)
		err_set(e, ERR_NOPERM, "%s '%s' is open to others (mode %04o): chmod 600 it", what,
		        path, (unsigned)(st.st_mode & 07777));
	else
		return fd;
	(void)close(fd);
	return -1;
}

static int read_all(int fd, char *out, size_t max, size_t *ret_len)
{
	size_t used = 0;
	ssize_t n;

	while ((n = read(fd, out + used, max - used)) > 0)
		used += (size_t)n;
	*ret_len = used;
	return n < 0 ? -1 : 0;
}

static int read_mode(const char *path, const char *what, mode_t forbidden, char *out, size_t max,
        size_t *ret_len, struct err *e)
{
	int fd CLEANUP(fd_closep) = secret_open(path, what, forbidden, e);

	if (fd < 0)
		return -1;
	if (read_all(fd, out, max, ret_len) < 0)
		return err_sys(e, ERR_IO, "could not read %s '%s'", what, path);
	if (*ret_len == max)
		return err_set(
		        e, ERR_CONFIG, "%s '%s' is larger than %zu bytes", what, path, max - 1);
	return 0;
}

int secret_read(
        const char *path, const char *what, char *out, size_t max, size_t *ret_len, struct err *e)
{
	return read_mode(path, what, OPEN_TO_OTHERS, out, max, ret_len, e);
}

static bool credential_path(const char *name, char out[FILE_PATH])
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");

	if (!dir)
		return false;
	snprintf(out, FILE_PATH, "%s/%s", dir, name);
	return file_exists(out);
}

int secret_line(const struct secret_place *p, char *out, size_t max, struct err *e)
{
	char path[FILE_PATH];
	mode_t forbidden = OPEN_TO_OTHERS;
	size_t n;

	if (credential_path(p->credential, path))
		forbidden = OPEN_BUT_TO_GROUP;
	else if (*p->file == '/' || (*p->file && !p->workspace))
		snprintf(path, sizeof path, "%s", p->file);
	else if (*p->file)
		snprintf(path, sizeof path, "%s/%s", p->workspace, p->file);
	else
		return 0;
	if (read_mode(path, p->what, forbidden, out, max - 1, &n, e) < 0)
		return -1;
	while (n > 0 && (out[n - 1] == '\n' || out[n - 1] == '\r'))
		n--;
	out[n] = '\0';
	return 1;
}

void secret_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}
