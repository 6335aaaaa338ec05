#include "report/container.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/text.h"

enum { NAME_MAX_BYTES = 200, RATIO_FROM = 1 << 20 };
#define META "META-INF/"

/* ---- names ---- */

static const char *name_fault(const char *name)
{
	size_t n = strlen(name);
	const char *base = strncmp(name, META, strlen(META)) == 0 ? name + strlen(META) : name;

	if (!*base || n > NAME_MAX_BYTES)
		return "is empty or too long";
	if (!utf8_valid(name, n) || text_has_control(name, n))
		return "has control characters or is not UTF-8";
	if (strchr(base, '/') || strpbrk(base, "\\:"))
		return "has a folder, a drive or a backslash in it";
	if (strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return "is a dot";
	return NULL;
}

int entry_name_check(const char *name, struct err *e)
{
	const char *fault = name_fault(name);

	return fault ? err_set(e, ERR_DATA, "the file name '%.60s' %s", name, fault) : 0;
}

static int check_entry(struct container *c, const struct entry *new, struct err *e)
{
	const struct limits *l = &c->limits;

	if (entry_name_check(new->name, e) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (text_same_folded(c->entry[i].name, new->name))
			return err_set(e, ERR_DATA, "the name '%s' is there twice", new->name);
	if (new->size < 0 || new->size > l->one || c->bytes + new->size > l->all)
		return err_set(e, ERR_DATA, "'%s' would be %lld bytes: more than is accepted",
		        new->name, (long long)new->size);
	return 0;
}

static int add_entry(struct container *c, const struct entry *new, struct err *e)
{
	if (check_entry(c, new, e) < 0)
		return -1;
	c->bytes += new->size;
	c->entry[c->n++] = *new;
	return 0;
}

/* ---- zip ---- */

static int check_kind(const struct container *c, uint64_t i, const char *name, struct err *e)
{
	zip_uint8_t system = 0;
	zip_uint32_t attr = 0;
	mode_t mode;

	if (zip_file_get_external_attributes(c->zip, i, 0, &system, &attr) < 0)
		return err_set(e, ERR_DATA, "'%s' has no attributes", name);
	mode = (mode_t)(attr >> 16);
	if (system == ZIP_OPSYS_UNIX && (mode & S_IFMT) && !S_ISREG(mode))
		return err_set(e, ERR_DATA, "'%s' is not a regular file", name);
	return 0;
}

static int check_packing(const struct container *c, const zip_stat_t *st, struct err *e)
{
	if (st->encryption_method != ZIP_EM_NONE)
		return err_set(e, ERR_DATA, "'%.60s' is encrypted", st->name);
	if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
		return err_set(e, ERR_DATA,
		        "'%.60s' is packed by method %u: only stored and deflate are "
		        "accepted",
		        st->name, st->comp_method);
	if (st->size > RATIO_FROM && st->size / (st->comp_size + 1) > (uint64_t)c->limits.ratio)
		return err_set(e, ERR_DATA, "'%.60s' would grow %llu-fold: a zip bomb", st->name,
		        (unsigned long long)(st->size / (st->comp_size + 1)));
	return 0;
}

static int list_zip_entry(struct container *c, uint64_t i, struct arena *a, struct err *e)
{
	const zip_uint64_t all = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
	                         ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	struct entry new = { .index = i };
	zip_stat_t st;

	if (zip_stat_index(c->zip, i, ZIP_FL_ENC_RAW, &st) < 0 || (st.valid & all) != all)
		return err_set(e, ERR_DATA, "entry %llu has no proper head", (unsigned long long)i);
	if (st.size > INT64_MAX)
		return err_set(
		        e, ERR_DATA, "entry %llu states an impossible size", (unsigned long long)i);
	new.name = arena_strdup(a, st.name);
	new.size = (int64_t)st.size;
	if (!text_eq(zip_get_name(c->zip, i, ZIP_FL_ENC_STRICT), new.name))
		return err_set(e, ERR_DATA,
		        "the name of entry %llu is not marked as UTF-8: programs would "
		        "read it differently",
		        (unsigned long long)i);
	if (add_entry(c, &new, e) < 0 || check_packing(c, &st, e) < 0)
		return -1;
	return check_kind(c, i, new.name, e);
}

static int list_zip(struct container *c, struct arena *a, struct err *e)
{
	zip_int64_t n = zip_get_num_entries(c->zip, 0);
	int comment = 0;

	if (n <= 0)
		return err_set(e, ERR_DATA, "the container is empty");
	if ((size_t)n > c->limits.entries)
		return err_set(e, ERR_DATA, "%lld files: more than the %zu that are accepted",
		        (long long)n, c->limits.entries);
	if (zip_get_archive_comment(c->zip, &comment, ZIP_FL_ENC_RAW) && comment > 0)
		return err_set(
		        e, ERR_DATA, "the container has a comment: bytes that no signature covers");
	c->entry = arena_take(a, (size_t)n * sizeof *c->entry);
	for (zip_int64_t i = 0; i < n; i++)
		if (list_zip_entry(c, (uint64_t)i, a, e) < 0)
			return -1;
	return 0;
}

static int zip_refused(int code, struct err *e)
{
	zip_error_t ze;

	zip_error_init_with_code(&ze, code);
	if (code == ZIP_ER_NOENT || code == ZIP_ER_OPEN)
		err_set(e, ERR_NOINPUT, "%s", zip_error_strerror(&ze));
	else if (code == ZIP_ER_READ || code == ZIP_ER_SEEK)
		err_set(e, ERR_DATA, "not a whole zip container: %s", zip_error_strerror(&ze));
	else if (code == ZIP_ER_MEMORY)
		err_set(e, ERR_MEMORY, "%s", zip_error_strerror(&ze));
	else
		err_set(e, ERR_DATA, "not a sound zip container: %s", zip_error_strerror(&ze));
	zip_error_fini(&ze);
	return -1;
}

int container_open_memory(struct container *c, const void *data, size_t n,
        const struct limits *limits, struct arena *a, struct err *e)
{
	zip_error_t ze = { 0 };
	zip_source_t *src = zip_source_buffer_create(data, n, 0, &ze);

	*c = (struct container){ .dir = -1, .limits = *limits };
	if (!src)
		return zip_refused(zip_error_code_zip(&ze), e);
	c->zip = zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &ze);
	if (!c->zip) {
		zip_source_free(src);
		return zip_refused(zip_error_code_zip(&ze), e);
	}
	return list_zip(c, a, e);
}

/* ---- folder ---- */

static int list_file(struct container *c, const char *name, struct arena *a, struct err *e)
{
	struct entry new = { .name = arena_strdup(a, name) };
	struct stat st;

	if (fstatat(c->dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, ERR_IO, "could not look at '%s'", name);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DATA, "'%s' is not a regular file", name);
	if (c->n == c->limits.entries)
		return err_set(e, ERR_DATA, "more than the %zu files that are accepted",
		        c->limits.entries);
	new.size = st.st_size;
	return add_entry(c, &new, e);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void dir_freep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

static int list_folder(struct container *c, struct arena *a, struct err *e)
{
	int copy = fcntl(c->dir, F_DUPFD_CLOEXEC, 0);
	DIR *d CLEANUP(dir_freep) = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *de;

	if (!d)
		return err_sys(e, ERR_IO, "could not list the folder");
	c->entry = arena_take(a, c->limits.entries * sizeof *c->entry);
	while ((de = readdir(d)) != NULL)
		if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0 &&
		        list_file(c, de->d_name, a, e) < 0)
			return -1;
	if (c->n == 0)
		return err_set(e, ERR_DATA, "the folder is empty");
	qsort(c->entry, c->n, sizeof *c->entry, by_name);
	return 0;
}

/* ---- both ---- */

int container_open(struct container *c, const char *path, const struct limits *limits,
        struct arena *a, struct err *e)
{
	struct stat st;
	int code = 0;

	*c = (struct container){ .dir = -1, .limits = *limits };
	if (stat(path, &st) < 0)
		return err_sys(e, ERR_NOINPUT, "could not open '%s'", path);
	if (S_ISDIR(st.st_mode)) {
		c->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return c->dir < 0 ? err_sys(e, ERR_IO, "could not open '%s'", path)
		                  : list_folder(c, a, e);
	}
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DATA, "'%s' is neither a file nor a folder", path);
	c->zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
	if (!c->zip)
		return zip_refused(code, e);
	return list_zip(c, a, e);
}

