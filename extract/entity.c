#include "extract/entity.h"

#include "common/defs.h"
#include "common/text.h"
#include "extract/kin.h"

enum { WORDS = 10 };

/* Six digits and four digits or capital letters: replacement numbers have letters. */
static bool fits_pnr(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] < '0' || s[i] > '9') && (i < 6 || s[i] < 'A' || s[i] > 'Z'))
			return false;
	return n == 10;
}

static bool fits_date(const char *s, size_t n)
{
	int32_t day;

	return text_day(s, n, &day);
}

static bool fits_time(const char *s, size_t n)
{
	int64_t secs;

	return text_secs(s, n, &secs);
}

static bool fits_int(const char *s, size_t n)
{
	int64_t value;

	return text_int(s, n, &value);
}

static bool fits_bool(const char *s, size_t n)
{
	return n == 1 && (*s == '0' || *s == '1');
}

const struct value_type value_types[] = {
	{ "text", NULL, "tekst i UTF-8 uden styretegn" },
	{ "pnr", fits_pnr, "personnummer, ti tegn" },
	{ "date", fits_date, "dato, åååå-mm-dd" },
	{ "time", fits_time, "tidspunkt, åååå-mm-ddTtt:mm:ss" },
	{ "int", fits_int, "helt tal" },
	{ "ore", fits_int, "beløb i hele øre" },
	{ "bool", fits_bool, "0 eller 1" },
	{ "code", NULL, "kode i UTF-8 uden styretegn" },
};
const size_t value_type_count = COUNT_OF(value_types);

static const struct {
	const char *name;
	unsigned flag;
} flags[] = {
	{ "key", COLUMN_KEY | COLUMN_REQUIRED },
	{ "optional", COLUMN_OPTIONAL },
	{ "required", COLUMN_REQUIRED },
	{ "secret", COLUMN_SECRET },
	{ "group", COLUMN_GROUP },
};

static int take_type(struct column *c, const char *word, struct arena *a)
{
	size_t n = strcspn(word, ":");

	for (size_t i = 0; i < value_type_count; i++)
		if (strlen(value_types[i].name) == n && strncmp(value_types[i].name, word, n) == 0)
			c->type = &value_types[i];
	if (!c->type || (strcmp(c->type->name, "code") == 0) != (word[n] == ':'))
		return -1;
	if (word[n] == ':')
		c->lists = arena_strdup(a, word + n + 1);
	return c->lists && !*c->lists ? -1 : 0;
}

static int take_flag(struct column *c, const char *word, struct arena *a)
{
	if (strncmp(word, "ref:", 4) == 0) {
		c->ref = arena_strdup(a, word + 4);
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		if (strcmp(flags[i].name, word) == 0) {
			c->flags |= flags[i].flag;
			return 0;
		}
	return -1;
}

/* The part of `value` after the nth semicolon, trimmed; "" where there is none. */
static const char *part(const char *value, int nth, struct arena *a)
{
	size_t n;

	for (; nth > 0; nth--) {
		value = strchr(value, ';');
		if (!value)
			return "";
		value++;
	}
	value += strspn(value, " ");
	n = strcspn(value, ";");
	while (n && value[n - 1] == ' ')
		n--;
	return arena_strndup(a, value, n);
}

static bool is_name(const char *s)
{
	return *s >= 'a' && *s <= 'z' &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static int take_column(struct entity *t, const char *value, struct arena *a, struct err *e)
{
	const char *words[WORDS];
	size_t n = def_words(a, part(value, 0, a), words, WORDS);
	struct column *c = &t->columns[t->n];

	if (n < 2 || !is_name(words[0]))
		return err_set(
		        e, ERR_CONFIG, "%s: column '%s': expected NAME TYPE FLAGS", t->path, value);
	if (t->n == ENTITY_COLUMNS)
		return err_set(e, ERR_CONFIG, "%s: more than %d columns", t->path, ENTITY_COLUMNS);
	*c = (struct column){
		.name = words[0], .text_da = part(value, 1, a), .text_en = part(value, 2, a)
	};
	if (take_type(c, words[1], a) < 0)
		return err_set(e, ERR_CONFIG, "%s: column '%s': unknown type '%s'", t->path,
		        c->name, words[1]);
	for (size_t i = 2; i < n; i++)
		if (take_flag(c, words[i], a) < 0)
			return err_set(e, ERR_CONFIG, "%s: column '%s': unknown flag '%s'", t->path,
			        c->name, words[i]);
	if (c->flags & COLUMN_OPTIONAL)
		c->flags &= ~(unsigned)COLUMN_REQUIRED;
	t->n++;
	return 0;
}

static int take_key(struct entity *t, struct err *e)
{
	t->case_id = t->citizen_id = -1;
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->columns[i].name, "case_id") == 0)
			t->case_id = (int)i;
		if (strcmp(t->columns[i].name, "citizen_id") == 0)
			t->citizen_id = (int)i;
		if (!(t->columns[i].flags & COLUMN_KEY))
			continue;
		if (t->key_count == ENTITY_KEYS)
			return err_set(e, ERR_CONFIG, "%s: more than %d key columns", t->path,
			        ENTITY_KEYS);
		t->keys[t->key_count++] = i;
	}
	return t->key_count ? 0 : err_set(e, ERR_CONFIG, "%s: no key column", t->path);
}

