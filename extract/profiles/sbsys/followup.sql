-- entity: followup
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT HaendelseId AS followup_id,
       SagId AS case_id,
       YdelseId AS measure_id,
       ForloebId AS placement_id,
       iso_date(Dato, 'dd-mm-yyyy') AS held_on,
       iso_date(NaesteDato, 'dd-mm-yyyy') AS next_due_on,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Haendelse
 WHERE Type = 'OPF'
