/* What an authority finds wrong: kept over time in ledger_error, and shown as findings beside ours.
 */
#include "common/text.h"
#include "report/def.h"
#include "report/receipts.h"

const char *receipt_error_report(struct arena *a, const char *report, bool test)
{
	return test ? arena_printf(a, "%s/test", report) : report;
}

/*
 * temp.receipt_said: one row for each record and code, as this receipt says it. What a newer
 * delivery brought is not changed by an older one. An error that was gone and is said again keeps
 * both days.
 */
static const char book_sql[] =
        "DELETE FROM temp.receipt_said;"
        "INSERT INTO temp.receipt_said(record_key, code, field, text)"
        " SELECT record_key, code, nullif(substr(group_concat(DISTINCT nullif(field, '')), 1, "
        "400), ''), substr(coalesce(group_concat(DISTINCT nullif(text, '')), ''), 1, 1000)"
        " FROM (SELECT * FROM temp.receipt_error ORDER BY n) GROUP BY record_key, code;"

        "INSERT OR IGNORE INTO ledger_error_return(report, record_key, code, gone, back)"
        " SELECT e.report, e.record_key, e.code, e.gone, :as_of FROM temp.receipt_said AS s"
        " JOIN ledger_error AS e ON e.report = :report AND e.record_key = s.record_key"
        "  AND e.code = s.code WHERE e.gone IS NOT NULL"
        "  AND (:delivery = 0 OR coalesce(e.delivery, 0) <= :delivery);"

        "INSERT INTO ledger_error(report, record_key, code, field, text, rules, delivery,"
        "  first_seen, last_seen)"
        " SELECT :report, record_key, code, field, text, nullif(:rules, ''), nullif(:delivery, 0),"
        "  :as_of, :as_of FROM temp.receipt_said WHERE 1"
        " ON CONFLICT (report, record_key, code) DO UPDATE SET field = excluded.field,"
        "  text = excluded.text, rules = excluded.rules,"
        "  delivery = coalesce(excluded.delivery, delivery),"
        "  last_seen = max(last_seen, excluded.last_seen), times = times + 1,"
        "  came_back = came_back + (gone IS NOT NULL), gone = NULL"
        "  WHERE excluded.delivery IS NULL OR coalesce(delivery, 0) <= excluded.delivery;";

/* Answered, and not said again: of the whole delivery, and of each record with an outcome. */
static const char gone_sql[] =
        "UPDATE ledger_error SET gone = :as_of WHERE report = :report AND gone IS NULL"
        " AND coalesce(delivery, 0) <= :delivery"
        " AND (record_key = '' OR record_key IN (SELECT record_key FROM ledger_item"
        "  WHERE delivery = :delivery AND outcome IS NOT NULL))"
        " AND NOT EXISTS (SELECT 1 FROM temp.receipt_said AS s"
        "  WHERE s.record_key = ledger_error.record_key AND s.code = ledger_error.code);";

static const char list_sql[] =
        "UPDATE ledger_error SET gone = :as_of WHERE report = :report AND gone IS NULL"
        " AND (record_key, code) IN (SELECT record_key, code FROM ledger_error_list"
        "  WHERE report = :report AND period = :period)"
        " AND NOT EXISTS (SELECT 1 FROM temp.receipt_said AS s"
        "  WHERE s.record_key = ledger_error.record_key AND s.code = ledger_error.code);"
        "DELETE FROM ledger_error_list WHERE report = :report AND period = :period;"
        "INSERT INTO ledger_error_list(report, period, record_key, code)"
        " SELECT :report, :period, record_key, code FROM temp.receipt_said;";

int receipt_errors_book(struct ctx *c, const struct receipt_errors *of, struct err *e)
{
	struct params p = { .arena = c->arena };
	char day[11];

	params_text(&p, "as_of", day_iso(c->as_of, day));
	params_text(&p, "report", of->report);
	params_text(&p, "rules", of->rules);
	params_int(&p, "delivery", of->delivery);
	if (of->period)
		params_text(&p, "period", of->period);
	if (db_exec_params(c->db, book_sql, "errors of the authority", &p, e) < 0)
		return -1;
	return db_exec_params(
	        c->db, of->period ? list_sql : gone_sql, "errors of the authority", &p, e);
}

