/* Records of a CPR extract from what they say. */
#include "tests/harness/h_rule.h"

#include "common/text.h"
#include "extract/cpr_layout.h"

struct record {
	struct arena *a;
	const char *path;
	int line;
	const struct cpr_record *of;
	char *bytes;
};

#define REFUSE(r, ...)                                                                             \
	fail_msg("%s:%d: %s", (r)->path, (r)->line, arena_printf((r)->a, __VA_ARGS__))

static const struct cpr_layout *layout(void)
{
	static struct cpr_layout l;
	static struct arena own; /* as long as the program */
	struct err e = { 0 };

	if (!l.n)
		h_ok(cpr_layout_load(&l, "p12170", &own, &e), e);
	return &l;
}

/* By the CPR office's name, or by the column of staging that it is kept in. */
static const struct cpr_field *field_of(const struct cpr_record *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (text_same_folded(r->fields[i].name, name))
			return &r->fields[i];
	for (size_t i = 0; i < r->n_parts; i++)
		for (size_t k = 0; k < r->parts[i].n; k++)
			if (strcmp(r->parts[i].kept[k].column, name) == 0)
				return r->parts[i].kept[k].field;
	return NULL;
}

size_t h_latin1(const char *s, size_t n, char *to)
{
	char *out = to;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c == 0xc2 || c == 0xc3) && i + 1 < n)
			*out++ = (char)((c & 3) << 6 | (s[++i] & 0x3f));
		else
			*out++ = (char)c;
	}
	return (size_t)(out - to);
}

static void put(struct record *r, const char *name, const char *value, size_t n)
{
	const struct cpr_field *f = field_of(r->of, name);
	char *bytes = arena_take(r->a, n + 1);

	if (!f)
		REFUSE(r, "record %s has no field '%s'", r->of->type, name);
	n = h_latin1(value, n, bytes);
	if (n > f->length)
		REFUSE(r, "'%s' is longer than field '%s' (%zu)", value, name, f->length);
	memcpy(r->bytes + f->start, bytes, n);
}

/* name=value, or name="value with blanks"; returns what follows. */
static const char *take_pair(struct record *r, const char *s)
{
	size_t n = strcspn(s, "= "), width;
	const char *value;

	if (s[n] != '=')
		REFUSE(r, "expected NAME=VALUE, got '%s'", s);
	value = s + n + 1;
	if (*value == '"') {
		width = strcspn(++value, "\"");
		put(r, arena_strndup(r->a, s, n), value, width);
		return value + width + (value[width] == '"');
	}
	width = strcspn(value, " ");
	put(r, arena_strndup(r->a, s, n), value, width);
	return value + width;
}

const char *h_cpr_record(struct arena *a, const char *path, int line, const char *text)
{
	const struct cpr_layout *l = layout();
	struct record r = { .a = a, .path = path, .line = line };
	int at = strlen(text) < 3 ? -1 : cpr_layout_find(l, text);

	if (at < 0)
		REFUSE(&r, "'%s' does not begin with a record type", text);
	r.of = &l->records[at];
	r.bytes = arena_take(a, r.of->length + 1);
	memset(r.bytes, ' ', r.of->length);
	r.bytes[r.of->length] = '\0';
	memcpy(r.bytes, text, 3);
	for (const char *s = text + 3; s += strspn(s, " "), *s;)
		s = take_pair(&r, s);
	return r.bytes;
}
