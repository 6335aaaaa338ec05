-- id: H13
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: BL § 198: grænserne reguleres hvert år
-- text_da: Grænserne for central refusion er ikke kendt for året, så refusionen er ukendt og ikke 0. Skriv årets grænser i
--  profile/refund_thresholds.csv.
-- text_en: The limits of central refund are not known for the year, so the refund is unknown and not 0. Write the limits of
--  the year into profile/refund_thresholds.csv.
-- who: økonomi
-- reads: staging_posting codelist_refund_threshold
-- checks: staging_posting
-- blames: refund_thresholds
-- mend_da: profile/refund_thresholds.csv: årets grænser
-- mend_en: profile/refund_thresholds.csv: the limits of the year
-- by: 30

-- One finding a year in which something is booked.
WITH RECURSIVE years AS (
	SELECT year(min(booked)) AS year, year(max(booked)) AS last FROM staging_posting
	 WHERE true HAVING count(*) > 0
	UNION ALL
	SELECT year + 1, last FROM years WHERE year < last
)
SELECT 'year' AS entity, CAST(year AS TEXT) AS record_key, 'refund_thresholds' AS field,
       'ingen grænser for ' || year AS found, 'mindst én grænse og procent' AS expected
  FROM years
 WHERE year NOT IN (SELECT year FROM codelist_refund_threshold)
   AND EXISTS (SELECT 1 FROM staging_posting
                WHERE booked BETWEEN ymd(years.year, 1, 1) AND ymd(years.year, 12, 31))
