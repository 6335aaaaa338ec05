#include "transform/answer.h"

#include "common/finding_life.h"
#include "common/text.h"
#include "transform/answer_names.h"
#include "transform/answer_values.h"

enum { REASON_LEAST = 3, REASON_MAX = 1000, NAME_MAX_ = 100 };

const struct answer_word answer_words[] = {
	{ NULL, "rettet", "mended" },
	{ "correct", "korrekt", "correct" },
	{ "rule_wrong", "reglen er forkert", "rule is wrong" },
	{ "waits", "afventer", "waits" },
	{ "override", "godkendt alligevel", "let through" },
};
const size_t answer_word_count = COUNT_OF(answer_words);

const struct answer_word *answer_word(const char *s)
{
	for (size_t i = 0; i < answer_word_count; i++) {
		const struct answer_word *w = &answer_words[i];

		if (text_same_folded(s, w->da) || text_same_folded(s, w->en) ||
		        (w->kind && strcmp(s, w->kind) == 0))
			return w;
	}
	return NULL;
}

/* --- what an answer must be --------------------------------------------------- */

/* The finding an answer is for, and the latest answer to it. */
struct target {
	int64_t finding; /* 0: not there tonight */
	bool known;      /* it was there some night */
	bool named;      /* the reason names a person */
	bool stops, may_pass;
	const char *fingerprint;
	int64_t latest; /* 0: none, or withdrawn */
	const char *kind, *reason, *by, *was;
	int32_t expires;
};

struct booking {
	struct ctx *c;
	int64_t first; /* the last answer before this call */
	sqlite3_stmt *find, *latest, *known, *insert;
};

static void booking_done(struct booking *b)
{
	stmt_done(&b->find);
	stmt_done(&b->latest);
	stmt_done(&b->known);
	stmt_done(&b->insert);
}

static bool refuse(
        struct ctx *c, struct answer *r, enum answer_column column, const char *da, const char *en)
{
	r->verdict = ANSWER_REFUSED;
	r->column = column;
	r->why = strcmp(c->lang, "en") == 0 ? en : da;
	return false;
}

static bool holds_pnr(const char *s)
{
	char shown[REASON_MAX + 1];

	snprintf(shown, sizeof shown, "%s", s);
	text_mask(shown);
	return strncmp(shown, s, sizeof shown - 1) != 0;
}

/* Letters enough to say something; "x" and "..." do not. */
static bool says_something(const char *s)
{
	size_t letters = 0;

	for (; *s; s++)
		letters += (unsigned char)*s >= 0x80 || (*s >= 'a' && *s <= 'z') ||
		           (*s >= 'A' && *s <= 'Z');
	return letters >= REASON_LEAST;
}

static bool fit_text(const char *s, size_t most)
{
	size_t n = strlen(s);

	return n <= most && !text_has_control(s, n) && utf8_valid(s, n) && !holds_pnr(s);
}

static bool check_by(struct ctx *c, struct answer *r)
{
	return (r->by && *r->by && fit_text(r->by, NAME_MAX_)) ||
	       refuse(c, r, ANSWER_BY, "navnet på den, der svarer",
	               "the name of the one who answers");
}

static bool check_texts(struct ctx *c, const struct target *t, struct answer *r)
{
	size_t reason = r->reason ? strlen(r->reason) : 0;

	if (!reason || !says_something(r->reason))
		return refuse(c, r, ANSWER_REASON, "en begrundelse i ord", "a reason in words");
	if (reason > REASON_MAX || text_has_control(r->reason, reason) ||
	        !utf8_valid(r->reason, reason))
		return refuse(c, r, ANSWER_REASON, "højst 1000 tegn på én linje",
		        "at most 1000 characters on one line");
	if (holds_pnr(r->reason))
		return refuse(c, r, ANSWER_REASON, "intet, der ligner et personnummer",
		        "nothing that looks like a personal number");
	if (t->named)
		return refuse(c, r, ANSWER_REASON, "intet navn på et barn eller en forælder",
		        "no name of a child or a parent");
	return check_by(c, r);
}

static bool needs_day(const char *kind)
{
	return strcmp(kind, "waits") == 0 || strcmp(kind, "override") == 0;
}

