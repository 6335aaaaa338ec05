-- id: ANBAAR14
-- text_da: Iværksatte anbringelser efter kommune og alder
-- text_en: Placements put into effect by municipality and age
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
-- note_en: Placements put into effect in the year: event 0 and event 7 (aftercare with stay begun or
--  re-established). A new placement after a return home counts again. A move, a new basis, a new category (1.1), a
--  stay continued at 18 (7.2) and a placement taken over from another municipality (7.5) do not count. Aged 0-22; age
--  is that of 31 December. The municipality must have had the duty to act on the day the placement was put into
--  effect.
-- assumed_da: Hvilke hændelser der tæller som iværksat, er udledt: 7.2 og 7.5 er egne hændelser, hvor barnet
--  allerede er anbragt. En ung, der er fyldt 23 år inden 31. december, er ikke med.
-- assumed_en: Which events count as put into effect is worked out: 7.2 and 7.5 are events of their own in which the
--  child is placed already. A young person who is 23 before 31 December is left out.
-- reads: fact_placement_start fact_citizen
-- with: started
-- dim: ADMKOM municipality one:municipality label:Administrationskommune=Administrative municipality
-- dim: ALERAMS age words:9917=0-17 år=0-17 years|1822=18-22 år=18-22 years|999=Uoplyst alder=Age not stated total:0
--  label:Alder=Age
SELECT CASE WHEN p.age <= 17 THEN '9917' WHEN p.age <= 22 THEN '1822' ELSE '999' END AS age,
       p.start AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM started AS p
 WHERE coalesce(p.age, 0) <= 22
