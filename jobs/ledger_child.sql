-- text: every record of the children asked for, over all returns: source, selected, sent, confirmed, rejected
WITH
mine AS (
	SELECT DISTINCT report, record_key
	  FROM ledger_selection
	 WHERE citizen_id IN (SELECT value FROM json_each(:citizens))
),
last AS (
	SELECT report, record_key,
	       (SELECT max(i.delivery)
	          FROM ledger_item AS i
	          JOIN ledger_delivery AS d ON d.delivery = i.delivery
	         WHERE i.record_key = mine.record_key AND d.report = mine.report AND d.test = 0) AS live,
	       (SELECT max(i.delivery)
	          FROM ledger_item AS i
	          JOIN ledger_delivery AS d ON d.delivery = i.delivery
	         WHERE i.record_key = mine.record_key AND d.report = mine.report AND d.test = 1) AS test
	  FROM mine
)
SELECT l.report AS "report|indberetning|return",
       l.record_key AS "record|post|record",
       CASE WHEN s.reason = 'GONE' THEN word('gone') WHEN s.reason = 'DELETED' THEN word('deleted') ELSE word('there') END
               AS "source|i kilden|in the source",
       CASE WHEN s.record_key IS NULL THEN word('unknown')
            WHEN s.reason IS NULL THEN word('yes')
            ELSE word('no') || ': ' || coalesce((SELECT iif(:lang = 'en', c.label_en, c.label_da)
                                                   FROM codelist AS c
                                                  WHERE c.list = 'selection_reason' AND c.code = s.reason), s.reason)
                 || coalesce(' [' || s.rule || ']', '') END AS "selected|udvalgt|selected",
       CASE WHEN i.delivery IS NULL THEN iif(l.test IS NULL, word('no'), word('test only'))
            ELSE '#' || i.delivery || ' ' || substr(coalesce(d.handed_at, d.built_at), 1, 10) || ' '
                 || word(i.op) || ', ' || word(coalesce(i.outcome, d.state)) END AS "sent|sendt|sent",
       CASE WHEN h.delivery IS NULL THEN word('no')
            ELSE '#' || h.delivery || ' ' || coalesce(substr(a.processed_at, 1, 10), '') END
               AS "confirmed|bekræftet|confirmed",
       (SELECT group_concat(x.code || ' ' || x.text || iif(x.came_back > 0, ' (' || word('came back') || ')', ''), '; ')
          FROM ledger_error AS x
         WHERE x.report = l.report AND x.record_key = l.record_key AND x.gone IS NULL)
               AS "rejected|afvist eller påtalt|rejected or remarked",
       s.reason AS "reason-"
  FROM last AS l
  LEFT JOIN ledger_selection AS s
         ON s.report = l.report AND s.record_key = l.record_key AND s.until IS NULL
  LEFT JOIN ledger_item AS i ON i.delivery = l.live AND i.record_key = l.record_key
  LEFT JOIN ledger_delivery AS d ON d.delivery = l.live
  LEFT JOIN ledger_held AS h ON h.report = l.report AND h.record_key = l.record_key
  LEFT JOIN ledger_delivery AS a ON a.delivery = h.delivery
 ORDER BY l.report, l.record_key