static bool check_day(struct ctx *c, struct answer *r)
{
	int64_t longest = conf_int(c->conf, "answer.longest-days");
	bool waits = strcmp(r->kind, "waits") == 0;
	char last[11];

	if (!r->until && needs_day(r->kind))
		r->until = c->as_of + (int32_t)conf_int(c->conf, "answer.days");
	if (!r->until)
		return true;
	if (r->until < c->as_of + waits)
		return refuse(c, r, ANSWER_UNTIL, "en dag, der ikke er gået",
		        "a day that has not passed");
	if (!needs_day(r->kind) || r->until <= c->as_of + longest)
		return true;
	day_iso(c->as_of + (int32_t)longest, last);
	return refuse(c, r, ANSWER_UNTIL, arena_printf(c->arena, "senest %s", last),
	        arena_printf(c->arena, "%s at the latest", last));
}

static bool check_kind(struct ctx *c, const struct target *t, struct answer *r)
{
	if (strcmp(r->kind, "override") == 0 && !t->may_pass)
		return refuse(c, r, ANSWER_KIND,
		        "et andet svar: kun det, der holder en post eller leverance tilbage, kan "
		        "godkendes alligevel",
		        "another answer: only what stops a record or a delivery can be let "
		        "through");
	if (strcmp(r->kind, "correct") == 0 && t->stops)
		return refuse(c, r, ANSWER_KIND,
		        "'godkendt alligevel' med en dag, eller 'afventer': fundet holder en post "
		        "tilbage",
		        "'override' with a day, or 'waits': the finding stops a record");
	return true;
}

/* --- the same once more ---------------------------------------------------------- */

static bool same_words(const struct target *t, const struct answer *r)
{
	return t->latest && strcmp(t->kind, r->kind) == 0 && text_eq(t->reason, r->reason) &&
	       text_eq(t->by, r->by) && (!r->until || r->until == t->expires);
}

/* True when it is settled: booked before, or given before the values changed. */
static bool given_before(struct booking *b, const struct target *t, struct answer *r)
{
	struct ctx *c = b->c;
	const char *changed;
	char day[11];

	if (!same_words(t, r)) {
		if (t->latest > b->first)
			refuse(c, r, ANSWER_KEY, "ét svar til hvert fund: filen har to",
			        "one answer to each finding: the file has two");
		return t->latest > b->first;
	}
	changed = answer_values_differ(c->arena, t->was, t->fingerprint);
	r->verdict = ANSWER_UNCHANGED;
	r->number = t->latest;
	day_iso(t->expires, day);
	if (changed)
		refuse(c, r, ANSWER_REASON,
		        arena_printf(c->arena,
		                "en ny begrundelse: dette svar er givet, før %s blev ændret",
		                changed),
		        arena_printf(c->arena,
		                "a new reason: this answer was given before %s "
		                "changed",
		                changed));
	else if (!r->until && t->expires && t->expires < c->as_of)
		refuse(c, r, ANSWER_UNTIL,
		        arena_printf(c->arena, "en ny dag: svaret udløb %s", day),
		        arena_printf(c->arena, "a new day: the answer expired on %s", day));
	return true;
}

/* --- booking ------------------------------------------------------------------------ */

#define KNOWN                                                                                      \
	"CREATE TEMP TABLE IF NOT EXISTS answer_known (identity INTEGER PRIMARY KEY,"              \
	" finding INTEGER); DELETE FROM temp.answer_known;"                                        \
	"CREATE TEMP TABLE IF NOT EXISTS answer_want (identity INTEGER PRIMARY KEY);"              \
	"DELETE FROM temp.answer_want;"

#define FILL                                                                                       \
	"INSERT OR IGNORE INTO temp.answer_known (identity, finding)"                              \
	" SELECT " FINDING_IDENT ", f.finding FROM finding AS f ORDER BY f.finding;"               \
	"INSERT INTO temp.answer_met (finding, " ANSWER_MET_COLUMNS ")"                            \
	" SELECT f.finding, " ANSWER_MET_OF " FROM temp.answer_want AS w"                          \
	"  CROSS JOIN temp.answer_known AS k ON k.identity = w.identity"                           \
	"  CROSS JOIN finding AS f ON f.finding = k.finding ORDER BY f.finding"

#define FIND                                                                                       \
	"SELECT f.finding, f.consequence IN ('record', 'delivery'),"                               \
	" f.stage = 'transform' OR f.stage GLOB 'extract:*', m.fingerprint"                        \
	"  FROM temp.answer_known AS k JOIN finding AS f ON f.finding = k.finding"                 \
	"  JOIN temp.answer_met AS m ON m.finding = k.finding WHERE k.identity = :identity"

