# The process ends, as by kill -9, at many points inside the second night's rules, answers, follow-up and work lists,
# and inside an import of answers; then the same once more: the same end, and an import is booked whole or not at all.
. "$SRC/tests/faults/lib.bash"
# Everything but numbers that only tell rows and runs apart, and when an answer was booked.
seen() { tables "name NOT LIKE 'run%'" "$CLOCK, 'booked_at', 'run_id', 'finding_came_back.finding', 'finding_back.finding', 'finding_answered.finding'"; }
LOOK=seen
workspace before 40 --defects 500 --days 1 --seed 3
printf 'rule;setting;value;from;to;by;reason\nD01;hours;30;2026-11-02;;Kirsten Test;jul\n' >"$WS/rules.csv"
night
first() { q "SELECT record_key FROM finding WHERE rule = '$1' ORDER BY record_key LIMIT 1"; }
said=0
for rule in $(q "SELECT DISTINCT rule FROM finding WHERE stage = 'transform' AND consequence = 'answer' AND record_key IS NOT NULL
		GROUP BY rule, record_key HAVING count(*) = 1 ORDER BY rule LIMIT 6"); do
	kind="--kind correct"
	[ $((said % 2)) = 0 ] || kind="--kind waits --until 2026-11-02"
	! "$INDBERET" answer "$rule" "$(first "$rule")" $kind --reason 'set i sagen' --by 'Ida Test' --quiet --workspace "$WS" 2>/dev/null || said=$((said + 1))
done
[ $said -ge 3 ] || fail "only $said answers"
cp -a "$WS" "$TMP/imports"
sqlite3 "$WS/casestore.db" <"$WS/days/1/casestore.sql"
AS_OF=2026-11-02
"$INDBERET" extract casestore --workspace "$WS" --as-of $AS_OF --quiet
printf 'id = rules\ntext_da = Regler\ntext_en = Rules\nstep = transform all\nstep = report worklists\n' >"$WS/rules.job"
act() { "$INDBERET" run rules.job --workspace "$WS" --as-of $AS_OF; }
again golden; acted
status_wanted=$STATUS
[ "$(q "SELECT count(*) FROM finding_answered")" -ge 1 ] || fail "no answer holds: $OUT"
same "$(q "SELECT max(as_of) FROM finding_night")" 20759 "the second night is followed: $OUT"
want
killed() {
	if find "$WS/out" -type f ! -name '*.tmp' -size 0 | grep .; then fail "an empty list after a crash at $1"; fi
}
whole() { ! find "$WS" -name '*.tmp' | grep . || fail "left-overs after a crash at $1"; }
spread 15
crashes 14

# The lists alone, and lists of an earlier day that go.
rm -rf "$TMP/before"; mv "$TMP/golden" "$TMP/before"
act() { "$INDBERET" report worklists --workspace "$WS" --as-of $AS_OF --set worklists.keep-days=1; }
again golden; acted
status_wanted=$STATUS
same "$(ls "$WS/out/worklists")" "$AS_OF" "lists of one day are kept"
want
spread 6
crashes 6

# Answers of a list that was filled in: all or none.
rm -rf "$TMP/before"; mv "$TMP/imports" "$TMP/before"; WS=$TMP/before
AS_OF=2026-11-01
list=$(ls -S "$WS/out/worklists/$AS_OF"/team-*.xlsx | head -1)
q "SELECT printf('%016x', l.identity) FROM finding AS f JOIN finding_life AS l ON l.rule = f.rule AND l.entity = f.entity AND l.record_key = f.record_key
	AND l.field IS f.field WHERE f.consequence IN ('answer', 'record') AND f.stage = 'transform' GROUP BY 1 HAVING count(*) = 1 ORDER BY 1" |
	sed 's/$/\tafventer\tgennemgået på teammødet\tIda Test\t2026-11-20/' >"$TMP/answers"
rows=$(python3 "$SRC/tests/harness/xlsx_fill.py" "$list" "$TMP/filled.xlsx" <"$TMP/answers")
[ "$rows" -ge 4 ] || fail "only $rows rows filled in"
none=$(q "SELECT count(*) FROM finding_answer")
act() { "$INDBERET" answer --import "$TMP/filled.xlsx" --workspace "$WS"; }
again golden; acted
status_wanted=$STATUS
all=$(q "SELECT count(*) FROM finding_answer")
[ "$all" -gt $((none + 2)) ] || fail "nothing is booked: $OUT"
want
killed() { case $(q "SELECT count(*) FROM finding_answer") in "$none" | "$all") ;; *) fail "half of the answers are booked at $1" ;; esac }
spread 12
crashes 10
