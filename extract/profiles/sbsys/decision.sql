-- entity: decision
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT AfgoerelseId AS decision_id,
       SagId AS case_id,
       CASE Art
              WHEN 'ST' THEN 'support' WHEN 'TF' THEN 'early' WHEN 'HA' THEN 'disability'
              WHEN 'UN' THEN 'youth' WHEN 'PÅ' THEN 'order' WHEN 'AN' THEN 'placement'
              WHEN 'TV' THEN 'compulsory' WHEN 'FO' THEN 'provisional'
              WHEN 'EF' THEN 'aftercare' WHEN 'ÆN' THEN 'change' WHEN 'HJ' THEN 'home'
              WHEN 'SA' THEN 'contact' WHEN 'AF' THEN 'refusal' ELSE Art END AS kind,
       Grundlag AS basis_code,
       CASE Samtykke
              WHEN 'F' THEN 'parents' WHEN 'FB' THEN 'parents_child' WHEN 'B' THEN 'child'
              WHEN 'U' THEN 'none'
              WHEN 'X' THEN 'not_needed' ELSE Samtykke END AS consent_code,
       iso_date(Truffet, 'dd-mm-yyyy') AS decided_on,
       iso_date(Virkning, 'dd-mm-yyyy') AS effect_on,
       iso_date(Paaklaget, 'dd-mm-yyyy') AS appealed_on,
       CASE KlageUdfald
              WHEN 'STADFÆSTET' THEN 'upheld' WHEN 'ÆNDRET' THEN 'changed'
              WHEN 'OPHÆVET' THEN 'annulled' WHEN 'HJEMVIST' THEN 'remitted'
              WHEN 'AFVIST' THEN 'dismissed'
              WHEN 'TRUKKET' THEN 'withdrawn' ELSE KlageUdfald END AS appeal_outcome,
       CASE Opsaettende WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Opsaettende END AS suspended,
       CASE Ivaerksat WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Ivaerksat END AS executed,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Afgoerelse
