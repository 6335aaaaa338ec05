/*
 * The message of a finding, made in one place for lists, workbooks, the command `findings` and the
 * rule book: what is there, what was expected, where it is mended, by when, and by whom.
 *
 *     Underretningen er ikke vurderet inden for 24 timer. Fundet: -. Forventet: senest
 *     2026-10-02 14:00:00. Ret: vurderingen i fagsystemet. Senest: 08-10-2026. Hvem: sagsbehandler.
 *
 * finding_texts_load() once: it reads the heads of the rules. Then finding_message() for each
 * finding. A part that is not known is left out, but for what was found: nothing there is said
 * as "intet". What is wrong stands in the finding (note_da, note_en) where it has words of its own,
 * else it is what its rule says; in SQL rule_text(rule, lang), which every connection has: NULL
 * where no rule has that name.
 *
 * Ownership: the arena given; messages are added to the caller's buffer.
 */
#ifndef FINDING_TEXT_H
#define FINDING_TEXT_H
#include <sqlite3.h>

#include "common/buf.h"
#include "common/defs.h"

struct finding_text {
	const char *rule, *text_da, *text_en, *mend_da, *mend_en;
	int64_t by; /* days to mend it in; -1: not said */
};

struct finding_texts {
	struct finding_text *row; /* by rule */
	size_t n;
};

/* A finding as table `finding` has it; NULL or "" is not there. */
struct finding_said {
	const char *stage, *rule, *note, *field, *found, *expected, *clash, *who;
	const char *before; /* why it is back, and what was answered then */
	int32_t due;
	bool has_due;
	bool hidden; /* values are not shown: of a child whose name and address are protected */
};

int finding_texts_load(struct arena *a, struct finding_texts *ret, struct err *e) MUST_CHECK;
/* NULL: not a rule of the program, or it says nothing. */
const struct finding_text *finding_text_of(const struct finding_texts *t, const char *rule);

int finding_text_register(sqlite3 *db, struct err *e) MUST_CHECK;

/* Where it is mended: as the rule says, else by where it was found; "" when nobody can say. */
const char *finding_mend(
        const struct finding_texts *t, const char *stage, const char *rule, const char *lang);
/* Fails only when the buffer is full. */
int finding_message(const struct finding_texts *t, const struct finding_said *f, const char *lang,
        struct buf *b) MUST_CHECK;

/* "stopper en leverance", "holds a record back"; as it is, when it is none. */
const char *finding_consequence(const char *consequence, const char *lang);
/* Who mends it, in the language; as it is, when it is not known. */
const char *finding_who(const char *who, const char *lang);
/* "14-03-2026" in Danish, "2026-03-14" in English. */
const char *finding_day(int32_t day, const char *lang, char out[11]);
#endif
