/*
 * The fields of a G69 line, from extract/feeds/g69_fields.csv and g69_codes.csv.
 *
 * A slot is a place in the record that a line is split into. Its name is what a column of the
 * feed asks for: '111', or '133 pnr' for a number whose code says what kind of number it is.
 * Errors: ERR_BUG with file and line. Ownership: the arena given.
 */
#ifndef G69_LAYOUT_H
#define G69_LAYOUT_H
#include "common/arena.h"
#include "common/csv_read.h"

enum { G69_NUMBERS = 1000, G69_FIELDS = 96, G69_CODES = 16, G69_KINDS = 8 };

/* Slots of the fixed head come first. */
enum { G69_PLACE, G69_UNIT, G69_KIND, G69_HEAD };

struct g69_field {
	int number, coded_by; /* coded_by 0: it needs no code */
	const char *name;
	size_t length;
	bool needed;
	size_t slot;
	size_t first_kind; /* slots by kind of number; with coded_by */
};

struct g69_layout {
	struct g69_field field[G69_FIELDS];
	size_t n_fields;
	const struct g69_field *by_number[G69_NUMBERS]; /* NULL: not known */
	struct {
		const char *code;
		size_t kind; /* place in ->kind */
	} code[G69_CODES];
	size_t n_codes;
	const char *kind[G69_KINDS];
	size_t n_kinds;
	struct csv_field names[CSV_FIELDS_MAX]; /* of the slots */
	size_t n_slots;
};

int g69_layout_load(struct g69_layout *ret, struct arena *a, struct err *e) MUST_CHECK;
/* The kind a code stands for; -1: not known. */
int g69_kind(const struct g69_layout *l, const struct csv_field *code);
#endif
