#include "transform/answer_values.h"

#include "transform/rule.h"
#include "transform/rule_reads.h"

enum { KEY_MAX = 64 };

/* A table that a rule reads. */
struct table_read {
	const char *name, *entity; /* staging_measure, measure */
	const char *key;           /* the one column of its key; NULL: it has several, or none */
	const struct rule_read *row;
	size_t n;
};

/* Where a row of the table stands to a finding. */
static const struct role {
	const char *before, *entity, *key; /* before the names; columns of answer_met */
	const char *only;                  /* the key it is for; NULL: the entity's own */
} roles[] = {
	{ "", "entity", "record_key", NULL },
	{ "", NULL, "case_id", "case_id" },
	{ "", NULL, "citizen_id", "citizen_id" },
	{ "clash.", "clash_entity", "clash_key", NULL },
};

static bool of_file(const char *column)
{
	return strcmp(column, "file") == 0 || strcmp(column, "line") == 0;
}

/* "measure" of staging_measure and fact_measure; NULL: a table of another sort. */
static const char *entity_of(const char *table)
{
	static const char *const layers[] = { "staging_", "fact_" };

	for (size_t i = 0; i < COUNT_OF(layers); i++)
		if (strncmp(table, layers[i], strlen(layers[i])) == 0)
			return table + strlen(layers[i]);
	return NULL;
}

static int find_key(sqlite3 *db, struct table_read *t, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT max(name) FROM pragma_table_info(:t) WHERE pk > 0 HAVING count(*) = 1",
	            t->name, &s, e) < 0 ||
	        db_bind_text(s, ":t", t->name, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	t->key = rc ? arena_strdup(a, col_text(s, 0)) : NULL;
	return 0;
}

/* The table whose columns begin at *at; moves on to the next. */
static struct table_read next_table(const struct rule_reads *r, size_t *at)
{
	struct table_read t = { .row = &r->row[*at], .name = r->row[*at].table };

	t.entity = entity_of(t.name);
	while (*at < r->n && strcmp(r->row[*at].table, t.name) == 0) {
		++*at;
		t.n++;
	}
	return t;
}

/* format('measure.code=%x measure.kind=%x', ident(t.code), ident(t.kind)) */
static const char *hashes(const struct table_read *t, const char *before, struct arena *a)
{
	const char *names = "", *values = "";

	for (size_t i = 0; i < t->n; i++) {
		const char *column = t->row[i].column;

		if (of_file(column))
			continue;
		names = arena_printf(a, "%s %s%s.%s=%%x", names, before, t->entity, column);
		values = arena_printf(a, "%s, ident(t.\"%s\")", values, column);
	}
	return *names ? arena_printf(a, "format('%s'%s)", names, values) : NULL;
}

/* Entity and key of the role are those of the table. */
static const char *fits(const struct role *r, const struct table_read *t, struct arena *a)
{
	size_t n = strlen(t->key);
	const char *same = arena_printf(a, "t.\"%s\" = m.%s", t->key, r->key);

	if (r->only)
		return strcmp(r->only, t->key) == 0 ? same : NULL;
	if (n > 3 && strcmp(t->key + n - 3, "_id") == 0)
		n -= 3;
	return arena_printf(
	        a, "m.%s IN ('%s', '%.*s') AND %s", r->entity, t->entity, (int)n, t->key, same);
}

static const char *by_key(const struct table_read *t, struct arena *a)
{
	const char *sql = "";

	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		const char *where = fits(&roles[i], t, a), *values = hashes(t, roles[i].before, a);

		if (where && values)
			sql = arena_printf(a,
			        "%s\n || coalesce((SELECT %s FROM \"%s\" AS t WHERE %s), '')", sql,
			        values, t->name, where);
	}
	return sql;
}

/* --- records that are told in many rows ---------------------------------------- */

#define ROWS                                                                                       \
	"CREATE TEMP TABLE IF NOT EXISTS answer_row (tab TEXT, entity TEXT, record_key TEXT,"      \
	" hash INTEGER, PRIMARY KEY (tab, entity, record_key)) WITHOUT ROWID;"                     \
	"DELETE FROM temp.answer_row;"

