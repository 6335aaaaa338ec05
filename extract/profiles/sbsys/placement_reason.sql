-- entity: placement_reason
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT HaendelseId AS event_id,
       Aarsag AS reason_code,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM HaendelseAarsag
