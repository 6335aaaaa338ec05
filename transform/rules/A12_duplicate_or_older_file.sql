-- id: A12
-- version: 1
-- scope: file
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; aftalt med leverandøren: den nyeste levering gælder
-- text_da: Den samme fil er leveret to gange, eller en ældre fil er kommet efter en nyere. Filen er ikke brugt.
-- text_en: The same file was delivered twice, or an older file came after a newer one. The file was not used.
-- who: leverandør
-- reads: staging_delivery staging_file
-- checks: staging_delivery
-- blames: delivery
-- mend_da: Leverancen hos leverandøren: send den seneste fil, én gang
-- mend_en: The delivery at the supplier: send the latest file, once
-- with: latest_delivery
-- by: 7

-- The same content again does no harm and is for information; where it is the latest, under a new name, it is rule A02's.
SELECT CASE verdict WHEN 'duplicate' THEN 'info' END AS consequence, 'file' AS entity,
       name AS record_key, 'delivery' AS field,
       CASE verdict WHEN 'duplicate' THEN 'leveret før' ELSE 'ældre end den, der er læst' END AS found,
       'den nyeste fil, én gang' AS expected,
       CASE verdict WHEN 'duplicate' THEN 'fil ' || file END AS clash, file
  FROM staging_delivery AS d
 WHERE verdict = 'older'
    OR verdict = 'duplicate'
       AND (d.delivery NOT IN (SELECT delivery FROM latest_delivery)
            OR EXISTS (SELECT 1 FROM staging_file AS f
                        WHERE f.file = d.file AND (f.name = d.name OR f."nothing" = 1)))
