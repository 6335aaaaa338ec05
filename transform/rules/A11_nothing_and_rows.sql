-- id: A11
-- version: 1
-- scope: file
-- consequence: delivery
-- kind: entry
-- legal: Ingen bestemmelse; aftalt med leverandøren: en tom fil siger selv, at den er tom
-- text_da: Filen siger, at der intet er at melde, og har alligevel rækker; eller den har ingen rækker og siger
--  det ikke.
-- text_en: The file says that there is nothing to report and has rows all the same; or it has no rows and
--  does not say so.
-- who: leverandør
-- reads: staging_file
-- checks: staging_file WHERE replaced_by IS NULL
-- blames: nothing
-- mend_da: Filen hos leverandøren: bed om en ny, med rækker eller med INGEN
-- mend_en: The file at the supplier: ask for a new one, with rows or with INGEN
-- by: 1
SELECT 'file' AS entity, name AS record_key, 'nothing' AS field,
       CASE "nothing" WHEN 1 THEN 'INGEN' ELSE 'ingen erklæring' END || ', ' || rows_in || ' rækker'
               AS found,
       CASE "nothing" WHEN 1 THEN '0 rækker' ELSE 'rækker, eller INGEN' END AS expected,
       file
  FROM staging_file
 WHERE replaced_by IS NULL
   AND ("nothing" = 1) = (rows_in > 0)
