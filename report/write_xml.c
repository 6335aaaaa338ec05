#include "report/write_xml.h"

#include "report/sign.h"
#include "report/xades.h"
#include "report/xml_out.h"

enum { SEGMENT = 128 };

struct xml_writer {
	struct xml_out out;
	struct xml_tag record, column[REPORT_COLUMNS];
	/* The envelope's open elements, with their [n], to tell a sibling from the same one. */
	char open[XML_DEPTH][SEGMENT];
	size_t opened;
};

/* ---- the envelope ---- */

/* Length of a path's first segment; *ret_name gets it without its [n]. */
static size_t segment(const char *path, struct arena *a, const char **ret_name)
{
	size_t n = strcspn(path, "/"), name = strcspn(path, "[/");

	*ret_name = arena_strndup(a, path, name < n ? name : n);
	return n;
}

static void close_to(struct xml_writer *w, size_t depth)
{
	for (; w->opened > depth; w->opened--)
		xml_close(&w->out);
}

static int open_one(struct output *o, const char *path, size_t n, const char *name, struct err *e)
{
	struct xml_writer *w = o->xml;

	if (n >= SEGMENT || w->opened + 1 >= XML_DEPTH)
		return err_set(e, ERR_BUG, "xml-head path '%s' is too long", path);
	memcpy(w->open[w->opened], path, n);
	w->open[w->opened++][n] = '\0';
	return xml_open(&w->out, name, NULL, e);
}

/* Closes and opens elements until the parent of the path's last segment is open; returns that
 * segment. */
static const char *walk(struct output *o, const char *path, struct err *e)
{
	struct xml_writer *w = o->xml;
	size_t depth = 0;

	for (const char *p = path;;) {
		const char *name;
		size_t n = segment(p, o->arena, &name);
		bool same = depth < w->opened && strlen(w->open[depth]) == n &&
		            memcmp(w->open[depth], p, n) == 0;

		if (!p[n]) {
			close_to(w, depth);
			return name;
		}
		if (!same) {
			close_to(w, depth);
			if (open_one(o, p, n, name, e) < 0)
				return NULL;
		}
		depth++;
		p += n + 1;
	}
}

static int leaf(struct output *o, const struct report_leaf *l, struct err *e)
{
	const char *when = "yes", *text, *name;

	if (l->when && vars_value(o->vars, l->when, o->arena, &when, e) < 0)
		return -1;
	if (!*when)
		return 0;
	if (vars_expand(o->vars, l->text, o->arena, &text, e) < 0)
		return -1;
	if (!*text)
		return err_set(e, ERR_CONFIG, "%s has no value; the setting %s is empty", l->path,
		        l->text);
	name = walk(o, l->path, e);
	return name ? xml_leaf(&o->xml->out, name, text, e) : -1;
}

static int envelope(struct output *o, struct err *e)
{
	for (size_t i = 0; i < o->def->heads; i++)
		if (leaf(o, &o->def->head[i], e) < 0)
			return err_ctx(e, "envelope of %s", o->def->id);
	close_to(o->xml, 0);
	return 0;
}

/* ---- the records ---- */

static int make_tags(struct output *o, struct err *e)
{
	struct xml_writer *w = o->xml;

	if (xml_tag_make(&w->out, o->arena, o->def->xml_record, &w->record, e) < 0)
		return -1;
	for (size_t i = 0; i < o->def->columns; i++)
		if (xml_tag_make(&w->out, o->arena, o->def->column[i].name, &w->column[i], e) < 0)
			return -1;
	return 0;
}

int xml_file_begin(struct output *o, struct err *e)
{
	struct xml_writer *w = o->xml = arena_take(o->arena, sizeof *w);

	xml_begin(&w->out, o->sink, o->def->ns, o->def->ns_count);
	if (o->signer && sink_canon_on(o->sink, e) < 0)
		return -1;
	if (xml_open(&w->out, o->def->xml_root, o->def->xml_location, e) < 0 ||
	        envelope(o, e) < 0 || xml_open(&w->out, o->def->xml_collection, NULL, e) < 0)
		return -1;
	return make_tags(o, e);
}

static int column(struct output *o, size_t i, const struct cell *v, struct err *e)
{
	const struct xml_tag *tag = &o->xml->column[i];
	const char *s;
	size_t at = 0, n;

	while (cell_value(&o->def->column[i], v, &at, &s, &n)) {
		xml_tag_open(o->sink, tag);
		if (xml_out_text(o->sink, s, n) < 0)
			return err_set(e, ERR_BUG, "column '%s': a character XML does not allow",
			        o->def->column[i].name);
		xml_tag_close(o->sink, tag);
	}
	return 0;
}

int xml_file_row(struct output *o, const struct report_row *r, struct err *e)
{
	struct xml_writer *w = o->xml;

	xml_tag_open(o->sink, &w->record);
	for (size_t i = 0; i < o->def->columns; i++)
		if (column(o, i, &r->cell[i], e) < 0)
			return -1;
	xml_tag_close(o->sink, &w->record);
	sink_add(o->sink, "\n", 1);
	return 0;
}

int xml_file_end(struct output *o, struct err *e)
{
	struct xml_writer *w = o->xml;

	xml_close(&w->out);
	if (o->signer && xades_append(o->sink, o->signer, o->def->xml_root, o->arena, e) < 0)
		return err_ctx(e, "signing %s", o->def->id);
	xml_close(&w->out);
	return 0;
}
