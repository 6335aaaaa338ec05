/*
 * G69 lines as records, and what they say together.
 *
 * g69_read_init() · g69_next() to the end · then ->groups and the other counts may be read.
 * A line is
 *
 *     register place 3, "G69", line number 5, municipality 4, organisation type 2,
 *     NOR, PRI or SUP, "FLYD"; then `&`, three digits, value, for each field in ascending order
 *
 * and becomes a record with a field for each slot of the layout (g69_layout.h). What is
 * wrong with it are its notes. Z300 and SLUTD around the lines are no records. Blanks
 * around values are taken off. The record is borrowed until the next call.
 *
 * Ownership: the arena given. Errors: those of csv_next().
 */
#ifndef G69_READ_H
#define G69_READ_H
#include "common/arena.h"
#include "extract/g69_layout.h"

enum { G69_LINE_MAX = 4096, G69_NOTES = G69_FIELDS + 8, G69_GROUPS = 64 * 1024 };

/* Postings of one machine number and date; with date 0 what is kept of the machine number. */
struct g69_group {
	char machine[8];
	int32_t date; /* as written, yyyymmdd; 0: none */
	bool used;
	int64_t debit, credit; /* øre; at the most INT64_MAX */
	int64_t last;          /* expedition number */
};

struct g69 {
	const struct g69_layout *layout;
	struct csv_reader *lines;
	struct csv_field field[CSV_FIELDS_MAX];
	struct csv_note note[G69_NOTES];
	size_t n_notes;
	bool rejected;      /* the record under way */
	int64_t line;       /* number in the line before; -1: none */
	int64_t postings;   /* lines that are not Z300 or SLUTD */
	int64_t claimed;    /* by SLUTD; -1: there is none, or no number in it */
	bool started, late; /* Z300 came; it was not the first line */
	bool ended;         /* SLUTD came */
	int64_t after;      /* lines behind it */
	int64_t unknown[G69_NUMBERS], unknown_line[G69_NUMBERS];
	struct g69_group *group; /* open addressing, 2 * G69_GROUPS */
	size_t n_groups;
	bool too_many; /* groups: the rest was not added up */
};

void g69_read_init(
        struct g69 *g, const struct g69_layout *layout, struct csv_reader *lines, struct arena *a);
int g69_next(void *g69, struct csv_record *ret, struct err *e) MUST_CHECK;
#endif
