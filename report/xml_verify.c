#include "report/xml_verify.h"

#include <libxml/parser.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/keysmngr.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/x509.h>

#include "common/text.h"
#include "common/xml_safe.h"

#define XADES_NS "http://uri.etsi.org/01903/v1.3.2#"

/* ---- the library, once per process ---- */

static void silent(const char *file, int line, const char *func, const char *object,
        const char *subject, int reason, const char *msg)
{
	(void)file, (void)line, (void)func, (void)object, (void)subject, (void)reason, (void)msg;
}

static bool *started(void)
{
	static bool yes;

	return &yes;
}

static int start(void)
{
	if (*started())
		return 0;
	xmlInitParser();
	if (xmlSecInit() < 0 || xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0)
		return -1;
	xmlSecErrorsSetCallback(silent);
	xmlSecIOCleanupCallbacks(); /* whatever a document says, nothing is fetched */
	*started() = true;
	return 0;
}

void xml_verify_shutdown(void)
{
	if (!*started())
		return;
	xmlSecCryptoShutdown();
	xmlSecCryptoAppShutdown();
	xmlSecShutdown();
	*started() = false;
}

/* ---- set-up: what a signature may use at all ---- */

static void manager_freep(xmlSecKeysMngrPtr *m)
{
	if (*m)
		xmlSecKeysMngrDestroy(*m);
}

static void context_freep(xmlSecDSigCtxPtr *c)
{
	if (*c)
		xmlSecDSigCtxDestroy(*c);
}

static int allow_reference(xmlSecDSigCtxPtr c)
{
	const xmlSecTransformId ids[] = { xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId,
		xmlSecTransformInclC14NId, xmlSecTransformSha256Id };

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (xmlSecDSigCtxEnableReferenceTransform(c, ids[i]) < 0)
			return -1;
	return 0;
}

static int allow_signature(xmlSecDSigCtxPtr c)
{
	const xmlSecTransformId ids[] = { xmlSecTransformExclC14NId, xmlSecTransformInclC14NId,
		xmlSecTransformRsaSha256Id, xmlSecTransformEcdsaSha256Id,
		xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha512Id };

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (xmlSecDSigCtxEnableSignatureTransform(c, ids[i]) < 0)
			return -1;
	return 0;
}

/* Certificates are only read here; trust_cert() judges them. */
static int set_up(xmlSecDSigCtxPtr c)
{
	c->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
	c->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
	c->keyInfoReadCtx.flags |= XMLSEC_KEYINFO_FLAGS_X509DATA_DONT_VERIFY_CERTS;
	if (allow_reference(c) < 0 || allow_signature(c) < 0)
		return -1;
	return xmlSecPtrListAdd(&c->keyInfoReadCtx.enabledKeyData, (xmlSecPtr)xmlSecKeyDataX509Id);
}

/* ---- the shape ---- */

/* Every ds:Signature below and beside n; the last one seen. */
static int count_signatures(xmlNodePtr n, xmlNodePtr *ret)
{
	int found = 0;

	for (; n; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (xml_is(n, XMLDSIG_NS, "Signature")) {
			*ret = n;
			found++;
		}
		found += count_signatures(n->children, ret);
	}
	return found;
}

static const char *find_signature(xmlDocPtr doc, xmlNodePtr *ret)
{
	xmlNodePtr root = xmlDocGetRootElement(doc);
	int n = count_signatures(root, ret);

	if (n == 0)
		return NULL;
	if (n > 1)
		return "there is more than one signature in the document";
	return (*ret)->parent == root ? NULL
	                              : "the signature is not a child of the document element";
}

static bool has_enveloped(xmlSecDSigReferenceCtxPtr r)
{
	int n = 0;

	for (xmlSecTransformPtr t = r->transformCtx.first; t; t = t->next)
		n += t->id == xmlSecTransformEnvelopedId;
	return n == 1;
}

