#include "extract/fetch_net.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/secret.h"
#include "common/text.h"
#include "common/filename.h"

enum { LISTING_MAX = 8 << 20, KEY_MAX = 64 * 1024, WAIT_MAX = 60, AHEAD = 64 };

/* --- opening ---------------------------------------------------------------- */

static int check_secret(const char *path, const char *what, struct err *e)
{
	static _Thread_local char content[KEY_MAX];
	size_t n;
	int rc;

	if (!*path)
		return 0;
	rc = secret_read(path, what, content, sizeof content, &n, e);
	secret_wipe(content, sizeof content);
	return rc;
}

static int check_public(const char *path, const char *what, struct err *e)
{
	if (*path && access(path, R_OK) < 0)
		return err_sys(e, ERR_CONFIG, "could not read %s '%s'", what, path);
	return 0;
}

static int read_secret(struct net *n, const char *kind, const char *file, char *out, struct err *e)
{
	const struct secret_place p = {
		.credential = arena_printf(n->c->arena, "%s.%s", n->s->section, kind),
		.workspace = n->c->workspace,
		.file = file,
		.what = arena_printf(n->c->arena, "%s file", kind),
	};

	return secret_line(&p, out, FETCH_SECRET, e) < 0 ? -1 : 0;
}

int net_open(struct net *n, struct ctx *c, const struct fetch_source *s, struct err *e)
{
	*n = (struct net){ .c = c, .s = s };
	if (check_secret(s->key, "key file", e) < 0 ||
	        check_secret(s->client_cert, "client certificate", e) < 0 ||
	        check_public(s->kind == FETCH_SFTP ? s->known_hosts : "", "known-hosts", e) < 0 ||
	        check_public(s->ca, "ca", e) < 0 ||
	        read_secret(n, "password", s->password_file, n->password, e) < 0 ||
	        read_secret(n, "passphrase", s->passphrase_file, n->passphrase, e) < 0)
		return -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, ERR_BUG, "libcurl does not start");
	n->global = true;
	n->curl = curl_easy_init();
	return n->curl ? 0 : err_set(e, ERR_MEMORY, "libcurl has no memory");
}

void net_close(struct net *n)
{
	curl_easy_cleanup(n->curl);
	if (n->global)
		curl_global_cleanup();
	secret_wipe(n->password, sizeof n->password);
	secret_wipe(n->passphrase, sizeof n->passphrase);
	*n = (struct net){ 0 };
}

/* --- one request ------------------------------------------------------------ */

/* Where the bytes go: into memory or into a file; no more than is allowed. */
struct sink {
	struct net *n;
	struct buf *text;
	int fd;
	int64_t at, max;
	bool over, broken;
};

static bool wanted(const struct sink *k)
{
	long status = 0;

	if (k->n->s->kind == FETCH_SFTP)
		return true;
	(void)curl_easy_getinfo(k->n->curl, CURLINFO_RESPONSE_CODE, &status);
	return status == 200 || status == 206;
}

static size_t take(char *data, size_t size, size_t count, void *to)
{
	struct sink *k = to;
	size_t n = size * count;

	if (!wanted(k))
		return n;
	k->over = k->at + (int64_t)n > k->max;
	if (k->over)
		return CURL_WRITEFUNC_ERROR;
	k->broken = k->text ? buf_add(k->text, data, n) < 0
	                    : pwrite(k->fd, data, n, (off_t)k->at) != (ssize_t)n;
	if (k->broken)
		return CURL_WRITEFUNC_ERROR;
	k->at += (int64_t)n;
	return n;
}

static void options_sftp(struct net *n)
{
	const struct fetch_source *s = n->s;

	curl_easy_setopt(n->curl, CURLOPT_PROTOCOLS_STR, "sftp");
	/* Without a callback a host that is not in the file, or has another key, is refused. */
	curl_easy_setopt(n->curl, CURLOPT_SSH_KNOWNHOSTS, s->known_hosts);
	curl_easy_setopt(n->curl, CURLOPT_SSH_AUTH_TYPES,
	        (long)(*s->key ? CURLSSH_AUTH_PUBLICKEY : CURLSSH_AUTH_PASSWORD));
	if (*s->key)
		curl_easy_setopt(n->curl, CURLOPT_SSH_PRIVATE_KEYFILE, s->key);
	if (*n->passphrase)
		curl_easy_setopt(n->curl, CURLOPT_KEYPASSWD, n->passphrase);
}

