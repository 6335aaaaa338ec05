#include "extract/fetch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/beside.h"
#include "extract/fetch_book.h"
#include "common/filename.h"
#include "extract/marker.h"

#define STAGE "extract:fetch"
enum { RULE_MAX = 80 };

struct fetch {
	struct ctx *c;
	struct feed_set feeds;
	struct findings findings;
	struct fetch_result *res;
};

/* One source at work. */
struct pull {
	struct fetch *f;
	const struct fetch_source *s;
	struct book book;
	struct net net;
	struct remote_list list;
	struct got {
		struct remote r;
		const char *part;
		bool marker;
	} * got;
	size_t n_got;
	const char **keep; /* parts that a later run may go on from */
	size_t n_keep;
};

/* --- findings --------------------------------------------------------------- */

static int note(struct fetch *f, enum finding_kind kind, const char *source, const char *name,
        const char *found, const char *expected, struct err *e)
{
	struct finding x = { 0 };
	char rule[RULE_MAX];

	finding_of_kind(&x, kind, "fetch", NULL, rule, sizeof rule);
	x.entity = "source";
	x.key = name ? arena_printf(f->c->arena, "%s/%s", source, name) : source;
	x.found = found;
	x.expected = expected;
	f->res->findings++;
	return finding_add(&f->findings, &x, e);
}

/* An error of the other side becomes a finding; one of our own disk or mart stays one. */
static int say(struct fetch *f, enum finding_kind kind, const char *source, const char *name,
        struct err *e)
{
	struct err why = *e;

	if (why.code == ERR_IO || why.code == ERR_DB || why.code == ERR_MEMORY ||
	        why.code == ERR_BUG || why.code == ERR_CANTCREAT || why.code == ERR_TRYLATER)
		return -1;
	*e = (struct err){ 0 };
	return note(f, kind, source, name, arena_strdup(f->c->arena, why.msg), NULL, e);
}

static enum finding_kind kind_of(const struct err *e)
{
	return e->code == ERR_UNAVAILABLE ? FIND_FETCH_UNREACHABLE : FIND_FETCH_REFUSED;
}

/* What was said of it the time before; `after`: only of removing and moving. */
static int forget(struct fetch *f, const char *source, bool after, struct err *e)
{
	struct params p = { .arena = f->c->arena };

	params_text(&p, "source", source);
	params_int(&p, "after", after);
	return db_exec_params(f->c->db,
	        "DELETE FROM finding WHERE stage = '" STAGE "'"
	        " AND (record_key = :source OR record_key >= :source || '/'"
	        "   AND record_key < :source || '0')"
	        " AND (NOT :after OR rule = 'fetch.after')",
	        "finding", &p, e);
}

/* --- which files ------------------------------------------------------------ */

static bool fits_patterns(const struct fetch_source *s, const char *name)
{
	for (size_t i = 0; i < s->n_patterns; i++) {
		const struct feed pattern = { .pattern = s->pattern[i] };
		struct feed_name says;

		if (feed_match(&pattern, name, &says))
			return true;
	}
	return false;
}

static bool companion(const struct fetch *f, const char *name)
{
	const char *main;

	return marker_is(f->c, &f->feeds, name) ||
	       beside_is(&f->feeds, name, f->c->arena, &main) != NULL;
}

static bool wanted(const struct pull *p, const struct remote *r)
{
	struct feed_name says = { .produced = NO_DAY };
	const struct feed *feed;

	if (p->s->kind == FETCH_HTTPS && (*p->s->index == '\0' || p->s->n_patterns == 0))
		return true;
	if (p->s->n_patterns)
		return fits_patterns(p->s, r->name) || companion(p->f, r->name);
	feed = feed_of_name(&p->f->feeds, r->name, &says);
	if (feed && says.municipality[0])
		return strcmp(says.municipality, p->f->c->municipality) == 0;
	return feed || filename_ends_folded(r->name, ".zip") || companion(p->f, r->name);
}

