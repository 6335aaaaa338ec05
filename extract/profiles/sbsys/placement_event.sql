-- entity: placement_event
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT HaendelseId AS event_id,
       ForloebId AS placement_id,
       SagId AS case_id,
       CASE Kode
              WHEN 'A-BESLUT' THEN '0.2' WHEN 'A-START' THEN '0' WHEN 'A-SKIFT' THEN '1'
              WHEN 'A-OMKAT' THEN '1.1' WHEN 'A-FRIVILLIG' THEN '2' WHEN 'A-OPFØLG' THEN '3'
              WHEN 'A-UDVALG' THEN '4' WHEN 'A-SLUT' THEN '5' WHEN 'A-FRAFLYT' THEN '5.5'
              WHEN 'E-BESLUT' THEN '6' WHEN 'E-START' THEN '7' WHEN 'E-FORTSÆT' THEN '7.2'
              WHEN 'A-TILFLYT' THEN '7.5' ELSE Kode END AS event_code,
       AfgoerelseId AS decision_id,
       iso_date(Dato, 'dd-mm-yyyy') AS decided_on,
       iso_date(NaesteDato, 'dd-mm-yyyy') AS effect_on,
       Grundlag AS basis_code,
       StedType AS place_type,
       TilbudId AS facility_id,
       CASE WHEN StedKom LIKE '0___' THEN substr(StedKom, 2) ELSE StedKom END AS place_municipality,
       CASE SkiftAarsag
              WHEN 'P' THEN 'planned' WHEN 'N' THEN 'closer' WHEN 'SB' THEN 'breakdown_child'
              WHEN 'SS' THEN 'breakdown_place' WHEN 'SBS' THEN 'breakdown_both'
              WHEN 'L' THEN 'place_closed' WHEN 'G' THEN 'reapproved'
              WHEN 'A' THEN 'other' ELSE SkiftAarsag END AS change_reason,
       CASE OphoerAarsag
              WHEN 'HJEM' THEN 'home' WHEN '18 ÅR' THEN 'age'
              WHEN 'EFTERVÆRN SLUT' THEN 'aftercare_end' WHEN 'ADOPTION' THEN 'adopted'
              WHEN 'EGEN BOLIG' THEN 'own_home' WHEN 'OVERDRAGET' THEN 'handed_over'
              WHEN 'SAMMENBRUD' THEN 'breakdown' WHEN 'BORTFALDET' THEN 'lapsed'
              WHEN 'DØD' THEN 'died'
              WHEN 'ANDET' THEN 'other' ELSE OphoerAarsag END AS end_reason,
       UdskrevetTil AS moved_to,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Haendelse
 WHERE Type = 'ANB'
