-- note: events of a type that none of the other SELECTs takes
SELECT 'Haendelse' AS source,
       HaendelseId AS record_key,
       SagId AS case_id,
       NULL AS citizen_id,
       Type AS found,
       'ANB, OPF, TIL' AS expected
  FROM Haendelse
 WHERE Type IS NULL OR Type NOT IN ('ANB', 'OPF', 'TIL')
