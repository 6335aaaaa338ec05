-- id: I03
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Posten er indberettet og modtaget, og den er forsvundet fra kilden uden at være slettet der. Slettes
--  den hos modtageren, skal nogen have villet det.
-- text_en: The record was reported and received, and it is gone from the source without having been deleted
--  there. If it is removed at the receiver, somebody must have wanted that.
-- who: sagsbehandler
-- reads: ledger_held ledger_delivery ledger_selection staging_measure staging_notification
--  staging_placement_event staging_gone
-- checks: ledger_held WHERE report IN ('dst-l201', 'dst-l231', 'dst-underretninger', 'dst-anbringelser')
-- blames: record
-- mend_da: Posten i fagsystemet, eller udtrækket fra det: genskab den, eller svar, at den skal fjernes
-- mend_en: The record in the case system, or the extract from it: restore it, or answer that it is to be
--  removed
-- with: held_source
-- by: 7

-- Held: what the receiver accepted last. A take-over that no event of the source tells of (<placement>/7.5/<day>) is no
-- record of the source. When the removal is accepted, or booked as done by hand, nothing is held and the finding closes.
WITH
absent AS MATERIALIZED (
	SELECT h.*
	  FROM (SELECT *, CASE report WHEN 'dst-underretninger' THEN 'notification' WHEN 'dst-anbringelser' THEN 'placement_event'
	                              ELSE 'measure' END AS entity
	          FROM held) AS h
	 WHERE CASE h.entity
	       WHEN 'measure' THEN NOT EXISTS (SELECT 1 FROM staging_measure AS m WHERE m.measure_id = h.thing)
	       WHEN 'notification' THEN NOT EXISTS (SELECT 1 FROM staging_notification AS n
	                                             WHERE n.notification_id = h.thing)
	       ELSE h.thing NOT GLOB '*/[57].5/[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*'
	            AND NOT EXISTS (SELECT 1 FROM staging_placement_event AS v WHERE v.event_id = h.thing) END
)
SELECT a.entity, a.record_key, s.case_id, s.citizen_id, 'record' AS field,
       'ikke i kilden' || coalesce(' siden ' || (SELECT iso(max(g.day)) FROM staging_gone AS g
                                                  WHERE g.entity = a.entity AND g.record_key = a.thing), '')
               AS found,
       'posten, eller at den er slettet i fagsystemet' AS expected,
       a.report || ', leverance ' || a.delivery || coalesce(' ' || d.name, '') AS clash
  FROM absent AS a
  LEFT JOIN ledger_delivery AS d ON d.delivery = a.delivery
  LEFT JOIN ledger_selection AS s ON s.report = a.report AND s.record_key = a.record_key AND s.until IS NULL
