#include "extract/feed_rows.h"

#include "common/text.h"
#include "common/csv_charset.h"
#include "extract/feed_table.h"

enum { RULE_MAX = 160, EXPECTED_MAX = 200, SHOWN = 96 };

/* --- findings ------------------------------------------------------------- */

const char *feed_rows_show(struct feed_rows *l, const char *s, size_t n)
{
	buf_reset(&l->shown);
	if (raw_text(&l->shown, s, n < SHOWN ? n : SHOWN) < 0 || !l->shown.len)
		return "";
	return l->shown.data;
}

static void fill(const struct feed_rows *l, const struct row_fault *x, struct finding *f,
        char rule[RULE_MAX])
{
	*f = (struct finding){ 0 };
	finding_of_kind(
	        f, x->kind, l->feed->id, x->column ? x->column->name : NULL, rule, RULE_MAX);
	f->entity = l->feed->id;
	f->key = l->file->name;
	f->field = x->field;
	f->found = x->found;
	f->expected = x->expected;
	f->secret = x->secret;
	f->line = x->line;
	f->clash = x->line && *l->number ? l->number : NULL;
}

int feed_rows_note(struct feed_rows *l, const struct row_fault *x, struct err *e)
{
	char rule[RULE_MAX];
	struct finding f;

	fill(l, x, &f, rule);
	f.file = l->file->file_id;
	return finding_add(&l->findings, &f, e);
}

void feed_rows_refuse(struct feed_rows *l, const struct row_fault *x)
{
	char rule[RULE_MAX];
	struct finding f;

	fill(l, x, &f, rule);
	source_refuse(l->c, l->res, "refused", &f);
}

/* The row is not used: its text is kept. The findings are written by the caller. */
static int reject(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	l->res->rejected++;
	return raw_add(&l->raw, l->file->file_id, r->line, r->byte, r->raw, r->n_raw, e);
}

/* Rejects for one fault of the row as such. */
static int reject_row(
        struct feed_rows *l, const struct csv_record *r, struct row_fault *x, struct err *e)
{
	x->line = r->line;
	return feed_rows_note(l, x, e) < 0 ? -1 : reject(l, r, e);
}

/* --- values --------------------------------------------------------------- */

static int bad_value(struct feed_rows *l, struct feed_place *p, const struct csv_record *r,
        const struct csv_field *v, enum finding_kind kind, struct err *e)
{
	char expected[EXPECTED_MAX] = "";
	struct row_fault x = { .kind = kind,
		.column = p->def,
		.found = v->n ? feed_rows_show(l, v->s, v->n) : NULL,
		.field = l->word[p - l->place],
		.secret = p->def->flags & COL_SECRET,
		.line = r->line,
		.expected = expected };

	if (kind == FIND_ENCODING)
		snprintf(expected, sizeof expected, "%s", l->charset);
	else
		p->def->type->expected(l->feed, p->def, expected, sizeof expected);
	return feed_rows_note(l, &x, e);
}

static enum finding_kind kind_of(const struct feed_place *p)
{
	if (p->def->flags & COL_LENIENT)
		return FIND_VALUE;
	return strcmp(p->def->type->columns[0] ? p->def->type->columns[0] : "", "account") == 0
	               ? FIND_ACCOUNT
	               : FIND_TYPE;
}

bool feed_rows_decode(struct feed_rows *l, const struct csv_record *r, struct csv_field *v)
{
	char *out;
	size_t n;

	if (l->utf8 || !r->high)
		return true;
	out = l->decoded + l->n_decoded;
	if (!charset_decode(l->charset, v->s, v->n, out, &n))
		return false;
	l->n_decoded += n;
	*v = (struct csv_field){ out, n };
	return true;
}

static void clear(struct feed_place *p)
{
	for (size_t i = 0; i < CSV_TYPE_WIDTH; i++)
		p->cell[i].kind = CELL_NULL;
}

