# What was planted is found, where it was planted; on a clean municipality nothing is found. With several seeds.
. "$SRC/tests/e2e/lib.bash"

# clean NAME CHILDREN [generate options...]: nothing is found
clean() {
	workspace "$@" --lateness 0
	printf '[receiver.dst]\nfolder = %s\n' "$TMP/dst.$1" >>"$WS/indberet.conf"; mkdir -m 700 "$TMP/dst.$1"
	night
	same "$STATUS" 0 "clean night of $1: $OUT"
	same "$(q "SELECT group_concat(rule || '/' || coalesce(entity, '') || '/' || coalesce(record_key, ''), ' ') FROM finding
		WHERE rule <> 'cpr.error_record'")" "" "findings on the clean municipality $1"
}

# A posting has no key of the case system: its file and line are one, and a rule may tell of several at the first of them.
cat >"$TMP/missed.sql" <<'SQL'
SELECT 'no such rule: ' || rule FROM planted
 WHERE rule <> '' AND rule NOT GLOB '*.*' AND rule NOT IN (SELECT rule FROM rule_result) GROUP BY rule;
SELECT 'missed: ' || defect || ' ' || rule || ' ' || entity || ' ' || key || ' ' || field FROM planted AS p
 WHERE rule <> ''
   AND NOT EXISTS (SELECT 1 FROM finding AS f LEFT JOIN staging_file AS s ON s.file = f.file
                    WHERE f.rule = p.rule AND (p.key IN (f.record_key, s.name || ':' || f.line) OR p.entity = 'posting' AND f.entity = 'posting')
                      AND (p.rule GLOB '*.*' OR p.field IN ('', f.field)));
SQL

# planted NAME CHILDREN [generate options...]: all of it is found; the kinds go to $TMP/kinds
planted() {
	workspace "$@" --defects 300
	night
	same "$({ printf '.mode csv\n.separator ;\n.import %s planted\n.mode list\n' "$WS/planted.csv"; cat "$TMP/missed.sql"; } |
		sqlite3 "$WS/mart.db")" "" "planted in $1 and not found"
	sed 1d "$WS/planted.csv" | cut -d';' -f1 >>"$TMP/kinds"
}

clean clean1 600
clean clean2 600 --seed 7
planted planted1 1500
planted planted2 500 --seed 23
planted planted3 500 --seed 404
kinds=$(sort -u "$TMP/kinds" | wc -l)
defects=$(grep -c '^DEFECT(' "$SRC/fixtures/generate/defects.def")
[ "$kinds" -ge $((defects * 9 / 10)) ] || fail "only $kinds of $defects kinds of defects were planted"
echo "$kinds of $defects kinds planted"
