#include "transform/deadline.h"

#include "common/defs.h"
#include "common/text.h"

#define FILE_NAME "schemas/deadlines.csv"
#define HEADER "id;law;paragraph;valid_from;valid_to;length;unit;text_da;text_en;mark"

enum { ID, LAW, PARAGRAPH, FROM, TO, LENGTH, UNIT, TEXT_DA, TEXT_EN, MARK, COLUMNS };

static const char *const parameter[COLUMNS] = { ":id", ":law", ":paragraph", ":from", ":to",
	":length", ":unit", ":da", ":en", ":mark" };

static const char insert[] = "INSERT INTO codelist_deadline (id, law, paragraph, valid_from, "
                             "valid_to, length, unit, text_da,"
                             " text_en, mark) VALUES (:id, :law, :paragraph, :from, :to, :length, "
                             ":unit, :da, :en, :mark)";

/* Cuts a line at its semicolons, in place; true when there are exactly COLUMNS fields. */
static bool cut(char *line, char *field[COLUMNS])
{
	size_t n = 0;

	for (char *p = line; p; n++) {
		char *semicolon = strchr(p, ';');

		if (n == COLUMNS)
			return false;
		field[n] = p;
		if (semicolon)
			*semicolon++ = '\0';
		p = semicolon;
	}
	return n == COLUMNS;
}

/* An open end stands for the first or last day a calendar here has. */
static bool read_day(const char *s, bool first, int64_t *ret)
{
	int32_t day = first ? day_from_ymd(1, 1, 1) : day_from_ymd(9999, 12, 31);

	if (*s && !text_day(s, strlen(s), &day))
		return false;
	*ret = day;
	return true;
}

static int bind(sqlite3_stmt *s, char *field[COLUMNS], struct err *e)
{
	int64_t from, to, length = 0;

	if (!read_day(field[FROM], true, &from) || !read_day(field[TO], false, &to) || to < from)
		return err_set(e, ERR_BUG, "valid_from and valid_to are not two days in order");
	if (*field[LENGTH] && !text_int(field[LENGTH], strlen(field[LENGTH]), &length))
		return err_set(e, ERR_BUG, "the length is not a number");
	for (size_t i = 0; i < COLUMNS; i++)
		if (i != FROM && i != TO && i != LENGTH &&
		        db_bind_text(s, parameter[i], field[i], e) < 0)
			return -1;
	if (db_bind_int(s, parameter[FROM], from, e) < 0 ||
	        db_bind_int(s, parameter[TO], to, e) < 0)
		return -1;
	return *field[LENGTH] ? db_bind_int(s, parameter[LENGTH], length, e)
	                      : db_bind_null(s, parameter[LENGTH], e);
}

static int load_line(sqlite3_stmt *s, char *line, struct err *e)
{
	char *field[COLUMNS];

	if (!cut(line, field))
		return err_set(e, ERR_BUG, "not %d fields", COLUMNS);
	if (bind(s, field, e) < 0)
		return -1;
	return db_run(s, e);
}

static int load_lines(sqlite3_stmt *s, char *text, struct err *e)
{
	int number = 0;

	for (char *line = text; *line;) {
		char *end = line + strcspn(line, "\n");
		char *next = *end ? end + 1 : end;

		*end = '\0';
		number++;
		if (number == 1 && strcmp(line, HEADER) != 0)
			return err_set(e, ERR_BUG, FILE_NAME ":1: the header is not '%s'", HEADER);
		if (number > 1 && load_line(s, line, e) < 0)
			return err_ctx(e, FILE_NAME ":%d", number);
		line = next;
	}
	return 0;
}

int deadline_load(sqlite3 *db, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const struct def_file *f = def_find(FILE_NAME);

	if (!f)
		return err_set(e, ERR_BUG, FILE_NAME " is not built in");
	if (db_exec(db, "DELETE FROM codelist_deadline", e) < 0)
		return -1;
	if (db_prepare(db, insert, FILE_NAME, &s, e) < 0)
		return -1;
	return load_lines(s, arena_strdup(&a, f->data), e);
}
