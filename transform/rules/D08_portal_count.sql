-- id: D08
-- version: 1
-- scope: macro
-- consequence: delivery
-- kind: external
-- legal: BL §§ 133 og 136: en underretning skal registreres, når den er modtaget
-- text_da: Den digitale underretningsportal har afleveret flere underretninger den dag, end fagsystemet har
--  modtaget. En eller flere kan være gået tabt.
-- text_en: The digital portal handed over more notifications that day than the case system received. One or more
--  may be lost.
-- who: drift
-- reads: staging_portal staging_notification
-- checks: staging_portal
-- blames: notifications
-- mend_da: Integrationen fra portalen til fagsystemet: find dem, der mangler, og indlæs dem
-- mend_en: The integration from the portal to the case system: find those that are missing, and load them
-- by: 1

-- The case system also receives by letter and telephone, so only a shortfall can be told. What was
-- deleted later did arrive, and counts.
WITH
arrived AS (
	SELECT day(received_at) AS received_on, count(*) AS n FROM staging_notification GROUP BY 1
),
compared AS (
	SELECT received_on, notifications AS portal, 0 AS store, file, line FROM staging_portal
	UNION ALL
	SELECT received_on, 0, n, NULL, NULL FROM arrived WHERE received_on IS NOT NULL
)
SELECT 'portal' AS entity, iso(received_on) AS record_key, 'notifications' AS field,
       CAST(sum(store) AS TEXT) AS found, 'mindst ' || sum(portal) AS expected,
       max(file) AS file, max(line) AS line
  FROM compared
 GROUP BY received_on
HAVING sum(portal) > sum(store)
