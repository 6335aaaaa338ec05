-- entity: notification_reason
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT UnderretningId AS notification_id,
       CASE WHEN Aarsag LIKE 'ÅRS%' THEN substr(Aarsag, 4) ELSE Aarsag END AS reason_code,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM UnderretningAarsag
