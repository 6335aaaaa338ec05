#include "extract/store_pg_link.h"

#include <errno.h>
#include <poll.h>

#include "common/secret.h"

enum {
	PASSWORD_MAX = 1024,
	OPTIONS_MAX = 64,
	SLACK_SECONDS = 30,
	TIMEOUT_MAX = 2000000,
	STATE_LEN = 5
};

void pg_clearp(PGresult **r)
{
	PQclear(*r);
	*r = NULL;
}

/* --- errors ------------------------------------------------------------------ */

/* By the beginning of the SQLSTATE, the first that fits; `shown`: the server's words hold no value.
 */
static const struct kind_of_error {
	const char *state;
	enum err_code code;
	bool shown;
	const char *text; /* ours; after the server's words where they are shown */
} kinds[] = {
	{ "08", ERR_UNAVAILABLE, true, "" },
	{ "28", ERR_NOPERM, true, ": look at the user, case-store.password-file and pg_hba.conf" },
	{ "3D000", ERR_NOINPUT, true, "" },
	{ "25006", ERR_CONFIG, false, "only a SELECT that reads the store is allowed" },
	{ "25P03", ERR_TRYLATER, false, "the server ended a session that was idle for too long" },
	{ "42501", ERR_CONFIG, true, ": GRANT SELECT on it to the user of case-store.path" },
	{ "42", ERR_CONFIG, true, "" },
	{ "3F", ERR_CONFIG, true, "" },
	{ "0A", ERR_CONFIG, true, "" },
	{ "54", ERR_CONFIG, true, "" },
	{ "55P03", ERR_TRYLATER, false, "a table is locked by another program" },
	{ "57014", ERR_TRYLATER, false,
	        "a statement was cancelled, or took longer than case-store.statement-seconds" },
	{ "57", ERR_TRYLATER, true, "" },
	{ "55", ERR_TRYLATER, true, "" },
	{ "53", ERR_TRYLATER, true, "" },
	{ "40", ERR_TRYLATER, false, "the snapshot was lost to a conflict" },
	{ "58", ERR_IO, false, "the server could not read its files" },
	{ "22021", ERR_DATA, false, "text that does not have the encoding of its database" },
	{ "22P05", ERR_DATA, false, "text with a character that UTF-8 does not have" },
	{ "22", ERR_DATA, false, "the query cannot work with a value (not shown)" },
	{ "", ERR_DATA, false, "the server gave up" },
};

static const struct kind_of_error *kind_of(const char *state)
{
	const struct kind_of_error *k = kinds;

	while (strncmp(state, k->state, strlen(k->state)) != 0)
		k++;
	return k;
}

/* A profile that does not fit is no fault of the store: the caller says which profile. */
static int state_err(struct err *e, const char *shown, const char *state, const char *words, int n)
{
	const struct kind_of_error *k = kind_of(state);
	bool config = k->code == ERR_CONFIG;

	return err_set(e, k->code, "%s%s%s%.*s%s (SQLSTATE %.5s)", config ? "" : "case store '",
	        config ? "" : shown, config ? "" : "': ", k->shown ? n : 0, words, k->text, state);
}

static int result_err(const struct pg_link *l, const PGresult *r, struct err *e)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	if (!state || !words)
		return err_set(e, ERR_UNAVAILABLE,
		        "case store '%s': the connection was lost: is the server still running?",
		        l->shown);
	return state_err(e, l->shown, state, words, (int)strcspn(words, "\n"));
}

static int silent_err(const struct pg_link *l, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "case store '%s': the server does not answer", l->shown);
}

/* --- waiting ----------------------------------------------------------------- */

static int wait_for(const struct pg_link *l, short events, int milliseconds, struct err *e)
{
	struct pollfd p = { .fd = PQsocket(l->conn), .events = events };
	int rc;

	do
		rc = poll(&p, 1, milliseconds);
	while (rc < 0 && errno == EINTR);
	if (rc < 0)
		return err_sys(e, ERR_UNAVAILABLE, "case store '%s'", l->shown);
	return rc == 0 ? silent_err(l, e) : 0;
}

/* More of what the server sends. That the connection broke shows in the next result. */
static int receive(struct pg_link *l, struct err *e)
{
	if (wait_for(l, POLLIN, l->silence, e) < 0)
		return -1;
	(void)!PQconsumeInput(l->conn);
	return 0;
}

static PGresult *next_result(struct pg_link *l, struct err *e)
{
	while (PQisBusy(l->conn))
		if (receive(l, e) < 0)
			return NULL;
	return PQgetResult(l->conn);
}

