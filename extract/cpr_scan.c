#include "common/text.h"
#include "extract/cpr_job.h"

/* The run that is open. */
struct open_run {
	bool open, lead, kept;
	char digits[10];
	uint64_t pnr;                 /* the digits */
	int64_t line, byte;           /* of its first record */
	int64_t next_line, next_byte; /* where the next record must begin to belong to it */
};

static const struct {
	enum cpr_fault fault;
	enum cpr_found found;
} faults[] = {
	{ CPR_UNKNOWN, CPR_FOUND_UNKNOWN },
	{ CPR_LONG, CPR_FOUND_LONG },
	{ CPR_CONTROL, CPR_FOUND_CONTROL },
	{ CPR_SHORT, CPR_FOUND_SHORT },
};

static int reject_fault(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	size_t i = 0;
	char size[32];

	while (faults[i].fault != at->fault)
		i++;
	snprintf(size, sizeof size, "%zu%s byte", at->n, at->fault == CPR_LONG ? "+" : "");
	if (cpr_note(j, faults[i].found, at, NULL, size, e) < 0)
		return -1;
	return cpr_reject(j, at, e);
}

/* --- runs ------------------------------------------------------------------- */

static bool read_pnr(const char *s, uint64_t *ret)
{
	uint64_t v = 0;

	for (int i = 0; i < 10; i++) {
		unsigned digit = (unsigned)(s[i] - '0');

		if (digit > 9)
			return false;
		v = v * 10 + digit;
	}
	*ret = v;
	return true;
}

static int close_run(struct cpr_job *j, struct open_run *r, struct err *e)
{
	struct cpr_run run = {
		.key = r->pnr << CPR_LINE_BITS | (uint64_t)r->line,
		.place = (uint64_t)r->byte << (CPR_LENGTH_BITS + 1) |
		         (uint64_t)(r->next_byte - r->byte) << 1 | r->lead,
	};

	if (!r->open)
		return 0;
	r->open = false;
	if (!r->kept)
		return 0;
	if (r->line >> CPR_LINE_BITS || buf_add(&j->runs, &run, sizeof run) < 0)
		return err_set(e, ERR_DATA, "more records than can be held");
	return 0;
}

/* Of the person whose run is open nearly always: then it is not read again. */
static bool pnr_of(struct open_run *r, const struct cpr_record_at *at, uint64_t *ret)
{
	const char *s = at->s + 3;

	if (r->open && memcmp(s, r->digits, sizeof r->digits) == 0) {
		*ret = r->pnr;
		return true;
	}
	return read_pnr(s, ret);
}

static bool belongs(const struct open_run *r, const struct cpr_record_at *at, uint64_t pnr)
{
	return r->open && r->pnr == pnr && r->next_line == at->line && r->next_byte == at->byte &&
	       at->next - r->byte <= CPR_RUN_MAX;
}

static int extend_run(struct cpr_job *j, struct open_run *r, const struct cpr_record_at *at,
        uint64_t pnr, struct err *e)
{
	if (!belongs(r, at, pnr)) {
		if (close_run(j, r, e) < 0)
			return -1;
		*r = (struct open_run){
			.open = true, .pnr = pnr, .line = at->line, .byte = at->byte
		};
		memcpy(r->digits, at->s + 3, sizeof r->digits);
	}
	r->next_line = at->line + 1;
	r->next_byte = at->next;
	r->lead |= at->type == j->person_type;
	r->kept |= j->layout.records[at->type].n_parts > 0;
	return 0;
}

static int person_record(
        struct cpr_job *j, struct open_run *r, const struct cpr_record_at *at, struct err *e)
{
	bool kept = j->layout.records[at->type].n_parts > 0;
	uint64_t pnr;

