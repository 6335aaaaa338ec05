/*
 * Fixtures of rules: fixtures/rules/<ID>.txt, a small world in the form in which it would come,
 * and what the rule is to find there. docs/rule-fixtures.md has the form.
 *
 * h_fixture_read() · for each case h_world_begin(), which lets the real readers load it ·
 * h_world_judge() · h_world_end(). What is wrong with a fixture fails the test, with file and line.
 *
 * Ownership: the arena given; a world's own things are its own.
 */
#ifndef H_RULE_H
#define H_RULE_H
#include "common/file.h"
#include "extract/entity.h"
#include "tests/harness/h.h"
#include "transform/rule.h"

enum h_part_kind { H_TABLE, H_FILE, H_CPR, H_MART, H_NIGHT };

/* A piece of a world, in the order of the fixture. */
struct h_part {
	enum h_part_kind kind;
	int line;
	const char *name;      /* entity, file, day of the extract or night; NULL: not said */
	bool latin1, unusable; /* of a file: how it is written; no reader uses it */
	char *text;
	struct h_part *next;
};

enum h_said { H_FINDS, H_CLEAN, H_NONE };

struct h_want {
	enum h_said said;
	int line;
	const char *kind, *entity, *key, *field, *consequence; /* NULL: not said */
	bool met;
	struct h_want *next;
};

struct h_setting {
	const char *section, *name, *value;
	struct h_setting *next;
};

struct h_case {
	const char *name, *path;
	int line;
	int32_t as_of;
	struct h_setting *settings;
	struct h_part *parts;
	struct h_want *wants;
	struct h_case *next;
};

struct h_fixture {
	const char *id, *path;
	struct h_case *cases;
};

void h_fixture_read(const char *id, struct arena *a, struct h_fixture *ret);
/* The same from text, for tests of the form itself. */
void h_fixture_parse(const char *path, const char *text, struct arena *a, struct h_fixture *ret);

struct h_world {
	struct arena a;
	sqlite3 *db;
	struct ctx c;
	const struct h_case *of;
	char folder[FILE_PATH];
	const char *produced; /* day of the latest CPR extract */
};

/* All entities of the case store. */
const struct entities *h_entities(void);
void h_world_begin(struct h_world *w, const struct h_case *k);
/* Runs the rule, with the case's settings; what it left is in the mart. */
void h_world_judge(struct h_world *w, const struct rule *r, struct rule_counts *ret);
void h_world_end(struct h_world *w);
/* Whether a record is there, by the key that findings give it. */
bool h_world_has(struct h_world *w, const char *entity, const char *key);
/* Whether it stands in what the mart keeps of earlier nights: the record may be gone by now. */
bool h_world_remembers(struct h_world *w, const char *key);
/* What the readers found, one a line, for messages. */
const char *h_world_remarks(struct h_world *w);

/* One record of a CPR extract, as long as the layout has it, in Latin-1: "001 pnr=… status=01". */
const char *h_cpr_record(struct arena *a, const char *path, int line, const char *text);
/* UTF-8 as Latin-1; what is not of it stays, byte for byte. `to` has room for n. */
size_t h_latin1(const char *s, size_t n, char *to);
#endif