/* A value that is not given: 1, or 0 with a finding where it must be. */
static int read_absent(
        struct feed_rows *l, struct feed_place *p, const struct csv_record *r, struct err *e)
{
	const struct csv_field none = { "", 0 };

	clear(p);
	if (p->def->flags & COL_FILE_DATE && l->file->produced != NO_DAY) {
		p->cell[0] = (struct cell){ .kind = CELL_INT, .i = l->file->produced };
		l->by_file_date++;
		return 1;
	}
	return p->def->flags & COL_REQUIRED ? bad_value(l, p, r, &none, FIND_REQUIRED, e) : 1;
}

/* 1: read, 0: wrong and a finding was written, -1: failed. */
static int read_value(
        struct feed_rows *l, struct feed_place *p, const struct csv_record *r, struct err *e)
{
	const struct csv_read how = { l->feed, p->def, p->scratch };
	struct csv_field v = r->field[p->field];

	if (v.n == 0)
		return read_absent(l, p, r, e);
	if (!feed_rows_decode(l, r, &v))
		return bad_value(l, p, r, &v, FIND_ENCODING, e);
	if (p->def->type->read(&how, v.s, v.n, p->cell))
		return 1;
	clear(p);
	if (bad_value(l, p, r, &v, kind_of(p), e) < 0)
		return -1;
	l->left_out |= (p->def->flags & COL_LENIENT) != 0;
	return p->def->flags & COL_LENIENT ? 1 : 0;
}

/* Values that the whole file must share. False: the file is refused. */
static bool agrees(struct feed_rows *l, const struct feed_place *p, const struct csv_record *r)
{
	bool period = p->def->flags & COL_PERIOD;
	const char *want = period ? l->period : l->c->municipality;
	struct row_fault x = { .kind = period ? FIND_PERIOD : FIND_MUNICIPALITY,
		.field = l->word[p - l->place],
		.line = r->line,
		.expected = want };
	const struct cell *cell = &p->cell[0];
	char found[32];

	if (cell->kind == CELL_NULL)
		return true;
	if (cell->kind == CELL_INT)
		snprintf(found, sizeof found, "%lld", (long long)cell->i);
	else
		snprintf(found, sizeof found, "%.*s", cell->n, cell->s);
	if (period && !*l->period)
		snprintf(l->period, sizeof l->period, "%s", found);
	if (strcmp(found, want) == 0)
		return true;
	x.found = found;
	feed_rows_refuse(l, &x);
	return false;
}

/* --- rows ----------------------------------------------------------------- */

/* 1 or -1; 0 where it must be given and could not be read. */
static int64_t sign_of(const struct feed_rows *l)
{
	for (size_t i = 0; i < l->n_places; i++) {
		const struct feed_place *p = &l->place[i];

		if (p->def->type->width || p->field < 0)
			continue;
		if (p->cell[0].kind == CELL_INT)
			return p->cell[0].i;
		return p->def->flags & COL_REQUIRED ? 0 : 1;
	}
	return 1;
}

/* Also of a row that is rejected, as far as it could be read: the file's balance is the file's. */
static void apply_sign(struct feed_rows *l)
{
	int64_t sign = sign_of(l);

	for (size_t i = 0; i < l->n_places; i++)
		if (l->place[i].def->type->is_amount && l->place[i].cell[0].kind == CELL_INT) {
			l->place[i].cell[0].i *= sign;
			l->balance += l->place[i].cell[0].i;
		}
}

static int bind_cell(sqlite3_stmt *s, int at, const struct cell *c)
{
	if (c->kind == CELL_INT)
		return sqlite3_bind_int64(s, at, c->i);
	if (c->kind == CELL_TEXT)
		return sqlite3_bind_text(s, at, c->s, c->n, SQLITE_STATIC);
	return sqlite3_bind_null(s, at);
}

