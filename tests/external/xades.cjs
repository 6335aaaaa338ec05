// A signed XML return by xadesjs: the signature, and the certificate that the signed properties bind.
// xades.cjs FILE
'use strict';
const fs = require('fs');
const { Crypto } = require('@peculiar/webcrypto');
const xmldom = require('@xmldom/xmldom');
const xpath = require('xpath');
require('xml-core').setNodeDependencies({ DOMParser: xmldom.DOMParser, XMLSerializer: xmldom.XMLSerializer, xpath });
const XAdES = require('xadesjs');
const { judge, need, sha256 } = require('./verdict.cjs');

const DS = 'http://www.w3.org/2000/09/xmldsig#';
XAdES.Application.setEngine('node', new Crypto());

judge(async () => {
	const doc = XAdES.Parse(fs.readFileSync(process.argv[2], 'utf8'));
	const element = doc.getElementsByTagNameNS(DS, 'Signature')[0];
	need(element, 'no signature');
	const signed = new XAdES.SignedXml(doc);
	signed.LoadXml(element);
	need(await signed.Verify(), 'the signature does not fit');
	const properties = signed.Properties.SignedProperties.SignedSignatureProperties;
	need(properties.SigningTime.Value instanceof Date, 'no signing time');
	const bound = properties.SigningCertificateV2.Item(0).CertDigest.DigestValue;
	const leaf = Buffer.from(element.getElementsByTagNameNS(DS, 'X509Certificate')[0].textContent, 'base64');
	need(Buffer.from(bound).equals(sha256(leaf)), 'SigningCertificateV2 binds another certificate');
	return 'signature, signing time and SigningCertificateV2';
});
