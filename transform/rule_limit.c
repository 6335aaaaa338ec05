#include "transform/rule_limit.h"

#include "common/buf.h"
#include "common/file.h"
#include "transform/rule_reads.h"
#include "transform/touched.h"

enum { SUM_MAX = 1 << 20, REGISTER_ROWS = 2000, REGISTER_MAX = 64 << 20 };

/* What was asked of a register before: many rules read the same columns. */
struct version {
	const char *sql;
	char sum[65];
	bool told;
	struct version *next;
};

/* A table that rules read. */
struct table {
	const char *name;
	const struct tied *tied; /* NULL: a register, or a view */
	bool view, touched;
	struct table *next;
};

struct deciding {
	struct ctx *c;
	struct table *tables;
	const struct ties *ties;
	struct version *known;
	struct buf b;      /* what the sum of the rule is of */
	bool told;         /* all that decides is in it */
	bool child, other; /* reads an entity that was touched: of children, another */
};

/* --- registers ------------------------------------------------------------------------------ */

static int add_row(sqlite3_stmt *s, struct buf *b)
{
	int rc = 0;

	for (int i = 0; i < sqlite3_column_count(s); i++) {
		int type = sqlite3_column_type(s, i);

		rc |= buf_char(b, (char)type);
		rc |= buf_str(b, (const char *)col_text(s, i));
		rc |= buf_char(b, '\0');
	}
	return rc;
}

/* Its rows, where they are few. */
static int read_version(sqlite3 *db, struct version *v, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct buf b CLEANUP(buf_done);
	int rc, n = 0;

	buf_init(&b, REGISTER_MAX);
	if (db_prepare(db, v->sql, "a register", &s, e) < 0)
		return -1;
	while (n < REGISTER_ROWS && (rc = db_step(s, e)) > 0 && add_row(s, &b) == 0)
		n++;
	v->told = n < REGISTER_ROWS && rc == 0;
	sha256_hex(b.data ? b.data : "", b.len, v->sum);
	return n < REGISTER_ROWS && rc < 0 ? -1 : 0;
}

static int version_of(
        struct deciding *d, const char *sql, const struct version **ret, struct err *e)
{
	struct version *v = d->known;

	while (v && strcmp(v->sql, sql) != 0)
		v = v->next;
	if (!v) {
		v = arena_take(d->c->arena, sizeof *v);
		v->sql = sql;
		if (read_version(d->c->db, v, e) < 0)
			return -1;
		v->next = d->known;
		d->known = v;
	}
	*ret = v;
	return 0;
}

#define FILES "SELECT file, sha256, replaced_by, staged FROM staging_file WHERE "

static bool of_cpr(const char *table)
{
	return strncmp(table, "staging_cpr_", 12) == 0;
}

/* The files a register was read from, where its own rows are many. */
static const char *files_of(const char *table)
{
	return of_cpr(table) ? FILES "feed = 'cpr'" : FILES "feed NOT IN ('casestore', 'cpr')";
}

/* Its rows; of the registers that are known to be large, all by their files. */
static const char *rows_of(struct deciding *d, const char *table, const char *columns)
{
	if (strcmp(table, "codelist") == 0 || strcmp(table, "codelist_attr") == 0)
		return "SELECT sha256 FROM codelist_loaded";
	if (of_cpr(table) || strcmp(table, "staging_posting") == 0)
		return files_of(table);
	return arena_printf(d->c->arena, "SELECT %s FROM %s", columns, table);
}

/* Rows `from` up to `to` of the reads are columns of one table. */
static int add_register(
        struct deciding *d, const struct rule_reads *reads, size_t from, size_t to, struct err *e)
{
	const char *table = reads->row[from].table, *sql = "";
	const struct version *v;

	for (size_t i = from; i < to; i++)
		if (*reads->row[i].column)
			sql = arena_printf(d->c->arena, "%s%s\"%s\"", sql, *sql ? ", " : "",
			        reads->row[i].column);
	sql = rows_of(d, table, *sql ? sql : "1");
	if (version_of(d, sql, &v, e) < 0 ||
	        (!v->told && version_of(d, files_of(table), &v, e) < 0))
		return -1;
	d->told &= v->told;
	return buf_printf(&d->b, "%s %s\n", table, v->sum) < 0 ? err_set(e, ERR_BUG, "sum") : 0;
}

