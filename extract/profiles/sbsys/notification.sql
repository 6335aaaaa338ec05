-- entity: notification
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT UnderretningId AS notification_id,
       PersonId AS citizen_id,
       SagId AS case_id,
       iso_time(Modtaget, 'dd-mm-yyyy HH:MM:SS') AS received_at,
       CASE Underretter
              WHEN 'KOM' THEN '1' WHEN 'SKOLE' THEN '2' WHEN 'DAGTILBUD' THEN '3'
              WHEN 'SUNDHED' THEN '4' WHEN 'SPL' THEN '5' WHEN 'POLITI' THEN '6'
              WHEN 'FAM-GL' THEN '7' WHEN 'ANONYM' THEN '8' WHEN 'STED' THEN '9'
              WHEN 'FORENING' THEN '10' WHEN 'ANDRE' THEN '11' WHEN 'BARN' THEN '12'
              WHEN 'FAMILIE' THEN '13'
              WHEN 'UOPLYST' THEN '99' ELSE Underretter END AS notifier_code,
       CASE Anonym WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Anonym END AS anonymous,
       CASE Fagperson WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Fagperson END AS professional,
       iso_time(Vurderet, 'dd-mm-yyyy HH:MM:SS') AS assessed_at,
       VurderetAf AS assessor_id,
       GenvurderetAf AS second_assessor_id,
       CASE Akut WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Akut END AS acute,
       iso_date(Kvitteret, 'dd-mm-yyyy') AS acknowledged_on,
       CASE Resultat
              WHEN '00' THEN 'none' WHEN '10' THEN 'guidance' WHEN '11' THEN 'early'
              WHEN '20' THEN 'screening' WHEN '21' THEN 'afdaekning'
              WHEN '22' THEN 'boernefaglig' WHEN '30' THEN 'ongoing' WHEN '40' THEN 'acute'
              WHEN '50' THEN 'forwarded' ELSE Resultat END AS outcome,
       iso_date(Afsluttet, 'dd-mm-yyyy') AS closed_on,
       iso_date(Samtale, 'dd-mm-yyyy') AS child_talk_on,
       CASE UdenSamtale
              WHEN 'MODENHED' THEN 'maturity' WHEN 'KARAKTER' THEN 'nature'
              WHEN 'NYLIG' THEN 'recent' WHEN 'AFSLÅET' THEN 'declined'
              WHEN 'UFØDT' THEN 'unborn' ELSE UdenSamtale END AS child_talk_omitted,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Underretning
