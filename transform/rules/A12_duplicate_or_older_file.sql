-- id: A12
-- version: 1
-- scope: file
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; aftalt med leverandøren: den nyeste levering gælder
-- text_da: Den samme fil er leveret to gange, eller en ældre fil er kommet efter en nyere. Filen er ikke brugt.
-- text_en: The same file was delivered twice, or an older file came after a newer one. The file was not used.
-- who: leverandør
-- reads: staging_delivery
-- checks: staging_delivery
-- blames: delivery
-- mend_da: Leverancen hos leverandøren: send den seneste fil, én gang
-- mend_en: The delivery at the supplier: send the latest file, once
-- by: 7

-- The same content again does no harm and is for information.
SELECT CASE verdict WHEN 'duplicate' THEN 'info' END AS consequence, 'file' AS entity,
       name AS record_key, 'delivery' AS field, verdict AS found, 'loaded' AS expected,
       CASE verdict WHEN 'duplicate' THEN 'fil ' || file END AS clash, file
  FROM staging_delivery
 WHERE verdict IN ('duplicate', 'older')
