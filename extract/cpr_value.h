/*
 * Values of a CPR extract: from the bytes of a field to what staging keeps.
 *
 * A type reads a field of ISO-8859-1 text whose trailing blanks are gone. Blank is
 * NULL and valid; a value that does not have the form of its type is not, and
 * its sort goes into the finding. A type with two columns gives a date and its
 * precision: 'day', 'month' or 'year' (CPR writes 00 for what is not known,
 * and 1299 for a time that is not).
 *
 * Ownership: text points into the record where it is plain ASCII, else into
 * the space given; both must outlive the value.
 */
#ifndef CPR_VALUE_H
#define CPR_VALUE_H
#include "common/base.h"

struct cpr_value {
	const char *text; /* NULL: a number, or nothing */
	union {
		size_t n; /* of the text */
		int64_t number;
	};
	bool null;
};

/* Space for converted text: a block that is given back as a whole. */
struct cpr_space {
	char *data;
	size_t used, cap;
};

struct cpr_type {
	const char *name;
	int columns;
	bool secret; /* a finding masks it */
	const char *expected;
	/* n bytes at s, of a field `length` long; false: malformed. */
	bool (*read)(const char *s, size_t n, size_t length, struct cpr_space *space,
	        struct cpr_value out[2]);
};

const struct cpr_type *cpr_type_find(const char *name); /* or NULL */
#endif
