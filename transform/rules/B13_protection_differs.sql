-- id: B13
-- version: 1
-- scope: record
-- consequence: answer
-- kind: external
-- legal: Lov om Det Centrale Personregister, § 28 (navne- og adressebeskyttelse); databeskyttelsesforordningen, artikel 32
-- text_da: Barnet har navne- og adressebeskyttelse efter CPR, men ikke i fagsystemet: navn og adresse vises åbent på lister, breve og i
--  filer derfra. Omvendt er det en oplysning: beskyttelsen i fagsystemet kendes ikke i CPR.
-- text_en: By CPR the child's name and address are protected, but not in the case system: they are shown openly on its lists, letters and
--  files. The other way round it is information: CPR does not know of the protection in the case system.
-- who: sagsbehandler
-- mend_da: Beskyttelsen på borgerens stamdata i fagsystemet; i dag
-- mend_en: The protection in the person's master data in the case system; today
-- by: 1
-- reads: staging_citizen staging_cpr_person staging_cpr_protection
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr_day(pnr) IS NOT NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: protected

-- A protection that ends is absent from the next extract; one that begins later does not hold yet. Where CPR does not know the
-- number nothing is said.
WITH guarded AS MATERIALIZED (
	SELECT pnr, min(started) AS started
	  FROM staging_cpr_protection
	 WHERE kind = '0001'
	   AND coalesce(started, :as_of) <= :as_of
	 GROUP BY pnr
)
SELECT NULL AS consequence, 'citizen' AS entity, c.citizen_id AS record_key, c.citizen_id, 'protected' AS field,
       c.protected AS found, '1' AS expected, 'CPR: beskyttet' || coalesce(' fra ' || iso(g.started), '') AS clash, c.file, c.line
  FROM staging_citizen AS c
  CROSS JOIN guarded AS g ON g.pnr = c.pnr
 WHERE c.deleted_at IS NULL
   AND c.protected = '0'
UNION ALL
SELECT 'info', 'citizen', c.citizen_id, c.citizen_id, 'protected', c.protected, '0', 'CPR: ikke beskyttet', c.file, c.line
  FROM staging_citizen AS c
  JOIN staging_cpr_person AS p ON p.pnr = c.pnr
 WHERE c.deleted_at IS NULL
   AND c.protected = '1'
   AND p.status < 30
   AND c.pnr NOT IN (SELECT pnr FROM guarded)
