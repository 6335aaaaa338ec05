/* init and doctor: a workspace, and whether it has what a night needs. */
#include <dirent.h>
#include <sys/stat.h>

#include "common/text.h"
#include "extract/casestore.h"
#include "extract/cpr.h"
#include "extract/feed.h"
#include "extract/fetch.h"
#include "extract/fetch_source.h"
#include "extract/feed_age.h"
#include "jobs/app.h"
#include "jobs/rule_settings.h"
#include "report/handover.h"
#include "report/receipts.h"
#include "report/sign.h"
#include "transform/finance_table.h"

int cmd_init(struct app *a, struct err *e)
{
	const char *code = cli_text(&a->cli, "--municipality"), *name = cli_text(&a->cli, "--name");
	const char *dir = a->cli.args[0];

	if (!code)
		return err_set(e, ERR_USAGE, "init: --municipality is needed: three digits");
	if (workspace_make(dir, code, name ? name : "", e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out,
		        "workspace made in '%s'\nnext: look through '%s/indberet.conf', then run "
		        "'%s doctor "
		        "--workspace %s'\n",
		        dir, dir, PROGRAM_NAME, dir);
	return 0;
}

struct doctor {
	struct app *a;
	int bad;
	bool store_bad; /* an entity cannot be read */
};

static void say(struct doctor *d, bool ok, const char *what, const char *detail)
{
	d->bad += !ok;
	if (!ok || !d->a->quiet)
		fprintf(d->a->out, "%-5s %-14s %s\n", ok ? "ok" : "WRONG", what, detail);
}

static void check_folders(struct doctor *d)
{
	static const char *const private[] = { "", "/keys", "/archive", "/out", "/outbox" };
	char path[FILE_PATH + 16];
	struct stat st;

	for (size_t i = 0; i < COUNT_OF(private); i++) {
		snprintf(path, sizeof path, "%s%s", d->a->w.path, private[i]);
		if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode) || (st.st_mode & 077)) {
			say(d, false, "folders",
			        arena_printf(&d->a->w.arena,
			                "'%s' must be a folder with mode 0700: mkdir -p, then "
			                "chmod 0700",
			                path));
			return;
		}
	}
	say(d, true, "folders", "all there, owner only");
}

static void check_disk(struct doctor *d)
{
	struct err e = { 0 };
	bool ok = workspace_disk(&d->a->w, &e) == 0;

	say(d, ok, "disk", ok ? "enough free space" : e.msg);
}

static void check_key(struct doctor *d)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };

	if (signer_open(&s, d->a->w.conf, d->a->w.path, d->a->ctx.now, &e) < 0)
		say(d, false, "signing key", e.msg);
	else
		say(d, s.days_left >= SIGN_WARN_DAYS, "signing key",
		        arena_printf(&d->a->w.arena, "certificate of CVR %s, %d days left%s", s.cvr,
		                s.days_left,
		                s.days_left < SIGN_WARN_DAYS ? ": order the next one now" : ""));
}

static void tell_entity(void *data, const char *entity, bool ok, const char *text)
{
	struct doctor *d = data;

	if (!ok)
		d->store_bad = true;
	if (!ok || text)
		say(d, ok, "  entity",
		        ok ? arena_printf(&d->a->w.arena, "%-19s %s", entity, text) : text);
}

static void check_store(struct doctor *d)
{
	struct err e = { 0 };
	bool opens = casestore_inspect(&d->a->ctx, tell_entity, d, &e) == 0;

	if (!opens)
		say(d, false, "case store", e.msg);
	else if (!d->store_bad)
		say(d, true, "case store", "opens; the profile fits every entity");
}

static void check_feeds(struct doctor *d)
{
	struct err e = { 0 };
	struct feed_set set;
	bool ok = feeds_load(&set, &d->a->w.arena, d->a->w.path, d->a->w.conf, &e) == 0 &&
	          cpr_check(d->a->w.conf, &d->a->w.arena, &e) == 0 &&
	          feed_ages_check(&d->a->ctx, &e) == 0;

	say(d, ok, "feeds", ok ? "definitions and column maps read" : e.msg);
}

/* The municipality's own tables, loaded into a mart that is thrown away. */
static void check_finance(struct doctor *d)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct err e = { 0 };
	bool ok = db_open(":memory:", DB_RW, &db, &e) == 0 &&
	          db_exec_file(db, "schemas/db/034_finance_tables.sql", &e) == 0 &&
	          finance_tables_load(db, d->a->w.path, &e) == 0;

	say(d, ok, "finance tables", ok ? "accounts, measures and refund limits read" : e.msg);
}

/* One line a source: it is reached, logged in to and listed. */
static void check_sources(struct doctor *d)
{
	const char *name, *text;
	size_t cursor = 0;

	while ((name = fetch_source_next(&d->a->ctx, &cursor))) {
		struct err e = { 0 };
		bool ok = fetch_check(&d->a->ctx, name, &text, &e) == 0;

		say(d, ok, arena_printf(&d->a->w.arena, "fetch %s", name), ok ? text : e.msg);
	}
}

/* One line a receiver, and one for the definitions of receipts. */
static void check_receivers(struct doctor *d)
{
	struct err e = { 0 };
	bool ok = receipts_check(&d->a->ctx, &e) == 0;
	const char *section, *text;
	size_t cursor = 0;

	say(d, ok, "receipts", ok ? "definitions and trusted certificates read" : e.msg);
	while ((section = handover_next_section(&d->a->ctx, &cursor))) {
		ok = handover_check(&d->a->ctx, section, &text, &e) == 0;
		say(d, ok, section, ok ? text : e.msg);
	}
}

static void check_clock(struct doctor *d)
{
	char day[11];

	say(d, d->a->ctx.as_of >= day_from_ymd(2026, 1, 1), "clock",
	        arena_printf(&d->a->w.arena, "today is %s", day_iso(d->a->ctx.as_of, day)));
}

/* Each rule that stops less here than it says is a line of its own: nobody should forget it. */
static void check_rules(struct doctor *d)
{
	const char *all, *lowered;
	struct err e = { 0 };

	if (rule_settings_check(d->a, &all, &lowered, &e) < 0) {
		say(d, false, "rules", e.msg);
		return;
	}
	say(d, true, "rules", all);
	while (*lowered) {
		size_t n = strcspn(lowered, "\n");

		say(d, true, "rule lowered", arena_strndup(&d->a->w.arena, lowered, n));
		lowered += n + (lowered[n] == '\n');
	}
}

int cmd_doctor(struct app *a, struct err *e)
{
	static void (*const checks[])(struct doctor *) = { check_folders, check_disk, check_clock,
		check_store, check_feeds, check_finance, check_rules, check_sources,
		check_receivers, check_key };
	struct doctor d = { .a = a };

	(void)e;
	say(&d, true, "settings", arena_printf(&a->w.arena, "%s/indberet.conf is read", a->w.path));
	for (size_t i = 0; i < COUNT_OF(checks); i++)
		checks[i](&d);
	a->status = d.bad ? err_exit_status(ERR_CONFIG) : 0;
	return 0;
}
