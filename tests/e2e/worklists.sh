# The work lists of a municipality with faults: read without our own code, added up against the mart, and what may
# not stand in them.
. "$SRC/tests/e2e/lib.bash"
command -v python3 >/dev/null 2>&1 || { echo "python3 is not here"; exit 77; }
run() {
	set +e
	OUT=$("$INDBERET" "$@" --workspace "$WS" --as-of "${DAY:-$AS_OF}" 2>&1)
	STATUS=$?
	set -e
}
# 65: there are findings that stop a delivery
ran() { [ "$STATUS" = 0 ] || [ "$STATUS" = 65 ] || fail "$1: $STATUS: $OUT"; }
lists() { echo "$WS/out/worklists/${DAY:-$AS_OF}"; }
checked() { python3 "$SRC/tests/harness/worklists_check.py" "$(lists)" "$WS/mart.db" >"$TMP/checked" || fail "$1: $(head -20 "$TMP/checked")"; }
sums() { (cd "$(lists)" && LC_ALL=C ls | xargs sha256sum); }
text() { for f in "$(lists)"/*.xlsx; do unzip -p "$f" 'xl/*' 'docProps/*'; done; cat "$(lists)"/*.txt; }

workspace w 170 --defects 300 --days 1 --seed 5
night
ran "the night"
contains "$OUT" "report    worklists      done" "a step of the night"
[ "$(q "SELECT count(*) FROM finding")" -gt 60 ] || fail "too few findings to judge by"
checked "the night's lists"
same "$(find "$WS" \( -type f ! -perm 600 -o -type d ! -perm 700 \) ! -path '*/days/*' ! -path '*/inbox/*' | head -3)" "" "files and folders that others may read"
same "$(find "$WS/tmp" -type f | wc -l)" 0 "files left in tmp"

# Nobody's number and no child's name, and no value of a protected child.
text >"$TMP/text"
q "SELECT pnr FROM staging_citizen WHERE pnr IS NOT NULL UNION SELECT name FROM staging_citizen WHERE length(name) > 4
	UNION SELECT name FROM staging_caseworker" >"$TMP/persons"
[ "$(wc -l <"$TMP/persons")" -gt 100 ] || fail "no persons to look for"
grep -aFf "$TMP/persons" "$TMP/text" | head -3 >&2 && fail "a person on a list"
ls "$(lists)" | grep -F "$(q "SELECT name FROM staging_team LIMIT 1")" && fail "a name in a file name"
protected=$(q "SELECT count(*) FROM finding AS f JOIN fact_citizen AS c ON c.citizen_id = f.citizen_id WHERE c.protected")
[ "$protected" -gt 0 ] || fail "no finding on a protected child"
hidden=$(grep -ao "navn og adresse er beskyttet; se sagen" "$TMP/text" | wc -l)
hidden_findings=$(cat "$(lists)"/*.txt | tr '\n' ' ' | tr -s ' ' | grep -ao "navn og adresse er beskyttet; se sagen" | wc -l)
[ "$hidden" -ge $((2 * protected)) ] || fail "values of $protected findings of protected children: $hidden hidden"

# The same of what the command shows and writes, of the packages, the log and every name of a file.
{ q "SELECT pnr FROM staging_cpr_person UNION SELECT name FROM staging_cpr_name WHERE length(name) > 4 UNION SELECT father_name FROM staging_cpr_parents
		WHERE length(father_name) > 4 UNION SELECT adult_pnr FROM staging_relation WHERE adult_pnr IS NOT NULL"
	q "SELECT substr(pnr, 1, 6) || '-' || substr(pnr, 7) FROM staging_cpr_person"; } >>"$TMP/persons"
{ for form in --csv --json --list; do "$INDBERET" findings --list --limit 99999 --workspace "$WS" $form; done
	"$INDBERET" findings --by child --limit 99999 --workspace "$WS"
	for p in "$WS"/outbox/*.asice; do unzip -p "$p" manifest.xml; done
	cat "$WS"/log/*; printf '%s\n' "$OUT"; find "$WS" -path "$WS/archive" -prune -o -print | sed "s|^$WS||"
	q "SELECT coalesce(record_key, '') || ' ' || coalesce(found, '') || ' ' || coalesce(expected, '') || ' ' || coalesce(clash, '') FROM finding"; } >"$TMP/shown"
grep -aFf "$TMP/persons" "$TMP/shown" | head -3 >&2 && fail "a person in what is shown"
same "$("$INDBERET" findings --list --json --limit 99999 --workspace "$WS" | grep -c "name and address are protected\|navn og adresse er beskyttet")" \
	"$hidden_findings" "values of protected children are not shown"

# The same again gives the same bytes; another language other words; a list of nobody goes.
sums >"$TMP/first"
touch "$(lists)/sagsbehandler-gone.xlsx"
run report worklists
ran "again"
sums | cmp - "$TMP/first" || fail "the same findings give other bytes"
run report worklists --lang en
ran "in English"
grep -q "Mend: " "$(lists)"/sagsbehandler-*.txt || grep -q "Found: " "$(lists)"/sagsbehandler-*.txt || fail "no English"

# Stopped anywhere, and run again.
for seconds in 0.05 0.15 0.3; do
	timeout -s KILL $seconds "$INDBERET" report worklists --workspace "$WS" --as-of $AS_OF --quiet || true
done
run report worklists
sums | cmp - "$TMP/first" || fail "lists that were cut short stay"

# Small sheets and short texts say how many there are in all.
run report worklists --set worklists.list-rows=7 --set worklists.text-rows=2
ran "small sheets"
checked "small sheets"
grep -h "2 vist af" "$(lists)"/*.txt | grep -q "resten står i regnearket" || fail "the cap of a text is not said"

# Numbers and names only when somebody decided it, and never of a protected child.
run report worklists --set worklists.show-pnr=yes
same "$STATUS" 78 "numbers nobody allowed: $OUT"
run report worklists --set worklists.show-pnr=yes --set worklists.show-names=yes --set "worklists.allowed-by=A. Leder" \
	--set "worklists.allowed-why=oprydning"
ran "numbers allowed"
text >"$TMP/text"
grep -aq "A. Leder: oprydning" "$TMP/text" || fail "who allowed it does not stand on the lists"
shown=$(q "SELECT c.pnr FROM finding AS f JOIN fact_citizen AS c ON c.citizen_id = f.citizen_id WHERE NOT c.protected AND c.pnr IS NOT NULL LIMIT 1")
grep -aqF "$shown" "$TMP/text" || fail "a number that is allowed is not there"
q "SELECT c.pnr FROM fact_citizen AS c WHERE c.protected AND c.pnr IS NOT NULL" >"$TMP/persons"
q "SELECT s.name FROM fact_citizen AS c JOIN staging_citizen AS s USING (citizen_id) WHERE c.protected AND length(s.name) > 4
	AND s.name NOT IN (SELECT s.name FROM fact_citizen AS c JOIN staging_citizen AS s USING (citizen_id) WHERE NOT c.protected)" >>"$TMP/persons"
[ -s "$TMP/persons" ] || fail "no protected child"
grep -aqFf "$TMP/persons" "$TMP/text" && fail "a protected child on a list"

# The next night: what is new, what came back with its answer, and rules over time.
waits=$(q "SELECT record_key FROM finding WHERE rule = 'D01' AND citizen_id NOT IN (SELECT citizen_id FROM fact_citizen WHERE protected) LIMIT 1")
"$INDBERET" answer D01 "$waits" --kind waits --until 2026-11-02 --reason 'spurgt i afdelingen' --by 'Ida Test' --quiet --workspace "$WS"
sqlite3 "$WS/casestore.db" <"$WS/days/1/casestore.sql"
DAY=2026-11-02
night
contains "$OUT" "worklists" "the next night"
checked "the next night"
mkdir -m 700 "$WS/out/worklists/2026-10-30" "$WS/out/worklists/2025-01-01" "$WS/out/worklists/kept"
touch "$WS/out/worklists/2026-10-30/overblik.xlsx" "$WS/out/worklists/2025-01-01/overblik.xlsx"
run report worklists --set worklists.keep-days=2
same "$(ls "$WS/out/worklists" | tr '\n' ' ')" "2026-11-01 2026-11-02 kept " "the days that are kept: $OUT"
ln -s kept "$WS/out/worklists/2026-10-01"
run report worklists --set worklists.keep-days=2
same "$STATUS" 74 "a link in the place of a day: $OUT"
contains "$OUT" "2026-10-01" "which it is"
rm "$WS/out/worklists/2026-10-01"
text | tr '\n' ' ' | tr -s ' ' | grep -aq "Kommer igen: svaret udløb 2026-11-02; afventer (2026-11-01, Ida Test): spurgt i afdelingen" || fail "the old answer is not on a list"
same "$(q "SELECT count(*) FROM finding_trend WHERE rule = ''")" 2 "nights counted"

# The command tells the same, in every form, and states its cap.
findings() { "$INDBERET" findings --workspace "$WS" "$@"; }
total=$(q "SELECT count(*) FROM finding")
for by in rule team caseworker case child consequence; do
	same "$(findings --by $by --limit 9999 --json | python3 -c 'import json, sys; print(sum(r["findings"] for r in json.load(sys.stdin)["rows"]))')" \
		"$total" "findings by $by"
done
same "$(findings --overdue --list --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["total"])')" \
	"$(q "SELECT count(*) FROM finding WHERE due_day < 20759")" "overdue"
same "$(findings --new --list --limit 9999 | tail -n +2 | wc -l)" \
	"$(q "SELECT count(*) FROM finding_life WHERE opened = 20759 AND came_back = 0 AND closed IS NULL")" "new"
contains "$(findings --list --limit 3)" "(3 shown of $total findings in all" "the cap"
same "$(findings --trend --json | python3 -c 'import json, sys; print(sum(r["tonight"] for r in json.load(sys.stdin)["rows"]))')" \
	"$total" "rules over time, tonight"
same "$(findings --trend --by team --json --limit 9999 | python3 -c 'import json, sys; print(sum(r["night_before"] for r in json.load(sys.stdin)["rows"]))')" \
	"$(q "SELECT open FROM finding_trend WHERE rule = '' AND as_of = 20758")" "rules and teams over time, the night before"
findings --list --csv --limit 9999 >"$TMP/findings.csv"
same "$(python3 -c "import csv, sys; print(len([r for r in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline=''), delimiter=';') if len(r['finding_key']) == 16 and r['message']]))" "$TMP/findings.csv")" \
	"$total" "findings as CSV"

# Another program opens them.
command -v soffice >/dev/null 2>&1 || { echo "LibreOffice is not here: the rest was tested"; exit 77; }
team=$(ls "$(lists)"/team-*.xlsx | head -1)
id=$(basename "$team" .xlsx); id=${id#team-}
HOME=$TMP soffice "-env:UserInstallation=file://$TMP/profile" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,2' --outdir "$TMP" "$team" >/dev/null 2>&1
same "$(python3 -c "import csv,sys; print(sum(1 for r in csv.reader(open(sys.argv[1], encoding='utf-8-sig'), delimiter=';')) - 4)" "$TMP"/team-*.csv)" \
	"$(q "SELECT count(*) FROM finding WHERE team_id = '$id'")" "rows as LibreOffice reads them"
