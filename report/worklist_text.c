/* The list of one caseworker as plain text, for mail, terminal and screen reader. */
#include "report/worklist_run.h"

#include "common/text.h"

enum { WIDTH = 92, INDENT = 4 };

static size_t characters(const char *s, size_t n)
{
	size_t c = 0;

	for (size_t i = 0; i < n; i++)
		c += ((unsigned char)s[i] & 0xC0) != 0x80;
	return c;
}

/* Control characters would move the cursor of who reads it. */
static void put_clean(const char *s, size_t n, FILE *to)
{
	for (size_t i = 0; i < n; i++)
		fputc((unsigned char)s[i] < ' ' || s[i] == 0x7f ? ' ' : s[i], to);
}

/* Broken at blanks; a word longer than the line stands alone. */
static void wrap(const char *s, FILE *to)
{
	size_t used = 0;

	while (*s) {
		size_t n = strcspn(s, " "), wide = characters(s, n);

		if (used && used + 1 + wide > WIDTH - INDENT) {
			fputc('\n', to);
			used = 0;
		}
		fprintf(to, "%*s", used ? 1 : INDENT, "");
		put_clean(s, n, to);
		used += (used > 0) + wide;
		s += n;
		s += strspn(s, " ");
	}
	fputc('\n', to);
}

static void underlined(const char *s, char line, FILE *to)
{
	put_clean(s, strlen(s), to);
	fputc('\n', to);
	for (size_t n = characters(s, strlen(s)); n; n--)
		fputc(line, to);
	fputc('\n', to);
}

struct text {
	struct worklist *w;
	const struct worklist_who *of;
	struct words words;
	struct arena *a;
	FILE *to;
	int rank;
	int64_t in_rank[WORKLIST_RANKS], done;
};

static const char *say(const struct text *t, enum word which)
{
	return word(&t->words, which);
}

/* How many there are of each rank; the counts of a caseworker come over all teams. */
static int count_ranks(struct text *t)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(t->w->ctx->db,
	            "SELECT rank, count(*) FROM temp.worklist WHERE caseworker = :id GROUP BY rank",
	            "numbers of a list", &s, t->w->e) < 0 ||
	        db_bind_text(s, ":id", t->of->id, t->w->e) < 0)
		return -1;
	while ((rc = db_step(s, t->w->e)) > 0)
		t->in_rank[sqlite3_column_int(s, 0) - 1] = sqlite3_column_int64(s, 1);
	return rc;
}

static void put_top(struct text *t)
{
	const struct worklist_def *d = &t->w->def;

	underlined(arena_printf(t->a, "%s – %s", d->title, worklist_name(t->w, t->of, t->a)), '=',
	        t->to);
	fprintf(t->to, "%s %s. %s%s.\n", say(t, WORD_AS_OF), day_full(&t->words, t->w->ctx->as_of),
	        d->mark, t->w->allowed);
	fprintf(t->to, "%s %s", number_said(&t->words, (double)t->of->total, 0),
	        say(t, WORD_FOUND_IN_ALL));
	if (t->of->total > t->w->text_rows)
		fprintf(t->to, "; %s %s %s; %s", number_said(&t->words, (double)t->w->text_rows, 0),
		        say(t, WORD_SHOWN_OF), number_said(&t->words, (double)t->of->total, 0),
		        say(t, WORD_REST_IN_BOOK));
	fputs(".\n", t->to);
}

static void put_rank(struct text *t, int rank)
{
	t->rank = rank;
	fputc('\n', t->to);
	underlined(arena_printf(t->a, "%s (%s)", t->w->def.rank[rank - 1].label,
	                   number_said(&t->words, (double)t->in_rank[rank - 1], 0)),
	        '-', t->to);
}

static void put_head(struct text *t, const struct worklist_row *r)
{
	char day[11];

	fputc('\n', t->to);
	if (*r->case_id)
		fprintf(t->to, "%s ", say(t, WORD_CASE));
	put_clean(r->case_id, strlen(r->case_id), t->to);
	fprintf(t->to, "%s  %s", *r->case_id ? "" : say(t, WORD_NO_CASE), r->rule);
	if (r->has_due)
		fprintf(t->to, "  %s %s", say(t, WORD_BY_DAY),
		        finding_day(r->due, t->w->ctx->lang, day));
	if (r->is_new || r->is_back)
		fprintf(t->to, "  (%s)", say(t, r->is_new ? WORD_NEW_ONE : WORD_BACK_ONE));
	if (*r->pnr || *r->child)
		fprintf(t->to, "  %s %s", r->pnr, r->child);
	fputc('\n', t->to);
}

static void put_row(struct text *t, const struct worklist_row *r)
{
	char tail[1200], day[11];
	int n;

	if (r->rank != t->rank)
		put_rank(t, r->rank);
	put_head(t, r);
	wrap(r->message, t->to);
	n = snprintf(tail, sizeof tail, "%s: %.100s %.100s%s%.100s.", say(t, WORD_RECORD),
	        r->entity, r->record_key, *r->field ? ", " : "", r->field);
	if (r->has_life)
		n += snprintf(tail + n, sizeof tail - (size_t)n, " %s %s.", say(t, WORD_FIRST_SEEN),
		        finding_day(r->first_seen, t->w->ctx->lang, day));
	if (*r->file)
		snprintf(tail + n, sizeof tail - (size_t)n, " %s %.300s%s%s.",
		        say(t, WORD_FROM_FILE), r->file, *r->line ? ":" : "", r->line);
	wrap(tail, t->to);
	t->done++;
}

static int put_rows(struct text *t)
{
	struct worklist_rows rows;
	struct worklist_row r;
	int rc = worklist_rows_open(t->w, t->of, &rows);

	while (rc >= 0 && t->done < t->w->text_rows && (rc = worklist_next(&rows, &r)) > 0)
		put_row(t, &r);
	worklist_rows_done(&rows);
	return rc < 0 ? -1 : 0;
}

int worklist_text(struct worklist *w, const struct worklist_who *of, FILE *to)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct text t = {
		.w = w, .of = of, .words = words_of(w->ctx->lang, &own), .a = &own, .to = to
	};

	if (count_ranks(&t) < 0)
		return -1;
	put_top(&t);
	return put_rows(&t);
}
