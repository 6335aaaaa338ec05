#include "report/manifest.h"

#include <openssl/evp.h>

#include "common/text.h"
#include "common/xml_safe.h"

#define ASIC_NS "http://uri.etsi.org/02918/v1.2.1#"
#define DS_NS "http://www.w3.org/2000/09/xmldsig#"
#define SHA256_URI "http://www.w3.org/2001/04/xmlenc#sha256"

static int put_done(const struct buf *b, const char *what, struct err *e)
{
	return b->full ? err_set(e, ERR_BUG, "%s is larger than %d MiB", what, MANIFEST_MAX >> 20)
	               : 0;
}

/* ---- manifest.xml, one function an element ---- */

static void put_program(struct buf *b, const struct manifest *m)
{
	(void)buf_str(b, "  <program");
	(void)xml_put_attr(b, "name", m->program);
	(void)xml_put_attr(b, "version", m->version);
	(void)xml_put_attr(b, "definitions", m->definitions);
	(void)buf_str(b, "/>\n");
}

static void put_report(struct buf *b, const struct manifest *m)
{
	(void)buf_str(b, "  <report");
	(void)xml_put_attr(b, "id", m->report);
	(void)xml_put_attr(b, "definition", m->definition);
	(void)xml_put_attr(b, "period", m->period);
	(void)xml_put_attr(b, "as-of", m->as_of);
	(void)xml_put_attr(b, "municipality", m->municipality);
	(void)xml_put_attr(b, "receiver", m->receiver);
	(void)xml_put_attr(b, "test", m->test ? "true" : "false");
	(void)buf_str(b, "/>\n");
}

static void put_delivery(struct buf *b, const struct manifest *m)
{
	if (!m->delivery)
		return;
	(void)buf_str(b, "  <delivery");
	(void)xml_put_attr_int(b, "id", m->delivery);
	(void)xml_put_attr(b, "basis", m->basis);
	(void)xml_put_attr_int(b, "added", m->added);
	(void)xml_put_attr_int(b, "changed", m->changed);
	(void)xml_put_attr_int(b, "removed", m->removed);
	if (m->replaces)
		(void)xml_put_attr_int(b, "replaces", m->replaces);
	(void)buf_str(b, "/>\n");
}

static void put_inputs(struct buf *b, const struct manifest *m)
{
	(void)buf_str(b, "  <inputs>\n");
	for (size_t i = 0; i < m->inputs; i++) {
		(void)buf_str(b, "    <input");
		(void)xml_put_attr(b, "feed", m->input[i].feed);
		(void)xml_put_attr(b, "name", m->input[i].name);
		(void)xml_put_attr_int(b, "bytes", m->input[i].bytes);
		(void)xml_put_attr(b, "sha256", m->input[i].sha256);
		(void)buf_str(b, "/>\n");
	}
	(void)buf_str(b, "  </inputs>\n");
}

static void put_list(struct buf *b, const char *element, const char *key,
        const struct manifest_count *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)buf_printf(b, "    <%s", element);
		(void)xml_put_attr(b, key, list[i].key);
		(void)xml_put_attr_int(b, "n", list[i].n);
		(void)buf_str(b, "/>\n");
	}
}

static void put_counts(struct buf *b, const struct manifest *m)
{
	(void)buf_str(b, "  <counts");
	(void)xml_put_attr_int(b, "records", m->records);
	(void)xml_put_attr_int(b, "held", m->held);
	(void)buf_str(b, ">\n");
	put_list(b, "excluded", "reason", m->excluded, m->excludeds);
	put_list(b, "choice", "made", m->choice, m->choices);
	put_list(b, "findings", "rule", m->finding, m->findings);
	put_list(b, "overridden", "rule", m->overridden, m->overriddens);
	(void)buf_str(b, "  </counts>\n");
}

static void put_payload(struct buf *b, const struct manifest_payload *p)
{
	(void)buf_str(b, "    <payload");
	(void)xml_put_attr(b, "name", p->name);
	(void)xml_put_attr(b, "type", p->type);
	(void)xml_put_attr_int(b, "bytes", p->bytes);
	(void)xml_put_attr(b, "sha256", p->sha256);
	if (p->records >= 0)
		(void)xml_put_attr_int(b, "records", p->records);
	if (p->schema && *p->schema)
		(void)xml_put_attr(b, "schema", p->schema);
	(void)buf_str(b, "/>\n");
}

