# The municipality of special cases (fixtures/golden/town): every return and table holds what README.md there says and
# expected/ lists; the XML is byte for byte what is kept, and fits its schema by xmllint.
# With TOWN_KEEP=yes the returns that are kept are written anew; expected/ is written by hand only.
. "$SRC/tests/e2e/lib.bash"
AS_OF=2026-02-15
TOWN=$SRC/fixtures/golden/town

town() {
	WS=$TMP/town
	"$INDBERET" init "$WS" --municipality 492 --name "Ærø Testkommune" --quiet
	sed -i -e '/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = 12345674/' "$WS/indberet.conf"
	printf '\n[population]\n%s\n%s\n%s\n%s\n' "2025.0-18 = 1000" "2025.0-22 = 1000" "2025.0-17 = 800" "2025.18-22 = 200" >>"$WS/indberet.conf"
	cat "$SRC/schemas/case_store.sql" "$TOWN/store.sql" | sqlite3 "$WS/casestore.db"
	cp "$TOWN/D260213.L900001" "$WS/inbox/"
	cp "$TOWN/D260213.L900001" "$WS/cpr.txt"
	keys
}
# expect FILE SQL: the rows are those of expected/FILE. Of a record that is not selected, its key, reason and rule.
expect() {
	sqlite3 -separator ';' "$WS/mart.db" "$2" | awk -F';' '$2 == "" { print; next } { print $1 ";" $2 ";" $3 }' |
		LC_ALL=C sort >"$TMP/got"
	sed -e 1d -e 's/\r//' "$TOWN/expected/$1.csv" | awk -F';' '$2 == "" { print; next } { print $1 ";" $2 ";" $3 }' |
		LC_ALL=C sort >"$TMP/want"
	[ -s "$TMP/want" ] || fail "$1: nothing is expected, so nothing is tested"
	diff -u "$TMP/want" "$TMP/got" >&2 || fail "$1: - as expected by hand, + as the program has it"
}
iso() { echo "date($1 * 86400, 'unixepoch')"; }

town
night
same "$STATUS" 0 "status of the night: $OUT"

expect dst-l201 "SELECT measure_id, reason, finding_rule, child_pnr, guardian_pnr, code, $(iso started), $(iso ended) FROM record_l201"
expect dst-l231 "SELECT measure_id, reason, finding_rule,
	(SELECT iif(op = 'add', 'Ny', op) FROM ledger_item AS i JOIN ledger_delivery AS d USING (delivery)
	  WHERE d.report = 'dst-l231' AND i.record_key = measure_id), pnr, foreign_no, $(iso birth), code, $(iso started), $(iso ended),
	caseworker FROM record_l231"

expect dst-underretninger "SELECT notification_id, reason, finding_rule, pnr, unborn = 'ja', $(iso received), notifier,
	replace(causes, ',', ' ') FROM record_underretning"
expect dst-anbringelser "SELECT event_id, reason, finding_rule, form, code, pnr, $(iso decided), $(iso 'coalesce(effect, ended)'), basis,
	place_type FROM record_anbringelse"

# The tables and the statistics of the year: every cell that is not empty, and a second count of all tables.
for report in dst-anbringelser ast-underretninger ast-anbringelser approval-und approval-anb approval-bu approval-handbu; do
	"$INDBERET" report $report --workspace "$WS" --as-of $AS_OF --quiet >"$TMP/said" 2>&1 || fail "$report: $(cat "$TMP/said")"
done
# hand FILE COLUMNS: what stands in $TMP/got is what expected/FILE says in its first columns
hand() {
	sed 1d "$TOWN/expected/$1.csv" | cut -d';' -f"$2" | LC_ALL=C sort >"$TMP/want"
	LC_ALL=C sort "$TMP/got" | diff -u "$TMP/want" - >&2 || fail "$1: - as expected by hand, + as the program has it"
}
python3 "$SRC/tests/second/filled.py" "$WS/out" 492 2025 >"$TMP/got"
hand tables 1-4
python3 "$SRC/tests/second/compare.py" "$WS" "$SRC/schemas/codelists" 492 2025 || fail "the second count"
tr -d '\r' <"$(ls "$WS"/out/ast-underretninger/2025/*.csv)" | awk -F'[;/]' 'NR > 1 && $NF != 0 &&
	$3 != "00" && $4 != "0" && ($1 == "AST-UND4" ? $2 != "9" : $2 != "0") { print $1 "/" $2 "/" $3 "/" $4 ";" $NF }' >"$TMP/got"
hand ast-underretninger 1-2
tr -d '\r' <"$(ls "$WS"/out/ast-anbringelser/2025/*.csv)" | awk -F';' 'NR > 1 && $NF != 0 && $1 !~ /TOT|IALT|[/]0$/ &&
	$1 !~ /^AST-(A4|A6|B2)[/]0[/]|^AST-B1[/][^/]*[/]0[/]/ { print $1 ";" $NF }' >"$TMP/got"
hand ast-anbringelser 1-2

# What is found in the store: each planted case by its rule, and nothing else (a kind without rows is for information).
q "SELECT rule || ';' || entity || ';' || record_key FROM finding WHERE rule NOT LIKE '%.empty' AND stage NOT LIKE 'deliver:%'" | LC_ALL=C sort >"$TMP/got"
sed 1d "$TOWN/expected/findings.csv" | LC_ALL=C sort | diff -u - "$TMP/got" >&2 || fail "findings"

# Bytes: the returns, one by one, are those that are kept, no more and no fewer.
n=0
for xml in "$WS"/out/*/*/*.xml; do
	report=${xml#"$WS/out/"}; report=${report%%/*}
	kept=$TOWN/returns/$report/$(basename "$xml")
	case $report in ast-*) kept=$kept.sha256; sha256sum <"$xml" >"$TMP/bytes" ;; *) cp "$xml" "$TMP/bytes" ;; esac # large
	[ "${TOWN_KEEP:-}" != yes ] || { mkdir -p "$(dirname "$kept")"; cp "$TMP/bytes" "$kept"; }
	[ -e "$kept" ] || fail "$report: $(basename "$xml") is not kept in returns/"
	cmp "$kept" "$TMP/bytes" || fail "$report: not the bytes that are kept"
	xsd=$(xmllint --xpath 'string(/*/@*[local-name() = "schemaLocation"])' "$xml" | sed 's/.* //')
	xmllint --noout --nonet --schema "$SRC/schemas/xsd/$xsd" "$xml" 2>/dev/null || fail "$xml does not fit $xsd"
	n=$((n + 1))
done
same "$n" "$(find "$TOWN/returns" -type f | wc -l)" "returns that are kept, and made"
