# Answers that stick: away the next night, back when a value changes or the day comes, one record let through, and
# work lists that come back filled in: as workbook, as CSV, saved by LibreOffice, hostile, twice, cut short.
. "$SRC/tests/e2e/lib.bash"
workspace a 60 --lateness 200
sqlite3 "$WS/casestore.db" <<'SQL'
UPDATE notification SET closed_on = date(received_at, '+9 days'), outcome = NULL
 WHERE notification_id = (SELECT min(notification_id) FROM notification WHERE deleted_at IS NULL AND closed_on IS NOT NULL AND assessed_at IS NOT NULL);
UPDATE measure SET ended_on = date(started_on, '-5 days') WHERE measure_id = (SELECT min(m.measure_id) FROM measure AS m
	JOIN case_file AS c USING (case_id) WHERE m.deleted_at IS NULL AND m.ended_on IS NOT NULL AND m.kind = 'support' AND c.closed_on IS NULL);
UPDATE examination SET concluded_on = NULL WHERE examination_id = (SELECT min(x.examination_id) FROM examination AS x
	JOIN case_file AS c USING (case_id) WHERE x.deleted_at IS NULL AND c.closed_on IS NOT NULL);
SQL
printf '[feed.portal]\nmax-age = 90\n[feed.cpr]\nmax-age = 90\n[feed.postings]\nmax-age = 90\n' >>"$WS/indberet.conf"
night
answer() { "$INDBERET" answer --workspace "$WS" "$@"; }
# refused STATUS TEXT ANSWER...
refused() {
	local want=$1 text=$2 got; shift 2
	set +e; got=$(answer "$@" 2>&1); STATUS=$?; set -e
	same "$STATUS" "$want" "status of: $* ($got)"; contains "$got" "$text" "what is said of: $*"
}
next() { DAY=$(date -u -d "$DAY + ${1:-1} day" +%F); night; [ "$STATUS" = 0 ] || [ "$STATUS" = 65 ] || fail "$DAY: $OUT"; }
open() { q "SELECT count(*) FROM finding WHERE rule = '$1' AND record_key = '$2'"; }
first() { q "SELECT record_key FROM finding WHERE rule = '$1' ORDER BY record_key LIMIT 1"; }
DAY=$AS_OF

