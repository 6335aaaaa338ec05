#include "transform/rule_spare.h"

#include "common/text.h"
#include "transform/rule_reads.h"

#define BEGIN                                                                                      \
	"CREATE TEMP TABLE IF NOT EXISTS broken (entity TEXT, record_key TEXT, field TEXT,"        \
	" PRIMARY KEY (entity, record_key, field)) WITHOUT ROWID;"                                 \
	"CREATE TEMP TABLE IF NOT EXISTS rule_read (entity TEXT, field TEXT,"                      \
	" PRIMARY KEY (entity, field)) WITHOUT ROWID;"                                             \
	"DELETE FROM temp.broken;"                                                                 \
	"INSERT OR IGNORE INTO temp.broken (entity, record_key, field)"                            \
	" SELECT entity, record_key, field FROM finding"                                           \
	"  WHERE stage GLOB 'extract:*' AND consequence IN ('record', 'answer')"                   \
	"    AND entity IS NOT NULL AND record_key IS NOT NULL AND field IS NOT NULL"

#define CHILD                                                                                      \
	"coalesce(citizen_id, (SELECT citizen_id FROM staging_case_file AS k"                      \
	" WHERE k.case_id = finding.case_id))"

/* They are counted again in nights that judge only some children: so they are kept apart. */
#define SPARE(which)                                                                               \
	"INSERT INTO finding_spared (rule, entity, record_key, case_id, citizen_id)"               \
	" SELECT rule, entity, record_key, case_id, citizen_id FROM finding"                       \
	"  WHERE finding > :before AND " which                                                     \
	"; DELETE FROM finding WHERE finding > :before AND " which

#define CHILD_WITH(what) CHILD " IN (SELECT citizen_id FROM staging_citizen WHERE " what ")"

/* What each origin takes away, by its word in the head. */
static const struct origin {
	const char *word, *sql;
} origins[] = {
	{ "unborn", SPARE(CHILD_WITH("unborn = '1'")) },
	{ "no-number", SPARE(CHILD_WITH("coalesce(pnr, '') = ''")) },
};

static int change(struct ctx *c, const char *sql, int64_t before, const struct rule *r, int64_t *n,
        struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };

	params_int(&p, "before", before);
	params_int(&p, "first", r->first);
	params_int(&p, "last", r->last);
	/* Such a rule looks at one field at a time: another that is broken hides nothing. */
	params_int(&p, "field", text_eq(head_get(&r->head, "scope"), "field"));
	params_text(&p, "taken", conf_text(c->conf, "case-store.taken-into-use"));
	if (db_exec_params(c->db, sql, r->head.path, &p, e) < 0)
		return -1;
	*n += sqlite3_changes64(c->db);
	return 0;
}

static bool bounded(const struct rule *r)
{
	return !r->on_period && (r->first != INT32_MIN || r->last != INT32_MAX);
}

static int outside_its_time(
        struct ctx *c, const struct rule *r, int64_t before, int64_t *n, struct err *e)
{
	if (!bounded(r))
		return 0;
	return change(c, SPARE("event_day IS NOT NULL AND event_day NOT BETWEEN :first AND :last"),
	        before, r, n, e);
}

static int spare_origins(
        struct ctx *c, const struct rule *r, int64_t before, int64_t *n, struct err *e)
{
	int64_t lowered = 0;

	for (size_t i = 0; i < r->spares; i++) {
		for (size_t k = 0; k < COUNT_OF(origins); k++)
			if (strcmp(origins[k].word, r->spare[i]) == 0 &&
			        change(c, origins[k].sql, before, r, n, e) < 0)
				return -1;
		if (strcmp(r->spare[i], "migrated") == 0 &&
		        change(c,
		                "UPDATE finding SET consequence = 'info' WHERE finding > :before"
		                " AND event_day < day(:taken)",
		                before, r, &lowered, e) < 0)
			return -1;
	}
	return 0;
}

/* The entities' fields a rule reads, into temp.rule_read; *n is how many. */
static int list_reads(struct ctx *c, const struct rule *r, size_t *n, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct rule_reads reads;

	*n = 0;
	if (rule_reads_of(c->db, r, &own, &reads, e) < 0 ||
	        db_exec(c->db, "DELETE FROM temp.rule_read", e) < 0 ||
	        db_prepare(c->db, "INSERT INTO temp.rule_read VALUES (:entity, :field)", "reads",
	                &s, e) < 0)
		return -1;
	for (size_t i = 0; i < reads.n; i++) {
		if (strncmp(reads.row[i].table, "staging_", 8) != 0)
			continue;
		++*n;
		if (db_bind_text(s, ":entity", reads.row[i].table + 8, e) < 0 ||
		        db_bind_text(s, ":field", reads.row[i].column, e) < 0 || db_run(s, e) < 0)
			return -1;
	}
	return 0;
}

static int suppress_broken(
        struct ctx *c, const struct rule *r, int64_t before, struct spared *to, struct err *e)
{
	int64_t any;
	size_t n;

	if (db_int(c->db, "SELECT EXISTS (SELECT 1 FROM temp.broken)", &any, e) < 0)
		return -1;
	if (!any)
		return 0;
	if (list_reads(c, r, &n, e) < 0)
		return -1;
	if (n == 0)
		return 0;
	if (db_int(c->db,
	            "SELECT count(*) FROM (SELECT DISTINCT entity, record_key FROM temp.broken"
	            " JOIN temp.rule_read USING (entity, field))",
	            &to->skipped, e) < 0)
		return -1;
	return change(c,
	        "DELETE FROM finding WHERE finding > :before AND EXISTS (SELECT 1 FROM temp.broken "
	        "AS b"
	        " JOIN temp.rule_read AS r ON r.entity = b.entity AND r.field = b.field"
	        " WHERE b.entity = finding.entity AND b.record_key = finding.record_key"
	        " AND (NOT :field OR b.field = finding.field))",
	        before, r, &to->removed, e);
}

int spare_begin(sqlite3 *db, struct err *e)
{
	return db_exec(db, BEGIN, e);
}

int spare_findings(
        struct ctx *c, const struct rule *r, int64_t before, struct spared *ret, struct err *e)
{
	*ret = (struct spared){ 0 };
	if (outside_its_time(c, r, before, &ret->not_applicable, e) < 0 ||
	        spare_origins(c, r, before, &ret->not_applicable, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	ret->removed = ret->not_applicable;
	if (suppress_broken(c, r, before, ret, e) < 0)
		return err_ctx(e, "%s", r->head.path);
	return 0;
}
