-- entity: case_file
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT SagId AS case_id,
       PersonId AS citizen_id,
       iso_date(Oprettet, 'dd-mm-yyyy') AS opened_on,
       iso_date(Lukket, 'dd-mm-yyyy') AS closed_on,
       CASE LukkeKode
              WHEN 'INTET BEHOV' THEN 'no_need' WHEN 'MÅL NÅET' THEN 'goal_met'
              WHEN 'AFSLÅET' THEN 'declined' WHEN 'FRAFLYTTET' THEN 'moved'
              WHEN 'UDREJST' THEN 'emigrated' WHEN 'OVERDRAGET' THEN 'handed_over'
              WHEN 'ALDER' THEN 'age' WHEN 'VOKSEN' THEN 'adult' WHEN 'DØD' THEN 'died'
              WHEN 'FEJLOPRETTET' THEN 'error'
              WHEN 'ANDET' THEN 'other' ELSE LukkeKode END AS close_reason,
       CASE Maalgruppe
              WHEN 'U' THEN 'vulnerable' WHEN 'H' THEN 'disability'
              WHEN 'UH' THEN 'both' ELSE Maalgruppe END AS target_group,
       KleEmne AS kle,
       CASE WHEN HandleKom LIKE '0___' THEN substr(HandleKom, 2) ELSE HandleKom END AS acting_municipality,
       CASE WHEN OpholdsKom LIKE '0___' THEN substr(OpholdsKom, 2) ELSE OpholdsKom END AS residence_municipality,
       CASE WHEN BetalKom LIKE '0___' THEN substr(BetalKom, 2) ELSE BetalKom END AS paying_municipality,
       MedarbejderId AS caseworker_id,
       EnhedId AS team_id,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Sag