void container_done(struct container *c)
{
	if (c->zip)
		zip_discard(c->zip);
	if (c->dir > 0)
		(void)close(c->dir);
	*c = (struct container){ .dir = -1 };
}

const struct entry *container_find(const struct container *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->entry[i].name, name) == 0)
			return &c->entry[i];
	return NULL;
}

int container_mimetype(const char *path, const char *want, struct err *e)
{
	FILE *f CLEANUP(file_closep) = fopen(path, "rbe");
	unsigned char head[30];
	char text[128] = "";
	size_t n = 8 + strlen(want);

	if (!f || n >= sizeof text)
		return err_sys(e, ERR_NOINPUT, "could not open '%s'", path);
	if (fread(head, 1, sizeof head, f) != sizeof head || memcmp(head, "PK\3\4", 4) != 0)
		return err_set(e, ERR_DATA, "the file does not begin with a zip entry");
	if (fread(text, 1, n, f) != n || head[26] != 8 || head[27] != 0 ||
	        memcmp(text, "mimetype", 8) != 0)
		return err_set(e, ERR_DATA, "the first entry is not 'mimetype'");
	if (head[8] != 0 || head[9] != 0 || head[28] != 0 || head[29] != 0)
		return err_set(e, ERR_DATA, "'mimetype' is compressed or has an extra field");
	if (strcmp(text + 8, want) != 0 || head[22] != strlen(want))
		return err_set(e, ERR_DATA, "'mimetype' does not say %s", want);
	return 0;
}

