#include "extract/store_files.h"

#include <dirent.h>
#include <errno.h>

#include "extract/source.h"
#include "extract/store_map.h"

enum { FILES_MAX = 1000, SLOTS = 4 };

/* --- the list ------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	const struct store_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_folded(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

static int check_names(struct store_files *f, struct err *e)
{
	qsort(f->all, f->n, sizeof *f->all, by_name);
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = i + 1; k < f->n; k++)
			if (same_folded(f->all[i].name, f->all[k].name))
				return err_set(e, ERR_DATA,
				        "export '%s': '%s' and '%s' differ in case only", f->shown,
				        f->all[i].name, f->all[k].name);
	return 0;
}

static void add(struct store_files *f, const char *name, const char *path)
{
	f->all[f->n++] = (struct store_file){
		.name = arena_strdup(f->a, name), .path = path, .produced = NO_DAY
	};
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

/* Regular files only: nothing is followed, nothing that could block is opened. */
static int list_folder(struct store_files *f, const char *folder, struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(folder);
	const struct dirent *entry;
	struct stat st;

	if (!d)
		return err_sys(e, errno == ENOENT ? ERR_NOINPUT : ERR_NOPERM,
		        "could not open export '%s'", folder);
	while ((entry = readdir(d))) {
		const char *path = arena_printf(f->a, "%s/%s", folder, entry->d_name);

		if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		if (f->n == FILES_MAX)
			return err_set(e, ERR_DATA, "export '%s' holds more than %d files", folder,
			        FILES_MAX);
		add(f, entry->d_name, path);
	}
	return 0;
}

/* --- a .zip -------------------------------------------------------------------- */

/*
 * A folder of our own, behind a lock that goes with the process: doctor may look at the export
 * while a night reads it. Slots that nobody holds are emptied on the way.
 */
static int take_slot(struct store_files *f, const char *tmp, struct err *e)
{
	if (dir_make(tmp, e) < 0)
		return -1;
	for (int i = 0; i < SLOTS; i++) {
		const char *dir = arena_printf(f->a, "%s/export-%d", tmp, i);
		struct file_lock lock = FILE_LOCK_NONE;
		int rc = file_lock_take(&lock, arena_printf(f->a, "%s.lock", dir), e);

		if (rc < 0 && e->code != ERR_TRYLATER)
			return -1;
		if (rc < 0)
			continue;
		if (unzip_remove(dir, e) < 0) {
			file_lock_drop(&lock);
			return -1;
		}
		if (f->unpacked) {
			file_lock_drop(&lock);
		} else {
			f->unpacked = dir;
			f->lock = lock;
		}
	}
	return f->unpacked ? 0 : err_ctx(e, "export '%s'", f->shown);
}

static int unpack(struct store_files *f, const char *path, const char *tmp,
        const struct unzip_limits *limits, struct err *e)
{
	struct unzip_result r = { .arena = f->a };
	struct unzip_limits by_number = *limits;

	by_number.by_number = true;
	f->zipped = true;
	if (!file_exists(path))
		return err_set(e,
		        file_exists(arena_printf(f->a, "%s.part", path)) ? ERR_TRYLATER
		                                                         : ERR_NOINPUT,
		        "export '%s' is not there", path);
	if (take_slot(f, tmp, e) < 0)
		return -1;
	if (unzip_to(path, f->unpacked, &by_number, &r, e) < 0)
		return err_ctx(e, "export '%s'", path);
	f->all = arena_take(f->a, (r.n + 1) * sizeof *f->all);
	for (size_t i = 0; i < r.n; i++)
		add(f, r.name[i], unzip_path(f->a, f->unpacked, i));
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int store_files_open(struct store_files *f, const char *path, const char *tmp,
        const struct unzip_limits *limits, struct arena *a, struct err *e)
{
	size_t n = strlen(path);

	*f = (struct store_files){ .a = a, .shown = path, .lock = FILE_LOCK_NONE };
	if (n < 4 || strcmp(path + n - 4, ".zip") != 0 || is_folder(path)) {
		f->all = arena_take(a, FILES_MAX * sizeof *f->all);
		return list_folder(f, path, e) < 0 ? -1 : check_names(f, e);
	}
	return unpack(f, path, tmp, limits, e) < 0 ? -1 : check_names(f, e);
}

/* --- which is which -------------------------------------------------------------- */

static bool fits(const struct feed_words *patterns, const char *name, int32_t *ret_produced)
{
	struct feed_name said;

	for (size_t i = 0; i < patterns->n; i++) {
		struct feed pattern = { .pattern = patterns->word[i] };

		if (feed_match(&pattern, name, &said)) {
			*ret_produced = said.produced;
			return true;
		}
	}
	return false;
}

/* "name" of "name.part", ".name.part" and the like; NULL: it is no such file. */
static const char *stem_of_unfinished(const char *name, struct arena *a)
{
	static const char *const ends[] = { ".part", ".filepart", ".tmp", ".partial", ".crdownload",
		".writing" };
	size_t n = strlen(name);

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		size_t k = strlen(ends[i]);

		if (n > k && strcmp(name + n - k, ends[i]) == 0)
			return arena_strndup(a, name + (*name == '.'), n - k - (*name == '.'));
	}
	return NULL;
}

