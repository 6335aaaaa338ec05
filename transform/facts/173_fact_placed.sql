-- text: spells of placements as far as our municipality acts
-- reads: fact_placement fact_placement_spell fact_acting fact_citizen
-- writes: fact_placed
DELETE FROM fact_placed;

INSERT INTO fact_placed (placement_id, spell, stretch, case_id, citizen_id, child, began, first,
                         until, basis, place_type)
WITH
person AS MATERIALIZED (
	SELECT citizen_id, min(citizen_id) OVER (PARTITION BY coalesce(pnr, 'id ' || citizen_id)) AS child
	  FROM fact_citizen
)
SELECT s.placement_id, s.spell, a.stretch, p.case_id, b.citizen_id, b.child, s.started,
       max(s.started, coalesce(a.started, s.started)) AS first,
       coalesce(min(s.ended, a.ended), s.ended, a.ended) AS until, s.basis, s.place_type
  FROM fact_placement_spell AS s
  JOIN fact_placement AS p ON p.placement_id = s.placement_id
 CROSS JOIN person AS b ON b.citizen_id = s.citizen_id
  JOIN fact_acting AS a ON a.case_id = p.case_id
 WHERE until IS NULL OR until > first
 ORDER BY s.placement_id, s.spell, a.stretch;
