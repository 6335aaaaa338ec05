#include "extract/cpr_job.h"

/* One person: the runs, and what has been found out. */
struct person {
	const struct cpr_run *runs;
	size_t n;
	char pnr[11];
	uint64_t seen;     /* record types that may occur once, by place in the layout */
	int64_t lead_line; /* of the person record; negative: it was rejected; 0: none */
	enum cpr_held held;
	enum cpr_found why;     /* what becomes of the records when there is none */
	int64_t refused;        /* records for that reason */
	struct cpr_run_at head; /* the first run, still in the space */
	bool head_read;
};

/* --- one record --------------------------------------------------------------- */

static bool read_field(struct cpr_job *j, const struct cpr_record_at *at, const struct cpr_field *f,
        struct cpr_value out[2])
{
	const char *s;
	size_t n = cpr_field_bytes(at, f, &s);

	return f->type->read(s, n, f->length, &j->space, out);
}

/* The value is left out, the rest of the record is used. */
static int leave_out(struct cpr_job *j, const struct cpr_record_at *at, const struct cpr_field *f,
        struct cpr_value out[2], struct err *e)
{
	out[0] = out[1] = (struct cpr_value){ .null = true };
	if (cpr_note_value(j, CPR_FOUND_VALUE, at, f, e) < 0)
		return -1;
	return cpr_keep_raw(j, at, e);
}

static int reject_value(struct cpr_job *j, const struct cpr_record_at *at,
        const struct cpr_field *f, bool missing, struct err *e)
{
	if (cpr_note_value(j, missing ? CPR_FOUND_NEEDED : CPR_FOUND_MALFORMED, at, f, e) < 0)
		return -1;
	return cpr_reject(j, at, e);
}

/* Fills the next row of one table: 1, or 0 when the record was rejected. */
static int read_part(struct cpr_job *j, const struct cpr_record_at *at, const struct cpr_part *part,
        struct err *e)
{
	struct cpr_value *row = cpr_store_row(&j->store, part->table), v[2];

	for (size_t i = 0; i < part->n; i++) {
		const struct cpr_kept *k = &part->kept[i];
		bool good = read_field(j, at, k->field, v);

		if (k->needed && (!good || v[0].null))
			return reject_value(j, at, k->field, good, e);
		if (!good && leave_out(j, at, k->field, v, e) < 0)
			return -1;
		*row++ = v[0];
		if (k->field->type->columns == 2)
			*row++ = v[1];
	}
	return 1;
}

static int read_record(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];
	int rc = 1;

	for (size_t i = 0; i < rec->n_parts && rc > 0; i++)
		rc = read_part(j, at, &rec->parts[i], e);
	return rc;
}

static int keep_record(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];

	cpr_tally_of(j, at)->staged++;
	for (size_t i = 0; i < rec->n_parts; i++)
		if (cpr_store_keep(&j->store, rec->parts[i].table, at->line, e) < 0)
			return -1;
	return 0;
}

int cpr_stage(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	int rc = read_record(j, at, e);

	if (rc > 0 && keep_record(j, at, e) < 0)
		return -1;
	return rc;
}

/* --- one person ---------------------------------------------------------------- */

static int64_t run_line(const struct cpr_run *r)
{
	return (int64_t)(r->key & ((UINT64_C(1) << CPR_LINE_BITS) - 1));
}

/* Reads a run into the space, with room behind it for its text as UTF-8. */
static int read_run(
        struct cpr_job *j, const struct cpr_run *r, struct cpr_run_at *ret, struct err *e)
{
	int64_t byte = (int64_t)(r->place >> (CPR_LENGTH_BITS + 1));
	size_t n = (size_t)(r->place >> 1 & ((UINT64_C(1) << CPR_LENGTH_BITS) - 1));
	char *at;

	if (j->space.cap - j->space.used < 4 * n + CPR_AHEAD) {
		if (cpr_store_flush(&j->store, e) < 0)
			return -1;
		j->space.used = 0;
	}
	at = j->space.data + j->space.used;
	j->space.used += n + CPR_AHEAD;
	return cpr_read_run(&j->file, byte, n, run_line(r), at, ret, e);
}

