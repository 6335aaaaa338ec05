#define _GNU_SOURCE /* memmem */
#include "report/xml_verify.h"

#include <openssl/ec.h>

#include "common/text.h"
#include "common/xml_safe.h"

/*
 * Why no canonicalisation is needed: the digest in ds:SignedInfo is of the
 * canonical form of the document without its signature. If the bytes of the
 * file without declaration and signature have that digest, they are that form.
 * The same holds for ds:SignedInfo, whose bytes the signature value is over,
 * and for xades:SignedProperties. Values are read only from bytes so proved.
 */
#define XADES_NS "http://uri.etsi.org/01903/v1.3.2#"
#define EXC_C14N "http://www.w3.org/2001/10/xml-exc-c14n#"
#define ENVELOPED XMLDSIG_NS "enveloped-signature"
#define SHA256_URI "http://www.w3.org/2001/04/xmlenc#sha256"
#define RSA_SHA256 "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
#define ECDSA_SHA256 "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
#define SIGNATURE_TAG "<ds:Signature xmlns:ds=\""
#define SIGNATURE_END "</ds:Signature>"

enum { WINDOW_MAX = 2 << 20, KEEP = 128, SIGNATURE_SIZE = 256 << 10 };

struct span {
	const char *p;
	size_t n;
};

void xml_stream_init(struct xml_stream *x)
{
	*x = (struct xml_stream){ .digest = EVP_MD_CTX_new() };
	buf_init(&x->window, WINDOW_MAX);
	if (!x->digest || EVP_DigestInit_ex(x->digest, EVP_sha256(), NULL) != 1)
		x->fault = "SHA-256 is not to be had";
}

void xml_stream_done(struct xml_stream *x)
{
	EVP_MD_CTX_free(x->digest);
	buf_done(&x->window);
	*x = (struct xml_stream){ 0 };
}

static void drop(struct buf *b, size_t n)
{
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
}

static void digest(struct xml_stream *x, size_t n)
{
	if (EVP_DigestUpdate(x->digest, x->window.data, n) != 1)
		x->fault = "SHA-256 failed";
	drop(&x->window, n);
}

/* The XML declaration is no part of the canonical form. */
static void find_root(struct xml_stream *x)
{
	struct buf *b = &x->window;
	const char *end;

	if (b->len < KEEP)
		return;
	if (memcmp(b->data, "<?xml ", 6) == 0) {
		end = memmem(b->data, KEEP, "?>\n", 3);
		if (!end) {
			x->fault = "the document does not begin as our writer begins it";
			return;
		}
		drop(b, (size_t)(end - b->data) + 3);
	}
	if (b->len < 2 || b->data[0] != '<' || strchr("!?/", b->data[1]))
		x->fault = "the document does not begin as our writer begins it";
	x->started = true;
}

static void find_signature(struct xml_stream *x)
{
	const size_t lead = strlen(SIGNATURE_TAG);
	struct buf *b = &x->window;
	const char *at = memmem(b->data, b->len, XMLDSIG_NS, sizeof XMLDSIG_NS - 1);

	if (!at) {
		if (b->len > KEEP)
			digest(x, b->len - KEEP);
		return;
	}
	if ((size_t)(at - b->data) < lead || memcmp(at - lead, SIGNATURE_TAG, lead) != 0) {
		x->fault = "the signature is not in the form of our writer, and the document is "
		           "too large "
		           "for any other";
		return;
	}
	digest(x, (size_t)(at - b->data) - lead);
	x->in_signature = true;
}

void xml_stream_feed(struct xml_stream *x, const char *data, size_t n)
{
	if (x->fault)
		return;
	if (buf_add(&x->window, data, n) < 0 ||
	        (x->in_signature && x->window.len > SIGNATURE_SIZE)) {
		x->fault = "the signature is followed by more than the end of the document";
		return;
	}
	if (!x->started)
		find_root(x);
	if (x->started && !x->fault && !x->in_signature)
		find_signature(x);
}

/* ---- the signature itself ---- */

struct parts {
	struct span all, info, props, end; /* end: what follows the signature */
	xmlDocPtr info_doc, props_doc, all_doc;
	struct arena a;
	STACK_OF(X509) * certs;
	X509 *cert; /* borrowed */
};

static void parts_done(struct parts *p)
{
	xml_doc_freep(&p->info_doc);
	xml_doc_freep(&p->props_doc);
	xml_doc_freep(&p->all_doc);
	arena_done(&p->a);
	sk_X509_pop_free(p->certs, X509_free);
}

