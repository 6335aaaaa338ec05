/* Lists of earlier days: so many folders as a setting says are kept, the newest. */
#include "report/worklist_run.h" /* first: see xlsx_book.h */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/file.h"
#include "common/text.h"

struct days {
	int32_t *day;
	size_t n, room;
};

static void dir_closep(DIR **d)
{
	if (*d)
		closedir(*d);
}

static void add(struct days *all, int32_t day, struct arena *a)
{
	if (all->n == all->room) {
		size_t room = all->room ? 2 * all->room : 64;
		int32_t *more = arena_take(a, room * sizeof *more);

		if (all->n)
			memcpy(more, all->day, all->n * sizeof *more);
		all->day = more;
		all->room = room;
	}
	all->day[all->n++] = day;
}

static int newest_first(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;

	return (a < b) - (a > b);
}

/* Folders that are called as a day is written; whatever else lies there is nobody's business. */
static int read_days(const struct worklist *w, const char *folder, struct days *ret)
{
	DIR *d CLEANUP(dir_closep) = opendir(folder);
	const struct dirent *f;
	int32_t day;

	if (!d)
		return err_sys(w->e, ERR_IO, "could not read folder '%s'", folder);
	while ((f = readdir(d)))
		if (text_day(f->d_name, strlen(f->d_name), &day) && day != w->ctx->as_of)
			add(ret, day, w->a);
	if (ret->n)
		qsort(ret->day, ret->n, sizeof *ret->day, newest_first);
	return 0;
}

/* Not through a link, and no folder within: somebody's own things are told, not removed. */
static int remove_day(const struct worklist *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d CLEANUP(dir_closep) = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *f;

	if (!d)
		return err_sys(w->e, ERR_IO, "could not read folder '%s'", path);
	while ((f = readdir(d)))
		if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0 &&
		        file_remove(arena_printf(w->a, "%s/%s", path, f->d_name), w->e) < 0)
			return -1;
	return rmdir(path) < 0 ? err_sys(w->e, ERR_IO, "could not remove folder '%s'", path) : 0;
}

int worklist_old(struct worklist *w)
{
	const char *folder =
	        arena_strndup(w->a, w->folder, (size_t)(strrchr(w->folder, '/') - w->folder));
	size_t keep = (size_t)conf_int(w->ctx->conf, "worklists.keep-days");
	struct days all = { 0 };
	char day[11];

	if (!keep)
		return 0;
	if (read_days(w, folder, &all) < 0)
		return -1;
	for (size_t i = keep - 1; i < all.n; i++) {
		day_iso(all.day[i], day);
		if (remove_day(w, arena_printf(w->a, "%s/%s", folder, day)) < 0)
			return err_ctx(w->e, "worklists.keep-days = %zu", keep);
	}
	return 0;
}
