-- entity: measure
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT YdelseId AS measure_id,
       SagId AS case_id,
       AfgoerelseId AS decision_id,
       CASE Omraade WHEN 'S' THEN 'support' WHEN 'H' THEN 'disability' ELSE Omraade END AS kind,
       Kode AS code,
       iso_date(Start, 'dd-mm-yyyy') AS started_on,
       iso_date(Slut, 'dd-mm-yyyy') AS ended_on,
       CASE Familierettet
              WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Familierettet END AS family_directed,
       LeverandoerCvr AS provider_cvr,
       TilbudId AS facility_id,
       MedarbejderId AS caseworker_id,
       FortsaetterYdelse AS origin_measure_id,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Ydelse
