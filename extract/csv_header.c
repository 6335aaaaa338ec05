#include "extract/csv_header.h"

static bool refuse(struct csv_header *h, enum finding_kind kind, const char *found,
        const char *expected, size_t place)
{
	h->kind = kind;
	h->found = found;
	h->expected = expected;
	h->place = place;
	return false;
}

/* Gives the field to every column that has its word. 1 done, 0 it is none's, -1 one has a field. */
static int give(struct csv_header *h, const struct feed *f, const struct csv_field *x, size_t at,
        struct arena *a)
{
	int rc = 0;

	for (size_t c = 0; c < f->n_columns; c++) {
		if (!feed_words_have(&f->columns[c].header, x->s, x->n))
			continue;
		if (h->field[c] >= 0) {
			h->found = h->word[c];
			return -1;
		}
		h->field[c] = (int)at;
		h->word[c] = arena_strndup(a, x->s, x->n);
		rc = 1;
	}
	return rc;
}

/* The first word of the first column that the header must have and lacks, or NULL. */
static const char *missing(const struct csv_header *h, const struct feed *f)
{
	for (size_t i = 0; i < f->n_columns; i++)
		if (h->field[i] < 0 && !(f->columns[i].flags & COL_MAY_MISS))
			return f->columns[i].header.word[0];
	return NULL;
}

/* The header's word in a place, NULL when it is no column of ours. */
static const char *word_at(const struct csv_header *h, const struct feed *f, size_t place)
{
	for (size_t i = 0; i < f->n_columns; i++)
		if (h->field[i] == (int)place)
			return h->word[i];
	return NULL;
}

/* The columns that the header has, in the order of the definition, are its fields in turn. */
static bool in_order(struct csv_header *h, const struct feed *f)
{
	size_t next = 0;

	for (size_t i = 0; i < f->n_columns; i++) {
		if (h->field[i] < 0 || h->field[i] + 1 == (int)next)
			continue;
		if (h->field[i] < (int)next || (h->field[i] > (int)next && !f->extra_ok))
			return refuse(h, FIND_HEADER_ORDER, word_at(h, f, next),
			        f->columns[i].header.word[0], next + 1);
		next = (size_t)h->field[i] + 1;
	}
	return true;
}

bool csv_header_map(struct csv_header *h, const struct feed *f, const struct csv_field *field,
        size_t n, struct arena *a)
{
	size_t unknown = 0;
	const char *lacks;

	*h = (struct csv_header){ .width = n };
	for (size_t i = 0; i < f->n_columns; i++)
		h->field[i] = -1;
	for (size_t i = 0; i < n; i++) {
		int rc = give(h, f, &field[i], i, a);

		if (rc < 0)
			return refuse(h, FIND_HEADER_TWICE, h->found, NULL, i + 1);
		if (rc == 0 && !unknown)
			unknown = i + 1;
	}
	lacks = missing(h, f);
	if (unknown && (lacks || !f->extra_ok))
		return refuse(h, lacks ? FIND_HEADER_MISSING : FIND_HEADER,
		        arena_strndup(a, field[unknown - 1].s, field[unknown - 1].n), lacks,
		        unknown);
	if (lacks)
		return refuse(h, FIND_HEADER_MISSING, NULL, lacks, 0);
	return f->any_order || in_order(h, f);
}
