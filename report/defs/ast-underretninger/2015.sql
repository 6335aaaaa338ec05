-- reads: agg_table_cell
-- text:  every cell of the four tables of the year, also the empty ones, in the order of their ids
SELECT tab || '/' || d2 || '/' || d3 || '/' || d4 AS record_key, tab, year, d1 AS municipality,
       CASE tab WHEN 'AST-UND1' THEN d2 END AS notifier,
       CASE tab WHEN 'AST-UND2' THEN d2 END AS reason,
       CASE tab WHEN 'AST-UND3' THEN d2 END AS number,
       CASE tab WHEN 'AST-UND4' THEN d2 END AS again,
       d3 AS age, d4 AS sex, n
  FROM agg_table_cell
 WHERE report = 'ast-underretninger'
   AND year = :year
 ORDER BY tab || '/' || d2 || '/' || d3 || '/' || d4
