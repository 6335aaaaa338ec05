/*
 * Feeds as definitions: what files there are and how each is read.
 *
 * extract/feeds/<feed>.def says it; <workspace>/profile/<feed>.map, with the
 * same keys, says what is different in one municipality. Nothing else knows a
 * separator or a header word. feeds_load() reads all of them, feed_match()
 * finds the feed of a file name. The keys are rows of feed_keys[] with their
 * help, so that `show feeds` and the manual follow from them.
 *
 *     column = NAME TYPE FLAGS... : header word | another accepted word
 *     words  = NAME VALUE : accepted word | another accepted word
 *
 * In a .map, `column = NAME : word | word` changes the header words only.
 *
 * A feed may come in several forms. `form = NAME` begins one as a copy of what stands before the
 * first of them; the keys behind it, up to the next `form`, say what is different: the file
 * name, the format, where columns are. What a column is, and which words stand for what, is the
 * same in all forms (feed_form.h). A .map changes a form by naming it again, or adds one.
 *
 * Types stand in csv_type.h. Flags: required · key (one row for each value) ·
 * secret (never shown) · may-miss (the header may lack it) · lenient (a value of
 * wrong form is left out, the row is used) · period, owner (must agree with the
 * file's year, with the workspace's municipality) · unstaged (read, not kept) ·
 * file-date (a value that is not given is the date in the file's name, and is counted).
 *
 * Presets: extract/feeds/presets/<feed>_<preset>.map says what one finance system writes, with the
 * same keys and some more; adding one edits nothing else. A workspace chooses by
 * `preset = NAME`, first line of its .map or under [feed.<feed>] in the settings; what
 * else its .map says goes on top. A preset that has columns names all of them.
 *
 * Errors: ERR_CONFIG with file and line. Ownership: the arena given.
 */
#ifndef FEED_H
#define FEED_H
#include "common/arena.h"
#include "common/conf.h"
#include "common/err.h"

enum {
	COL_REQUIRED = 1 << 0,
	COL_KEY = 1 << 1,
	COL_SECRET = 1 << 2,
	COL_MAY_MISS = 1 << 3,
	COL_LENIENT = 1 << 4,
	COL_PERIOD = 1 << 5,
	COL_OWNER = 1 << 6,
	COL_UNSTAGED = 1 << 7,
	COL_FILE_DATE = 1 << 8,
};

enum feed_sign { SIGN_LEADING, SIGN_TRAILING, SIGN_WORDS };

/* What a later file does to the earlier ones: joins them, takes their place, changes them. */
enum feed_content { CONTENT_EVENTS, CONTENT_SNAPSHOT, CONTENT_DELTA };

/* Whose debit and credit must be equal: nothing's, the file's, each machine number's and date's. */
enum feed_balance { BALANCE_NONE, BALANCE_FILE, BALANCE_GROUPS };

enum { FEED_WORDS = 12, FEED_COLUMNS = 64, FEED_SHAPES = 8, FEED_FORMS = 4 };

/* Where a key stands: each goes on top of the one before. */
enum feed_layer { LAYER_DEF, LAYER_PRESET, LAYER_MAP };

struct feed_words {
	const char *word[FEED_WORDS];
	size_t n;
};

struct csv_type;

struct feed_column {
	const char *name;
	const struct csv_type *type;
	const char *arg; /* after the colon: digits:8 */
	unsigned flags;
	struct feed_words header;
};

/* An accepted word of a column of type words or side, and what it stands for. */
struct feed_value {
	const char *column, *value;
	struct feed_words accepted;
};

struct feed {
	const char *id, *text_da, *text_en, *legal, *source, *pattern, *format, *table;
	const char *charset, *date, *nothing;
	const char *accounts; /* first digits of an account that belongs here; NULL: all */
	int64_t max_age;      /* days before the feed counts as stale (feed_age.h); 0: no limit */
	bool max_workdays;    /* workdays */
	const char *due;      /* MM-DD by which a year's file must have come; NULL: none */
	char separator, quote, decimal, thousands; /* thousands 0: none */
	bool any_order, extra_ok, offset;
	bool any_case;      /* letters of a file name in upper or lower case */
	const char *beside; /* name of a side file, with {name}; NULL: none comes */
	enum feed_sign sign;
	enum feed_content content;
	enum feed_balance balance;
	bool refuse_unbalanced;
	bool count_all;                  /* a number at the end counts first and last line, too */
	const char *shapes[FEED_SHAPES]; /* of account numbers: csv_type.h, type shaped */
	size_t n_shapes;
	struct feed_column *columns;
	size_t n_columns;
	struct feed_value *values;
	size_t n_values;
	enum feed_layer layer, shape_layer; /* being read; that the shapes are from */
	const char *preset;                 /* NULL: as the definition says */
	const char *path, *map;             /* where it is defined; map NULL: no local changes */
	const char *row, *ns; /* xml: path of the element of a row; its namespace, NULL: any */
	const char *form;     /* NULL: the first one */
	struct feed *forms;   /* the other ones */
	size_t n_forms;
};

struct feed_set {
	struct feed *feeds; /* by id */
	size_t n;
};

/* `workspace` NULL: only what is built in. `conf` NULL: no settings. */
int feeds_load(struct feed_set *ret, struct arena *a, const char *workspace,
        const struct conf *conf, struct err *e) MUST_CHECK;
int feed_apply_preset(
        struct feed *f, struct arena *a, const char *preset, struct err *e) MUST_CHECK;
const struct feed *feed_find(const struct feed_set *set, const char *id); /* or NULL */

/* One feed from text, and a preset and local changes on top. Used by feeds_load() and tests. */
int feed_parse(struct feed *f, struct arena *a, const char *path, const char *text,
        struct err *e) MUST_CHECK;
int feed_parse_map(struct feed *f, struct arena *a, const char *path, const char *text,
        struct err *e) MUST_CHECK;

/* What a file name says. */
struct feed_name {
	char municipality[4]; /* three digits; "" not given */
	char period[5];       /* {year}; "" not given */
	int32_t produced;     /* {date} yyyymmdd or {yymmdd}; NO_DAY: not given */
};

/*
 * Pattern: text, and {municipality} (three digits, or four with a leading 0), {date}
 * (yyyymmdd), {yymmdd}, {year}, {digits} (one or more). A date must exist. With `case = any`
 * letters of the text fold.
 */
bool feed_match(const struct feed *f, const char *name, struct feed_name *ret);
/* As feed_match, whatever the case of the letters. */
bool feed_match_folded(const struct feed *f, const char *name);
/* Whether `name` is that of a side file (beside); *main is then the name of the file it stands
 * beside. */
bool feed_beside(const struct feed *f, const char *name, struct arena *a, const char **main);
/* The feed in the form that the name has. NULL: none. */
const struct feed *feed_of_name(
        const struct feed_set *set, const char *name, struct feed_name *ret);

const struct feed_column *feed_column(const struct feed *f, const char *name);
/* What a word stands for in this column, or NULL. */
const char *feed_word(const struct feed *f, const char *column, const char *s, size_t n);
bool feed_words_have(const struct feed_words *w, const char *s, size_t n); /* ASCII letters fold */

struct feed_key {
	const char *name;
	bool needed;          /* in a .def */
	enum feed_layer last; /* where it may be given: up to here */
	const char *help;
	int (*set)(struct feed *f, struct arena *a, const char *value, struct err *e);
};
extern const struct feed_key feed_keys[];
extern const size_t feed_key_count;
#endif
