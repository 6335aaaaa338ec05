// An ASiC-E container by yauzl: order and form of the entries, digests of the manifest, nothing beside them.
// container.cjs CONTAINER DIR: unpacks what it accepted into DIR.
'use strict';
const fs = require('fs');
const path = require('path');
const yauzl = require('yauzl');
const { DOMParser } = require('@xmldom/xmldom');
const { judge, need, sha256 } = require('./verdict.cjs');

const TYPE = 'application/vnd.etsi.asic-e+zip';
const MANIFEST = 'META-INF/ASiCManifest.xml';
const SIGNATURE = 'META-INF/signature.p7s';
const [container, dir] = process.argv.slice(2);

async function entries() {
	const zip = await yauzl.openPromise(container, { strictFileNames: true, validateEntrySizes: true });
	const list = [];
	for await (const entry of zip.eachEntry()) {
		const parts = [];
		for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part);
		list.push({ name: entry.fileName, method: entry.compressionMethod, flags: entry.generalPurposeBitFlag,
			extra: entry.extraFieldLength, offset: entry.relativeOffsetOfLocalHeader, bytes: Buffer.concat(parts) });
	}
	return list;
}

function references(xml) {
	const doc = new DOMParser().parseFromString(xml, 'text/xml');
	const all = (node, name) => Array.from(node.getElementsByTagName(name));
	need(all(doc, 'asic:SigReference').map((r) => r.getAttribute('URI')).join() === SIGNATURE, 'the manifest names another signature');
	return all(doc, 'asic:DataObjectReference').map((r) => ({
		name: decodeURIComponent(r.getAttribute('URI')),
		algorithm: all(r, 'ds:DigestMethod')[0].getAttribute('Algorithm'),
		digest: all(r, 'ds:DigestValue')[0].textContent,
	}));
}

judge(async () => {
	const list = await entries();
	const names = list.map((e) => e.name);
	const [first] = list;
	need(new Set(names).size === names.length, 'a name stands there twice');
	need(first.name === 'mimetype' && first.offset === 0, 'mimetype is not the first entry');
	need(first.method === 0 && first.extra === 0 && first.bytes.toString() === TYPE, 'mimetype is not plain');
	need(list.every((e, i) => !i || e.offset > list[i - 1].offset), 'entries lie in another order than they are listed');
	need(list.every((e) => !(e.flags & 1)), 'an entry is encrypted');
	need(names.slice(-2).join() === [MANIFEST, SIGNATURE].join(), 'the last two entries are not manifest and signature');
	const refs = references(list[list.length - 2].bytes.toString());
	need(refs.map((r) => r.name).join() === names.slice(1, -2).join(), 'the manifest names other files than are there');
	refs.forEach((r, i) => {
		need(r.algorithm === 'http://www.w3.org/2001/04/xmlenc#sha256', 'another digest than SHA-256');
		need(r.digest === sha256(list[i + 1].bytes, 'base64'), `the digest of ${r.name} does not fit`);
	});
	for (const e of list) {
		fs.mkdirSync(path.dirname(path.join(dir, e.name)), { recursive: true });
		fs.writeFileSync(path.join(dir, e.name), e.bytes);
	}
	return `mimetype first, ${refs.length} files with their digests, nothing beside them`;
});
