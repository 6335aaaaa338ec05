/* The form of a rule's fixture. */
#include "tests/harness/h_rule.h"

#include "common/buf.h"
#include "common/defs.h"
#include "common/text.h"

enum { WORDS = 8 };

struct reading {
	struct arena *a;
	const char *path;
	int line;
	struct h_fixture *to;
	struct h_case *at;
	struct h_part *part;
	struct buf text; /* of the part */
	bool raw;        /* until [end] */
};

#define REFUSE(r, ...)                                                                             \
	fail_msg("%s:%d: %s", (r)->path, (r)->line, arena_printf((r)->a, __VA_ARGS__))

static bool begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

#define APPEND(list, item)                                                                         \
	do {                                                                                       \
		while (*(list))                                                                    \
			(list) = &(*(list))->next;                                                 \
		*(list) = (item);                                                                  \
	} while (0)

static void end_part(struct reading *r)
{
	if (r->part)
		r->part->text = arena_strdup(r->a, r->text.data ? r->text.data : "");
	buf_reset(&r->text);
	r->part = NULL;
	r->raw = false;
}

static void begin_case(struct reading *r, const char *name)
{
	struct h_case *k = arena_take(r->a, sizeof *k), **list = &r->to->cases;

	*k = (struct h_case){ .name = arena_strdup(r->a, name),
		.path = r->path,
		.line = r->line,
		.as_of = day_from_ymd(2026, 11, 1) };
	APPEND(list, k);
	r->at = k;
}

static void begin_part(struct reading *r, enum h_part_kind kind, const char *name)
{
	struct h_part *p = arena_take(r->a, sizeof *p), **list = &r->at->parts;

	*p = (struct h_part){ .kind = kind, .line = r->line, .name = name, .text = NULL };
	APPEND(list, p);
	r->part = p;
}

/* Behind the name of a file. */
static void take_flag(struct reading *r, const char *word)
{
	if (strcmp(word, "latin-1") == 0)
		r->part->latin1 = true;
	else if (strcmp(word, "unusable") == 0)
		r->part->unusable = true;
	else
		REFUSE(r, "'%s' is not one of latin-1, unusable", word);
}

/* "[case_file]", "[file NAME latin-1 unusable]", "[cpr]", "[cpr DAY]", "[mart]" */
static void take_bracket(struct reading *r, const char *s)
{
	const char *word[WORDS];
	size_t n = strcspn(s + 1, "]");
	size_t words = def_words(r->a, arena_strndup(r->a, s + 1, n), word, WORDS);

	end_part(r);
	if (words == 0 || s[n + 1] != ']' || s[n + 2])
		REFUSE(r, "'%s' is not [TABLE], [file NAME], [cpr] or [mart]", s);
	if (strcmp(word[0], "file") == 0) {
		if (words < 2)
			REFUSE(r, "expected [file NAME]");
		begin_part(r, H_FILE, word[1]);
		for (size_t i = 2; i < words; i++)
			take_flag(r, word[i]);
		r->raw = true;
	} else if (strcmp(word[0], "cpr") == 0) {
		begin_part(r, H_CPR, words > 1 ? word[1] : NULL);
	} else if (strcmp(word[0], "mart") == 0) {
		begin_part(r, H_MART, NULL);
		r->raw = true;
	} else {
		begin_part(r, H_TABLE, word[0]);
	}
}

static void take_as_of(struct reading *r, const char *s)
{
	if (!text_day(s, strlen(s), &r->at->as_of))
		REFUSE(r, "'%s' is not a day", s);
}

/* "rule.D01.hours = 24", "feed.cpr.restart = x": a section, which for feeds has a dot, and a name.
 */
static void take_setting(struct reading *r, const char *s)
{
	struct h_setting *x = arena_take(r->a, sizeof *x), **list = &r->at->settings;
	const char *equal = strchr(s, '='), *dot = strchr(s, '.');
	size_t n;

	if (dot && begins(s, "feed."))
		dot = strchr(dot + 1, '.');
	if (!equal || !dot || dot > equal)
		REFUSE(r, "expected 'set SECTION.NAME = VALUE'");
	n = (size_t)(equal - dot) - 1;
	while (n && dot[n] == ' ')
		n--;
	*x = (struct h_setting){ .section = arena_strndup(r->a, s, (size_t)(dot - s)),
		.name = arena_strndup(r->a, dot + 1, n),
		.value = arena_strdup(r->a, equal + 1 + strspn(equal + 1, " ")) };
	APPEND(list, x);
}

