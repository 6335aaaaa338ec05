-- id: B06
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Ingen bestemmelse; indberetning sker pr. barn, så to af samme barn tælles to gange
-- text_da: To borgere i fagsystemet har samme personnummer, eller et barn har to åbne sager.
-- text_en: Two citizens in the case system have the same personal number, or a child has two open cases.
-- who: sagsbehandler
-- reads: staging_citizen staging_case_file staging_cpr_person
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr IS NOT NULL
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: closed_on pnr
-- mend_da: Borgeren og sagen i fagsystemet: læg de to sammen, eller luk den ene
-- mend_en: Citizen and case in the case system: join the two, or close one
-- by: 30

-- Numbers are compared as they are in force: one citizen may still have the old number of the other.
WITH
person AS MATERIALIZED (
	SELECT c.citizen_id, c.pnr, coalesce(p.pnr_current, c.pnr) AS now, c.file, c.line
	  FROM staging_citizen AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
	   AND pnr_day(c.pnr) IS NOT NULL
),
twice AS MATERIALIZED (
	SELECT now, min(citizen_id) AS first, max(citizen_id) AS last
	  FROM person
	 GROUP BY now
	HAVING count(*) > 1
),
open AS MATERIALIZED (
	SELECT citizen_id, min(case_id) AS first, max(case_id) AS last
	  FROM staging_case_file
	 WHERE deleted_at IS NULL
	   AND closed_on IS NULL
	   AND citizen_id IS NOT NULL
	 GROUP BY citizen_id
	HAVING count(*) > 1
)
SELECT 'citizen' AS entity, p.citizen_id AS record_key, NULL AS case_id, p.citizen_id, 'pnr' AS field,
       mask(p.pnr) AS found, 'én borger pr. personnummer' AS expected,
       'citizen ' || CASE p.citizen_id WHEN t.first THEN t.last ELSE t.first END AS clash,
       p.file, p.line
  FROM twice AS t
  JOIN person AS p ON p.now = t.now
UNION ALL
SELECT 'case_file', c.case_id, c.case_id, c.citizen_id, 'closed_on', NULL, 'én åben sag pr. barn',
       'case_file ' || CASE c.case_id WHEN o.first THEN o.last ELSE o.first END, c.file, c.line
  FROM open AS o
  JOIN staging_case_file AS c ON c.citizen_id = o.citizen_id
 WHERE c.deleted_at IS NULL
   AND c.closed_on IS NULL
