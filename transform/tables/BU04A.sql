-- id: BU04A
-- text_da: Støtte til børn og unge 31. december (nettoopgørelse) efter område, foranstaltning, alder og køn
-- text_en: Support to children and young people on 31 December (net statement) by area, measure, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: stock
-- unit: antal
-- since: 2011
-- note_da: 1 er børn og unge, der er anbragt eller har en støttende indsats (hvert barn én gang), 2 børn og unge med
--  en støttende indsats (én gang), 3 indsatser i alt. Nettoopgørelse: et barn tæller én gang i hver kode, også med
--  flere indsatser af samme kode, så 3 er summen af koderne og større end 2. En kode, der ikke findes længere, tæller
--  kun i 1, 2 og 3. Handicapindsatser er ikke med. Aktiv 31. december: begyndt og ikke slut før den dag; en indsats,
--  der slutter 31. december, er med. 0-22 år; alderen er den 31. december. Et anbringelsesforløb, der slutter 31.
--  december, er ikke med. Kommunen tæller den del af en indsats, hvor den er handlekommune, som i indberetningen
--  L201; også de indsatser, indberetningen holder tilbage. StatBanks rækker for anbragte står i ANBAAR2. StatBanks
--  tabel er for landsdele; her er kommunens andel af sin landsdel.
-- note_en: 1 is children placed or with a support measure (each child once), 2 children with a support measure
--  (once), 3 measures in all. Net statement: a child counts once in each code, also with several measures of the same
--  code, so 3 is the sum of the codes and greater than 2. A code that no longer exists counts in 1, 2 and 3 only.
--  Disability measures are left out. Active on 31 December: begun, and not ended before that day; a measure that ends
--  on 31 December is in. Aged 0-22; age is that of 31 December. A spell of a placement that ends on 31 December is
--  left out. The municipality counts the part of a measure in which it has the duty to act, as return L201 does; also
--  the measures the return holds back. StatBank's rows of placements stand in ANBAAR2. StatBank's table is of
--  regions; here is the municipality's share of its region.
-- assumed_da: At nettoopgørelsen tæller et barn én gang pr. kode, og at 3 er summen af det, er udledt. At alderen er
--  den 31. december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af anbringelsestabellerne.
-- assumed_en: That the net statement counts a child once a code, and that 3 is the sum of that, is worked out. That
--  age is that of 31 December, and that a young person who is 23 by then is left out, is worked out from the tables
--  of placements.
-- reads: fact_supported fact_placed fact_citizen codelist
-- with: valid placed helped supported
-- dim: OMRADE municipality one:municipality label:Område, kommunens andel=Area, the municipality's share
-- dim: FORAN code words:1=Udsatte børn og unge i alt=Vulnerable children in all|2=Børn og unge, der modtager
--  støttende indsatser, i alt=Children receiving support measures in all|3=Indsatser og støtte i alt=Measures and
--  support in all list:pgf.l201=1 label:Foranstaltning=Measure
-- dim: ALDER age words:0005=0-5 år=0-5 years|0611=6-11 år=6-11 years|1217=12-17 år=12-17 years|1800=18 år og
--  derover=18 years and over|999=Uoplyst alder=Age not stated total:IALT=Alder i alt=All ages label:Alder=Age
-- dim: KON sex words:M=Mænd=Men|K=Kvinder=Women|9=Uoplyst køn=Sex not stated total:TOT label:Køn=Sex
WITH
thing AS (
	SELECT '1' AS code, child AS counted, citizen_id, case_id, age, sex,
	       'placement' AS entity, placement_id AS record_key
	  FROM placed
	 WHERE coalesce(age, 0) <= 22
	UNION ALL
	SELECT '1', child, citizen_id, case_id, age, sex, 'measure', measure_id
	  FROM supported
	 WHERE still
	UNION ALL
	SELECT '2', child, citizen_id, case_id, age, sex, 'measure', measure_id
	  FROM supported
	 WHERE still
	UNION ALL
	SELECT '3', child || '/' || code, citizen_id, case_id, age, sex, 'measure', measure_id
	  FROM supported
	 WHERE still
	UNION ALL
	SELECT code, child, citizen_id, case_id, age, sex, 'measure', measure_id
	  FROM supported
	 WHERE still
	   AND code IN (SELECT code FROM valid WHERE list = 'pgf')
)
SELECT m.code,
       CASE WHEN m.age <= 5 THEN '0005' WHEN m.age <= 11 THEN '0611' WHEN m.age <= 17 THEN '1217'
            WHEN m.age <= 22 THEN '1800' ELSE '999' END AS age,
       CASE m.sex WHEN 'D' THEN 'M' WHEN 'P' THEN 'K' ELSE '9' END AS sex,
       m.counted, m.citizen_id, m.case_id, m.entity, m.record_key
  FROM thing AS m
