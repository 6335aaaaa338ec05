#include "report/worklist_run.h" /* first: see xlsx_book.h */

#include <dirent.h>

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/worklist.h"

enum { NAME_MAX_BYTES = 80, FILES_FIRST = 64 };

bool worklist_is(const char *name, struct arena *a)
{
	const struct def_file *f;
	struct err ignored;
	struct head h;
	size_t at = 0;

	f = def_next(arena_printf(a, "report/defs/%s/", name), ".def", &at);
	return f && head_parse(f, a, &h, &ignored) == 0 &&
	       text_eq(head_get(&h, "kind"), "worklist");
}

/* ---- names ---- */

const char *worklist_name(const struct worklist *w, const struct worklist_who *of, struct arena *a)
{
	struct words words = words_of(w->ctx->lang, a);
	bool team = of->kind == LIST_TEAM;

	if (of->kind == LIST_ALL)
		return word(&words, WORD_ALL);
	if (!*of->id)
		return word(&words, team ? WORD_WITHOUT_TEAM : WORD_WITHOUT_CASEWORKER);
	if (!*of->name)
		return arena_printf(
		        a, "%s %s", word(&words, team ? WORD_TEAM : WORD_CASEWORKER), of->id);
	return arena_printf(a, "%s %s (%s)", word(&words, team ? WORD_TEAM : WORD_CASEWORKER),
	        of->name, of->id);
}

/*
 * An id as part of a file name: letters, digits and '-' as they are, any other byte as _hh; one
 * that is long or looks like a personal number as its digest.
 */
static const char *safe_id(const char *id, struct arena *a)
{
	char *masked = arena_strdup(a, id);
	const char *out = "";
	char hex[65];

	text_mask(masked);
	if (strlen(id) > NAME_MAX_BYTES || strcmp(masked, id) != 0) {
		sha256_hex(id, strlen(id), hex);
		return arena_printf(a, "_%.32s", hex);
	}
	for (const char *p = id; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		             (*p >= '0' && *p <= '9') || *p == '-';

		out = plain ? arena_printf(a, "%s%c", out, *p)
		            : arena_printf(a, "%s_%02x", out, (unsigned)(unsigned char)*p);
	}
	return out;
}

static const char *file_name(
        const struct worklist *w, const struct worklist_who *of, const char *suffix)
{
	const char *what = of->kind == LIST_TEAM ? "team" : "sagsbehandler";

	if (of->kind == LIST_ALL)
		return arena_printf(w->a, "overblik.%s", suffix);
	if (!*of->id)
		return arena_printf(w->a, "uden-%s.%s", what, suffix);
	return arena_printf(w->a, "%s-%s.%s", what, safe_id(of->id, w->a), suffix);
}

/* ---- files ---- */

static struct report_file *new_file(struct worklist *w)
{
	if (w->files == w->room) {
		size_t room = w->room ? 2 * w->room : FILES_FIRST;
		struct report_file *more = arena_take(w->a, room * sizeof *more);

		if (w->files)
			memcpy(more, w->file, w->files * sizeof *more);
		w->file = more;
		w->room = room;
	}
	return &w->file[w->files++];
}

static int text_file(struct worklist *w, const struct worklist_who *of, struct file_out *out)
{
	return worklist_text(w, of, out->f);
}

static int book_file(struct worklist *w, const struct worklist_who *of, struct file_out *out)
{
	return worklist_book(w, of, out->tmp);
}

static int put_file(struct worklist *w, const struct worklist_who *of, const char *format,
        int (*fill)(struct worklist *, const struct worklist_who *, struct file_out *))
{
	struct file_out own CLEANUP(file_abandon) = { 0 }, *out = &own;
	const char *path = arena_printf(w->a, "%s/%s", w->folder, file_name(w, of, format));
	struct report_file *f;

	if (file_begin(out, path, w->e) < 0 || fill(w, of, out) < 0 || file_commit(out, w->e) < 0)
		return -1;
	f = new_file(w);
	*f = (struct report_file){
		.path = path, .format = format, .bytes = file_size(path), .records = of->total
	};
	f->name = strrchr(path, '/') + 1;
	return file_sha256(path, f->sha256, w->e);
}

