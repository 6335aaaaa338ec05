-- reads: agg_table_cell agg_table_dim
-- text:  every cell of the tables of the year, also the empty ones
WITH
dim AS (
	SELECT n.tab,
	       max(CASE n.name WHEN 'HAENDELSE' THEN n.dim END) AS event,
	       max(CASE n.name WHEN 'SAMTYKKE' THEN n.dim END) AS basis,
	       max(CASE n.name WHEN 'SAMTYKKE_ART' THEN n.dim END) AS consent,
	       max(CASE n.name WHEN 'ANSTED_KLAS' THEN n.dim END) AS place,
	       max(CASE n.name WHEN 'UDSLAG' THEN n.dim END) AS cause,
	       max(CASE n.name WHEN 'EFTHJEM' THEN n.dim END) AS home,
	       max(CASE n.name WHEN 'ALDER' THEN n.dim END) AS age,
	       max(CASE n.name WHEN 'KOEN' THEN n.dim END) AS sex
	  FROM agg_table_dim AS n
	 WHERE n.year = :year
	 GROUP BY n.tab
)
SELECT rtrim(c.tab || '/' || c.d1 || '/' || c.d2 || '/' || c.d3, '/') AS record_key, c.tab, c.year,
       :municipality AS municipality, CASE WHEN c.tab GLOB 'AST-B*' THEN '18-22' ELSE '0-17' END AS form,
       CASE WHEN c.tab IN ('AST-A4', 'AST-B2') THEN 'bestand' ELSE 'tilgang' END AS kind,
       CASE d.event WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS event,
       CASE d.basis WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS basis,
       CASE d.consent WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS consent,
       CASE d.place WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS place,
       CASE d.cause WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS cause,
       CASE d.home WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS home,
       CASE d.age WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS age,
       CASE d.sex WHEN 1 THEN c.d1 WHEN 2 THEN c.d2 WHEN 3 THEN c.d3 END AS sex,
       c.n
  FROM agg_table_cell AS c
  JOIN dim AS d ON d.tab = c.tab
 WHERE c.report = 'ast-anbringelser'
   AND c.year = :year
 ORDER BY record_key