/* One reference is the whole document without the signature; *ret_props is the Id of the other. */
static const char *check_references(xmlSecDSigCtxPtr c, const xmlChar **ret_props)
{
	xmlSecSize n = xmlSecPtrListGetSize(&c->signedInfoReferences);
	int whole = 0;

	for (xmlSecSize i = 0; i < n; i++) {
		xmlSecDSigReferenceCtxPtr r = xmlSecPtrListGetItem(&c->signedInfoReferences, i);

		if (r->uri && r->uri[0] == '\0')
			whole += has_enveloped(r);
		else if (r->uri && r->uri[0] == '#')
			*ret_props = r->uri + 1;
	}
	return whole == 1 && n <= 2 ? NULL : "the signature does not cover the whole document";
}

/* ---- signed properties (XAdES) ---- */

static xmlNodePtr find_below(xmlNodePtr n, const char *ns, const char *name)
{
	for (; n; n = n->next) {
		xmlNodePtr found;

		if (n->type != XML_ELEMENT_NODE)
			continue;
		found = xml_is(n, ns, name) ? n : find_below(n->children, ns, name);
		if (found)
			return found;
	}
	return NULL;
}

static const char *read_time(xmlNodePtr props, struct arena *a, int64_t *ret)
{
	xmlNodePtr time = find_below(props->children, XADES_NS, "SigningTime");
	const char *text = time ? xml_text(time, a) : "";
	size_t n = strlen(text);

	return n == 20 && text[19] == 'Z' && text_secs(text, 19, ret)
	               ? NULL
	               : "the signature does not state when it was made (UTC)";
}

/* The certificate is bound into what is signed, so that none can be put in its place. */
static const char *check_cert_digest(xmlNodePtr props, struct arena *a, const X509 *cert)
{
	xmlNodePtr digest = find_below(props->children, XADES_NS, "CertDigest");
	xmlNodePtr value = digest ? xml_child(digest, XMLDSIG_NS, "DigestValue") : NULL;
	unsigned char md[EVP_MAX_MD_SIZE], b64[64];
	unsigned len = 0;

	if (!value || X509_digest(cert, EVP_sha256(), md, &len) != 1)
		return "the signed properties do not name the certificate";
	EVP_EncodeBlock(b64, md, (int)len);
	return strcmp(xml_text(value, a), (char *)b64) == 0
	               ? NULL
	               : "the signature was not made with the certificate it names";
}

const char *xml_signature_properties(
        xmlNodePtr props, struct arena *a, const X509 *cert, int64_t *ret_at)
{
	const char *fault = read_time(props, a, ret_at);

	return fault ? fault : check_cert_digest(props, a, cert);
}

/* A plain XML-DSig states no time: it is judged as of now. */
static const char *time_of(const struct trust *t, xmlNodePtr sig, const xmlChar *id,
        const X509 *cert, struct arena *a, int64_t *ret_at)
{
	xmlNodePtr props = find_below(sig->children, XADES_NS, "SignedProperties");
	const char *own;

	if (!props && !id && t->now) {
		*ret_at = t->now;
		return NULL;
	}
	own = props ? xml_attr(props, "Id", a) : NULL;
	if (!own || !id || strcmp(own, (const char *)id) != 0)
		return "the signature does not cover its own properties";
	return xml_signature_properties(props, a, cert, ret_at);
}

/* ---- documents in memory ---- */

static void certs_freep(STACK_OF(X509) * *s)
{
	sk_X509_pop_free(*s, X509_free);
}

static X509 *key_cert(xmlSecDSigCtxPtr c)
{
	xmlSecKeyDataPtr d =
	        c->signKey ? xmlSecKeyGetData(c->signKey, xmlSecOpenSSLKeyDataX509Id) : NULL;

	return d ? xmlSecOpenSSLKeyDataX509GetKeyCert(d) : NULL;
}

