# Every published table is counted a second time, by a script written from the counting rules alone (tests/second), over random
# municipalities: small, with planted defects, and stirred. Each cell must be the same. Then a cell of a table
# and a row of the store are changed, and the comparison must say so.
. "$SRC/tests/e2e/lib.bash"
SECOND=$SRC/tests/second

# municipality NAME CHILDREN SEED DEFECTS STIR: $WS with its tables
municipality() {
	WS=$TMP/$1
	"$INDBERET" init "$WS" --municipality 492 --name "Ærø Testkommune" --quiet
	printf '\n[population]\n' >>"$WS/indberet.conf"
	for y in 2023 2024 2025; do
		printf '%s.%s\n' $y "0-18 = 1$3$((y % 10))7" $y "0-17 = 1$3$((y % 10))1" $y "0-22 = 14$3$((y % 10))" $y "18-22 = 3$3$((y % 10))"
	done >>"$WS/indberet.conf"
	"$INDBERET" generate "$WS" --children "$2" --years 3 --as-of $AS_OF --seed "$3" --defects "$4" --quiet
	[ -z "$5" ] || python3 "$SECOND/stir.py" "$WS/casestore.db" "$5"
	cp "$WS"/inbox/D*.L* "$WS/cpr.txt"
	rm "$WS"/inbox/portal_* # counts notifications too, and would say which are gone
	tables_of
}
tables_of() {
	for step in extract transform; do
		"$INDBERET" $step --workspace "$WS" --as-of $AS_OF --quiet >"$TMP/said" 2>&1 || [ $? -eq 65 ] || fail "$step: $(cat "$TMP/said")"
	done
	for report in approval-und approval-anb approval-bu approval-handbu; do
		"$INDBERET" report $report --workspace "$WS" --as-of $AS_OF --quiet >"$TMP/said" 2>&1 || [ $? -eq 65 ] || fail "$report: $(cat "$TMP/said")"
	done
}
compare() { python3 "$SECOND/compare.py" "$WS" "$SRC/schemas/codelists" 492 2025 "$@"; }
# agree WHAT [TABLE...]
agree() { compare "${@:2}" >"$TMP/told" || { cat "$TMP/told" >&2; fail "$1: the two counts differ"; }; tail -n 1 "$TMP/told"; }
# red TABLES TEXT...: the comparison says no, and says where
red() {
	local t
	! compare $1 >"$TMP/told" || fail "$1: a difference was not seen"
	shift
	for t; do grep -q -- "$t" "$TMP/told" || fail "'$t' is not in: $(head -5 "$TMP/told")"; done
}

municipality small 8 7 0 ''
agree "a small one"
municipality defects 250 1 150 ''
agree "one with defects"
for seed in 2 3; do
	municipality stirred$seed 250 $seed 100 $seed
	agree "one that is stirred, seed $seed"
	before=$(awk -F';' '$2 == 0 && $3 == "U0" && $4 == 0 && $5 == 2025 { print $6 + 0 }' "$WS/out/approval-und/2025/UND1_492_2025.csv")
done
# The same with notifications that move to the child when it is born: fewer are unborn.
printf '\n[dst-underretninger]\nborn = child\n' >>"$WS/indberet.conf"
tables_of
agree "one that is stirred, born = child" UND1 UND2 UND3 LABY16
after=$(awk -F';' '$2 == 0 && $3 == "U0" && $4 == 0 && $5 == 2025 { print $6 + 0 }' "$WS/out/approval-und/2025/UND1_492_2025.csv")
[ "$after" -lt "$before" ] || fail "unborn: $before with born = mother, $after with child"

# One cell of one table.
csv=$WS/out/approval-anb/2025/ANBAAR12_492_2025.csv
cp "$csv" "$TMP/kept"
awk -F';' -v OFS=';' 'NR == 2 { $NF = ($NF + 1) "" } { print }' "$TMP/kept" | sed 's/\r1*$//' >"$csv"
red ANBAAR12 "ANBAAR12 2023: ADMKOM=492, ANBRINGELSE=0: the program says" "ANBAAR12: 1 disagreements"
sed 2d "$TMP/kept" >"$csv"
red ANBAAR12 "ANBAAR12 2023: the cell ('492', '0') is not in the table"
cp "$TMP/kept" "$csv"
agree "put back" ANBAAR12

# One row of the store: a notification of 2025 that the tables have and the count does not.
child=$(sqlite3 "$WS/casestore.db" "SELECT citizen_id FROM notification WHERE received_at LIKE '2025-0%' AND deleted_at IS NULL
	AND citizen_id IN (SELECT citizen_id FROM citizen WHERE deleted_at IS NULL AND pnr IS NOT NULL) ORDER BY notification_id LIMIT 1")
sqlite3 "$WS/casestore.db" "UPDATE notification SET deleted_at = '2026-11-01T08:00:00',
	changed_at = '2026-11-01T08:00:00' WHERE citizen_id = '$child' AND received_at LIKE '2025%'"
red "UND1 UND2 UND3" "UND1 2025: ADMKOM=492, UNDERRETERE=0, ALDER1=00, KON=0: the program says" "only in the program: $child" "^UND2 2025:" "^UND3 2025:"
# The program sees the change too: the count agrees again.
tables_of
agree "after the change was read" UND1 UND2 UND3
