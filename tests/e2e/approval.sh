# The round of approval: tables of a generated municipality as CSV, PC-Axis and workbook, approved, and what
# happens when the source changes afterwards.
. "$SRC/tests/e2e/lib.bash"
# run ARGS...: output in $OUT, status in $STATUS
run() {
	set +e
	OUT=$("$INDBERET" "$@" 2>&1)
	STATUS=$?
	set -e
}
out() { echo "$WS/out/$1/2025"; }
cell() { awk -F';' -v key="$2" '{ k = $1; for (i = 2; i < NF; i++) k = k ";" $i; sub(/\r/, "") } k == key { print $NF }' "$1"; }

workspace a 200
printf '\n[population]\n2025.0-18 = 1250\n2025.0-17 = 1190\n2025.0-22 = 1500\n2025.18-22 = 310\n' >>"$WS/indberet.conf"
night
same "$STATUS" 0 "status of the night: $OUT"
run run yearly --workspace "$WS" --as-of 2026-11-01
same "$STATUS" 0 "status of the yearly job: $OUT"

# Every table of every report has its CSV and PX with the same cells, and every report its workbook.
tables=0
for report in approval-und approval-anb approval-bu approval-handbu; do
	unzip -tq "$(out $report)/${report}_492_2025.xlsx" >/dev/null || fail "$report: the workbook is not a whole zip"
	for csv in "$(out $report)"/*.csv; do
		python3 "$SRC/tests/harness/px_read.py" "${csv%.csv}.px" "$csv" >"$TMP/px" || fail "$(cat "$TMP/px")"
		tables=$((tables + 1))
	done
done
same "$tables" "$(ls "$SRC"/transform/tables | grep -vc '^AST')" "tables written"
same "$(find "$WS/out" -name '*_2025.*' ! -perm 600 | wc -l)" 0 "files that others may read"
same "$(find "$WS/tmp" -type f | wc -l)" 0 "files left in tmp"

# The tables agree with each other and with the facts.
und=$(out approval-und)
notified=$(q "SELECT count(*) FROM fact_notification WHERE received BETWEEN 20089 AND 20453")
same "$(cell "$und/UND1_492_2025.csv" '492;0;00;0;2025')" "$notified" "notifications of 2025"
groups=$(awk -F';' '$2 > 0 && $3 == "00" && $4 == 0 && $5 == 2025 { n += $6 } END { print n }' "$und/UND2_492_2025.csv")
same "$(cell "$und/UND2_492_2025.csv" '492;0;00;0;2025')" "$groups" "groups of UND2 add up"
[ "$groups" -gt 0 ] || fail "UND2 is empty"

# The workbook has no personal number, and its lists say how many rows there are.
unzip -p "$und/approval-und_492_2025.xlsx" 'xl/*' >"$TMP/all"
grep -qE '>[0-3][0-9][01][0-9]{7}<' "$TMP/all" && fail "a personal number in the workbook"
contains "$(grep -ao "$notified rækker i dette ark\|rækker i dette ark af i alt" "$TMP/all" | head -1)" "rækker i dette ark" "true total"

# Approving: only what was written since the last transform; a later change is a finding, with its cells.
run approve approval-und --workspace "$WS" --period 2025 --by "Anne Leder"
same "$STATUS" 0 "approving: $OUT"
run transform --workspace "$WS" --as-of 2026-11-01 --quiet
run approve approval-und --workspace "$WS" --period 2025 --by "Anne Leder"
same "$STATUS" 64 "approving what nobody has looked at"
sqlite3 "$WS/casestore.db" "UPDATE notification SET deleted_at = '2026-11-02T08:00:00', changed_at = '2026-11-02T08:00:00'
	WHERE notification_id = (SELECT min(notification_id) FROM notification WHERE received_at LIKE '2024%')"
run run nightly --workspace "$WS" --as-of 2026-11-03
contains "$OUT" "approved       done" "the night compares what was approved"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'approval.changed' AND record_key = 'UND1/2024'")" 1 "UND1 of 2024"
same "$(q "SELECT found - expected FROM finding WHERE rule = 'approval.changed' AND record_key = 'UND1/2024'")" -1 "one less"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'approval.changed' AND record_key LIKE '%/2025'")" 0 "2025 is as it was"

# Written again, the revision stands in the overview; a new approval takes the place of the old.
run report approval-und --workspace "$WS" --as-of 2026-11-03 --period 2025
run approve approval-und --workspace "$WS" --period 2025 --by "Bo Leder"
same "$STATUS" 0 "approving again: $OUT"
run approve --show --workspace "$WS" --table UND1
same "$(printf '%s\n' "$OUT" | grep -c 'Anne Leder.*replaced')" 3 "the old approvals are kept"
same "$(printf '%s\n' "$OUT" | grep -c 'Bo Leder')" 3 "the new ones hold"
run run nightly --workspace "$WS" --as-of 2026-11-04
same "$(q "SELECT count(*) FROM finding WHERE rule = 'approval.changed'")" 0 "nothing has changed since"
