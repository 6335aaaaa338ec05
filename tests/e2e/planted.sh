# What was planted is found, and on a clean municipality nothing is found that was not planted.
. "$SRC/tests/e2e/lib.bash"
workspace clean 600 --lateness 0
printf '[receiver.dst]\nfolder = %s\n' "$TMP/dst" >>"$WS/indberet.conf"; mkdir -m 700 "$TMP/dst"
night
same "$STATUS" 0 "clean night: $OUT"
same "$(q "SELECT group_concat(rule || '/' || coalesce(entity, '') || '/' || coalesce(record_key, ''), ' ') FROM finding
	WHERE rule <> 'cpr.error_record'")" "" "findings on a clean municipality"

workspace planted 1500 --defects 300
night
cat >"$TMP/planted.sql" <<SQL
.mode csv
.separator ;
.import $WS/planted.csv planted
.mode list
.separator |
SELECT count(DISTINCT defect) FROM planted WHERE rule <> '';
-- Rules that are built in, and the checks of the feeds and the store.
CREATE TEMP VIEW due AS SELECT * FROM planted WHERE rule IN (SELECT rule FROM rule_result) OR rule GLOB '*.*';
SELECT 'missed: ' || defect || ' ' || rule || ' ' || key FROM due AS p
 WHERE rule NOT GLOB 'postings.*' AND entity <> 'posting'
   AND NOT EXISTS (SELECT 1 FROM finding AS f WHERE f.rule = p.rule AND f.record_key = p.key);
-- Postings have no key of the case system: as many findings of the rule as were planted.
SELECT 'count: ' || rule || ' planted ' || count(*) || ' found ' || (SELECT count(*) FROM finding AS f WHERE f.rule = p.rule AND f.entity IN ('postings', 'posting'))
  FROM due AS p WHERE rule GLOB 'postings.*' GROUP BY rule
HAVING count(*) <> (SELECT count(*) FROM finding AS f WHERE f.rule = p.rule AND f.entity IN ('postings', 'posting'));
SQL
got=$(sqlite3 "$WS/mart.db" <"$TMP/planted.sql")
kinds=$(printf '%s\n' "$got" | head -1)
[ "$kinds" -ge 25 ] || fail "only $kinds kinds of defects were planted"
same "$(printf '%s\n' "$got" | tail -n +2)" "" "planted and not found"
echo "$kinds kinds planted"
