// A detached CAdES signature by pkijs: signature, chain, and the certificate that ESSCertIDv2 binds.
// cms.cjs CONTENT SIGNATURE ROOT.pem CVR
'use strict';
const fs = require('fs');
const crypto = require('crypto');
const asn1js = require('asn1js');
const pkijs = require('pkijs');
const { judge, need, sha256, pemToDer } = require('./verdict.cjs');

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const ORGANISATION_ID = '2.5.4.97';
const [content, signature, root, cvr] = process.argv.slice(2);

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: crypto.webcrypto }));
const buffer = (bytes) => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const parsed = (bytes) => {
	const asn1 = asn1js.fromBER(buffer(bytes));
	need(asn1.offset !== -1, 'not ASN.1');
	return asn1.result;
};

judge(async () => {
	const info = new pkijs.ContentInfo({ schema: parsed(fs.readFileSync(signature)) });
	need(info.contentType === SIGNED_DATA, 'not signed data');
	const data = new pkijs.SignedData({ schema: info.content });
	need(data.signerInfos.length === 1, 'not one signer');
	need(!data.encapContentInfo.eContent, 'the signature is not detached');
	const trusted = new pkijs.Certificate({ schema: parsed(pemToDer(fs.readFileSync(root, 'utf8'))) });
	const verdict = await data.verify({ signer: 0, data: buffer(fs.readFileSync(content)), trustedCerts: [trusted],
		checkChain: true, extendedMode: true }).catch((e) => e);
	need(verdict.signatureVerified, `the signature does not fit: ${verdict.message}`);
	need(verdict.signerCertificateVerified, `the chain does not lead to the root: ${verdict.message}`);

	const leaf = verdict.signerCertificate;
	const bound = data.signerInfos[0].signedAttrs.attributes.find((a) => a.type === SIGNING_CERTIFICATE_V2);
	need(bound, 'no ESSCertIDv2');
	const essCert = bound.values[0].valueBlock.value[0].valueBlock.value[0];
	const hash = essCert.valueBlock.value.find((v) => v instanceof asn1js.OctetString);
	need(Buffer.from(hash.valueBlock.valueHexView).equals(sha256(Buffer.from(leaf.toSchema(false).toBER(false)))),
		'ESSCertIDv2 binds another certificate');
	const organisation = leaf.subject.typesAndValues.find((t) => t.type === ORGANISATION_ID);
	need(organisation && organisation.value.valueBlock.value === `NTRDK-${cvr}`, 'another organisation signed');
	return 'signature, chain, ESSCertIDv2 and organisation';
});
