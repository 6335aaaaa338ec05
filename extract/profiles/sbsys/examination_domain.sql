-- entity: examination_domain
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT UndersoegelseId AS examination_id,
       CASE Tema
              WHEN 'B0' THEN 'child' WHEN 'B1' THEN 'child_health'
              WHEN 'B2' THEN 'child_school' WHEN 'B3' THEN 'child_emotion'
              WHEN 'B4' THEN 'child_identity' WHEN 'B5' THEN 'child_relations'
              WHEN 'B6' THEN 'child_social' WHEN 'B7' THEN 'child_self_care'
              WHEN 'F0' THEN 'parents' WHEN 'F1' THEN 'parents_care'
              WHEN 'F2' THEN 'parents_safety' WHEN 'F3' THEN 'parents_warmth'
              WHEN 'F4' THEN 'parents_stimulation' WHEN 'F5' THEN 'parents_guidance'
              WHEN 'F6' THEN 'parents_stability' WHEN 'O0' THEN 'family'
              WHEN 'O1' THEN 'family_history' WHEN 'O2' THEN 'family_network'
              WHEN 'O3' THEN 'family_housing' WHEN 'O4' THEN 'family_work'
              WHEN 'O5' THEN 'family_income' WHEN 'O6' THEN 'family_integration'
              WHEN 'O7' THEN 'family_community' ELSE Tema END AS ics_domain,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM UndersoegelseTema
