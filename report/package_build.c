#include "report/package.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/delivery.h"
#include "report/report.h"

static const struct {
	const char *name, *suffix;
	enum package_profile profile;
	bool needs_key;
} profiles[] = {
	{ "none", "", PACKAGE_NONE, false },
	{ "xades", "", PACKAGE_XADES, false },
	{ "p7s", "", PACKAGE_P7S, true },
	{ "asic-e", ".asice", PACKAGE_ASICE, true },
};

static const struct {
	const char *format, *type;
} formats[] = {
	/* what goes to a receiver */
	{ "xml", "application/xml" },
	{ "csv", "text/csv" },
	{ "px", "text/plain" },
	{ "json", "application/json" },
};

static const char *type_of(const char *format)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (strcmp(formats[i].format, format) == 0)
			return formats[i].type;
	return NULL;
}

static const char *masked(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	text_mask(copy);
	return copy;
}

static int count_rows(struct ctx *ctx, const char *sql, size_t *ret, struct err *e)
{
	int64_t n;

	if (db_int(ctx->db, sql, &n, e) < 0)
		return -1;
	*ret = (size_t)n;
	return 0;
}

static int take_inputs(struct ctx *ctx, struct manifest *m, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	size_t n, used = 0;
	int rc = 0;

	if (count_rows(ctx, "SELECT count(*) FROM staging_file", &n, e) < 0 ||
	        db_prepare(ctx->db,
	                "SELECT feed, name, sha256, bytes FROM staging_file"
	                " ORDER BY feed, name, sha256",
	                "manifest inputs", &s, e) < 0)
		return -1;
	m->input = arena_take(ctx->arena, (n + 1) * sizeof *m->input);
	while (used < n && (rc = db_step(s, e)) == 1)
		m->input[used++] = (struct manifest_input){ arena_strdup(
			                                            ctx->arena, col_text(s, 0)),
			masked(ctx->arena, col_text(s, 1)),
			arena_strdup(ctx->arena, col_text(s, 2)), sqlite3_column_int64(s, 3) };
	m->inputs = used;
	return rc < 0 ? -1 : 0;
}

/* What a return rests on; how deliveries fare on their way is no part of it. */
#define JUDGED " FROM finding WHERE stage NOT GLOB 'deliver:*' AND stage NOT GLOB 'receipt:*'"

static int take_by_rule(struct ctx *ctx, const char *which, struct manifest_count **ret,
        size_t *ret_n, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct arena *a = ctx->arena;
	size_t n, used = 0;
	int rc = 0;

	if (count_rows(ctx, arena_printf(a, "SELECT count(DISTINCT rule)" JUDGED "%s", which), &n,
	            e) < 0 ||
	        db_prepare(ctx->db,
	                arena_printf(a,
	                        "SELECT rule, count(*)" JUDGED "%s GROUP BY rule ORDER BY rule",
	                        which),
	                "manifest findings", &s, e) < 0)
		return -1;
	*ret = arena_take(a, (n + 1) * sizeof **ret);
	while (used < n && (rc = db_step(s, e)) == 1)
		(*ret)[used++] = (struct manifest_count){ arena_strdup(a, col_text(s, 0)),
			sqlite3_column_int64(s, 1) };
	*ret_n = used;
	return rc < 0 ? -1 : 0;
}

/* What an override let through stands in finding too, as information. */
static int take_findings(struct ctx *ctx, struct manifest *m, struct err *e)
{
	if (take_by_rule(ctx, "", &m->finding, &m->findings, e) < 0)
		return -1;
	return take_by_rule(ctx, " AND finding IN (SELECT finding FROM finding_lowered)",
	        &m->overridden, &m->overriddens, e);
}

static void take_choices(struct ctx *ctx, const struct report_result *r, struct manifest *m)
{
	m->choice = arena_take(ctx->arena, (r->choices + 1) * sizeof *m->choice);
	for (; m->choices < r->choices; m->choices++)
		m->choice[m->choices] = (struct manifest_count){ r->choice[m->choices].reason,
			r->choice[m->choices].rows };
}

static void take_excluded(struct ctx *ctx, const struct report_result *r, struct manifest *m)
{
	m->excluded = arena_take(ctx->arena, (r->counts + 1) * sizeof *m->excluded);
	for (size_t i = 0; i < r->counts; i++)
		if (r->count[i].reason[0])
			m->excluded[m->excludeds++] =
			        (struct manifest_count){ r->count[i].reason, r->count[i].rows };
}

static void take_payloads(struct ctx *ctx, const struct report_result *r, struct manifest *m,
        const char **source, bool xml_only)
{
	m->payload = arena_take(ctx->arena, (r->files + 1) * sizeof *m->payload);
	for (size_t i = 0; i < r->files; i++) {
		const struct report_file *f = &r->file[i];
		const char *type = type_of(f->format);
		bool xml = strcmp(f->format, "xml") == 0;

		if (!type || (xml_only && !xml))
			continue;
		source[m->payloads] = f->path;
		m->payload[m->payloads++] = (struct manifest_payload){ .name = f->name,
			.type = type,
			.schema = xml && r->schema ? r->schema : "",
			.sha256 = f->sha256,
			.bytes = f->bytes,
			.records = f->records };
	}
}