static void take_night(struct reading *r, const char *s)
{
	int32_t day;

	if (!text_day(s, strlen(s), &day))
		REFUSE(r, "'%s' is not a day", s);
	begin_part(r, H_NIGHT, arena_strdup(r->a, s));
	r->part->text = arena_strdup(r->a, "");
	r->part = NULL;
}

static bool known_kind(const char *s)
{
	static const char *const kinds[] = { "clean", "failing", "boundary", "missing" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(s, kinds[i]) == 0)
			return true;
	return false;
}

static void want(struct reading *r, enum h_said said, const char *s)
{
	static const struct {
		const char *form;
		size_t least, most;
	} forms[] = { [H_FINDS] = { "finds KIND ENTITY KEY FIELD [CONSEQUENCE]", 4, 5 },
		[H_CLEAN] = { "clean KIND ENTITY KEY", 3, 3 },
		[H_NONE] = { "none KIND because WHY", 3, WORDS } };
	struct h_want *x = arena_take(r->a, sizeof *x), **list = &r->at->wants;
	const char *word[WORDS] = { 0 };
	size_t n = def_words(r->a, s, word, WORDS);

	if (n < forms[said].least || n > forms[said].most)
		REFUSE(r, "expected '%s'", forms[said].form);
	if (!known_kind(word[0]))
		REFUSE(r, "'%s' is none of: clean failing boundary missing", word[0]);
	if (said == H_FINDS && strcmp(word[0], "clean") == 0)
		REFUSE(r, "what is found is not clean");
	if (said == H_CLEAN && strcmp(word[0], "failing") == 0)
		REFUSE(r, "what fails is found");
	*x = (struct h_want){ .said = said, .line = r->line, .kind = word[0] };
	if (said != H_NONE) {
		x->entity = word[1];
		x->key = word[2];
		x->field = word[3];
		x->consequence = word[4];
	}
	APPEND(list, x);
}

static void take_finds(struct reading *r, const char *s)
{
	want(r, H_FINDS, s);
}

static void take_clean(struct reading *r, const char *s)
{
	want(r, H_CLEAN, s);
}

static void take_none(struct reading *r, const char *s)
{
	want(r, H_NONE, s);
}

static const struct {
	const char *word;
	void (*take)(struct reading *r, const char *s);
} lines[] = {
	{ "as-of ", take_as_of },
	{ "set ", take_setting },
	{ "night ", take_night },
	{ "finds ", take_finds },
	{ "clean ", take_clean },
	{ "none ", take_none },
	{ "== ", begin_case },
};

static void take_line(struct reading *r, const char *s)
{
	if (!r->raw && (!*s || *s == '#'))
		return;
	if (r->raw && strcmp(s, "[end]") != 0) {
		buf_printf(&r->text, "%s\n", s);
		return;
	}
	if (r->raw) {
		end_part(r);
		return;
	}
	if (!r->at && !begins(s, "== "))
		begin_case(r, "");
	if (*s == '[') {
		take_bracket(r, s);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (begins(s, lines[i].word)) {
			end_part(r);
			s += strlen(lines[i].word);
			lines[i].take(r, s + strspn(s, " "));
			return;
		}
	if (!r->part)
		REFUSE(r, "'%s' is not understood, and no table is open", s);
	buf_printf(&r->text, "%s\n", s);
}

void h_fixture_parse(const char *path, const char *text, struct arena *a, struct h_fixture *ret)
{
	struct reading r = { .a = a, .path = path, .to = ret };

	*ret = (struct h_fixture){ .path = path };
	buf_init(&r.text, 1 << 24);
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, "\n");

		r.line++;
		take_line(&r, arena_strndup(a, at, n));
		at += n + (at[n] == '\n');
	}
	if (r.raw)
		REFUSE(&r, "[end] is missing");
	end_part(&r);
	buf_done(&r.text);
	if (!ret->cases)
		fail_msg("%s: empty", path);
}

void h_fixture_read(const char *id, struct arena *a, struct h_fixture *ret)
{
	const char *path = arena_printf(a, "fixtures/rules/%s.txt", id);
	size_t n;
	char *text = h_read(path, &n);

	if (!text)
		fail_msg("rule %s has no fixture %s", id, path);
	if (strlen(text) != n)
		fail_msg("%s: holds a NUL", path);
	h_fixture_parse(path, text, a, ret);
	ret->id = arena_strdup(a, id);
	free(text);
}