/* --- findings --------------------------------------------------------------- */

static const struct {
	const char *name, *consequence, *who, *da, *en;
} kinds[] = {
#define KIND(id, name, consequence, who, da, en) { name, consequence, who, da, en },
#include "report/receipt_kinds.def"
#undef KIND
};

const char *receipt_kind_text(enum receipt_kind k, const char *lang)
{
	return strcmp(lang, "en") == 0 ? kinds[k].en : kinds[k].da;
}

const char *receipt_kind_name(enum receipt_kind k)
{
	return kinds[k].name;
}

static int bind_opt(sqlite3_stmt *s, const char *name, const char *value, struct err *e)
{
	return value && *value ? db_bind_text(s, name, value, e) : db_bind_null(s, name, e);
}

static const char *masked(struct arena *a, const char *s)
{
	char *copy = s ? arena_strdup(a, s) : NULL;

	if (copy)
		text_mask(copy);
	return copy;
}

int receipt_finding(struct ctx *c, enum receipt_kind k, const struct receipt_note *n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct {
		const char *name, *value;
	} texts[] = {
		{ ":stage", n->stage },
		{ ":rule", arena_printf(&a, "receipt.%s", kinds[k].name) },
		{ ":version", PROGRAM_VERSION },
		{ ":consequence", kinds[k].consequence },
		{ ":entity", n->entity },
		{ ":key", masked(&a, n->key) },
		{ ":field", n->field },
		{ ":found", masked(&a, n->found) },
		{ ":expected", n->expected },
		{ ":who", *kinds[k].who ? kinds[k].who : n->who },
		{ ":da", kinds[k].da },
		{ ":en", kinds[k].en },
	};

	if (db_prepare(c->db,
	            "INSERT INTO finding(stage, rule, version, consequence, entity, record_key,"
	            " field, found, expected, who, note_da, note_en) VALUES(:stage, :rule,"
	            " :version, :consequence, :entity, :key, :field, :found, :expected, :who, :da,"
	            " :en)",
	            "finding", &s, e) < 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (bind_opt(s, texts[i].name, texts[i].value, e) < 0)
			return -1;
	return db_run(s, e);
}

/*
 * The authority's errors that stand. A known code has our words before the authority's own; an
 * unknown one is shown as it came. What came back says since when it had been gone. Of a record the
 * consequence is `answer`: one that holds records back would hold back the corrected one too.
 */
static const char external_sql[] =
        "INSERT INTO finding(stage, rule, version, consequence, entity, record_key, case_id,"
        " citizen_id, field, found, expected, who, note_da, note_en)"
        " SELECT 'receipt:' || :name, :name || '.external.' || e.code,"
        "  coalesce(d.definition, :definition) || ' / ' || coalesce(e.rules, '-'),"
        "  iif(e.record_key = '', 'delivery', 'answer'),"
        "  iif(e.record_key = '', 'delivery', :entity),"
        "  iif(e.record_key = '', coalesce(d.name, ''), e.record_key), s.case_id, s.citizen_id,"
        "  e.field, e.text, NULL, coalesce(w.value, :role),"
        "  :test_da || coalesce(c.label_da || '.', 'Koden ' || e.code || ' kendes ikke: vist som "
        "den kom.')"
        "  || ' Set første gang ' || e.first_seen || ', sidst ' || e.last_seen || '.'"
        "  || iif(e.came_back > 0, ' Den er kommet igen: den var væk fra ' || r.gone || ' til ' ||"
        "   r.back || iif(e.came_back > 1, ' (kommet igen ' || e.came_back || ' gange).', '.'), "
        "''),"
        "  :test_en || coalesce(c.label_en || '.', 'Code ' || e.code || ' is not known: shown as "
        "it came.')"
        "  || ' First seen ' || e.first_seen || ', last ' || e.last_seen || '.'"
        "  || iif(e.came_back > 0, ' It came back: it was gone from ' || r.gone || ' to ' ||"
        "   r.back || iif(e.came_back > 1, ' (came back ' || e.came_back || ' times).', '.'), "
        "'')"
        " FROM ledger_error AS e LEFT JOIN ledger_delivery AS d ON d.delivery = e.delivery"
        " LEFT JOIN codelist AS c ON c.list = 'authority_error' AND c.code = e.code"
        "  AND c.valid_to IS NULL"
        " LEFT JOIN codelist_attr AS w ON w.list = 'authority_error' AND w.code = e.code"
        "  AND w.name = 'who'"
        " LEFT JOIN ledger_selection AS s ON s.report = :name AND s.record_key = e.record_key"
        "  AND s.until IS NULL"
        " LEFT JOIN ledger_error_return AS r ON r.report = e.report AND r.record_key = "
        "e.record_key AND r.code = e.code AND r.back = (SELECT max(back) FROM "
        "ledger_error_return WHERE report = e.report AND record_key = e.record_key AND code = "
        "e.code)"
        " WHERE e.report = :report AND e.gone IS NULL ORDER BY e.record_key, e.code";

/* The newest layout of the report; one that is unknown has neither entity nor settings. */
static void newest_def(struct ctx *c, const char *report, struct report_def *ret)
{
	const char *folder = arena_printf(c->arena, "report/defs/%s/", report);
	const struct def_file *f, *last = NULL;
	struct err ignored = { 0 };
	size_t cursor = 0;

	*ret = (struct report_def){ 0 };
	while ((f = def_next(folder, ".def", &cursor)))
		last = f;
	if (last && report_def_parse(last, c->arena, ret, &ignored) < 0)
		*ret = (struct report_def){ 0 };
}

const char *receiver_section(struct ctx *c, const char *report)
{
	struct report_def *def = arena_take(c->arena, sizeof *def);

	newest_def(c, report, def);
	return arena_printf(c->arena, "receiver.%s", def->settings ? def->settings : report);
}

/* `report` as ledger_error has it. */
static int external(struct ctx *c, const char *report, struct err *e)
{
	const char *slash = strchr(report, '/');
	const char *name =
	        slash ? arena_strndup(c->arena, report, (size_t)(slash - report)) : report;
	struct params p = { .arena = c->arena };
	struct report_def def;

	newest_def(c, name, &def);
	params_text(&p, "report", report);
	params_text(&p, "name", name);
	params_text(&p, "entity", def.entity ? def.entity : "record");
	params_text(&p, "definition", def.from ? def.from : "-");
	params_text(&p, "role", conf_free_or_preset(c->conf, receiver_section(c, name), "role"));
	params_text(&p, "test_da", slash ? "Testlevering: " : "");
	params_text(&p, "test_en", slash ? "Test delivery: " : "");
	return db_exec_params(c->db, external_sql, "errors of the authority", &p, e);
}

static int externals(struct ctx *c, struct receipts_result *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT report, count(*) FROM ledger_error WHERE gone IS NULL"
	            " GROUP BY report ORDER BY report",
	            "ledger_error", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		ret->standing += sqlite3_column_int64(s, 1);
		if (external(c, arena_strdup(c->arena, col_text(s, 0)), e) < 0)
			return -1;
	}
	return rc;
}

