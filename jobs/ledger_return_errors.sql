-- text: what the authority has said of a return, by code
SELECT x.code AS "code|kode|code", min(x.text) AS "text|myndighedens tekst|authority's text",
       sum(x.gone IS NULL) AS "standing#|står|standing", sum(x.gone IS NOT NULL) AS "mended#|rettet|mended",
       sum(x.came_back > 0) AS "came_back#|kom igen|came back", max(x.last_seen) AS "last_seen|sidst|last"
  FROM ledger_error AS x
 WHERE x.report = :report
 GROUP BY x.code
 ORDER BY x.code
