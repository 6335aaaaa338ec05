-- entity: team
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT EnhedId AS team_id,
       Navn AS name,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Enhed
