-- id: H04
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Budget- og regnskabssystem for kommuner, hovedfunktion 5.28: funktion og gruppering følger indsatsens eller anbringelsesstedets art
-- text_da: Bevillingens konto betaler ikke for indsatsen efter dens paragraf eller for anbringelsesstedets type.
-- text_en: The account of the appropriation does not pay for the measure by its paragraph, or for the type of place.
-- who: økonomi
-- reads: staging_appropriation staging_measure staging_decision staging_placement_event staging_case_file codelist codelist_attr codelist_account_measure
-- checks: staging_appropriation WHERE deleted_at IS NULL AND (measure_id IS NOT NULL OR placement_id IS NOT NULL)
-- blames: account
-- with: reported
-- mend_da: Bevillingens konto i fagsystemet; er kontoen kommunens egen, så en linje i profile/account_measure.csv
-- mend_en: The account of the appropriation in the case system; where the account is the municipality's own, a row in profile/account_measure.csv
-- by: 30

WITH
-- An account that the list does not have is not judged (H12), nor one that is not nine digits, nor a code that is
-- not reported (A07, F02) or another than the decision's (F03). The rows with the fewest ? count. Of a
-- placement every type of place that it has had will do, for the appropriation may be older than the place.
used AS MATERIALIZED (
	SELECT DISTINCT account FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND account GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
),
fit AS MATERIALIZED (
	SELECT u.account, x.kind, ' ' || x.codes || ' ' AS codes, x.valid_from, x.valid_to,
	       rank() OVER (PARTITION BY u.account ORDER BY length(replace(x.account, '?', '')) DESC) AS place
	  FROM used AS u
	  JOIN codelist_account_measure AS x ON u.account GLOB x.account
),
-- What is paid for: measures of a code of their list, and the types of place of each placement.
placement AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id, group_concat(DISTINCT place_type) AS types
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND place_type NOT IN ('98', '99')
	   AND place_type IN (SELECT code FROM codelist WHERE list = 'ansted')
	 GROUP BY placement_id
),
thing (kind, code) AS (
	SELECT kind, code FROM reported
	UNION ALL
	SELECT DISTINCT 'placement', types FROM placement
),
-- Which account pays for which of them, and when.
pays AS MATERIALIZED (
	SELECT f.account, t.kind, t.code, f.valid_from, f.valid_to
	  FROM thing AS t
	  JOIN fit AS f ON f.kind = t.kind
	 WHERE f.place = 1
	   AND (f.codes = ' * '
	        OR EXISTS (SELECT 1 FROM json_each('["' || replace(t.code, ',', '","') || '"]') AS c
	                    WHERE instr(f.codes, ' ' || c.value || ' ') > 0))
),
paid AS (
	SELECT a.appropriation_id, a.account, day(a.valid_from) AS at, m.kind, m.code, m.case_id, a.file, a.line
	  FROM staging_appropriation AS a
	  JOIN staging_measure AS m ON m.measure_id = a.measure_id
	  LEFT JOIN staging_decision AS d ON d.decision_id = m.decision_id AND d.deleted_at IS NULL
	 WHERE a.deleted_at IS NULL
	   AND m.deleted_at IS NULL
	   AND coalesce(d.basis_code, m.code) = m.code
	   AND (m.kind, m.code) IN (SELECT kind, code FROM reported)
	UNION ALL
	SELECT a.appropriation_id, a.account, day(a.valid_from), 'placement', p.types, p.case_id, a.file, a.line
	  FROM staging_appropriation AS a
	  JOIN placement AS p ON p.placement_id = a.placement_id
	 WHERE a.deleted_at IS NULL
)
SELECT 'appropriation' AS entity, p.appropriation_id AS record_key, p.case_id, k.citizen_id, 'account' AS field, p.account AS found,
       'en konto for ' || CASE p.kind WHEN 'placement' THEN 'anbringelsessted ' ELSE 'ydelse ' END || p.code AS expected,
       'betaler for ' || (SELECT group_concat(trim(f.codes), ' ') FROM fit AS f WHERE f.account = p.account AND f.place = 1) AS clash,
       p.at AS event_day, p.file, p.line
  FROM paid AS p
  JOIN staging_case_file AS k ON k.case_id = p.case_id
 WHERE k.deleted_at IS NULL
   AND p.at IS NOT NULL
   AND p.account IN (SELECT account FROM fit)
   AND NOT EXISTS (SELECT 1 FROM pays AS f
                    WHERE f.account = p.account
                      AND f.kind = p.kind
                      AND f.code = p.code
                      AND p.at BETWEEN f.valid_from AND f.valid_to)