static int by_name(const void *a, const void *b)
{
	const struct remote *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct remote *find(const struct remote_list *l, const char *name)
{
	struct remote key = { .name = name };

	return l->n ? bsearch(&key, l->files, l->n, sizeof key, by_name) : NULL;
}

/* Its marker is to lie there before it is fetched. */
static bool lacks_marker(const struct pull *p, const struct remote *r)
{
	struct feed_name says;
	const struct feed *feed = feed_of_name(&p->f->feeds, r->name, &says);
	const char *pattern = marker_pattern(p->f->c, feed ? feed->id : NULL);

	if (!pattern || r->guessed || companion(p->f, r->name))
		return false;
	return !find(&p->list, marker_name(p->f->c->arena, pattern, r->name));
}

/* 1 to be fetched, 0 not. *known: what is booked of it. */
static int pick(struct pull *p, const struct remote *r, struct booked *known, struct err *e)
{
	struct fetch_result *res = p->f->res;

	bool unfinished = filename_unfinished(p->f->c->conf, r->name);

	if (!unfinished && !wanted(p, r)) {
		res->other++;
		return 0;
	}
	if (unfinished || lacks_marker(p, r)) {
		res->waiting++;
		return 0;
	}
	if (book_find(&p->book, r->name, known, e) < 0)
		return -1;
	if (p->s->kind == FETCH_SFTP && known->id && *r->stamp && known->size == r->size &&
	        strcmp(known->stamp, r->stamp) == 0 && strcmp(known->state, "gone") != 0) {
		res->known++;
		return 0;
	}
	return 1;
}

/* --- one file --------------------------------------------------------------- */

static int open_part(const struct pull *p, const char *part, int *ret, struct err *e)
{
	int flags = p->s->kind == FETCH_HTTPS ? O_TRUNC : 0;

	*ret = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	return *ret < 0 ? err_sys(e, ERR_IO, "could not make '%s'", part) : 0;
}

/* The time the server gives, so that "untouched for so long" is asked of the sender's file. */
static int finish_part(struct pull *p, int fd, const struct remote *r, struct err *e)
{
	int64_t age = conf_int(p->f->c->conf, "inbox.settle-seconds");
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT }, { 0 } };

	t[1].tv_sec = (time_t)(r->changed > 0 ? (int64_t)r->changed : p->f->c->now - age);
	if (futimens(fd, t) < 0 || FAULT("fetch.sync") || fsync(fd) < 0)
		return err_sys(e, ERR_IO, "could not write what is fetched");
	return 0;
}

/* 1 the source is to be left, 0 go on with the next file. */
static int file_failed(struct pull *p, const struct remote *r, const char *part, struct err *e)
{
	bool away = e->code == ERR_UNAVAILABLE, refused = p->net.refused;
	enum finding_kind kind = away      ? FIND_FETCH_UNREACHABLE
	                         : refused ? FIND_FETCH_REFUSED
	                                   : FIND_FETCH_FILE;

	if (!away)
		(void)unlink(part);
	return say(p->f, kind, p->s->name, refused ? NULL : r->name, e) < 0 ? -1 : away || refused;
}

static bool same_version(const struct pull *p, const struct remote *listed, const struct remote *r)
{
	return p->s->kind == FETCH_HTTPS || listed->size < 0 || listed->size == r->size;
}

/* 1 the source is to be left, 0 done with it, -1. */
static int get_one(
        struct pull *p, const struct remote *listed, const struct booked *known, struct err *e)
{
	struct remote r = *listed;
	const char *part = book_part(&p->book, &r);
	int fd CLEANUP(fd_closep) = -1;
	enum net_got got;

	if (p->s->kind == FETCH_HTTPS && known->id)
		r.stamp = known->stamp;
	p->keep[p->n_keep++] = part;
	if (open_part(p, part, &fd, e) < 0)
		return -1;
	if (net_get(&p->net, &r, known->id != 0, fd, &got, e) < 0)
		return file_failed(p, listed, part, e);
	if (got == NET_SAME || got == NET_NOT_THERE) {
		(void)unlink(part);
		p->f->res->known += got == NET_SAME;
		return got == NET_SAME || r.guessed
		               ? 0
		               : note(p->f, FIND_FETCH_FILE, p->s->name, r.name, "404", NULL, e);
	}
	if (!same_version(p, listed, &r)) {
		p->f->res->waiting++;
		return 0;
	}
	if (finish_part(p, fd, &r, e) < 0)
		return -1;
	p->got[p->n_got++] = (struct got){ r, part, marker_is(p->f->c, &p->f->feeds, r.name) };
	return FAULT("fetch.got") ? err_set(e, ERR_IO, "stopped after fetching") : 0;
}

/* --- into the inbox --------------------------------------------------------- */