# --- one by one ------------------------------------------------------------------------------
EXAM=$(q "SELECT record_key FROM finding WHERE rule = 'C05' AND entity = 'examination'"); NOTE=$(first D04); MEASURE=$(q "SELECT record_key FROM finding WHERE rule = 'C01' AND entity = 'measure'")
[ -n "$EXAM" ] && [ -n "$NOTE" ] && [ -n "$MEASURE" ] || fail "nothing to answer"
refused 64 "has no open finding" C05 nobody --kind correct --reason 'set i sagen' --by 'Ida Test'
refused 64 "a reason in words" C05 "$EXAM" --kind correct --reason x --by 'Ida Test' --lang en
refused 64 "godkendt alligevel" D04 "$NOTE" --kind correct --reason 'set i sagen' --by 'Ida Test'
contains "$(answer C05 "$EXAM" --kind korrekt --reason 'sagen er lukket ved en fejl, se notat' --by 'Ida Test')" "svar 1: correct" "booked"
contains "$(answer C05 "$EXAM" --kind korrekt --reason 'sagen er lukket ved en fejl, se notat' --by 'Ida Test')" "bogført i forvejen" "booked before"
same "$(open C05 "$EXAM")" 0 "away at once"
answer D04 "$NOTE" --kind waits --until 2026-11-04 --reason 'udfaldet kendes ikke endnu' --by 'Ida Test' --quiet
same "$(q "SELECT reason FROM record_l201 WHERE measure_id = '$MEASURE' AND finding_rule = 'C01'")" BLOCKED "the measure is held"
answer C01 "$MEASURE" --kind override --until 2026-11-03 --reason 'aftalt med Danmarks Statistik' --by 'Bo Test' --quiet
next
contains "$OUT" "holdes tilbage af C01, godkendt alligevel til 2026-11-03" "the night says what it let through"
same "$(open C05 "$EXAM") $(open D04 "$NOTE")" "0 0" "away the next night"
same "$(q "SELECT consequence FROM finding WHERE rule = 'C01' AND record_key = '$MEASURE'")" info "let through"
same "$(q "SELECT count(*) FROM record_l201 WHERE measure_id = '$MEASURE' AND finding_rule IS NOT NULL")" 0 "not held any more"
package=
for p in "$WS"/outbox/*.asice; do
	unzip -p "$p" manifest.xml >"$TMP/manifest.xml"
	! grep -q '<overridden rule="C01" n="1"/>' "$TMP/manifest.xml" || package=$p
done
[ -n "$package" ] || fail "no manifest says what was let through"
contains "$("$INDBERET" verify "$package" --root "$WS/keys/trust.pem" --cvr 12345674)" "ok" "a package with what was let through"

# --- a value changes; the days come ---------------------------------------------------------------
sqlite3 "$WS/casestore.db" "UPDATE case_file SET closed_on = date(closed_on, '-1 day'), changed_at = '2026-11-03T08:00:00'
	WHERE case_id = (SELECT case_id FROM examination WHERE examination_id = '$EXAM')"
next
same "$(q "SELECT back_da || ' / ' || answer_da FROM finding_came_back WHERE kind = 'correct'")" \
	"Kommer igen: case_file.closed_on er ændret / korrekt (2026-11-01, Ida Test): sagen er lukket ved en fejl, se notat" "back"
refused 64 "case_file.closed_on" C05 "$EXAM" --kind correct --reason 'sagen er lukket ved en fejl, se notat' --by 'Ida Test'
same "$(q "SELECT consequence FROM finding WHERE rule = 'C01' AND record_key = '$MEASURE'")" info "let through on its last day"
next
same "$(q "SELECT group_concat(kind || ' ' || back_en, '; ') FROM (SELECT * FROM finding_came_back ORDER BY answer)")" \
	"correct came back because case_file.closed_on changed; waits came back because the answer expired on 2026-11-04; override came back because the answer expired on 2026-11-03" "both days have come"
same "$(q "SELECT reason FROM record_l201 WHERE measure_id = '$MEASURE' AND finding_rule = 'C01'")" BLOCKED "held again"
contains "$(answer --show)" "came back because case_file.closed_on changed" "show"
same "$(q "SELECT count(*) FROM finding_life WHERE closed IS NOT NULL AND rule IN ('C01', 'D04')")" 0 "they go on being counted"

# --- a work list that was filled in ------------------------------------------------------------------
key() { q "SELECT identity FROM finding_life WHERE rule = '$1' AND record_key = '$2'" | xargs printf '%016x'; }
cat >"$TMP/book.py" <<'PY'
import sys, zipfile, xml.sax.saxutils as x
# book.py FILE: rows from standard input, parted by tabs; a cell "#46000" is a number.
rows = [l.rstrip("\n").split("\t") for l in sys.stdin]
def cell(v): return "<c><v>%s</v></c>" % v[1:] if v[:1] == "#" else '<c t="inlineStr"><is><t>%s</t></is></c>' % x.escape(v)
sheet = "".join("<row>%s</row>" % "".join(map(cell, r)) for r in rows)
M, R = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/"
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("[Content_Types].xml", '<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>' % P)
    z.writestr("_rels/.rels", '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (P, R))
    z.writestr("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Hold 1" sheetId="1" r:id="r1"/></sheets></workbook>' % (M, R))
    z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' % (P, R))
    z.writestr("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (M, sheet))
PY
mapfile -t D01 < <(q "SELECT record_key FROM finding WHERE rule = 'D01' ORDER BY 1 LIMIT 8")
{
	printf 'Arbejdsliste\nTil og med i dag\n'
	printf 'Sag\tSvar\tBegrundelse\tNavn\tGælder til\tFund-nøgle\n'
	printf '1\tKorrekt\tvurderet mundtligt, se notat\tIda Test\t\t%s\n' "$(key D01 "${D01[0]}")"
	printf '2\treglen er forkert\tvagten vurderer samme aften\tIda Test\t\t%s\n' "$(key D01 "${D01[1]}")"
	printf '3\tafventer\tfagsystemet er lukket\tIda Test\t#46357\t%s\n' "$(key D01 "${D01[2]}")"
	printf '4\tafventer\tfagsystemet er lukket\tIda Test\t01.12.2026\t%s\n' "$(key D01 "${D01[3]}")"
	printf '5\trettet\t\tIda Test\t\t%s\n' "$(key D01 "${D01[4]}")"
	printf '6\t\t\tIda Test\t\t%s\n' "$(key D01 "${D01[5]}")"
	printf '7\tkorrekt\t\tIda Test\t\t%s\n' "$(key D01 "${D01[6]}")"
	printf '8\tmåske\tved ikke\tIda Test\t\t%s\n' "$(key D01 "${D01[7]}")"
	printf '9\tkorrekt\tset efter\tIda Test\t\tD01-hest\n'
	printf '10\tafventer\tset efter\tIda Test\tsnart\t%s\n' "$(key D01 "${D01[7]}")"
	printf '11\tkorrekt\tset efter\tIda Test\t\t00000000deadbeef\n'
	printf '12\t\thvad nu\tIda Test\t\t%s\n' "$(key D01 "${D01[7]}")"
} >"$TMP/rows"
python3 "$TMP/book.py" "$TMP/liste.xlsx" <"$TMP/rows"
read_in() { set +e; GOT=$(answer --import "$1" 2>&1); STATUS=$?; set -e; }
COUNTS='12 rækker = 4 bogført + 0 bogført i forvejen + 1 rettet + 0 ikke længere åbne + 1 uden svar + 6 fejl'
cp -a "$WS" "$TMP/before"
read_in "$TMP/liste.xlsx"
same "$STATUS" 65 "rows are wrong: $GOT"
contains "$GOT" "liste.xlsx: $COUNTS" "counts add up"
contains "$GOT" "FEJL liste.xlsx, ark 'Hold 1', række 10, kolonne Begrundelse: ventet: en begrundelse i ord" "no reason"
contains "$GOT" "række 11, kolonne Svar: 'måske'; ventet: rettet, korrekt" "no such answer"
contains "$GOT" "række 12, kolonne Fund-nøgle: 'D01-hest'; ventet: fundets nøgle" "no key"
contains "$GOT" "række 13, kolonne Gælder til: 'snart'; ventet: en dato" "no day"
contains "$GOT" "række 14, kolonne Fund-nøgle: '00000000deadbeef'" "nobody's key"
contains "$GOT" "række 15, kolonne Svar: ''; ventet: et svar" "an answer was forgotten"
case $GOT in *Ida*) fail "a name in what is said: $GOT" ;; esac
same "$(q "SELECT group_concat(date(expires * 86400, 'unixepoch')) FROM finding_answer WHERE source GLOB 'liste*' AND kind = 'waits'")" "2026-12-01,2026-12-01" "a day as number and as text"
book() { q "SELECT identity, kind, reason, by_name, expires FROM finding_answer ORDER BY 1, answer"; }
book >"$TMP/book"
read_in "$TMP/liste.xlsx"
contains "$GOT" "0 bogført + 4 bogført i forvejen + 1 rettet" "the same file twice"
book | cmp - "$TMP/book" || fail "the same file twice booked something"

# The same rows as CSV, and as LibreOffice saves them, give the same answers.
again() { rm -rf "$WS"; cp -a "$TMP/before" "$WS"; }
again; sed 1,2d "$TMP/rows" | sed 's/#46357/2026-12-01/; s/\t/;/g' >"$TMP/liste.csv"
read_in "$TMP/liste.csv"; contains "$GOT" "${COUNTS}" "CSV"
book | cmp - "$TMP/book" || fail "CSV gave other answers"

# The list of a team as the night wrote it, filled in; the same saved by LibreOffice gives the same answers.
again
list=$(ls -S "$WS/out/worklists/$DAY"/team-*.xlsx | head -1)
team=$(basename "$list" .xlsx | sed 's/^team-//')
q "SELECT printf('%016x', l.identity) FROM finding AS f JOIN finding_life AS l ON l.rule = f.rule AND l.entity = f.entity AND l.record_key = f.record_key
	AND l.field IS f.field WHERE f.team_id = '$team' AND f.consequence IN ('answer', 'info') AND f.rule <> 'C05' GROUP BY 1 ORDER BY 1 LIMIT 3" >"$TMP/keys"
[ "$(wc -l <"$TMP/keys")" = 3 ] || fail "too few findings of team $team"
sed 's/$/\tkorrekt\tgennemgået på teammødet\tIda Test\t/' "$TMP/keys" >"$TMP/answers"
same "$(python3 "$SRC/tests/harness/xlsx_fill.py" "$list" "$TMP/filled.xlsx" <"$TMP/answers")" 3 "rows filled in"
read_in "$TMP/filled.xlsx"; same "$STATUS" 0 "a list of the night: $GOT"
contains "$GOT" "= 3 bogført + 0 bogført i forvejen + 0 rettet + 0 ikke længere åbne +" "a list of the night"
book >"$TMP/book.filled"
if command -v soffice >/dev/null; then
	again; mkdir "$TMP/lo"
	soffice "-env:UserInstallation=file://$TMP/office" --headless --convert-to xlsx --outdir "$TMP/lo" "$TMP/filled.xlsx" >/dev/null 2>&1
	read_in "$TMP/lo/filled.xlsx"; same "$STATUS" 0 "saved by LibreOffice: $GOT"
	book | cmp - "$TMP/book.filled" || fail "LibreOffice gave other answers"
else
	echo "LibreOffice is not installed: no workbook saved by it"
fi

# Killed at any moment: all or nothing, and run again the same end.
for n in 1 2 3; do
	again
	(timeout -s KILL "0.0$((n * 2))" "$INDBERET" answer --workspace "$WS" --import "$TMP/liste.xlsx" || true) >/dev/null 2>&1
	case $(q "SELECT count(*) FROM finding_answer") in 3 | 7) ;; *) fail "half of the answers are booked" ;; esac
	read_in "$TMP/liste.xlsx"
	book | cmp - "$TMP/book" || fail "killed and run again: other answers"
done

# --- hostile and wrong files -----------------------------------------------------------------------
bad() { read_in "$1"; same "$STATUS" "$2" "$1: $GOT"; contains "$GOT" "$3" "$1"; }
printf 'a\tb\nc\td\n' | python3 "$TMP/book.py" "$TMP/other.xlsx"
bad "$TMP/other.xlsx" 65 "no sheet has a column 'Fund-nøgle'"
printf 'Fund-nøgle\tSvar\n' | python3 "$TMP/book.py" "$TMP/columns.xlsx"
bad "$TMP/columns.xlsx" 65 "column 'Begrundelse' is missing"
head -c 700 "$TMP/liste.xlsx" >"$TMP/cut.xlsx"; bad "$TMP/cut.xlsx" 65 "cut or damaged"
cp "$WS/indberet.conf" "$TMP/conf.xlsx"; bad "$TMP/conf.xlsx" 65 "no workbook"
bad "$TMP/nowhere.xlsx" 66 "could not open"
python3 - "$TMP" <<'PY'
import sys, zipfile
def make(name, sheet, big=b""):
    src = zipfile.ZipFile(sys.argv[1] + "/liste.xlsx")
    with zipfile.ZipFile(sys.argv[1] + "/" + name, "w", zipfile.ZIP_DEFLATED) as z:
        for n in src.namelist():
            z.writestr(n, sheet if n.endswith("sheet1.xml") else src.read(n))
W = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
make("bomb.xlsx", W + b"<row/>" * 9000000)
make("entity.xlsx", b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + W + b'<row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>')
make("deep.xlsx", W + b"<row>" * 5000)
PY
bad "$TMP/bomb.xlsx" 65 "would grow"
bad "$TMP/entity.xlsx" 65 "is refused"
bad "$TMP/deep.xlsx" 65 "64 niveauer"
same "$(q "SELECT count(*) FROM finding_answer")" 7 "hostile files book nothing"

# --- withdrawn -------------------------------------------------------------------------------------
refused 64 "needs --by" --withdraw 4
answer --withdraw 4 --by 'Bo Test' --quiet
same "$(open D01 "${D01[0]}")" 1 "open again"
contains "$(answer --show --rule D01)" "withdrawn $(date -u +%F) by Bo Test" "show tells of the withdrawal"

# --- what is wrong with rules, for their owner ---------------------------------------------------------
NAME=$(q "SELECT name FROM staging_citizen WHERE length(name) > 6 AND name NOT GLOB '*Test*' LIMIT 1")
mapfile -t D01 < <(q "SELECT record_key FROM finding WHERE rule = 'D01' ORDER BY 1 LIMIT 2")
refused 64 "name of a child" D01 "${D01[0]}" --kind rule_wrong --reason "aftalt med ${NAME}s mor" --by 'Ida Test' --lang en
refused 64 "intet, der ligner et personnummer" D01 "${D01[0]}" --kind rule_wrong --reason 'se 010203-1234 i sagen' --by 'Ida Test'
OWN=$(q "SELECT substr(c.name, 1, instr(c.name, ' ') - 1) FROM finding AS f JOIN staging_citizen AS c USING (citizen_id) WHERE f.rule = 'D01' AND f.record_key = '${D01[0]}'")
refused 64 "intet navn på et barn" D01 "${D01[0]}" --kind rule_wrong --reason "for $OWN er der svaret" --by 'Ida Test'
refused 64 "personal number" --withdraw 1 --by 'Bo Test' --reason '010203-1234'
NAME=${NAME##* }
answer D01 "${D01[0]}" --kind rule_wrong --reason "barnet ${NAME,,}s sag S0000012-1 fra 03.02.2026 er vurderet, ring 12 34 56 78 9" --by 'Ida Test' --quiet
answer --export-rule-wrong "$TMP/wrong.csv" --quiet || fail "no export"
same "$(stat -c %a "$TMP/wrong.csv")" 600 "for the owner only"
contains "$(cat "$TMP/wrong.csv")" '"barnet *** sag *** fra *** er' "names and numbers are stars"
contains "$(cat "$TMP/wrong.csv")" '"D01";"' "the rule"
contains "$(cat "$TMP/wrong.csv")" 'vagten vurderer samme aften"' "the reason"
if grep -qE "${D01[0]}|S0000012|03.02.2026|Ida" "$TMP/wrong.csv" || grep -qiF "$NAME" "$TMP/wrong.csv"; then fail "a person in: $(cat "$TMP/wrong.csv")"; fi

# --- settings from day to day ---------------------------------------------------------------------------
n=$(q "SELECT count(*) FROM finding WHERE rule = 'D01'")
next=$(date -u -d "$DAY + 1 day" +%F)
printf 'rule;setting;value;from;to;by;reason\nD01;hours;100000;%s;%s;Kirsten Test;jul\nC05;consequence;info;;%s;Kirsten Test;nyt fagsystem\n' "$next" "$next" "$next" >"$WS/rules.csv"
next
same "$(q "SELECT count(*) FROM finding WHERE rule = 'D01'")" 0 "another limit"
contains "$("$INDBERET" show rules D01 --workspace "$WS" --as-of "$DAY")" "D01.hours = 100000" "show rules"
contains "$("$INDBERET" show rules D01 --workspace "$WS")" "hours	100000	24	$DAY..$DAY	Kirsten Test	jul	rules.csv	$DAY" "its log"
contains "$("$INDBERET" doctor --workspace "$WS" || true)" "2 in all" "doctor"
next
[ "$(q "SELECT count(*) FROM finding WHERE rule = 'D01'")" -ge "$n" ] || fail "the limit did not end"
same "$(q "SELECT group_concat(coalesce(value, 'ended')) FROM rule_setting_log WHERE rule = 'D01'")" "100000,ended" "the log"
sed -i 's/D01;hours;100000/D01;hours;mange/' "$WS/rules.csv"
night --again
same "$STATUS" 78 "settings that are wrong: $OUT"
contains "$OUT" "rules.csv: line 2, column value: rule D01: hours must be a number" "where"
