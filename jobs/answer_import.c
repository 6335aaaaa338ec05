/* answer --import: a filled-in work list, as a workbook or as CSV. Good rows are booked, bad rows
 * are told. */
#include "common/csv_read.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/xlsx_read.h"
#include "jobs/answers.h"

enum { HEAD_WITHIN = 100, ANSWERS_MAX = 200000, TOLD = 200, SHOWN = 40, PLACE = 120 };

/* In the order of enum answer_column; the heads as the work lists write them. */
static const struct head_name {
	const char *da, *en;
} heads[] = {
	[ANSWER_KEY] = { "Fund-nøgle", "Finding key" },
	[ANSWER_KIND] = { "Svar", "Answer" },
	[ANSWER_REASON] = { "Begrundelse", "Reason" },
	[ANSWER_BY] = { "Navn", "Name" },
	[ANSWER_UNTIL] = { "Gælder til", "Valid until" },
};
enum { HEADS = COUNT_OF(heads) };

/* A file of rows, whatever its form. */
struct rows {
	struct app *a;
	const char *path;
	struct xlsx *book;
	struct csv_reader *csv;
	struct xlsx_row row;
	struct arena line;
	bool bad_line; /* CSV: it cannot be split */
};

/* One answer with the place it was read from. */
struct given {
	int64_t row;
	const char *sheet, *shown[HEADS];
};

struct import {
	struct app *a;
	struct rows rows;
	const char *file; /* its name, for messages and as the source */
	struct answer *answer;
	struct given *given;
	size_t n, cap;
	/* of the sheet that is read */
	const char *sheet;
	int64_t seen; /* rows looked at for the heads */
	bool has_head;
	int place[HEADS];
	/* what became of the rows */
	int64_t read, booked, unchanged, mended, gone, empty, wrong, sheets;
};

static void import_done(struct import *m)
{
	xlsx_close(&m->rows.book);
	csv_close(&m->rows.csv);
	arena_done(&m->rows.line);
	free(m->answer);
	free(m->given);
}

/* --- the key of a finding ------------------------------------------------------- */

bool answers_key(const char *s, int64_t *ret)
{
	return strlen(s) == 16 && strspn(s, "0123456789abcdefABCDEF") == 16 &&
	       sscanf(s, "%16lx", (unsigned long *)ret) == 1 && *ret >= 0;
}

/* --- rows -------------------------------------------------------------------------- */

static bool is_csv(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && text_same_folded(path + n - 4, ".csv");
}

static int rows_open(struct rows *r, struct err *e)
{
	struct unzip_limits limits;

	if (is_csv(r->path))
		return csv_open(&r->csv, r->path, ';', '"', 0, e);
	unzip_limits_of(r->a->w.conf, &limits);
	return xlsx_open(&r->book, r->path, &limits, e);
}

static int csv_row(struct rows *r, struct err *e)
{
	struct csv_record rec;
	int rc = csv_next(r->csv, &rec, e);

	if (rc <= 0)
		return rc;
	arena_reset(&r->line);
	r->row = (struct xlsx_row){ .sheet = "CSV", .row = rec.line };
	r->bad_line = rec.fault != CSV_OK || !utf8_valid(rec.raw, rec.n_raw);
	for (size_t i = 0; i < XLSX_COLUMNS; i++) {
		bool there = !r->bad_line && i < rec.n_fields;

		r->row.cell[i].text =
		        there ? arena_strndup(&r->line, rec.field[i].s, rec.field[i].n) : "";
		r->row.n = there ? i + 1 : r->row.n;
	}
	return 1;
}

static int rows_next(struct rows *r, struct err *e)
{
	return r->csv ? csv_row(r, e) : xlsx_next(r->book, &r->row, e);
}

/* Without blanks at both ends, and without a guard that keeps a text from being a formula. */
static const char *cell(const struct import *m, enum answer_column c, struct arena *a)
{
	const struct xlsx_row *row = &m->rows.row;
	const char *s =
	        m->place[c] >= 0 && (size_t)m->place[c] < row->n ? row->cell[m->place[c]].text : "";
	size_t n;

	s += strspn(s, " \t\r\n");
	s += s[0] == '\'' && s[1] && strchr("=+-@", s[1]);
	n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	return arena_strndup(a, s, n);
}

/* --- messages ------------------------------------------------------------------------ */

static bool english(const struct import *m)
{
	return strcmp(m->a->ctx.lang, "en") == 0;
}

static const char *head_text(const struct import *m, enum answer_column c)
{
	return english(m) ? heads[c].en : heads[c].da;
}

/* What stood there, where it may be shown: reasons and names may not. */
static void tell(
        struct import *m, const struct given *g, enum answer_column c, const char *expected)
{
	bool en = english(m), shows = c != ANSWER_REASON && c != ANSWER_BY && g->shown[c];
	char value[SHOWN + 1] = "", sheet[SHOWN + 1];