static int put_all(struct worklist *w, enum worklist_kind kind, int64_t *total)
{
	struct worklist_who *who;
	size_t n;

	*total = 0;
	if (worklist_whose(w, kind, &who, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (put_file(w, &who[i], "xlsx", book_file) < 0 ||
		        (kind == LIST_CASEWORKER && put_file(w, &who[i], "txt", text_file) < 0))
			return err_ctx(w->e, "list '%s'", who[i].id);
		*total += who[i].total;
	}
	return 0;
}

static bool is_ours(const struct worklist *w, const char *name)
{
	for (size_t i = 0; i < w->files; i++)
		if (strcmp(w->file[i].name, name) == 0)
			return true;
	return false;
}

/* What an earlier run of the day left: the lists of those who have nothing more to do. */
static int sweep(const struct worklist *w)
{
	DIR *d = opendir(w->folder);
	struct dirent *f;
	int rc = 0;

	if (!d)
		return err_set(w->e, ERR_IO, "could not read folder '%s'", w->folder);
	while (rc == 0 && (f = readdir(d)))
		if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0 &&
		        !is_ours(w, f->d_name))
			rc = file_remove(arena_printf(w->a, "%s/%s", w->folder, f->d_name), w->e);
	closedir(d);
	return rc;
}

/* ---- the work ---- */

/* Who may see numbers and names is decided by somebody, and written down. */
static int allow(struct worklist *w)
{
	const struct conf *c = w->ctx->conf;
	const char *by = conf_text(c, "worklists.allowed-by");
	const char *why = conf_text(c, "worklists.allowed-why");

	w->pnr = conf_bool(c, "worklists.show-pnr");
	w->names = conf_bool(c, "worklists.show-names");
	w->allowed = "";
	if (!w->pnr && !w->names)
		return 0;
	if (!*by || !*why)
		return err_set(w->e, ERR_CONFIG,
		        "worklists.%s is yes: worklists.allowed-by and worklists.allowed-why must "
		        "say who decided it, and why",
		        w->pnr ? "show-pnr" : "show-names");
	w->allowed = arena_printf(w->a, " (%s: %s)", by, why);
	return 0;
}

static int begin(struct worklist *w, const char *name, const char *period)
{
	const struct conf *c = w->ctx->conf;
	char day[11];

	day_iso(w->ctx->as_of, day);
	if (period && strcmp(period, day) != 0)
		return err_set(w->e, ERR_USAGE, "the lists are those of the as-of day, %s", day);
	if (worklist_def_read(name, w->ctx->lang, w->a, &w->def, w->e) < 0 ||
	        finding_texts_load(w->a, &w->texts, w->e) < 0 || allow(w) < 0)
		return -1;
	w->soon = conf_int(c, "worklists.soon-days");
	w->text_rows = conf_int(c, "worklists.text-rows");
	w->list_rows = conf_int(c, "worklists.list-rows");
	if (w->list_rows < 1 || w->list_rows > WORKLIST_SHEET_ROWS)
		w->list_rows = WORKLIST_SHEET_ROWS;
	w->municipality = conf_text(c, "municipality.name");
	if (!*w->municipality)
		w->municipality = arena_printf(w->a, "%s %s",
		        strcmp(w->ctx->lang, "en") == 0 ? "Municipality" : "Kommune",
		        w->ctx->municipality);
	w->folder = arena_printf(w->a, "%s/out/%s/%s", w->ctx->workspace, name, day);
	return dir_make(w->folder, w->e);
}

static int make(struct worklist *w)
{
	struct worklist_who all = { .kind = LIST_ALL, .id = "", .name = "" };
	int64_t of_teams, of_caseworkers;

	if (worklist_prepare(w) < 0 ||
	        db_int(w->ctx->db, "SELECT count(*) FROM finding", &all.total, w->e) < 0 ||
	        put_file(w, &all, "xlsx", book_file) < 0 || put_all(w, LIST_TEAM, &of_teams) < 0 ||
	        put_all(w, LIST_CASEWORKER, &of_caseworkers) < 0)
		return -1;
	if (of_teams != all.total || of_caseworkers != all.total)
		return err_set(w->e, ERR_BUG,
		        "of %lld findings %lld are on lists of teams, %lld on lists of caseworkers",
		        (long long)all.total, (long long)of_teams, (long long)of_caseworkers);
	return sweep(w) < 0 ? -1 : worklist_old(w);
}

int worklist_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e)
{
	struct worklist *w = arena_take(ctx->arena, sizeof *w);
	struct err ignored;
	int rc;

	*w = (struct worklist){ .ctx = ctx, .a = ctx->arena, .e = e };
	rc = begin(w, name, period) < 0 || make(w) < 0 ? -1 : 0;
	if (db_exec(ctx->db, "DROP TABLE IF EXISTS temp.worklist", rc < 0 ? &ignored : e) < 0)
		rc = -1;
	if (rc < 0)
		return err_ctx(e, "report '%s'", name);
	*ret = (struct report_result){ .report = w->def.id,
		.definition = w->def.path,
		.from = w->def.from,
		.period = strrchr(w->folder, '/') + 1,
		.receiver = "",
		.sign = "none",
		.records = w->files ? w->file[0].records : 0,
		.file = w->file,
		.files = w->files };
	return 0;
}
