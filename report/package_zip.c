#include "report/package_zip.h"

#include <errno.h>

#include "common/fault.h"

/* ---- libzip writes where we say, and not under a name of its own ---- */

static zip_int64_t failed(struct zip_out *z)
{
	zip_error_set(&z->error, ZIP_ER_WRITE, errno);
	return -1;
}

static zip_int64_t out_stat(void *data, zip_uint64_t len)
{
	zip_stat_t *st = data;

	if (len < sizeof *st)
		return -1;
	zip_stat_init(st);
	st->valid = ZIP_STAT_SIZE; /* an empty archive is there */
	return sizeof *st;
}

static zip_int64_t out_seek(struct zip_out *z, void *data, zip_uint64_t len)
{
	zip_source_args_seek_t *args =
	        ZIP_SOURCE_GET_ARGS(zip_source_args_seek_t, data, len, &z->error);

	if (!args)
		return -1;
	return fseeko(z->to, args->offset, args->whence) < 0 ? failed(z) : 0;
}

static zip_int64_t out_write(struct zip_out *z, const void *data, zip_uint64_t len)
{
	return fwrite(data, 1, len, z->to) == len ? (zip_int64_t)len : failed(z);
}

static zip_int64_t out_commit(struct zip_out *z)
{
	return FAULT("package.zip") || fflush(z->to) != 0 ? failed(z) : 0;
}

static zip_int64_t out_call(void *user, void *data, zip_uint64_t len, zip_source_cmd_t cmd)
{
	struct zip_out *z = user;

	switch (cmd) {
	case ZIP_SOURCE_SUPPORTS:
		return ZIP_SOURCE_SUPPORTS_WRITABLE;
	case ZIP_SOURCE_STAT:
		return out_stat(data, len);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&z->error, data, len);
	case ZIP_SOURCE_WRITE:
		return out_write(z, data, len);
	case ZIP_SOURCE_SEEK_WRITE:
		return out_seek(z, data, len);
	case ZIP_SOURCE_TELL_WRITE:
		return ftello(z->to);
	case ZIP_SOURCE_COMMIT_WRITE:
		return out_commit(z);
	case ZIP_SOURCE_OPEN:
	case ZIP_SOURCE_READ: /* nothing was there before */
	case ZIP_SOURCE_SEEK:
	case ZIP_SOURCE_TELL:
	case ZIP_SOURCE_BEGIN_WRITE:
	case ZIP_SOURCE_ROLLBACK_WRITE:
	case ZIP_SOURCE_REMOVE:
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		zip_error_set(&z->error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

int zip_out_begin(struct zip_out *z, FILE *to, int level, struct err *e)
{
	zip_error_t ze = { 0 };
	zip_source_t *sink;

	*z = (struct zip_out){ .to = to, .level = level };
	sink = zip_source_function_create(out_call, z, &ze);
	z->zip = sink ? zip_open_from_source(sink, ZIP_CREATE | ZIP_TRUNCATE, &ze) : NULL;
	if (z->zip)
		return 0;
	if (sink)
		zip_source_free(sink);
	return err_set(e, ERR_IO, "could not begin a container: %s", zip_error_strerror(&ze));
}

/* 1980-01-01 in DOS form; a file its owner alone may read */
enum { DOS_DAY = 1 << 5 | 1, DOS_TIME = 0 };
#define UNIX_MODE (0100600u << 16)

static int add(struct zip_out *z, const char *name, zip_source_t *s, bool stored, struct err *e)
{
	bool store = stored || z->level == 0;
	zip_int64_t i = s ? zip_file_add(z->zip, name, s, ZIP_FL_ENC_UTF_8) : -1;
	zip_uint64_t at = (zip_uint64_t)i;

	if (i < 0) {
		zip_source_free(s);
		return err_set(e, ERR_IO, "could not add '%s': %s", name, zip_strerror(z->zip));
	}
	if (zip_set_file_compression(z->zip, at, store ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
	            store ? 0 : (zip_uint32_t)z->level) < 0 ||
	        zip_file_set_dostime(z->zip, at, DOS_TIME, DOS_DAY, 0) < 0 ||
	        zip_file_set_external_attributes(z->zip, at, 0, ZIP_OPSYS_UNIX, UNIX_MODE) < 0)
		return err_set(e, ERR_BUG, "could not add '%s': %s", name, zip_strerror(z->zip));
	return 0;
}

int zip_out_bytes(
        struct zip_out *z, const char *name, const void *data, size_t n, bool stored, struct err *e)
{
	return add(z, name, zip_source_buffer(z->zip, data, n, 0), stored, e);
}

int zip_out_file(struct zip_out *z, const char *name, const char *path, struct err *e)
{
	return add(z, name, zip_source_file(z->zip, path, 0, -1), false, e);
}

int zip_out_end(struct zip_out *z, struct err *e)
{
	if (zip_close(z->zip) < 0)
		return err_set(
		        e, ERR_IO, "could not write the container: %s", zip_strerror(z->zip));
	z->zip = NULL;
	return 0;
}

void zip_out_done(struct zip_out *z)
{
	if (z->zip)
		zip_discard(z->zip);
	*z = (struct zip_out){ 0 };
}