static int bind_row(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	int bad = sqlite3_bind_int64(l->insert, l->line_param, r->line);

	if (l->byte_param)
		bad |= sqlite3_bind_int64(l->insert, l->byte_param, r->byte);
	for (size_t i = 0; i < l->n_places; i++) {
		const struct feed_place *p = &l->place[i];

		if (p->param)
			for (size_t k = 0; k < p->def->type->width; k++)
				bad |= bind_cell(l->insert, p->param + (int)k, &p->cell[k]);
	}
	return bad ? db_err(l->c->db, e, l->feed->table) : 0;
}

/* The row's key is taken, by this file or a newer one. */
static int reject_key(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	for (size_t i = 0; i < l->n_places; i++) {
		struct feed_place *p = &l->place[i];
		struct row_fault x = { .kind = FIND_UNIQUE,
			.column = p->def,
			.field = l->word[i],
			.line = r->line,
			.expected = "højst én række med denne værdi",
			.secret = p->def->flags & COL_SECRET };

		if (!(p->def->flags & COL_KEY))
			continue;
		x.found = feed_rows_show(l, r->field[p->field].s, r->field[p->field].n);
		if (feed_rows_note(l, &x, e) < 0)
			return -1;
	}
	return reject(l, r, e);
}

/* A feed with a key: row by row, since each may be refused. */
static int store_keyed(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	if (bind_row(l, r, e) < 0 || db_run(l->insert, e) < 0)
		return -1;
	if (sqlite3_changes(l->c->db) == 0)
		return reject_key(l, r, e);
	l->res->staged++;
	return 0;
}

/* The cells of the table's row. */
static void fill_row(struct feed_rows *l, const struct csv_record *r)
{
	l->row[1].i = r->line;
	if (l->byte_param)
		l->row[2].i = r->byte;
	for (size_t i = 0; i < l->n_places; i++)
		if (l->place[i].def->type->shared && l->place[i].param)
			l->row[l->place[i].param - 1].kind = CELL_NULL;
	for (size_t i = l->n_places; i-- > 0;) { /* of those that share a cell the first wins */
		const struct feed_place *p = &l->place[i];

		if (p->def->type->shared && p->cell[0].kind == CELL_NULL)
			continue;
		for (size_t k = 0; p->param && k < p->def->type->width; k++)
			l->row[p->param - 1 + (int)k] = p->cell[k];
	}
}

static int store(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	if (l->left_out &&
	        raw_add(&l->raw, l->file->file_id, r->line, r->byte, r->raw, r->n_raw, e) < 0)
		return -1;
	if (l->keyed)
		return store_keyed(l, r, e);
	fill_row(l, r);
	l->ready = true;
	l->res->staged++;
	return 0;
}

static int read_row(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	bool good = true;

	l->left_out = false;
	l->n_decoded = 0;
	for (size_t i = 0; i < l->n_places; i++) {
		struct feed_place *p = &l->place[i];
		int rc;

		if (p->field < 0)
			continue;
		rc = read_value(l, p, r, e);
		if (rc < 0)
			return -1;
		good &= rc > 0;
		if (p->def->flags & (COL_PERIOD | COL_OWNER) && !agrees(l, p, r))
			return 0;
	}
	apply_sign(l);
	return good ? store(l, r, e) : reject(l, r, e);
}

/* "INGEN;reason" */
static bool says_nothing(const struct feed_rows *l, const struct csv_record *r)
{
	const struct feed_words word = { { l->feed->nothing }, 1 };

	if (!r->n_fields || !feed_words_have(&word, r->field[0].s, r->field[0].n))
		return false;
	for (size_t i = 2; i < r->n_fields; i++)
		if (r->field[i].n)
			return false;
	return true;
}

static int reject_width(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	char found[32], expected[32];

	snprintf(found, sizeof found, "%zu felter", r->n_fields);
	snprintf(expected, sizeof expected, "%zu felter", l->width);
	return reject_row(l, r,
	        &(struct row_fault){ .kind = FIND_COLUMNS, .found = found, .expected = expected },
	        e);
}

