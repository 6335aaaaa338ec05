-- text: remembers birth date, sex and first placement of each child, when they change
-- reads: fact_citizen fact_placement ledger_child
-- writes: ledger_child

-- A night in which nothing changed writes nothing. A day that is run again takes back what it wrote.
CREATE TEMP VIEW child_now AS
WITH first AS MATERIALIZED (
	SELECT citizen_id, min(started) AS placed FROM fact_placement WHERE started IS NOT NULL GROUP BY citizen_id
)
SELECT c.citizen_id, c.birth, c.sex, f.placed
  FROM fact_citizen AS c
  LEFT JOIN first AS f ON f.citizen_id = c.citizen_id;

INSERT INTO ledger_child (citizen_id, since, birth, sex, placed)
SELECT n.citizen_id, :as_of, n.birth, n.sex, n.placed
  FROM child_now AS n
  LEFT JOIN ledger_child AS l ON l.citizen_id = n.citizen_id
   AND l.since = (SELECT max(b.since) FROM ledger_child AS b WHERE b.citizen_id = n.citizen_id)
 WHERE coalesce(l.since, 0) <= :as_of
   AND (l.birth IS NOT n.birth OR l.sex IS NOT n.sex OR l.placed IS NOT n.placed)
    ON CONFLICT (citizen_id, since) DO UPDATE
   SET birth = excluded.birth, sex = excluded.sex, placed = excluded.placed;

DELETE FROM ledger_child
 WHERE since = :as_of
   AND EXISTS (SELECT 1 FROM ledger_child AS b
                WHERE b.citizen_id = ledger_child.citizen_id
                  AND b.since = (SELECT max(x.since) FROM ledger_child AS x
                                  WHERE x.citizen_id = ledger_child.citizen_id AND x.since < :as_of)
                  AND b.birth IS ledger_child.birth AND b.sex IS ledger_child.sex
                  AND b.placed IS ledger_child.placed);

DROP VIEW temp.child_now;
