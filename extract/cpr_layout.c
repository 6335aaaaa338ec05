#include "extract/cpr_layout.h"

#include "common/defs.h"
#include "extract/cpr_value.h"

enum { CELLS = 7, FIELDS = 80 };
enum cell { CELL_RECORD, CELL_FIELD, CELL_START, CELL_LENGTH, CELL_FORM, CELL_TYPE, CELL_KEEP };
#define HEADER "record;field;start;length;form;type;keep"

static const struct {
	const char *name;
	enum cpr_role role;
} roles[] = {
	{ "start", CPR_START },
	{ "end", CPR_END },
	{ "one", CPR_ONE },
	{ "many", CPR_MANY },
	{ "error", CPR_ERROR },
	{ "receipt", CPR_RECEIPT },
};

/* What is being read: one line of the definition. */
struct reading {
	struct cpr_layout *l;
	struct arena *arena;
	const char *cell[CELLS];
	struct cpr_record *record; /* the open one */
};

static int small_number(const char *s, size_t max, size_t *ret, struct err *e)
{
	size_t v = 0;

	for (const char *p = s; *p; p++) {
		if (*p < '0' || *p > '9' || v > max)
			return err_set(e, ERR_CONFIG, "'%s' is not a number", s);
		v = v * 10 + (size_t)(*p - '0');
	}
	if (v < 1 || v > max)
		return err_set(e, ERR_CONFIG, "'%s' is not between 1 and %zu", s, max);
	*ret = v;
	return 0;
}

static int split(struct reading *r, char *line, struct err *e)
{
	size_t n = 0;

	while (n < CELLS) {
		r->cell[n++] = line;
		line = strchr(line, ';');
		if (!line)
			break;
		*line++ = '\0';
	}
	if (n != CELLS || line)
		return err_set(e, ERR_CONFIG, "not %d cells", CELLS);
	return 0;
}

static int open_record(struct reading *r, struct err *e)
{
	const char *type = r->cell[CELL_RECORD];
	struct cpr_record *rec = &r->l->records[r->l->n];
	size_t role = 0;

	while (role < COUNT_OF(roles) && strcmp(roles[role].name, r->cell[CELL_TYPE]) != 0)
		role++;
	if (role == COUNT_OF(roles))
		return err_set(e, ERR_CONFIG, "'%s' is no kind of record", r->cell[CELL_TYPE]);
	if (strspn(type, "0123456789") != 3 || type[3])
		return err_set(e, ERR_CONFIG, "record '%s' is not three digits", type);
	if (cpr_layout_find(r->l, type) >= 0)
		return err_set(e, ERR_CONFIG, "record %s stands twice", type);
	if (r->l->n == CPR_TYPES)
		return err_set(e, ERR_CONFIG, "more than %d record types", CPR_TYPES);
	*rec = (struct cpr_record){ .role = roles[role].role };
	memcpy(rec->type, type, sizeof rec->type);
	rec->number = (type[0] - '0') * 100 + (type[1] - '0') * 10 + type[2] - '0';
	rec->fields = arena_take(r->arena, FIELDS * sizeof *rec->fields);
	r->record = rec;
	r->l->n++;
	r->l->of_type[rec->number] = (int8_t)r->l->n;
	return 0;
}

static int table_of(struct cpr_layout *l, const char *name, struct err *e)
{
	for (size_t i = 0; i < l->n_tables; i++)
		if (strcmp(l->tables[i].name, name) == 0)
			return (int)i;
	if (l->n_tables == CPR_TYPES)
		return err_set(e, ERR_CONFIG, "more than %d tables", CPR_TYPES);
	l->tables[l->n_tables++] = (struct cpr_table){ .name = name };
	return (int)l->n_tables - 1;
}

/* The part of the record that goes into this table, made where it is new. */
static struct cpr_part *part_of(struct reading *r, int table, struct err *e)
{
	struct cpr_record *rec = r->record;

