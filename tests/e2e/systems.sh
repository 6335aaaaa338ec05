# The same municipality kept by three case systems, each in a shape of its own (generate --system), and
# one of them both as files and as a .zip: the same facts byte for byte, the same findings of each
# rule, the same returns; planted defects and the days after as well.
. "$SRC/tests/e2e/lib.bash"

CHILDREN=500
# system NAME SYSTEM PATH: a workspace whose store is that system's
system() {
	workspace "$1" $CHILDREN --defects 200 --days 3 --system "$2"
	printf '[case-store]\nprofile = %s\npath = %s\n' "$2" "$3" >>"$WS/indberet.conf"
}
# What must be the same whatever the store looks like.
facts() { tables "(name LIKE 'fact\\_%' ESCAPE '\\' OR name LIKE 'agg\\_%' ESCAPE '\\' OR name LIKE 'record\\_%' ESCAPE '\\')" "'finding_rule'"; }
# Rows and what was found on them; the store's name and the number of a file differ.
found_all() {
	q "SELECT rule, consequence, entity, record_key, case_id, citizen_id, field, found, expected, clash FROM finding
		WHERE stage <> 'extract:inbox' ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
}
# Work lists name the file and line that a finding comes from.
returns() {
	(cd "$WS" && find out -type f ! -path 'out/worklists/*' ! -name '*.xlsx' ! -name '*.asice' ! -name '*manifest*' | LC_ALL=C sort | while read -r f; do
		printf '%s ' "$f"; sha256sum <"$f"; done)
}
same_as_dubu() {
	local what
	facts >"$WS.facts"; found_all >"$WS.found"; returns >"$WS.returns"
	for what in facts found returns; do
		[ -s "$WS.$what" ] || fail "$1: no $what"
		cmp -s "$TMP/dubu.$what.$2" "$WS.$what" && continue
		diff "$TMP/dubu.$what.$2" "$WS.$what" | head -20 >&2
		fail "$1: night $2: other $what than dubu's"
	done
}

workspace dubu $CHILDREN --defects 200 --days 3
systems="sbsys csc-social csc-zip"
system sbsys sbsys casestore.db
system csc-social csc-social export/
system csc-zip csc-social export.zip

"$INDBERET" doctor --workspace "$TMP/csc-zip" >"$TMP/doctor" || true
grep -q '^ok *case store' "$TMP/doctor" || fail "doctor: $(cat "$TMP/doctor")"
contains "$(cat "$TMP/doctor")" "Borgere.csv: 12 of 12 columns; not read: Kilde" "doctor tells what is mapped"

for n in 0 1 2 3; do
	DAY=$(date -d "$AS_OF + $n days" +%F)
	for s in dubu $systems; do
		WS=$TMP/$s
		if [ $n -gt 0 ]; then
			cp "$WS/days/$n/inbox/"* "$WS/inbox/"
			case $s in
			dubu) sqlite3 "$WS/casestore.db" <"$WS/days/$n/casestore.sql" ;;
			sbsys) cp "$WS/days/$n/casestore.db" "$WS/casestore.db" ;;
			csc-social) rm -r "$WS/export"; cp -r "$WS/days/$n/export" "$WS/export" ;;
			csc-zip) cp "$WS/days/$n/export.zip" "$WS/export.zip" ;;
			esac
		fi
		night
		case $STATUS in 0 | 65) ;; *) fail "$s, night $n: status $STATUS: $OUT" ;; esac
		if [ $s = dubu ]; then
			facts >"$TMP/dubu.facts.$n"; found_all >"$TMP/dubu.found.$n"; returns >"$TMP/dubu.returns.$n"
			[ -s "$TMP/dubu.returns.$n" ] || fail "no returns"
		else
			same_as_dubu $s $n
		fi
	done
done
[ "$(wc -l <"$TMP/dubu.found.3")" -gt 50 ] || fail "few findings to compare"
! cmp -s "$TMP/dubu.facts.0" "$TMP/dubu.facts.3" || fail "nothing happened in three days"
# An event of a type that the profile does not know is told, not lost.
WS=$TMP/sbsys
sqlite3 "$WS/casestore.db" "INSERT INTO Haendelse (HaendelseId, Type, SagId) SELECT 'NY-1', 'SAMVÆR', SagId FROM Sag ORDER BY SagId LIMIT 1"
night --again
same "$STATUS" 65 "an unknown type: $OUT"
same "$(q "SELECT entity || '|' || record_key || '|' || found || '|' || expected || '|' || who FROM finding WHERE rule = 'casestore.left_over'")" \
	"Haendelse|NY-1|SAMVÆR|ANB, OPF, TIL|drift" "an unknown type"
left=$(find "$TMP"/csc-*/tmp -type f ! -name '*.lock')
same "$left" "" "left in tmp"
echo "$(wc -l <"$TMP/dubu.facts.3") rows of facts, $(wc -l <"$TMP/dubu.found.3") findings, $(wc -l <"$TMP/dubu.returns.3") files of returns"