	if (!kept)
		cpr_tally_of(j, at)->counted++;
	if (pnr_of(r, at, &pnr))
		return extend_run(j, r, at, pnr, e);
	if (close_run(j, r, e) < 0)
		return -1;
	if (!kept)
		return 0;
	if (cpr_note(j, CPR_FOUND_NUMBER, at, NULL, NULL, e) < 0)
		return -1;
	return cpr_reject(j, at, e);
}

/* --- other records ----------------------------------------------------------- */

/* "0017 Personnummer findes ikke"; what looks like a number in it is masked where findings are
 * written. */
static int note_error(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	static const char *const names[] = { "FEJLNR", "FEJLTXT-UDTRÆK" };
	const struct cpr_record *rec = &j->layout.records[at->type];
	char found[2 * 256 + 16] = "";
	size_t used = 0;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct cpr_field *f = cpr_record_field(rec, names[i]);
		const char *s;
		size_t n = f ? cpr_field_bytes(at, f, &s) : 0;

		if (n == 0)
			continue;
		if (used)
			found[used++] = ' ';
		used += latin1_to_utf8(s, n, found + used, sizeof found - used);
	}
	return cpr_note(j, CPR_FOUND_ERROR, at, NULL, found, e);
}

/* Errors and receipts are rare: they go in at once, while their text is still there. */
static int booked_record(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	const struct cpr_record *rec = &j->layout.records[at->type];
	int rc;

	if (rec->n_parts == 0) {
		cpr_tally_of(j, at)->counted++;
		return 0;
	}
	rc = cpr_stage(j, at, e);
	if (rc < 0 || cpr_flush(j, e) < 0)
		return -1;
	return rc > 0 && rec->role == CPR_ERROR ? note_error(j, at, e) : 0;
}

static int end_record(struct cpr_job *j, const struct cpr_record_at *at)
{
	const struct cpr_field *f = cpr_record_field(&j->layout.records[at->type], "TAELLER");
	struct cpr_value v[2] = { { .null = true } };
	const char *s;
	size_t n = f ? cpr_field_bytes(at, f, &s) : 0;

	if (n == 0 || !cpr_type_find("int")->read(s, n, f->length, NULL, v))
		return cpr_refuse(j, CPR_FOUND_TRAILER, at->line, "uden antal", "cifre");
	j->count = v[0].number;
	return 0;
}

static int scan_record(
        struct cpr_job *j, struct open_run *r, const struct cpr_record_at *at, struct err *e)
{
	enum cpr_role role = at->fault ? CPR_MANY : j->layout.records[at->type].role;

	if (j->count >= 0 || role == CPR_START)
		return cpr_refuse(j, CPR_FOUND_AFTER, at->line, NULL, NULL);
	if (role == CPR_END)
		return end_record(j, at);
	j->res->rows_in++;
	cpr_tally_of(j, at)->records++;
	if (!at->fault && (role == CPR_ONE || role == CPR_MANY))
		return person_record(j, r, at, e);
	if (close_run(j, r, e) < 0)
		return -1;
	return at->fault ? reject_fault(j, at, e) : booked_record(j, at, e);
}

static int check_count(struct cpr_job *j)
{
	char found[32], expected[32];

	if (j->count < 0)
		return cpr_refuse(j, CPR_FOUND_TRUNCATED, j->file.line, NULL, NULL);
	if (j->count == j->res->rows_in)
		return 0;
	snprintf(found, sizeof found, "%lld poster", (long long)j->res->rows_in);
	snprintf(expected, sizeof expected, "%lld poster", (long long)j->count);
	return cpr_refuse(j, CPR_FOUND_TRAILER, j->file.line, found, expected);
}

int cpr_scan(struct cpr_job *j, struct err *e)
{
	struct open_run run = { .open = false };
	struct cpr_record_at at;
	int rc;

	while ((rc = cpr_next(&j->file, &at, e)) > 0) {
		rc = scan_record(j, &run, &at, e);
		if (rc)
			return rc;
	}
	if (rc < 0 || close_run(j, &run, e) < 0)
		return -1;
	return check_count(j);
}
