# The facility register as CSV and as XML, flat and nested, gives the same facts; hostile XML is refused in bounded time.
. "$SRC/tests/e2e/lib.bash"
workspace csv 300
R=$WS/inbox/facilities_492_20261101.csv
cp "$R" "$TMP/register.csv"
facts() { tables "name LIKE 'fact_%'"; tables "name = 'finding'" "'file','line','finding'"; }
esc='function esc(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); return s }
	function el(n, s) { return s == "" ? "<" n "/>" : "<" n ">" esc(s) "</" n ">" }
	function iso(s) { return s == "" ? "" : substr(s, 7) "-" substr(s, 4, 2) "-" substr(s, 1, 2) }'
night
same "$STATUS" 0 "CSV: $OUT"
facts >"$TMP/csv.facts"
[ "$(q "SELECT count(*) FROM fact_facility")" -gt 300 ] || fail "few facilities"
same "$(q "SELECT count(*) FROM staging_facility WHERE day_price IS NULL OR approved_on IS NOT NULL OR valid_from IS NULL")" 0 "prices and periods are read"

workspace xml 300
rm "$WS/inbox/facilities_492_20261101.csv"
awk -F';' "$esc"' NR == 1 { print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Tilbudsportal>"; next }
	{ print "<Tilbud id=\"" $1 "\">" el("CVR", $2) el("PNummer", $3) el("Navn", $4) el("Type", $5) el("Målgruppe", $6) el("Pladser", $7) \
		el("Døgntakst", $8 ".00") el("GyldigFra", iso($9)) el("GyldigTil", iso($10)) el("Kommune", $11) el("Status", $12) "</Tilbud>" }
	END { print "</Tilbudsportal>" }' "$TMP/register.csv" >"$WS/inbox/facilities_492_20261101.xml"
night
same "$STATUS" 0 "XML: $OUT"
facts >"$TMP/xml.facts"
cmp "$TMP/csv.facts" "$TMP/xml.facts" || fail "XML gives other facts than CSV"
same "$(q "SELECT group_concat(name) FROM staging_file WHERE feed = 'facilities'")" facilities_492_20261101.xml "the one register"
# A later CSV takes the place of the XML, and the other way round.
cp "$TMP/register.csv" "$WS/inbox/facilities_492_20261102.csv"
DAY=2026-11-02; night
same "$(q "SELECT count(DISTINCT file) FROM staging_facility")" 1 "a snapshot in another form takes its place"

# Periods inside the facility, in Latin-1, all on one line, by a map.
DAY=$AS_OF
workspace nested 300
rm "$WS/inbox/facilities_492_20261101.csv"
cat >"$WS/profile/facilities.map" <<MAP
form = xml
row = /register/tilbud/periode
decimal = ,
column = facility_id : ../@nr
column = cvr : ../cvr
column = p_number : ../pnr
column = name : ../navn
column = kind : ../art
column = target_group : ../målgruppe
column = places : @pladser
column = day_price : @takst
column = valid_from : @fra
column = valid_to : @til
column = municipality : ../kommune
column = status : .
MAP
awk -F';' "$esc"' NR == 1 { printf "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><register>"; next }
	$1 != id { if (id) printf "</tilbud>"; id = $1
		printf "<tilbud nr=\"%s\">%s%s%s%s%s%s", $1, el("cvr", $2), el("pnr", $3), el("navn", $4), el("art", $5), el("målgruppe", $6), el("kommune", $11) }
	{ printf "<periode fra=\"%s\" til=\"%s\" pladser=\"%s\" takst=\"%s,00\">%s</periode>", iso($9), iso($10), $7, $8, $12 }
	END { printf "</tilbud></register>" }' "$TMP/register.csv" | iconv -t latin1 >"$WS/inbox/facilities_492_20261101.xml"
