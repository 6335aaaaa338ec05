#include "tests/harness/h_pki.h"

#include <sys/stat.h>

#include "common/file.h"
#include "report/xml_verify.h"
#include "tests/harness/h.h"

#define XADES_NS "http://uri.etsi.org/01903/v1.3.2#"
#define EXC "http://www.w3.org/2001/10/xml-exc-c14n#"
#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define DECL "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define BODY                                                                                       \
	"<Indberetning xmlns=\"urn:test\"><Navn Id=\"part\">\xc3\x86r\xc3\xb8 &amp; "              \
	"S\xc3\xb8n</Navn>"
#define END "</Indberetning>"

/* A signature in the form of our writer, with one thing or another in a form it must not have. */
struct shape {
	const char *uri;       /* of the first reference */
	const char *transform; /* its first transform */
	const char *method, *c14n, *digest;
	const char *props_uri;
	const char *key_info; /* NULL: the certificates */
	bool no_cert_digest;
	int64_t at;
};

static void b64(char *out, size_t cap, const void *data, size_t n)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };

	buf_init(&b, cap);
	h_ok(xmldsig_digest(data, n, &b, &e), e);
	snprintf(out, cap, "%s", b.data);
}

static void put_props(const struct signer *s, const struct shape *o, char *out, size_t cap)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	char when[21];

	buf_init(&b, 256);
	h_ok(xmldsig_cert_digest(s, &b, &e), e);
	snprintf(out, cap,
	        "<xades:SignedProperties xmlns:xades=\"" XADES_NS
	        "\" Id=\"sp\"><xades:SignedSignatureProperties>"
	        "<xades:SigningTime>%s</"
	        "xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
	        "<ds:DigestMethod xmlns:ds=\"" XMLDSIG_NS "\" Algorithm=\"" SHA256
	        "\"></ds:DigestMethod>"
	        "<ds:DigestValue xmlns:ds=\"" XMLDSIG_NS
	        "\">%s</ds:DigestValue></xades:CertDigest></xades:Cert>"
	        "</xades:SigningCertificateV2></xades:SignedSignatureProperties></"
	        "xades:SignedProperties>",
	        signer_time(s, when), o->no_cert_digest ? "x" : b.data);
}

static void put_info(
        const struct shape *o, const char *body, const char *props, char *out, size_t cap)
{
	char whole[4096], doc[64], sp[64];

	snprintf(whole, sizeof whole, "%s" END, body);
	b64(doc, sizeof doc, whole, strlen(whole));
	b64(sp, sizeof sp, props, strlen(props));
	snprintf(out, cap,
	        "<ds:SignedInfo xmlns:ds=\"" XMLDSIG_NS
	        "\"><ds:CanonicalizationMethod Algorithm=\"%s\">"
	        "</ds:CanonicalizationMethod><ds:SignatureMethod "
	        "Algorithm=\"%s\"></ds:SignatureMethod>"
	        "<ds:Reference URI=\"%s\"><ds:Transforms><ds:Transform "
	        "Algorithm=\"%s\"></ds:Transform>"
	        "<ds:Transform Algorithm=\"" EXC "\"></ds:Transform></ds:Transforms>"
	        "<ds:DigestMethod "
	        "Algorithm=\"%s\"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue>"
	        "</ds:Reference><ds:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" "
	        "URI=\"%s\">"
	        "<ds:Transforms><ds:Transform Algorithm=\"" EXC "\"></ds:Transform></ds:Transforms>"
	        "<ds:DigestMethod Algorithm=\"" SHA256
	        "\"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue>"
	        "</ds:Reference></ds:SignedInfo>",
	        o->c14n, o->method, o->uri, o->transform, o->digest, doc, o->props_uri, sp);
}

static void put_certs(const struct signer *s, const struct shape *o, struct buf *b)
{
	struct err e = { 0 };

	if (o->key_info) {
		(void)buf_str(b, o->key_info);
		return;
	}
	(void)buf_str(b, "<ds:X509Data>");
	for (int i = 0;; i++) {
		struct buf cert CLEANUP(buf_done) = { 0 };

		buf_init(&cert, 65536);
		if (xmldsig_cert(s, i, &cert, &e) != 1)
			break;
		(void)buf_printf(b, "<ds:X509Certificate>%s</ds:X509Certificate>", cert.data);
	}
	(void)buf_str(b, "</ds:X509Data>");
}