/* The last result of a statement, but for a COPY, which is left to pg_row(). */
static PGresult *last_result(struct pg_link *l, struct err *e)
{
	PGresult *r = next_result(l, e), *next;

	if (!r) {
		if (!e->code)
			err_set(e, ERR_UNAVAILABLE, "case store '%s': the connection was lost",
			        l->shown);
		return NULL;
	}
	while (PQresultStatus(r) != PGRES_COPY_OUT && (next = next_result(l, e))) {
		if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
			PQclear(next);
			continue;
		}
		PQclear(r);
		r = next;
	}
	if (PQresultStatus(r) == PGRES_FATAL_ERROR)
		result_err(l, r, e);
	if (e->code)
		pg_clearp(&r);
	return r;
}

PGresult *pg_ask(
        struct pg_link *l, const char *sql, int n, const char *const *values, struct err *e)
{
	*e = (struct err){ 0 };
	if (!PQsendQueryParams(l->conn, sql, n, NULL, values, NULL, NULL, 0)) {
		err_set(e, ERR_UNAVAILABLE, "case store '%s': the connection was lost", l->shown);
		return NULL;
	}
	return last_result(l, e);
}

PGresult *pg_describe(struct pg_link *l, const char *sql, struct err *e)
{
	PGresult *parsed CLEANUP(pg_clearp) = NULL;

	*e = (struct err){ 0 };
	if (PQsendPrepare(l->conn, "", sql, 0, NULL))
		parsed = last_result(l, e);
	if (!parsed)
		return NULL;
	return PQsendDescribePrepared(l->conn, "") ? last_result(l, e) : NULL;
}

int pg_row(struct pg_link *l, char **ret, struct err *e)
{
	PGresult *r CLEANUP(pg_clearp) = NULL;
	int n;

	while ((n = PQgetCopyData(l->conn, ret, true)) == 0)
		if (receive(l, e) < 0)
			return -1;
	if (n > 0)
		return n;
	*e = (struct err){ 0 };
	r = last_result(l, e);
	return r ? 0 : -1;
}

/* --- the address --------------------------------------------------------------- */

struct address {
	PQconninfoOption *said;
	const char *names[OPTIONS_MAX], *values[OPTIONS_MAX];
	size_t n;
	char password[PASSWORD_MAX];
};

static void address_done(struct address *d)
{
	for (PQconninfoOption *o = d->said; o && o->keyword; o++)
		if (o->val && *o->dispchar)
			secret_wipe(o->val, strlen(o->val));
	PQconninfoFree(d->said);
	secret_wipe(d->password, sizeof d->password);
}

static const char *said(const struct address *d, const char *name)
{
	for (const PQconninfoOption *o = d->said; o->keyword; o++)
		if (strcmp(o->keyword, name) == 0 && o->val && *o->val)
			return o->val;
	return NULL;
}

static void put(struct address *d, const char *name, const char *value)
{
	if (d->n + 1 < COUNT_OF(d->names)) { /* the last stays NULL */
		d->names[d->n] = name;
		d->values[d->n++] = value;
	}
}

static void put_preset(struct address *d, const char *name, const char *value)
{
	if (!said(d, name))
		put(d, name, value);
}

/* libpq's own words are shown where they cannot hold a part of the address that is secret. */
static int parse(struct address *d, const char *uri, struct err *e)
{
	static const char unknown[] = "invalid URI query parameter:";
	char *why = NULL;

	d->said = PQconninfoParse(uri, &why);
	if (!d->said) {
		bool show = why && strncmp(why, unknown, sizeof unknown - 1) == 0;

		err_set(e, ERR_CONFIG,
		        "setting case-store.path: %.*s%sexpected "
		        "postgresql://USER@HOST:PORT/DATABASE?name=value",
		        show ? (int)strcspn(why, "\n") : 0, show ? why : "", show ? "; " : "");
		PQfreemem(why);
		return -1;
	}
	if (said(d, "password") || said(d, "sslpassword"))
		return err_set(e, ERR_CONFIG,
		        "setting case-store.path: a password does not belong there: put it into "
		        "the file of case-store.password-file, mode 0600");
	return 0;
}

static bool is_local(const char *hosts)
{
	static const char *const local[] = { "localhost", "127.0.0.1", "::1" };
	bool all = true;

	for (size_t n; all && *hosts; hosts += n + (hosts[n] == ',')) {
		bool found = *hosts == '/' || *hosts == '@' || *hosts == ',';

		n = strcspn(hosts, ",");
		for (size_t i = 0; i < COUNT_OF(local); i++)
			found |= strlen(local[i]) == n && strncmp(hosts, local[i], n) == 0;
		all = found;
	}
	return all;
}