same "$(wc -l <"$WS/inbox/facilities_492_20261101.xml")" 0 "one line"
night
same "$STATUS" 0 "nested: $OUT"
facts >"$TMP/nested.facts"
cmp "$TMP/csv.facts" "$TMP/nested.facts" || fail "nested XML gives other facts"
OUT=$("$INDBERET" show row "$(q "SELECT file FROM staging_file WHERE feed = 'facilities'"):1" --workspace "$WS" | sed -n 2p)
contains "$OUT" '<periode fra="' "a row from the archive"

# Hostile files: one finding each, nothing of them stays, within seconds and little memory.
base
hostile() { # NAME RULE FOUND-LINE
	fresh c; deliver
	"$1" >"$WS/inbox/facilities_492_20261102.xml"
	local start=$SECONDS
	night
	[ $((SECONDS - start)) -lt 60 ] || fail "$1: $((SECONDS - start)) s"
	ended 65 "$1"
	same "$(q "SELECT verdict FROM staging_delivery WHERE name LIKE 'facilities%xml'")" refused "$1"
	same "$(q "SELECT rule || '|' || coalesce(line, '') || '|' || coalesce(expected, '') FROM finding WHERE record_key LIKE 'facilities%xml' AND rule LIKE 'facilities.%'")" "$2" "$1"
	same "$(q "SELECT count(*) > 0 FROM staging_facility")" 1 "$1: the register of the day before stays"
	[ "$(q "SELECT max(peak_kib) FROM run_step WHERE run_id = (SELECT max(run_id) FROM run) AND name = 'inbox'")" -lt 300000 ] || fail "$1: memory"
	all_reports
}
row='<Tilbudsportal><Tilbud id="T1">'
xxe() { printf '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n%s<Navn>&x;</Navn></Tilbud></Tilbudsportal>' "$row"; }
laughs() { printf '<!DOCTYPE t [<!ENTITY a "ha">'; for i in b c d e f g h i; do printf '<!ENTITY %s "&%s;&%s;&%s;&%s;">' $i a a a a; done; printf ']>%s&i;' "$row"; }
attributes() { awk 'BEGIN { printf "<Tilbudsportal><Tilbud"; for (i = 0; i < 200000; i++) printf " a%d=\"1\"", i; printf "/></Tilbudsportal>" }'; }
longtag() { printf '<Tilbudsportal><Tilbud id="'; head -c 70000 /dev/zero | tr '\0' x; printf '"/></Tilbudsportal>'; }
deep() { awk 'BEGIN { for (i = 0; i < 100000; i++) printf "<a>" }'; }
longtext() { printf '%s<Navn>' "$row"; head -c 12582912 /dev/zero | tr '\0' x; printf '</Navn></Tilbud></Tilbudsportal>'; }
cut() { printf '%s<Navn>Skovly' "$row"; }
latin() { printf '%s<Navn>Skovly \xe6</Navn></Tilbud></Tilbudsportal>' "$row"; }
utf7() { printf '<?xml version="1.0" encoding="UTF-7"?>\n+ADwAIQ-DOCTYPE'; }
hostile xxe 'facilities.doctype|2|et dokument uden DOCTYPE'
hostile laughs 'facilities.doctype|1|et dokument uden DOCTYPE'
hostile attributes 'facilities.limit|1|højst 256 attributter i et tag'
hostile longtag 'facilities.limit|1|et tag på højst 64 KiB'
hostile deep 'facilities.limit|1|højst 64 niveauer'
hostile longtext 'facilities.limit|1|højst 1 MiB i et stykke tekst'
hostile cut 'facilities.xml|1|et sluttag til hvert starttag'
hostile latin 'facilities.charset|1|gyldige tegn i filens tegnsæt'
hostile utf7 'facilities.charset|1|XML i utf-8, iso-8859-1, windows-1252 eller us-ascii'
grep -rq 'root:' "$WS/log" "$WS/mart.db" && fail "a file of the machine was read"
true
