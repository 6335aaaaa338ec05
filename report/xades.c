#include "report/xades.h"

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define XA "http://uri.etsi.org/01903/v1.3.2#"
#define EXC_C14N "http://www.w3.org/2001/10/xml-exc-c14n#"
#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define DIGEST_METHOD "DigestMethod Algorithm=\"" SHA256 "\"></ds:DigestMethod>"

/*
 * SignedProperties and SignedInfo stand here as exclusive canonicalisation
 * renders them as apex elements: their own namespace declared on them. Inside
 * SignedProperties `ds` is declared where it is used, since no element between
 * uses it.
 */
#define SIGNED_PROPERTIES                                                                          \
	"<xades:SignedProperties xmlns:xades=\"" XA "\" Id=\"signed-properties\">"                 \
	"<xades:SignedSignatureProperties><xades:SigningTime>%s</xades:SigningTime>"               \
	"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"                               \
	"<ds:DigestMethod xmlns:ds=\"" DS "\" Algorithm=\"" SHA256 "\"></ds:DigestMethod>"         \
	"<ds:DigestValue xmlns:ds=\"" DS "\">%s</ds:DigestValue>"                                  \
	"</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"                            \
	"</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>"                     \
	"<xades:DataObjectFormat ObjectReference=\"#document\">"                                   \
	"<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>"                       \
	"</xades:SignedDataObjectProperties></xades:SignedProperties>"

#define SIGNED_INFO                                                                                \
	"<ds:SignedInfo xmlns:ds=\"" DS "\">"                                                      \
	"<ds:CanonicalizationMethod Algorithm=\"" EXC_C14N "\"></ds:CanonicalizationMethod>"       \
	"<ds:SignatureMethod Algorithm=\"%s\"></ds:SignatureMethod>"                               \
	"<ds:Reference Id=\"document\" URI=\"\"><ds:Transforms>"                                   \
	"<ds:Transform Algorithm=\"" DS "enveloped-signature\"></ds:Transform>"                    \
	"<ds:Transform Algorithm=\"" EXC_C14N "\"></ds:Transform></ds:Transforms>"                 \
	"<ds:" DIGEST_METHOD "<ds:DigestValue>%s</ds:DigestValue></ds:Reference>"                  \
	"<ds:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" "                       \
	"URI=\"#signed-properties\"><ds:Transforms>"                                               \
	"<ds:Transform Algorithm=\"" EXC_C14N "\"></ds:Transform></ds:Transforms>"                 \
	"<ds:" DIGEST_METHOD "<ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>"

#define SIGNATURE_START "<ds:Signature xmlns:ds=\"" DS "\" Id=\"signature\">"
#define OBJECT_START                                                                               \
	"<ds:Object><xades:QualifyingProperties xmlns:xades=\"" XA "\" Target=\"#signature\">"
#define OBJECT_END "</xades:QualifyingProperties></ds:Object>"

enum { TEXT_MAX = 64 * 1024 };

/* The parts of a signature, each base64 or XML. */
struct parts {
	const struct signer *signer;
	struct arena *arena;
	const char *document_digest, *properties, *info, *value, *certificates;
};

/* Empties `b` into the arena. */
static const char *take(struct parts *p, struct buf *b)
{
	const char *s = arena_strndup(p->arena, b->data, b->len);

	buf_reset(b);
	return s;
}

static int properties(struct parts *p, struct buf *b, struct err *e)
{
	char time[21];

	if (xmldsig_cert_digest(p->signer, b, e) < 0)
		return -1;
	p->properties =
	        arena_printf(p->arena, SIGNED_PROPERTIES, signer_time(p->signer, time), take(p, b));
	return 0;
}

static int info(struct parts *p, struct buf *b, struct err *e)
{
	if (xmldsig_digest(p->properties, strlen(p->properties), b, e) < 0)
		return -1;
	p->info = arena_printf(
	        p->arena, SIGNED_INFO, xmldsig_method(p->signer), p->document_digest, take(p, b));
	return 0;
}

static int value(struct parts *p, struct buf *b, struct err *e)
{
	if (xmldsig_value(p->signer, p->info, strlen(p->info), b, e) < 0)
		return -1;
	p->value = take(p, b);
	return 0;
}

static int certificates(struct parts *p, struct buf *b, struct err *e)
{
	int rc;

	p->certificates = "";
	for (int i = 0; (rc = xmldsig_cert(p->signer, i, b, e)) == 1; i++)
		p->certificates =
		        arena_printf(p->arena, "%s<ds:X509Certificate>%s</ds:X509Certificate>",
		                p->certificates, take(p, b));
	return rc;
}

static void write(struct sink *out, const struct parts *p)
{
	const char *const piece[] = { SIGNATURE_START, p->info, "<ds:SignatureValue>", p->value,
		"</ds:SignatureValue><ds:KeyInfo><ds:X509Data>", p->certificates,
		"</ds:X509Data></ds:KeyInfo>", OBJECT_START, p->properties, OBJECT_END,
		"</ds:Signature>" };

	for (size_t i = 0; i < COUNT_OF(piece); i++)
		sink_str(out, piece[i]);
}

int xades_append(struct sink *out, const struct signer *signer, const char *root, struct arena *a,
        struct err *e)
{
	struct parts p = { .signer = signer, .arena = a };
	struct buf b CLEANUP(buf_done);
	unsigned char digest[32];

	buf_init(&b, TEXT_MAX);
	if (sink_canon_end(out, arena_printf(a, "</%s>", root), digest, e) < 0 ||
	        base64_add(&b, digest, sizeof digest, e) < 0)
		return -1;
	p.document_digest = take(&p, &b);
	if (properties(&p, &b, e) < 0 || info(&p, &b, e) < 0 || value(&p, &b, e) < 0 ||
	        certificates(&p, &b, e) < 0)
		return -1;
	write(out, &p);
	return 0;
}
