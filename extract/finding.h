/*
 * Findings of extract: the one place that writes a row of table `finding` there.
 *
 * findings_begin(w, db, "extract:postings") · finding_add() for each · findings_done().
 * Rows are written at once, so a million findings cost no memory. They belong to the
 * transaction that is open.
 *
 * Kinds. Structural findings are named <feed>.<kind> or <feed>.<column>.<kind>
 * ("postings.quote", "postings.amount.type"). A kind's consequence, texts and
 * who can mend it stand in finding_kinds.def; finding_of_kind() fills them in.
 * A loader with rules of its own fills the struct itself, or adds a row there.
 *
 * Consequence: delivery (the file is not used), record (the row is not used, or
 * not all of it), answer (somebody must say), info.
 *
 * Never a personal number or a name in `key`, `note_da`, `note_en`. `found` of a
 * secret column is masked here when ->secret is set; everything else in `found`
 * goes through text_mask().
 */
#ifndef FINDING_H
#define FINDING_H
#include "common/arena.h"
#include "common/buf.h"
#include "common/db.h"

enum finding_kind {
#define KIND(id, name, consequence, who, da, en) FIND_##id,
#include "extract/finding_kinds.def"
#undef KIND
	FIND_COUNT
};

struct finding {
	const char *rule, *version; /* version NULL: the program's */
	const char *consequence;
	const char *entity, *key, *field;
	const char *case_id, *citizen_id; /* whom it concerns, where that is known */
	const char *found;
	bool secret; /* mask the whole of `found` */
	const char *expected, *clash;
	const char *who, *note_da, *note_en;
	int64_t file, line; /* 0: none */
};

struct finding_kind_row {
	const char *name, *consequence, *who, *da, *en;
};
extern const struct finding_kind_row finding_kinds[FIND_COUNT];

/* Rule id <feed>.<kind> or <feed>.<column>.<kind> (column NULL) in the caller's `rule`. */
void finding_of_kind(struct finding *f, enum finding_kind kind, const char *feed,
        const char *column, char *rule, size_t cap);

struct findings {
	sqlite3_stmt *insert;
	const char *stage;
	int64_t written;
};

int findings_begin(struct findings *w, sqlite3 *db, const char *stage, struct err *e) MUST_CHECK;
int finding_add(struct findings *w, const struct finding *f, struct err *e) MUST_CHECK;
void findings_done(struct findings *w); /* for CLEANUP */

/* Copies the strings into the arena. */
void finding_copy(struct arena *a, struct finding *to, const struct finding *from);
#endif
