# The returns of a municipality: every file fits its schema by xmllint, XML, CSV and mart hold the same records,
# twice the same bytes; a signed return by xmlsec1; a record that cannot be written is told and not sent.
. "$SRC/tests/e2e/lib.bash"
report() { "$INDBERET" report "$@" --workspace "$WS" --as-of $AS_OF; }
schema() { case $1 in *T201*) echo DST_UdsatteBoernOgUngeLeveranceL201U1Struktur ;; *) echo DST_BoernMedHandicapLeveranceL231Struktur ;; esac; }
fits() { xmllint --noout --nonet --schema "$SRC/schemas/xsd/$(schema "$1").xsd" "$1" 2>/dev/null || fail "$1 does not fit its schema"; }
hashes() { (cd "$WS/out" && find dst-l201 dst-l231 approval-und -type f | LC_ALL=C sort | xargs sha256sum); }

workspace r 300
night
same "$STATUS" 0 "status of the night: $OUT"

for name in l201:ForanstaltningStruktur l231:BoernMedHandicapSagStruktur; do
	report=dst-${name%:*} element=${name#*:}
	xml=$(ls "$WS/out/$report"/2026M10/*.xml)
	fits "$xml"
	selected=$(q "SELECT count(*) FROM record_${name%:*} WHERE reason IS NULL")
	held=$(q "SELECT count(*) FROM finding WHERE stage = 'report:$report'")
	[ "$selected" -gt 0 ] || fail "$report: nothing was selected, so nothing is tested"
	same "$(grep -c "<$element>" "$xml")" $((selected - held)) "$report: records in the XML"
	same "$(($(wc -l <"${xml%.xml}.csv") - 1))" $((selected - held)) "$report: records in the CSV"
done

report approval-und --quiet

# UND1: the total is the sum of its parts and what the facts hold.
csv=$(ls "$WS"/out/approval-und/2025/UND1_492_2025.csv)
total=$(tr -d '\r' <"$csv" | awk -F';' '$2 == "0" && $3 == "00" && $4 == "0" && $5 == 2025 { print $6 }')
parts=$(tr -d '\r' <"$csv" | awk -F';' 'NR > 1 && $2 != "0" && $3 != "00" && $4 != "0" && $5 == 2025 { n += $6 } END { print n + 0 }')
same "$parts" "$total" "UND1 2025: parts and total"
[ "$total" -gt 0 ] || fail "UND1 2025 is empty"

# Again, and with the months and the contact as settings.
hashes >"$TMP/before"
report dst-l201 --quiet; report dst-l231 --quiet; report approval-und --quiet
hashes >"$TMP/after"
cmp "$TMP/before" "$TMP/after" || fail "the same report twice is not the same bytes"
report dst-l201 --quiet --set dst.file-month=period --set dst.contact-receipt=kvittering@example.org
xml=$(ls "$WS"/out/dst-l201/2026M10/*.xml)
same "$(basename "$xml")" T_492_T201_P2026M10_V01_D20261101T000000.xml "name by the reported month"
fits "$xml"
grep -q '<ContactEmailAddress>kvittering@example.org</ContactEmailAddress>' "$xml" || fail "no receipt contact"

# Parts lose nothing.
report dst-l201 --quiet --set dst.max-records=100
all=0
for xml in "$WS"/out/dst-l201/2026M10/*.xml; do fits "$xml"; all=$((all + $(grep -c '<ForanstaltningStruktur>' "$xml"))); done
same "$all" "$(q "SELECT count(*) FROM record_l201 WHERE reason IS NULL")" "records over all parts"

# A return that carries its own signature.
printf '\n[report.dst-l201]\nsign = xades\n' >>"$WS/indberet.conf"
report dst-l201 --quiet
xml=$(ls "$WS"/out/dst-l201/2026M10/*.xml)
xmlsec1 --verify --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --trusted-pem "$WS/keys/trust.pem" \
	--untrusted-pem "${TMP%/*}/pki/keys/sub.pem" "$xml" >/dev/null 2>&1 || fail "xmlsec1 does not accept the signed return"
sed 's,<ds:Signature .*</ds:Signature>,,' "$xml" >"$TMP/T201.xml"
fits "$TMP/T201.xml"

# A period that is not the one of the records is refused, not guessed; an unknown report too.
set +e
out=$(report dst-l201 --period 2026M09 2>&1); same "$?" 64 "another period: $out"
out=$(report dst-l999 2>&1); same "$?" 64 "an unknown report: $out"
set -e
