-- entity: municipality_change
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT SagId AS case_id,
       CASE Rolle
              WHEN 'HANDLE' THEN 'acting' WHEN 'OPHOLD' THEN 'residence'
              WHEN 'BETAL' THEN 'paying' ELSE Rolle END AS role,
       CASE WHEN FraKom LIKE '0___' THEN substr(FraKom, 2) ELSE FraKom END AS from_code,
       CASE WHEN TilKom LIKE '0___' THEN substr(TilKom, 2) ELSE TilKom END AS to_code,
       iso_date(Dato, 'dd-mm-yyyy') AS changed_on,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM SagKommune
