#include "extract/finding.h"

#include "common/text.h"

const struct finding_kind_row finding_kinds[FIND_COUNT] = {
#define KIND(id, name, consequence, who, da, en) [FIND_##id] = { name, consequence, who, da, en },
#include "extract/finding_kinds.def"
#undef KIND
};

enum { FOUND_MAX = 200 };

static const char insert_sql[] = "INSERT INTO finding(stage, rule, version, consequence, entity, "
                                 "record_key, case_id, citizen_id, field, found,"
                                 " expected, clash, file, line, who, note_da, note_en)"
                                 " VALUES(:stage, :rule, :version, :consequence, :entity, :key, "
                                 ":case_id, :citizen_id, :field, :found,"
                                 " :expected, :clash, :file, :line, :who, :note_da, :note_en)";

void finding_of_kind(struct finding *f, enum finding_kind kind, const char *feed,
        const char *column, char *rule, size_t cap)
{
	const struct finding_kind_row *k = &finding_kinds[kind];

	if (column)
		snprintf(rule, cap, "%s.%s.%s", feed, column, k->name);
	else
		snprintf(rule, cap, "%s.%s", feed, k->name);
	f->rule = rule;
	f->field = column;
	f->consequence = k->consequence;
	f->who = k->who;
	f->note_da = k->da;
	f->note_en = k->en;
}

int findings_begin(struct findings *w, sqlite3 *db, const char *stage, struct err *e)
{
	w->stage = stage;
	w->written = 0;
	w->insert = NULL;
	return db_prepare(db, insert_sql, "finding", &w->insert, e);
}

void findings_done(struct findings *w)
{
	stmt_done(&w->insert);
}

/* Cuts at a whole character, makes control characters visible, hides what is secret. */
static const char *shown(const char *found, bool secret, char out[FOUND_MAX + 8])
{
	size_t n;

	if (!found)
		return NULL;
	if (secret) {
		text_mask_value(found, out, FOUND_MAX);
		return out;
	}
	n = strlen(found);
	if (n >= FOUND_MAX) {
		n = FOUND_MAX;
		while (n > 0 && ((unsigned char)found[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(out, found, n);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f)
			out[i] = '?';
	snprintf(out + n, 8, "%s", found[n] ? "…" : "");
	text_mask(out);
	return out;
}

static int bind_all(sqlite3_stmt *s, const char *stage, const struct finding *f, const char *found,
        struct err *e)
{
	const struct {
		const char *name, *value;
	} texts[] = {
		{ ":stage", stage },
		{ ":rule", f->rule },
		{ ":version", f->version ? f->version : PROGRAM_VERSION },
		{ ":consequence", f->consequence },
		{ ":entity", f->entity },
		{ ":key", f->key },
		{ ":case_id", f->case_id },
		{ ":citizen_id", f->citizen_id },
		{ ":field", f->field },
		{ ":found", found },
		{ ":expected", f->expected },
		{ ":clash", f->clash },
		{ ":who", f->who },
		{ ":note_da", f->note_da },
		{ ":note_en", f->note_en },
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i].value ? db_bind_text(s, texts[i].name, texts[i].value, e) < 0
		                   : db_bind_null(s, texts[i].name, e) < 0)
			return -1;
	if (f->file ? db_bind_int(s, ":file", f->file, e) < 0 : db_bind_null(s, ":file", e) < 0)
		return -1;
	return f->line ? db_bind_int(s, ":line", f->line, e) : db_bind_null(s, ":line", e);
}

int finding_add(struct findings *w, const struct finding *f, struct err *e)
{
	char out[FOUND_MAX + 8];

	if (bind_all(w->insert, w->stage, f, shown(f->found, f->secret, out), e) < 0)
		return -1;
	if (db_run(w->insert, e) < 0)
		return err_ctx(e, "finding %s", f->rule);
	w->written++;
	return 0;
}

static const char *copy(struct arena *a, const char *s)
{
	return s ? arena_strdup(a, s) : NULL;
}

void finding_copy(struct arena *a, struct finding *to, const struct finding *from)
{
	*to = *from;
	to->rule = copy(a, from->rule);
	to->version = copy(a, from->version);
	to->consequence = copy(a, from->consequence);
	to->entity = copy(a, from->entity);
	to->key = copy(a, from->key);
	to->case_id = copy(a, from->case_id);
	to->citizen_id = copy(a, from->citizen_id);
	to->field = copy(a, from->field);
	to->found = copy(a, from->found);
	to->expected = copy(a, from->expected);
	to->clash = copy(a, from->clash);
	to->who = copy(a, from->who);
	to->note_da = copy(a, from->note_da);
	to->note_en = copy(a, from->note_en);
}