static const struct shape plain = { .uri = "",
	.transform = XMLDSIG_NS "enveloped-signature",
	.c14n = EXC,
	.digest = SHA256,
	.props_uri = "#sp" };

static void put_document(
        const struct signer *s, const struct shape *given, const char *body, struct buf *out)
{
	struct shape o = *given;
	char props[4096], info[4096];
	struct err e = { 0 };

	if (!o.method)
		o.method = xmldsig_method(s);
	put_props(s, &o, props, sizeof props);
	put_info(&o, body, props, info, sizeof info);
	(void)buf_printf(out,
	        DECL "%s<ds:Signature xmlns:ds=\"" XMLDSIG_NS "\" Id=\"sig\">%s<ds:SignatureValue>",
	        body, info);
	h_ok(xmldsig_value(s, info, strlen(info), out, &e), e);
	(void)buf_str(out, "</ds:SignatureValue><ds:KeyInfo>");
	put_certs(s, &o, out);
	(void)buf_printf(out,
	        "</ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades=\"" XADES_NS
	        "\" Target=\"#sig\">%s</xades:QualifyingProperties></ds:Object></ds:Signature>" END
	        "\n",
	        props);
}

/* Both judges must agree; the second is fed in pieces of `step` bytes. */
static bool accepted(const struct trust_verdict *v)
{
	return v->signature.state == TRUST_YES && v->chain.state == TRUST_YES &&
	       v->organisation.state == TRUST_YES && v->revocation.state != TRUST_NO;
}

static const char *text_of(const struct trust_verdict *v)
{
	static char text[1400];

	snprintf(text, sizeof text, "signature: %s; chain: %s; organisation: %s; revocation: %s",
	        v->signature.text, v->chain.text, v->organisation.text, v->revocation.text);
	return text;
}

static void stream(
        const char *data, size_t n, size_t step, const struct trust *t, struct trust_verdict *v)
{
	struct xml_stream x CLEANUP(xml_stream_done) = { 0 };

	xml_stream_init(&x);
	for (size_t i = 0; i < n; i += step)
		xml_stream_feed(&x, data + i, n - i < step ? n - i : step);
	xml_stream_finish(&x, t, v);
}

static void judge(const char *what, const char *data, size_t n, const char *crl, const char *says)
{
	static const size_t steps[] = { 1, 7, 128, 1000, 1 << 20 };
	struct trust t CLEANUP(trust_done) = { 0 };
	struct trust_verdict v = { 0 };

	h_trust(&t, crl);
	xml_verify(&t, data, n, &v);
	if (accepted(&v) != !says || (says && !strstr(text_of(&v), says)))
		fail_msg("%s (library): %s", what, text_of(&v));
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		v = (struct trust_verdict){ 0 };
		stream(data, n, steps[i], &t, &v);
		if (accepted(&v) != !says)
			fail_msg("%s (stream, %zu): %s", what, steps[i], text_of(&v));
	}
}

static void open_signer(struct signer *s, const char *key, int64_t at)
{
	struct err e = { 0 };

	h_ok(h_signer(s, key, strcmp(key, "other") == 0 ? "87654321" : H_CVR, "pkcs1",
	             at ? at : h_now(), &e),
	        e);
}

static void sign(const char *key, const struct shape *o, struct buf *out)
{
	struct signer s CLEANUP(signer_done) = { 0 };

	open_signer(&s, key, o->at);
	buf_init(out, 1 << 20);
	put_document(&s, o, BODY, out);
}

static void good_signatures_pass_and_xmlsec1_agrees(void **state)
{
	static const char *const keys[] = { "org", "ec", "soon" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct buf doc CLEANUP(buf_done) = { 0 };

		sign(keys[i], &plain, &doc);
		judge(keys[i], doc.data, doc.len, NULL, NULL);
		judge(keys[i], doc.data, doc.len, "sub.crl", NULL);
		h_write(h_pki_file("signed.xml"), doc.data, doc.len);
		assert_int_equal(h_sh("xmlsec1 --verify --id-attr:Id " XADES_NS ":SignedProperties"
		                      " --trusted-pem $PKI/trust.pem --untrusted-pem $PKI/sub.pem "
		                      "$PKI/signed.xml >$PKI/out.txt 2>&1"
		                      " || { cat $PKI/out.txt; exit 1; }"),
		        0);
	}
}

