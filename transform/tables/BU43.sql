-- id: BU43
-- text_da: Børn og unge, der modtager støtte 31. december (andel af 0-22-årige), efter område, foranstaltning og
--  alder
-- text_en: Children and young people receiving support on 31 December (share of those aged 0-22) by area, measure
--  and age
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: stock
-- unit: pct
-- since: 2015
-- note_da: Andel i procent af folketallet i samme alder: børn og unge, der er anbragt eller har en støttende indsats
--  (IALT), har en støttende indsats (FORB), er anbragt (ANBR). Et barn kan være i både FORB og ANBR, men kun én gang
--  i IALT, så FORB + ANBR er mindst IALT. Uoplyst alder er kun med i 0-22 år. Folketallet er indstillingen
--  [population]; uden den er andelen ukendt. Aktiv 31. december: begyndt og ikke slut før den dag; en indsats, der
--  slutter 31. december, er med. 0-22 år; alderen er den 31. december. Et anbringelsesforløb, der slutter 31.
--  december, er ikke med. Kommunen tæller den del af en indsats, hvor den er handlekommune, som i indberetningen
--  L201; også de indsatser, indberetningen holder tilbage.
-- note_en: Percentage of the population of that age: children placed or with a support measure (IALT), with a
--  support measure (FORB), placed (ANBR). A child may be in both FORB and ANBR and is once in IALT, so FORB + ANBR is
--  at least IALT. Age not stated is in 0-22 only. The population is the setting [population]; without it the share is
--  not known. Active on 31 December: begun, and not ended before that day; a measure that ends on 31 December is in.
--  Aged 0-22; age is that of 31 December. A spell of a placement that ends on 31 December is left out. The
--  municipality counts the part of a measure in which it has the duty to act, as return L201 does; also the measures
--  the return holds back.
-- assumed_da: At andelen for 0-17 og 18-22 år er af folketallet i den alder, er udledt. At alderen er den 31.
--  december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af anbringelsestabellerne.
-- assumed_en: That the share of ages 0-17 and 18-22 is of the population of that age is worked out. That age is that
--  of 31 December, and that a young person who is 23 by then is left out, is worked out from the tables of
--  placements.
-- reads: fact_supported fact_placed fact_citizen
-- with: placed helped supported
-- dim: OMRADE municipality one:municipality label:Område=Area
-- dim: FORANSTALT code words:IALT=Støtte i alt=Support in all|FORB=Støttende indsatser=Support
--  measures|ANBR=Anbringelser=Placements label:Foranstaltning=Measure
-- dim: ALDER age words:TOT22=0-22 år=0-22 years|9917=0-17 år=0-17 years|1822=18-22 år=18-22 years label:Alder=Age
-- share: ALDER=TOT22 population:0..22
-- share: ALDER=9917 population:0..17
-- share: ALDER=1822 population:18..22
WITH
thing AS (
	SELECT 'FORB' AS code, child, citizen_id, case_id, age, 'measure' AS entity, measure_id AS record_key
	  FROM supported
	 WHERE still
	UNION ALL
	SELECT 'ANBR', child, citizen_id, case_id, age, 'placement', placement_id
	  FROM placed
	 WHERE coalesce(age, 0) <= 22
),
code (name) AS (VALUES ('IALT'), ('FORB'), ('ANBR')),
ages (name, low, high) AS (VALUES ('TOT22', -1, 22), ('9917', 0, 17), ('1822', 18, 22))
SELECT c.name AS code, a.name AS age, m.child AS counted, m.citizen_id, m.case_id, m.entity,
       m.record_key
  FROM thing AS m
 CROSS JOIN code AS c ON c.name IN ('IALT', m.code)
 CROSS JOIN ages AS a ON coalesce(m.age, -1) BETWEEN a.low AND a.high