#define LATEST                                                                                     \
	"SELECT a.answer, a.kind, a.reason, a.by_name, coalesce(a.expires, 0), a.fingerprint"      \
	"  FROM finding_answer AS a WHERE a.answer ="                                              \
	" (SELECT max(answer) FROM finding_answer WHERE identity = :identity)"                     \
	"   AND NOT EXISTS (SELECT 1 FROM finding_answer_withdrawn AS w WHERE w.answer = "         \
	"a.answer)"

#define WAS_THERE                                                                                  \
	"SELECT EXISTS (SELECT 1 FROM finding_life WHERE identity = :identity)"                    \
	" OR EXISTS (SELECT 1 FROM finding_answer WHERE identity = :identity),"                    \
	" EXISTS (SELECT 1 FROM temp.answer_named WHERE identity = :identity)"

#define INSERT                                                                                     \
	"INSERT INTO finding_answer (identity, stage, rule, version, consequence, entity,"         \
	" record_key, case_id, field, found, clash, kind, reason, by_name, booked_at, as_of,"      \
	" expires, fingerprint, source)"                                                           \
	" SELECT :identity, f.stage, f.rule, f.version, f.consequence, f.entity, f.record_key,"    \
	" f.case_id, f.field, f.found, f.clash, :kind, :reason, :by, :at, :as_of,"                 \
	" nullif(:until, 0), :fingerprint, nullif(:source, '')"                                    \
	"  FROM finding AS f WHERE f.finding = :finding"