	if (++m->wrong > TOLD)
		return;
	if (shows)
		snprintf(value, sizeof value, "%s", g->shown[c]);
	text_mask(value);
	snprintf(sheet, sizeof sheet, "%s", g->sheet);
	text_mask(sheet);
	fprintf(m->a->out,
	        en ? "WRONG %s, sheet '%s', row %lld, column %s:%s%s%s expected %s\n"
	           : "FEJL %s, ark '%s', række %lld, kolonne %s:%s%s%s ventet: %s\n",
	        m->file, sheet, (long long)g->row, head_text(m, c), shows ? " '" : "", value,
	        shows ? "';" : "", expected);
}

static void refuse(struct import *m, enum answer_column c, const char *da, const char *en)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct given g = { .row = m->rows.row.row, .sheet = m->rows.row.sheet };

	g.shown[c] = cell(m, c, &own);
	tell(m, &g, c, english(m) ? en : da);
}

/* --- heads ------------------------------------------------------------------------------ */

static int find_heads(struct import *m, struct err *e)
{
	const struct xlsx_row *row = &m->rows.row;
	size_t found = 0;

	for (size_t c = 0; c < HEADS; c++)
		m->place[c] = -1;
	for (size_t i = 0; i < row->n; i++)
		for (size_t c = 0; c < HEADS; c++) {
			const char *s = row->cell[i].text;

			if (!text_same_folded(s, heads[c].da) && !text_same_folded(s, heads[c].en))
				continue;
			if (m->place[c] >= 0)
				return err_set(e, ERR_DATA,
				        "sheet '%.40s', row %lld: column '%s' is there twice",
				        row->sheet, (long long)row->row, heads[c].da);
			m->place[c] = (int)i;
			found++;
		}
	if (m->place[ANSWER_KEY] < 0)
		return 0;
	for (size_t c = 0; found < HEADS && c < HEADS; c++)
		if (m->place[c] < 0)
			return err_set(e, ERR_DATA,
			        "sheet '%.40s', row %lld: column '%s' is missing", row->sheet,
			        (long long)row->row, heads[c].da);
	m->has_head = true;
	m->sheets++;
	return 0;
}

/* True for a row behind the heads of a list; other sheets, and what stands above, are passed over.
 */
static int is_list_row(struct import *m, bool *ret, struct err *e)
{
	if (!m->sheet || strcmp(m->sheet, m->rows.row.sheet) != 0) {
		m->sheet = arena_strdup(&m->a->w.arena, m->rows.row.sheet);
		m->has_head = false;
		m->seen = 0;
	}
	*ret = m->has_head;
	if (m->has_head || m->seen++ >= HEAD_WITHIN)
		return 0;
	return find_heads(m, e);
}

/* --- a row --------------------------------------------------------------------------------- */

static void grow(struct import *m)
{
	if (m->n < m->cap)
		return;
	m->cap = m->cap ? m->cap * 2 : 256;
	m->answer = realloc(m->answer, m->cap * sizeof *m->answer);
	m->given = realloc(m->given, m->cap * sizeof *m->given);
	if (!m->answer || !m->given)
		out_of_memory();
}

/* False: it cannot be a day. */
static bool take_day(const struct import *m, int32_t *ret)
{
	int place = m->place[ANSWER_UNTIL];
	const struct xlsx_cell *c = &m->rows.row.cell[place];
	struct arena own CLEANUP(arena_done) = { 0 };
	struct xlsx_cell trimmed = { cell(m, ANSWER_UNTIL, &own), c->number };

	*ret = 0;
	return !*trimmed.text || xlsx_day(m->rows.book, &trimmed, ret);
}

static void keep(struct import *m, const struct answer_word *w, int64_t identity, int32_t until)
{
	struct arena *a = &m->a->w.arena;
	const struct xlsx_row *row = &m->rows.row;
	const char *by = cell(m, ANSWER_BY, a), *preset = cli_text(&m->a->cli, "--by");
	char sheet[SHOWN + 1];
	struct given *g;

	snprintf(sheet, sizeof sheet, "%s", m->sheet);
	text_mask(sheet);
	grow(m);
	g = &m->given[m->n];
	*g = (struct given){ .row = row->row, .sheet = m->sheet };
	for (size_t c = 0; c < HEADS; c++)
		g->shown[c] = cell(m, (enum answer_column)c, a);
	m->answer[m->n++] = (struct answer){ .identity = identity,
		.kind = w->kind,
		.reason = g->shown[ANSWER_REASON],
		.by = *by || !preset ? by : preset,
		.until = until,
		.source = arena_printf(a, "%s, %s, %lld", m->file, sheet, (long long)row->row) };
}

