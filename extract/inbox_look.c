/* The inbox before anything is taken: what each file is, whether it is whole, what goes with it. */
#define _GNU_SOURCE /* F_SETLEASE */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/beside.h"
#include "common/filename.h"
#include "extract/inbox_job.h"
#include "extract/marker.h"

enum { MARKER_MAX = 4096, HOUR = 3600 };

struct look {
	struct ctx *c;
	const struct feed_set *feeds;
	const char *dir;
	bool settle_all;
	struct inbox_list *to;
};

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

/* --- the names -------------------------------------------------------------- */

struct name {
	const char *s;
	struct name *next;
};

static int by_name(const void *a, const void *b)
{
	const struct inbox_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int read_names(struct look *l, struct name **ret, struct err *e)
{
	DIR *d CLEANUP(dir_closep) = opendir(l->dir);
	struct arena *a = l->c->arena;
	const struct dirent *entry;

	if (!d)
		return err_sys(e, errno == EACCES ? ERR_NOPERM : ERR_NOINPUT,
		        "could not open the inbox '%s'", l->dir);
	for (errno = 0; (entry = readdir(d)); errno = 0) {
		struct name *n;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		n = arena_take(a, sizeof *n);
		*n = (struct name){ arena_strdup(a, entry->d_name), *ret };
		*ret = n;
		l->to->n++;
	}
	return errno ? err_sys(e, ERR_IO, "could not read the inbox '%s'", l->dir) : 0;
}

static int list(struct look *l, struct err *e)
{
	struct arena *a = l->c->arena;
	struct name *first = NULL;
	size_t i = 0;

	if (read_names(l, &first, e) < 0)
		return -1;
	l->to->files = arena_take(a, (l->to->n + 1) * sizeof *l->to->files);
	for (; first; first = first->next, i++)
		l->to->files[i] = (struct inbox_file){ .name = first->s,
			.shown = filename_mask(arena_strdup(a, first->s)),
			.path = arena_printf(a, "%s/%s", l->dir, first->s),
			.says = { .produced = NO_DAY } };
	qsort(l->to->files, l->to->n, sizeof *l->to->files, by_name);
	return 0;
}

static struct inbox_file *find(const struct look *l, const char *name)
{
	struct inbox_file key = { .name = name };

	return bsearch(&key, l->to->files, l->to->n, sizeof key, by_name);
}

/* --- is it whole? ----------------------------------------------------------- */

static bool lain_for(const struct look *l, const struct inbox_file *f, int64_t seconds)
{
	return l->c->now > 0 && l->c->now - (int64_t)f->st.st_mtime >= seconds;
}

/*
 * Has somebody the file open for writing? 1 yes, 0 no, -1 the system does not say: it does so to
 * the owner of a file on a local disk, by giving or refusing a lease for reading.
 */
static int being_written(const char *path)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	/* Who opens it just now must not cost us the signal that ends a program. */
	if (fd < 0 || fcntl(fd, F_SETSIG, SIGURG) < 0)
		return -1;
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		(void)fcntl(fd, F_SETLEASE, F_UNLCK);
		return 0;
	}
	return errno == EAGAIN ? 1 : -1;
}

static bool settled(const struct look *l, const struct inbox_file *f)
{
	int64_t wait = conf_int(l->c->conf, "inbox.settle-seconds");
	int written = being_written(f->path);
	int64_t age = l->c->now - (int64_t)f->st.st_mtime;

	if (written > 0)
		return false;
	if (l->c->now == 0 || (written == 0 && !l->settle_all))
		return true;
	return age >= wait || age <= -wait;
}

static void waits(const struct look *l, struct inbox_file *f, enum finding_kind why)
{
	f->lies = LIES_WAIT;
	f->why = why;
	f->tell = lain_for(l, f, conf_int(l->c->conf, "inbox.stuck-hours") * HOUR);
}

static void left(struct inbox_file *f, enum finding_kind why)
{
	f->lies = LIES_LEFT;
	f->why = why;
	f->tell = true;
}

/* --- what is it? ------------------------------------------------------------ */

static void unknown(const struct look *l, struct inbox_file *f)
{
	left(f, FIND_UNKNOWN);
	for (size_t i = 0; i < l->feeds->n; i++)
		if (feed_match_folded(&l->feeds->feeds[i], f->name)) {
			f->why = FIND_CASE;
			f->expected = l->feeds->feeds[i].pattern;
		}
}

static void by_feed(const struct look *l, struct inbox_file *f)
{
	const char *main;

	if (beside_is(l->feeds, f->name, l->c->arena, &main)) {
		f->lies = LIES_BESIDE;
		f->side = true;
		return;
	}
	f->feed = feed_of_name(l->feeds, f->name, &f->says);
	f->zip = !f->feed && filename_ends_folded(f->name, ".zip");
	if (!f->feed && !f->zip) {
		unknown(l, f);
	} else if (f->says.municipality[0] &&
	           strcmp(f->says.municipality, l->c->municipality) != 0) {
		left(f, FIND_MUNICIPALITY);
		f->found = f->says.municipality;
		f->expected = l->c->municipality;
	} else if (faccessat(AT_FDCWD, f->path, R_OK, AT_EACCESS) < 0) {
		left(f, FIND_UNREADABLE);
	}
}

static void sort_out(const struct look *l, struct inbox_file *f)
{
	if (lstat(f->path, &f->st) < 0)
		f->lies = LIES_GONE;
	else if (!S_ISREG(f->st.st_mode) && f->name[0] == '.')
		f->lies = LIES_GONE;
	else if (!S_ISREG(f->st.st_mode))
		left(f, FIND_SPECIAL);
	else if (filename_unfinished(l->c->conf, f->name))
		waits(l, f, FIND_UNFINISHED);
	else
		by_feed(l, f);
}

