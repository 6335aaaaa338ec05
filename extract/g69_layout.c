#include "extract/g69_layout.h"

#include "common/defs.h"
#include "common/text.h"

#define FIELDS_FILE "extract/feeds/g69_fields.csv"
#define CODES_FILE "extract/feeds/g69_codes.csv"
#define FIELDS_HEADER "number;name;length;needed;coded_by;text"
#define CODES_HEADER "code;kind"

enum { NUMBER, NAME, LENGTH, NEEDED, CODED_BY, TEXT, COLUMNS };

/* Cuts a line at its semicolons, in place; returns how many fields. */
static size_t cut(char *line, char *field[COLUMNS])
{
	size_t n = 0;

	for (char *p = line; p; n++) {
		char *semicolon = strchr(p, ';');

		if (n < COLUMNS)
			field[n] = p;
		if (semicolon)
			*semicolon++ = '\0';
		p = semicolon;
	}
	return n;
}

static bool number(const char *s, int64_t max, int64_t *ret)
{
	*ret = 0;
	return *s == '\0' || (text_int(s, strlen(s), ret) && *ret > 0 && *ret <= max);
}

static int add_field(struct g69_layout *l, char *line, struct arena *a, struct err *e)
{
	struct g69_field *f = &l->field[l->n_fields];
	int64_t no, length, coded_by;
	char *x[COLUMNS];

	(void)a;
	if (l->n_fields == G69_FIELDS || cut(line, x) != COLUMNS ||
	        !number(x[NUMBER], G69_NUMBERS - 1, &no) || !number(x[LENGTH], 1024, &length) ||
	        !number(x[CODED_BY], G69_NUMBERS - 1, &coded_by) || !no || !length ||
	        l->by_number[no])
		return err_set(e, ERR_BUG, "not a field: '%s'", line);
	*f = (struct g69_field){ .number = (int)no,
		.coded_by = (int)coded_by,
		.name = x[NAME],
		.length = (size_t)length,
		.needed = strcmp(x[NEEDED], "yes") == 0 };
	l->by_number[no] = f;
	l->n_fields++;
	return 0;
}

static int add_code(struct g69_layout *l, char *line, struct arena *a, struct err *e)
{
	size_t kind = 0;
	char *x[COLUMNS];

	(void)a;
	if (l->n_codes == G69_CODES || cut(line, x) != 2)
		return err_set(e, ERR_BUG, "not a code: '%s'", line);
	while (kind < l->n_kinds && strcmp(l->kind[kind], x[1]) != 0)
		kind++;
	if (kind == G69_KINDS)
		return err_set(e, ERR_BUG, "too many kinds");
	if (kind == l->n_kinds)
		l->kind[l->n_kinds++] = x[1];
	l->code[l->n_codes].code = x[0];
	l->code[l->n_codes++].kind = kind;
	return 0;
}

/* Hands every line behind the header to `add`. */
static int each_line(struct g69_layout *l, const char *path, const char *header,
        int (*add)(struct g69_layout *, char *, struct arena *, struct err *), struct arena *a,
        struct err *e)
{
	const struct def_file *f = def_find(path);
	int line = 0;

	if (!f)
		return err_set(e, ERR_BUG, "%s is not built in", path);
	for (const char *p = f->data; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *s = arena_strndup(a, p, strcspn(p, "\n"));

		if (line++ == 0 ? strcmp(s, header) != 0 : add(l, s, a, e) < 0)
			return line == 1 ? err_set(e, ERR_BUG, "%s: not the header", path)
			                 : err_ctx(e, "%s:%d", path, line);
	}
	return 0;
}

static size_t slot(struct g69_layout *l, const char *name)
{
	l->names[l->n_slots] = (struct csv_field){ name, strlen(name) };
	return l->n_slots++;
}

static void make_slots(struct g69_layout *l, struct arena *a)
{
	static const char *const head[G69_HEAD] = { "registersted", "kommune", "art" };

	for (size_t i = 0; i < G69_HEAD; i++)
		slot(l, head[i]);
	for (size_t i = 0; i < l->n_fields; i++) {
		struct g69_field *f = &l->field[i];

		f->slot = slot(l, arena_printf(a, "%03d", f->number));
		f->first_kind = l->n_slots;
		for (size_t k = 0; f->coded_by && k < l->n_kinds; k++)
			slot(l, arena_printf(a, "%03d %s", f->number, l->kind[k]));
	}
}

/* What the reader itself looks at, and what codes point at. */
static int check_numbers(const struct g69_layout *l, struct err *e)
{
	static const int used[] = { 103, 104, 110, 112, 113 };

	for (size_t i = 0; i < COUNT_OF(used); i++)
		if (!l->by_number[used[i]])
			return err_set(e, ERR_BUG, FIELDS_FILE ": no field %d", used[i]);
	for (size_t i = 0; i < l->n_fields; i++)
		if (l->field[i].coded_by && !l->by_number[l->field[i].coded_by])
			return err_set(
			        e, ERR_BUG, FIELDS_FILE ": no field %d", l->field[i].coded_by);
	return 0;
}

int g69_layout_load(struct g69_layout *ret, struct arena *a, struct err *e)
{
	struct g69_layout *l = ret;

	memset(l, 0, sizeof *l);
	if (each_line(l, FIELDS_FILE, FIELDS_HEADER, add_field, a, e) < 0 ||
	        each_line(l, CODES_FILE, CODES_HEADER, add_code, a, e) < 0 ||
	        check_numbers(l, e) < 0)
		return -1;
	make_slots(l, a);
	return 0;
}

int g69_kind(const struct g69_layout *l, const struct csv_field *code)
{
	for (size_t i = 0; i < l->n_codes; i++)
		if (strlen(l->code[i].code) == code->n &&
		        memcmp(l->code[i].code, code->s, code->n) == 0)
			return (int)l->code[i].kind;
	return -1;
}