int entity_parse(
        const char *path, const char *text, struct arena *a, struct entity *ret, struct err *e)
{
	static const char *const known[] = { "entity!", "text_da!", "text_en!", "column!" };
	struct entity t = { .path = path };
	size_t cursor = 0;
	const char *value;
	struct head h;

	if (head_parse_text(path, text, a, &h, e) < 0 ||
	        head_check(&h, known, COUNT_OF(known), e) < 0)
		return -1;
	t.name = head_get(&h, "entity");
	t.text_da = head_get(&h, "text_da");
	t.text_en = head_get(&h, "text_en");
	if (!is_name(t.name))
		return err_set(e, ERR_CONFIG, "%s: '%s' is not a name", path, t.name);
	while ((value = head_each(&h, "column", &cursor)))
		if (take_column(&t, value, a, e) < 0)
			return -1;
	if (take_key(&t, e) < 0)
		return -1;
	*ret = t;
	return 0;
}

const struct entity *entity_find(const struct entities *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->all[i].name, name) == 0)
			return &all->all[i];
	return NULL;
}

static int check_refs(const struct entities *all, struct err *e)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < all->all[i].n; k++) {
			const struct column *c = &all->all[i].columns[k];

			if (c->ref && !entity_find(all, c->ref))
				return err_set(e, ERR_CONFIG, "%s: column '%s': no entity '%s'",
				        all->all[i].path, c->name, c->ref);
		}
	return 0;
}

int entities_read(struct arena *a, struct entities *ret, struct err *e)
{
	struct entities all = { 0 };
	const struct def_file *f;
	size_t cursor = 0, count = 0;

	while (def_next("extract/entities/", ".def", &cursor))
		count++;
	all.all = arena_take(a, (count + 1) * sizeof *all.all);
	cursor = 0;
	while ((f = def_next("extract/entities/", ".def", &cursor)))
		if (entity_parse(f->path, f->data, a, &all.all[all.n++], e) < 0)
			return -1;
	if (check_refs(&all, e) < 0)
		return -1;
	*ret = all;
	return 0;
}

const char *entity_key_list(const struct entity *t, const char *before, struct arena *a)
{
	const char *list = "";

	for (size_t i = 0; i < t->key_count; i++)
		list = arena_printf(
		        a, "%s%s%s%s", list, i ? ", " : "", before, t->columns[t->keys[i]].name);
	return list;
}

const char *entity_ddl(const struct entity *t, struct arena *a)
{
	const char *sql = arena_printf(
	        a, "CREATE TABLE staging_%s (\n\tfile INTEGER NOT NULL,\n\tline INTEGER", t->name);

	for (size_t i = 0; i < t->n; i++)
		sql = arena_printf(a, "%s,\n\t%s TEXT%s", sql, t->columns[i].name,
		        t->columns[i].flags & COLUMN_KEY ? " NOT NULL" : "");
	return arena_printf(a, "%s,\n\tPRIMARY KEY (%s)\n) STRICT%s", sql,
	        entity_key_list(t, "", a), t->key_count <= 2 ? ", WITHOUT ROWID" : "");
}

const char *entity_put(const struct entity *t, bool replace, struct arena *a)
{
	const char *names = "file, line", *marks = "?1, ?2";
	const char *set = "file = excluded.file";

	for (size_t i = 0; i < t->n; i++) {
		const char *name = t->columns[i].name;

		names = arena_printf(a, "%s, %s", names, name);
		marks = arena_printf(a, "%s, ?%zu", marks, i + 3);
		if (!(t->columns[i].flags & COLUMN_KEY))
			set = arena_printf(a, "%s, %s = excluded.%s", set, name, name);
	}
	return arena_printf(a, "INSERT INTO staging_%s(%s) VALUES(%s) ON CONFLICT(%s) DO %s%s",
	        t->name, names, marks, entity_key_list(t, "", a),
	        replace ? "UPDATE SET " : "NOTHING", replace ? set : "");
}

static int table_make(sqlite3 *db, const struct entity *t, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *ddl = entity_ddl(t, a);
	int rc;

	if (db_prepare(db,
	            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'staging_' || "
	            ":name",
	            t->path, &s, e) < 0 ||
	        db_bind_text(s, ":name", t->name, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc > 0 && strcmp(col_text(s, 0), ddl) == 0)
		return 0;
	stmt_done(&s);
	if (rc > 0 && db_exec(db, arena_printf(a, "DROP TABLE staging_%s", t->name), e) < 0)
		return -1;
	return db_exec(db, ddl, e);
}

int entities_schema(sqlite3 *db, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct kin k;

	if (kin_read(&a, &k, e) < 0)
		return -1;
	for (size_t i = 0; i < k.all.n; i++)
		if (table_make(db, &k.all.all[i], &a, e) < 0)
			return err_ctx(e, "%s", k.all.all[i].path);
	return kin_write(db, &k, e);
}
