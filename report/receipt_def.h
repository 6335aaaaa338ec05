/*
 * Definitions of receipts: what an authority's answer looks like, as data.
 *
 * One file each, report/receipts/<id>.def, built in; <workspace>/receipts.d/<id>.def is read on top
 * and takes the place of a built-in one of the same id. The forms of the receivers are agreed with
 * each municipality and nowhere published, so they are local, as column maps are. Which words mean
 * success is never guessed: a word that no line of the definition names is unknown.
 *
 *     id, text_da, text_en
 *     file       pattern of the file name, one line each: literal text, `*`, and {package} {name}
 *                {report} {period} {sha256}, which are kept as values of that name
 *     form       xml | csv | keys | mail
 *     charset    utf-8 (preset) | iso-8859-1 | windows-1252; XML says its own
 *     ns         xml: namespace of every element; none given: any
 *     schema     xml: path of a built-in XSD it must fit
 *     record     xml: path of the element that is one record, such as /receipt/record
 *     error      xml: path of an element that is one error; inside a record, or of the whole
 * delivery separator  csv: one character take       VALUE PLACE   where a value stands. VALUE:
 * package name sha256 delivery report period state others time rules, record cpr outcome code field
 * text. PLACE, by form: xml   /a/b (text), /a/b/@c (attribute), //b or //b/@c (anywhere) csv   name
 * of the column; several names set apart by | keys  the word before ':' or '='; several set apart
 * by | mail  (see match, line) all   file:VALUE (from the file's name), fixed:TEXT word       STATE
 * : WORD | WORD   received, accepted, partly, rejected, errors (a list of errors about records that
 * are held: neither accepts nor rejects) outcome    accepted|rejected : WORD | WORD      of one
 * record already    CODE | CODE     codes that say: we have this already. With our own SHA-256
 * beside it that is acceptance; without it is what the receipt says it is others     accepted |
 * unanswered (preset): records that a receipt of state partly does not name match      STATE
 * subject|from|body : PATTERN    mail; all that match must say the same line       PATTERN    keys,
 * mail: a line that is an error: {record} {cpr} {code} {field} {text}
 *
 * Ownership: the arena given. Errors: ERR_CONFIG with file and line.
 */
#ifndef REPORT_RECEIPT_DEF_H
#define REPORT_RECEIPT_DEF_H
#include "common/arena.h"
#include "common/err.h"

/* What a receipt says; whatever is not in its definition is RECEIPT_UNKNOWN. */
enum receipt_state {
	RECEIPT_UNKNOWN,
	RECEIPT_RECEIVED,
	RECEIPT_ACCEPTED,
	RECEIPT_PARTLY,
	RECEIPT_REJECTED,
	RECEIPT_ERRORS
};

/* Values: those of the whole receipt first, then those of a record or error. */
#define RECEIPT_VALUES(X)                                                                          \
	X(PACKAGE, "package")                                                                      \
	X(NAME, "name")                                                                            \
	X(SHA256, "sha256")                                                                        \
	X(DELIVERY, "delivery")                                                                    \
	X(REPORT, "report")                                                                        \
	X(PERIOD, "period")                                                                        \
	X(STATE, "state")                                                                          \
	X(OTHERS, "others")                                                                        \
	X(TIME, "time")                                                                            \
	X(RULES, "rules")                                                                          \
	X(RECORD, "record")                                                                        \
	X(CPR, "cpr")                                                                              \
	X(OUTCOME, "outcome")                                                                      \
	X(CODE, "code")                                                                            \
	X(FIELD, "field")                                                                          \
	X(TEXT, "text")

enum receipt_value {
#define X(id, name) RV_##id,
	RECEIPT_VALUES(X)
#undef X
	        RV_COUNT,
	RV_LINE = RV_RECORD /* from here on: of a record or error */
};

enum { RECEIPT_TAKES = 64, RECEIPT_WORDS = 128, RECEIPT_PATTERNS = 32 };

struct receipt_take {
	enum receipt_value value;
	const char *place; /* as written, behind file: or fixed: where ->from says so */
	enum receipt_from { FROM_PLACE, FROM_FILE, FROM_FIXED } from;
};

struct receipt_word {
	enum receipt_state state;
	const char *word;
};

struct receipt_match {
	enum receipt_state state;
	enum receipt_where { MAIL_SUBJECT, MAIL_FROM, MAIL_BODY } where;
	const char *pattern;
};

struct receipt_reader;

struct receipt_def {
	const char *id, *path, *text_da, *text_en;
	char sha256[65]; /* of the definition: which words it knew is part of what was read */
	const struct receipt_reader *reader;
	const char *form, *charset, *ns, *schema, *record;
	char separator;
	bool others_accepted;
	const char *file[RECEIPT_PATTERNS], *error[RECEIPT_PATTERNS], *line[RECEIPT_PATTERNS];
	size_t files, errors, lines;
	struct receipt_take take[RECEIPT_TAKES];
	size_t takes;
	struct receipt_word word[RECEIPT_WORDS], outcome[RECEIPT_WORDS];
	size_t words, outcomes;
	const char *already[RECEIPT_PATTERNS];
	size_t alreadies;
	struct receipt_match match[RECEIPT_PATTERNS];
	size_t matches;
};

struct receipt_defs {
	struct receipt_def *def;
	size_t n;
};

/* Built in, and those of the workspace (NULL: none). */
int receipt_defs_load(
        struct receipt_defs *ret, const char *workspace, struct arena *a, struct err *e) MUST_CHECK;

/* What a pattern's names stood for: the piece of the text, or n 0. */
struct receipt_capture {
	const char *s[RV_COUNT];
	size_t n[RV_COUNT];
};
/* Does the whole text fit? Each name stands for the shortest piece that lets the rest fit. */
bool receipt_pattern_fits(
        const char *pattern, const char *s, size_t n, struct receipt_capture *ret);

/* The definition whose pattern the name fits; NULL: none. The first by id wins. */
const struct receipt_def *receipt_def_of(
        const struct receipt_defs *defs, const char *name, struct receipt_capture *ret);

/* A word as it stands is what the definition says of it, letter by letter. */
enum receipt_state receipt_word_state(const struct receipt_def *d, const char *word);
enum receipt_state receipt_outcome(const struct receipt_def *d, const char *word);
bool receipt_already(const struct receipt_def *d, const char *code);
const char *receipt_state_name(enum receipt_state s);
const char *receipt_value_name(enum receipt_value v);
#endif