/* Deliveries to speak of: without an answer; rejected, and none answered since; answered late. */
static const char deliveries_sql[] =
        "SELECT 'unanswered', report, coalesce(name, ''), coalesce(handed_at, ''), ''"
        " FROM ledger_delivery WHERE state = 'unknown'"
        " UNION ALL SELECT 'rejected', report, coalesce(name, ''), processed_at, ''"
        " FROM ledger_delivery AS d WHERE outcome = 'rejected' AND NOT EXISTS (SELECT 1 FROM"
        "  ledger_delivery AS n WHERE n.report = d.report AND n.test = d.test"
        "  AND n.delivery > d.delivery AND n.state = 'processed')"
        " UNION ALL SELECT 'late', d.report, coalesce(d.name, ''), d.processed_at, n.name"
        " FROM ledger_delivery AS d JOIN ledger_delivery AS n ON n.delivery = (SELECT"
        "  max(delivery) FROM ledger_delivery WHERE report = d.report AND test = d.test"
        "  AND state = 'processed' AND basis <> 'hand')"
        " WHERE d.state = 'processed' AND d.basis <> 'hand' AND n.delivery > d.delivery"
        "  AND n.processed_at < d.processed_at"
        " ORDER BY 1, 2, 3";

static enum receipt_kind kind_named(const char *name)
{
	size_t k = 0;

