// A signed XML return by xml-crypto: the signature, what it covers, and the chain by node's own X.509.
// xmldsig.cjs FILE ROOT.pem SUB.pem
'use strict';
const fs = require('fs');
const crypto = require('crypto');
const { SignedXml } = require('xml-crypto');
const { DOMParser } = require('@xmldom/xmldom');
const { judge, need } = require('./verdict.cjs');

const DS = 'http://www.w3.org/2000/09/xmldsig#';
const [file, root, sub] = process.argv.slice(2);

function leafOf(signature) {
	const text = signature.getElementsByTagNameNS(DS, 'X509Certificate')[0].textContent;
	const [leaf, issuing, top] = [Buffer.from(text, 'base64'), fs.readFileSync(sub), fs.readFileSync(root)]
		.map((bytes) => new crypto.X509Certificate(bytes));
	const now = new Date();
	need(leaf.verify(issuing.publicKey) && issuing.verify(top.publicKey), 'the chain does not lead to the root');
	need(new Date(leaf.validFrom) <= now && now <= new Date(leaf.validTo), 'the certificate is not in force');
	return leaf;
}

judge(async () => {
	const xml = fs.readFileSync(file, 'utf8');
	const signatures = new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagNameNS(DS, 'Signature');
	need(signatures.length === 1, 'not one signature');
	const leaf = leafOf(signatures[0]);
	const signed = new SignedXml({ publicCert: leaf.publicKey.export({ type: 'spki', format: 'pem' }), getCertFromKeyInfo: () => null });
	signed.loadSignature(signatures[0].toString());
	need(signed.checkSignature(xml), 'the signature does not fit');
	const covered = signed.getSignedReferences();
	need(covered.length === 2, 'not two references');
	const count = (text) => text.split('<ForanstaltningStruktur>').length - 1;
	need(count(xml) > 0 && count(covered.join('')) === count(xml), 'the signature does not cover every record');
	return `signature and chain, ${count(xml)} records covered`;
});