int entry_open(
        struct entry_in *in, const struct container *c, const struct entry *entry, struct err *e)
{
	*in = (struct entry_in){ .c = c, .entry = entry, .fd = -1 };
	if (c->zip) {
		in->zip = zip_fopen_index(c->zip, entry->index, 0);
		return in->zip ? 0
		               : err_set(e, ERR_DATA, "could not open '%s': %s", entry->name,
		                         zip_strerror(c->zip));
	}
	in->fd = openat(c->dir, entry->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return in->fd < 0 ? err_sys(e, ERR_IO, "could not open '%s'", entry->name) : 0;
}

int64_t entry_read(struct entry_in *in, void *buf, size_t cap, struct err *e)
{
	const struct entry *en = in->entry;
	int64_t n = in->zip ? zip_fread(in->zip, buf, cap) : read(in->fd, buf, cap);

	if (n < 0 && in->zip)
		return err_set(
		        e, ERR_DATA, "'%s' is damaged: %s", en->name, zip_file_strerror(in->zip));
	if (n < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", en->name);
	in->got += n;
	if (in->got > en->size)
		return err_set(e, ERR_DATA, "more bytes come out of '%s' than it states", en->name);
	if (n == 0 && in->got != en->size)
		return err_set(e, ERR_DATA, "'%s' ends after %lld of %lld bytes", en->name,
		        (long long)in->got, (long long)en->size);
	return n;
}

void entry_close(struct entry_in *in)
{
	if (in->zip)
		(void)zip_fclose(in->zip);
	if (in->c && !in->zip && in->fd >= 0)
		(void)close(in->fd);
	*in = (struct entry_in){ .fd = -1 };
}

int entry_text(const struct container *c, const struct entry *entry, size_t max, struct arena *a,
        char **ret, size_t *ret_len, struct err *e)
{
	struct entry_in in CLEANUP(entry_close) = { .fd = -1 };
	char *data;
	int64_t n = 1;
	size_t used = 0;

	if (entry->size > (int64_t)max)
		return err_set(e, ERR_DATA, "'%s' is larger than %zu bytes", entry->name, max);
	if (entry_open(&in, c, entry, e) < 0)
		return -1;
	data = arena_take(a, (size_t)entry->size + 2);
	while ((n = entry_read(&in, data + used, (size_t)entry->size + 1 - used, e)) > 0)
		used += (size_t)n;
	if (n < 0)
		return -1;
	*ret = data;
	*ret_len = used;
	return 0;
}
