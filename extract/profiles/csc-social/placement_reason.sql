-- entity: placement_reason
-- note: an example over an invented export (docs/profiles.md): that of CSC Social is not public.
SELECT nr AS event_id, kode AS reason_code,
       iso_time(iso_time(rettet, 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS changed_at,
       iso_time(iso_time(slettet, 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS deleted_at
  FROM (SELECT "Hændelsesnr." AS nr, "Udslag 1" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM anbringelse
        UNION ALL SELECT "Hændelsesnr." AS nr, "Udslag 2" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM anbringelse
        UNION ALL SELECT "Hændelsesnr." AS nr, "Udslag 3" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM anbringelse
        UNION ALL SELECT "Hændelsesnr." AS nr, "Udslag 4" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM anbringelse)
 WHERE kode IS NOT NULL
