-- entity: examination
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT UndersoegelseId AS examination_id,
       SagId AS case_id,
       CASE Type
              WHEN 'SCR' THEN 'screening' WHEN 'AFD' THEN 'afdaekning'
              WHEN 'BFU' THEN 'boernefaglig' ELSE Type END AS kind,
       iso_date(Opmaerksom, 'dd-mm-yyyy') AS aware_on,
       iso_date(Startet, 'dd-mm-yyyy') AS started_on,
       iso_date(Foreloebig, 'dd-mm-yyyy') AS provisional_on,
       iso_date(Afsluttet, 'dd-mm-yyyy') AS concluded_on,
       CASE Konklusion
              WHEN 'INTET' THEN 'none' WHEN 'TIDLIG' THEN 'early' WHEN 'STØTTE' THEN 'support'
              WHEN 'HANDICAP' THEN 'disability' WHEN 'ANBRINGELSE' THEN 'placement'
              WHEN 'AFD' THEN 'afdaekning' WHEN 'BFU' THEN 'boernefaglig'
              WHEN 'AFBRUDT' THEN 'stopped' ELSE Konklusion END AS conclusion,
       iso_date(Samtale, 'dd-mm-yyyy') AS child_talk_on,
       CASE UdenSamtale
              WHEN 'MODENHED' THEN 'maturity' WHEN 'KARAKTER' THEN 'nature'
              WHEN 'NYLIG' THEN 'recent' WHEN 'AFSLÅET' THEN 'declined'
              WHEN 'UFØDT' THEN 'unborn' ELSE UdenSamtale END AS child_talk_omitted,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Undersoegelse
