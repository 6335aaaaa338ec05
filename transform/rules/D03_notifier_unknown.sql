-- id: D03
-- version: 1
-- scope: macro
-- consequence: info
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: underretter indberettes
-- text_da: For mange af månedens underretninger har underretter »uoplyst« (99). Underretteren kendes næsten altid: ret
--  registreringen, eller svar hvorfor.
-- text_en: Too many notifications of the month have notifier "not stated" (99). The notifier is nearly always known:
--  mend the entries, or answer why.
-- who: ledelse
-- reads: staging_notification
-- blames: notifier_code
-- checks: staging_notification WHERE deleted_at IS NULL AND month(day(received_at)) = month(:period_end)
-- param: per_mille 20 promille af månedens underretninger, der må være uoplyst
-- param: least 5 færre uoplyste end dette er aldrig for mange
-- mend_da: Underretter på månedens underretninger i fagsystemet
-- mend_en: The notifier of the notifications of the month in the case system
-- by: 14

-- The whole reporting month, both ends included. One without a notifier is another matter and is not counted.
WITH month AS (
	SELECT count(*) AS n, count(*) FILTER (WHERE notifier_code = '99') AS unknown, max(file) AS file
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND notifier_code IS NOT NULL
	   AND day(received_at) BETWEEN month_start(month(:period_end)) AND :period_end
)
SELECT 'municipality' AS entity, substr(iso(:period_end), 1, 7) AS record_key, 'notifier_code' AS field,
       unknown || ' af ' || n || ' uoplyst' AS found,
       'højst ' || :per_mille / 10 || ',' || :per_mille % 10 || ' %' AS expected, :period_end AS event_day, file
  FROM month
 WHERE unknown >= :least
   AND 1000 * unknown > n * :per_mille