/* --- what goes with it? ----------------------------------------------------- */

/* Its marker by that pattern, or NULL. */
static struct inbox_file *attach(struct look *l, struct inbox_file *f, const char *pattern)
{
	const char *name = pattern ? marker_name(l->c->arena, pattern, f->name) : NULL;
	struct inbox_file *m = name ? find(l, name) : NULL;

	if (!m || m == f || m->lies == LIES_GONE || !S_ISREG(m->st.st_mode))
		return NULL;
	m->lies = LIES_BESIDE;
	m->tell = false;
	if (f->lies == LIES_TAKE && !settled(l, m))
		waits(l, f, FIND_NO_MARKER);
	return m;
}

/* --- what a marker says ----------------------------------------------------- */

struct claim {
	const char *sha256; /* lower case, or NULL */
	int64_t size;       /* -1: not said */
};

static bool is_hash(const char *word)
{
	return strlen(word) == 64 && strspn(word, "0123456789abcdef") == 64;
}

/*
 * A hash is a word of 64 hexadecimal digits; a size follows a word that says so (size,
 * SizeInBytes, bytes), or is all there is. Whatever else a marker says is not read.
 */
static void read_claim(struct arena *a, char *text, struct claim *ret)
{
	static const char *const says_size[] = { "size", "sizeinbytes", "bytes" };
	const char *word[256];
	size_t n;

	for (char *p = text; *p; p++)
		*p = (*p >= 'A' && *p <= 'Z')                               ? (char)(*p + 32)
		     : (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ? *p
		                                                            : ' ';
	n = def_words(a, text, word, COUNT_OF(word));
	for (size_t i = 0; i < n && i < COUNT_OF(word); i++) {
		bool sized = n == 1;

		if (is_hash(word[i]))
			ret->sha256 = word[i];
		for (size_t k = 0; i > 0 && k < COUNT_OF(says_size); k++)
			sized |= strcmp(word[i - 1], says_size[k]) == 0;
		if (sized && strlen(word[i]) < 19)
			(void)text_int(word[i], strlen(word[i]), &ret->size);
	}
}

static int hold_to_marker(
        const struct look *l, struct inbox_file *f, const struct inbox_file *m, struct err *e)
{
	struct arena *a = l->c->arena;
	struct claim says = { .size = -1 };
	char *text, hex[65];
	size_t n;

	if (m->st.st_size == 0)
		return 0;
	if (m->st.st_size > MARKER_MAX || file_read(a, m->path, MARKER_MAX, &text, &n, e) < 0) {
		*e = (struct err){ 0 };
		left(f, FIND_MARKER_WRONG);
		f->found = "?";
		return 0;
	}
	read_claim(a, text, &says);
	if (says.size >= 0 && says.size != (int64_t)f->st.st_size) {
		left(f, FIND_MARKER_WRONG);
		f->found = arena_printf(a, "%lld byte", (long long)f->st.st_size);
		f->expected = arena_printf(a, "%lld byte", (long long)says.size);
		return 0;
	}
	if (!says.sha256)
		return 0;
	if (file_sha256(f->path, hex, e) < 0)
		return -1;
	if (strcmp(hex, says.sha256) != 0) {
		left(f, FIND_MARKER_WRONG);
		f->found = arena_printf(a, "SHA-256 %.8s…", hex);
		f->expected = arena_printf(a, "SHA-256 %.8s…", says.sha256);
	}
	return 0;
}

static int pair_up(struct look *l, struct inbox_file *f, struct err *e)
{
	const char *pattern = marker_pattern(l->c, f->feed ? f->feed->id : NULL);

	if (!f->feed && !f->zip)
		return 0;
	f->marker = attach(l, f, pattern);
	if (f->lies != LIES_TAKE)
		return 0;
	if (pattern && !f->marker)
		waits(l, f, FIND_NO_MARKER);
	else if (f->marker)
		return hold_to_marker(l, f, f->marker, e);
	else if (!settled(l, f))
		waits(l, f, FIND_UNFINISHED);
	return 0;
}

/* --- all of it -------------------------------------------------------------- */

static int settings(struct look *l, struct err *e)
{
	const char *settle = conf_text(l->c->conf, "inbox.settle");

	l->settle_all = strcmp(settle, "all") == 0;
	if (!l->settle_all && strcmp(settle, "foreign") != 0)
		return err_set(e, ERR_CONFIG,
		        "setting inbox.settle is '%.40s': expected foreign or all", settle);
	return marker_check(l->c, l->feeds, e);
}

int inbox_look(struct ctx *c, const struct feed_set *feeds, const char *dir, struct inbox_list *ret,
        struct err *e)
{
	struct look l = { .c = c, .feeds = feeds, .dir = dir, .to = ret };

	*ret = (struct inbox_list){ .n = 0 };
	if (settings(&l, e) < 0 || list(&l, e) < 0)
		return -1;
	for (size_t i = 0; i < ret->n; i++)
		sort_out(&l, &ret->files[i]);
	for (size_t i = 0; i < ret->n; i++)
		if (pair_up(&l, &ret->files[i], e) < 0)
			return -1;
	for (size_t i = 0; i < ret->n; i++) {
		struct inbox_file *f = &ret->files[i];

		if (f->lies == LIES_LEFT && f->why == FIND_UNKNOWN && marker_is(c, feeds, f->name))
			waits(&l, f, FIND_NO_FILE);
	}
	return 0;
}
