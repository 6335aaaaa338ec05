#include "transform/answer_names.h"

enum { WORD_LEAST = 3, WORD_MAX = 64 };

#define TABLES                                                                                     \
	"CREATE TEMP TABLE IF NOT EXISTS answer_said (words TEXT, identity INTEGER,"               \
	" PRIMARY KEY (words, identity)) WITHOUT ROWID; DELETE FROM temp.answer_said;"             \
	"CREATE TEMP TABLE IF NOT EXISTS answer_named (identity INTEGER PRIMARY KEY);"             \
	"DELETE FROM temp.answer_named"

/* "Ærlig,Ida" as people write it. */
#define WRITTEN(column)                                                                            \
	"iif(instr(" column ", ','), trim(substr(" column ", instr(" column ", ',') + 1)) || ' '"  \
	" || substr(" column ", 1, instr(" column ", ',') - 1), " column ")"

#define NAMES                                                                                      \
	"name (name) AS (SELECT trim(name) FROM staging_citizen"                                   \
	" UNION SELECT " WRITTEN(                                                                  \
	        "name") " FROM staging_cpr_name"                                                   \
	                " UNION SELECT " WRITTEN(                                                  \
	                        "mother_name") " FROM staging_cpr_parents"                         \
	                                       " UNION SELECT " WRITTEN(                           \
	                                               "father_name") " FROM "                     \
	                                                              "staging_cpr_parents),"      \
	                                                              " part (name, first, rest) " \
	                                                              "AS (SELECT name, "          \
	                                                              "substr(name, 1, "           \
	                                                              "instr(name, ' ')),"         \
	                                                              "  substr(name, "            \
	                                                              "instr(name, ' ') + 1) "     \
	                                                              "FROM name WHERE "           \
	                                                              "instr(name, ' ') > 1)"

#define PERSONS                                                                                    \
	"WITH " NAMES ", pair (words) AS"                                                          \
	" (SELECT first || substr(rest, 1, instr(rest || ' ', ' ') - 1) FROM part"                 \
	" UNION SELECT first || substr(name, length(rtrim(name, replace(name, ' ', ''))) + 1)"     \
	"  FROM part)"                                                                             \
	" INSERT OR IGNORE INTO temp.answer_named (identity)"                                      \
	" SELECT s.identity FROM pair AS p CROSS JOIN temp.answer_said AS s ON s.words = p.words;"

#define CHILDREN                                                                                   \
	"INSERT OR IGNORE INTO temp.answer_named (identity)"                                       \
	" SELECT s.identity FROM temp.answer_said AS s"                                            \
	" CROSS JOIN temp.answer_known AS k ON k.identity = s.identity"                            \
	" CROSS JOIN finding AS f ON f.finding = k.finding"                                        \
	" LEFT JOIN staging_case_file AS w ON w.case_id = f.case_id"                               \
	" CROSS JOIN staging_citizen AS c ON c.citizen_id = coalesce(f.citizen_id, w.citizen_id,"  \
	"  iif(f.entity = 'citizen', f.record_key, NULL))"                                         \
	" WHERE instr(' ' || c.name || ' ', ' ' || s.words || ' ')"

static bool letter(const char *s)
{
	unsigned char c = (unsigned char)*s;

	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* As the names of Danes begin: A to Z, À to Þ. */
static bool large(const char *s)
{
	unsigned char next = (unsigned char)s[1];

	return (*s >= 'A' && *s <= 'Z') ||
	       ((unsigned char)*s == 0xC3 && next >= 0x80 && next <= 0x9E);
}

static int put(sqlite3_stmt *s, int64_t identity, const char *words, struct err *e)
{
	size_t n = strlen(words);
	char bare[2 * WORD_MAX + 2];

	if (n < WORD_LEAST)
		return 0;
	if (db_bind_int(s, ":identity", identity, e) < 0 ||
	        db_bind_text(s, ":words", words, e) < 0 || db_run(s, e) < 0)
		return -1;
	if (n <= WORD_LEAST || words[n - 1] != 's')
		return 0;
	snprintf(bare, sizeof bare, "%.*s", (int)n - 1, words);
	return db_bind_text(s, ":words", bare, e) < 0 ? -1 : db_run(s, e);
}

/* Words that begin large, alone and with the one before. */
static int take_reason(sqlite3_stmt *s, int64_t identity, const char *at, struct err *e)
{
	char before[WORD_MAX] = "", word[WORD_MAX], pair[2 * WORD_MAX + 2];

	while (*at) {
		size_t n = 0;

		while (letter(at + n))
			n++;
		if (!n) {
			if (*at++ != ' ')
				*before = '\0';
			continue;
		}
		snprintf(word, sizeof word, "%.*s", (int)n, large(at) && n < sizeof word ? at : "");
		at += n;
		if (*word && put(s, identity, word, e) < 0)
			return -1;
		snprintf(pair, sizeof pair, "%s %s", before, word);
		if (*word && *before && put(s, identity, pair, e) < 0)
			return -1;
		memcpy(before, word, sizeof before);
	}
	return 0;
}

int answer_names(struct ctx *c, const struct answer *rows, size_t n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_exec(c->db, TABLES, e) < 0 ||
	        db_prepare(c->db,
	                "INSERT OR IGNORE INTO temp.answer_said (words, identity)"
	                " VALUES (:words, :identity)",
	                "names in answers", &s, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (rows[i].reason && take_reason(s, rows[i].identity, rows[i].reason, e) < 0)
			return -1;
	return db_exec(c->db, PERSONS CHILDREN, e);
}