	for (size_t i = 0; i < rec->n_parts; i++)
		if (rec->parts[i].table == table)
			return &rec->parts[i];
	if (rec->n_parts == CPR_PARTS) {
		(void)err_set(e, ERR_CONFIG, "a record is kept in %d tables at most", CPR_PARTS);
		return NULL;
	}
	rec->parts[rec->n_parts] = (struct cpr_part){ .table = table,
		.kept = arena_take(r->arena, FIELDS * sizeof(struct cpr_kept)) };
	return &rec->parts[rec->n_parts++];
}

/* "table.column" or "table.column!" */
static int keep(struct reading *r, const struct cpr_field *f, char *table, struct err *e)
{
	char *column = strchr(table, '.');
	struct cpr_part *part;
	bool needed;
	size_t n;
	int at;

	if (!column || !column[1])
		return err_set(e, ERR_CONFIG, "'%s' is not table.column", table);
	*column++ = '\0';
	n = strlen(column);
	needed = column[n - 1] == '!';
	if (needed)
		column[n - 1] = '\0';
	at = table_of(r->l, table, e);
	part = at < 0 ? NULL : part_of(r, at, e);
	if (!part)
		return -1;
	part->kept[part->n++] = (struct cpr_kept){ f, column, needed };
	return 0;
}

/* Places parted by a blank: the same value may be kept in two tables. */
static int keep_all(struct reading *r, const struct cpr_field *f, struct err *e)
{
	char *at = arena_strdup(r->arena, r->cell[CELL_KEEP]);

	while (*at) {
		char *end = at + strcspn(at, " ");
		bool last = *end == '\0';

		*end = '\0';
		if (keep(r, f, at, e) < 0)
			return -1;
		at = last ? end : end + 1;
	}
	return 0;
}

static int add_field(struct reading *r, struct err *e)
{
	bool opens = strcmp(r->cell[CELL_FIELD], "RECORDTYPE") == 0;
	struct cpr_record *rec;
	struct cpr_field *f;

	if (opens && open_record(r, e) < 0)
		return -1;
	rec = r->record;
	if (!rec || strcmp(rec->type, r->cell[CELL_RECORD]) != 0)
		return err_set(e, ERR_CONFIG, "record %s does not begin with RECORDTYPE",
		        r->cell[CELL_RECORD]);
	if (rec->n == FIELDS)
		return err_set(e, ERR_CONFIG, "more than %d fields", FIELDS);
	f = &rec->fields[rec->n++];
	f->name = arena_strdup(r->arena, r->cell[CELL_FIELD]);
	if (small_number(r->cell[CELL_START], CPR_RECORD_MAX, &f->start, e) < 0 ||
	        small_number(r->cell[CELL_LENGTH], 256, &f->length, e) < 0)
		return -1;
	f->start--;
	f->longer = strcmp(r->cell[CELL_FORM], "long") == 0;
	f->type = cpr_type_find(opens ? "digits" : r->cell[CELL_TYPE]);
	if (!f->type)
		return err_set(e, ERR_CONFIG, "value type '%s' is not known", r->cell[CELL_TYPE]);
	return keep_all(r, f, e);
}

/* Fields follow one another without gap; the lengths follow from them. */
static int measure(struct cpr_record *rec, struct err *e)
{
	for (size_t i = 0; i < rec->n; i++) {
		const struct cpr_field *f = &rec->fields[i];

		if (f->start != (rec->longer ? rec->longer : rec->length))
			return err_set(e, ERR_CONFIG,
			        "record %s: %s does not begin where the field before it ends",
			        rec->type, f->name);
		if (f->longer)
			rec->longer = f->start + f->length;
		else
			rec->length = f->start + f->length;
	}
	return 0;
}

static int add_column(struct cpr_table *t, const char *name, struct err *e)
{
	if (t->n + 2 >= CPR_COLUMNS)
		return err_set(e, ERR_CONFIG, "table %s has too many columns", t->name);
	t->columns[t->n++] = name;
	return 0;
}

