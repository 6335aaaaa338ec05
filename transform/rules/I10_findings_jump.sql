-- id: I10
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; et spring i en regels fund er oftest en ny udgave af fagsystemet eller en leverance, der er gået i stykker
-- text_da: En regels fund er sprunget i vejret i nat, eller en regel, der altid har fund, har ingen.
-- text_en: A rule's findings jumped tonight, or a rule that always has findings has none.
-- who: indberetningsansvarlig
-- reads: finding finding_trend rule_result
-- checks: finding_trend WHERE rule <> '' AND as_of < :as_of
-- after: records
-- blames: findings
-- mend_da: Se reglens fund: er fagsystemet eller en leverance ændret siden sidst? Ellers: bekræft, at tallet er rigtigt
-- mend_en: Look at the rule's findings: did the case system or a feed change? Otherwise confirm that the number is right
-- by: 7
-- param: times 5 så mange gange det typiske er et spring
-- param: least 20 færre fund end det er aldrig et spring
-- param: steady 10 så mange fund skal der have været hver nat, før ingen er påfaldende
-- param: nights 7 så mange af de seneste nætter er det typiske medianen af
-- param: known 3 så mange nætter skal der være, før ingen er påfaldende

-- Judged are the rules of transform and the checks of what came in; findings of reports and receipts are made later.
-- With answered findings, so that a pile of answers is no fall. A night is one that was counted; the number of a
-- night is the latest row not after it. A rule that is off, checked nothing or has yet to run tonight does not fall.
WITH night AS MATERIALIZED (
	SELECT as_of FROM finding_trend
	 WHERE rule = '' AND team_id = '' AND stage = '*' AND as_of < :as_of
	 ORDER BY as_of DESC LIMIT :nights
), kept AS MATERIALIZED (
	SELECT DISTINCT rule, team_id, stage FROM finding_trend
	 WHERE rule NOT IN ('', 'I10') AND (stage = 'transform' OR stage GLOB 'extract:*')
), earlier AS (
	SELECT k.rule, n.as_of,
	       sum(coalesce((SELECT t.open + t.answered FROM finding_trend AS t
	                      WHERE t.rule = k.rule AND t.team_id = k.team_id AND t.stage = k.stage
	                        AND t.as_of <= n.as_of ORDER BY t.as_of DESC LIMIT 1), 0)) AS found
	  FROM kept AS k CROSS JOIN night AS n
	 GROUP BY k.rule, n.as_of
), ordered AS (
	SELECT rule, found,
	       row_number() OVER (PARTITION BY rule ORDER BY found) AS place,
	       count(*) OVER (PARTITION BY rule) AS many,
	       min(found) OVER (PARTITION BY rule) AS fewest
	  FROM earlier
), typical AS (
	SELECT rule, found AS typical, many, fewest FROM ordered WHERE place = (many + 1) / 2
), by_stage AS (
	SELECT stage, rule, count(*) AS found FROM finding
	 WHERE stage = 'transform' OR stage GLOB 'extract:*'
	 GROUP BY stage, rule
), tonight AS (
	SELECT rule, sum(found) AS found FROM by_stage WHERE rule <> 'I10' GROUP BY rule
), judged AS (
	SELECT rule FROM typical UNION SELECT rule FROM tonight WHERE EXISTS (SELECT 1 FROM night)
), both AS (
	SELECT j.rule, coalesce(t.found, 0) AS found, coalesce(y.typical, 0) AS typical,
	       coalesce(y.many, 0) AS many, coalesce(y.fewest, 0) AS fewest, r.rule AS ran, r.checked
	  FROM judged AS j
	  LEFT JOIN tonight AS t ON t.rule = j.rule
	  LEFT JOIN typical AS y ON y.rule = j.rule
	  LEFT JOIN rule_result AS r ON r.rule = j.rule
)
SELECT 'rule' AS entity, rule AS record_key, 'findings' AS field, found || ' fund' AS found,
       CASE WHEN found = 0 THEN 'omkring ' || typical || ', som de seneste ' || many || ' nætter'
            ELSE 'omkring ' || typical || ', medianen af de seneste nætter' END AS expected
  FROM both
 WHERE (found >= :least AND found >= :times * max(typical, 1))
    OR (found = 0 AND fewest >= :steady AND many >= :known
        AND (checked > 0 OR (ran IS NULL AND instr(rule, '.') > 0)))