/* The header word of a field, or NULL. */
static const char *word_of(const struct feed_rows *l, size_t field)
{
	for (size_t i = 0; i < l->n_places; i++)
		if (l->place[i].field == (int)field)
			return l->word[i];
	return NULL;
}

/* Length of what is UTF-8 at the beginning: a character is at most four bytes. */
static size_t valid_prefix(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t len = 1;

		while (len < 4 && at + len < n && !utf8_valid(s + at, len))
			len++;
		if (!utf8_valid(s + at, len))
			break;
		at += len;
	}
	return at;
}

/* Names the field and the first byte that is not UTF-8; nothing else of the value. */
static int reject_encoding(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	struct row_fault x = { .kind = FIND_ENCODING, .expected = "utf-8" };

	for (size_t i = 0; i < r->n_fields && !x.found; i++) {
		const struct csv_field *v = &r->field[i];
		size_t at;

		if (utf8_valid(v->s, v->n))
			continue;
		at = valid_prefix(v->s, v->n);
		x.field = word_of(l, i);
		x.found = feed_rows_show(l, v->s + at, 1);
	}
	return reject_row(l, r, &x, e);
}

static const char *place_of(char c, const struct csv_record *r, char *out, size_t cap)
{
	const char *at = memchr(r->raw, c, r->n_raw);

	if (!at)
		return NULL;
	snprintf(out, cap, "byte %zu", (size_t)(at - r->raw) + 1);
	return out;
}

static const struct {
	enum finding_kind kind;
	const char *expected;
} row_faults[] = {
	[CSV_QUOTED] = { FIND_QUOTE, "et felt i anførselstegn, der er lukket" },
	[CSV_LONG] = { FIND_RECORD, "højst 1 MiB" },
	[CSV_FIELD] = { FIND_FIELD, "højst 64 KiB i et felt" },
	[CSV_FIELDS] = { FIND_COLUMNS, "højst 256 felter" },
	[CSV_NUL] = { FIND_NUL, "tekst uden NUL-tegn" },
};

const char *feed_rows_fault_text(enum csv_fault fault)
{
	return row_faults[fault].expected;
}

static int reject_fault(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	struct row_fault x = { .kind = row_faults[r->fault].kind,
		.expected = row_faults[r->fault].expected };
	char found[48];

	if (r->fault == CSV_QUOTED)
		x.found = place_of(l->feed->quote, r, found, sizeof found);
	if (r->fault == CSV_NUL)
		x.found = place_of('\0', r, found, sizeof found);
	return reject_row(l, r, &x, e);
}

/* What the reader says of the record; with fault CSV_FORM that is why it is rejected. */
static int add_notes(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	for (size_t i = 0; i < r->n_notes; i++) {
		const struct csv_note *n = &r->note[i];
		struct row_fault x = { .kind = (enum finding_kind)n->kind,
			.field = *n->field ? n->field : NULL,
			.found = *n->found ? feed_rows_show(l, n->found, strlen(n->found)) : NULL,
			.expected = *n->expected ? n->expected : NULL,
			.line = r->line };

		if (feed_rows_note(l, &x, e) < 0)
			return -1;
	}
	return 0;
}

static int one_row(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	*l->number = '\0';
	if (r->number)
		snprintf(l->number, sizeof l->number, "række %lld", (long long)r->number);
	if (r->fault == CSV_OK && l->nothing_row && says_nothing(l, r)) {
		l->nothing = true;
		return 0;
	}
	if (r->fault == CSV_UNREADABLE) {
		l->unreadable(l->source.data, l);
		return 0;
	}
	if (r->fault == CSV_NOTHING) {
		l->nothing = true;
		return 0;
	}
	l->res->rows_in++;
	if (add_notes(l, r, e) < 0)
		return -1;
	if (r->fault == CSV_FORM)
		return reject(l, r, e);
	if (r->fault != CSV_OK)
		return reject_fault(l, r, e);
	if (r->high && l->utf8 && !utf8_valid(r->raw, r->n_raw))
		return reject_encoding(l, r, e);
	if (r->n_fields != l->width)
		return reject_width(l, r, e);
	return read_row(l, r, e);
}

