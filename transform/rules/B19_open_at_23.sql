-- id: B19
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 114, 115 og 120 (før 2024 SEL §§ 76 og 76 a): støtte til unge, til de fylder 23 år
-- text_da: Sagen er åben, men den unge er fyldt 23 år. Støtten efter barnets lov er ophørt; en fortsat indsats hører til på voksenområdet.
-- text_en: The case is open, but the young person has turned 23. Support under barnets lov has ended; what goes on belongs with the
--  services for adults.
-- who: sagsbehandler
-- mend_da: Luk sagen i fagsystemet, eller overdrag den til voksenområdet
-- mend_en: Close the case in the case system, or hand it over to the services for adults
-- by: 14
-- reads: staging_case_file staging_citizen
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: closed_on
-- param: days 14 dage efter 23-årsdagen, inden sagen skal være lukket; den sidste tåles
WITH birth AS MATERIALIZED (
	SELECT citizen_id, add_months(coalesce(pnr_day(pnr), day(birth_date)), 276) AS turned
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND unborn IS NOT '1'
)
SELECT 'case_file' AS entity, k.case_id AS record_key, k.case_id, k.citizen_id, 'closed_on' AS field,
       'åben, fyldte 23 år ' || iso(b.turned) AS found, 'lukket senest ' || iso(b.turned + :days) AS expected, k.file, k.line
  FROM staging_case_file AS k
  JOIN birth AS b ON b.citizen_id = k.citizen_id
 WHERE k.deleted_at IS NULL
   AND k.closed_on IS NULL
   AND b.turned < :as_of - :days