static int deliver(struct pull *p, const struct got *g, struct err *e)
{
	struct fetch_result *res = p->f->res;
	struct booked known;
	char hex[65];
	int64_t id;

	if (file_sha256(g->part, hex, e) < 0 || book_find(&p->book, g->r.name, &known, e) < 0)
		return -1;
	if (g->r.sha256 && strcmp(g->r.sha256, hex) != 0) {
		(void)unlink(g->part);
		return note(p->f, FIND_FETCH_CONTENT, p->s->name, g->r.name,
		        arena_printf(p->f->c->arena, "SHA-256 %.8s…", hex),
		        arena_printf(p->f->c->arena, "SHA-256 %.8s…", g->r.sha256), e);
	}
	if (known.id && strcmp(known.sha256, hex) == 0) {
		res->known++;
		(void)unlink(g->part);
		return book_again(&p->book, known.id, &g->r, e);
	}
	if (file_exists(arena_printf(p->f->c->arena, "%s/%s", p->book.inbox, g->r.name))) {
		res->waiting++;
		return 0;
	}
	if (book_arriving(&p->book, &g->r, hex, &id, e) < 0 ||
	        book_place(&p->book, g->part, g->r.name, e) < 0)
		return -1;
	if (FAULT("fetch.placed"))
		return err_set(e, ERR_IO, "stopped after moving");
	res->files++;
	res->bytes += g->r.size;
	return book_fetched(&p->book, id, e);
}

/* What changed on the server while it was fetched is not whole: it is fetched again next time. */
static bool still_so(const struct pull *p, const struct remote_list *now, const struct remote *r)
{
	const struct remote *again = find(now, r->name);

	return p->s->kind == FETCH_HTTPS ||
	       (again && again->size == (*r->stamp ? r->size : again->size) &&
	               strcmp(again->stamp, r->stamp) == 0);
}

static int deliver_all(struct pull *p, struct err *e)
{
	struct remote_list now = { .n = 0 };

	if (p->n_got == 0)
		return 0;
	if (p->s->kind == FETCH_SFTP && net_list(&p->net, &now, e) < 0)
		return say(p->f, kind_of(e), p->s->name, NULL, e);
	for (int markers = 0; markers < 2; markers++)
		for (size_t i = 0; i < p->n_got; i++) {
			const struct got *g = &p->got[i];

			if (g->marker != markers)
				continue;
			if (!still_so(p, &now, &g->r))
				p->f->res->waiting++;
			else if (deliver(p, g, e) < 0)
				return -1;
		}
	return 0;
}

/* --- after it is stored ----------------------------------------------------- */

static int remove_one(struct pull *p, const char *name, const struct booked *k, struct err *e)
{
	struct remote *r = find(&p->list, name);

	if (r && r->size == k->size && strcmp(r->stamp, k->stamp) == 0) {
		int rc = p->s->after == AFTER_MOVE ? net_move(&p->net, name, e)
		                                   : net_remove(&p->net, name, e);

		if (rc < 0)
			return say(p->f, FIND_FETCH_AFTER, p->s->name, name, e);
		p->f->res->removed++;
		r->removed = true;
		if (FAULT("fetch.removed"))
			return err_set(e, ERR_IO, "stopped after removing");
	}
	return book_gone(&p->book, k->id, e);
}

static int remove_stored(struct pull *p, struct err *e)
{
	struct booked k;
	const char *name;
	int64_t id = 0;
	int rc;

	if (p->s->after == AFTER_KEEP)
		return 0;
	while ((rc = book_stored(&p->book, id, &id, &name, &k, e)) > 0)
		if (remove_one(p, name, &k, e) < 0)
			return -1;
	return rc;
}

/* --- one source ------------------------------------------------------------- */

static int get_all(struct pull *p, struct err *e)
{
	int rc = 0;

	p->got = arena_take(p->f->c->arena, (p->list.n + 1) * sizeof *p->got);
	p->keep = arena_take(p->f->c->arena, (p->list.n + 1) * sizeof *p->keep);
	for (size_t i = 0; i < p->list.n && rc == 0; i++) {
		struct booked known = { .id = 0 };

		if (p->list.files[i].removed)
			continue;
		rc = pick(p, &p->list.files[i], &known, e);
		if (rc > 0)
			rc = get_one(p, &p->list.files[i], &known, e);
	}
	return rc;
}

static void dir_closep(DIR **d)
{
	if (*d)
		(void)closedir(*d);
	*d = NULL;
}

/* Parts of versions that are not there any more. */
static void clean(const struct pull *p)
{
	DIR *d CLEANUP(dir_closep) = opendir(p->book.tmp);
	const char *start = arena_printf(p->f->c->arena, "%s-", p->s->name);
	const struct dirent *entry;

	while (d && (entry = readdir(d))) {
		const char *name = entry->d_name;
		bool kept = strlen(name) != strlen(start) + 24 + strlen(".part") ||
		            strncmp(name, start, strlen(start)) != 0;

		for (size_t i = 0; i < p->n_keep && !kept; i++)
			kept = strcmp(strrchr(p->keep[i], '/') + 1, name) == 0;
		if (!kept)
			(void)unlinkat(dirfd(d), name, 0);
	}
}

