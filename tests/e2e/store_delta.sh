# Nights that read what changed in the case store, beside nights that read all of it: the same mart and the
# same returns each night. A store that lost much is not believed; a row is found by its key.
. "$SRC/tests/e2e/lib.bash"

mart() { tables "name NOT LIKE 'run%' AND name NOT LIKE 'ledger%' AND name <> 'staging_store'" "'finding', 'gone', 'blank'"; }
read_rows() { q "SELECT sum(n) FROM run_count WHERE run_id = (SELECT max(run_id) FROM run) AND subject GLOB 'casestore.*' AND name = 'read'"; }
# What no generated day does: rows that are removed, one for another, and an edit stored late.
removals() {
	cat <<SQL
DELETE FROM followup WHERE followup_id = (SELECT max(followup_id) FROM followup);
DELETE FROM measure WHERE measure_id IN (SELECT measure_id FROM measure ORDER BY measure_id LIMIT 1 OFFSET 10 * $1);
UPDATE visit SET visit_id = 'N' || visit_id, changed_at = '$2T17:00:00' WHERE visit_id = (SELECT min(visit_id) FROM visit);
UPDATE case_file SET close_reason = 'goal_met', changed_at = (SELECT strftime('%Y-%m-%dT%H:%M:%S', max(changed_at), '-100 minutes') FROM case_file)
 WHERE case_id = (SELECT case_id FROM case_file ORDER BY case_id LIMIT 1 OFFSET 10 * $1);
UPDATE notification SET outcome = 'x', changed_at = NULL WHERE notification_id = (SELECT notification_id FROM notification ORDER BY 1 LIMIT 1 OFFSET 10 * $1);
SQL
}

workspace chain 400 --days 3 --defects 200
cp -a "$TMP/chain" "$TMP/full"
for n in 0 1 2 3; do
	DAY=$(date -u -d "$AS_OF + $n days" +%F)
	for s in chain full; do
		WS=$TMP/$s
		if [ $n -gt 0 ]; then
			sqlite3 "$WS/casestore.db" <"$WS/days/$n/casestore.sql"
			removals $n "$(date -u -d "$DAY - 1 day" +%F)" | sqlite3 "$WS/casestore.db"
			cp "$WS/days/$n"/inbox/* "$WS/inbox/"
		fi
		if [ $s = full ]; then night --full; else night; fi
		case $STATUS in 0 | 65) ;; *) fail "$s, night $n: status $STATUS: $OUT" ;; esac
		mart >"$TMP/$s.mart"; outputs >"$TMP/$s.out"
		[ $s = chain ] && read=$(read_rows)
	done
	diff "$TMP/full.mart" "$TMP/chain.mart" | head -20 >&2
	cmp -s "$TMP/full.mart" "$TMP/chain.mart" || fail "night $n: another mart than read in full"
	cmp -s "$TMP/full.out" "$TMP/chain.out" || fail "night $n: other outputs than read in full"
	all=$(read_rows)
	echo "night $n: $read of $all rows"
	[ $n = 0 ] || [ $((read * 10)) -lt "$all" ] || fail "night $n: $read of $all rows were read"
done
WS=$TMP/chain
[ "$(q "SELECT count(*) FROM staging_gone")" -ge 9 ] || fail "what is gone was not booked"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'casestore.missed'")" 0 "rows missed"
contains "$("$INDBERET" status --workspace "$WS")" "last reading of the case store" "status"

# A row by its key, as findings have it.
key=$("$INDBERET" findings --workspace "$WS" --list --rule notification.changed_at.required | sed -n '2s/^[^	]*	[^	]*	[^	]*	[^	]*	\([^	]*\).*/\1/p')
contains "$key" "notification:" "the key in the list"
contains "$("$INDBERET" show row "$key" --workspace "$WS")" "outcome: x" "the row of a finding"

# Half of the measures are gone: what was read is kept, the night says so, and how to take it as it is.
measures=$(q "SELECT count(*) FROM staging_measure"); facts=$(q "SELECT count(*) FROM fact_measure")
sqlite3 "$WS/casestore.db" "DELETE FROM measure WHERE rowid % 2" 2>/dev/null ||
	sqlite3 "$WS/casestore.db" "DELETE FROM measure WHERE measure_id IN (SELECT measure_id FROM (SELECT measure_id, row_number() OVER () AS n FROM measure) WHERE n % 2)"
DAY=$(date -u -d "$AS_OF + 4 days" +%F)
night
same "$STATUS" 65 "a loss: $OUT"
contains "$OUT" "[casestore.loss]" "a loss is told"
contains "$OUT" "--accept-loss" "how to accept it is told"
same "$(q "SELECT count(*) FROM staging_measure")" "$measures" "what was read is kept"
same "$(q "SELECT count(*) FROM fact_measure")" "$facts" "and what was made of it"
night --again --accept-loss
[ "$(q "SELECT count(*) FROM staging_measure")" -lt $((measures / 2 + 2)) ] || fail "the loss was not accepted: $OUT"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'casestore.loss'")" 0 "no loss is told"
