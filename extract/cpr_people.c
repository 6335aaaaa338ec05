#include "extract/cpr_job.h"

/* The person whose records come now, and what has been found out. */
struct person {
	char pnr[11];
	uint64_t seen; /* record types that may occur once, by place in the layout */
	bool led;      /* its person record is staged */
	enum cpr_held held;
	enum cpr_found why; /* what becomes of the records when it is not */
	int64_t refused;    /* records for that reason */
};

/* --- one record --------------------------------------------------------------- */

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

/* Fills a row of one table: 1, or 0 when the record was rejected. */
static int read_part(struct cpr_job *j, const struct cpr_record_at *at, const struct cpr_part *part,
        struct cpr_value *row, struct err *e)
{
	struct cpr_value v[2];

	for (size_t i = 0; i < part->n; i++) {
		const struct cpr_kept *k = &part->kept[i];
		bool good = cpr_read_field(at, k->field, &j->space, v);

		if (k->needed && (!good || v[0].null))
			return reject_value(j, at, k->field, good, e);
		if (!good && leave_out(j, at, k->field, v, e) < 0)
			return -1;
		*row++ = v[0];
		if (k->field->type->columns == 2)
			*row++ = v[1];
	}
	*row = (struct cpr_value){ .number = at->line };
	return 1;
}

int cpr_flush(struct cpr_job *j, struct err *e)
{
	j->space.used = j->n_rows = 0;
	return cpr_store_flush(&j->store, e);
}

/* Judges a record field by field, into rows of the job's own. */
static int judge(struct cpr_job *j, const struct cpr_record_at *at,
        const struct cpr_value *rows[CPR_PARTS], struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];
	int rc = 1;

	if ((j->n_rows + CPR_PARTS > CPR_JUDGED ||
	            j->space.cap - j->space.used < CPR_JUDGED_TEXT) &&
	        cpr_flush(j, e) < 0)
		return -1;
	for (size_t i = 0; i < rec->n_parts && rc > 0; i++) {
		struct cpr_value *row = j->rows[j->n_rows++];

		rows[i] = row;
		rc = read_part(j, at, &rec->parts[i], row, e);
	}
	return rc;
}

static int keep_record(struct cpr_job *j, const struct cpr_record_at *at,
        const struct cpr_value *const rows[CPR_PARTS], struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];

	cpr_tally_of(j, at)->staged++;
	for (size_t i = 0; i < rec->n_parts; i++)
		if (cpr_store_keep(&j->store, rec->parts[i].table, rows[i], e) < 0)
			return -1;
	return 0;
}

int cpr_stage(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	const struct cpr_value *rows[CPR_PARTS];
	int rc = judge(j, at, rows, e);

	if (rc > 0 && keep_record(j, at, rows, e) < 0)
		return -1;
	return rc;
}

/* --- one person ---------------------------------------------------------------- */

static void say_pnr(uint64_t v, char out[11])
{
	for (int i = 9; i >= 0; i--, v /= 10)
		out[i] = (char)('0' + v % 10);
	out[10] = '\0';
}

/* The person record comes first: without it nothing of the person can be used. */
static int stage_lead(struct cpr_job *j, struct person *p, const struct cpr_item *it, struct err *e)
{
	const struct cpr_value *judged[CPR_PARTS];
	int rc = it->rows[0] ? 1 : judge(j, &it->at, judged, e);

	p->why = CPR_FOUND_PERSON;
	p->seen |= UINT64_C(1) << it->at.type;
	p->led = rc > 0;
	if (rc <= 0)
		return rc;
	if (p->held == CPR_HELD_OLDER && cpr_store_forget(&j->store, p->pnr, e) < 0)
		return -1;
	return keep_record(j, &it->at, it->rows[0] ? it->rows : judged, e);
}

static int begin_person(
        struct cpr_job *j, struct person *p, const struct cpr_item *it, struct err *e)
{
	bool lead = it->at.type >= 0;

	*p = (struct person){ .why = CPR_FOUND_ORPHAN };
	say_pnr(it->pnr, p->pnr);
	if (cpr_store_held(&j->store, p->pnr, &p->held, e) < 0)
		return -1;
	if (p->held != CPR_HELD_NEWER)
		return lead ? stage_lead(j, p, it, e) : 0;
	j->older++;
	if (lead)
		cpr_tally_of(j, &it->at)->older++;
	return 0;
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
        struct cpr_job *j, struct person *p, const struct cpr_item *it, struct err *e)
{
	const struct cpr_record_at *at = &it->at;
	uint64_t bit = UINT64_C(1) << at->type;

	if (p->held == CPR_HELD_NEWER) {
		cpr_tally_of(j, at)->older++;
		return 0;
	}
	if (!p->led)
		return refuse_record(j, p, at, e);
	if (j->layout.records[at->type].role == CPR_ONE && (p->seen & bit)) {
		if (cpr_note(j, CPR_FOUND_REPEATED, at, NULL, NULL, e) < 0)
			return -1;
		return cpr_reject(j, at, e);
	}
	p->seen |= bit;
	if (it->rows[0])
		return keep_record(j, at, it->rows, e);
	return cpr_stage(j, at, e) < 0 ? -1 : 0;
}

/* --- all of them ---------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct cpr_run *)a)->key, y = ((const struct cpr_run *)b)->key;

	return x < y ? -1 : x > y;
}

static int stage_batch(
        struct cpr_job *j, struct person *p, const struct cpr_batch *b, struct err *e)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct cpr_item *it = &b->items[i];

		if ((it->person ? begin_person(j, p, it, e) : person_record(j, p, it, e)) < 0)
			return -1;
	}
	return cpr_flush(j, e);
}

static void ahead_done(struct cpr_ahead *a)
{
	pipe_close(&a->pipe);
}

int cpr_people(struct cpr_job *j, struct err *e)
{
	struct cpr_run *runs = (struct cpr_run *)(void *)j->runs.data;
	struct cpr_ahead a CLEANUP(ahead_done) = {
		.file = &j->file,
		.runs = runs,
		.n = j->runs.len / sizeof *runs,
		.person_type = j->person_type,
	};
	struct person p = { .led = false };
	void *batch;
	int rc;

	if (a.n > 0)
		qsort(runs, a.n, sizeof *runs, by_key);
	cpr_ahead_init(&a, &j->arena);
	if (pipe_open(&a.pipe, e) < 0)
		return -1;
	while ((rc = pipe_next(&a.pipe, &batch, e)) > 0)
		if (stage_batch(j, &p, batch, e) < 0)
			return -1;
	return rc;
}
