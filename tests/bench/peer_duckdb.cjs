// Peer: DuckDB reads the postings typed into a table of its own file. peer_duckdb.cjs CSV DATABASE THREADS
const { DuckDBInstance } = require('@duckdb/node-api');

async function main([csv, path, threads]) {
	const db = await DuckDBInstance.create(path, { threads });
	const c = await db.connect();
	await c.run(`CREATE TABLE posting AS SELECT
			strptime("Bogføringsdato", '%d-%m-%Y')::DATE AS booked, "Bilag" AS voucher, "Kontostreng"::INTEGER AS account,
			"Art" AS kind, "CPR" AS pnr, "Sagsnr" AS case_id, "CVR" AS cvr,
			replace(replace("Beløb", '.', ''), ',', '')::BIGINT * CASE "Debet/Kredit" WHEN 'D' THEN 1 ELSE -1 END AS amount
		FROM read_csv('${csv}', delim = ';', header = true, all_varchar = true)`);
	await c.run('CHECKPOINT');
	const [row] = (await c.runAndReadAll('SELECT count(*) FROM posting')).getRows();
	console.log(String(row[0]));
}
main(process.argv.slice(2)).catch((e) => { console.error(e); process.exit(1); });
