-- entity: citizen
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT PersonId AS citizen_id,
       CASE WHEN Cpr LIKE '______-____' THEN replace(Cpr, '-', '') ELSE Cpr END AS pnr,
       UdlandsNr AS foreign_no,
       iso_date(Foedt, 'dd-mm-yyyy') AS birth_date,
       iso_date(Termin, 'dd-mm-yyyy') AS due_date,
       CASE Koen WHEN '1' THEN 'M' WHEN '2' THEN 'K' ELSE Koen END AS sex,
       CASE Ufoedt WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Ufoedt END AS unborn,
       CASE WHEN MorCpr LIKE '______-____' THEN replace(MorCpr, '-', '') ELSE MorCpr END AS mother_pnr,
       Fornavn || coalesce(' ' || Efternavn, '') AS name,
       CASE Beskyttet WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Beskyttet END AS protected,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Person