/* Whether nothing leaves this machine. */
static bool stays_here(const struct address *d)
{
	static const char *const names[][2] = { { "host", "PGHOST" },
		{ "hostaddr", "PGHOSTADDR" } };

	if (said(d, "service") || getenv("PGSERVICE"))
		return false;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *hosts = said(d, names[i][0]);

		if (!hosts)
			hosts = getenv(names[i][1]);
		if (hosts && !is_local(hosts))
			return false;
	}
	return true;
}

static int put_password(struct address *d, const struct store_place *place, struct err *e)
{
	struct secret_place secret = {
		.credential = "case-store.password",
		.workspace = place->workspace,
		.file = conf_text(place->conf, "case-store.password-file"),
		.what = "password file",
	};
	int rc = secret_line(&secret, d->password, sizeof d->password, e);

	if (rc > 0)
		put(d, "password", d->password);
	return rc < 0 ? -1 : 0;
}

/* A file is below the workspace, as every path of a setting is. */
static const char *in_place(
        const char *name, const char *value, const struct store_place *place, struct arena *a)
{
	static const char *const files[] = { "sslrootcert", "sslcert", "sslkey", "sslcrl",
		"passfile" };
	bool named = strchr("/~", *value) || strchr(value, ':') || strcmp(value, "system") == 0;

	for (size_t i = 0; i < COUNT_OF(files) && !named; i++)
		if (strcmp(files[i], name) == 0)
			return arena_printf(a, "%s/%s", place->workspace, value);
	return value;
}

static int address_make(
        struct address *d, const struct store_place *place, struct arena *a, struct err *e)
{
	static const char *const presets[][2] = { { "application_name", PROGRAM_NAME },
		{ "keepalives_idle", "30" }, { "keepalives_interval", "10" },
		{ "keepalives_count", "6" }, { "tcp_user_timeout", "120000" } };

	if (parse(d, place->path, e) < 0 || put_password(d, place, e) < 0)
		return -1;
	for (const PQconninfoOption *o = d->said; o->keyword; o++)
		if (o->val && *o->val && strcmp(o->keyword, "client_encoding") != 0)
			put(d, o->keyword, in_place(o->keyword, o->val, place, a));
	put(d, "client_encoding", "UTF8");
	for (size_t i = 0; i < COUNT_OF(presets); i++)
		put_preset(d, presets[i][0], presets[i][1]);
	if (!stays_here(d))
		put_preset(d, "sslmode", conf_text(place->conf, "case-store.sslmode"));
	return 0;
}

static const char *shown(const struct address *d, struct arena *a)
{
	const char *host = said(d, "host"), *db = said(d, "dbname"), *port = said(d, "port");

	host = host ? host : said(d, "hostaddr");
	return arena_printf(
	        a, "%s%s%s/%s", host ? host : "", port ? ":" : "", port ? port : "", db ? db : "");
}

/* --- connecting ---------------------------------------------------------------- */

static void say_nothing(void *unused, const char *notice)
{
	(void)unused, (void)notice;
}