/* --- the statement -------------------------------------------------------- */

static const char *cell_column(const struct feed_place *p, size_t k)
{
	return p->def->type->columns[0] ? p->def->type->columns[k] : p->def->name;
}

/* True: an earlier place has the cell of this one. */
static bool share(struct feed_rows *l, struct feed_place *p)
{
	for (const struct feed_place *q = l->place; p->def->type->shared && q < p; q++)
		if (q->def->type == p->def->type && q->param) {
			p->param = q->param;
			p->second = true;
			return true;
		}
	return false;
}

static int names(struct feed_rows *l, struct buf *b, int *n)
{
	int rc = buf_printf(
	        b, "INSERT INTO %s(file, line%s", l->feed->table, l->feed->offset ? ", byte" : "");

	*n = l->feed->offset ? 3 : 2;
	l->line_param = 2;
	l->byte_param = l->feed->offset ? 3 : 0;
	for (size_t i = 0; i < l->n_places; i++) {
		struct feed_place *p = &l->place[i];

		if (p->def->flags & COL_UNSTAGED || !p->def->type->width)
			continue;
		if (share(l, p))
			continue;
		p->param = *n + 1;
		for (size_t k = 0; k < p->def->type->width; k++, ++*n)
			rc |= buf_printf(b, ", %s", cell_column(p, k));
	}
	return rc;
}

/* A later file's row takes the place of an older one's with the same key; not within a file. */
static int on_conflict(struct feed_rows *l, struct buf *b)
{
	int rc = 0;

	for (size_t i = 0; i < l->n_places; i++)
		if (l->place[i].def->flags & COL_KEY) {
			rc |= buf_printf(b, "%s%s", l->keyed ? ", " : " ON CONFLICT(",
			        l->place[i].def->name);
			l->keyed = true;
		}
	if (!l->keyed)
		return rc;
	rc |= buf_str(b, ") DO UPDATE SET file = excluded.file, line = excluded.line");
	for (size_t i = 0; i < l->n_places; i++)
		for (size_t k = 0; l->place[i].param && k < l->place[i].def->type->width; k++)
			rc |= buf_printf(b, ", %s = excluded.%s", cell_column(&l->place[i], k),
			        cell_column(&l->place[i], k));
	return rc | buf_printf(b,
	                    " WHERE file <> excluded.file AND coalesce((SELECT produced FROM"
	                    " staging_file AS f WHERE f.file = %s.file), 0) <= coalesce((SELECT "
	                    "produced FROM"
	                    " staging_file AS f WHERE f.file = excluded.file), 0)",
	                    l->feed->table);
}

static int prepare(struct feed_rows *l, struct err *e)
{
	struct buf b CLEANUP(buf_done);
	int n, rc;

	buf_init(&b, 16384);
	rc = names(l, &b, &n);
	for (int i = 1; i <= n; i++)
		rc |= buf_printf(&b, "%s?%d", i == 1 ? ") VALUES(" : ", ", i);
	rc |= buf_char(&b, ')');
	rc |= on_conflict(l, &b);
	if (rc)
		return err_set(e, ERR_BUG, "%s: too many columns", l->feed->path);
	l->row[0] = (struct cell){ .kind = CELL_INT, .i = l->file->file_id };
	l->row[1].kind = CELL_INT;
	if (l->byte_param)
		l->row[2].kind = CELL_INT;
	l->n_cells = (size_t)n;
	if (!l->keyed)
		return 0;
	if (db_prepare(l->c->db, b.data, l->feed->table, &l->insert, e) < 0)
		return -1;
	if (sqlite3_bind_int64(l->insert, 1, l->file->file_id) != SQLITE_OK)
		return db_err(l->c->db, e, l->feed->table);
	return 0;
}

