#include "extract/xml_load.h"

#include "extract/feed_rows.h"
#include "extract/xml_read.h"

struct xml_file {
	struct xml_reader *reader;
	struct row_fault none;
};

static int next(void *data, struct csv_record *ret, struct err *e)
{
	struct xml_file *x = data;

	return xml_read_next(x->reader, ret, e);
}

static void unreadable(void *data, struct feed_rows *l)
{
	const struct xml_file *x = data;
	const struct xml_fault *f = xml_read_fault(x->reader);

	feed_rows_refuse(l, &(struct row_fault){ .kind = f->kind,
	                            .line = f->line,
	                            .field = f->field,
	                            .found = f->found,
	                            .expected = f->expected });
}

static int note_missing(struct feed_rows *l, const struct xml_reader *x, struct err *e)
{
	for (size_t i = 0; i < l->feed->n_columns; i++) {
		const struct feed_column *c = &l->feed->columns[i];
		const struct row_fault f = { .kind = FIND_ELEMENT_MISSING,
			.column = c,
			.field = l->word[i],
			.expected = c->header.word[0] };

		if (!xml_read_seen(x, i) && !(c->flags & (COL_MAY_MISS | COL_REQUIRED)) &&
		        feed_rows_note(l, &f, e) < 0)
			return -1;
	}
	return 0;
}

static int at_end(void *data, struct feed_rows *l, struct err *e)
{
	struct xml_file *x = data;

	x->none.found = xml_read_root(x->reader);
	return l->res->staged ? note_missing(l, x->reader, e) : 0;
}

static int load(struct feed_rows *l, struct xml_file *x, struct err *e)
{
	if (feed_rows_begin(l, "utf-8", e) < 0 ||
	        xml_read_open(&x->reader, l->file->path, l->feed, e) < 0)
		return -1;
	for (size_t i = 0; i < l->feed->n_columns; i++) {
		l->field[i] = (int)i;
		l->word[i] = l->feed->columns[i].header.word[0];
	}
	l->width = l->feed->n_columns;
	l->encoding = xml_read_encoding(x->reader);
	l->source = (struct row_source){ next, x };
	l->unreadable = unreadable;
	l->at_end = at_end;
	x->none = (struct row_fault){ .kind = FIND_XML_NOTHING, .expected = l->feed->row };
	return feed_rows_load(l, &x->none, e);
}

int xml_load(struct ctx *c, const struct feed_file *f, struct source_result *ret, struct err *e)
{
	struct feed_rows l = { .c = c, .file = f, .feed = f->def, .res = ret };
	struct xml_file x = { 0 };
	int rc = load(&l, &x, e);

	feed_rows_end(&l);
	xml_read_close(&x.reader);
	return rc;
}
