-- id: F06
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: hver indsats indberettes én gang (L201, L231)
-- text_da: Barnet har to løbende indsatser med samme kode hos samme leverandør. Afslut den ene, eller svar, at det er
--  to.
-- text_en: The child has two running measures with the same code by the same provider. End one of them, or answer that
--  they are two.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file
-- blames: measure_id
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL
-- mend_da: Indsatsen i fagsystemet
-- mend_en: The measure in the case system
-- with: open_measure
-- by: 14

-- The one that began first stands. One without a provider cannot be told to be the same.
WITH
running AS MATERIALIZED (
	SELECT o.*, m.provider_cvr, day(o.started_on) AS started
	  FROM open_measure AS o
	  JOIN staging_measure AS m ON m.measure_id = o.measure_id
	 WHERE m.provider_cvr IS NOT NULL
	   AND o.code IS NOT NULL
	   AND day(o.started_on) <= :as_of
),
ordered AS (
	SELECT *, row_number() OVER w AS place, first_value(measure_id) OVER w AS first
	  FROM running
	WINDOW w AS (PARTITION BY citizen_id, kind, code, provider_cvr ORDER BY started, length(measure_id), measure_id)
)
SELECT 'measure' AS entity, measure_id AS record_key, case_id, citizen_id, 'measure_id' AS field,
       'kode ' || code || ', leverandør ' || provider_cvr || ', fra ' || iso(started) AS found, 'én løbende indsats' AS expected,
       'measure ' || first AS clash, started AS event_day, file, line
  FROM ordered
 WHERE place > 1
