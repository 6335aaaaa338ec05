#include "transform/finance_table.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"

enum { COLUMNS = 8, FILE_MAX = 4 * 1024 * 1024, LOCAL_MAX = 64, TEXT_MAX = 200 };

#define FIRST_DAY "-719162" /* 0001-01-01 */
#define LAST_DAY "2932896"  /* 9999-12-31 */
#define VALIDITY                                                                                   \
	"coalesce(day(nullif(:valid_from, '')), " FIRST_DAY "),"                                   \
	" coalesce(day(nullif(:valid_to, '')), " LAST_DAY ")"

/* --- kinds of values -------------------------------------------------------- */

static bool digits(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789") == n;
}

static bool is_word(const char *s)
{
	return *s && strlen(s) <= 24 &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static bool is_pattern(const char *s)
{
	return *s && strlen(s) <= LOCAL_MAX && !strchr(s, '[') && !text_has_control(s, strlen(s));
}

static bool is_account(const char *s)
{
	return digits(s, 9) && s[5] != '0';
}

static bool is_mask(const char *s)
{
	return strlen(s) == 9 && strspn(s, "0123456789?") == 9;
}

static bool is_day(const char *s)
{
	int32_t day;

	return *s == '\0' || text_day(s, strlen(s), &day);
}

static bool is_year(const char *s)
{
	return digits(s, 4) && *s != '0';
}

static bool is_year_or_none(const char *s)
{
	return *s == '\0' || is_year(s);
}

static bool is_amount(const char *s)
{
	return *s && *s != '0' && strlen(s) <= 15 && digits(s, strlen(s));
}

static bool is_percent(const char *s)
{
	int64_t v;

	return text_int(s, strlen(s), &v) && v >= 1 && v <= 100;
}

static bool is_kind(const char *s)
{
	return text_eq(s, "support") || text_eq(s, "disability") || text_eq(s, "placement");
}

static bool is_codes(const char *s)
{
	return text_eq(s, "*") || (*s && s[strspn(s, "0123456789 ")] == '\0');
}

static bool is_text(const char *s)
{
	return strlen(s) <= TEXT_MAX && !text_has_control(s, strlen(s));
}

static bool is_label(const char *s)
{
	return *s && is_text(s);
}

/* --- the tables -------------------------------------------------------------- */

static const struct table {
	const char *name, *builtin, *profile;
	struct column {
		const char *name;
		bool optional;
		bool (*ok)(const char *s);
		const char *expected;
	} column[COLUMNS];
	const char *forget; /* the built-in rows that a row of the workspace replaces */
	const char *insert;
	const char *overlap; /* a key whose periods overlap */
} tables[] = {
	{ "codelist_account", NULL, "accounts.csv",
	        { { "by", false, is_word, "psp, cost_place, artskonto or account" },
	                { "pattern", false, is_pattern,
	                        "at most 64 characters, * and ? stand for any" },
	                { "account", false, is_account, "nine digits" },
	                { "valid_from", true, is_day, "yyyy-mm-dd" },
	                { "valid_to", true, is_day, "yyyy-mm-dd" },
	                { "text", true, is_text, "text" } },
	        NULL,
	        "INSERT OR IGNORE INTO codelist_account(pattern, account, valid_from, valid_to, "
	        "text, own)"
	        " VALUES(:by || ':' || :pattern, :account, " VALIDITY ", nullif(:text, ''), :own)",
	        "SELECT a.pattern FROM codelist_account AS a JOIN codelist_account AS b"
	        "    ON b.pattern = a.pattern AND b.valid_from > a.valid_from"
	        "   AND b.valid_from <= a.valid_to" },
	{ "codelist_account_measure", "schemas/account_measure.csv", "account_measure.csv",
	        { { "account", false, is_mask, "nine digits, ? for any" },
	                { "kind", false, is_kind, "support, disability or placement" },
	                { "codes", false, is_codes, "codes parted by blanks, or *" },
	                { "valid_from", true, is_day, "yyyy-mm-dd" },
	                { "valid_to", true, is_day, "yyyy-mm-dd" },
	                { "mark", true, is_text, "text" }, { "text", true, is_text, "text" } },
	        "DELETE FROM codelist_account_measure WHERE own = 0 AND account = :account",
	        "INSERT OR IGNORE INTO codelist_account_measure(account, kind, codes, valid_from,"
	        " valid_to, mark, text, own) VALUES(:account, :kind, :codes, " VALIDITY ","
	        " coalesce(nullif(:mark, ''), 'LOCAL'), nullif(:text, ''), :own)",
	        "SELECT a.account FROM codelist_account_measure AS a JOIN codelist_account_measure "
	        "AS b"
	        "    ON b.account = a.account AND b.kind = a.kind AND b.valid_from > a.valid_from"
	        "   AND b.valid_from <= a.valid_to" },
	{ "codelist_account_text", "schemas/account_texts.csv", "account_texts.csv",
	        { { "account", false, is_mask, "nine digits, ? for any" },
	                { "first_year", true, is_year_or_none, "a year" },
	                { "last_year", true, is_year_or_none, "a year" },
	                { "mark", true, is_text, "text" }, { "text", false, is_label, "text" } },
	        "DELETE FROM codelist_account_text WHERE own = 0 AND account = :account",
	        "INSERT OR IGNORE INTO codelist_account_text(account, first_year, last_year, mark, "
	        "text,"
	        " own) VALUES(:account, CAST(coalesce(nullif(:first_year, ''), '1') AS INTEGER),"
	        " CAST(coalesce(nullif(:last_year, ''), '9999') AS INTEGER),"
	        " coalesce(nullif(:mark, ''), 'LOCAL'), :text, :own)",
	        "SELECT a.account FROM codelist_account_text AS a JOIN codelist_account_text AS b"
	        "    ON b.account = a.account AND b.first_year > a.first_year"
	        "   AND b.first_year <= a.last_year" },
	{ "codelist_refund_threshold", "schemas/refund_thresholds.csv", "refund_thresholds.csv",
	        { { "year", false, is_year, "a year" },
	                { "limit_ore", false, is_amount, "øre, digits" },
	                { "percent", false, is_percent, "1 to 100" },
	                { "mark", true, is_text, "text" } },
	        "DELETE FROM codelist_refund_threshold WHERE own = 0 AND year = CAST(:year AS "
	        "INTEGER)",
	        "INSERT OR IGNORE INTO codelist_refund_threshold(year, limit_ore, percent, mark, "
	        "own)"
	        " VALUES(CAST(:year AS INTEGER), CAST(:limit_ore AS INTEGER),"
	        " CAST(:percent AS INTEGER), coalesce(nullif(:mark, ''), 'LOCAL'), :own)",
	        NULL },
};

/* --- a file -------------------------------------------------------------------- */

struct loading {
	sqlite3 *db;
	struct arena *arena;
	const struct table *t;
	const char *path;
	int line;
	bool own;
	size_t width;
	int place[COLUMNS]; /* of each column in a line; -1: not there */
	sqlite3_stmt *insert, *forget;
};

static void loading_done(struct loading *l)
{
	stmt_done(&l->insert);
	stmt_done(&l->forget);
}

/* Splits at semicolons, in place; returns how many, of which the first COLUMNS * 2 are kept. */
static size_t split(char *line, char *field[2 * COLUMNS])
{
	size_t n = 0;

	for (char *p = line; p; n++) {
		char *end = strchr(p, ';');

		if (end)
			*end++ = '\0';
		if (n < (size_t)2 * COLUMNS)
			field[n] = p;
		p = end;
	}
	return n;
}

static int bad(const struct loading *l, struct err *e, const char *what, const char *value)
{
	return err_set(e, ERR_CONFIG, "%s:%d: %s '%.60s'", l->path, l->line, what, value);
}

static int take_header(struct loading *l, char *line, struct err *e)
{
	char *name[2 * COLUMNS];

	l->width = split(line, name);
	if (l->width > COLUMNS)
		return bad(l, e, "too many columns:", line);
	for (size_t c = 0; c < COLUMNS; c++)
		l->place[c] = -1;
	for (size_t i = 0; i < l->width; i++) {
		size_t c = 0;

		while (c < COLUMNS && !text_eq(l->t->column[c].name, name[i]))
			c++;
		if (c == COLUMNS || l->place[c] >= 0)
			return bad(l, e, "unknown or repeated column", name[i]);
		l->place[c] = (int)i;
	}
	for (size_t c = 0; c < COLUMNS && l->t->column[c].name; c++)
		if (l->place[c] < 0 && !l->t->column[c].optional)
			return bad(l, e, "missing column", l->t->column[c].name);
	return 0;
}

/* Binds what the statement asks for: each takes some of the columns. */
static int bind(sqlite3_stmt *s, const char *name, const char *value, struct err *e)
{
	return sqlite3_bind_parameter_index(s, name) ? db_bind_text(s, name, value, e) : 0;
}

static int take_row(struct loading *l, char *line, struct err *e)
{
	char *field[2 * COLUMNS], name[32];

	if (split(line, field) != l->width)
		return bad(l, e, "another number of fields than the header in", line);
	for (size_t c = 0; c < COLUMNS && l->t->column[c].name; c++) {
		const struct column *col = &l->t->column[c];
		const char *v = l->place[c] < 0 ? "" : field[l->place[c]];

		if (!col->ok(v))
			return err_set(e, ERR_CONFIG, "%s:%d: %s: '%.60s' is not: %s", l->path,
			        l->line, col->name, v, col->expected);
		snprintf(name, sizeof name, ":%s", col->name);
		if (bind(l->insert, name, v, e) < 0 ||
		        (l->forget && bind(l->forget, name, v, e) < 0))
			return -1;
	}
	if (l->forget && db_run(l->forget, e) < 0)
		return -1;
	if (db_bind_int(l->insert, ":own", l->own, e) < 0 || db_run(l->insert, e) < 0)
		return -1;
	return sqlite3_changes(l->db) ? 0 : bad(l, e, "a second row for the same key:", field[0]);
}

static int take_line(struct loading *l, char *line, struct err *e)
{
	size_t n = strlen(line);

	if (n && line[n - 1] == '\r')
		line[n - 1] = '\0';
	if (!*line)
		return 0;
	if (!utf8_valid(line, strlen(line)))
		return err_set(e, ERR_CONFIG, "%s:%d: not UTF-8", l->path, l->line);
	return l->width ? take_row(l, line, e) : take_header(l, line, e);
}

static int take_text(struct loading *l, const char *text, struct err *e)
{
	if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (*text) {
		size_t n = strcspn(text, "\n");

		l->line++;
		if (take_line(l, arena_strndup(l->arena, text, n), e) < 0)
			return -1;
		text += n + (text[n] != '\0');
	}
	return l->width ? 0 : err_set(e, ERR_CONFIG, "%s: the file has no header", l->path);
}

static int load_text(sqlite3 *db, const struct table *t, const char *path, const char *text,
        bool own, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct loading l CLEANUP(
	        loading_done) = { .db = db, .arena = &a, .t = t, .path = path, .own = own };

	if (db_prepare(db, t->insert, path, &l.insert, e) < 0)
		return -1;
	if (own && t->forget && db_prepare(db, t->forget, path, &l.forget, e) < 0)
		return -1;
	return take_text(&l, text, e);
}

static int load_builtin(sqlite3 *db, const struct table *t, struct err *e)
{
	const struct def_file *f = def_find(t->builtin);

	if (!f)
		return err_set(e, ERR_BUG, "%s is not built in", t->builtin);
	return load_text(db, t, f->path, f->data, false, e);
}

static int load_own(sqlite3 *db, const struct table *t, const char *workspace, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path = arena_printf(&a, "%s/profile/%s", workspace, t->profile);
	char *text;
	size_t n;

	if (!file_exists(path))
		return 0;
	if (file_read(&a, path, FILE_MAX, &text, &n, e) < 0)
		return -1;
	if (strlen(text) != n)
		return err_set(e, ERR_CONFIG, "%s: the file holds NUL bytes", path);
	return load_text(db, t, path, text, true, e);
}

static int no_overlap(sqlite3 *db, const struct table *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (!t->overlap)
		return 0;
	if (db_prepare(db, t->overlap, t->name, &s, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	return rc ? err_set(e, ERR_CONFIG, "profile/%s: the periods of '%s' overlap", t->profile,
	                    col_text(s, 0))
	          : 0;
}

static int load_table(sqlite3 *db, const struct table *t, const char *workspace, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	if (db_exec(db, arena_printf(&a, "DELETE FROM %s", t->name), e) < 0)
		return -1;
	if (t->builtin && load_builtin(db, t, e) < 0)
		return -1;
	if (workspace && load_own(db, t, workspace, e) < 0)
		return -1;
	return no_overlap(db, t, e);
}

int finance_tables_load(sqlite3 *db, const char *workspace, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (load_table(db, &tables[i], workspace, e) < 0)
			return -1;
	return 0;
}
