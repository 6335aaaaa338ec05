-- entity: visit
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT HaendelseId AS visit_id,
       ForloebId AS placement_id,
       iso_date(Dato, 'dd-mm-yyyy') AS visited_on,
       CASE Samtale WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Samtale END AS child_talk,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Haendelse
 WHERE Type = 'TIL'
