/*
 * An enveloped XAdES-BES signature, appended while the file is written.
 *
 * The document must be canonical by construction (xml_out.h) and its bytes,
 * from the root's start tag on, must have passed the sink between
 * sink_canon_on() and now; all that is open is the root. Then the digest of
 * the document is at hand, and the signature costs no second reading: with the
 * transforms enveloped-signature and exclusive canonicalisation a verifier
 * digests the same bytes.
 *
 * Algorithms: exc-c14n, SHA-256, rsa-sha256 (PKCS #1 v1.5) or ecdsa-sha256;
 * signed properties: SigningTime, SigningCertificateV2, DataObjectFormat.
 * Sources: W3C xmldsig-core1, xml-exc-c14n; ETSI EN 319 132-1.
 */
#ifndef REPORT_XADES_H
#define REPORT_XADES_H
#include "common/arena.h"
#include "report/sign.h"
#include "report/sink.h"

int xades_append(struct sink *out, const struct signer *signer, const char *root, struct arena *a,
        struct err *e) MUST_CHECK;
#endif
