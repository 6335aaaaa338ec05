-- id: E04
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 5 og §§ 19-20; før 2024 SEL §§ 48 og 50: barnet inddrages, og samtalen kan kun udelades med en grund
-- text_da: Undersøgelsen er afsluttet, og der er hverken noteret en samtale med barnet eller hvorfor den er udeladt.
-- text_en: The examination has ended, and neither a talk with the child nor why it was left out is noted.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file staging_citizen
-- blames: child_talk_on
-- checks: staging_examination WHERE deleted_at IS NULL AND concluded_on IS NOT NULL AND kind <> 'screening'
-- param: age 4 år; fra denne alder spørges der
-- param: back 365 dage tilbage, som der spørges om
-- spares: unborn
-- mend_da: Børnesamtalen på undersøgelsen i fagsystemet
-- mend_en: The talk with the child on the examination in the case system
-- by: 14

-- Age on the day the examination ended. A child whose birth is not known is not asked about.
SELECT 'examination' AS entity, x.examination_id AS record_key, x.case_id, k.citizen_id, 'child_talk_on' AS field,
       NULL AS found, 'en samtale, eller hvorfor den er udeladt' AS expected,
       'barnet er ' || age(coalesce(pnr_day(c.pnr), day(c.birth_date)), day(x.concluded_on)) || ' år' AS clash,
       day(x.concluded_on) AS event_day, x.file, x.line
  FROM staging_examination AS x
  JOIN staging_case_file AS k ON k.case_id = x.case_id
  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
 WHERE x.deleted_at IS NULL
   AND x.kind IN ('afdaekning', 'boernefaglig')
   AND x.child_talk_on IS NULL
   AND x.child_talk_omitted IS NULL
   AND x.conclusion IS NOT 'stopped'
   AND day(x.concluded_on) BETWEEN :as_of - :back AND :as_of
   AND age(coalesce(pnr_day(c.pnr), day(c.birth_date)), day(x.concluded_on)) >= :age
