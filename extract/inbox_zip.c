/* A .zip that came: opened within limits, its files taken one by one as if they had come alone. */
#include "common/fault.h"
#include "common/file.h"
#include "common/filename.h"
#include "extract/inbox_job.h"
#include "extract/unzip.h"

struct zipped {
	struct inbox *in;
	const struct inbox_file *from;
	struct delivery *zip;
	const char *dir; /* where its files lie, by number */
	struct unzip_result files;
	struct feed_name *says;
	const struct feed **feed; /* NULL: fits none */
	bool *done;               /* went along with another */
	bool waits;               /* one of them does, for a file that is not in it */
};

/* --- as a whole ------------------------------------------------------------- */

/* Booked as refused, with the one finding; then it is acknowledged like any other. */
static int refuse(struct zipped *z, const char *why, struct err *e)
{
	struct inbox *in = z->in;
	struct delivery *d = z->zip;
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p;

	d->verdict = "refused";
	delivery_params(in, d, &p);
	if (inbox_keep(in, z->from, d, e) < 0 || tx_begin(&tx, in->c->db, e) < 0 ||
	        db_exec_params(in->c->db,
	                "DELETE FROM finding WHERE stage = 'extract:inbox' AND record_key = :name",
	                "finding", &p, e) < 0 ||
	        inbox_note(in, FIND_ZIP, d->name, why, NULL, e) < 0 || delivery_book(in, d, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* Whose files are in it? Nothing of another municipality gets as far as the archive. */
static const char *other_municipality(struct zipped *z)
{
	struct arena *a = z->in->c->arena;
	const char *other = NULL;
	size_t n = z->files.n;

	z->says = arena_take(a, n * sizeof *z->says);
	z->feed = arena_take(a, n * sizeof *z->feed);
	z->done = arena_take(a, n * sizeof *z->done);
	for (size_t i = 0; i < n; i++) {
		z->says[i].produced = NO_DAY;
		z->feed[i] = feed_of_name(&z->in->feeds, z->files.name[i], &z->says[i]);
		if (z->feed[i] && z->says[i].municipality[0] &&
		        strcmp(z->says[i].municipality, z->in->c->municipality) != 0)
			other = z->says[i].municipality;
	}
	return other;
}

static int leave(struct zipped *z, const char *municipality, struct err *e)
{
	struct inbox *in = z->in;
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, in->c->db, e) < 0 || inbox_note(in, FIND_ZIP_MUNICIPALITY, z->zip->name,
	                                               municipality, in->c->municipality, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* --- its files -------------------------------------------------------------- */

static struct delivery member(struct zipped *z, size_t i)
{
	return (struct delivery){
		.name = filename_mask(arena_strdup(z->in->c->arena, z->files.name[i])),
		.feed = z->feed[i],
		.feed_id = z->feed[i] ? z->feed[i]->id : "zip",
		.says = z->says[i],
		.inside = z->zip->archived.sha256,
		.place = (int64_t)i + 1,
	};
}

static int note_member(
        struct zipped *z, enum finding_kind kind, const struct delivery *d, struct err *e)
{
	struct inbox *in = z->in;
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	return tx_begin(&tx, in->c->db, e) < 0 ||
	                       inbox_note(in, kind, d->name, z->zip->name, NULL, e) < 0
	               ? -1
	               : tx_commit(&tx, e);
}

/* Of a .zip of this name, and of this one by a run that was cut short. */
static int forget_members(struct zipped *z, struct err *e)
{
	struct params p = { .arena = z->in->c->arena };

	params_text(&p, "zip", z->zip->name);
	return db_exec_params(z->in->c->db,
	        "DELETE FROM finding WHERE stage = 'extract:inbox' AND found = :zip"
	        " AND rule IN ('inbox.zip-member', 'inbox.zip-nested')",
	        "finding", &p, e);
}

/* What comes beside it: in the archive by its own hash, like the file. */
static int attach(struct zipped *z, struct delivery *d, const char *name, struct err *e)
{
	const char *beside = d->feed->beside;
	const char *place = beside ? strstr(beside, "{name}") : NULL;
	const char *want = place ? arena_printf(z->in->c->arena, "%.*s%s%s", (int)(place - beside),
	                                   beside, name, place + strlen("{name}"))
	                         : NULL;

	for (size_t i = 0; want && i < z->files.n; i++) {
		if (strcmp(z->files.name[i], want) != 0)
			continue;
		z->done[i] = true;
		d->beside[d->n_beside].name = want;
		return archive_store(z->in->c, unzip_path(z->in->c->arena, z->dir, i),
		        &d->beside[d->n_beside++].archived, e);
	}
	return 0;
}

static int one_member(struct zipped *z, size_t i, struct err *e)
{
	struct delivery d = member(z, i);
	const char *path = unzip_path(z->in->c->arena, z->dir, i);
	int64_t before = 0;

	if (unzip_is_zip(path) || filename_ends_folded(d.name, ".zip"))
		return note_member(z, FIND_MEMBER_ZIP, &d, e);
	if (!d.feed)
		return note_member(z, FIND_MEMBER, &d, e);
	if (archive_store(z->in->c, path, &d.archived, e) < 0 ||
	        attach(z, &d, z->files.name[i], e) < 0 ||
	        delivery_before(z->in, &d, &before, e) < 0)
		return -1;
	if (!before && delivery_store(z->in, &d, e) < 0)
		return -1;
	z->waits |= delivery_waits(&d);
	return 0;
}

/* Those that have a feed first: others may go with them. One error does not stop the rest. */
static int all_members(struct zipped *z, struct err *e)
{
	struct err first = { 0 };
	size_t n = z->files.n;

	for (size_t turn = 0; turn < 2 * n; turn++) {
		struct err now = { 0 };
		size_t i = turn % n;

		if ((z->feed[i] == NULL) != (turn >= n) || z->done[i])
			continue;
		if (one_member(z, i, &now) == 0 || first.code != ERR_NONE)
			continue;
		first = now;
		(void)err_ctx(&first, "file %zu in it", i + 1);
	}
	if (first.code == ERR_NONE)
		return 0;
	*e = first;
	return -1;
}

/* The .zip's own row: it is all there. */
static int book(struct zipped *z, struct delivery *d, struct err *e)
{
	struct inbox *in = z->in;
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct params p;
	int64_t other = 0;

	delivery_params(in, d, &p);
	if (inbox_ask(in->c,
	            "SELECT count(*) FROM staging_delivery WHERE inside = :sha256"
	            " AND acknowledged = 0 AND verdict <> 'duplicate'",
	            &p, &other, e) < 0)
		return -1;
	d->verdict = other ? "loaded" : "duplicate";
	if (tx_begin(&tx, in->c->db, e) < 0 ||
	        db_exec_params(in->c->db,
	                "DELETE FROM finding WHERE stage = 'extract:inbox' AND record_key = :name",
	                "finding", &p, e) < 0 ||
	        delivery_book(in, d, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* --- all of it -------------------------------------------------------------- */

/* 1 unpacked, 0 refused and booked as that, -1. */
static int unpack(struct zipped *z, struct delivery *d, struct err *e)
{
	struct unzip_limits limits;
	struct err why = { 0 };

	unzip_limits_of(z->in->c->conf, &limits);
	limits.by_number = true;
	if (unzip_remove(z->dir, e) < 0)
		return -1;
	if (unzip_to(d->archived.path, z->dir, &limits, &z->files, &why) == 0)
		return 1;
	if (why.code == ERR_DATA)
		return refuse(z, why.msg, e);
	*e = why;
	return -1;
}

/* 1 it is to be acknowledged, 0 it stays, -1. */
static int take(struct zipped *z, struct delivery *d, struct err *e)
{
	int rc = unpack(z, d, e);
	const char *other;

	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	other = other_municipality(z);
	if (other)
		return leave(z, other, e);
	if (inbox_keep(z->in, z->from, d, e) < 0 || forget_members(z, e) < 0 ||
	        all_members(z, e) < 0)
		return -1;
	if (z->waits) {
		d->verdict = "waits";
		return 0;
	}
	if (book(z, d, e) < 0)
		return -1;
	return FAULT("zip.booked") ? err_set(e, ERR_IO, "stopped after COMMIT") : 1;
}

int inbox_zip(struct inbox *in, const struct inbox_file *f, struct delivery *d, struct err *e)
{
	struct zipped z = { .in = in,
		.from = f,
		.zip = d,
		.dir = arena_printf(in->c->arena, "%s/tmp/zip", in->c->workspace),
		.files = { .arena = in->c->arena } };
	struct err ignored = { 0 };
	int64_t before;
	int rc;

	if (dir_make(arena_printf(in->c->arena, "%s/tmp", in->c->workspace), e) < 0 ||
	        delivery_before(in, d, &before, e) < 0)
		return -1;
	if (before)
		rc = inbox_keep(in, f, d, e) < 0 ? -1 : 1;
	else
		rc = take(&z, d, e);
	(void)!unzip_remove(z.dir, &ignored);
	return rc > 0 ? delivery_acknowledge(in, d, f->path, e) : rc;
}