static struct span between(struct span in, const char *from, const char *to)
{
	const char *p = memmem(in.p, in.n, from, strlen(from));
	const char *q = p ? memmem(p, in.n - (size_t)(p - in.p), to, strlen(to)) : NULL;

	return q ? (struct span){ p, (size_t)(q - p) + strlen(to) } : (struct span){ NULL, 0 };
}

static const char *cut(struct parts *p, const struct buf *b)
{
	struct span text = { b->data, b->len };
	struct err e = { 0 };

	p->all = between(text, SIGNATURE_TAG, SIGNATURE_END);
	p->info = between(p->all, "<ds:SignedInfo xmlns:ds=", "</ds:SignedInfo>");
	p->props = between(
	        p->all, "<xades:SignedProperties xmlns:xades=", "</xades:SignedProperties>");
	if (!p->all.p || p->all.p != b->data || !p->info.p || !p->props.p)
		return "the signature lacks a part";
	p->end = (struct span){ p->all.p + p->all.n, b->len - p->all.n };
	while (p->end.n > 0 && p->end.p[p->end.n - 1] == '\n')
		p->end.n--;
	if (p->end.n < 4 || memcmp(p->end.p, "</", 2) != 0 ||
	        memchr(p->end.p + 1, '<', p->end.n - 1) || p->end.p[p->end.n - 1] != '>')
		return "the signature is followed by more than the end of the document";
	if (xml_safe_doc(p->all.p, p->all.n, &p->all_doc, &e) < 0 ||
	        xml_safe_doc(p->info.p, p->info.n, &p->info_doc, &e) < 0 ||
	        xml_safe_doc(p->props.p, p->props.n, &p->props_doc, &e) < 0)
		return "the signature is malformed";
	return NULL;
}

static bool algorithm_is(xmlNodePtr n, const char *uri, struct arena *a)
{
	const char *alg = n ? xml_attr(n, "Algorithm", a) : NULL;

	return alg && strcmp(alg, uri) == 0;
}

/* Exactly these transforms, in this order. */
static bool transforms_are(xmlNodePtr ref, const char *const *uris, size_t n, struct arena *a)
{
	xmlNodePtr list = xml_child(ref, XMLDSIG_NS, "Transforms");
	xmlNodePtr t = list ? xml_child(list, XMLDSIG_NS, "Transform") : NULL;

	for (size_t i = 0; i < n; i++, t = xml_next(t, XMLDSIG_NS, "Transform"))
		if (!t || t->children || !algorithm_is(t, uris[i], a))
			return false;
	return !t;
}

static bool digest_is(xmlNodePtr ref, const unsigned char md[32], struct arena *a)
{
	xmlNodePtr value = xml_child(ref, XMLDSIG_NS, "DigestValue");
	unsigned char b64[48];

	EVP_EncodeBlock(b64, md, 32);
	return algorithm_is(xml_child(ref, XMLDSIG_NS, "DigestMethod"), SHA256_URI, a) && value &&
	       strcmp(xml_text(value, a), (char *)b64) == 0;
}

static const char *check_document(xmlNodePtr ref, const unsigned char md[32], struct arena *a)
{
	static const char *const transforms[] = { ENVELOPED, EXC_C14N };
	const char *uri = xml_attr(ref, "URI", a);

	if (!uri || *uri || !transforms_are(ref, transforms, 2, a))
		return "the signature does not cover the whole document";
	return digest_is(ref, md, a)
	               ? NULL
	               : "the signature does not fit the document: one of them was changed";
}

static const char *check_props(struct parts *p, xmlNodePtr ref)
{
	static const char *const transforms[] = { EXC_C14N };
	const char *uri = xml_attr(ref, "URI", &p->a);
	const char *id = xml_attr(xmlDocGetRootElement(p->props_doc), "Id", &p->a);
	unsigned char md[EVP_MAX_MD_SIZE];

	if (!uri || !id || *uri != '#' || strcmp(uri + 1, id) != 0 ||
	        !transforms_are(ref, transforms, 1, &p->a))
		return "the signature does not cover its own properties";
	if (EVP_Digest(p->props.p, p->props.n, md, NULL, EVP_sha256(), NULL) != 1 ||
	        !digest_is(ref, md, &p->a))
		return "the properties of the signature were changed";
	return NULL;
}

static const char *check_references(struct parts *p, const unsigned char md[32])
{
	xmlNodePtr info = xmlDocGetRootElement(p->info_doc);
	xmlNodePtr first = xml_child(info, XMLDSIG_NS, "Reference");
	xmlNodePtr second = first ? xml_next(first, XMLDSIG_NS, "Reference") : NULL;
	const char *fault;

	if (!second || xml_next(second, XMLDSIG_NS, "Reference"))
		return "the signature does not have the two references of our writer";
	if (!algorithm_is(xml_child(info, XMLDSIG_NS, "CanonicalizationMethod"), EXC_C14N, &p->a))
		return "the signature uses a canonicalisation that is not accepted";
	fault = check_document(first, md, &p->a);
	return fault ? fault : check_props(p, second);
}

