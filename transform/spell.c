#include "transform/spell.h"

enum column { PLACEMENT, CITIZEN, CODE, DOES, AT, PLACE, BASIS, FACILITY, MUNICIPALITY };

#define EVENTS                                                                                     \
	"SELECT placement_id, citizen_id, event_code, does, at, place_type, basis, facility_id,"   \
	" place_municipality FROM temp.spell_event ORDER BY placement_id, at, rank, event_id"

#define INSERT                                                                                     \
	"INSERT INTO fact_placement_spell (placement_id, spell, citizen_id, started, ended, "      \
	"place_type,"                                                                              \
	" basis, facility_id, place_municipality, start_event, end_event) VALUES (:placement, "    \
	":spell,"                                                                                  \
	" :citizen, :started, :ended, :place, :basis, :facility, :municipality, :start_event, "    \
	":end_event)"

/* One placement while its events go by. Texts live in the arena until the next placement. */
struct walk {
	struct arena arena;
	sqlite3_stmt *events, *insert;
	const char *placement, *citizen;
	const char *place, *basis, *facility, *municipality; /* as last told */
	bool open;
	bool home; /* came home since a place was told */
	int32_t started;
	const char *start_event;
	const char *early_end; /* an end on a day when nothing was open yet */
	int32_t early_at;
	int nr;
};

static const char *text(struct walk *w, enum column column)
{
	const char *s = (const char *)sqlite3_column_text(w->events, (int)column);

	return s ? arena_strdup(&w->arena, s) : NULL;
}

static int close_spell(struct walk *w, const int32_t *until, const char *end_event, struct err *e)
{
	sqlite3_stmt *s = w->insert;

	w->open = false;
	if (db_bind_text(s, ":placement", w->placement, e) < 0 ||
	        db_bind_int(s, ":spell", ++w->nr, e) < 0 ||
	        db_bind_text(s, ":citizen", w->citizen, e) < 0 ||
	        db_bind_int(s, ":started", w->started, e) < 0 ||
	        (until ? db_bind_int(s, ":ended", *until, e) : db_bind_null(s, ":ended", e)) < 0 ||
	        db_bind_text(s, ":place", w->place, e) < 0 ||
	        db_bind_text(s, ":basis", w->basis, e) < 0 ||
	        db_bind_text(s, ":facility", w->facility, e) < 0 ||
	        db_bind_text(s, ":municipality", w->municipality, e) < 0 ||
	        db_bind_text(s, ":start_event", w->start_event, e) < 0 ||
	        db_bind_text(s, ":end_event", end_event, e) < 0)
		return -1;
	return db_run(s, e);
}

/* A place is told with all that goes with it; what is not told stays. A child that is placed anew
 * is not where it was before it came home. */
static void carry(struct walk *w, bool anew)
{
	const char *basis = text(w, BASIS);

	if (w->home && anew)
		w->place = w->facility = w->municipality = NULL;
	w->home = false;
	if (sqlite3_column_type(w->events, PLACE) != SQLITE_NULL) {
		w->place = text(w, PLACE);
		w->facility = text(w, FACILITY);
		w->municipality = text(w, MUNICIPALITY);
	}
	w->basis = basis ? basis : w->basis;
}

static int on_start(struct walk *w, int32_t at, struct err *e)
{
	const char *code = text(w, CODE);

	if (w->open && close_spell(w, &at, code, e) < 0)
		return -1;
	carry(w, strcmp(code, "0") == 0 || strcmp(code, "7.5") == 0);
	w->open = true;
	w->started = at;
	w->start_event = code;
	if (w->early_end && w->early_at == at)
		return close_spell(w, &at, w->early_end, e);
	return 0;
}

static int on_change(struct walk *w, int32_t at, struct err *e)
{
	return w->open ? on_start(w, at, e) : 0;
}

static int on_end(struct walk *w, int32_t at, struct err *e)
{
	w->home = true;
	if (w->open)
		return close_spell(w, &at, text(w, CODE), e);
	w->early_end = text(w, CODE);
	w->early_at = at;
	return 0;
}

/* What is decided, and not (yet) put into effect, is what the next start does not tell. */
static int on_plan(struct walk *w, int32_t at, struct err *e)
{
	(void)at, (void)e;
	if (!w->open)
		carry(w, true);
	return 0;
}

/* Of a placement that runs it changes the basis; the place is changed by an event of its own. */
static int on_decision(struct walk *w, int32_t at, struct err *e)
{
	const char *basis = text(w, BASIS), *code = text(w, CODE);

	if (!w->open)
		return on_plan(w, at, e);
	if (!basis || (w->basis && strcmp(basis, w->basis) == 0))
		return 0;
	if (close_spell(w, &at, code, e) < 0)
		return -1;
	w->basis = basis;
	w->open = true;
	w->started = at;
	w->start_event = code;
	return 0;
}

static const struct {
	const char *does;
	int (*run)(struct walk *, int32_t at, struct err *);
} steps[] = { { "start", on_start }, { "change", on_change }, { "end", on_end },
	{ "decision", on_decision }, { "plan", on_plan } };

static int on_event(struct walk *w, struct err *e)
{
	const char *does = col_text(w->events, DOES);

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (strcmp(does, steps[i].does) == 0)
			return steps[i].run(w, sqlite3_column_int(w->events, AT), e);
	return err_set(e, ERR_BUG, "temp.spell_event: an event cannot do '%s'", does);
}

/* Leaves the placement of before, if any, and enters the one of this row. */
static int next_placement(struct walk *w, struct err *e)
{
	struct walk fresh = { .events = w->events, .insert = w->insert };

	if (w->open && close_spell(w, NULL, NULL, e) < 0)
		return -1;
	fresh.arena = w->arena;
	arena_reset(&fresh.arena);
	*w = fresh;
	w->placement = text(w, PLACEMENT);
	w->citizen = text(w, CITIZEN);
	return 0;
}

static int walk_events(struct walk *w, struct err *e)
{
	int rc;

	while ((rc = db_step(w->events, e)) > 0) {
		if ((!w->placement || strcmp(w->placement, col_text(w->events, PLACEMENT)) != 0) &&
		        next_placement(w, e) < 0)
			return -1;
		if (on_event(w, e) < 0)
			return -1;
	}
	if (rc == 0 && w->open)
		return close_spell(w, NULL, NULL, e);
	return rc;
}

int spells_build(struct ctx *c, struct arena *a, struct err *e)
{
	struct walk w = { 0 };
	int rc = -1;

	(void)a;
	if (db_prepare(c->db, EVENTS, "spells", &w.events, e) == 0 &&
	        db_prepare(c->db, INSERT, "spells", &w.insert, e) == 0)
		rc = walk_events(&w, e);
	stmt_done(&w.events);
	stmt_done(&w.insert);
	arena_done(&w.arena);
	return rc < 0 ? rc : db_exec(c->db, "DROP VIEW temp.spell_event", e);
}
