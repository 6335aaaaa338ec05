# A night after one whose returns were accepted: what changed is booked, signed and packed, and what an earlier run of the
# day had packed goes. The process ends, as by kill -9, at many points of it; then the same night again: the same end.
. "$SRC/tests/faults/lib.bash"
before
cp -a "$TMP/before" "$TMP/first"; WS=$TMP/first
night
same "$STATUS" 0 "the first night: $OUT"
q "UPDATE ledger_delivery SET test = 0, state = 'processed', outcome = 'accepted', handed_at = '2026-11-01T12:00:00Z';
	UPDATE ledger_item SET outcome = 'accepted';
	INSERT INTO ledger_held SELECT report, record_key, delivery FROM ledger_item JOIN ledger_delivery USING (delivery)"
sqlite3 "$WS/casestore.db" "
	UPDATE measure SET code = '005', changed_at = '2026-11-01T12:00:00' WHERE measure_id = (SELECT min(measure_id) FROM measure WHERE kind = 'disability');
	DELETE FROM followup WHERE measure_id = (SELECT max(measure_id) FROM measure WHERE kind = 'disability');
	UPDATE measure SET deleted_at = '2026-11-01T12:00:00', changed_at = '2026-11-01T12:00:00'
	 WHERE measure_id = (SELECT max(measure_id) FROM measure WHERE kind = 'disability');
	UPDATE measure SET ended_on = started_on, changed_at = '2026-11-01T12:00:00'
	 WHERE measure_id = (SELECT max(measure_id) FROM measure WHERE kind = 'support')"
# An earlier run of the return, not handed over, under an earlier day's name.
AS_OF=2026-11-02 night
rm -rf "$TMP/before"; mv "$TMP/first" "$TMP/before"
AS_OF=2026-11-03
again golden; night
status_wanted=$STATUS
[ "$(q "SELECT count(DISTINCT op) FROM ledger_item WHERE outcome IS NULL")" -ge 2 ] || fail "too little changed: $OUT"
same "$(find "$WS/outbox" -name 'dst-l2*20261102*')" "" "the package that was not handed over is still there"
want
points
whole() {
	! find "$WS" -name '*.tmp' | grep . || fail "left-overs after a crash at $1"
	ls "$WS/outbox" | grep "^dst-l2" | sort >"$TMP/packages"
	q "SELECT name FROM ledger_delivery WHERE report LIKE 'dst-l2%'" | sort | diff - "$TMP/packages" >&2 || fail "outbox and ledger differ after a crash at $1"
}
crashes 15