static int take_manifest(
        struct ctx *ctx, const struct report_result *r, struct manifest *m, struct err *e)
{
	char *hash = arena_take(ctx->arena, 65), *as_of = arena_take(ctx->arena, 11);

	defs_hash(hash);
	*m = (struct manifest){
		.program = PROGRAM_NAME,
		.version = PROGRAM_VERSION,
		.definitions = hash,
		.report = r->report,
		.definition = r->definition ? r->definition : "",
		.period = r->period,
		.as_of = day_iso(ctx->as_of, as_of),
		.municipality = ctx->municipality,
		.receiver = r->receiver ? r->receiver : "",
		.test = r->test,
		.records = r->records,
		.held = r->held,
		.delivery = r->delivery,
		.replaces = r->replaces,
		.basis = r->basis,
		.added = r->added,
		.changed = r->changed,
		.removed = r->removed,
	};
	take_excluded(ctx, r, m);
	take_choices(ctx, r, m);
	return take_inputs(ctx, m, e) < 0 || take_findings(ctx, m, e) < 0 ? -1 : 0;
}

static int find_profile(
        const struct report_result *r, const struct signer *signer, size_t *ret, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(profiles); i++) {
		if (strcmp(profiles[i].name, r->sign) != 0)
			continue;
		if (profiles[i].needs_key && !signer)
			return err_set(e, ERR_CONFIG,
			        "report %s is to be signed (%s) and there is no key: "
			        "see setting sign.key",
			        r->report, r->sign);
		*ret = i;
		return 0;
	}
	return err_set(e, ERR_CONFIG,
	        "report %s: '%s' is no way to sign: none, xades, p7s or asic-e", r->report,
	        r->sign);
}

static const char *package_path(struct ctx *ctx, const struct report_result *r, const char *suffix)
{
	char day[11];

	day_iso(ctx->as_of, day);
	return arena_printf(ctx->arena, "%s/outbox/%s_%s_%s_%.4s%.2s%.2s%s%s%s", ctx->workspace,
	        r->report, ctx->municipality, r->period, day, day + 5, day + 8,
	        r->test ? "_test" : "",
	        r->of_day ? arena_printf(ctx->arena, "_%lld", (long long)r->of_day + 1) : "",
	        suffix);
}

static const char *in_workspace(struct ctx *ctx, const char *path)
{
	return !*path || *path == '/' ? path
	                              : arena_printf(ctx->arena, "%s/%s", ctx->workspace, path);
}

static int fill_result(
        const struct package_job *job, size_t profile, struct package_result *ret, struct err *e)
{
	const struct manifest *m = job->manifest;

	*ret = (struct package_result){ .path = job->path,
		.name = strrchr(job->path, '/') + 1,
		.profile = profiles[profile].name,
		.files = m->payloads + 1,
		.days_left = profiles[profile].needs_key ? job->signer->days_left : -1 };
	if (job->profile == PACKAGE_ASICE) {
		ret->bytes = file_size(job->path);
		return file_sha256(job->path, ret->sha256, e);
	}
	for (size_t i = 0; i < m->payloads; i++)
		ret->bytes += m->payload[i].bytes;
	return 0;
}

/* The package is there: the delivery has it, and the one it had before goes. */
static int book(struct ctx *ctx, int64_t id, const struct package_result *k, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct delivery d;
	int rc = delivery_find(ctx->db, id, ctx->arena, &d, e);

	if (rc <= 0)
		return rc < 0 ? -1 : err_set(e, ERR_BUG, "no delivery %lld", (long long)id);
	if (*d.name && strcmp(d.name, k->name) != 0 &&
	        package_remove(
	                in_workspace(ctx, arena_printf(ctx->arena, "outbox/%s", d.name)), e) < 0)
		return -1;
	if (tx_begin(&tx, ctx->db, e) < 0 ||
	        delivery_signed(ctx->db, id, k->name, k->sha256, k->bytes, ctx->now, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int package_build(struct ctx *ctx, const struct report_result *report, const struct signer *signer,
        struct package_result *ret, struct err *e)
{
	const char **source = arena_take(ctx->arena, (report->files + 1) * sizeof *source);
	struct manifest m;
	size_t i = 0;
	struct package_job job = { .source = source, .manifest = &m, .signer = signer };

	if (find_profile(report, signer, &i, e) < 0 || take_manifest(ctx, report, &m, e) < 0)
		return -1;
	job.profile = profiles[i].profile;
	take_payloads(ctx, report, &m, source, job.profile == PACKAGE_XADES);
	job.path = package_path(ctx, report, profiles[i].suffix);
	job.roots = in_workspace(ctx, conf_text(ctx->conf, "sign.trust"));
	job.level = (int)conf_int(ctx->conf, "package.level");
	if (job.level > 9)
		return err_set(e, ERR_CONFIG, "setting package.level is over 9");
	if (dir_make(in_workspace(ctx, "outbox"), e) < 0 || package_write(&job, e) < 0)
		return -1;
	if (fill_result(&job, i, ret, e) < 0)
		return -1;
	return report->delivery ? book(ctx, report->delivery, ret, e) : 0;
}
