-- id: C12
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: Børne- og ungeudvalgets afgørelser uden samtykke: BL § 47 (før 2024 SEL §§ 58 og 74); formandens foreløbige: BL § 143 (før 2024 SEL § 75)
-- text_da: Børne- og ungeudvalgets eller Ungdomskriminalitetsnævnets afgørelse har en dato, der er en lørdag, søndag eller helligdag. De
--  mødes på hverdage: datoen er nok forkert, eller afgørelsen er formandens foreløbige.
-- text_en: A decision of the child and youth committee or of the Youth Crime Board is dated on a Saturday, Sunday or public holiday. They
--  meet on workdays: the date is probably wrong, or it is the chair's provisional decision.
-- who: sagsbehandler
-- mend_da: Afgørelsens dato eller art i fagsystemet
-- mend_en: The date or kind of the decision in the case system
-- by: 30
-- reads: staging_decision staging_case_file
-- checks: staging_decision WHERE deleted_at IS NULL AND kind = 'compulsory'
-- blames: decided_on
-- param: boards 2|9|10|12 anbringelsesgrundlag, som et udvalg eller nævn har besluttet, skilt af |
SELECT 'decision' AS entity, d.decision_id AS record_key, d.case_id, k.citizen_id, 'decided_on' AS field, d.decided_on AS found,
       'en hverdag' AS expected, d.file, d.line, day(d.decided_on) AS event_day
  FROM staging_decision AS d
  LEFT JOIN staging_case_file AS k ON k.case_id = d.case_id
 WHERE d.deleted_at IS NULL
   AND d.kind = 'compulsory'
   AND instr('|' || :boards || '|', '|' || coalesce(d.basis_code, '') || '|') > 0
   AND workday(day(d.decided_on)) = 0
