-- id: G24
-- version: 1
-- scope: macro
-- consequence: info
-- kind: external
-- legal: Ingen bestemmelse: registerets koder for art og status er ikke offentliggjort
-- text_da: Registeret bruger et ord for art eller status, som ikke er på listen; tilbuddene er ikke holdt op mod
--  anbringelsesstedets type eller mod godkendelsen.
-- text_en: The register uses a word for kind or status that is not in the list; the facilities were not held
--  against the type of place or the approval.
-- who: drift
-- reads: staging_facility codelist
-- checks: staging_facility WHERE kind IS NOT NULL OR status IS NOT NULL
-- blames: kind status
-- mend_da: profile/facilities.map: hvad ordet svarer til
-- mend_en: profile/facilities.map: what the word stands for
-- by: 30

-- Each word once. A word is added in profile/facilities.map: words = kind residence : Opholdssted | ...
SELECT 'facility' AS entity, min(facility_id) AS record_key, 'kind' AS field, kind AS found,
       'et ord i profile/facilities.map' AS expected, count(*) || ' rækker' AS clash, min(file) AS file
  FROM staging_facility
 WHERE kind NOT IN (SELECT code FROM codelist WHERE list = 'facility_kind')
 GROUP BY kind
UNION ALL
SELECT 'facility', min(facility_id), 'status', status, 'et ord i profile/facilities.map',
       count(*) || ' rækker', min(file)
  FROM staging_facility
 WHERE status NOT IN ('approved', 'closed')
 GROUP BY status
