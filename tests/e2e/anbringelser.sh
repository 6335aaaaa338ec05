# The returns of placements on a synthetic municipality: every event is reported or says why not, the files fit their schemas by
# xmllint, take-overs are derived, and the yearly statistics count what the events and DST's tables say.
. "$SRC/tests/e2e/lib.bash"
workspace anb 3000
# Three placed children whose case goes to another municipality and three that come, with no event that says so.
sqlite3 "$WS/casestore.db" "CREATE TEMP TABLE given AS SELECT k.case_id FROM case_file AS k JOIN placement_event AS v USING (case_id)
	WHERE v.event_code = '0' AND v.effect_on < '2026-01-01' AND k.acting_municipality = '492' AND k.closed_on IS NULL
		AND k.case_id NOT IN (SELECT case_id FROM municipality_change)
		AND v.placement_id NOT IN (SELECT placement_id FROM placement_event WHERE event_code IN ('5', '5.5')) ORDER BY 1 LIMIT 6;
	INSERT INTO municipality_change (case_id, role, from_code, to_code, changed_on, changed_at)
		SELECT case_id, 'acting', iif(rowid > 3, '461', '492'), iif(rowid > 3, '492', '461'), '2026-06-01', '2026-06-01T10:00:00'
		  FROM given;
	UPDATE case_file SET acting_municipality = '461' WHERE case_id IN (SELECT case_id FROM given WHERE rowid <= 3)"
night
same "$STATUS" 0 "night: $OUT"
run() { "$INDBERET" "$@" --workspace "$WS" --as-of $AS_OF 2>&1 || fail "$*"; }

# --- dst-anbringelser
same "$(q "SELECT count(*) FROM staging_placement_event WHERE event_id NOT IN (SELECT event_id FROM record_anbringelse)")" 0 "events without a row"
same "$(q "SELECT count(*) FROM record_anbringelse")" \
	"$(q "SELECT (SELECT count(*) FROM staging_placement_event) + (SELECT count(*) FROM fact_placement_event WHERE derived)")" "rows"
same "$(q "SELECT group_concat(DISTINCT reason) FROM record_anbringelse WHERE reason NOT IN (SELECT code FROM codelist WHERE list = 'selection_reason')")" "" "unknown reasons"
[ "$(q "SELECT count(*) FROM fact_placement_event WHERE derived AND code = '5.5'")" -gt 0 ] || fail "nobody was given away unsaid"
[ "$(q "SELECT count(*) FROM fact_placement_event WHERE derived AND code = '7.5'")" -gt 0 ] || fail "nobody was taken over unsaid"
same "$(q "SELECT count(*) FROM record_anbringelse WHERE form = '18-22' AND code NOT IN ('1', '1.1', '5', '5.5', '7', '7.2', '7.5') AND reason IS NULL")" 0 "events of 0-17 on 18-22"
xml=$(ls "$WS"/out/dst-anbringelser/2026M10/*.xml)
xmllint --nonet --noout --schema "$SRC/schemas/xsd/anbringelser-1.xsd" "$xml" 2>/dev/null || fail "xmllint: dst-anbringelser"
same "$(grep -o '<AnbringelseHaendelseStruktur>' "$xml" | wc -l)" "$(q "SELECT count(*) FROM record_anbringelse WHERE reason IS NULL")" "records"
same "$(($(wc -l <"${xml%.xml}.csv") - 1))" "$(q "SELECT count(*) FROM record_anbringelse WHERE reason IS NULL")" "lines of the CSV"
first=$(sed -n 's|.*<INDBERETNING_ID>\([^<]*\)<.*|\1|p' "$xml" | sed -n 1p)
last=$(sed -n 's|.*<INDBERETNING_ID>\([^<]*\)<.*|\1|p' "$xml" | sed -n '$p')
sed "s|<INDBERETNING_ID>$last<|<INDBERETNING_ID>$first<|" "$xml" >"$TMP/twice.xml"
xmllint --nonet --noout --schema "$SRC/schemas/xsd/anbringelser-1.xsd" "$TMP/twice.xml" 2>"$TMP/why" && fail "an id twice was accepted"
grep -qi 'key' "$TMP/why" || fail "refused, but not for the key: $(cat "$TMP/why")"

# --- ast-anbringelser
run report ast-anbringelser >/dev/null
xml=$(ls "$WS"/out/ast-anbringelser/2025/*.xml)
xmllint --nonet --noout --schema "$SRC/schemas/xsd/ast-anbringelser-1.xsd" "$xml" 2>/dev/null || fail "xmllint: ast-anbringelser"
cell() { q "SELECT coalesce(sum(n), 0) FROM agg_table WHERE year = 2025 AND tab = '$1' AND $2"; }
same "$(cell AST-A1 "d1 = 'TOT' AND d2 = 'IALT' AND d3 = '0'")" "$(q "SELECT count(*) FROM record_ast_anbringelse AS a JOIN fact_placement_event AS v ON v.event_id = a.record_key WHERE a.reason IS NULL AND v.code = '0.2'")" "decisions"
same "$(cell AST-A1 "d1 <> 'TOT' AND d2 <> 'IALT' AND d3 <> '0'")" "$(cell AST-A1 "d1 = 'TOT' AND d2 = 'IALT' AND d3 = '0'")" "decisions by all codes"
same "$(cell AST-A2 "d1 <> 'TOT' AND d2 = '0'")" "$(cell AST-A1 "d1 = 'TOT' AND d2 = 'IALT' AND d3 = '0'")" "decisions by consent"
# What counts has a cell, and what has a cell counts.
same "$(q "SELECT count(*) FROM record_ast_anbringelse AS a WHERE reason IS NULL AND NOT EXISTS (SELECT 1 FROM record_table AS r
	WHERE r.year = 2025 AND r.tab GLOB 'AST-[AB]*' AND r.record_key = CASE WHEN a.record_key GLOB '*/2025-12-31' AND r.entity = 'placement'
		THEN substr(a.record_key, 1, length(a.record_key) - 11) ELSE a.record_key END)")" 0 "counted without a cell"
same "$(q "SELECT count(*) FROM record_table AS r WHERE r.year = 2025 AND r.tab GLOB 'AST-[AB]*' AND r.tab <> 'AST-A3'
	AND NOT EXISTS (SELECT 1 FROM record_ast_anbringelse AS a WHERE a.reason IS NULL
		AND a.record_key = CASE r.entity WHEN 'placement' THEN r.record_key || '/2025-12-31' ELSE r.record_key END)")" 0 "a cell without a count"
# As Danmarks Statistik's tables of the same day and year, but for the ages.
run report approval-anb --period 2025 >/dev/null
same "$(q "SELECT (SELECT n FROM agg_table WHERE tab = 'AST-A4' AND year = 2025 AND d1 = '0' AND d2 = 'IALT' AND d3 = '0')
	+ (SELECT n FROM agg_table WHERE tab = 'AST-B2' AND year = 2025 AND d1 = '0' AND d2 = 'IALT' AND d3 = '0')")" \
	"$(q "SELECT n FROM agg_table WHERE tab = 'ANBAAR12' AND year = 2025 AND d2 = '0'")" "stock of 0-22"
before=$(outputs | grep ast-anb)
run report ast-anbringelser >/dev/null
same "$(outputs | grep ast-anb)" "$before" "made again"
echo "$(grep -o '<Celle>' "$xml" | wc -l) cells"
