# Nights in which few children are judged, by the program itself: after each, everything is judged again in a copy, and both
# hold the same findings, answered or not, the same life of them, counts and trend. Values change, files come, answers are
# given, settings change, the program is killed. Last: a child that is not followed shows.
. "$SRC/tests/e2e/lib.bash"
workspace a 400 --days 4 --defects 150 --lateness 100
printf '[feed.portal]\nmax-age = 90\n[feed.cpr]\nmax-age = 90\n[feed.postings]\nmax-age = 90\n[feed.facilities]\nmax-age = 90\n' >>"$WS/indberet.conf"
LIVE=$WS
# What stands in the mart, whatever number a row has; what reports find comes after, and is not judged again by transform.
judged() {
	tables "name IN ('finding', 'finding_answered', 'finding_life', 'finding_spared', 'rule_result', 'finding_trend')" \
		"'finding.finding', 'finding_answered.finding'" "stage NOT GLOB ''report:*''" | grep -v '^[^|]*|[^|]*|[^|]*|\*|' |
		grep -v '|report:' || true
	q "SELECT 'back', b.answer, b.why, b.field, f.rule, f.record_key, f.field FROM finding_back AS b JOIN finding AS f USING (finding) ORDER BY 2, 3, 4, 5, 6, 7"
	q "SELECT 'lowered', l.consequence, f.rule, f.record_key, f.field FROM finding_lowered AS l JOIN finding AS f USING (finding) ORDER BY 2, 3, 4, 5"
}
# differs: whether judging everything again in a copy gives another mart
differs() {
	judged >"$TMP/limited"
	rm -rf "$TMP/full"; cp -a "$WS" "$TMP/full"
	WS=$TMP/full; "$INDBERET" transform --full --workspace "$WS" --as-of "$DAY" >"$TMP/said" 2>&1 || [ $? = 65 ] || fail "in full: $(cat "$TMP/said")"
	judged >"$TMP/in_full"; WS=$LIVE
	! diff "$TMP/limited" "$TMP/in_full" >"$TMP/diff"
}
# how all|judged: of the children, in the last transform
how() { q "SELECT n FROM run_count JOIN run_step USING (run_id, seq) WHERE stage = 'transform' AND subject = 'children' AND run_count.name = '$1' ORDER BY run_id DESC LIMIT 1"; }
modes() { q "SELECT n FROM run_count JOIN run_step USING (run_id, seq) WHERE stage = 'transform' AND subject = 'rules' AND run_count.name = '$1' ORDER BY run_id DESC LIMIT 1"; }
few() {
	[ "$(how judged)" -gt 0 ] && [ "$(how judged)" -lt 120 ] || fail "$1: judged $(how judged) children"
	[ "$(modes 'over those that changed')" -gt 20 ] || fail "$1: no rules are limited"
}
step() { "$INDBERET" "$@" --workspace "$WS" --as-of "$DAY" >"$TMP/said" 2>&1 || [ $? = 65 ] || fail "$*: $(cat "$TMP/said")"; }
# again: what deliveries did to the ledger in the night is not known to its own transform
again() { step transform; }
# edit TABLE WHAT EVERY: of each so many rows one is changed
edit() {
	sqlite3 "$WS/casestore.db" "UPDATE $1 SET $2, changed_at = '${DAY}T23:00:00' WHERE ${1}_id IN
		(SELECT id FROM (SELECT ${1}_id AS id, row_number() OVER (ORDER BY ${1}_id) AS n FROM $1) WHERE n % $3 = 1)"
}
# changes N: what happened until the Nth day
changes() {
	DAY=$(date -u -d "$AS_OF + $1 days" +%F)
	sqlite3 "$WS/casestore.db" <"$WS/days/$1/casestore.sql"
	cp "$WS/days/$1"/inbox/* "$WS/inbox/"
}
# register: another list of facilities, in which places have closed and prices have changed
register() {
	local sha; sha=$(q "SELECT sha256 FROM staging_file WHERE feed = 'facilities'")
	awk -F';' -v OFS=';' 'NR > 1 && NR % 3 == 0 { $12 = "Lukket" } NR > 1 && NR % 4 == 0 { $8 = $8 * 2 } { print }' \
		"$WS/archive/${sha%"${sha#??}"}/$sha" >"$WS/inbox/facilities_492_20261102.csv"
}
# compare WHAT: after a night
compare() {
	! differs || fail "$1: < judged where it changed, > in full: $(head -20 "$TMP/diff")"
	[ "$(grep -c . "$TMP/limited")" -gt 100 ] || fail "$1: nothing was compared"
}
DAY=$AS_OF
step extract casestore
step extract inbox
step transform
same "$(how judged)" "$(q "SELECT count(*) FROM staging_citizen")" "the first night judges all"

# --- what the sources tell, the next day: by the whole night ---------------------------------------
changes 1
night
few "the second night"
contains "$OUT" "judged $(how judged) of $(how all) children" "the night says how many"
again
compare "a day's changes"

# --- the same day: answers, settings, a register, a few edits -------------------------------------------
n=0
for kind in correct rule_wrong waits override; do
	n=$((n + 1))
	q "SELECT f.rule || ' ' || f.record_key FROM finding AS f WHERE stage = 'transform' AND record_key IS NOT NULL AND field IS NOT NULL
		AND consequence = iif('$kind' = 'override', 'record', 'answer') GROUP BY f.rule, f.record_key HAVING count(*) = 1
		ORDER BY f.rule = 'D01', f.rule, f.record_key LIMIT 1 OFFSET $n" >"$TMP/which"
	read -r rule record <"$TMP/which"
	"$INDBERET" answer "$rule" "$record" --kind $kind --reason 'set i sagen' --by 'Ida Test' --until 2026-11-04 --workspace "$WS" --as-of "$DAY" --quiet
done
same "$(q "SELECT count(DISTINCT kind) FROM finding_answer")" 4 "answers of each kind"
printf '\n[rule]\nD01.hours = 48\nE10.consequence = off\n' >>"$WS/indberet.conf"
edit notification "assessed_at = NULL" 400
edit measure "ended_on = date(started_on, '-3 days')" 200
sqlite3 "$WS/casestore.db" "UPDATE case_file SET citizen_id = (SELECT min(citizen_id) FROM citizen), changed_at = '${DAY}T23:00:00'
	WHERE case_id = (SELECT max(case_id) FROM case_file)"
register
step extract casestore
step extract inbox
step transform
few "answers and settings"
[ "$(q "SELECT count(*) FROM finding_answered")" -gt 0 ] || fail "no answer holds"
compare "answers, settings, a register"

# --- killed, and run again -----------------------------------------------------------------------------
changes 2
edit measure "code = '1.1.1'" 150
step extract casestore
step extract inbox
killed=0
for wait in 0 0.2 0.5; do
	"$INDBERET" transform --workspace "$WS" --as-of "$DAY" >/dev/null 2>&1 &
	pid=$!
	until [ -e "$WS/tmp/rules.db" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
	sleep $wait
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid || true
done 2>/dev/null
[ $killed -gt 0 ] || fail "it was never killed"
step transform
compare "killed $killed times"

# --- values that answers rest on change; the day of one that waits has come ------------------------------
changes 3
edit notification "assessed_at = received_at" 300
edit measure "started_on = date(started_on, '-9 days')" 100
step extract casestore
step extract inbox
step transform
few "values changed"
compare "values changed"

# --- this can fail: nobody noted which children changed ----------------------------------------------------
changes 4
edit measure "ended_on = date(started_on, '-3 days')" 110
step extract casestore
q "DELETE FROM staging_touched WHERE kind <> 'entity'"
step transform
differs || fail "a child that is not followed does not show"