static const char *judge(
        const struct trust *t, xmlSecDSigCtxPtr c, xmlNodePtr sig, struct trust_verdict *v)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	STACK_OF(X509) * others CLEANUP(certs_freep) = xml_signature_certs(sig, &a);
	const xmlChar *props = NULL;
	const char *fault;
	int64_t at = 0;
	X509 *cert;

	if (xmlSecDSigCtxVerify(c, sig) < 0)
		return "the signature uses what is not accepted, or is malformed";
	if (c->status != xmlSecDSigStatusSucceeded)
		return "the signature does not fit the document: one of them was changed";
	fault = check_references(c, &props);
	if (fault)
		return fault;
	cert = key_cert(c);
	if (!cert)
		return "the signature came without a certificate";
	fault = time_of(t, sig, props, cert, &a, &at);
	if (fault)
		return fault;
	trust_say(&v->signature, TRUST_YES, "the signature inside the document fits");
	trust_cert(t, cert, others, at, v);
	return NULL;
}

static const char *verify_doc(
        const struct trust *t, xmlDocPtr doc, xmlNodePtr sig, struct trust_verdict *v)
{
	xmlSecKeysMngrPtr keys CLEANUP(manager_freep) = xmlSecKeysMngrCreate();
	xmlSecDSigCtxPtr c CLEANUP(context_freep) = NULL;
	const xmlChar *ids[] = { BAD_CAST "Id", NULL };

	if (!keys || xmlSecCryptoAppDefaultKeysMngrInit(keys) < 0)
		return "the XML signature library has no memory";
	c = xmlSecDSigCtxCreate(keys);
	if (!c || set_up(c) < 0)
		return "the XML signature library could not be set up";
	xmlSecAddIDs(doc, sig, ids); /* IDs outside the signature would open the door to wrapping */
	return judge(t, c, sig, v);
}

void xml_verify(const struct trust *t, const char *data, size_t n, struct trust_verdict *v)
{
	xmlDocPtr doc CLEANUP(xml_doc_freep) = NULL;
	xmlNodePtr sig = NULL;
	struct err e = { 0 };
	const char *fault;

	if (n > XML_VERIFY_MAX) {
		trust_say(
		        &v->signature, TRUST_NO, "the document is too large to be verified whole");
	} else if (xml_safe_doc(data, n, &doc, &e) < 0) {
		trust_say(&v->signature, TRUST_NO, "%s", e.msg);
	} else if ((fault = find_signature(doc, &sig)) != NULL) {
		trust_say(&v->signature, TRUST_NO, "%s", fault);
	} else if (!sig) {
		trust_say(&v->signature, TRUST_NA, "there is no signature in the document");
	} else {
		fault = start() < 0 ? "the XML signature library does not start"
		                    : verify_doc(t, doc, sig, v);
		if (fault)
			trust_say(&v->signature, TRUST_NO, "%s", fault);
	}
}

static int push_cert(STACK_OF(X509) * all, const char *b64, struct arena *a)
{
	size_t n = strlen(b64), used = 0;
	unsigned char *text = arena_take(a, n + 1), *der = arena_take(a, n + 4);
	const unsigned char *p = der;
	int len;
	X509 *c;

	for (size_t i = 0; i < n; i++) /* base64 may be broken into lines */
		if (!strchr(" \t\r\n", b64[i]))
			text[used++] = (unsigned char)b64[i];
	len = EVP_DecodeBlock(der, text, (int)used);
	c = len < 0 ? NULL : d2i_X509(NULL, &p, len);
	if (!c || !sk_X509_push(all, c)) {
		X509_free(c);
		return -1;
	}
	return 0;
}

/* ds:KeyInfo/ds:X509Data/ds:X509Certificate, in order, at most eight; what is malformed is left
 * out. */
STACK_OF(X509) * xml_signature_certs(xmlNodePtr sig, struct arena *a)
{
	STACK_OF(X509) *all = sk_X509_new_null();
	xmlNodePtr info = xml_child(sig, XMLDSIG_NS, "KeyInfo"), data, c;

	for (data = info ? xml_child(info, XMLDSIG_NS, "X509Data") : NULL; data && all;
	        data = xml_next(data, XMLDSIG_NS, "X509Data"))
		for (c = xml_child(data, XMLDSIG_NS, "X509Certificate"); c && sk_X509_num(all) < 8;
		        c = xml_next(c, XMLDSIG_NS, "X509Certificate"))
			(void)push_cert(all, xml_text(c, a), a);
	return all;
}