static void say_pnr(uint64_t v, char out[11])
{
	for (int i = 9; i >= 0; i--, v /= 10)
		out[i] = (char)('0' + v % 10);
	out[10] = '\0';
}

/* The person record comes first: without it nothing of the person can be used. */
static int stage_lead(struct cpr_job *j, struct person *p, struct err *e)
{
	struct cpr_record_at at;
	struct cpr_run_at run;
	size_t i = 0;
	int rc;

	while (i < p->n && !(p->runs[i].place & 1))
		i++;
	p->why = CPR_FOUND_ORPHAN;
	if (i == p->n)
		return 0;
	p->why = CPR_FOUND_PERSON;
	if (read_run(j, &p->runs[i], &run, e) < 0)
		return -1;
	p->head = run;
	p->head_read = i == 0;
	while (cpr_run_next(&run, &at) && at.type != j->person_type)
		;
	rc = read_record(j, &at, e);
	if (rc < 0)
		return -1;
	p->lead_line = rc ? at.line : -at.line;
	p->seen |= UINT64_C(1) << at.type;
	if (rc == 0)
		return 0;
	if (p->held == CPR_HELD_OLDER && cpr_store_forget(&j->store, p->pnr, e) < 0)
		return -1;
	return keep_record(j, &at, e);
}

static int refuse_record(
        struct cpr_job *j, struct person *p, const struct cpr_record_at *at, struct err *e)
{
	if (p->refused++ == 0) {
		char found[48];

		snprintf(found, sizeof found, "første post %.3s", at->s);
		if (cpr_note(j, p->why, at, NULL, found, e) < 0)
			return -1;
	}
	return cpr_reject(j, at, e);
}

static int person_record(
        struct cpr_job *j, struct person *p, const struct cpr_record_at *at, struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];
	uint64_t bit = UINT64_C(1) << at->type;

	if (rec->n_parts == 0 || at->line == p->lead_line || at->line == -p->lead_line)
		return 0;
	if (p->held == CPR_HELD_NEWER) {
		cpr_tally_of(j, at)->older++;
		return 0;
	}
	if (p->lead_line <= 0)
		return refuse_record(j, p, at, e);
	if (rec->role == CPR_ONE && (p->seen & bit)) {
		if (cpr_note(j, CPR_FOUND_REPEATED, at, NULL, NULL, e) < 0)
			return -1;
		return cpr_reject(j, at, e);
	}
	p->seen |= bit;
	return cpr_stage(j, at, e) < 0 ? -1 : 0;
}

static int load_person(struct cpr_job *j, struct person *p, struct err *e)
{
	say_pnr(p->runs->key >> CPR_LINE_BITS, p->pnr);
	if (cpr_store_held(&j->store, p->pnr, &p->held, e) < 0)
		return -1;
	j->older += p->held == CPR_HELD_NEWER;
	if (p->held != CPR_HELD_NEWER && stage_lead(j, p, e) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		struct cpr_run_at run = p->head;
		struct cpr_record_at at;

		if ((i > 0 || !p->head_read) && read_run(j, &p->runs[i], &run, e) < 0)
			return -1;
		while (cpr_run_next(&run, &at))
			if (person_record(j, p, &at, e) < 0)
				return -1;
	}
	return 0;
}

/* --- all of them ---------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct cpr_run *)a)->key, y = ((const struct cpr_run *)b)->key;

	return x < y ? -1 : x > y;
}

int cpr_people(struct cpr_job *j, struct err *e)
{
	struct cpr_run *runs = (struct cpr_run *)(void *)j->runs.data;
	size_t n = j->runs.len / sizeof *runs, next;

	if (n > 0)
		qsort(runs, n, sizeof *runs, by_key);
	for (size_t i = 0; i < n; i = next) {
		struct person p = { .runs = &runs[i] };

		for (next = i; next < n &&
		               runs[next].key >> CPR_LINE_BITS == runs[i].key >> CPR_LINE_BITS;)
			next++;
		p.n = next - i;
		if (load_person(j, &p, e) < 0)
			return -1;
	}
	return cpr_store_flush(&j->store, e);
}
