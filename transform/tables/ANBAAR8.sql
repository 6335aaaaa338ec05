-- id: ANBAAR8
-- text_da: Iværksatte anbringelser efter landsdel, foranstaltning, alder og køn
-- text_en: Placements put into effect by region, legal basis, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 46, 47, 49, 62, 67, 114, 120, 143
--  og 151, LBU § 14; før 2024 serviceloven §§ 52, 58, 65, 75, 76 og 76 a
-- report: approval-anb
-- kind: flow
-- unit: antal
-- since: 2011
-- note_da: Anbringelser sat i værk i året: hændelse 0 og hændelse 7 (døgnophold som efterværn begyndt eller
--  genetableret). En ny anbringelse efter hjemgivelse tæller igen. En flytning, et nyt grundlag, en omkategorisering
--  (1.1), en videreførelse ved 18 år (7.2) og en anbringelse overtaget fra en anden kommune (7.5) tæller ikke. 0-22
--  år; alderen er den 31. december. Kommunen skal have været handlekommune den dag, anbringelsen blev sat i værk.
--  Grundlaget er det, anbringelsen blev sat i værk på. StatBanks tabel er for landsdele; her er kommunens andel af
--  sin landsdel.
-- note_en: Placements put into effect in the year: event 0 and event 7 (aftercare with stay begun or
--  re-established). A new placement after a return home counts again. A move, a new basis, a new category (1.1), a
--  stay continued at 18 (7.2) and a placement taken over from another municipality (7.5) do not count. Aged 0-22; age
--  is that of 31 December. The municipality must have had the duty to act on the day the placement was put into
--  effect. The basis is the one the placement was put into effect on. StatBank's table is of regions; here is the
--  municipality's share of its region.
-- assumed_da: Hvilke hændelser der tæller som iværksat, er udledt: 7.2 og 7.5 er egne hændelser, hvor barnet
--  allerede er anbragt. En ung, der er fyldt 23 år inden 31. december, er ikke med. Registrets koder 1-15 er sat lig
--  101-115, fordi numrene og teksterne stemmer.
-- assumed_en: Which events count as put into effect is worked out: 7.2 and 7.5 are events of their own in which the
--  child is placed already. A young person who is 23 before 31 December is left out. The codes 1-15 of the register
--  are taken as 101-115, since numbers and texts agree.
-- reads: fact_placement_start fact_citizen codelist codelist_attr
-- with: valid published started
-- dim: LANDDEL municipality one:municipality label:Landsdel, kommunens andel=Region, the municipality's share
-- dim: FORAN basis list:statbank_grundlag.detail=1 total:0 label:Foranstaltning=Legal basis
-- dim: ALDER1 age words:0005=0-5 år=0-5 years|0611=6-11 år=6-11 years|1217=12-17 år=12-17 years|1800=18 år og
--  derover=18 years and over|999=Uoplyst alder=Age not stated total:IALT=Alder i alt=All ages label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT coalesce(g.published, '99') AS basis,
       CASE WHEN p.age <= 5 THEN '0005' WHEN p.age <= 11 THEN '0611' WHEN p.age <= 17 THEN '1217'
            WHEN p.age <= 22 THEN '1800' ELSE '999' END AS age,
       coalesce(p.sex, '9') AS sex,
       p.start AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM started AS p
  LEFT JOIN published AS g ON g.list = 'grundlag' AND g.code = p.basis
 WHERE coalesce(p.age, 0) <= 22
