#include "extract/watermark.h"

#include "common/buf.h"
#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/store.h"

enum { STATE_TEXT_MAX = 1 << 26 };

/* --- an entity --------------------------------------------------------------------- */

int watermark_load(sqlite3 *db, const char *entity, struct watermark *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*ret = (struct watermark){ 0 };
	if (db_prepare(db,
	            "SELECT newest IS NOT NULL, newest, blank, odd, sum, bytes, missed, missed_day"
	            " FROM staging_watermark WHERE entity = :entity",
	            "staging_watermark", &s, e) < 0 ||
	        db_bind_text(s, ":entity", entity, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	ret->any = sqlite3_column_int(s, 0);
	ret->newest = sqlite3_column_int64(s, 1);
	ret->blank = sqlite3_column_int(s, 2);
	ret->odd = sqlite3_column_int(s, 3);
	ret->any &= rowsum_parse(col_text(s, 4), &ret->sum);
	ret->sum.bytes = sqlite3_column_int64(s, 5);
	ret->missed = sqlite3_column_int64(s, 6);
	ret->missed_day = sqlite3_column_int(s, 7);
	return 0;
}

int watermark_save(sqlite3 *db, const char *entity, const struct watermark *w, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	char sum[ROWSUM_HEX];

	rowsum_hex(&w->sum, sum);
	params_text(&p, "entity", entity);
	params_text(&p, "sum", sum);
	params_int(&p, "any", w->any);
	params_int(&p, "newest", w->newest);
	params_int(&p, "blank", w->blank);
	params_int(&p, "odd", w->odd);
	params_int(&p, "bytes", w->sum.bytes);
	params_int(&p, "missed", w->missed);
	params_int(&p, "missed_day", w->missed_day);
	return db_exec_params(db,
	        "INSERT OR REPLACE INTO staging_watermark(entity, newest, blank, odd, sum, bytes,"
	        " missed, missed_day) VALUES(:entity, iif(:any, :newest, NULL), :blank, :odd,"
	        " :sum, :bytes, :missed, nullif(:missed_day, 0))",
	        "staging_watermark", &p, e);
}

/* Below the watermark, yet not told apart from a time by comparing text. */
static bool hides(const struct cell *c)
{
	return c->n > 0 && c->s[0] >= '1' && c->s[0] <= '9' &&
	       memcmp(c->s, "1900", c->n < 4 ? (size_t)c->n : 4) >= 0;
}

void watermark_note(
        struct watermark *w, const struct cell *changed_at, enum value_verdict v, int32_t as_of)
{
	enum { DAY = 86400 };
	int64_t secs;

	if (changed_at->kind != CELL_TEXT)
		return;
	if (v != VALUE_GOOD || !text_secs(changed_at->s, (size_t)changed_at->n, &secs)) {
		w->odd |= hides(changed_at);
		return;
	}
	w->blank |= changed_at->s[10] == ' ';
	if (secs >= ((int64_t)as_of + 2) * DAY)
		return;
	if (!w->any || secs > w->newest)
		w->newest = secs;
	w->any = true;
}

bool watermark_since(const struct watermark *w, int64_t overlap_minutes, char ret[SINCE_LEN])
{
	char iso[20];

	if (!w->any || w->odd)
		return false;
	(void)secs_iso(w->newest - overlap_minutes * 60, iso);
	snprintf(ret, SINCE_LEN, "%.16s", iso);
	if (w->blank) /* a blank stands before the 'T': nothing of that day is passed over */
		ret[10] = ' ';
	return true;
}

/* Texts of known length by bytes, the shorter one first. */
static int order(const struct cell *c, const char *text)
{
	size_t n = strlen(text), len = (size_t)c->n;
	int rc = memcmp(c->s, text, len < n ? len : n);

	return rc ? rc : (len > n) - (len < n);
}

bool watermark_tells(const char *since, const struct cell *changed_at)
{
	return changed_at->kind != CELL_TEXT || order(changed_at, "1900") < 0 ||
	       order(changed_at, since) >= 0;
}

/* --- the store --------------------------------------------------------------------- */

int state_load(sqlite3 *db, struct arena *a, struct store_state *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*ret = (struct store_state){ 0 };
	if (db_prepare(db,
	            "SELECT place, profile, definitions, municipality, full_day FROM staging_store",
	            "staging_store", &s, e) < 0 ||
	        (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	snprintf(ret->place, STATE_HEX, "%s", col_text(s, 0));
	snprintf(ret->profile, STATE_HEX, "%s", col_text(s, 1));
	snprintf(ret->definitions, STATE_HEX, "%s", col_text(s, 2));
	ret->municipality = arena_strdup(a, col_text(s, 3));
	ret->full_day = sqlite3_column_int(s, 4);
	ret->known = true;
	return 0;
}

int state_save(sqlite3 *db, const struct store_state *s, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_text(&p, "place", s->place);
	params_text(&p, "profile", s->profile);
	params_text(&p, "definitions", s->definitions);
	params_text(&p, "municipality", s->municipality);
	params_int(&p, "full_day", s->full_day);
	return db_exec_params(db,
	        "INSERT OR REPLACE INTO staging_store(one, place, municipality, profile,"
	        " definitions, full_day)"
	        " VALUES(1, :place, :municipality, :profile, :definitions, :full_day)",
	        "staging_store", &p, e);
}

/* A URI without who asks and with what password: the same store for another user is the same. */
static const char *place_of(const char *path, struct arena *a)
{
	const char *rest, *at, *place;

	if (!store_path_is_uri(path))
		return path;
	rest = strstr(path, "://") + strlen("://");
	at = strchr(rest, '@');
	if (at && at < rest + strcspn(rest, "/?"))
		rest = at + 1;
	place = arena_strndup(a, rest, strcspn(rest, "?"));
	for (const char *option = strchr(rest, '?'); option; option = strchr(option, '&')) {
		size_t n = strcspn(++option, "&");
		const char *text = arena_strndup(a, option, n);

		if (!strstr(text, "password") && strncmp(text, "user=", 5) != 0)
			place = arena_printf(a, "%s&%s", place, text);
	}
	return place;
}

/* A file of the profile, where it is there. */
static int add_text(
        struct buf *b, const struct profile *p, const char *name, struct arena *a, struct err *e)
{
	const char *path, *text;
	int rc = profile_text(p, name, a, &path, &text, e);

	if (rc <= 0)
		return rc;
	return buf_printf(b, "%s\n%s\n", name, text) < 0
	               ? err_set(e, ERR_CONFIG, "profile '%s' is too long", p->shown)
	               : 0;
}

static int add_profile(struct buf *b, const struct profile *p, const struct entities *all,
        struct arena *a, struct err *e)
{
	if (add_text(b, p, "export.map", a, e) < 0)
		return -1;
	for (size_t i = 0; i < all->n; i++)
		if (add_text(b, p, arena_printf(a, "%s.sql", all->all[i].name), a, e) < 0 ||
		        add_text(b, p, arena_printf(a, "%s.map", all->all[i].name), a, e) < 0)
			return -1;
	return 0;
}

static int add_definitions(struct buf *b, struct err *e)
{
	const struct def_file *f;
	size_t cursor = 0;
	int rc = buf_str(b, PROGRAM_VERSION);

	while ((f = def_next("extract/entities/", ".def", &cursor)))
		rc |= buf_printf(b, "%s\n%s\n", f->path, f->data);
	return rc < 0 ? err_set(e, ERR_BUG, "the definitions are too long") : 0;
}

int state_of(const struct ctx *x, const char *kind, const char *path, const struct profile *profile,
        const struct entities *all, struct arena *a, struct store_state *ret, struct err *e)
{
	struct buf b CLEANUP(buf_done);
	const char *place = arena_printf(a, "%s %s", kind, place_of(path, a));

	*ret = (struct store_state){ .municipality = x->municipality };
	sha256_hex(place, strlen(place), ret->place);
	buf_init(&b, STATE_TEXT_MAX);
	if (buf_str(&b, profile->shown) < 0 || add_profile(&b, profile, all, a, e) < 0)
		return -1;
	sha256_hex(b.data, b.len, ret->profile);
	buf_reset(&b);
	if (add_definitions(&b, e) < 0)
		return -1;
	sha256_hex(b.data, b.len, ret->definitions);
	return 0;
}

const char *state_full(const struct store_state *was, const struct store_state *now,
        const struct ctx *x, bool *ret_other, bool *ret_same)
{
	int64_t days = conf_int(x->conf, "case-store.full-days");
	int64_t age = (int64_t)x->as_of - was->full_day;
	const struct {
		bool is;
		const char *why;
	} all[] = {
		{ !was->known, "it is the first reading" },
		{ was->known && strcmp(was->municipality, now->municipality) != 0,
		        "it is another municipality" },
		{ strcmp(was->place, now->place) != 0, "it is another store" },
		{ strcmp(was->profile, now->profile) != 0, "the profile is another" },
		{ strcmp(was->definitions, now->definitions) != 0, "the definitions are others" },
		{ x->full, "that was asked for" },
		{ days > 0 && (age >= days || age < 0), "it was time" },
	};
	size_t i = 0;

	while (i < COUNT_OF(all) && !all[i].is)
		i++;
	*ret_other = i == 1;
	*ret_same = i > 4;
	return i < COUNT_OF(all) ? all[i].why : NULL;
}
