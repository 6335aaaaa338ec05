-- id: H11
-- version: 1
-- scope: field
-- consequence: answer
-- kind: entry
-- legal: Budget- og regnskabssystem for kommuner, hovedfunktion 5.28
-- text_da: Kontoen begynder med 5.82; det er nok 5.28 med to cifre byttet om. Beløbet er ikke i nøgletallene for 5.28, før
--  posteringen er rettet, eller en linje i profile/accounts.csv (by account) siger, hvad der menes.
-- text_en: The account begins with 5.82; it is probably 5.28 with two digits changed places. The amount is not in the key
--  figures of 5.28 until the posting is corrected, or a row of profile/accounts.csv (by account) says what is meant.
-- who: økonomi
-- reads: staging_posting codelist_account
-- checks: staging_posting WHERE function IS NOT NULL
-- blames: account
-- mend_da: Økonomisystemet: omposter til den rette funktion
-- mend_en: The finance system: book it on the right function
-- by: 30

-- One finding an account, with the first line that has it.
SELECT 'account' AS entity, account AS record_key, 'account' AS field, account AS found,
       '528' || substr(account, 4) AS expected,
       count(*) || ' posteringer, ' || (sum(amount) / 100) || ' kr.' AS clash, min(file) AS file,
       min(line) AS line
  FROM staging_posting AS p
 WHERE function BETWEEN 58200 AND 58299
   AND NOT EXISTS (SELECT 1 FROM codelist_account AS a
                    WHERE 'account:' || p.account GLOB a.pattern
                      AND p.booked BETWEEN a.valid_from AND a.valid_to)
 GROUP BY account
