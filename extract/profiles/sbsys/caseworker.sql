-- entity: caseworker
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT MedarbejderId AS caseworker_id,
       Fornavn || coalesce(' ' || Efternavn, '') AS name,
       Initialer AS initials,
       Mail AS email,
       EnhedId AS team_id,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Medarbejder