/* XML has r and s side by side; OpenSSL wants DER. */
static int ecdsa_der(unsigned char *sig, size_t *len, size_t cap)
{
	ECDSA_SIG *es = ECDSA_SIG_new();
	int half = (int)(*len / 2), n = -1;
	BIGNUM *r = BN_bin2bn(sig, half, NULL), *s = BN_bin2bn(sig + half, half, NULL);
	unsigned char *out = sig;

	if (es && r && s && ECDSA_SIG_set0(es, r, s) == 1) {
		r = s = NULL;
		if ((size_t)i2d_ECDSA_SIG(es, NULL) <= cap)
			n = i2d_ECDSA_SIG(es, &out);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(es);
	*len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : -1;
}

static int decode_value(struct parts *p, unsigned char *out, size_t cap, size_t *ret_len)
{
	xmlNodePtr v = xml_child(xmlDocGetRootElement(p->all_doc), XMLDSIG_NS, "SignatureValue");
	const char *text = v ? xml_text(v, &p->a) : "";
	size_t n = strlen(text);
	int len = n == 0 || n / 4 * 3 > cap
	                  ? -1
	                  : EVP_DecodeBlock(out, (const unsigned char *)text, (int)n);

	if (len < 0)
		return -1;
	while (n > 0 && text[--n] == '=')
		len--;
	*ret_len = (size_t)len;
	return 0;
}

static const char *check_value(struct parts *p)
{
	xmlNodePtr info = xmlDocGetRootElement(p->info_doc);
	xmlNodePtr method = xml_child(info, XMLDSIG_NS, "SignatureMethod");
	EVP_PKEY *key = X509_get0_pubkey(p->cert);
	bool ec = key && EVP_PKEY_is_a(key, "EC") == 1;
	unsigned char sig[2048];
	size_t len;
	EVP_MD_CTX *md;
	int ok;

	if (!key || !algorithm_is(method, ec ? ECDSA_SHA256 : RSA_SHA256, &p->a) ||
	        (!ec && EVP_PKEY_is_a(key, "RSA") != 1))
		return "the signature uses an algorithm that is not accepted";
	if (decode_value(p, sig, sizeof sig, &len) < 0 ||
	        (ec && ecdsa_der(sig, &len, sizeof sig) < 0))
		return "the signature value is malformed";
	md = EVP_MD_CTX_new();
	ok = md && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key) == 1 &&
	     EVP_DigestVerify(md, sig, len, (const unsigned char *)p->info.p, p->info.n) == 1;
	EVP_MD_CTX_free(md);
	return ok ? NULL : "the signature value does not fit: something was changed";
}

static const char *open_parts(struct xml_stream *x, struct parts *p, unsigned char md[32])
{
	const char *fault = cut(p, &x->window);

	if (fault)
		return fault;
	if (EVP_DigestUpdate(x->digest, p->end.p, p->end.n) != 1 ||
	        EVP_DigestFinal_ex(x->digest, md, NULL) != 1)
		return "SHA-256 failed";
	p->certs = xml_signature_certs(xmlDocGetRootElement(p->all_doc), &p->a);
	p->cert = sk_X509_value(p->certs, 0);
	return p->cert ? NULL : "the signature came without a certificate";
}

static const char *judge(struct xml_stream *x, struct parts *p, int64_t *ret_at)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	const char *fault = open_parts(x, p, md);

	if (!fault)
		fault = check_value(p);
	if (!fault)
		fault = check_references(p, md);
	if (!fault)
		fault = xml_signature_properties(
		        xmlDocGetRootElement(p->props_doc), &p->a, p->cert, ret_at);
	return fault;
}

void xml_stream_finish(struct xml_stream *x, const struct trust *t, struct trust_verdict *v)
{
	struct parts p CLEANUP(parts_done) = { 0 };
	const char *fault = x->fault;
	int64_t at = 0;

	if (!fault && !x->in_signature) {
		trust_say(&v->signature, TRUST_NA, "there is no signature in the document");
		return;
	}
	if (!fault)
		fault = judge(x, &p, &at);
	if (fault) {
		trust_say(&v->signature, TRUST_NO, "%s", fault);
		return;
	}
	trust_say(&v->signature, TRUST_YES, "the signature inside the document fits");
	trust_cert(t, p.cert, p.certs, at, v);
}