static const struct {
	const char *key, *crl, *says;
	int64_t at;
} signers[] = {
	{ "rev", "sub.crl", "the certificate was revoked on", 0 },
	{ "other", NULL, "signed by CVR 87654321, expected 12345678", 0 },
	{ "fake", NULL, "does not lead to a trusted root", 0 },
	{ "nochain", NULL, "does not lead to a trusted root", 0 }, { "self", NULL, "self-made", 0 },
	{ "old", NULL, NULL, 1650000000 }, /* signed in time */
};

static void only_the_expected_organisation_is_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(signers); i++) {
		struct buf doc CLEANUP(buf_done) = { 0 };
		struct shape o = plain;

		o.at = signers[i].at;
		sign(signers[i].key, &o, &doc);
		judge(signers[i].key, doc.data, doc.len, signers[i].crl, signers[i].says);
	}
}

static void an_expired_certificate_is_refused(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct buf doc CLEANUP(buf_done) = { 0 };

	(void)state;
	open_signer(&s, "old", 1650000000);
	s.now = h_now();
	buf_init(&doc, 1 << 20);
	put_document(&s, &plain, BODY, &doc);
	judge("expired", doc.data, doc.len, NULL, "had expired at the time of signing");
}

static char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	size_t n = strlen(text) + strlen(to) + 1;
	char *out = malloc(n);

	assert_non_null(at);
	assert_non_null(out);
	snprintf(out, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return out;
}

static const struct {
	const char *from, *to, *says;
} changes[] = {
	{ "S\xc3\xb8n", "S\xc3\xb8m", "one of them was changed" },
	{ "<xades:SigningTime>2", "<xades:SigningTime>1", "was changed" },
	{ "</ds:Signature>", "</ds:Signature><x></x>", "one of them was changed" },
	{ "<ds:SignatureValue>", "<ds:SignatureValue>AAAA", "" },
};

static void what_was_changed_is_refused(void **state)
{
	struct buf doc CLEANUP(buf_done) = { 0 };

	(void)state;
	sign("ec", &plain, &doc);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		char *bad = replaced(doc.data, changes[i].from, changes[i].to);

		judge(changes[i].to, bad, strlen(bad), NULL, changes[i].says);
		free(bad);
	}
}

static const struct {
	const char *what;
	struct shape shape;
	const char *says;
} shapes[] = {
	{ "external reference", { .uri = "file:///etc/passwd" }, "not accepted" },
	{ "part only", { .uri = "#part" }, "" },
	{ "no enveloped transform", { .transform = EXC }, "" },
	{ "xslt", { .transform = "http://www.w3.org/TR/1999/REC-xslt-19991116" }, "not accepted" },
	{ "xpath", { .transform = "http://www.w3.org/TR/1999/REC-xpath-19991116" },
	        "not accepted" },
	{ "hmac", { .method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256" },
	        "not accepted" },
	{ "sha1", { .method = XMLDSIG_NS "rsa-sha1" }, "not accepted" },
	{ "pss", { .method = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" },
	        "not accepted" },
	{ "sha1 digest", { .digest = XMLDSIG_NS "sha1" }, "not accepted" },
	{ "properties left out", { .props_uri = "#sig" }, "" },
	{ "key name", { .key_info = "<ds:KeyName>k</ds:KeyName>" }, "" },
	{ "no key", { .key_info = "" }, "" },
	{ "other certificate named", { .no_cert_digest = true },
	        "not made with the certificate it names" },
};

static struct shape filled(const struct shape *given)
{
	struct shape o = *given;

	o.uri = o.uri ? o.uri : plain.uri;
	o.transform = o.transform ? o.transform : plain.transform;
	o.c14n = o.c14n ? o.c14n : plain.c14n;
	o.digest = o.digest ? o.digest : plain.digest;
	o.props_uri = o.props_uri ? o.props_uri : plain.props_uri;
	return o;
}

static void each_foreign_shape_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct buf doc CLEANUP(buf_done) = { 0 };
		struct shape o = filled(&shapes[i].shape);

		sign("org", &o, &doc);
		judge(shapes[i].what, doc.data, doc.len, NULL, shapes[i].says);
	}
}

