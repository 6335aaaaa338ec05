-- entity: relation
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT PersonId AS citizen_id,
       CASE WHEN PartCpr LIKE '______-____' THEN replace(PartCpr, '-', '') ELSE PartCpr END AS adult_pnr,
       CASE Rolle
              WHEN 'MOR' THEN 'mother' WHEN 'FAR' THEN 'father'
              WHEN 'VÆRGE' THEN 'guardian' ELSE Rolle END AS kind,
       iso_date(GyldigFra, 'dd-mm-yyyy') AS valid_from,
       iso_date(GyldigTil, 'dd-mm-yyyy') AS valid_to,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM PersonPart
