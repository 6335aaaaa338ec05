#include "extract/csv_load.h"

#include "common/text.h"
#include "common/csv_charset.h"
#include "extract/csv_header.h"
#include "extract/feed_rows.h"

static void refuse_header(struct feed_rows *l, const struct csv_header *h)
{
	char field[32];
	struct row_fault x = {
		.kind = h->kind, .found = h->found, .expected = h->expected, .line = 1
	};

	if (h->place) {
		snprintf(field, sizeof field, "kolonne %zu", h->place);
		x.field = field;
	}
	feed_rows_refuse(l, &x);
}

/* The header's fields in UTF-8, in place of those of the record; false: refused. */
static bool decode_header(struct feed_rows *l, struct csv_record *r)
{
	struct row_fault x = { .kind = FIND_CHARSET, .expected = l->feed->charset, .line = 1 };

	for (size_t i = 0; i < r->n_fields; i++) {
		struct csv_field *v = &r->field[i];

		if (l->utf8 ? utf8_valid(v->s, v->n) : feed_rows_decode(l, r, v))
			continue;
		x.found = feed_rows_show(l, v->s, v->n);
		feed_rows_refuse(l, &x);
		return false;
	}
	return true;
}

static void map_header(struct feed_rows *l, const struct csv_record *r)
{
	struct csv_header h;

	if (!csv_header_map(&h, l->feed, r->field, r->n_fields, l->c->arena)) {
		refuse_header(l, &h);
		return;
	}
	memcpy(l->field, h.field, sizeof l->field);
	memcpy(l->word, h.word, sizeof l->word);
	l->width = h.width;
}

/* False: refused. */
static bool check_mark(struct feed_rows *l, enum csv_mark mark)
{
	static const char *const marks[] = {
		[CSV_UTF8_MARK] = "utf-8 (BOM)", [CSV_UTF16_MARK] = "utf-16"
	};

	if (mark == CSV_NO_MARK || (mark == CSV_UTF8_MARK && l->utf8))
		return true;
	feed_rows_refuse(l, &(struct row_fault){ .kind = FIND_CHARSET,
	                            .found = marks[mark],
	                            .expected = l->feed->charset,
	                            .line = 1 });
	return false;
}

/* 1: go on, 0: refused, -1: failed. */
static int read_header(struct feed_rows *l, struct csv_reader *reader, struct err *e)
{
	struct csv_record r;
	int rc;

	if (!check_mark(l, csv_mark(reader)))
		return 0;
	rc = csv_next(reader, &r, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		feed_rows_refuse(l, &(struct row_fault){ .kind = FIND_EMPTY });
	else if (r.fault != CSV_OK)
		feed_rows_refuse(l, &(struct row_fault){ .kind = FIND_HEADER_FAULT,
		                            .line = 1,
		                            .expected = feed_rows_fault_text(r.fault) });
	else if (decode_header(l, &r))
		map_header(l, &r);
	return l->res->verdict ? 0 : 1;
}

static int next(void *data, struct csv_record *ret, struct err *e)
{
	return csv_next(data, ret, e);
}

static int load(struct feed_rows *l, struct csv_reader **reader, struct err *e)
{
	const struct feed *f = l->feed;
	int rc;

	if (feed_rows_begin(l, f->charset, e) < 0 ||
	        csv_open(reader, l->file->path, f->separator, f->quote, 0, e) < 0)
		return -1;
	rc = read_header(l, *reader, e);
	if (rc <= 0)
		return rc;
	l->source = (struct row_source){ next, *reader };
	l->nothing_row = true;
	return feed_rows_load(l, &(struct row_fault){ .kind = FIND_NOTHING }, e);
}

int csv_load(struct ctx *c, const struct feed_file *f, struct source_result *ret, struct err *e)
{
	struct feed_rows l = { .c = c, .file = f, .feed = f->def, .res = ret };
	struct csv_reader *reader CLEANUP(csv_close) = NULL;
	int rc = load(&l, &reader, e);

	feed_rows_end(&l);
	return rc;
}
