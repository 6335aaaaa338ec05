-- id: H02
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Budget- og regnskabssystem for kommuner, personbogføring: udgiften føres på den person og sag, den vedrører
-- text_da: Posteringens sag findes ikke i fagsystemet eller er lukket længe før, eller dens personnummer er ikke barnets i sagen.
-- text_en: The case of the posting is not in the case system or was closed long before, or its personal number is not that of the child of
--  the case.
-- who: økonomi
-- reads: staging_posting staging_case_file staging_citizen staging_cpr_person staging_cpr_former_pnr
-- checks: staging_posting WHERE case_id IS NOT NULL
-- blames: case_id pnr booked
-- param: grace 31 dage efter sagen er lukket, i hvilke der stadig bogføres på den
-- mend_da: Posteringens sagsnummer eller personnummer i økonomisystemet
-- mend_en: Case number or personal number of the posting in the finance system
-- by: 30

-- One finding a case and fault, with the first such line. A number the child had before, or has got since, is the child's; one that
-- CPR does not know is rule B05's and compared with nothing. Income and corrections
-- on a closed case are not told of.
WITH
known AS MATERIALIZED (
	SELECT k.case_id, p.pnr, CASE WHEN k.closed_on IS NULL THEN 2932896 ELSE day(k.closed_on) + :grace END AS until
	  FROM staging_case_file AS k
	  LEFT JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr AND p.pnr_current IS NULL
	 WHERE k.deleted_at IS NULL
),
stray AS (
	SELECT p.case_id, p.posting, p.amount,
	       CASE WHEN k.case_id IS NULL THEN 'case_id' WHEN p.pnr <> k.pnr AND pnr_day(p.pnr) IS NOT NULL THEN 'pnr' ELSE 'booked' END AS field,
	       p.pnr, k.pnr AS childs, k.until
	  FROM staging_posting AS p
	  LEFT JOIN known AS k ON k.case_id = p.case_id
	 WHERE p.case_id IS NOT NULL
	   AND (k.case_id IS NULL OR p.pnr <> k.pnr AND pnr_day(p.pnr) IS NOT NULL OR p.booked > k.until AND p.amount > 0)
),
other AS (
	SELECT * FROM stray
	 WHERE field <> 'pnr'
	    OR NOT EXISTS (SELECT 1 FROM staging_cpr_former_pnr AS f WHERE f.pnr = stray.pnr AND f.old_pnr = stray.childs)
	   AND NOT EXISTS (SELECT 1 FROM staging_cpr_former_pnr AS f WHERE f.pnr = stray.childs AND f.old_pnr = stray.pnr)
),
told AS MATERIALIZED (
	SELECT case_id, field, min(posting) AS first, count(*) AS n, sum(amount) AS amount, min(until) AS until, min(childs) AS childs
	  FROM other
	 GROUP BY case_id, field
)
SELECT 'posting' AS entity, t.case_id || '/' || t.field AS record_key,
       CASE WHEN t.field <> 'case_id' THEN t.case_id END AS case_id, t.field,
       CASE t.field WHEN 'pnr' THEN mask(p.pnr) WHEN 'booked' THEN iso(p.booked)
            ELSE CASE WHEN pnr_day(replace(t.case_id, '-', '')) IS NULL THEN t.case_id ELSE mask(t.case_id) END END AS found,
       CASE t.field WHEN 'pnr' THEN mask(t.childs) WHEN 'booked' THEN 'senest ' || iso(t.until) ELSE 'en sag i fagsystemet' END AS expected,
       t.n || ' posteringer, ' || (t.amount / 100) || ' kr.' AS clash, p.booked AS event_day, p.file, p.line
  FROM told AS t
  JOIN staging_posting AS p ON p.posting = t.first
