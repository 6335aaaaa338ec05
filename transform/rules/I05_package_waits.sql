-- id: I05
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Leverancen er dannet, men ikke afleveret, og den har ventet for længe. Ingen har modtaget noget af
--  det, den indeholder.
-- text_en: The delivery was built and not handed over, and has waited too long. Nobody has received anything
--  that is in it.
-- who: drift
-- reads: ledger_delivery
-- checks: ledger_delivery WHERE test = 0 AND basis <> 'hand'
-- blames: state
-- param: days 7 dage, en pakke må vente på at blive afleveret
-- mend_da: indberet deliver, eller aflevér pakken i hånden og bogfør det med --handed-over
-- mend_en: indberet deliver, or hand the package over and book it with --handed-over
-- by: 1

-- The day itself is in time. What was handed over and not answered is finding receipt.unanswered, by the hours that the
-- receiver's settings say.
SELECT 'delivery' AS entity, coalesce(d.name, d.report || ' ' || d.delivery) AS record_key, 'state' AS field,
       CASE d.state WHEN 'built' THEN 'ikke underskrevet' ELSE 'ikke afleveret' END
       || ', dannet ' || d.as_of || ', ' || (:as_of - day(d.as_of)) || ' dage' AS found,
       'afleveret inden ' || :days || ' dage' AS expected, d.report AS clash, day(d.as_of) + :days AS due_day
  FROM ledger_delivery AS d
 WHERE d.test = 0
   AND d.basis <> 'hand'
   AND d.state IN ('built', 'signed')
   AND :as_of - day(d.as_of) > :days
