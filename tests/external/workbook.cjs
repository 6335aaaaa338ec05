// A key figure workbook by exceljs: sheets, charts, no formula, no error, and every row of Data as the mart has it.
// workbook.cjs FILE MART.csv (kpi;yyyymm;team;numerator;denominator)
'use strict';
const fs = require('fs');
const ExcelJS = require('exceljs');
const yauzl = require('yauzl');
const { judge, need } = require('./verdict.cjs');

const SHEETS = 'Overblik, Økonomi, Udvikling, Metode, Data';
const HEAD_ROW = 3;
const COLUMN = { id: 1, month: 3, team: 4, numerator: 5, denominator: 6, value: 7, unit: 8, status: 9 };
const SCALE = { '1.000 kr.': 100 * 1000, 'kr.': 100 }; // the mart has øre
const [file, mart] = process.argv.slice(2);

async function partNames() {
	const zip = await yauzl.openPromise(file);
	const names = [];
	for await (const entry of zip.eachEntry()) names.push(entry.fileName);
	return names;
}

function cellsAreValues(book) {
	let cells = 0;
	for (const sheet of book.worksheets) {
		sheet.eachRow((row) => row.eachCell((cell) => {
			need(cell.type !== ExcelJS.ValueType.Formula, `a formula in ${sheet.name}!${cell.address}`);
			need(cell.type !== ExcelJS.ValueType.Error, `an error value in ${sheet.name}!${cell.address}`);
			cells++;
		}));
	}
	return cells;
}

function expected() {
	const rows = new Map();
	for (const line of fs.readFileSync(mart, 'utf8').split(/\r?\n/).filter(Boolean)) {
		const [id, month, team, numerator, denominator] = line.split(';');
		rows.set([id, month, team].join(), { numerator: Number(numerator), denominator: Number(denominator) });
	}
	return rows;
}

const close = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

function rowFits(row, rows) {
	const cell = (name) => row.getCell(COLUMN[name]).value;
	const month = cell('month').toISOString().slice(0, 7).replace('-', '');
	const key = [cell('id'), month, cell('team')].join();
	const want = rows.get(key);
	need(want, `row ${row.number} is not in the mart: ${key}`);
	rows.delete(key);
	const ratio = cell('numerator') !== null;
	if (cell('value') === null) return need(cell('status') && want.denominator === 0, `no value and no reason: ${key}`);
	if (ratio) {
		need(cell('numerator') === want.numerator && cell('denominator') === want.denominator, `other counts than the mart: ${key}`);
		need(close(cell('value'), want.numerator / want.denominator), `the quotient is wrong: ${key}`);
	} else {
		need(close(cell('value'), want.numerator / (SCALE[cell('unit')] || 1)), `another value than the mart: ${key}`);
	}
}

judge(async () => {
	const charts = (await partNames()).filter((name) => /^xl\/charts\/chart\d+\.xml$/.test(name)).length;
	const book = new ExcelJS.Workbook();
	await book.xlsx.readFile(file);
	need(book.worksheets.map((s) => s.name).join(', ') === SHEETS, 'other sheets than expected');
	need(charts >= 2, 'no charts');
	const cells = cellsAreValues(book);
	const rows = expected();
	const total = rows.size;
	need(total > 0, 'the mart has no key figures');
	book.getWorksheet('Data').eachRow((row) => { if (row.number > HEAD_ROW) rowFits(row, rows); });
	need(rows.size === 0, `${rows.size} rows of the mart are not in the workbook`);
	return `${book.worksheets.length} sheets, ${charts} charts, ${cells} cells without a formula or error, ${total} rows as in the mart`;
});
