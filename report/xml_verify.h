/*
 * Enveloped XML signatures (XML-DSig, XAdES), strictly.
 *
 * Accepted is one shape only: exactly one ds:Signature, a child of the document
 * element; one reference to the whole document (URI="", the enveloped
 * transform), and at most same-document references into the signature itself;
 * canonicalisation inclusive or exclusive, SHA-256, RSA or ECDSA with SHA-256 or
 * SHA-512; the key from an X.509 certificate that came along and nothing else.
 * No DOCTYPE, nothing fetched. So wrapping, external references, key names,
 * HMAC in place of RSA, and RSA-PSS are refused.
 *
 * xml_verify()        any document of that kind, held in memory, up to XML_VERIFY_MAX
 *                     bytes: libxmlsec1 judges it. All calls to that library are here.
 * xml_stream_*()      documents of any size that our own writer made (xades.h):
 *                     canonical by construction, signature last. The bytes before it
 *                     are digested as they pass; if they have the digest that was
 *                     signed they are the canonical form. Another shape is refused.
 *
 * Both fill the verdict (trust.h); signature.state TRUST_NA means: no signature.
 */
#ifndef REPORT_XML_VERIFY_H
#define REPORT_XML_VERIFY_H
#include <libxml/tree.h>

#include "common/buf.h"
#include "report/trust.h"

enum { XML_VERIFY_MAX = 16 << 20 };
#define XMLDSIG_NS "http://www.w3.org/2000/09/xmldsig#"

void xml_verify(const struct trust *t, const char *data, size_t n, struct trust_verdict *v);

struct xml_stream {
	EVP_MD_CTX *digest;
	struct buf window; /* bytes not yet digested; from the signature on, all of them */
	bool started, in_signature;
	const char *fault;
};
void xml_stream_init(struct xml_stream *x);
void xml_stream_feed(struct xml_stream *x, const char *data, size_t n);
void xml_stream_finish(struct xml_stream *x, const struct trust *t, struct trust_verdict *v);
void xml_stream_done(struct xml_stream *x);

/* Parts both need: the certificates beside a ds:Signature (own the stack; may be NULL), and what
 * xades:SignedProperties says of time and certificate (NULL, or what is wrong with it). */
STACK_OF(X509) * xml_signature_certs(xmlNodePtr signature, struct arena *a);
const char *xml_signature_properties(
        xmlNodePtr props, struct arena *a, const X509 *cert, int64_t *ret_at);

/* Frees what libxmlsec1 keeps for the whole process; before the program ends, if ever. */
void xml_verify_shutdown(void);
#endif