static int note_names(struct pull *p, struct err *e)
{
	if (!p->list.refused)
		return 0;
	return note(p->f, FIND_FETCH_NAME, p->s->name, NULL,
	        arena_printf(p->f->c->arena, "%zu: '%.100s' %s", p->list.refused, p->list.bad,
	                p->list.why),
	        NULL, e);
}

static int connect_and_list(struct pull *p, struct err *e)
{
	return net_open(&p->net, p->f->c, p->s, e) < 0 ? -1 : net_list(&p->net, &p->list, e);
}

static int pull_files(struct pull *p, struct err *e)
{
	int rc;

	if (book_recover(&p->book, e) < 0)
		return -1;
	if (connect_and_list(p, e) < 0)
		return say(p->f, kind_of(e), p->s->name, NULL, e);
	if (note_names(p, e) < 0 || remove_stored(p, e) < 0)
		return -1;
	rc = get_all(p, e);
	if (rc < 0 || deliver_all(p, e) < 0)
		return -1;
	if (rc == 0)
		clean(p);
	return 0;
}

static int pull_after(struct pull *p, struct err *e)
{
	struct booked k;
	const char *name;
	int64_t id;
	int rc;

	if (p->s->after == AFTER_KEEP)
		return 0;
	rc = book_stored(&p->book, 0, &id, &name, &k, e);
	if (rc <= 0)
		return rc;
	if (connect_and_list(p, e) < 0)
		return say(p->f, FIND_FETCH_AFTER, p->s->name, NULL, e);
	return remove_stored(p, e);
}

static void pull_done(struct pull *p)
{
	net_close(&p->net);
}

static int one_source(struct fetch *f, const char *name, bool after, struct err *e)
{
	struct ctx *c = f->c;
	struct fetch_source s;
	struct pull p CLEANUP(pull_done) = { .f = f, .s = &s };
	const char *dir = conf_text(c->conf, "inbox.path");

	f->res->sources++;
	if (forget(f, name, after, e) < 0)
		return -1;
	if (fetch_source_read(c, name, &s, e) < 0)
		return say(f, after ? FIND_FETCH_AFTER : FIND_FETCH_REFUSED, name, NULL, e);
	p.book = (struct book){ .c = c,
		.s = &s,
		.inbox = *dir == '/' ? dir : arena_printf(c->arena, "%s/%s", c->workspace, dir),
		.tmp = arena_printf(c->arena, "%s/tmp/fetch", c->workspace) };
	if (dir_make(p.book.tmp, e) < 0 || (after ? pull_after(&p, e) : pull_files(&p, e)) < 0)
		return err_ctx(e, "source %s", name);
	return 0;
}

static int each_source(struct fetch *f, const char *only, bool after, struct err *e)
{
	const char *name;
	size_t cursor = 0;

	while ((name = fetch_source_next(f->c, &cursor)))
		if ((!only || strcmp(only, name) == 0) && one_source(f, name, after, e) < 0)
			return -1;
	return only && !f->res->sources ? err_set(e, ERR_USAGE, "no source '%.60s'", only) : 0;
}

static int all(struct ctx *c, const char *only, bool after, struct fetch_result *ret, struct err *e)
{
	struct fetch f = { .c = c, .res = ret };
	int rc;

	*ret = (struct fetch_result){ 0 };
	if (feeds_load(&f.feeds, c->arena, c->workspace, c->conf, e) < 0 ||
	        marker_check(c, &f.feeds, e) < 0)
		return -1;
	/* A source that is no longer in the settings leaves nothing to be said. */
	if (!only && !after &&
	        db_exec(c->db, "DELETE FROM finding WHERE stage = '" STAGE "'", e) < 0)
		return -1;
	if (findings_begin(&f.findings, c->db, STAGE, e) < 0)
		return -1;
	rc = each_source(&f, only, after, e);
	findings_done(&f.findings);
	return rc;
}

int fetch_run(struct ctx *c, const char *only, struct fetch_result *ret, struct err *e)
{
	return all(c, only, false, ret, e);
}

int fetch_acknowledge(struct ctx *c, const char *only, struct fetch_result *ret, struct err *e)
{
	return all(c, only, true, ret, e);
}

int fetch_check(struct ctx *c, const char *name, const char **ret, struct err *e)
{
	struct net n CLEANUP(net_close) = { 0 };
	struct fetch_source s;
	size_t files;

	if (fetch_source_read(c, name, &s, e) < 0 || net_open(&n, c, &s, e) < 0 ||
	        net_probe(&n, &files, e) < 0)
		return -1;
	*ret = s.kind == FETCH_SFTP || *s.index
	               ? arena_printf(c->arena, "reached; %zu files listed", files)
	               : "reached";
	return 0;
}
