# Tables of placements and measures, of a municipality with planted defects: they agree with one another, with the
# key figures of the same night, and with what the returns hold, or hold back.
. "$SRC/tests/e2e/lib.bash"

workspace town 400 --defects 60
night
"$INDBERET" report approval-anb approval-bu approval-handbu --period 2025 --workspace "$WS" --as-of $AS_OF --quiet ||
	fail "reports of tables: status $?"

# n TABLE YEAR D1 D2...: the cell
n() {
	local tab=$1 year=$2 d i=1 where=; shift 2
	for d; do where="$where AND d$i = '$d'"; i=$((i + 1)); done
	q "SELECT coalesce(sum(n), 0) FROM agg_table WHERE tab = '$tab' AND year = $year$where"
}
# Whole years of age on 31 December; NULL for the unborn and the unknown.
AGE="iif(b.unborn, NULL, y.year - CAST(strftime('%Y', b.birth * 86400, 'unixepoch') AS INTEGER))"
DAYS="(SELECT %s AS year, strftime('%%s', '%s-01-01') / 86400 AS first, strftime('%%s', '%s-12-31') / 86400 AS last) AS y"
# returned RECORDS YEAR OLDEST: records of a return active in the year, sent or held back
returned() {
	q "SELECT count(*) FROM $1 AS r JOIN $(printf "$DAYS" "$2" "$2" "$2")
		JOIN fact_measure AS m ON m.measure_id = substr(r.measure_id, 1, iif(instr(r.measure_id, '~'), instr(r.measure_id, '~') - 1, 99))
		JOIN fact_case AS c ON c.case_id = m.case_id JOIN fact_citizen AS b ON b.citizen_id = c.citizen_id
		WHERE coalesce(r.reason, 'BLOCKED') IN ('BLOCKED', 'NO_PNR', 'NO_GUARDIAN') AND r.started <= y.last
		AND coalesce(r.ended, y.last) >= max(y.first, r.started) AND coalesce($AGE, 0) <= $3"
}
kpi() { q "SELECT coalesce(sum(numerator), 0) FROM agg_kpi WHERE kpi = '$1' AND team_id = '' AND month BETWEEN $2 AND $3"; }

for year in 2023 2024 2025; do
	stock=$(n ANBAAR9 $year 492 0)
	[ "$stock" -gt 0 ] && [ "$(n ISBU01 $year 492 3)" -gt 0 ] && [ "$(n HANDBU01 $year 492 100 0)" -gt 0 ] || fail "$year: nobody is placed or supported, so nothing is tested"
	same "$(n ANBAAR2 $year 0 IALT 0)" "$stock" "ANBAAR2 $year"
	same "$(n ANBAAR15 $year 0 IALT 0)" "$stock" "ANBAAR15 $year"
	same "$(n ANBAAR12 $year 492 0)" "$stock" "ANBAAR12 $year"
	same "$(n ANBAAR13 $year 492 0)" "$stock" "ANBAAR13 $year"
	same "$(n BU43 $year 492 ANBR TOT22)" "$stock" "BU43 $year"
	same "$(n ANBAAR8 $year 492 0 IALT 0)" "$(n ANBAAR14 $year 492 0)" "ANBAAR8 $year"
	same "$(n ISBU01 $year 492 3)" "$(returned record_l201 $year 22)" "ISBU01 and L201, $year"
	same "$(n HANDBU01 $year 492 100 0)" "$(returned record_l231 $year 17)" "HANDBU01 and L231, $year"
	[ "$(n BU04A $year 492 1 IALT TOT)" -le $(($(n BU04A $year 492 2 IALT TOT) + stock)) ] || fail "BU04A $year"
	[ "$(n ISBU02 $year 492 2)" -lt "$(n ISBU01 $year 492 3)" ] || fail "ISBU02 $year"
	same "$(kpi placed ${year}12 ${year}12)" "$stock" "key figure placed, $year"
	same "$(kpi measures_active ${year}12 ${year}12)" "$(n ISBU04 $year 492 3 IALT 0)" "key figure measures_active, $year"
done
for year in 2024 2025; do # the months of 2023 are not all there
	same "$(kpi placements_started ${year}01 ${year}12)" "$(n ANBAAR14 $year 492 0)" "key figure placements_started, $year"
	same "$(kpi measures_started ${year}01 ${year}12)" "$(n ISBU03 $year 492 4)" "key figure measures_started, $year"
done

# The children behind a figure are as many as it says.
same "$(q "SELECT count(DISTINCT counted) FROM record_table WHERE tab = 'ANBAAR9' AND year = 2025")" "$(n ANBAAR9 2025 492 0)" "children behind ANBAAR9"
# A file holds every cell, the empty ones too.
csv=$WS/out/approval-anb/2025/ANBAAR13_492_2025.csv
same "$(tail -n +2 "$csv" | cut -d';' -f2 | sort -u | tr '\n' ' ')" "0 101 102 200 99 " "codes of ANBAAR13"
