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

-- The case system also receives by letter and telephone, so only a shortfall can be told. What was
-- deleted later did arrive, and counts.
WITH arrived AS MATERIALIZED (
	SELECT day(received_at) AS received_on, count(*) AS n FROM staging_notification GROUP BY 1
)
SELECT 'portal' AS entity, iso(p.received_on) AS record_key, 'notifications' AS field,
       CAST(coalesce(a.n, 0) AS TEXT) AS found, 'mindst ' || p.notifications AS expected,
       p.file, p.line
  FROM staging_portal AS p
  LEFT JOIN arrived AS a ON a.received_on = p.received_on
 WHERE p.notifications > coalesce(a.n, 0)