static void options_https(struct net *n)
{
	const struct fetch_source *s = n->s;

	curl_easy_setopt(n->curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(n->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(n->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(n->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (*s->ca) {
		curl_easy_setopt(n->curl, CURLOPT_CAINFO, s->ca);
		curl_easy_setopt(n->curl, CURLOPT_CAPATH, NULL);
	}
	if (*s->client_cert) {
		curl_easy_setopt(n->curl, CURLOPT_SSLCERT, s->client_cert);
		curl_easy_setopt(n->curl, CURLOPT_SSLCERTTYPE,
		        filename_ends_folded(s->client_cert, ".p12") ||
		                        filename_ends_folded(s->client_cert, ".pfx")
		                ? "P12"
		                : "PEM");
		curl_easy_setopt(n->curl, CURLOPT_KEYPASSWD, n->passphrase);
	}
	curl_easy_setopt(n->curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
}

static void options(struct net *n, const char *url, struct sink *k)
{
	const struct fetch_source *s = n->s;

	/* Keeps the connection. */
	curl_easy_reset(n->curl);
	curl_easy_setopt(n->curl, CURLOPT_URL, url);
	curl_easy_setopt(n->curl, CURLOPT_ERRORBUFFER, n->said);
	curl_easy_setopt(n->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(n->curl, CURLOPT_FILETIME, 1L);
	curl_easy_setopt(n->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(n->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(n->curl, CURLOPT_PROXY, s->proxy);
	curl_easy_setopt(n->curl, CURLOPT_CONNECTTIMEOUT, (long)s->connect_seconds);
	curl_easy_setopt(n->curl, CURLOPT_TIMEOUT, (long)s->seconds);
	curl_easy_setopt(n->curl, CURLOPT_LOW_SPEED_LIMIT, (long)s->low_bytes);
	curl_easy_setopt(n->curl, CURLOPT_LOW_SPEED_TIME, (long)s->low_seconds);
	curl_easy_setopt(n->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(n->curl, CURLOPT_WRITEDATA, k);
	if (*s->user)
		curl_easy_setopt(n->curl, CURLOPT_USERNAME, s->user);
	if (*n->password)
		curl_easy_setopt(n->curl, CURLOPT_PASSWORD, n->password);
	if (s->kind == FETCH_SFTP)
		options_sftp(n);
	else
		options_https(n);
}

/* --- what went wrong -------------------------------------------------------- */

static const struct {
	CURLcode code;
	enum err_code as;
	bool source; /* of the whole source: no other file will do better */
	const char *text;
} faults[] = {
	{ CURLE_PEER_FAILED_VERIFICATION, ERR_NOPERM, true,
	        "the server is not the one it should be: its key or certificate is not accepted" },
	{ CURLE_SSL_CONNECT_ERROR, ERR_NOPERM, true, "no TLS connection" },
	{ CURLE_SSL_CACERT_BADFILE, ERR_CONFIG, true, "the ca file cannot be used" },
	{ CURLE_SSL_CERTPROBLEM, ERR_CONFIG, true, "the client certificate cannot be used" },
	{ CURLE_LOGIN_DENIED, ERR_NOPERM, true,
	        "the login was refused (keys must be ed25519 or ECDSA)" },
	{ CURLE_REMOTE_ACCESS_DENIED, ERR_NOPERM, false, "the server does not allow it" },
	{ CURLE_REMOTE_FILE_NOT_FOUND, ERR_DATA, false, "it is not there" },
	{ CURLE_QUOTE_ERROR, ERR_DATA, false, "the server did not do it" },
	{ CURLE_UNSUPPORTED_PROTOCOL, ERR_CONFIG, true, "not a protocol that is allowed" },
	{ CURLE_URL_MALFORMAT, ERR_CONFIG, true, "not an address" },
	{ CURLE_OUT_OF_MEMORY, ERR_MEMORY, true, "libcurl has no memory" },
};

/* Everything else may be over in a while: not reached, cut, slow. */
static int fault(struct net *n, CURLcode code, struct err *e)
{
	const char *why = *n->said ? n->said : curl_easy_strerror(code);

	for (size_t i = 0; i < COUNT_OF(faults); i++)
		if (faults[i].code == code) {
			n->refused = faults[i].source;
			return err_set(e, faults[i].as, "%s (%s)", faults[i].text, why);
		}
	return err_set(e, ERR_UNAVAILABLE, "%s", why);
}

static int status_fault(struct net *n, long status, struct err *e)
{
	static const struct {
		long from, to;
		enum err_code as;
		bool source;
		const char *text;
	} kinds[] = {
		{ 300, 399, ERR_NOPERM, false, "it leads elsewhere, which is not followed" },
		{ 400, 400, ERR_NOPERM, true,
		        "the request or the client certificate was not accepted" },
		{ 401, 401, ERR_NOPERM, true, "the login was refused" },
		{ 403, 403, ERR_NOPERM, false, "the server does not allow it" },
		{ 407, 407, ERR_NOPERM, true, "the proxy wants a login" },
		{ 408, 408, ERR_UNAVAILABLE, false, "the server is busy" },
		{ 429, 429, ERR_UNAVAILABLE, false, "the server is busy" },
		{ 500, 599, ERR_UNAVAILABLE, false, "the server is busy or broken" },
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (status >= kinds[i].from && status <= kinds[i].to) {
			n->refused = kinds[i].source;
			return err_set(
			        e, kinds[i].as, "%s (HTTP status %ld)", kinds[i].text, status);
		}
	return err_set(e, ERR_DATA, "HTTP status %ld", status);
}

/* What curl, the status and our own limits say of a request that is over. */
static int judge(struct net *n, CURLcode code, const struct sink *k, struct err *e)
{
	long status = 0;

	if (k->over)
		return err_set(e, ERR_DATA, "it is larger than %lld bytes", (long long)k->max);
	if (k->broken)
		return err_sys(e, ERR_IO, "could not write what is fetched");
	if (code != CURLE_OK)
		return fault(n, code, e);
	if (n->s->kind == FETCH_SFTP)
		return 0;
	(void)curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200 || status == 206 || status == 304 || status == 404 || status == 410)
		return 0;
	return status_fault(n, status, e);
}

static void pause_before(const struct net *n, int64_t try)
{
	int64_t seconds = n->s->wait_seconds;
	struct timespec t;

	for (int64_t i = 1; i < try && seconds < WAIT_MAX; i++)
		seconds *= 2;
	t = (struct timespec){ .tv_sec = (time_t)(seconds < WAIT_MAX ? seconds : WAIT_MAX) };
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

/* --- requests that give text ------------------------------------------------ */

/* `list_only`: names alone. *ret_there false: there is no such thing (HTTPS). */
static int get_text(struct net *n, const char *url, bool list_only, struct buf *to, bool *ret_there,
        struct err *e)
{
	long status = 0;
	int rc = -1;

	for (int64_t try = 0; try < n->s->tries; try++) {
		struct sink k = { .n = n, .text = to, .max = LISTING_MAX };

		if (try)
			pause_before(n, try);
		buf_reset(to);
		*n->said = '\0';
		options(n, url, &k);
		if (list_only)
			curl_easy_setopt(n->curl, CURLOPT_DIRLISTONLY, 1L);
		rc = judge(n, curl_easy_perform(n->curl), &k, e);
		if (rc == 0 || e->code != ERR_UNAVAILABLE)
			break;
	}
	if (n->s->kind == FETCH_HTTPS)
		(void)curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
	*ret_there = status != 404 && status != 410;
	return rc;
}

/* --- listings --------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct remote *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int add(struct net *n, struct remote_list *l, const struct remote *r, struct err *e)
{
	const char *shown = filename_mask(arena_strdup(n->c->arena, r->name));
	const char *why = filename_fault(r->name);

	if (!why && strchr(r->name, '"'))
		why = "has a quote in it";
	if (!why && strcmp(shown, r->name) != 0)
		why = "looks like a personal number";

	if (strcmp(r->name, ".") == 0 || strcmp(r->name, "..") == 0)
		return 0;
	if (why) {
		if (l->refused++ == 0) {
			l->bad = shown;
			l->why = why;
		}
		return 0;
	}
	if (l->n == FETCH_LIST_MAX)
		return err_set(e, ERR_DATA, "the folder lists more than %d files", FETCH_LIST_MAX);
	l->files[l->n++] = *r;
	return 0;
}

/*
 * The line of a long listing that ends in this name: "-rw-r--r-- 1 u g SIZE Mon DD hh:mm NAME".
 * Both listings come in one order, so it is the next line, or a few on if files came in between.
 */
static const char *long_line(const char **listing, const char *name, size_t *ret_n)
{
	const char *p = *listing;
	size_t k = strlen(name);

	for (int ahead = 0; *p && ahead < AHEAD; ahead++) {
		size_t len = strcspn(p, "\n");

		if (len > k + 1 && p[len - k - 1] == ' ' && strncmp(p + len - k, name, k) == 0) {
			*ret_n = len - k - 1;
			*listing = p + len + (p[len] == '\n');
			return p;
		}
		p += len + (p[len] == '\n');
	}
	return NULL;
}

/*
 * Size, and the whole of what the line says as the stamp. Nothing obliges a server to this form:
 * where it has another, the file is fetched and compared. False: it is no regular file.
 */
static bool read_line(struct net *n, const char **listing, struct remote *r)
{
	const char *line, *word[5];
	size_t len = 0, k = 0;
	char text[512];

	line = long_line(listing, r->name, &len);
	if (!line || len >= sizeof text)
		return true;
	snprintf(text, sizeof text, "%.*s", (int)len, line);
	r->stamp = filename_mask(arena_strdup(n->c->arena, text));
	for (char *p = text, *save = NULL; k < 5 && (p = strtok_r(p, " ", &save)); p = NULL)
		word[k++] = p;
	if (k == 5)
		(void)text_int(word[4], strlen(word[4]), &r->size);
	return k == 0 || *word[0] == '-';
}

static int list_sftp(struct net *n, struct remote_list *l, struct err *e)
{
	struct buf names CLEANUP(buf_done) = { 0 }, lines CLEANUP(buf_done) = { 0 };
	const char *line;
	bool there;

	buf_init(&names, LISTING_MAX + 1);
	buf_init(&lines, LISTING_MAX + 1);
	if (get_text(n, n->s->url, true, &names, &there, e) < 0 ||
	        get_text(n, n->s->url, false, &lines, &there, e) < 0)
		return -1;
	line = lines.data ? lines.data : "";
	for (const char *p = names.data ? names.data : "", *end; *p; p = end) {
		struct remote r = { .size = -1, .stamp = "" };
		size_t len = strcspn(p, "\n");

		end = p + len + (p[len] == '\n');
		r.name = arena_strndup(n->c->arena, p, len);
		if (read_line(n, &line, &r) && add(n, l, &r, e) < 0)
			return -1;
	}
	return 0;
}

/* "NAME" or "SHA-256  NAME"; a line that begins with # is none. */
static int index_line(struct net *n, struct remote_list *l, char *line, struct err *e)
{
	struct remote r = { .size = -1, .stamp = "" };
	size_t len = strlen(line), k = strspn(line, "0123456789abcdefABCDEF");

	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	if (!len || *line == '#')
		return 0;
	if (k == 64 && (line[64] == ' ' || line[64] == '\t')) {
		for (size_t i = 0; i < 64; i++)
			if (line[i] >= 'A' && line[i] <= 'F')
				line[i] = (char)(line[i] + 32);
		r.sha256 = arena_strndup(n->c->arena, line, 64);
		line += 64 + strspn(line + 64, " \t*");
	}
	r.name = arena_strdup(n->c->arena, line);
	return add(n, l, &r, e);
}

static const char *url_of(struct net *n, const char *name)
{
	char *escaped = curl_easy_escape(n->curl, name, 0);
	const char *url = arena_printf(n->c->arena, "%s%s", n->s->url, escaped ? escaped : "");

	curl_free(escaped);
	return url;
}

static int list_index(struct net *n, struct remote_list *l, struct err *e)
{
	struct buf text CLEANUP(buf_done) = { 0 };
	bool there;

	buf_init(&text, LISTING_MAX + 1);
	if (get_text(n, url_of(n, n->s->index), false, &text, &there, e) < 0)
		return -1;
	if (!there)
		return err_set(e, ERR_DATA, "the index '%s' is not there", n->s->index);
	for (char *p = text.data ? text.data : (char[]){ "" }, *end; *p; p = end) {
		size_t len = strcspn(p, "\n");

		end = p + len + (p[len] == '\n');
		p[len] = '\0';
		if (index_line(n, l, p, e) < 0)
			return -1;
	}
	return 0;
}

static int list_https(struct net *n, struct remote_list *l, struct err *e)
{
	const char **names;
	size_t count;

	if (*n->s->index)
		return list_index(n, l, e);
	if (fetch_source_names(n->c, n->s, &names, &count, e) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct remote r = {
			.name = names[i], .size = -1, .stamp = "", .guessed = true
		};

		if (add(n, l, &r, e) < 0)
			return -1;
	}
	return 0;
}

int net_list(struct net *n, struct remote_list *ret, struct err *e)
{
	*ret = (struct remote_list){ .n = 0 };
	ret->files = arena_take(n->c->arena, FETCH_LIST_MAX * sizeof *ret->files);
	if ((n->s->kind == FETCH_SFTP ? list_sftp(n, ret, e) : list_https(n, ret, e)) < 0)
		return -1;
	qsort(ret->files, ret->n, sizeof *ret->files, by_name);
	return 0;
}

/* --- one file --------------------------------------------------------------- */

static const char *header(struct net *n, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(n->curl, name, 0, CURLH_HEADER, -1, &h) == CURLHE_OK
	               ? arena_strdup(n->c->arena, h->value)
	               : NULL;
}

struct request {
	struct remote *r;
	bool known;
	const char *etag; /* of the part that is here, to go on from */
	struct curl_slist *headers;
};

static void request_done(struct request *q)
{
	curl_slist_free_all(q->headers);
	q->headers = NULL;
}

static void add_header(struct net *n, struct request *q, const char *name, const char *value)
{
	struct curl_slist *l =
	        curl_slist_append(q->headers, arena_printf(n->c->arena, "%s: %s", name, value));

	q->headers = l ? l : q->headers;
}

/* The stamp is an ETag, quotes and all, or a date. */
static void conditions(struct net *n, struct request *q, int64_t from)
{
	const char *stamp = q->r->stamp;

	request_done(q);
	if (q->known && *stamp && from == 0)
		add_header(n, q, strchr(stamp, '"') ? "If-None-Match" : "If-Modified-Since", stamp);
	if (from > 0 && q->etag)
		add_header(n, q, "If-Range", q->etag);
	curl_easy_setopt(n->curl, CURLOPT_HTTPHEADER, q->headers);
}

/* Is the end of what came the end of the file? Without a length nobody can say. */
static bool ended(struct net *n, int64_t *ret_size)
{
	const char *coding = header(n, "Transfer-Encoding");
	curl_off_t length = -1;
	long version = 0;

	(void)curl_easy_getinfo(n->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	(void)curl_easy_getinfo(n->curl, CURLINFO_HTTP_VERSION, &version);
	*ret_size = (int64_t)length;
	return length >= 0 || (coding && strstr(coding, "chunked")) ||
	       version >= CURL_HTTP_VERSION_2_0;
}

static int arrived_https(
        struct net *n, struct remote *r, const struct sink *k, enum net_got *ret, struct err *e)
{
	const char *etag = header(n, "ETag"), *date = header(n, "Last-Modified");
	const char *encoding = header(n, "Content-Encoding");
	long status = 0;
	int64_t length;

	(void)curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
	*ret = status == 304 ? NET_SAME : status == 404 || status == 410 ? NET_NOT_THERE : NET_GOT;
	if (*ret != NET_GOT)
		return 0;
	if (encoding && strcmp(encoding, "identity") != 0)
		return err_set(e, ERR_DATA, "the server packed it, unasked");
	if (!ended(n, &length) && !r->sha256)
		return err_set(e, ERR_DATA, "the server does not say how long it is");
	r->stamp = etag ? etag : date ? date : "";
	r->size = k->at;
	return 0;
}

/* One try, from where the part ends. */
static int try_get(struct net *n, struct request *q, int fd, enum net_got *ret, struct err *e)
{
	struct stat st;
	struct sink k = { .n = n, .fd = fd, .max = n->s->max_bytes };
	CURLcode code;
	int rc;

	if (fstat(fd, &st) < 0)
		return err_sys(e, ERR_IO, "could not look at what is fetched");
	k.at = (int64_t)st.st_size;
	*ret = NET_GOT;
	if (n->s->kind == FETCH_SFTP && q->r->size >= 0 && k.at == q->r->size)
		return 0;
	if (k.at > 0 && (n->s->kind == FETCH_SFTP ? k.at > q->r->size : !q->etag)) {
		if (ftruncate(fd, 0) < 0)
			return err_sys(e, ERR_IO, "could not empty what is fetched");
		k.at = 0;
	}
	*n->said = '\0';
	options(n, url_of(n, q->r->name), &k);
	curl_easy_setopt(n->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)k.at);
	if (n->s->kind == FETCH_HTTPS)
		conditions(n, q, k.at);
	code = curl_easy_perform(n->curl);
	rc = judge(n, code, &k, e);
	q->r->changed = -1;
	(void)curl_easy_getinfo(n->curl, CURLINFO_FILETIME_T, &q->r->changed);
	if (n->s->kind == FETCH_SFTP) {
		q->r->size = rc == 0 ? k.at : q->r->size;
		return rc;
	}
	/* An ETag that may be weak is no ground to go on from. */
	q->etag = header(n, "ETag");
	q->etag = q->etag && *q->etag == '"' && code != CURLE_RANGE_ERROR ? q->etag : NULL;
	return rc < 0 ? -1 : arrived_https(n, q->r, &k, ret, e);
}

int net_get(struct net *n, struct remote *r, bool known, int fd, enum net_got *ret, struct err *e)
{
	struct request q CLEANUP(request_done) = { .r = r, .known = known };
	int rc = -1;

	for (int64_t try = 0; try < n->s->tries; try++) {
		if (try)
			pause_before(n, try);
		rc = try_get(n, &q, fd, ret, e);
		if (rc == 0 || e->code != ERR_UNAVAILABLE)
			break;
	}
	return rc;
}

int net_probe(struct net *n, size_t *ret, struct err *e)
{
	struct remote_list l;
	struct sink k = { .n = n, .max = 0 };

	if (net_list(n, &l, e) < 0)
		return -1;
	*ret = l.n;
	if (n->s->kind == FETCH_SFTP || *n->s->index || l.n == 0)
		return 0;
	*ret = 0;
	*n->said = '\0';
	options(n, url_of(n, l.files[l.n - 1].name), &k);
	curl_easy_setopt(n->curl, CURLOPT_NOBODY, 1L);
	return judge(n, curl_easy_perform(n->curl), &k, e);
}

/* --- afterwards ---------------------------------------------------------- */

static void list_done(struct curl_slist **l)
{
	curl_slist_free_all(*l);
}

/* A command of SFTP, without a transfer. A cut may come after the server did it: no second try. */
static int command(struct net *n, const char *text, struct err *e)
{
	struct curl_slist *l CLEANUP(list_done) = curl_slist_append(NULL, text);
	struct buf none CLEANUP(buf_done) = { 0 };
	struct sink k = { .n = n, .text = &none, .max = LISTING_MAX };

	if (!l)
		return err_set(e, ERR_MEMORY, "libcurl has no memory");
	buf_init(&none, LISTING_MAX);
	*n->said = '\0';
	options(n, n->s->url, &k);
	curl_easy_setopt(n->curl, CURLOPT_QUOTE, l);
	curl_easy_setopt(n->curl, CURLOPT_NOBODY, 1L);
	return judge(n, curl_easy_perform(n->curl), &k, e);
}

int net_remove(struct net *n, const char *name, struct err *e)
{
	return command(n, arena_printf(n->c->arena, "rm \"%s%s\"", n->s->path, name), e);
}

int net_move(struct net *n, const char *name, struct err *e)
{
	return command(n,
	        arena_printf(n->c->arena, "rename \"%s%s\" \"%s%s\"", n->s->path, name,
	                n->s->move_to, name),
	        e);
}
