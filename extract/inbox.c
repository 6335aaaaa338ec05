#include "extract/inbox.h"

#include "extract/beside.h"
#include "extract/cpr.h"
#include "extract/csv_load.h"
#include "extract/g69.h"
#include "extract/inbox_job.h"
#include "extract/xml_load.h"

const struct feed_format feed_formats[] = {
	{ "csv", csv_load },
	{ "xml", xml_load },
	{ "cpr", cpr_load },
	{ "g69", g69_load },
};
const size_t feed_format_count = COUNT_OF(feed_formats);

enum { RULE_MAX = 160 };

/* --- findings of the inbox itself ----------------------------------------- */

int inbox_note(struct inbox *in, enum finding_kind kind, const char *key, const char *found,
        const char *expected, struct err *e)
{
	struct finding f = { 0 };
	char rule[RULE_MAX];

	finding_of_kind(&f, kind, "inbox", NULL, rule, sizeof rule);
	f.entity = "file";
	f.key = key;
	f.found = found;
	f.expected = expected;
	in->res[0].findings++;
	return finding_add(&in->findings, &f, e);
}

/* What is said afresh each time: these files are still there. */
static const enum finding_kind left_kinds[] = { FIND_UNKNOWN, FIND_SPECIAL, FIND_MUNICIPALITY,
	FIND_CASE, FIND_UNREADABLE, FIND_UNFINISHED, FIND_NO_MARKER, FIND_NO_FILE,
	FIND_MARKER_WRONG, FIND_ZIP_MUNICIPALITY };

static int forget_left(struct inbox *in, struct err *e)
{
	struct params p = { .arena = in->c->arena };

	for (size_t i = 0; i < COUNT_OF(left_kinds); i++) {
		params_text(&p, "rule",
		        arena_printf(in->c->arena, "inbox.%s", finding_kinds[left_kinds[i]].name));
		if (db_exec_params(in->c->db,
		            "DELETE FROM finding WHERE stage = 'extract:inbox' AND rule = :rule",
		            "finding", &p, e) < 0)
			return -1;
	}
	return 0;
}

static int note_left(struct inbox *in, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, in->c->db, e) < 0 || forget_left(in, e) < 0)
		return -1;
	for (size_t i = 0; i < in->list.n; i++) {
		const struct inbox_file *f = &in->list.files[i];

		if (f->tell && inbox_note(in, f->why, f->shown, f->found, f->expected, e) < 0)
			return -1;
	}
	return tx_commit(&tx, e);
}

/* --- one file --------------------------------------------------------------- */

int inbox_result(struct inbox *in, const char *feed, struct source_result **ret, struct err *e)
{
	for (size_t i = 1; i < in->n_res; i++)
		if (strcmp(in->res[i].source, feed) == 0) {
			*ret = &in->res[i];
			return 0;
		}
	if (in->n_res == INBOX_RESULTS)
		return err_set(e, ERR_BUG, "more than %d feeds", INBOX_RESULTS - 1);
	in->res[in->n_res] = (struct source_result){ .source = feed };
	*ret = &in->res[in->n_res++];
	return 0;
}

int inbox_keep(struct inbox *in, const struct inbox_file *f, struct delivery *d, struct err *e)
{
	if (archive_keep(in->c, &d->archived, e) < 0)
		return -1;
	if (!f->marker)
		return 0;
	d->n_beside = 1;
	d->beside[0].name = f->marker->shown;
	d->beside[0].path = f->marker->path;
	return archive_store(in->c, f->marker->path, &d->beside[0].archived, e);
}

static int one_plain(
        struct inbox *in, const struct inbox_file *f, struct delivery *d, struct err *e)
{
	int64_t before;

	if (inbox_keep(in, f, d, e) < 0 || delivery_before(in, d, &before, e) < 0)
		return -1;
	if (!before && delivery_store(in, d, e) < 0)
		return -1;
	return delivery_waits(d) ? 0 : delivery_acknowledge(in, d, f->path, e);
}

/* What waits for another file, or changes as it is read, is left as LIES_WAIT. */
static int one_file(struct inbox *in, struct inbox_file *f, struct err *e)
{
	struct delivery d = { .name = f->shown,
		.feed = f->feed,
		.feed_id = f->zip ? "zip" : f->feed->id,
		.says = f->says };
	int rc = archive_take(in->c, f->path, &d.archived, e);

	f->lies = rc == 0 && lstat(f->path, &f->st) < 0 ? LIES_GONE : LIES_WAIT;
	if (rc <= 0)
		return rc;
	rc = f->zip ? inbox_zip(in, f, &d, e) : one_plain(in, f, &d, e);
	archive_drop(&d.archived);
	if (!delivery_waits(&d))
		f->lies = LIES_TAKE;
	return rc;
}