#define MET_KEYS                                                                                   \
	"SELECT record_key FROM temp.answer_met WHERE rule = :rule AND entity = :entity"           \
	" UNION SELECT clash_key FROM temp.answer_met WHERE rule = :rule AND clash_entity = "      \
	":entity"

/* Of the columns that are read, in the order of their names. */
static const char *quoted(const struct table_read *t, struct arena *a)
{
	const char *sql = "''";

	for (size_t i = 0; i < t->n; i++)
		if (!of_file(t->row[i].column))
			sql = arena_printf(
			        a, "%s || ',' || quote(t.\"%s\")", sql, t->row[i].column);
	return sql;
}

static int gather(struct ctx *c, const char *rule, const char *entity, const struct table_read *t,
        struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_text(&p, "rule", rule);
	params_text(&p, "entity", entity);
	params_text(&p, "tab", t->name);
	return db_exec_params(c->db,
	        arena_printf(&own,
	                "INSERT OR REPLACE INTO temp.answer_row (tab, entity, record_key, hash)"
	                " SELECT :tab, :entity, k, ident(group_concat(v, char(30))) FROM"
	                " (SELECT DISTINCT t.\"%s_id\" AS k, %s AS v FROM \"%s\" AS t"
	                "   WHERE t.\"%s_id\" IN (" MET_KEYS ") ORDER BY 1, 2) GROUP BY k",
	                entity, quoted(t, &own), t->name, entity),
	        t->name, &p, e);
}

/* Has the table a column <entity>_id, and the entity no other table that is its own? */
static int tells_of(sqlite3 *db, const char *table, const char *entity, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT 1 FROM pragma_table_info(:t) WHERE name = :e || '_id' AND"
	            " (:t = 'staging_' || :e OR NOT EXISTS"
	            "  (SELECT 1 FROM pragma_table_info('staging_' || :e)))",
	            table, &s, e) < 0 ||
	        db_bind_text(s, ":t", table, e) < 0 || db_bind_text(s, ":e", entity, e) < 0 ||
	        (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc > 0;
	return 0;
}

static bool is_word(const char *s)
{
	return *s && strlen(s) < KEY_MAX && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

/* Entities that findings of the rule name and that have no table with their own key. */
static int gather_all(struct ctx *c, const char *rule, const struct table_read *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT entity FROM temp.answer_met WHERE rule = :rule AND entity IS NOT NULL"
	            " UNION SELECT clash_entity FROM temp.answer_met WHERE rule = :rule"
	            "   AND clash_entity IS NOT NULL",
	            "answers", &s, e) < 0 ||
	        db_bind_text(s, ":rule", rule, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		char key[KEY_MAX + 4];
		bool tells = false;

		if (!is_word(col_text(s, 0)))
			continue;
		snprintf(key, sizeof key, "%s_id", col_text(s, 0));
		if (t->key && strcmp(t->key, key) == 0)
			continue;
		if (tells_of(c->db, t->name, col_text(s, 0), &tells, e) < 0 ||
		        (tells && gather(c, rule, col_text(s, 0), t, e) < 0))
			return -1;
	}
	return rc;
}

static const char *by_rows(const struct table_read *t, struct arena *a)
{
	return arena_printf(a,
	        "\n || coalesce((SELECT format(' %s=%%x', r.hash) FROM temp.answer_row AS r WHERE"
	        " r.tab = '%s' AND r.entity = m.entity AND r.record_key = m.record_key), '')"
	        "\n || coalesce((SELECT format(' clash.%s=%%x', r.hash) FROM temp.answer_row AS r "
	        "WHERE r.tab = '%s' AND r.entity = m.clash_entity"
	        " AND r.record_key = m.clash_key), '')",
	        t->entity, t->name, t->entity, t->name);
}

/* --- a rule ---------------------------------------------------------------------- */

static int rule_values(struct ctx *c, const struct rule *r, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	const char *sql = "";
	struct rule_reads reads;

	if (rule_reads_of(c->db, r, &own, &reads, e) < 0 || db_exec(c->db, ROWS, e) < 0)
		return -1;
	for (size_t at = 0; at < reads.n;) {
		struct table_read t = next_table(&reads, &at);

		if (!t.entity)
			continue;
		if (find_key(c->db, &t, &own, e) < 0 || gather_all(c, r->id, &t, e) < 0)
			return -1;
		sql = arena_printf(
		        &own, "%s%s%s", sql, t.key ? by_key(&t, &own) : "", by_rows(&t, &own));
	}
	if (!*sql)
		return 0;
	params_text(&p, "rule", r->id);
	return db_exec_params(c->db,
	        arena_printf(&own,
	                "UPDATE temp.answer_met AS m SET fingerprint = fingerprint%s\n"
	                " WHERE m.rule = :rule",
	                sql),
	        r->head.path, &p, e);
}