int manifest_write(const struct manifest *m, struct buf *b, struct err *e)
{
	(void)buf_str(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	(void)buf_str(b, "<manifest xmlns=\"" MANIFEST_NS "\">\n");
	put_program(b, m);
	put_report(b, m);
	put_delivery(b, m);
	put_inputs(b, m);
	put_counts(b, m);
	(void)buf_str(b, "  <payloads>\n");
	for (size_t i = 0; i < m->payloads; i++)
		put_payload(b, &m->payload[i]);
	(void)buf_str(b, "  </payloads>\n</manifest>\n");
	return put_done(b, MANIFEST_NAME, e);
}

/* ---- reading it ---- */

/* The first missing attribute is remembered; the values after it are "". */
struct reading {
	struct arena *a;
	const char *missing;
};

static const char *need(struct reading *r, const xmlNode *n, const char *name)
{
	const char *v = n ? xml_attr(n, name, r->a) : NULL;

	if (!v && !r->missing)
		r->missing = name;
	return v ? v : "";
}

static int64_t need_int(struct reading *r, const xmlNode *n, const char *name)
{
	const char *v = need(r, n, name);
	int64_t i = 0;

	if ((!text_int(v, strlen(v), &i) || i < 0) && !r->missing)
		r->missing = name;
	return i;
}

static size_t count_of(const xmlNode *parent, const char *name)
{
	size_t n = 0;

	for (xmlNodePtr c = xml_child(parent, MANIFEST_NS, name); c;
	        c = xml_next(c, MANIFEST_NS, name))
		n++;
	return n;
}

static void read_inputs(struct reading *r, const xmlNode *at, struct manifest *m)
{
	m->input = arena_take(r->a, (count_of(at, "input") + 1) * sizeof *m->input);
	for (xmlNodePtr c = xml_child(at, MANIFEST_NS, "input"); c;
	        c = xml_next(c, MANIFEST_NS, "input"))
		m->input[m->inputs++] = (struct manifest_input){ need(r, c, "feed"),
			need(r, c, "name"), need(r, c, "sha256"), need_int(r, c, "bytes") };
}

static struct manifest_count *read_counts(
        struct reading *r, const xmlNode *at, const char *name, const char *key, size_t *ret_n)
{
	struct manifest_count *list = arena_take(r->a, (count_of(at, name) + 1) * sizeof *list);
	size_t n = 0;

	for (xmlNodePtr c = xml_child(at, MANIFEST_NS, name); c; c = xml_next(c, MANIFEST_NS, name))
		list[n++] = (struct manifest_count){ need(r, c, key), need_int(r, c, "n") };
	*ret_n = n;
	return list;
}

static void read_payloads(struct reading *r, const xmlNode *at, struct manifest *m)
{
	m->payload = arena_take(r->a, (count_of(at, "payload") + 1) * sizeof *m->payload);
	for (xmlNodePtr c = xml_child(at, MANIFEST_NS, "payload"); c;
	        c = xml_next(c, MANIFEST_NS, "payload")) {
		const char *schema = xml_attr(c, "schema", r->a);

		m->payload[m->payloads++] = (struct manifest_payload){
			.name = need(r, c, "name"),
			.type = need(r, c, "type"),
			.schema = schema ? schema : "",
			.sha256 = need(r, c, "sha256"),
			.bytes = need_int(r, c, "bytes"),
			.records = xml_attr(c, "records", r->a) ? need_int(r, c, "records") : -1,
		};
	}
}

static void read_heads(struct reading *r, const xmlNode *root, struct manifest *m)
{
	xmlNodePtr p = xml_child(root, MANIFEST_NS, "program");
	xmlNodePtr rep = xml_child(root, MANIFEST_NS, "report");

	m->program = need(r, p, "name");
	m->version = need(r, p, "version");
	m->definitions = need(r, p, "definitions");
	m->report = need(r, rep, "id");
	m->definition = need(r, rep, "definition");
	m->period = need(r, rep, "period");
	m->as_of = need(r, rep, "as-of");
	m->municipality = need(r, rep, "municipality");
	m->receiver = need(r, rep, "receiver");
	m->test = strcmp(need(r, rep, "test"), "true") == 0;
}

static void read_delivery(struct reading *r, const xmlNode *root, struct manifest *m)
{
	xmlNodePtr n = xml_child(root, MANIFEST_NS, "delivery");

	if (!n)
		return;
	m->delivery = need_int(r, n, "id");
	m->basis = need(r, n, "basis");
	m->added = need_int(r, n, "added");
	m->changed = need_int(r, n, "changed");
	m->removed = need_int(r, n, "removed");
	m->replaces = xml_attr(n, "replaces", r->a) ? need_int(r, n, "replaces") : 0;
}

int manifest_read(const char *data, size_t n, struct arena *a, struct manifest *ret, struct err *e)
{
	xmlDocPtr doc CLEANUP(xml_doc_freep) = NULL;
	struct reading r = { a, NULL };
	struct manifest m = { 0 };
	xmlNodePtr root, inputs, counts, payloads;

	if (xml_safe_doc(data, n, &doc, e) < 0)
		return err_ctx(e, MANIFEST_NAME);
	root = xmlDocGetRootElement(doc);
	inputs = xml_child(root, MANIFEST_NS, "inputs");
	counts = xml_child(root, MANIFEST_NS, "counts");
	payloads = xml_child(root, MANIFEST_NS, "payloads");
	if (!xml_is(root, MANIFEST_NS, "manifest") || !inputs || !counts || !payloads)
		return err_set(e, ERR_DATA, MANIFEST_NAME ": not a manifest of this program");
	read_heads(&r, root, &m);
	read_delivery(&r, root, &m);
	read_inputs(&r, inputs, &m);
	m.records = need_int(&r, counts, "records");
	m.held = need_int(&r, counts, "held");
	m.excluded = read_counts(&r, counts, "excluded", "reason", &m.excludeds);
	m.choice = read_counts(&r, counts, "choice", "made", &m.choices);
	m.finding = read_counts(&r, counts, "findings", "rule", &m.findings);
	m.overridden = read_counts(&r, counts, "overridden", "rule", &m.overriddens);
	read_payloads(&r, payloads, &m);
	if (r.missing)
		return err_set(
		        e, ERR_DATA, MANIFEST_NAME ": '%s' is missing or malformed", r.missing);
	*ret = m;
	return 0;
}

/* ---- META-INF/ASiCManifest.xml ---- */

/* A name as a URI reference (RFC 3986): what is not unreserved is percent-encoded. */
static void put_uri(struct buf *b, const char *name)
{
	static const char plain[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	for (const char *p = name; *p; p++)
		if (strchr(plain, *p))
			(void)buf_char(b, *p);
		else
			(void)buf_printf(b, "%%%02X", (unsigned char)*p);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	                              : -1;
}

/* NULL: a broken escape, or one that stands for NUL. */
static const char *uri_name(struct arena *a, const char *uri)
{
	char *out = arena_strdup(a, uri), *w = out;

	for (const char *p = uri; *p; p++) {
		int hi, lo;

		if (*p != '%') {
			*w++ = *p;
			continue;
		}
		hi = hex_digit(p[1]);
		lo = hi < 0 ? -1 : hex_digit(p[2]);
		if (lo < 0 || hi * 16 + lo == 0)
			return NULL;
		*w++ = (char)(hi * 16 + lo);
		p += 2;
	}
	*w = '\0';
	return out;
}

static int hex_to_bytes(const char *hex, unsigned char out[32])
{
	if (strlen(hex) != 64)
		return -1;
	for (int i = 0; i < 32; i++) {
		int hi = hex_digit(hex[2 * i]), lo = hex_digit(hex[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return -1;
		out[i] = (unsigned char)(hi * 16 + lo);
	}
	return 0;
}

static int put_reference(struct buf *b, const struct manifest_payload *p, struct err *e)
{
	unsigned char raw[32], b64[48];

	if (hex_to_bytes(p->sha256, raw) < 0)
		return err_set(e, ERR_BUG, "payload '%s' has no SHA-256", p->name);
	EVP_EncodeBlock(b64, raw, sizeof raw);
	(void)buf_str(b, "  <asic:DataObjectReference URI=\"");
	put_uri(b, p->name);
	(void)buf_char(b, '"');
	(void)xml_put_attr(b, "MimeType", p->type);
	(void)buf_printf(b,
	        ">\n    <ds:DigestMethod Algorithm=\"" SHA256_URI "\"/>\n"
	        "    <ds:DigestValue>%s</ds:DigestValue>\n  </asic:DataObjectReference>\n",
	        (char *)b64);
	return 0;
}

int asic_manifest_write(const struct manifest_payload *p, size_t n, struct buf *b, struct err *e)
{
	(void)buf_str(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:ASiCManifest"
	                 " xmlns:asic=\"" ASIC_NS "\" xmlns:ds=\"" DS_NS "\">\n"
	                 "  <asic:SigReference URI=\"" ASIC_SIGNATURE_NAME "\""
	                 " MimeType=\"application/pkcs7-signature\"/>\n");
	for (size_t i = 0; i < n; i++)
		if (put_reference(b, &p[i], e) < 0)
			return -1;
	(void)buf_str(b, "</asic:ASiCManifest>\n");
	return put_done(b, ASIC_MANIFEST_NAME, e);
}

/* 32 bytes in base64, as hex; NULL for anything else. */
static const char *digest_hex(const xmlNode *value, struct arena *a)
{
	const char *text = xml_text(value, a);
	unsigned char raw[48];
	char *hex = arena_take(a, 65);

	if (strlen(text) != 44 || EVP_DecodeBlock(raw, (const unsigned char *)text, 44) != 33)
		return NULL;
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", raw[i]);
	return hex;
}

static int read_reference(
        const xmlNode *n, struct arena *a, struct manifest_payload *ret, struct err *e)
{
	const char *uri = xml_attr(n, "URI", a), *type = xml_attr(n, "MimeType", a), *alg;
	xmlNodePtr method = xml_child(n, DS_NS, "DigestMethod");
	xmlNodePtr value = xml_child(n, DS_NS, "DigestValue");

	ret->type = type ? type : "";
	ret->schema = "";
	ret->bytes = ret->records = -1;
	ret->name = uri ? uri_name(a, uri) : NULL;
	if (!ret->name || !*ret->name)
		return err_set(
		        e, ERR_DATA, ASIC_MANIFEST_NAME ": a reference without a usable URI");
	alg = method ? xml_attr(method, "Algorithm", a) : NULL;
	if (!alg || strcmp(alg, SHA256_URI) != 0)
		return err_set(e, ERR_DATA,
		        ASIC_MANIFEST_NAME ": the digest of '%s' is not SHA-256", ret->name);
	ret->sha256 = value ? digest_hex(value, a) : NULL;
	if (!ret->sha256)
		return err_set(e, ERR_DATA, ASIC_MANIFEST_NAME ": the digest of '%s' is malformed",
		        ret->name);
	return 0;
}

int asic_manifest_read(const char *data, size_t n, struct arena *a, struct manifest_payload **ret,
        size_t *ret_n, const char **ret_signature, struct err *e)
{
	xmlDocPtr doc CLEANUP(xml_doc_freep) = NULL;
	struct manifest_payload *list = arena_take(a, MANIFEST_FILES * sizeof *list);
	xmlNodePtr root, sig;
	const char *uri;
	size_t used = 0;

	if (xml_safe_doc(data, n, &doc, e) < 0)
		return err_ctx(e, ASIC_MANIFEST_NAME);
	root = xmlDocGetRootElement(doc);
	sig = xml_child(root, ASIC_NS, "SigReference");
	uri = sig ? xml_attr(sig, "URI", a) : NULL;
	if (!xml_is(root, ASIC_NS, "ASiCManifest") || !uri)
		return err_set(e, ERR_DATA, ASIC_MANIFEST_NAME ": not an ASiC manifest");
	for (xmlNodePtr c = xml_child(root, ASIC_NS, "DataObjectReference"); c;
	        c = xml_next(c, ASIC_NS, "DataObjectReference")) {
		if (used == MANIFEST_FILES)
			return err_set(e, ERR_DATA, ASIC_MANIFEST_NAME ": more than %d files",
			        MANIFEST_FILES);
		if (read_reference(c, a, &list[used++], e) < 0)
			return -1;
	}
	*ret = list;
	*ret_n = used;
	*ret_signature = uri_name(a, uri);
	return *ret_signature ? 0
	                      : err_set(e, ERR_DATA, ASIC_MANIFEST_NAME ": broken SigReference");
}