/* The first record kept in a table gives its columns; the others must have the same. */
static int columns_of(struct cpr_layout *l, const struct cpr_record *rec,
        const struct cpr_part *part, struct arena *a, struct err *e)
{
	struct cpr_table *t = &l->tables[part->table], first = *t;

	t->n = 0;
	for (size_t i = 0; i < part->n; i++) {
		const char *name = part->kept[i].column;

		if (add_column(t, name, e) < 0)
			return -1;
		if (part->kept[i].field->type->columns == 2 &&
		        add_column(t, arena_printf(a, "%s_precision", name), e) < 0)
			return -1;
	}
	if (first.n && first.n != t->n)
		return err_set(
		        e, ERR_CONFIG, "record %s: other columns than the table has", rec->type);
	for (size_t i = 0; i < first.n; i++)
		if (strcmp(first.columns[i], t->columns[i]) != 0)
			return err_set(e, ERR_CONFIG, "record %s: other columns than the table has",
			        rec->type);
	return 0;
}

static int finish(struct cpr_layout *l, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		struct cpr_record *rec = &l->records[i];

		if (measure(rec, e) < 0)
			return -1;
		for (size_t p = 0; p < rec->n_parts; p++)
			if (columns_of(l, rec, &rec->parts[p], a, e) < 0)
				return -1;
	}
	return l->n ? 0 : err_set(e, ERR_CONFIG, "no record types");
}

int cpr_layout_parse(
        struct cpr_layout *l, const char *path, const char *text, struct arena *a, struct err *e)
{
	struct reading r = { .l = l, .arena = a };
	char *at = arena_strdup(a, text);
	bool header = false;

	*l = (struct cpr_layout){ .name = path };
	for (int line = 1; *at; line++) {
		char *end = at + strcspn(at, "\n");
		bool last = *end == '\0';
		int rc = 0;

		*end = '\0';
		if (*at == '#')
			;
		else if (!header)
			rc = strcmp(at, HEADER) == 0
			             ? 0
			             : err_set(e, ERR_CONFIG, "header is not '%s'", HEADER);
		else if (split(&r, at, e) < 0 || add_field(&r, e) < 0)
			rc = -1;
		header |= *at != '#';
		if (rc < 0)
			return err_ctx(e, "%s:%d", path, line);
		at = last ? end : end + 1;
	}
	return finish(l, a, e) < 0 ? err_ctx(e, "%s", path) : 0;
}

const char *cpr_layout_names(struct arena *a)
{
	static const char prefix[] = "extract/feeds/cpr_";
	const struct def_file *f;
	const char *all = "";
	size_t cursor = 0;

	while ((f = def_next(prefix, ".csv", &cursor)))
		all = arena_printf(a, "%s%s%.*s", all, *all ? ", " : "",
		        (int)(strlen(f->path) - (sizeof prefix - 1) - 4),
		        f->path + sizeof prefix - 1);
	return all;
}

int cpr_layout_load(struct cpr_layout *l, const char *product, struct arena *a, struct err *e)
{
	const char *path = arena_printf(a, "extract/feeds/cpr_%s.csv", product);
	const struct def_file *f = def_find(path);

	if (!f)
		return err_set(e, ERR_NOINPUT, "no layout '%s'", product);
	if (cpr_layout_parse(l, path, f->data, a, e) < 0)
		return -1;
	l->name = arena_strdup(a, product);
	return 0;
}

int cpr_layout_find(const struct cpr_layout *l, const char *s)
{
	unsigned a = (unsigned)(s[0] - '0'), b = (unsigned)(s[1] - '0'), c = (unsigned)(s[2] - '0');

	return a < 10 && b < 10 && c < 10 ? l->of_type[a * 100 + b * 10 + c] - 1 : -1;
}

const struct cpr_field *cpr_record_field(const struct cpr_record *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->fields[i].name, name) == 0)
			return &r->fields[i];
	return NULL;
}

bool cpr_is_person(const struct cpr_record *r)
{
	return r->role == CPR_ONE || r->role == CPR_MANY;
}
