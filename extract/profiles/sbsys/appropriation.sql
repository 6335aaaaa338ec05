-- entity: appropriation
-- note: an example over an invented schema (docs/profiles.md): that of SBSYS is not public.
SELECT BevillingId AS appropriation_id,
       YdelseId AS measure_id,
       ForloebId AS placement_id,
       iso_date(Bevilget, 'dd-mm-yyyy') AS granted_on,
       CASE Art WHEN 'DISP' THEN 'expected' WHEN 'BEV' THEN 'granted' ELSE Art END AS status,
       CASE Enhed
              WHEN 'DØGN' THEN 'day' WHEN 'UGE' THEN 'week' WHEN 'MDR' THEN 'month'
              WHEN 'ENGANG' THEN 'once' ELSE Enhed END AS unit,
       ore_text(Pris, ',', '.') AS unit_price_ore,
       Antal AS quantity,
       iso_date(Fra, 'dd-mm-yyyy') AS valid_from,
       iso_date(Til, 'dd-mm-yyyy') AS valid_to,
       Konto AS account,
       iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') AS changed_at,
       CASE Status WHEN 'A' THEN NULL
              WHEN 'S' THEN iso_time(SidstRettet, 'dd-mm-yyyy HH:MM:SS') ELSE Status END AS deleted_at
  FROM Bevilling
