/*
 * Receipts and lists of errors in CSV: one line a record or error, columns by the names of the
 * header. A column that the definition names and the header has not is refused, unless its place
 * ends in `?`; so is a line that cannot be read: half a list is no list.
 */
#include "common/csv_read.h"
#include "report/receipt_read.h"

struct table {
	struct receipt_read *r;
	int column[RECEIPT_TAKES]; /* of each take; -1: not from a column, or not there */
	size_t columns;            /* of the header */
	struct buf text;
};

static const char *fault_text(enum csv_fault f)
{
	static const char *const texts[] = { [CSV_QUOTED] = "a quote is not closed or misplaced",
		[CSV_LONG] = "the line is too long",
		[CSV_FIELD] = "a field is too long",
		[CSV_FIELDS] = "there are too many fields",
		[CSV_NUL] = "it holds NUL bytes" };

	return f < COUNT_OF(texts) && texts[f] ? texts[f] : "it cannot be read";
}

static int check(const struct csv_record *rec, struct err *e)
{
	return rec->fault == CSV_OK ? 0
	                            : err_set(e, ERR_DATA, "line %lld: %s", (long long)rec->line,
	                                      fault_text(rec->fault));
}

static int decode(struct table *t, const struct csv_field *f, int64_t line, struct err *e)
{
	return receipt_decode(t->r->in->def->charset, f->s, f->n, &t->text, line, e);
}

/* One of the names of `place`, which are set apart by `|`? */
static bool named(const char *place, const char *s)
{
	size_t len = strlen(s);

	while (*place) {
		size_t n = strcspn(place, "|"), k = n;

		for (; k > 0 && (place[k - 1] == ' ' || place[k - 1] == '?'); k--)
			;
		if (k == len && strncmp(place, s, k) == 0)
			return true;
		place += n + (place[n] == '|');
		place += strspn(place, " ");
	}
	return false;
}

static int find_column(struct table *t, const struct csv_record *head, size_t take, struct err *e)
{
	const struct receipt_take *k = &t->r->in->def->take[take];

	t->column[take] = -1;
	if (k->from != FROM_PLACE)
		return 0;
	for (size_t i = 0; i < head->n_fields; i++) {
		if (decode(t, &head->field[i], head->line, e) < 0)
			return -1;
		if (!named(k->place, t->text.data ? t->text.data : ""))
			continue;
		if (t->column[take] >= 0)
			return err_set(e, ERR_DATA, "line %lld: the header has '%s' twice",
			        (long long)head->line, k->place);
		t->column[take] = (int)i;
	}
	return t->column[take] >= 0 || k->place[strlen(k->place) - 1] == '?'
	               ? 0
	               : err_set(e, ERR_DATA, "line %lld: the header has no column '%s'",
	                         (long long)head->line, k->place);
}

static int read_header(struct table *t, struct csv_reader *csv, struct err *e)
{
	struct csv_record rec;
	int rc = csv_next(csv, &rec, e);

	if (rc <= 0)
		return rc < 0 ? -1 : err_set(e, ERR_DATA, "the file is empty");
	if (check(&rec, e) < 0)
		return -1;
	t->columns = rec.n_fields;
	for (size_t i = 0; i < t->r->in->def->takes; i++)
		if (find_column(t, &rec, i, e) < 0)
			return -1;
	return 0;
}

static int put_row(struct table *t, const struct csv_record *rec, struct err *e)
{
	const struct receipt_def *d = t->r->in->def;

	for (size_t i = 0; i < d->takes; i++) {
		const char *s = d->take[i].place;
		enum receipt_value v = d->take[i].value;

		if (d->take[i].from == FROM_PLACE) {
			if (t->column[i] < 0)
				continue;
			if (decode(t, &rec->field[t->column[i]], rec->line, e) < 0)
				return -1;
			s = t->text.data ? t->text.data : "";
		} else if (d->take[i].from != FROM_FIXED || v < RV_LINE) {
			continue;
		}
		if (receipt_put(t->r, v, s, strlen(s), rec->line, e) < 0)
			return -1;
	}
	return 0;
}

static int row(struct table *t, const struct csv_record *rec, struct err *e)
{
	if (check(rec, e) < 0)
		return -1;
	if (rec->n_fields != t->columns)
		return err_set(e, ERR_DATA, "line %lld has %zu fields, the header %zu",
		        (long long)rec->line, rec->n_fields, t->columns);
	for (int v = RV_LINE; v < RV_COUNT; v++)
		receipt_forget(t->r, (enum receipt_value)v);
	if (put_row(t, rec, e) < 0)
		return -1;
	return receipt_emit(t->r, t->r->in->def->outcomes > 0, rec->line, e);
}

int receipt_read_csv(struct receipt_read *r, struct err *e)
{
	struct csv_reader *csv CLEANUP(csv_close) = NULL;
	struct table t = { .r = r };
	struct csv_record rec;
	int rc;

	buf_init(&t.text, RECEIPT_VALUE_MAX);
	rc = csv_open(&csv, r->in->path, r->in->def->separator, '"', 0, e);
	if (rc == 0)
		rc = read_header(&t, csv, e);
	while (rc == 0 && (rc = csv_next(csv, &rec, e)) > 0)
		rc = row(&t, &rec, e);
	buf_done(&t.text);
	return rc;
}
