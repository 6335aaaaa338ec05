#include "extract/g69.h"

#include "extract/csv_header.h"
#include "extract/feed_rows.h"
#include "extract/g69_read.h"

/* Lines are read whole: a G69 line holds no unit separator. */
#define NO_SEPARATOR '\x1f'

/* --- the file as a whole -------------------------------------------------- */

static void refuse(
        struct feed_rows *l, enum finding_kind kind, const char *found, const char *expected)
{
	feed_rows_refuse(
	        l, &(struct row_fault){ .kind = kind, .found = found, .expected = expected });
}

/* Z300 and SLUTD: a file that says where it ends must end there. */
static void judge_frame(const struct g69 *g, struct feed_rows *l)
{
	int64_t want = g->postings + (l->feed->count_all ? 2 : 0);
	char found[32], expected[32];

	if (g->started && !g->ended) {
		refuse(l, FIND_TRUNCATED, NULL, "SLUTD");
	} else if (g->late || g->after) {
		snprintf(found, sizeof found, "%lld linjer efter SLUTD", (long long)g->after);
		refuse(l, FIND_FRAME, g->after ? found : "Z300 inde i filen",
		        "Z300 først og SLUTD sidst");
	} else if (g->ended && g->claimed != want) {
		snprintf(found, sizeof found, "%lld", (long long)g->claimed);
		snprintf(expected, sizeof expected, "%lld", (long long)want);
		refuse(l, FIND_TRAILER, g->claimed < 0 ? NULL : found, expected);
	}
}

static int by_group(const void *a, const void *b)
{
	const struct g69_group *x = a, *y = b;
	int c = memcmp(x->machine, y->machine, sizeof x->machine);

	return c ? c : (x->date > y->date) - (x->date < y->date);
}

/* Moves the groups that do not balance to the front, in order; returns how many. */
static size_t unbalanced(struct g69 *g)
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * (size_t)G69_GROUPS; i++)
		if (g->group[i].used && g->group[i].debit != g->group[i].credit)
			g->group[n++] = g->group[i];
	qsort(g->group, n, sizeof *g->group, by_group);
	return n;
}

static int judge_group(const struct g69_group *x, struct feed_rows *l, struct err *e)
{
	char field[64], found[64], expected[128], debit[40], credit[40];
	struct row_fault f = { .kind = l->feed->refuse_unbalanced ? FIND_UNBALANCED : FIND_BALANCE,
		.field = field,
		.found = found,
		.expected = expected };

	snprintf(field, sizeof field, "maskinnummer %s, %04d-%02d-%02d", x->machine,
	        x->date / 10000, x->date / 100 % 100, x->date % 100);
	(void)feed_rows_kroner(x->debit - x->credit, debit, sizeof debit);
	snprintf(found, sizeof found, "forskel %s", debit);
	(void)feed_rows_kroner(x->debit, debit, sizeof debit);
	(void)feed_rows_kroner(x->credit, credit, sizeof credit);
	snprintf(expected, sizeof expected, "debet %s = kredit %s", debit, credit);
	if (!l->feed->refuse_unbalanced)
		return feed_rows_note(l, &f, e);
	feed_rows_refuse(l, &f);
	return 0;
}

static int judge_groups(struct g69 *g, struct feed_rows *l, struct err *e)
{
	size_t n;

	if (l->feed->balance != BALANCE_GROUPS)
		return 0;
	if (g->too_many) {
		refuse(l, FIND_GROUPS, NULL, "højst 65536");
		return 0;
	}
	n = unbalanced(g);
	for (size_t i = 0; i < n && !l->res->verdict; i++)
		if (judge_group(&g->group[i], l, e) < 0)
			return -1;
	return 0;
}

static int judge_unknown(const struct g69 *g, struct feed_rows *l, struct err *e)
{
	for (int i = 0; i < G69_NUMBERS; i++) {
		char field[12], found[40];
		struct row_fault x = { .kind = FIND_UNKNOWN_FIELD,
			.field = field,
			.found = found,
			.line = g->unknown_line[i] };

		if (!g->unknown[i])
			continue;
		snprintf(field, sizeof field, "%03d", i);
		snprintf(found, sizeof found, "%lld gange", (long long)g->unknown[i]);
		if (feed_rows_note(l, &x, e) < 0)
			return -1;
	}
	return 0;
}

static int at_end(void *data, struct feed_rows *l, struct err *e)
{
	struct g69 *g = data;

	judge_frame(g, l);
	if (l->res->verdict)
		return 0;
	l->nothing = g->started && g->ended && g->postings == 0;
	if (judge_groups(g, l, e) < 0)
		return -1;
	return l->res->verdict ? 0 : judge_unknown(g, l, e);
}

/* --- loading -------------------------------------------------------------- */

/* A column that asks for a field that there is not: the map is wrong, not the file. */
static int map_columns(struct feed_rows *l, const struct g69_layout *layout, struct err *e)
{
	struct csv_header h;

	if (!csv_header_map(&h, l->feed, layout->names, layout->n_slots, l->c->arena))
		return err_set(e, ERR_CONFIG, "%s: format g69 has no field '%s'",
		        l->feed->map ? l->feed->map : l->feed->path, h.expected ? h.expected : "");
	memcpy(l->field, h.field, sizeof l->field);
	memcpy(l->word, h.word, sizeof l->word);
	l->width = h.width;
	return 0;
}

/* 1: go on, 0: refused. */
static int check_mark(struct feed_rows *l, enum csv_mark mark)
{
	if (mark == CSV_NO_MARK || (mark == CSV_UTF8_MARK && l->utf8))
		return 1;
	refuse(l, FIND_CHARSET, mark == CSV_UTF8_MARK ? "utf-8 (BOM)" : "utf-16", l->feed->charset);
	return 0;
}

static int load(struct feed_rows *l, struct csv_reader **lines, struct arena *a, struct err *e)
{
	struct g69_layout *layout = arena_take(a, sizeof *layout);
	struct g69 *g = arena_take(a, sizeof *g);

	if (feed_rows_begin(l, l->feed->charset, e) < 0 || g69_layout_load(layout, a, e) < 0 ||
	        map_columns(l, layout, e) < 0 ||
	        csv_open(lines, l->file->path, NO_SEPARATOR, '\0', 0, e) < 0)
		return -1;
	if (!check_mark(l, csv_mark(*lines)))
		return 0;
	g69_read_init(g, layout, *lines, a);
	l->source = (struct row_source){ g69_next, g };
	l->at_end = at_end;
	return feed_rows_load(l, &(struct row_fault){ .kind = FIND_EMPTY }, e);
}

int g69_load(struct ctx *c, const struct feed_file *f, struct source_result *ret, struct err *e)
{
	struct feed_rows l = { .c = c, .file = f, .feed = f->def, .res = ret };
	struct csv_reader *lines CLEANUP(csv_close) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	int rc = load(&l, &lines, &a, e);

	feed_rows_end(&l);
	return rc;
}