static int want(struct booking *b, const struct answer *rows, size_t n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_exec(b->c->db, KNOWN ANSWER_MET_TABLE, e) < 0 ||
	        db_prepare(b->c->db, "INSERT OR IGNORE INTO temp.answer_want VALUES (:identity)",
	                "answers", &s, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (db_bind_int(s, ":identity", rows[i].identity, e) < 0 || db_run(s, e) < 0)
			return -1;
	if (db_exec(b->c->db, FILL, e) < 0 || answer_names(b->c, rows, n, e) < 0)
		return -1;
	return answer_values(b->c, e);
}

static int prepare(struct booking *b, struct err *e)
{
	sqlite3 *db = b->c->db;

	if (db_int(db, "SELECT coalesce(max(answer), 0) FROM finding_answer", &b->first, e) < 0 ||
	        db_prepare(db, FIND, "answers", &b->find, e) < 0 ||
	        db_prepare(db, LATEST, "answers", &b->latest, e) < 0 ||
	        db_prepare(db, WAS_THERE, "answers", &b->known, e) < 0)
		return -1;
	return db_prepare(db, INSERT, "answers", &b->insert, e);
}

static int find(struct booking *b, int64_t identity, struct target *t, struct err *e)
{
	int rc;

	if (db_bind_int(b->find, ":identity", identity, e) < 0 || (rc = db_step(b->find, e)) < 0)
		return -1;
	if (rc > 0) {
		t->finding = sqlite3_column_int64(b->find, 0);
		t->stops = sqlite3_column_int(b->find, 1);
		t->may_pass = t->stops && sqlite3_column_int(b->find, 2);
		t->fingerprint = arena_strdup(b->c->arena, col_text(b->find, 3));
	}
	sqlite3_reset(b->find);
	if (db_bind_int(b->known, ":identity", identity, e) < 0 || db_step(b->known, e) < 0)
		return -1;
	t->known = sqlite3_column_int(b->known, 0);
	t->named = sqlite3_column_int(b->known, 1);
	sqlite3_reset(b->known);
	return 0;
}

static int find_latest(struct booking *b, int64_t identity, struct target *t, struct err *e)
{
	struct arena *a = b->c->arena;
	sqlite3_stmt *s = b->latest;
	int rc;

	if (db_bind_int(s, ":identity", identity, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc > 0) {
		t->latest = sqlite3_column_int64(s, 0);
		t->kind = arena_strdup(a, col_text(s, 1));
		t->reason = arena_strdup(a, col_text(s, 2));
		t->by = arena_strdup(a, col_text(s, 3));
		t->expires = sqlite3_column_int(s, 4);
		t->was = arena_strdup(a, col_text(s, 5));
	}
	sqlite3_reset(s);
	return 0;
}

static int insert(struct booking *b, const struct target *t, struct answer *r, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	char now[20];

	params_int(&p, "identity", r->identity);
	params_text(&p, "kind", r->kind);
	params_text(&p, "reason", r->reason);
	params_text(&p, "by", r->by);
	params_text(&p, "at", arena_printf(&own, "%sZ", secs_iso(b->c->now, now)));
	params_int(&p, "as_of", b->c->as_of);
	params_int(&p, "until", r->until);
	params_text(&p, "fingerprint", t->fingerprint);
	params_text(&p, "source", r->source ? r->source : "");
	params_int(&p, "finding", t->finding);
	if (db_bind_params(b->insert, &p, e) < 0 || db_run(b->insert, e) < 0)
		return -1;
	r->verdict = ANSWER_BOOKED;
	r->number = sqlite3_last_insert_rowid(b->c->db);
	return 0;
}

static int book_one(struct booking *b, struct answer *r, struct err *e)
{
	struct target t = { 0 };

	if (find(b, r->identity, &t, e) < 0)
		return -1;
	if (!t.finding) {
		r->verdict = ANSWER_GONE;
		if (!t.known)
			refuse(b->c, r, ANSWER_KEY, "nøglen på et fund", "the key of a finding");
		return 0;
	}
	if (!check_texts(b->c, &t, r))
		return 0;
	if (find_latest(b, r->identity, &t, e) < 0)
		return -1;
	if (given_before(b, &t, r) || !check_kind(b->c, &t, r) || !check_day(b->c, r))
		return 0;
	return insert(b, &t, r, e);
}

int answers_book(struct ctx *c, struct answer *rows, size_t n, struct err *e)
{
	struct booking b CLEANUP(booking_done) = { .c = c };

	if (answers_put_back(c->db, ANSWER_ALL, e) < 0 || want(&b, rows, n, e) < 0 ||
	        prepare(&b, e) < 0)
		return err_ctx(e, "booking answers");
	for (size_t i = 0; i < n; i++)
		if (book_one(&b, &rows[i], e) < 0)
			return err_ctx(e, "booking answers");
	return answers_apply(c, ANSWER_ALL, NULL, e);
}

/* --- taking one back -------------------------------------------------------------- */

static int check_number(sqlite3 *db, int64_t answer, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT EXISTS (SELECT 1 FROM finding_answer_withdrawn AS w"
	            " WHERE w.answer = a.answer) FROM finding_answer AS a WHERE a.answer = :answer",
	            "answers", &s, e) < 0 ||
	        db_bind_int(s, ":answer", answer, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_USAGE, "there is no answer %lld; `answer --show` lists them",
		        (long long)answer);
	return sqlite3_column_int(s, 0) ? err_set(e, ERR_USAGE, "answer %lld is withdrawn already",
	                                          (long long)answer)
	                                : 0;
}

static int check_withdrawal(const char *by, const char *reason, struct err *e)
{
	if (fit_text(by, NAME_MAX_) && (!reason || fit_text(reason, REASON_MAX)))
		return 0;
	return err_set(e, ERR_USAGE,
	        "answer --withdraw: expected a name of at most %d and a reason of at most %d "
	        "characters on one line, with nothing that looks like a personal number",
	        NAME_MAX_, REASON_MAX);
}

int answer_withdraw(
        struct ctx *c, int64_t answer, const char *by, const char *reason, struct err *e)
{
	struct params p = { .arena = c->arena };
	char now[20];

	if (check_withdrawal(by, reason, e) < 0 || check_number(c->db, answer, e) < 0 ||
	        answers_put_back(c->db, ANSWER_ALL, e) < 0)
		return -1;
	params_int(&p, "answer", answer);
	params_text(&p, "by", by);
	params_text(&p, "reason", reason ? reason : "");
	params_text(&p, "at", arena_printf(c->arena, "%sZ", secs_iso(c->now, now)));
	if (db_exec_params(c->db,
	            "INSERT INTO finding_answer_withdrawn (answer, by_name, reason, withdrawn_at)"
	            " VALUES (:answer, :by, nullif(:reason, ''), :at)",
	            "answers", &p, e) < 0)
		return -1;
	return answers_apply(c, ANSWER_ALL, NULL, e);
}
