/*
 * answer --export-rule-wrong: what people say is wrong with rules, for whoever owns the rules. No
 * keys of records, no names, nothing that looks like a number of a person, a case or an account.
 */
#include "common/buf.h"
#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "jobs/answers.h"

enum { DIGITS_SHOWN = 4, WORD_MAX = 64, REASON_SPACE = 4096 };

static bool letter(unsigned char c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Small letters: ASCII, and the Latin-1 letters in UTF-8. */
static void fold(char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 'A' && c <= 'Z')
			*s = (char)(c + 32);
		else if (c == 0xC3 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] <= 0x9E) {
			s[1] = (char)((unsigned char)s[1] + 0x20);
			s++;
		}
	}
}

/* --- names that the store knows -------------------------------------------------- */

#define NAMES                                                                                      \
	"SELECT name FROM staging_citizen UNION SELECT name FROM staging_caseworker"               \
	" UNION SELECT name FROM staging_cpr_name UNION SELECT mother_name FROM "                  \
	"staging_cpr_parents"                                                                      \
	" UNION SELECT father_name FROM staging_cpr_parents"                                       \
	" UNION SELECT by_name FROM finding_answer"

static int put_words(sqlite3_stmt *put, const char *name, struct err *e)
{
	while (*name) {
		char word[WORD_MAX];
		size_t n = 0;

		while (*name && !letter((unsigned char)*name))
			name++;
		while (letter((unsigned char)name[n]))
			n++;
		if (n >= 2 && n < sizeof word) {
			snprintf(word, sizeof word, "%.*s", (int)n, name);
			fold(word);
			if (db_bind_text(put, ":word", word, e) < 0 || db_run(put, e) < 0)
				return -1;
		}
		name += n;
	}
	return 0;
}

/* The words of all names, into a database of their own: the mart is only read here. */
static int learn_names(sqlite3 *mart, sqlite3 *db, struct err *e)
{
	sqlite3_stmt *get CLEANUP(stmt_done) = NULL, *put CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_exec(db, "CREATE TABLE known_name (word TEXT PRIMARY KEY) WITHOUT ROWID", e) < 0 ||
	        db_prepare(mart, NAMES, "names", &get, e) < 0 ||
	        db_prepare(db, "INSERT OR IGNORE INTO known_name VALUES (:word)", "names", &put,
	                e) < 0)
		return -1;
	while ((rc = db_step(get, e)) > 0)
		if (put_words(put, col_text(get, 0), e) < 0)
			return -1;
	return rc;
}

/* Also with the s of the genitive. A name of two letters only where it is written with a large one.
 */
static int is_name(sqlite3_stmt *find, const char *s, size_t n, bool *ret, struct err *e)
{
	char word[WORD_MAX];

	*ret = n >= sizeof word;
	if (n < 2 || *ret || (n == 2 && *s >= 'a' && *s <= 'z'))
		return 0;
	snprintf(word, sizeof word, "%.*s", (int)n, s);
	fold(word);
	for (int i = 0; i < 2 && !*ret; i++) {
		int rc;

		if (db_bind_text(find, ":word", word, e) < 0 || (rc = db_step(find, e)) < 0)
			return -1;
		*ret = rc > 0;
		sqlite3_reset(find);
		n = strlen(word);
		if (n < 4 || word[n - 1] != 's')
			break;
		word[n - 1] = '\0';
	}
	return 0;
}

/* --- a reason -------------------------------------------------------------------- */

/* A word with its digits and what joins them: "S0000008-1", "01.02.2015", "2.000". */
static size_t joined(const char *s, size_t *digits)
{
	size_t n = 0, last = 0;

	*digits = 0;
	for (; s[n]; n++) {
		unsigned char c = (unsigned char)s[n];

		if (letter(c) || digit(c))
			last = n + 1;
		else if (!strchr("-._~/:", c))
			break;
		*digits += digit(c);
	}
	return last;
}

static size_t letters_of(const char *s)
{
	size_t n = 0;

	while (letter((unsigned char)s[n]))
		n++;
	return n;
}

static int masked(
        sqlite3_stmt *find, const char *reason, struct arena *a, const char **ret, struct err *e)
{
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, REASON_SPACE);
	while (*reason) {
		size_t digits, n = joined(reason, &digits), word = letters_of(reason);
		bool name = false;

		if (n && digits > DIGITS_SHOWN) {
			(void)buf_str(&b, "***");
			reason += n;
			continue;
		}
		if (word && is_name(find, reason, word, &name, e) < 0)
			return -1;
		if (!word)
			word = 1;
		(void)(name ? buf_str(&b, "***") : buf_add(&b, reason, word));
		reason += word;
	}
	*ret = arena_strdup(a, b.data ? b.data : "");
	return b.full ? err_set(e, ERR_BUG, "a reason is too long") : 0;
}

/* --- the file ---------------------------------------------------------------------- */

/* Quoted; a spreadsheet must not take it for a formula. */
static void put_cell(FILE *f, const char *s, bool last)
{
	fputc('"', f);
	if (*s && strchr("=+-@\t\r", *s))
		fputc('\'', f);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', f);
		fputc(*s, f);
	}
	fputs(last ? "\"\r\n" : "\";", f);
}

/* What was taken back does not count; what was replaced by another answer was still said. */
#define SAID                                                                                       \
	" FROM finding_answer AS a WHERE a.kind = 'rule_wrong' AND NOT EXISTS"                     \
	" (SELECT 1 FROM finding_answer_withdrawn AS w WHERE w.answer = a.answer)"

