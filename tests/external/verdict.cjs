// How every verifier here ends: status 0 and what was seen; 2 and why it was refused; 3 when the verifier itself broke.
'use strict';
const crypto = require('crypto');

exports.judge = async (look) => {
	try {
		console.log(await look());
	} catch (e) {
		const broken = e instanceof ReferenceError || e instanceof TypeError || e instanceof SyntaxError;
		console.log(broken ? e.stack : String((e && e.message) || e).split('\n')[0]);
		process.exitCode = broken ? 3 : 2;
	}
};
exports.need = (holds, otherwise) => {
	if (!holds) throw new Error(otherwise);
};
exports.sha256 = (bytes, form) => crypto.createHash('sha256').update(bytes).digest(form);
exports.pemToDer = (pem) => Buffer.from(pem.replace(/-----[^-]+-----|\s+/g, ''), 'base64');
