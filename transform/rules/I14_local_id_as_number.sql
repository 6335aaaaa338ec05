-- id: I14
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Leverance L231: UDL_NR er personens udenlandske nummer; et nummer, der kun gælder i kommunen, kan
--  ingen anden bruge
-- text_da: Det udenlandske nummer er fagsystemets eget id eller et løbenummer, eller to børn har det samme.
--  Uden for kommunen betyder det ingenting.
-- text_en: The foreign number is the case system's own id or a running number, or two children share it.
--  Outside the municipality it means nothing.
-- who: sagsbehandler
-- reads: staging_citizen staging_case_file
-- checks: staging_citizen WHERE deleted_at IS NULL AND foreign_no IS NOT NULL
-- blames: foreign_no
-- param: digits 6 cifre; et nummer af så få cifre alene er et løbenummer
-- mend_da: Barnets udenlandske nummer i fagsystemet
-- mend_en: The child's foreign number in the case system
-- by: 14

WITH
foreign_child AS MATERIALIZED (
	SELECT citizen_id, trim(foreign_no) AS number, file, line,
	       count(*) OVER (PARTITION BY trim(foreign_no)) AS sharing,
	       min(citizen_id) OVER (PARTITION BY trim(foreign_no)) AS first,
	       max(citizen_id) OVER (PARTITION BY trim(foreign_no)) AS last
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND foreign_no IS NOT NULL
),
judged AS MATERIALIZED (
	SELECT f.*,
	       CASE WHEN f.number = f.citizen_id THEN 'fagsystemets id for barnet'
	            WHEN EXISTS (SELECT 1 FROM staging_case_file AS k WHERE k.case_id = f.number)
	            THEN 'et sagsnummer'
	            WHEN f.number NOT GLOB '*[^0-9]*' AND length(f.number) <= :digits AND f.number GLOB '*[1-9]*' THEN 'et løbenummer'
	            WHEN f.sharing > 1 THEN 'delt med et andet barn' END AS why
	  FROM foreign_child AS f
)
SELECT 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'foreign_no' AS field,
       mask(number) || ': ' || why AS found, 'personens eget nummer fra hjemlandet' AS expected,
       CASE why WHEN 'delt med et andet barn' THEN CASE citizen_id WHEN first THEN last ELSE first END END AS clash,
       file, line
  FROM judged
 WHERE why IS NOT NULL