static int is_met(struct ctx *c, const char *rule, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, "SELECT 1 FROM temp.answer_met WHERE rule = :rule LIMIT 1", "answers",
	            &s, e) < 0 ||
	        db_bind_text(s, ":rule", rule, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc > 0;
	return 0;
}

/* --- what extract found --------------------------------------------------------------- */

/* The value itself: found may be masked, and another wrong one of the same length looks alike. */
static int field_value(struct ctx *c, const char *entity, const char *field, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	struct table_read t = { .name = arena_printf(&own, "staging_%s", entity) };

	if (find_key(c->db, &t, &own, e) < 0)
		return -1;
	if (!t.key)
		return 0;
	params_text(&p, "entity", entity);
	params_text(&p, "field", field);
	return db_exec_params(c->db,
	        arena_printf(&own,
	                "UPDATE temp.answer_met AS m SET fingerprint = fingerprint || coalesce("
	                "(SELECT format(' %s.%s=%%x', ident(t.\"%s\")) FROM \"%s\" AS t"
	                "  WHERE t.\"%s\" = m.record_key), '')"
	                " WHERE m.entity = :entity AND EXISTS (SELECT 1 FROM finding AS f"
	                " WHERE f.finding = m.finding AND f.stage GLOB 'extract:*'"
	                " AND f.field = :field)",
	                entity, field, field, t.name, t.key),
	        t.name, &p, e);
}

static int field_values(struct ctx *c, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT DISTINCT f.entity, f.field FROM temp.answer_met AS m"
	            " CROSS JOIN finding AS f ON f.finding = m.finding"
	            " WHERE f.stage GLOB 'extract:*' AND f.record_key IS NOT NULL AND EXISTS"
	            " (SELECT 1 FROM pragma_table_info('staging_' || f.entity) AS i"
	            "   WHERE i.name = f.field) ORDER BY 1, 2",
	            "answers", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		if (is_word(col_text(s, 0)) && is_word(col_text(s, 1)) &&
		        field_value(c, col_text(s, 0), col_text(s, 1), e) < 0)
			return -1;
	return rc;
}

int answer_values(struct ctx *c, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct rules rules;

	if (db_exec(c->db,
	            "UPDATE temp.answer_met SET fingerprint ="
	            " format('found=%x clash=%x', ident(found), ident(clash));"
	            "CREATE INDEX IF NOT EXISTS temp.answer_met_rule ON answer_met (rule)",
	            e) < 0 ||
	        field_values(c, e) < 0 || rules_load(&own, &rules, e) < 0)
		return -1;
	for (size_t i = 0; i < rules.n; i++) {
		bool met;

		if (is_met(c, rules.rows[i].id, &met, e) < 0)
			return -1;
		if (met && rule_values(c, &rules.rows[i], e) < 0)
			return err_ctx(e, "the values that findings rest on");
	}
	return 0;
}

/* The value behind `name` (of n bytes) among name=hash parted by blanks; NULL: not there. */
static const char *value_of(const char *list, const char *name, size_t n)
{
	while (*list) {
		size_t word = strcspn(list, " ");

		if (word > n && list[n] == '=' && memcmp(list, name, n) == 0)
			return list + n + 1;
		list += word + (list[word] == ' ');
	}
	return NULL;
}

const char *answer_values_differ(struct arena *a, const char *was, const char *is)
{
	while (*was) {
		size_t word = strcspn(was, " "), n = strcspn(was, "=");
		const char *now = n < word ? value_of(is, was, n) : NULL;
		size_t len = word - n - 1;

		if (now && (strcspn(now, " ") != len || memcmp(now, was + n + 1, len) != 0))
			return arena_strndup(a, was, n);
		was += word + (was[word] == ' ');
	}
	return NULL;
}