/* --- the file ------------------------------------------------------------- */

int feed_rows_begin(struct feed_rows *l, const char *charset, struct err *e)
{
	const char *stage = arena_printf(l->c->arena, "extract:%s", l->feed->id);

	l->charset = l->encoding = charset;
	l->utf8 = charset_is_utf8(charset);
	buf_init(&l->shown, 4096);
	if (!l->utf8 && !(l->decoded = malloc(3 * (size_t)CSV_RECORD_MAX)))
		out_of_memory();
	if (l->file->period)
		snprintf(l->period, sizeof l->period, "%s", l->file->period);
	if (feed_fits_table(l->feed, l->c->db, e) < 0 ||
	        findings_begin(&l->findings, l->c->db, stage, e) < 0)
		return -1;
	return raw_begin(&l->raw, l->c->db, e);
}

void feed_rows_end(struct feed_rows *l)
{
	l->res->findings = l->findings.written;
	csv_ahead_close(&l->ahead);
	stmt_done(&l->insert);
	findings_done(&l->findings);
	raw_done(&l->raw);
	buf_done(&l->shown);
	free(l->decoded);
	arena_done(&l->arena);
}

static void places(struct feed_rows *l)
{
	l->n_places = l->feed->n_columns;
	for (size_t i = 0; i < l->n_places; i++) {
		l->place[i].def = &l->feed->columns[i];
		l->place[i].field = l->field[i];
	}
}

static int judge_record(struct feed_rows *l, const struct csv_record *r, struct err *e)
{
	return one_row(l, r, e) < 0 ? err_ctx(e, "line %lld", (long long)r->line) : 0;
}