/* The SQLSTATE in "FATAL:  28P01: words", as a server's words come in verbose form; or NULL. */
static const char *find_state(const char *line)
{
	static const char capitals[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *at = line;

	while ((at = strstr(at, ":  "))) {
		at += 3;
		if (strspn(at, capitals) == STATE_LEN && strncmp(at + STATE_LEN, ": ", 2) == 0)
			return at;
	}
	return NULL;
}

/* The line on the host tried last. */
static const char *last_try(const char *message)
{
	static const char try[] = "connection to server";
	const char *found = message, *at = message;

	while ((at = strstr(at, try)))
		found = at++;
	return found;
}

static int connect_err(const struct pg_link *l, struct err *e)
{
	static const char *const of_tls[] = { "certificate", "SSL", "private key", "sslmode" };
	const char *line = last_try(PQerrorMessage(l->conn)), *state = find_state(line), *why;
	enum err_code code = ERR_UNAVAILABLE;

	if (state)
		return state_err(e, l->shown, state, state + STATE_LEN + 2,
		               (int)strcspn(state + STATE_LEN + 2, "\n")) < 0 &&
		                       e->code == ERR_CONFIG
		               ? err_ctx(e, "case store '%s'", l->shown)
		               : -1;
	if (PQconnectionNeedsPassword(l->conn))
		return err_set(e, ERR_NOPERM,
		        "case store '%s': the server wants a password: put it into the file of "
		        "case-store.password-file, mode 0600",
		        l->shown);
	why = strstr(line, " failed: ");
	why = why ? why + strlen(" failed: ") : line;
	for (size_t i = 0; i < COUNT_OF(of_tls); i++)
		if (strstr(why, of_tls[i]))
			code = ERR_CONFIG;
	return err_set(e, code, "could not connect to case store '%s': %.*s", l->shown,
	        (int)strcspn(why, "\n"), why);
}

/*
 * Step by step, so that the server's words come with their SQLSTATE, nothing is
 * printed, and a server that takes the call and says no more is given up.
 */
static int connect_link(struct pg_link *l, const struct address *d, int milliseconds, struct err *e)
{
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;

	l->conn = PQconnectStartParams(d->names, d->values, false);
	if (!l->conn)
		return err_set(e, ERR_MEMORY, "case store '%s'", l->shown);
	(void)PQsetErrorVerbosity(l->conn, PQERRORS_VERBOSE);
	(void)PQsetNoticeProcessor(l->conn, say_nothing, NULL);
	while (PQstatus(l->conn) != CONNECTION_BAD && want != PGRES_POLLING_OK &&
	        want != PGRES_POLLING_FAILED) {
		short events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT;

		if (wait_for(l, events, milliseconds, e) < 0)
			return err_ctx(e, "could not connect");
		want = PQconnectPoll(l->conn);
	}
	return PQstatus(l->conn) == CONNECTION_OK ? 0 : connect_err(l, e);
}

/* --- the session --------------------------------------------------------------- */

static int run(struct pg_link *l, const char *sql, int n, const char *const *values, struct err *e)
{
	PGresult *r CLEANUP(pg_clearp) = pg_ask(l, sql, n, values, e);

	return r ? 0 : -1;
}

static int set(struct pg_link *l, const char *name, const char *value, struct err *e)
{
	const char *const values[] = { name, value };

	if (run(l, "SELECT pg_catalog.set_config($1, $2, true)", 2, values, e) < 0)
		return err_ctx(e, "session setting %s", name);
	return 0;
}

/* Text as the mart keeps it; bytes as they are where the database does not know what they mean. */
static int set_encoding(struct pg_link *l, struct err *e)
{
	static const char *const in_order[] = { "UTF8", "LATIN1", "SQL_ASCII" };
	const char *encoding = PQparameterStatus(l->conn, "server_encoding");

	for (size_t i = 0; encoding && i < COUNT_OF(in_order); i++)
		l->bytes_order |= strcmp(encoding, in_order[i]) == 0;
	if (encoding && strcmp(encoding, "SQL_ASCII") == 0)
		return set(l, "client_encoding", "SQL_ASCII", e);
	return 0;
}

/* Of what a time-out can be; 0 is any time, for the server as for us. */
static int milliseconds(int64_t seconds)
{
	return seconds < TIMEOUT_MAX ? (int)seconds * 1000 : TIMEOUT_MAX * 1000;
}

static int set_session(struct pg_link *l, const struct store_place *place, struct err *e)
{
	const char *path = conf_text(place->conf, "case-store.search-path");
	char statement[16], lock[16];
	const char *const settings[][2] = { { "client_min_messages", "error" },
		{ "standard_conforming_strings", "on" }, { "DateStyle", "ISO, YMD" },
		{ "IntervalStyle", "postgres" }, { "TimeZone", PG_TIME_ZONE },
		{ "extra_float_digits", "1" }, { "default_transaction_read_only", "on" },
		{ "jit", "off" }, { "statement_timeout", statement },
		{ "idle_in_transaction_session_timeout", statement }, { "lock_timeout", lock },
		{ *path ? "search_path" : NULL, path } };

	snprintf(statement, sizeof statement, "%d", milliseconds(place->statement_seconds));
	/* Without waiting at all: as good as, for 0 would be any time. */
	snprintf(lock, sizeof lock, "%d",
	        place->busy_seconds ? milliseconds(place->busy_seconds) : 1);
	for (size_t i = 0; i < COUNT_OF(settings); i++)
		if (settings[i][0] && set(l, settings[i][0], settings[i][1], e) < 0)
			return -1;
	return set_encoding(l, e);
}

int pg_open(struct pg_link *l, const struct store_place *place, struct arena *a, struct err *e)
{
	static const char begin[] = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
	struct address d CLEANUP(address_done) = { 0 };
	int64_t connect = conf_int(place->conf, "case-store.connect-seconds");
	int statement = place->statement_seconds;

	if (address_make(&d, place, a, e) < 0)
		return -1;
	l->shown = shown(&d, a);
	l->silence = statement ? milliseconds((int64_t)statement + SLACK_SECONDS) : -1;
	if (connect_link(l, &d, connect ? milliseconds(connect) : -1, e) < 0 ||
	        run(l, begin, 0, NULL, e) < 0)
		return -1;
	return set_session(l, place, e);
}

void pg_done(struct pg_link *l)
{
	PQfinish(l->conn);
	l->conn = NULL;
}
