-- text: the citizens with a personal number, now or before
SELECT citizen_id FROM fact_citizen WHERE :pnr IN (pnr, pnr_source)
UNION
SELECT citizen_id FROM staging_citizen WHERE pnr = :pnr
