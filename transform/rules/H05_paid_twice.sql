-- id: H05
-- version: 1
-- scope: cases
-- consequence: info
-- kind: entry
-- legal: Ingen bestemmelse; god bogføringsskik: samme regning betales én gang
-- text_da: Den samme betaling er bogført mere end én gang den dag: samme sag, konto, leverandør og beløb med hvert sit bilag; eller en postering er
--  på nul kroner.
-- text_en: The same payment is booked more than once on that day: same case, account, provider and amount under different vouchers; or a
--  posting is of nothing.
-- who: økonomi
-- reads: staging_posting
-- checks: staging_posting WHERE case_id IS NOT NULL
-- blames: amount
-- param: days 62 dage tilbage fra kørselsdagen
-- param: kroner 500 kroner, under hvilke gentagelser ikke fortælles
-- mend_da: Posteringen i økonomisystemet: tilbagefør den ene
-- mend_en: The posting in the finance system: reverse one of them
-- by: 30

-- What was reversed on the same day is not counted. The number of the posting in the mart is its key: case, account and day.
WITH
late AS (
	SELECT posting, case_id, booked, account, kind, cvr, amount, voucher, file, line
	  FROM staging_posting
	 WHERE booked BETWEEN :as_of - :days AND :as_of
	   AND case_id IS NOT NULL
	   AND account IS NOT NULL
)
SELECT 'posting' AS entity, case_id || '/' || account || '/' || iso(booked) AS record_key, case_id, 'amount' AS field,
       (sum(amount > 0) - sum(amount < 0)) || ' gange ' || (abs(amount) / 100) || ' kr.' AS found, 'én gang' AS expected,
       'bilag ' || min(voucher) || ' og ' || max(voucher) AS clash, booked AS event_day, min(file) AS file, min(line) AS line
  FROM late
 WHERE amount <> 0
 GROUP BY case_id, booked, account, coalesce(kind, ''), coalesce(cvr, ''), abs(amount)
HAVING sum(amount > 0) - sum(amount < 0) > 1
   AND min(voucher) <> max(voucher)
   AND abs(amount) >= 100 * :kroner
UNION ALL
SELECT 'posting', case_id || '/' || account || '/' || iso(booked), case_id, 'amount', '0 kr.', 'et beløb', 'bilag ' || min(voucher), booked,
       min(file), min(line)
  FROM late
 WHERE amount = 0
 GROUP BY case_id, account, booked