/* The signed document moves below an Object of the signature, and another one takes its place. */
static void wrapping_is_refused(void **state)
{
	struct buf doc CLEANUP(buf_done) = { 0 }, bad CLEANUP(buf_done) = { 0 };
	const char *sig;

	(void)state;
	sign("ec", &plain, &doc);
	sig = strstr(doc.data, "<ds:Signature ");
	buf_init(&bad, 1 << 20);
	(void)buf_printf(&bad,
	        DECL "<Indberetning xmlns=\"urn:test\"><Navn>Eve</Navn><x>%s%.*s</x>" END "\n",
	        BODY, (int)(strlen(sig) - 1), sig);
	judge("wrapped", bad.data, bad.len, NULL, "");
	buf_reset(&bad);
	(void)buf_printf(&bad, "%.*s%.*s%s", (int)(sig - doc.data), doc.data,
	        (int)(strstr(sig, END) - sig), sig, sig);
	judge("two signatures", bad.data, bad.len, NULL, "more than one signature");
}

static void a_doctype_is_refused(void **state)
{
	struct buf doc CLEANUP(buf_done) = { 0 };
	char *bad;

	(void)state;
	sign("ec", &plain, &doc);
	bad = replaced(
	        doc.data, "?>\n", "?>\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>");
	judge("doctype", bad, strlen(bad), NULL, "DOCTYPE");
	free(bad);
}

static void no_signature_is_told_apart(void **state)
{
	static const char text[] =
	        DECL "<a>long enough to be more than what the window keeps back: "
	             "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
	             "0123456789</a>\n";
	struct trust t CLEANUP(trust_done) = { 0 };
	struct trust_verdict v = { 0 };

	(void)state;
	h_trust(&t, NULL);
	xml_verify(&t, text, sizeof text - 1, &v);
	assert_int_equal(v.signature.state, TRUST_NA);
	v = (struct trust_verdict){ 0 };
	stream(text, sizeof text - 1, 11, &t, &v);
	assert_int_equal(v.signature.state, TRUST_NA);
}

/* Another program's signature: pretty-printed, inclusive C14N, no properties, the chain beside it.
 */
static void a_plain_signature_of_another_program_is_judged_as_of_now(void **state)
{
	static const char tmpl[] =
	        "<r>\n <d>x</d>\n <Signature xmlns=\"" XMLDSIG_NS "\">\n  <SignedInfo>\n"
	        "   <CanonicalizationMethod "
	        "Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>\n"
	        "   <SignatureMethod "
	        "Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\n"
	        "   <Reference URI=\"\"><Transforms><Transform Algorithm=\"" XMLDSIG_NS
	        "enveloped-signature\"/></Transforms>"
	        "<DigestMethod Algorithm=\"" SHA256
	        "\"/><DigestValue/></Reference>\n  </SignedInfo>\n"
	        "  <SignatureValue/>\n  <KeyInfo><X509Data/></KeyInfo>\n </Signature>\n</r>\n";
	struct trust t CLEANUP(trust_done) = { 0 };
	struct trust_verdict v = { 0 };
	size_t n;
	char *doc;

	(void)state;
	h_write(h_pki_file("tmpl.xml"), tmpl, sizeof tmpl - 1);
	assert_int_equal(h_sh("xmlsec1 --sign --privkey-pem "
	                      "$PKI/ca/org.key,$PKI/org.pem,$PKI/sub.pem --output"
	                      " $PKI/other.xml $PKI/tmpl.xml 2>$PKI/out.txt || { cat $PKI/out.txt; "
	                      "exit 1; }"),
	        0);
	doc = h_read(h_pki_file("other.xml"), &n);
	h_trust(&t, NULL);
	xml_verify(&t, doc, n, &v);
	if (!accepted(&v))
		fail_msg("%s", text_of(&v));
	*strstr(doc, "x</d>") = 'y';
	v = (struct trust_verdict){ 0 };
	xml_verify(&t, doc, n, &v);
	assert_int_equal(v.signature.state, TRUST_NO);
	free(doc);
}

static int teardown(void **state)
{
	(void)state;
	xml_verify_shutdown();
	h_pki_done();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_signatures_pass_and_xmlsec1_agrees),
		cmocka_unit_test(only_the_expected_organisation_is_accepted),
		cmocka_unit_test(an_expired_certificate_is_refused),
		cmocka_unit_test(what_was_changed_is_refused),
		cmocka_unit_test(each_foreign_shape_is_refused),
		cmocka_unit_test(wrapping_is_refused),
		cmocka_unit_test(a_doctype_is_refused),
		cmocka_unit_test(no_signature_is_told_apart),
		cmocka_unit_test(a_plain_signature_of_another_program_is_judged_as_of_now),
	};

	return cmocka_run_group_tests_name("xml_verify", tests, NULL, teardown);
}
