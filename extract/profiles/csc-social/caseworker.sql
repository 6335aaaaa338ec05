-- entity: caseworker
-- note: an example over an invented export (docs/profiles.md): that of CSC Social is not public.
SELECT "Medarbejdernr." AS caseworker_id,
       CASE WHEN instr(Navn, ', ') THEN substr(Navn, instr(Navn, ', ') + 2) || ' ' || substr(Navn, 1, instr(Navn, ', ') - 1)
              ELSE Navn END AS name,
       Init AS initials,
       "E-post" AS email,
       "Afdelingsnr." AS team_id,
       iso_time(iso_time("Ændret", 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS changed_at,
       iso_time(iso_time(Slettet, 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS deleted_at
  FROM medarbejder