/* Row by row. */
static int rows_keyed(struct feed_rows *l, struct err *e)
{
	struct csv_record r;
	int rc = 0;

	while (!l->res->verdict && (rc = l->source.next(l->source.data, &r, e)) > 0)
		if (judge_record(l, &r, e) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* Goes on to the next row that can be stored. 1 row, 0 end or refused, -1 failed. */
static int next_row(void *data, const struct cell **ret, struct err *e)
{
	struct feed_rows *l = data;
	const struct csv_line *line;
	int rc = 0;

	l->ready = false;
	while (!l->ready && !l->res->verdict && (rc = csv_ahead_next(&l->ahead, &line, e)) > 0) {
		if (line->cells) {
			l->res->rows_in++;
			l->res->staged++;
			if (l->amount_cell >= 0)
				l->balance += line->cells[l->amount_cell].i;
			*ret = line->cells;
			return 1;
		}
		if (judge_record(l, &line->record, e) < 0)
			return -1;
	}
	*ret = l->row;
	return rc < 0 ? -1 : l->ready && !l->res->verdict;
}

static int read_ahead(struct feed_rows *l, struct err *e)
{
	l->ahead = (struct csv_ahead){ .feed = l->feed,
		.source = l->source,
		.nothing_row = l->nothing_row,
		.municipality = l->c->municipality,
		.width = l->width,
		.utf8 = l->utf8,
		.n_places = l->n_places,
		.n_cells = l->n_cells,
		.offset = l->byte_param != 0 };
	memcpy(l->ahead.lead, l->row, sizeof l->row);
	l->amount_cell = -1;
	for (size_t i = 0; i < l->n_places; i++)
		if (l->place[i].def->type->is_amount)
			l->amount_cell = l->place[i].param - 1;
	for (size_t i = 0; i < l->n_places; i++)
		l->ahead.place[i] = (struct csv_place){ l->place[i].def, l->place[i].field,
			l->place[i].param - 1 };
	return csv_ahead_open(&l->ahead, &l->arena, e);
}

static int rows_in_bulk(struct feed_rows *l, struct err *e)
{
	struct bulk b = { .table = l->feed->table, .next = next_row, .data = l };
	int64_t stored;

	bulk_column(&b, "file");
	bulk_column(&b, "line");
	if (l->feed->offset)
		bulk_column(&b, "byte");
	for (size_t i = 0; i < l->n_places; i++) {
		const struct feed_place *p = &l->place[i];

		for (size_t k = 0; p->param && !p->second && k < p->def->type->width; k++)
			bulk_column(&b, cell_column(p, k));
	}
	if (read_ahead(l, e) < 0 || bulk_insert(&b, l->c->db, &stored, e) < 0)
		return -1;
	if (!l->res->verdict && stored != l->res->staged)
		return err_set(e, ERR_BUG, "%s: %lld rows were made, %lld stored", l->feed->table,
		        (long long)l->res->staged, (long long)stored);
	return 0;
}

const char *feed_rows_kroner(int64_t ore, char *out, size_t cap)
{
	int64_t all = ore < 0 ? -ore : ore, kr = all / 100;
	char groups[32];
	size_t n = sizeof groups;

	groups[--n] = '\0';
	for (int digits = 0; digits == 0 || kr; digits++, kr /= 10) {
		if (digits && digits % 3 == 0)
			groups[--n] = '.';
		groups[--n] = (char)('0' + kr % 10);
	}
	snprintf(out, cap, "%s%s,%02d kr.", ore < 0 ? "-" : "", groups + n, (int)(all % 100));
	return out;
}

/* Debit and credit of the file. */
static int judge_balance(struct feed_rows *l, struct err *e)
{
	char found[64];
	struct row_fault x = { .kind = l->feed->refuse_unbalanced ? FIND_UNBALANCED : FIND_BALANCE,
		.field = "debet - kredit",
		.expected = "0,00 kr." };

	if (l->feed->balance != BALANCE_FILE || l->balance == 0)
		return 0;
	x.found = feed_rows_kroner(l->balance, found, sizeof found);
	if (!l->feed->refuse_unbalanced)
		return feed_rows_note(l, &x, e);
	feed_rows_refuse(l, &x);
	return 0;
}

static int judge_dates(struct feed_rows *l, struct err *e)
{
	char found[32];
	struct row_fault x = { .kind = FIND_FILE_DATE, .found = found };

	snprintf(found, sizeof found, "%lld rækker", (long long)l->by_file_date);
	return l->by_file_date ? feed_rows_note(l, &x, e) : 0;
}

/* What the records say as a whole. */
static int judge_whole(struct feed_rows *l, struct err *e)
{
	if (l->at_end && l->at_end(l->source.data, l, e) < 0)
		return -1;
	if (l->res->verdict)
		return 0;
	return judge_balance(l, e) < 0 || judge_dates(l, e) < 0 ? -1 : 0;
}

/* What can only be said at the end. */
static int judge(struct feed_rows *l, const struct row_fault *none, struct err *e)
{
	const struct source_result *res = l->res;
	struct file_facts facts = FILE_FACTS_NONE;

	if (judge_whole(l, e) < 0)
		return -1;
	if (res->verdict)
		return 0;
	if (res->rows_in == 0 && !l->nothing)
		feed_rows_refuse(l, none);
	else if (res->staged == 0 && res->rejected && l->feed->content == CONTENT_SNAPSHOT)
		feed_rows_refuse(l, &(struct row_fault){ .kind = FIND_ROWS });
	if (res->verdict)
		return 0;
	facts.encoding = l->encoding;
	facts.nothing = l->nothing;
	facts.municipality = l->c->municipality;
	facts.period = *l->period ? l->period : NULL;
	return source_facts(l->c, l->file, &facts, e);
}

int feed_rows_load(struct feed_rows *l, const struct row_fault *none, struct err *e)
{
	places(l);
	if (prepare(l, e) < 0 || (l->keyed ? rows_keyed(l, e) : rows_in_bulk(l, e)) < 0)
		return -1;
	return l->res->verdict ? 0 : judge(l, none, e);
}