/* Those to be taken, or once more those that wait for another; the first error is kept, and does
 * not stop the others. */
static void each_file(struct inbox *in, struct err *first)
{
	for (size_t i = 0; i < in->list.n; i++) {
		struct inbox_file *f = &in->list.files[i];
		struct err now = { 0 };

		if (in->again ? !f->tried || f->lies != LIES_WAIT : f->lies != LIES_TAKE)
			continue;
		f->tried = true;
		if (one_file(in, f, &now) == 0 || first->code != ERR_NONE)
			continue;
		*first = now;
		(void)err_ctx(first, "file '%s'", f->shown);
	}
}

/* Side files, once it is known what became of the files they stand beside. */
static void each_beside(struct inbox *in, struct err *first)
{
	for (size_t i = 0; i < in->list.n; i++) {
		const struct inbox_file *f = &in->list.files[i];
		struct err now = { 0 };

		if (!f->side ||
		        beside_take(in->c, &in->feeds, in->dir, f->name, &in->findings,
		                &in->res[0].findings, &now) == 0 ||
		        first->code != ERR_NONE)
			continue;
		*first = now;
		(void)err_ctx(first, "file '%s'", f->shown);
	}
}

/* What waits is tried again as long as that brings anything. */
static int all_files(struct inbox *in, struct err *e)
{
	struct err first = { 0 };
	int64_t before = 0;

	each_file(in, &first);
	in->again = true;
	while (in->loaded > before) {
		before = in->loaded;
		each_file(in, &first);
	}
	each_beside(in, &first);
	for (size_t i = 0; i < in->list.n; i++)
		in->res[0].waiting += in->list.files[i].lies == LIES_WAIT;
	if (first.code == ERR_NONE)
		return 0;
	*e = first;
	return -1;
}

/* --- the run ------------------------------------------------------------------ */

static int begin(struct inbox *in, struct err *e)
{
	const char *dir = conf_text(in->c->conf, "inbox.path");

	in->dir = *dir == '/' ? dir : arena_printf(in->c->arena, "%s/%s", in->c->workspace, dir);
	return feeds_load(&in->feeds, in->c->arena, in->c->workspace, in->c->conf, e);
}

int inbox_extract(struct ctx *c, struct source_result *ret, size_t *ret_n, struct err *e)
{
	struct inbox in = { .c = c, .res = ret, .n_res = 1 };
	int rc;

	ret[0] = (struct source_result){ .source = "inbox" };
	if (begin(&in, e) < 0 || deliveries_settle(&in, e) < 0 ||
	        inbox_look(c, &in.feeds, in.dir, &in.list, e) < 0 ||
	        findings_begin(&in.findings, c->db, "extract:inbox", e) < 0)
		return -1;
	rc = note_left(&in, e);
	if (rc == 0)
		rc = all_files(&in, e);
	findings_done(&in.findings);
	*ret_n = in.n_res;
	return rc;
}

/*
 * A .zip that was refused for the municipality of a file in it is not new each time, and no more
 * is a file that waits for another: a finding speaks of it, and it is not booked.
 */
static int is_new(struct inbox *in, const struct inbox_file *f, int64_t *ret, struct err *e)
{
	struct params p = { .arena = in->c->arena };
	int64_t known = 0;

	params_text(&p, "name", f->shown);
	params_text(&p, "stage",
	        f->zip ? "extract:inbox" : arena_printf(in->c->arena, "extract:%s", f->feed->id));
	if (inbox_ask(in->c,
	            "SELECT 1 FROM finding WHERE record_key = :name AND stage = :stage"
	            " AND file IS NULL AND NOT EXISTS"
	            " (SELECT 1 FROM staging_delivery WHERE name = :name)",
	            &p, &known, e) < 0)
		return -1;
	*ret += !known;
	return 0;
}

int inbox_new(struct ctx *c, int64_t *ret, struct err *e)
{
	struct inbox in = { .c = c };

	*ret = 0;
	if (begin(&in, e) < 0 || inbox_look(c, &in.feeds, in.dir, &in.list, e) < 0)
		return -1;
	for (size_t i = 0; i < in.list.n; i++)
		if (in.list.files[i].lies == LIES_TAKE &&
		        is_new(&in, &in.list.files[i], ret, e) < 0)
			return -1;
	return 0;
}
