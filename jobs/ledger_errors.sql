-- text: what the authority has said of records, by its own codes; standing ones first
SELECT x.report AS "report|indberetning|return", x.record_key AS "record|post|record", x.code AS "code|kode|code",
       x.field AS "field|felt|field", x.text AS "text|myndighedens tekst|authority's text",
       x.rules AS "rules|regelversion|rules", x.delivery AS "delivery#|nr.|no.",
       x.first_seen AS "first_seen|første gang|first", x.last_seen AS "last_seen|sidste gang|last",
       x.gone AS "gone|rettet|mended", x.times AS "times#|gange|times", x.came_back AS "came_back#|kom igen|came back"
  FROM (SELECT value ->> 0 AS report, value ->> 1 AS record_key FROM json_each(:records)) AS m
  JOIN ledger_error AS x ON x.report = m.report AND x.record_key = m.record_key
 ORDER BY x.gone IS NOT NULL, x.report, x.record_key, x.code
