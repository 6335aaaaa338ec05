/* What a report finds: records that are held back, and those to be removed by hand. */
#include "common/text.h"
#include "report/report.h"
#include "report/run.h"

enum { FOUND_MAX = 120 };

#define FINDING                                                                                    \
	"INSERT INTO finding (stage, rule, version, consequence, entity, record_key, case_id,"     \
	" citizen_id, field, found, expected, who, note_da, note_en)"                              \
	" VALUES (:stage, :rule, :version, :consequence, :entity, :record_key, :case_id,"          \
	" :citizen_id, :field, :found, :expected, 'sagsbehandler', :note_da, :note_en)"

static int bind_opt(sqlite3_stmt *s, const char *name, const char *value, struct err *e)
{
	return value ? db_bind_text(s, name, value, e) : db_bind_null(s, name, e);
}

/* The value, unless it is secret or could not be shown; NULL when there is none. */
static const char *shown(const struct report_column *c, const struct cell *v, char out[FOUND_MAX])
{
	char value[FOUND_MAX];

	if (v->missing)
		return NULL;
	snprintf(value, sizeof value, "%.*s", (int)(v->n < sizeof value ? v->n : sizeof value - 1),
	        v->s);
	if (c->secret || v->n >= sizeof value || !xml_text_check(v->s, v->n))
		text_mask_value(value, out, FOUND_MAX);
	else
		snprintf(out, FOUND_MAX, "%s", value);
	return out;
}

/* The columns of a finding, by the names of its parameters. */
struct found {
	const char *rule, *consequence, *field, *found, *expected, *note_da, *note_en;
};

static int book_finding(struct run *r, const struct found *f, const struct record_of *of,
        struct arena *a, struct err *e)
{
	bool shows = of->key && xml_text_check(of->key, strlen(of->key));
	const struct {
		const char *name, *value;
	} text[] = {
		{ ":stage", arena_printf(a, "report:%s", r->def.id) },
		{ ":rule", f->rule },
		{ ":version", r->def.from },
		{ ":consequence", f->consequence },
		{ ":entity", r->def.entity },
		{ ":record_key", shows ? of->key : NULL },
		{ ":case_id", of->case_id },
		{ ":citizen_id", of->citizen_id },
		{ ":field", f->field },
		{ ":found", f->found },
		{ ":expected", f->expected },
		{ ":note_da", f->note_da },
		{ ":note_en", f->note_en },
	};

	for (size_t i = 0; i < COUNT_OF(text); i++)
		if (bind_opt(r->finding, text[i].name, text[i].value, e) < 0)
			return -1;
	return db_run(r->finding, e);
}

int run_hold_back(
        struct run *r, const struct report_row *row, const struct record_of *of, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct report_column *c = row->fault;
	const struct cell *v = &row->cell[c - r->def.column];
	char found[FOUND_MAX];
	struct found f = {
		.rule = arena_printf(&a, "%s.%s", r->def.id, c->name),
		.consequence = "record",
		.field = c->name,
		.found = shown(c, v, found),
		.expected = row->fault_expected,
		.note_da = arena_printf(&a, "Posten er holdt ude af %s: %s %s.", r->def.id, c->name,
		        v->missing ? "mangler" : "kan ikke indberettes, som den står"),
		.note_en = arena_printf(&a, "The record is left out of %s: %s %s.", r->def.id,
		        c->name, v->missing ? "is missing" : "cannot be reported as it stands"),
	};

	r->result->held++;
	return book_finding(r, &f, of, &a, e);
}

int run_by_hand(struct run *r, const char *why, const struct record_of *of, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct found f = {
		.rule = arena_printf(&a, "%s.remove-by-hand", r->def.id),
		.consequence = "info",
		.found = why,
		.expected = "removed in the receiver's own form",
		.note_da = arena_printf(&a,
		        "%s har posten, men den indberettes ikke længere, og leverancen kan ikke "
		        "slette."
		        " Slet den i modtagerens egen formular, og bogfør det: indberet ledger"
		        " --removed POST --return %s --by NAVN.",
		        r->def.receiver, r->def.id),
		.note_en = arena_printf(&a,
		        "%s holds the record, but it is no longer reported, and the delivery knows "
		        "no"
		        " removal. Remove it in the receiver's own form and book that: indberet "
		        "ledger"
		        " --removed RECORD --return %s --by NAME.",
		        r->def.receiver, r->def.id),
	};

	r->result->by_hand++;
	return book_finding(r, &f, of, &a, e);
}

int run_clear_findings(struct run *r, struct err *e)
{
	struct params p = { .arena = r->ctx->arena };

	params_text(&p, "stage", arena_printf(r->ctx->arena, "report:%s", r->def.id));
	if (db_exec_params(
	            r->ctx->db, "DELETE FROM finding WHERE stage = :stage", "report.c", &p, e) < 0)
		return -1;
	return db_prepare(r->ctx->db, FINDING, "report.c", &r->finding, e);
}

int run_book_result(struct run *r, struct err *e)
{
	struct params p = { .arena = r->ctx->arena };

	params_text(&p, "rule", arena_printf(r->ctx->arena, "%s.format", r->def.id));
	params_text(&p, "version", r->def.from);
	params_int(&p, "checked", r->rows);
	params_int(&p, "found", r->result->held);
	params_text(&p, "note", r->rows ? "" : "checked nothing: no record was selected");
	return db_exec_params(r->ctx->db,
	        "INSERT OR REPLACE INTO rule_result (rule, version, checked, found, note)"
	        " VALUES (:rule, :version, :checked, :found, nullif(:note, ''))",
	        "report.c", &p, e);
}
