-- entity: notification_reason
-- note: an example over an invented export (docs/profiles.md): that of CSC Social is not public.
SELECT nr AS notification_id, kode AS reason_code,
       iso_time(iso_time(rettet, 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS changed_at,
       iso_time(iso_time(slettet, 'dd.mm.yyyy HH:MM'), 'dd.mm.yyyy HH:MM:SS') AS deleted_at
  FROM (SELECT "Underretningsnr." AS nr, "Årsag 1" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM underretning
        UNION ALL SELECT "Underretningsnr." AS nr, "Årsag 2" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM underretning
        UNION ALL SELECT "Underretningsnr." AS nr, "Årsag 3" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM underretning
        UNION ALL SELECT "Underretningsnr." AS nr, "Årsag 4" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM underretning
        UNION ALL SELECT "Underretningsnr." AS nr, "Årsag 5" AS kode, "Ændret" AS rettet, Slettet AS slettet FROM underretning)
 WHERE kode IS NOT NULL