static int check_finished(struct store_files *f, const struct feed_words *patterns, struct err *e)
{
	int32_t produced;

	for (size_t i = 0; i < f->n; i++) {
		const char *stem = stem_of_unfinished(f->all[i].name, f->a);

		if (stem && fits(patterns, stem, &produced))
			return err_set(e, ERR_TRYLATER, "export '%s': '%s' is still being written",
			        f->shown, f->all[i].name);
	}
	return 0;
}

int store_files_pick(struct store_files *f, const struct feed_words *patterns,
        struct store_file **ret, struct err *e)
{
	struct store_file *best = NULL, *other = NULL;
	int32_t produced;

	if (check_finished(f, patterns, e) < 0)
		return -1;
	for (size_t i = 0; i < f->n; i++) {
		struct store_file *x = &f->all[i];

		if (!fits(patterns, x->name, &produced))
			continue;
		x->produced = produced;
		if (!best || produced > best->produced) {
			best = x;
			other = NULL;
		} else if (produced == best->produced) {
			other = x;
		}
	}
	if (!best)
		return err_set(e, ERR_NOINPUT, "export '%s': there is no file %s", f->shown,
		        store_words_text(patterns, f->a));
	if (other)
		return err_set(e, ERR_CONFIG, "export '%s': both '%s' and '%s' are file %s",
		        f->shown, best->name, other->name, store_words_text(patterns, f->a));
	if (lstat(best->path, &best->as_picked) < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", best->path);
	best->wanted = true;
	*ret = best;
	return 0;
}

static bool older(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

static int check_marker(const struct store_files *f, const char *marker, struct err *e)
{
	const struct store_file *m = NULL;
	struct stat st;

	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->all[i].name, marker) == 0)
			m = &f->all[i];
	if (!m || lstat(m->path, &st) < 0)
		return err_set(e, ERR_TRYLATER,
		        "export '%s': the file '%s', which says that it is whole, is not there",
		        f->shown, marker);
	for (size_t i = 0; i < f->n && !f->zipped; i++)
		if (f->all[i].wanted && older(&st.st_mtim, &f->all[i].as_picked.st_mtim))
			return err_set(e, ERR_TRYLATER,
			        "export '%s': '%s' was written after '%s', which says that it is "
			        "whole",
			        f->shown, f->all[i].name, marker);
	return 0;
}

int store_files_whole(const struct store_files *f, const char *marker, struct err *e)
{
	const struct store_file *first = NULL;

	for (size_t i = 0; i < f->n; i++) {
		const struct store_file *x = &f->all[i];

		if (!x->wanted || x->produced == NO_DAY)
			continue;
		if (first && first->produced != x->produced)
			return err_set(e, ERR_TRYLATER,
			        "export '%s': '%s' and '%s' are of different days: it is not whole",
			        f->shown, first->name, x->name);
		first = x;
	}
	return marker ? check_marker(f, marker, e) : 0;
}

int store_files_same(const struct store_files *f, struct err *e)
{
	struct stat st;

	for (size_t i = 0; i < f->n; i++) {
		const struct store_file *x = &f->all[i];

		if (!x->wanted)
			continue;
		if (lstat(x->path, &st) < 0 || st.st_ino != x->as_picked.st_ino ||
		        st.st_size != x->as_picked.st_size ||
		        older(&x->as_picked.st_mtim, &st.st_mtim))
			return err_set(e, ERR_TRYLATER,
			        "export '%s': '%s' was changed while it was read", f->shown,
			        x->name);
	}
	return 0;
}

void store_files_done(struct store_files *f)
{
	struct err ignored = { 0 };

	if (!f->unpacked)
		return;
	(void)!unzip_remove(f->unpacked, &ignored);
	f->unpacked = NULL;
	file_lock_drop(&f->lock);
}