/* What was filled in beside the answer shows that one was forgotten. */
static void no_answer(struct import *m, const char *reason, const char *until)
{
	if (*reason || *until)
		refuse(m, ANSWER_KIND, "et svar fra listen", "an answer of the list");
	else
		m->empty++;
}

static void take_row(struct import *m)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	const char *key = cell(m, ANSWER_KEY, &own), *kind = cell(m, ANSWER_KIND, &own);
	const char *reason = cell(m, ANSWER_REASON, &own), *until = cell(m, ANSWER_UNTIL, &own);
	const struct answer_word *w = answer_word(kind);
	int64_t identity;
	int32_t day;

	if (!*kind)
		no_answer(m, reason, until);
	else if (!w)
		refuse(m, ANSWER_KIND,
		        "rettet, korrekt, reglen er forkert, afventer eller godkendt alligevel",
		        "mended, correct, rule is wrong, waits or let through");
	else if (!answers_key(key, &identity))
		refuse(m, ANSWER_KEY, "fundets nøgle, 16 cifre og bogstaver, som listen havde den",
		        "the key of the finding, 16 digits and letters, as the list had it");
	else if (!w->kind)
		m->mended++;
	else if (!take_day(m, &day))
		refuse(m, ANSWER_UNTIL, "en dato, åååå-mm-dd", "a date, yyyy-mm-dd");
	else
		keep(m, w, identity, day);
}

static int read_rows(struct import *m, struct err *e)
{
	int rc;

	while ((rc = rows_next(&m->rows, e)) > 0) {
		bool of_list;

		if (is_list_row(m, &of_list, e) < 0)
			return -1;
		if (!of_list)
			continue;
		m->read++;
		if (m->rows.bad_line)
			refuse(m, ANSWER_KEY, "en linje i UTF-8 med lukkede anførselstegn",
			        "a line in UTF-8 with closed quotes");
		else
			take_row(m);
		if (m->n > ANSWERS_MAX)
			return err_set(e, ERR_DATA, "over %d answers in one file", ANSWERS_MAX);
	}
	if (rc == 0 && !m->sheets)
		return err_set(e, ERR_DATA,
		        "no sheet has a column 'Fund-nøgle': it is not a work list%s",
		        m->rows.csv ? ", or not saved as UTF-8" : "");
	return rc;
}

/* --- the end -------------------------------------------------------------------------------- */

static void count(struct import *m)
{
	int64_t *const to[ANSWER_VERDICTS] = {
		[ANSWER_BOOKED] = &m->booked,
		[ANSWER_UNCHANGED] = &m->unchanged,
		[ANSWER_GONE] = &m->gone,
	};

	for (size_t i = 0; i < m->n; i++) {
		const struct answer *r = &m->answer[i];

		if (r->verdict == ANSWER_REFUSED)
			tell(m, &m->given[i], r->column, r->why);
		else
			++*to[r->verdict];
	}
}

static void tell_counts(const struct import *m)
{
	if (m->wrong > TOLD)
		fprintf(m->a->out,
		        english(m) ? "(%d of %lld errors shown)\n" : "(%d af %lld fejl vist)\n",
		        TOLD, (long long)m->wrong);
	if (m->a->quiet && !m->wrong)
		return;
	fprintf(m->a->out,
	        english(m)
	                ? "%s: %lld rows = %lld booked + %lld booked before + %lld mended + %lld "
	                  "not open any more + %lld without answer + %lld wrong\n"
	                : "%s: %lld rækker = %lld bogført + %lld bogført i forvejen + %lld "
	                  "rettet + %lld ikke længere åbne + %lld uden svar + %lld fejl\n",
	        m->file, (long long)m->read, (long long)m->booked, (long long)m->unchanged,
	        (long long)m->mended, (long long)m->gone, (long long)m->empty, (long long)m->wrong);
}

static int book(struct import *m, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (!m->n)
		return 0;
	if (tx_begin(&tx, m->a->w.db, e) < 0 || answers_book(&m->a->ctx, m->answer, m->n, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* The name without its folders, and without what looks like a personal number. */
static const char *file_name(struct app *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	char name[PLACE];

	snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
	text_mask(name);
	return arena_strdup(&a->w.arena, name);
}

int answers_import(struct app *a, const char *path, struct err *e)
{
	struct import m CLEANUP(import_done) = {
		.a = a, .rows = { .a = a, .path = path }, .file = file_name(a, path)
	};

	if (rows_open(&m.rows, e) < 0 || read_rows(&m, e) < 0)
		return err_ctx(e, "answer --import '%s'", m.file);
	if (book(&m, e) < 0)
		return -1;
	count(&m);
	tell_counts(&m);
	a->status = m.wrong ? err_exit_status(ERR_DATA) : 0;
	return 0;
}
