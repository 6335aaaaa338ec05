# The managers' workbook of a night: a whole and private file, its numbers are those of the mart, the key figures
# are those of the returns and the money that was booked, twice the same bytes, no person in it.
. "$SRC/tests/e2e/lib.bash"
book() { echo "$WS"/out/kpi-ledelse/2026M10/kpi-ledelse_492_2026M10.xlsx; }
hash() { sha256sum "$(book)" | cut -d' ' -f1; }
kpi() { q "SELECT sum($2) FROM agg_kpi WHERE kpi = '$1' AND team_id = '' AND $3"; }
# sheet NUMBER: XML of a sheet, a cell a line
sheet() { unzip -p "$(book)" "xl/worksheets/sheet$1.xml" | sed 's/<c /\n<c /g'; }

workspace k 300
night
same "$STATUS" 0 "status of the night: $OUT"
unzip -tq "$(book)" >/dev/null || fail "the workbook is not a whole zip"
same "$(stat -c %a "$(book)")" 600 "mode of the workbook"
same "$(find "$WS/tmp" -type f | wc -l)" 0 "files left in tmp"

# The sheet of data is the last; its column of values (G) holds every figure that is known, in its own unit: of the
# municipality every month, of teams the last thirteen.
known=$(q "SELECT count(*) FROM agg_kpi WHERE denominator <> 0 AND (team_id = '' OR month >= 202510)")
same "$(sheet 5 | grep -c '^<c r="G[0-9]*" s="[0-9]*"><v>')" "$known" "values in the sheet of data"
[ "$known" -gt 1000 ] || fail "next to nothing was tested"
plain=$(q "SELECT sum(numerator) FROM agg_kpi WHERE kpi = 'notifications'
	AND (team_id = '' OR month >= 202510)")
id=$(unzip -p "$(book)" xl/sharedStrings.xml | sed 's/<si>/\n<si>/g' |
	awk '/^<si>/ { if (/<t>notifications<\/t>/) print n; n++ }')
listed=$(sheet 5 | awk -v id="$id" '
	/^<c r="A[0-9]*"/ { match($0, /<v>[0-9]+/); mine = substr($0, RSTART + 3, RLENGTH - 3) == id }
	/^<c r="G[0-9]*"/ && mine { match($0, /<v>[0-9]+/); n += substr($0, RSTART + 3, RLENGTH - 3) }
	END { print n + 0 }')
same "$listed" "$plain" "notifications in the sheet of data"

# Beside the other figures of the house.
"$INDBERET" report approval-und --workspace "$WS" --as-of $AS_OF --quiet
csv=$(ls "$WS"/out/approval-und/2025/UND1_492_2025.csv)
total=$(tr -d '\r' <"$csv" | awk -F';' '$2 == "0" && $3 == "00" && $4 == "0" && $5 == 2025 { print $6 }')
same "$(kpi notifications numerator 'month / 100 = 2025')" "$total" "notifications of 2025, key figure and UND1"
same "$(kpi net_cost numerator 'month / 100 = 2026')" "$(q "SELECT sum(amount) FROM staging_posting
	WHERE dranst = 1 AND function BETWEEN 52820 AND 52825 AND booked BETWEEN 20454 AND 20757")" \
	"net cost of 2026 to October, key figure and postings"
same "$(q "SELECT count(*) FROM agg_kpi a JOIN (SELECT kpi, month, sum(numerator) AS n FROM agg_kpi
	WHERE team_id <> '' GROUP BY 1, 2) t USING (kpi, month) WHERE a.team_id = '' AND a.numerator < t.n
	AND a.kpi NOT IN ('net_cost')")" 0 "months where the teams have more than the municipality"

# No person: no personal number, and no id of a case or a child.
q "SELECT pnr FROM fact_citizen WHERE pnr IS NOT NULL" >"$TMP/pnr"
[ -s "$TMP/pnr" ] || fail "no personal number to look for"
unzip -p "$(book)" | grep -aqFf "$TMP/pnr" && fail "a personal number in the workbook"
strings=$(unzip -p "$(book)" xl/sharedStrings.xml)
for id in $(q "SELECT case_id FROM fact_case LIMIT 5") $(q "SELECT citizen_id FROM fact_citizen LIMIT 5"); do
	case $strings in *">$id<"*) fail "the id of a case or child is in the workbook" ;; esac
done

before=$(hash)
night --again
same "$STATUS" 0 "run again: $OUT"
same "$(hash)" "$before" "bytes of the workbook made again"

# A month that is not over has no workbook; a municipality without a single row has one that says so.
"$INDBERET" report kpi-ledelse --period 2026M11 --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1 &&
	fail "made a workbook of a month that is not over"
[ -e "$WS/out/kpi-ledelse/2026M11" ] && fail "something was written for it"
:
