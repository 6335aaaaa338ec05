#include "report/parts.h"

#include <dirent.h>

struct part_file {
	struct file_out *out;
	struct report_file info;
};

/* ---- a part ---- */

static struct part_file *new_file(struct parts *p)
{
	if (p->files == p->room) {
		size_t room = p->room ? 2 * p->room : 8;
		struct part_file *more = arena_take(p->arena, room * sizeof *more);

		if (p->files)
			memcpy(more, p->file, p->files * sizeof *more);
		p->file = more;
		p->room = room;
	}
	p->file[p->files].out = arena_take(p->arena, sizeof(struct file_out));
	return &p->file[p->files++];
}

static int name_file(struct parts *p, const char *format, const struct writer *w,
        struct part_file *f, struct err *e)
{
	const char *stem;

	if (vars_expand(&p->vars, p->def->file, p->arena, &stem, e) < 0)
		return -1;
	if (strchr(stem, '/') || stem[0] == '.' || !*stem)
		return err_set(e, ERR_CONFIG, "'%s' cannot be a file name", stem);
	f->info.format = format;
	f->info.path = arena_printf(p->arena, "%s/%s%s", p->folder, stem, w->suffix);
	f->info.name = strrchr(f->info.path, '/') + 1;
	return 0;
}

/* The sinks and their 64 KiB are used again by the next part. */
static int open_output(struct parts *p, size_t i, const char *format, struct err *e)
{
	struct output *o = &p->output[i];
	const struct writer *w = writer_find(format);
	struct part_file *f = new_file(p);
	struct sink *sink = o->sink ? o->sink : arena_take(p->arena, sizeof *sink);

	if (!w)
		return err_set(e, ERR_BUG, "no format '%s'", format);
	if (name_file(p, format, w, f, e) < 0 || file_begin(f->out, f->info.path, e) < 0)
		return -1;
	*o = (struct output){ .writer = w,
		.def = p->def,
		.vars = &p->vars,
		.signer = p->signer,
		.arena = p->arena,
		.sink = sink };
	if (sink_begin(sink, f->out->f, e) < 0)
		return -1;
	return w->begin(o, e);
}

static int open_part(struct parts *p, struct err *e)
{
	if (p->files / p->def->formats == PARTS_MAX)
		return err_set(e, ERR_CONFIG,
		        "more than %d files; setting %s.max-records is too small", PARTS_MAX,
		        p->def->settings ? p->def->settings : "report");
	if (p->files)
		p->vars.stamp++;
	for (size_t i = 0; i < p->def->formats; i++)
		if (open_output(p, i, p->def->format[i], e) < 0)
			return -1;
	return 0;
}

static int fits_schema(struct parts *p, const struct part_file *f, struct err *e)
{
	if (!p->def->schema || strcmp(f->info.format, "xml") != 0)
		return 0;
	if (!p->xsd.schema && xsd_open_ordered(p->def->schema, &p->xsd, e) < 0)
		return -1;
	return xsd_validate_part(&p->xsd, f->out->tmp, p->signer != NULL, &p->ids, e);
}

static int close_output(struct parts *p, struct output *o, struct part_file *f, struct err *e)
{
	if (o->writer->end(o, e) < 0)
		return -1;
	if (sink_end(o->sink, f->info.sha256, &f->info.bytes, e) < 0)
		return err_ctx(e, "'%s'", f->out->tmp);
	sink_done(o->sink);
	f->info.records = p->in_part;
	return fits_schema(p, f, e);
}

static int close_part(struct parts *p, struct err *e)
{
	struct part_file *f = p->file + p->files - p->def->formats;

	for (size_t i = 0; i < p->def->formats; i++)
		if (close_output(p, &p->output[i], &f[i], e) < 0)
			return -1;
	p->in_part = 0;
	return 0;
}

static void count_told(struct parts *p, const struct report_row *r)
{
	for (size_t i = 0; i < p->def->tells; i++) {
		const struct report_tell *t = &p->def->tell[i];
		const struct cell *v = &r->cell[t->at];

		p->told[i] += v->n == strlen(t->value) && memcmp(v->s, t->value, v->n) == 0;
	}
}

int parts_row(struct parts *p, const struct report_row *r, struct err *e)
{
	if (p->in_part && p->in_part == p->vars.max_records && close_part(p, e) < 0)
		return -1;
	if (!p->in_part && open_part(p, e) < 0)
		return -1;
	p->in_part++;
	count_told(p, r);
	for (size_t i = 0; i < p->def->formats; i++)
		if (p->output[i].writer->row(&p->output[i], r, e) < 0)
			return -1;
	return 0;
}

int parts_finish(struct parts *p, struct err *e)
{
	return p->in_part ? close_part(p, e) : 0;
}

/* ---- the folder ---- */

static bool unfinished(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".tmp") == 0;
}

static bool belongs(const struct parts *p, const char *name)
{
	for (size_t i = 0; i < p->files; i++)
		if (strcmp(p->file[i].info.name, name) == 0)
			return true;
	return false;
}

static void closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

/* Files of an earlier run, and what a run that was killed left behind. */
static int sweep(const struct parts *p, bool unfinished_only, struct err *e)
{
	DIR *d CLEANUP(closedirp) = opendir(p->folder);
	struct dirent *entry;

	if (!d)
		return err_sys(e, ERR_IO, "could not read folder '%s'", p->folder);
	while ((entry = readdir(d))) {
		char path[FILE_PATH];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		        (unfinished_only ? !unfinished(entry->d_name) : belongs(p, entry->d_name)))
			continue;
		snprintf(path, sizeof path, "%s/%s", p->folder, entry->d_name);
		if (file_remove(path, e) < 0)
			return -1;
	}
	return 0;
}

/* A return that is not all there is none: the files that are in place already go again. */
static void take_back(const struct parts *p, size_t n)
{
	struct err ignored = { 0 };

	for (size_t i = 0; i < n; i++)
		(void)!file_remove(p->file[i].info.path, &ignored);
}

int parts_commit(struct parts *p, struct err *e)
{
	for (size_t i = 0; i < p->files; i++)
		if (file_commit(p->file[i].out, e) < 0) {
			take_back(p, i + 1);
			return -1;
		}
	return sweep(p, false, e);
}

int parts_tidy(const struct parts *p, struct err *e)
{
	return sweep(p, true, e);
}

void parts_done(struct parts *p)
{
	for (size_t i = 0; i < REPORT_FORMATS; i++)
		if (p->output[i].sink)
			sink_done(p->output[i].sink);
	for (size_t i = 0; i < p->files; i++)
		file_abandon(p->file[i].out);
	xsd_close(&p->xsd);
}

void parts_list(const struct parts *p, struct report_result *ret)
{
	ret->file = arena_take(p->arena, (p->files + 1) * sizeof *ret->file);
	ret->files = p->files;
	for (size_t i = 0; i < p->files; i++)
		ret->file[i] = p->file[i].info;
	ret->choice = arena_take(p->arena, (p->def->tells + 1) * sizeof *ret->choice);
	ret->choices = p->def->tells;
	for (size_t i = 0; i < p->def->tells; i++) {
		const char *setting = p->def->tell[i].setting;

		ret->choice[i].reason =
		        arena_printf(p->arena, "%s=%s", setting, conf_text(p->vars.conf, setting));
		ret->choice[i].rows = p->told[i];
	}
}
