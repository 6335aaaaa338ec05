-- text: the codes that measures of a kind are reported with

reported (kind, code) AS MATERIALIZED (
	SELECT 'support', code FROM codelist_attr WHERE list = 'pgf' AND name = 'l201' AND value = '1'
	UNION
	SELECT 'disability', code FROM codelist WHERE list = 'handicapindsats'
)
