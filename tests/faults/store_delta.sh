# The process ends, as by kill -9, at many points of a night that reads what changed: removed rows, new ones
# and a mended one among it. Then the same night again: the same end.
. "$SRC/tests/faults/lib.bash"
workspace before 30 --days 1
sqlite3 "$WS/casestore.db" "UPDATE measure SET code = NULL WHERE measure_id = (SELECT min(measure_id) FROM measure)"
night
sqlite3 "$WS/casestore.db" <"$WS/days/1/casestore.sql"
sqlite3 "$WS/casestore.db" "DELETE FROM plan_goal WHERE goal_id = (SELECT min(goal_id) FROM plan_goal);
	UPDATE measure SET code = '1', changed_at = '2026-11-01T12:00:00' WHERE measure_id = (SELECT min(measure_id) FROM measure);
	UPDATE followup SET followup_id = 'N' || followup_id, changed_at = '2026-11-01T12:00:00'
	 WHERE followup_id = (SELECT min(followup_id) FROM followup)"
AS_OF=2026-11-02
again golden; night
status_wanted=$STATUS
[ "$(q "SELECT count(*) FROM staging_gone")" = 2 ] || fail "nothing was removed: $OUT"
want
points
crashes 15
