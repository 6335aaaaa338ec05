-- id: ANBAAR10
-- text_da: Udslagsgivende årsager til iværksatte anbringelser efter landsdel, årsag, alder og køn
-- text_en: Triggering reasons of placements put into effect by region, reason, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 46, 47, 49, 62, 67, 114, 120, 143
--  og 151, LBU § 14; før 2024 serviceloven §§ 52, 58, 65, 75, 76 og 76 a
-- report: approval-anb
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Iværksatte anbringelser i året (som ANBAAR8), efter de årsager, der er oplyst ved afgørelsen eller
--  iværksættelsen, også ved genanbringelse. En anbringelse har ofte flere årsager: årsagerne må ikke lægges sammen,
--  og der er ingen total. Kun børn, der er 0-17 år 31. december, og børn med uoplyst alder. Uden årsag, eller med en
--  kode uden for listen: 999. StatBanks tabel er for landsdele; her er kommunens andel af sin landsdel.
-- note_en: Placements put into effect in the year (as ANBAAR8), by the reasons told at the decision or when put into
--  effect, also at a re-placement. A placement often has several reasons: they must not be summed, and there is no
--  total. Only children aged 0-17 on 31 December, and of unknown age. No reason, or a code that is not in the list:
--  999. StatBank's table is of regions; here is the municipality's share of its region.
-- assumed_da: At unge, der er fyldt 18 år inden 31. december, ikke er med, er udledt af, at tabellen kun har
--  aldersgrupper til 17 år.
-- assumed_en: That young people who are 18 before 31 December are left out is worked out from the table having age
--  groups to 17 only.
-- reads: fact_placement_start fact_placement_reason fact_citizen codelist
-- with: valid started
-- dim: LANDDEL municipality one:municipality label:Landsdel, kommunens andel=Region, the municipality's share
-- dim: ANBRINGAARSAG reason list:udslag label:Udslagsgivende årsag=Triggering reason
-- dim: ALDER1 age words:0005=0-5 år=0-5 years|0611=6-11 år=6-11 years|1217=12-17 år=12-17 years|999=Uoplyst
--  alder=Age not stated total:IALT=Alder i alt=All ages label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN r.reason IN (SELECT code FROM valid WHERE list = 'udslag')
            THEN r.reason ELSE '999' END AS reason,
       CASE WHEN p.age <= 5 THEN '0005' WHEN p.age <= 11 THEN '0611' WHEN p.age <= 17 THEN '1217'
            ELSE '999' END AS age,
       coalesce(p.sex, '9') AS sex,
       p.start AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM started AS p
  LEFT JOIN fact_placement_reason AS r ON r.placement_id = p.placement_id AND r.spell = p.spell
 WHERE coalesce(p.age, 0) <= 17