/* --- one rule ------------------------------------------------------------------------------- */

static int ask(sqlite3 *db, const char *sql, const char *value, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, sql, "what is read", &s, e) < 0 ||
	        db_bind_text(s, ":value", value, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc > 0;
	return 0;
}

static int look_at(struct deciding *d, struct table *t, struct err *e)
{
	if (ask(d->c->db, "SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = :value",
	            t->name, &t->view, e) < 0)
		return -1;
	t->tied = t->view ? NULL : ties_of(d->ties, t->name);
	return t->tied ? ask(d->c->db,
	                         "SELECT 1 FROM staging_touched WHERE kind = 'entity' AND value = "
	                         ":value",
	                         t->tied->entity, &t->touched, e)
	               : 0;
}

static int table_of(struct deciding *d, const char *name, const struct table **ret, struct err *e)
{
	struct table *t = d->tables;

	while (t && strcmp(t->name, name) != 0)
		t = t->next;
	if (!t) {
		t = arena_take(d->c->arena, sizeof *t);
		*t = (struct table){ .name = arena_strdup(d->c->arena, name), .next = d->tables };
		if (look_at(d, t, e) < 0)
			return -1;
		d->tables = t;
	}
	*ret = t;
	return 0;
}

static int add_table(
        struct deciding *d, const struct rule_reads *reads, size_t from, size_t to, struct err *e)
{
	const struct table *t;

	if (table_of(d, reads->row[from].table, &t, e) < 0)
		return -1;
	if (t->view)
		return 0; /* what is behind it is told of too */
	if (t->tied) {
		*(t->tied->child ? &d->child : &d->other) |= t->touched;
		return 0;
	}
	if (strncmp(t->name, "staging_", 8) != 0 && strncmp(t->name, "codelist", 8) != 0) {
		d->told = false;
		return 0;
	}
	return add_register(d, reads, from, to, e);
}

static int add_reads(struct deciding *d, const struct rule_reads *reads, struct err *e)
{
	size_t to;

	for (size_t from = 0; from < reads->n; from = to) {
		for (to = from;
		        to < reads->n && strcmp(reads->row[to].table, reads->row[from].table) == 0;)
			to++;
		if (add_table(d, reads, from, to, e) < 0)
			return -1;
	}
	return 0;
}

static const struct param *bound(const struct params *p, const char *name)
{
	const struct param *at = p->first;

	while (at && strcmp(at->name, name) != 0)
		at = at->next;
	return at;
}

/* The values it binds; its own settings are among the parameters. */
static void add_bound(struct deciding *d, const struct rule *r, const struct rule_reads *reads)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	step_params(d->c, &p);
	rule_params(r, &p);
	for (size_t i = 0; i < reads->binds; i++) {
		const struct param *at = bound(&p, reads->bind[i]);

		if (at)
			(void)buf_printf(&d->b, ":%s %lld %s\n", at->name, (long long)at->number,
			        at->is_text ? at->text : "");
		d->told &= at != NULL;
	}
}

static void add_rule(struct deciding *d, const struct rule *r)
{
	const struct conf *conf = d->c->conf;

	(void)buf_printf(&d->b, PROGRAM_VERSION "\n%s %s %s %d %d %d %d %s\n%s\n%s\n", r->id,
	        r->version, r->consequence, r->off, r->overridden, (int)r->first, (int)r->last,
	        head_get(&r->head, "who"), r->head.body,
	        conf_text(conf, "case-store.taken-into-use"));
	for (size_t i = 0; i < r->spares; i++)
		(void)buf_printf(&d->b, "spares %s\n", r->spare[i]);
	if (r->on_period) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct params p = { .arena = &a };

		step_params(d->c, &p);
		(void)buf_printf(
		        &d->b, "period %lld\n", (long long)bound(&p, "period_end")->number);
	}
}

