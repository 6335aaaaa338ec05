#include "extract/beside.h"

#include "common/file.h"
#include "common/text.h"
#include "extract/archive.h"

struct side {
	struct ctx *c;
	const struct feed *feed;
	const char *name, *path; /* of the side file */
	const char *main;        /* the file it stands beside */
	const char *sha256;      /* of that file; NULL: it never came */
	int64_t bytes;
	struct findings *findings;
	int64_t *n_findings;
};

const struct feed *beside_is(
        const struct feed_set *set, const char *name, struct arena *a, const char **main)
{
	for (size_t i = 0; i < set->n; i++)
		if (feed_beside(&set->feeds[i], name, a, main))
			return &set->feeds[i];
	return NULL;
}

/* --- what it says ----------------------------------------------------------- */

static int note(struct side *s, enum finding_kind kind, const char *found, const char *expected,
        struct err *e)
{
	struct finding f = { 0 };
	char rule[80];

	finding_of_kind(&f, kind, "inbox", NULL, rule, sizeof rule);
	f.entity = "file";
	f.key = s->name;
	f.found = found;
	f.expected = expected;
	++*s->n_findings;
	return finding_add(s->findings, &f, e);
}

static bool in_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '.' || c == '_' || c == '-';
}

static bool speaks_of_size(const char *word)
{
	return strstr(word, "size") || strstr(word, "length") || strstr(word, "bytes");
}

/* One word, in small letters; `before` is the word in front of it. */
static int judge_word(struct side *s, const char *word, const char *before, struct err *e)
{
	size_t n = strlen(word);
	struct feed_name says;
	int64_t size;

	if (n == 64 && strspn(word, "0123456789abcdef") == n && strcmp(word, s->sha256) != 0)
		return note(s, FIND_BESIDE_DIFFERS, word, s->sha256, e);
	if (speaks_of_size(before) && text_int(word, n, &size) && size != s->bytes)
		return note(s, FIND_BESIDE_DIFFERS,
		        arena_printf(s->c->arena, "%lld byte", (long long)size),
		        arena_printf(s->c->arena, "%lld byte", (long long)s->bytes), e);
	if (feed_match(s->feed, word, &says) && sqlite3_stricmp(word, s->main) != 0)
		return note(s, FIND_BESIDE_DIFFERS, word, s->main, e);
	return 0;
}

static int judge_text(struct side *s, char *text, size_t n, struct err *e)
{
	const char *before = "";

	for (size_t i = 0, end; i < n; i = end + 1) {
		for (end = i; end < n && in_name(text[end]); end++)
			if (text[end] >= 'A' && text[end] <= 'Z')
				text[end] = (char)(text[end] + 32);
		if (end == i)
			continue;
		text[end] = '\0';
		if (judge_word(s, text + i, before, e) < 0)
			return -1;
		before = text + i;
	}
	return 0;
}

static int compare(struct side *s, const struct archived *a, struct err *e)
{
	char *text;
	size_t n;

	if (a->bytes > BESIDE_MAX)
		return 0;
	if (file_read(s->c->arena, a->path, BESIDE_MAX, &text, &n, e) < 0)
		return -1;
	return judge_text(s, text, n, e);
}

/* --- which file it belongs to ------------------------------------------------ */

static int find_main(struct side *s, struct err *e)
{
	sqlite3_stmt *st CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(s->c->db,
	            "SELECT sha256 FROM staging_delivery"
	            " WHERE feed = :feed AND lower(name) = lower(:name)"
	            " ORDER BY delivery DESC LIMIT 1",
	            "staging_delivery", &st, e) < 0 ||
	        db_bind_text(st, ":feed", s->feed->id, e) < 0 ||
	        db_bind_text(st, ":name", s->main, e) < 0)
		return -1;
	rc = db_step(st, e);
	if (rc <= 0)
		return rc;
	s->sha256 = arena_strdup(s->c->arena, col_text(st, 0));
	s->bytes = file_size(source_archive_path(s->c, s->sha256));
	return 0;
}

static int forget_findings(struct side *s, struct err *e)
{
	struct params p = { .arena = s->c->arena };

	params_text(&p, "name", s->name);
	return db_exec_params(s->c->db,
	        "DELETE FROM finding WHERE stage = 'extract:inbox' AND record_key = :name",
	        "finding", &p, e);
}

static int book(struct side *s, const struct archived *a, struct err *e)
{
	struct params p = { .arena = s->c->arena };

	params_text(&p, "name", s->name);
	params_text(&p, "sha256", a->sha256);
	params_text(&p, "main", s->sha256);
	params_int(&p, "bytes", a->bytes);
	return db_exec_params(s->c->db,
	        "INSERT OR IGNORE INTO staging_beside(name, sha256, beside, bytes)"
	        " VALUES(:name, :sha256, :main, :bytes)",
	        "staging_beside", &p, e);
}

static int keep(struct side *s, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct archived a;

	if (archive_store(s->c, s->path, &a, e) < 0 || tx_begin(&tx, s->c->db, e) < 0 ||
	        forget_findings(s, e) < 0 || compare(s, &a, e) < 0 || book(s, &a, e) < 0 ||
	        tx_commit(&tx, e) < 0)
		return -1;
	return file_remove(s->path, e);
}

/* Written afresh each time: it is still there. */
static int leave(struct side *s, const char *dir, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	bool waits = file_exists(arena_printf(s->c->arena, "%s/%s", dir, s->main));

	if (tx_begin(&tx, s->c->db, e) < 0 || forget_findings(s, e) < 0)
		return -1;
	if (!waits && note(s, FIND_BESIDE_ALONE, NULL, s->main, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int beside_take(struct ctx *c, const struct feed_set *set, const char *dir, const char *name,
        struct findings *findings, int64_t *ret_findings, struct err *e)
{
	struct side s = { .c = c, .name = name, .findings = findings, .n_findings = ret_findings };

	s.feed = beside_is(set, name, c->arena, &s.main);
	s.path = arena_printf(c->arena, "%s/%s", dir, name);
	if (find_main(&s, e) < 0)
		return -1;
	return s.sha256 ? keep(&s, e) : leave(&s, dir, e);
}
