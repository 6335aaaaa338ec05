-- entity: plan
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT PlanId AS plan_id,
       SagId AS case_id,
       CASE Art
              WHEN 'BP' THEN 'barnets_plan' WHEN 'UP' THEN 'ungeplan'
              WHEN 'HP' THEN 'handleplan' ELSE Art END AS kind,
       AfgoerelseId AS decision_id,
       CASE Noedvendig WHEN 'J' THEN '1' WHEN 'N' THEN '0' ELSE Noedvendig END AS needed,
       iso_date(Udarbejdet, 'dd-mm-yyyy') AS written_on,
       OpfoelgningDage AS followup_interval_days,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Handleplan