/* What it rested on when it judged last: 0 where it never did. */
static int judged(sqlite3 *db, const char *rule, char sum[65], bool *loose, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, "SELECT sum, loose FROM rule_judged WHERE rule = :rule", "rule_judged",
	            &s, e) < 0 ||
	        db_bind_text(s, ":rule", rule, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc > 0) {
		snprintf(sum, 65, "%s", col_text(s, 0));
		*loose = sqlite3_column_int(s, 1) != 0;
	}
	return rc;
}

static bool keeps_to_a_child(const struct rule *r)
{
	static const char *const scopes[] = { "file", "field", "record", "case" };

	for (size_t i = 0; i < COUNT_OF(scopes); i++)
		if (strcmp(head_get(&r->head, "scope"), scopes[i]) == 0)
			return true;
	return false;
}

static int decide(
        struct deciding *d, const struct rule *r, bool on, struct rule_limit *to, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule_reads reads;
	char was[65] = "";
	bool loose = false;

	*to = (struct rule_limit){ .mode = RULE_WHOLE };
	if (r->off)
		return 0;
	buf_reset(&d->b);
	d->told = true;
	d->child = d->other = false;
	add_rule(d, r);
	if (rule_reads_of(d->c->db, r, &a, &reads, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	add_bound(d, r, &reads);
	if (add_reads(d, &reads, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	if (d->told && !d->b.full)
		sha256_hex(d->b.data, d->b.len, to->sum);
	if (!on || !*to->sum)
		return 0;
	if (judged(d->c->db, r->id, was, &loose, e) < 0)
		return -1;
	if (strcmp(was, to->sum) != 0 || d->other)
		return 0;
	to->loose = loose;
	if (!d->child)
		to->mode = RULE_KEPT;
	else if (keeps_to_a_child(r) && !loose)
		to->mode = RULE_TOUCHED;
	return 0;
}

/* --- all ------------------------------------------------------------------------------------ */

/* When most are touched it is less work to judge all. */
static int few_touched(sqlite3 *db, bool *ret, struct err *e)
{
	int64_t few;

	if (db_int(db,
	            "SELECT (SELECT count(*) FROM staging_touched WHERE kind = 'citizen_id') * 2"
	            " <= (SELECT count(*) FROM staging_citizen)",
	            &few, e) < 0)
		return -1;
	*ret = few != 0;
	return 0;
}

static int can_limit(struct ctx *c, const struct ties *t, bool *ret, struct err *e)
{
	*ret = false;
	if (c->full)
		return 0;
	if (touched_watching(c->db, t, ret, e) < 0)
		return -1;
	if (!*ret)
		return 0;
	if (few_touched(c->db, ret, e) < 0 || (*ret && touched_close(c->db, t, e) < 0))
		return -1;
	return *ret ? few_touched(c->db, ret, e) : 0;
}

static int count_children(sqlite3 *db, struct limit *l, struct err *e)
{
	if (db_int(db, "SELECT count(*) FROM staging_citizen", &l->children, e) < 0)
		return -1;
	l->judged = l->children;
	return !l->on ? 0
	              : db_int(db,
	                        "SELECT count(*) FROM staging_touched AS t JOIN staging_citizen AS "
	                        "c"
	                        " ON c.citizen_id = t.value WHERE t.kind = 'citizen_id'",
	                        &l->judged, e);
}

int limit_begin(struct ctx *c, const struct rules *r, struct limit *ret, struct err *e)
{
	struct deciding d = { .c = c, .ties = &ret->ties };
	bool on;
	int rc = 0;

	*ret = (struct limit){ .from = "main" };
	if (ties_read(c->db, c->arena, &ret->ties, e) < 0 || can_limit(c, &ret->ties, &on, e) < 0)
		return -1;
	ret->touched = touched_sql(&ret->ties, c->arena);
	ret->placed = placed_sql(&ret->ties, c->arena);
	ret->rule = arena_take(c->arena, (r->n + 1) * sizeof *ret->rule);
	buf_init(&d.b, SUM_MAX);
	for (size_t i = 0; rc == 0 && i < r->n; i++) {
		if (r->rows[i].place == RULE_BESIDE)
			rc = decide(&d, &r->rows[i], on, &ret->rule[i], e);
		ret->on |= ret->rule[i].mode != RULE_WHOLE;
	}
	buf_done(&d.b);
	return rc < 0 ? -1 : count_children(c->db, ret, e);
}

int limit_clear_rule(sqlite3 *db, const char *rule, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_text(&p, "rule", rule);
	return db_exec_params(db,
	        "DELETE FROM finding WHERE stage = 'transform' AND rule = :rule;"
	        "DELETE FROM finding_spared WHERE rule = :rule",
	        rule, &p, e);
}

#define OF_MODE(mode) " rule IN (SELECT rule FROM temp.limited WHERE mode = " #mode ")"

/* temp.limited: the rules that are not run over all. */
static int list_modes(sqlite3 *db, const struct rules *r, const struct limit *l, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_exec(db,
	            "CREATE TEMP TABLE IF NOT EXISTS limited (rule TEXT PRIMARY KEY, mode INTEGER);"
	            "DELETE FROM temp.limited",
	            e) < 0 ||
	        db_prepare(db, "INSERT INTO temp.limited VALUES (:rule, :mode)", "limited", &s, e) <
	                0)
		return -1;
	for (size_t i = 0; i < r->n; i++)
		if (l->rule[i].mode != RULE_WHOLE &&
		        (db_bind_text(s, ":rule", r->rows[i].id, e) < 0 ||
		                db_bind_int(s, ":mode", l->rule[i].mode, e) < 0 ||
		                db_run(s, e) < 0))
			return -1;
	return 0;
}

_Static_assert(RULE_TOUCHED == 1, "the mode as limit_clear() has it");

int limit_clear(sqlite3 *db, const struct rules *r, const struct limit *l, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	if (list_modes(db, r, l, e) < 0)
		return -1;
	return db_exec(db,
	        arena_printf(&a,
	                "DELETE FROM finding WHERE stage GLOB 'report:*';"
	                "DELETE FROM finding WHERE stage = 'transform'"
	                " AND rule NOT IN (SELECT rule FROM temp.limited);"
	                "DELETE FROM finding WHERE stage = 'transform' AND" OF_MODE(
	                        1) " AND %s;"
	                           "DELETE FROM finding_spared WHERE rule NOT IN"
	                           " (SELECT rule FROM temp.limited) OR (" OF_MODE(
	                                   1) " AND %s);"
	                                      "DELETE FROM rule_result",
	                l->touched, l->touched),
	        e);
}

int limit_counts(sqlite3 *db, const struct rules *r, const struct limit *l, struct err *e)
{
	if (list_modes(db, r, l, e) < 0)
		return -1;
	return db_exec(db,
	        "UPDATE rule_result SET"
	        " found = (SELECT count(*) FROM finding AS f WHERE f.stage = 'transform'"
	        "           AND f.rule = rule_result.rule),"
	        " not_applicable = not_applicable + (SELECT count(*) FROM finding_spared"
	        "           AS s WHERE s.rule = rule_result.rule)"
	        " WHERE rule IN (SELECT rule FROM temp.limited)",
	        e);
}

static int save(sqlite3 *db, const char *rule, const struct rule_limit *l, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db, "INSERT INTO rule_judged VALUES (:rule, :sum, :loose)", "rule_judged",
	            &s, e) < 0 ||
	        db_bind_text(s, ":rule", rule, e) < 0 || db_bind_text(s, ":sum", l->sum, e) < 0 ||
	        db_bind_int(s, ":loose", l->loose, e) < 0)
		return -1;
	return db_run(s, e);
}

void limit_modes(const struct rules *r, const struct limit *l, int64_t *ret)
{
	for (size_t i = 0; i < r->n; i++)
		ret[l->rule[i].mode]++;
}

int limit_end(struct ctx *c, const struct rules *r, const struct limit *l, struct err *e)
{
	if (db_exec(c->db, "DELETE FROM rule_judged", e) < 0)
		return -1;
	for (size_t i = 0; i < r->n; i++)
		if (*l->rule[i].sum && save(c->db, r->rows[i].id, &l->rule[i], e) < 0)
			return -1;
	return touched_forget(c->db, e) < 0 ? -1 : touched_watch(c->db, &l->ties, e);
}