#define REASONS                                                                                    \
	"SELECT a.rule, coalesce(a.version, ''), coalesce(a.field, ''), a.consequence, a.reason,"  \
	" count(*), count(DISTINCT a.identity), iso(min(a.as_of)), iso(max(a.as_of))" SAID         \
	" GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"

struct told {
	const char *rule, *version, *field, *consequence, *reason, *first, *last;
	int64_t answers, findings;
};

static int by_reason(const void *x, const void *y)
{
	const struct told *a = x, *b = y;
	int c = strcmp(a->rule, b->rule);

	if (!c)
		c = strcmp(a->version, b->version);
	if (!c)
		c = strcmp(a->field, b->field);
	if (!c)
		c = strcmp(a->consequence, b->consequence);
	return c ? c : strcmp(a->reason, b->reason);
}

static int take(struct app *a, sqlite3_stmt *s, sqlite3_stmt *find, struct told *t, struct err *e)
{
	struct arena *m = &a->w.arena;

	*t = (struct told){ .rule = arena_strdup(m, col_text(s, 0)),
		.version = arena_strdup(m, col_text(s, 1)),
		.field = arena_strdup(m, col_text(s, 2)),
		.consequence = arena_strdup(m, col_text(s, 3)),
		.answers = sqlite3_column_int64(s, 5),
		.findings = sqlite3_column_int64(s, 6),
		.first = arena_strdup(m, col_text(s, 7)),
		.last = arena_strdup(m, col_text(s, 8)) };
	return masked(find, col_text(s, 4), m, &t->reason, e);
}

/* Reasons that are the same once they are masked are one row. */
static size_t together(struct told *t, size_t n)
{
	size_t kept = 0;

	qsort(t, n, sizeof *t, by_reason);
	for (size_t i = 0; i < n; i++) {
		struct told *k = kept ? &t[kept - 1] : NULL;

		if (!k || by_reason(k, &t[i]) != 0) {
			t[kept++] = t[i];
			continue;
		}
		k->answers += t[i].answers;
		k->findings += t[i].findings;
		k->first = strcmp(k->first, t[i].first) < 0 ? k->first : t[i].first;
		k->last = strcmp(k->last, t[i].last) > 0 ? k->last : t[i].last;
	}
	return kept;
}

static int collect(struct app *a, struct told **ret, size_t *n, struct err *e)
{
	sqlite3 *names CLEANUP(db_closep) = NULL;
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL, *find CLEANUP(stmt_done) = NULL;
	int64_t most;
	int rc = 0;

	*n = 0;
	if (db_open(":memory:", DB_RW, &names, e) < 0 || learn_names(a->w.db, names, e) < 0 ||
	        db_int(a->w.db, "SELECT count(*) FROM (" REASONS ")", &most, e) < 0 ||
	        db_prepare(names, "SELECT 1 FROM known_name WHERE word = :word", "names", &find,
	                e) < 0 ||
	        db_prepare(a->w.db, REASONS, "answers", &s, e) < 0)
		return -1;
	*ret = arena_take(&a->w.arena, ((size_t)most + 1) * sizeof **ret);
	while (*n < (size_t)most && (rc = db_step(s, e)) > 0)
		if (take(a, s, find, &(*ret)[(*n)++], e) < 0)
			return -1;
	*n = together(*ret, *n);
	return rc < 0 ? -1 : 0;
}

/* What the definition says of the rule; "" for a check of a feed or the case store. */
static int find_rule(
        struct app *a, const char *id, const char **legal, const char **kind, struct err *e)
{
	const char *prefix = arena_printf(&a->w.arena, "transform/rules/%s_", id);
	const struct def_file *f;
	size_t cursor = 0;
	struct head h;

	*legal = *kind = "";
	f = def_next(prefix, ".sql", &cursor);
	if (!f)
		return 0;
	if (head_parse(f, &a->w.arena, &h, e) < 0)
		return -1;
	*legal = head_get(&h, "legal");
	*kind = head_get(&h, "kind");
	return 0;
}

static int write_row(struct app *a, FILE *f, const struct told *t, struct err *e)
{
	const char *legal, *kind;

	if (find_rule(a, t->rule, &legal, &kind, e) < 0)
		return -1;
	put_cell(f, t->rule, false);
	put_cell(f, t->version, false);
	put_cell(f, legal ? legal : "", false);
	put_cell(f, kind ? kind : "", false);
	put_cell(f, t->consequence, false);
	put_cell(f, t->field, false);
	fprintf(f, "%lld;%lld;", (long long)t->answers, (long long)t->findings);
	put_cell(f, t->first, false);
	put_cell(f, t->last, false);
	put_cell(f, t->reason, true);
	return 0;
}

int answers_export(struct app *a, const char *path, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	struct told *t;
	size_t n;

	if (collect(a, &t, &n, e) < 0 || file_begin(&out, path, e) < 0)
		return err_ctx(e, "answer --export-rule-wrong");
	fputs("\xEF\xBB\xBFrule;version;legal;kind;consequence;field;answers;findings;first;last;"
	      "reason\r\n",
	        out.f);
	for (size_t i = 0; i < n; i++)
		if (write_row(a, out.f, &t[i], e) < 0)
			return -1;
	if (file_commit(&out, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out,
		        strcmp(a->ctx.lang, "en") == 0 ? "%zu reasons why rules are wrong\n"
		                                       : "%zu begrundelser for, at en regel er "
		                                         "forkert\n",
		        n);
	return 0;
}