	while (strcmp(kinds[k].name, name) != 0)
		k++;
	return (enum receipt_kind)k;
}

static int deliveries(struct ctx *c, struct receipts_result *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, deliveries_sql, "ledger_delivery", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		struct arena *a = c->arena;
		enum receipt_kind k = kind_named(col_text(s, 0));
		const char *report = arena_strdup(a, col_text(s, 1));
		const char *section = receiver_section(c, report);
		struct receipt_note n = { .stage = arena_printf(a, "receipt:%s", report),
			.entity = "delivery",
			.key = arena_strdup(a, col_text(s, 2)),
			.found = arena_strdup(a, col_text(s, 3)),
			.expected = arena_strdup(a, col_text(s, 4)),
			.who = conf_free_or_preset(c->conf, section, "role") };

		ret->unknown += k == RECEIPT_UNANSWERED_KIND;
		if (receipt_finding(c, k, &n, e) < 0)
			return -1;
	}
	return rc;
}

/* Handed over, and no answer for as long as [receiver.*] unknown-hours says. */
static int grow_old(struct ctx *c, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT delivery, report, max(coalesce(handed_at, ''),"
	            " coalesce(received_at, '')) FROM ledger_delivery"
	            " WHERE state IN ('handed over', 'received') ORDER BY delivery",
	            "ledger_delivery", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const char *report = arena_strdup(c->arena, col_text(s, 1));
		const char *section = receiver_section(c, report);
		const char *hours = conf_free_or_preset(c->conf, section, "unknown-hours");
		int64_t limit = 0, since = 0;

		if (!text_int(hours, strlen(hours), &limit) || limit == 0 ||
		        !text_secs(col_text(s, 2), 19, &since) || c->now - since < limit * 3600)
			continue;
		if (delivery_unknown(c->db, sqlite3_column_int64(s, 0), e) < 0)
			return -1;
	}
	return rc;
}

/* Rejected, so not held, and no longer to be sent: there is nothing left to mend. */
static const char moot_sql[] =
        "UPDATE ledger_error SET gone = :as_of WHERE gone IS NULL AND record_key <> ''"
        " AND delivery IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_selection AS s"
        "  WHERE s.report = ledger_error.report AND s.record_key = ledger_error.record_key"
        "  AND s.until IS NULL AND s.reason IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM ledger_held AS h WHERE h.report = ledger_error.report"
        "  AND h.record_key = ledger_error.record_key)";

static int forget_moot(struct ctx *c, struct err *e)
{
	struct params p = { .arena = c->arena };
	char day[11];

	params_text(&p, "as_of", day_iso(c->as_of, day));
	return db_exec_params(c->db, moot_sql, "errors of the authority", &p, e);
}

int receipt_findings(struct ctx *c, struct receipts_result *ret, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, c->db, e) < 0 || grow_old(c, e) < 0 || forget_moot(c, e) < 0 ||
	        db_exec(c->db,
	                "DELETE FROM finding WHERE stage >= 'receipt:' AND stage < 'receipt;'"
	                " AND stage <> 'receipt:files'",
	                e) < 0 ||
	        externals(c, ret, e) < 0 || deliveries(c, ret, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}
