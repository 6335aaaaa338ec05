#include "extract/cpr_job.h"

#include "common/text.h"

static const struct {
	const char *name, *consequence, *who, *expected, *da, *en;
} kinds[CPR_FOUND_COUNT] = {
#define FOUND(id, name, consequence, who, expected, da, en)                                        \
	[CPR_FOUND_##id] = { "cpr." name, consequence, who, expected, da, en },
#include "extract/cpr_findings.def"
#undef FOUND
};

static void of_kind(struct finding *f, enum cpr_found kind)
{
	f->rule = kinds[kind].name;
	f->consequence = kinds[kind].consequence;
	f->who = kinds[kind].who;
	f->expected = kinds[kind].expected;
	f->note_da = kinds[kind].da;
	f->note_en = kinds[kind].en;
	f->entity = "cpr";
}

/* A type that is not in the layout may still be three digits. */
struct cpr_tally *cpr_tally_of_unknown(struct cpr_job *j, const struct cpr_record_at *at)
{
	unsigned type = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= at->n || at->s[i] < '0' || at->s[i] > '9')
			return &j->tallies[CPR_NO_TYPE];
		type = type * 10 + (unsigned)(at->s[i] - '0');
	}
	return &j->tallies[type];
}

int cpr_note(struct cpr_job *j, enum cpr_found kind, const struct cpr_record_at *at,
        const struct cpr_field *field, const char *found, struct err *e)
{
	char da[CPR_NOTE_MAX], en[CPR_NOTE_MAX], type[4] = "???";
	struct finding f = { .found = found, .file = j->f->file_id, .line = at->line };

	of_kind(&f, kind);
	snprintf(da, sizeof da, "%s (%s, post %lld, byte %lld)", f.note_da, j->f->name,
	        (long long)at->line, (long long)at->byte);
	snprintf(en, sizeof en, "%s (%s, record %lld, byte %lld)", f.note_en, j->f->name,
	        (long long)at->line, (long long)at->byte);
	f.note_da = da;
	f.note_en = en;
	if (cpr_tally_of(j, at) != &j->tallies[CPR_NO_TYPE])
		memcpy(type, at->s, 3);
	f.key = type;
	if (field) {
		f.field = field->name;
		f.secret = field->type->secret;
		if (!f.expected)
			f.expected = field->type->expected;
	}
	return finding_add(&j->findings, &f, e);
}

int cpr_note_file(struct cpr_job *j, enum cpr_found kind, const char *found, struct err *e)
{
	struct finding f = { .found = found, .file = j->f->file_id, .key = j->f->name };

	of_kind(&f, kind);
	return finding_add(&j->findings, &f, e);
}

int cpr_note_value(struct cpr_job *j, enum cpr_found kind, const struct cpr_record_at *at,
        const struct cpr_field *field, struct err *e)
{
	char found[2 * 256 + 8];
	const char *s;
	size_t n = cpr_field_bytes(at, field, &s);

	latin1_to_utf8(s, n, found, sizeof found);
	return cpr_note(j, kind, at, field, found, e);
}

int cpr_keep_raw(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	char text[2 * CPR_RECORD_MAX + 8];
	size_t n = latin1_to_utf8(at->s, at->n, text, sizeof text);

	return raw_add(&j->raw, j->f->file_id, at->line, at->byte, text, n, e);
}

int cpr_reject(struct cpr_job *j, const struct cpr_record_at *at, struct err *e)
{
	cpr_tally_of(j, at)->rejected++;
	return cpr_keep_raw(j, at, e);
}

/* A file that does not follow waits for the one before it. */
static const char *verdict_of(enum cpr_found kind)
{
	return kind == CPR_FOUND_OLDER || kind == CPR_FOUND_SAME_DAY ? "older"
	       : kind == CPR_FOUND_GAP                               ? "waits"
	                                                             : "refused";
}

int cpr_refuse(struct cpr_job *j, enum cpr_found kind, int64_t line, const char *found,
        const char *expected)
{
	struct finding f = {
		.found = found, .file = j->f->file_id, .line = line, .key = j->f->name
	};

	of_kind(&f, kind);
	if (expected)
		f.expected = expected;
	source_refuse(j->c, j->res, verdict_of(kind), &f);
	return 1;
}
