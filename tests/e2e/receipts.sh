# A package's whole way: handed over, and answered with accepted, partly, rejected, late, not at all, twice differently, and forged.
. "$SRC/tests/e2e/lib.bash"
workspace a 60
PASS=$(cat "$WS/keys/passphrase")
THERE=$TMP/there; mkdir -m 700 "$THERE"
sed -i -e '/^\[dst\]/,/^\[/ { s/^#test = .*/test = no/; s/^#contact-receipt = .*/contact-receipt = post@example.invalid/ }' "$WS/indberet.conf"
cat >>"$WS/indberet.conf" <<C
[receiver.dst]
folder = $THERE
marker = {name}.ok
marker-form = sha256
trust = keys/trust.pem
cvr = 12345674
unknown-hours = 48
C
R=$WS/receipts
run() { set +e; OUT=$("$INDBERET" "$@" --workspace "$WS" --as-of "${DAY:-$AS_OF}" 2>&1); STATUS=$?; set -e; }
tell() { set +e; OUT=$("$INDBERET" "$@" --workspace "$WS" 2>&1); STATUS=$?; set -e; }
package() { q "SELECT name FROM ledger_delivery WHERE report = '$1' ORDER BY delivery DESC LIMIT 1"; }
state() { q "SELECT state || coalesce(' ' || outcome, '') FROM ledger_delivery WHERE name = '$1'"; }
held() { q "SELECT count(*) FROM ledger_held WHERE report = '$1'"; }
items() { q "SELECT count(*) FROM ledger_item JOIN ledger_delivery USING (delivery) WHERE name = '$1'"; }
# receipt FILE PACKAGE ATTRIBUTES BODY
receipt() {
	printf '<receipt xmlns="urn:indberet:receipt:1" time="2026-11-02T08:00:00Z" rules="2026-2" %s><delivery package="%s"/>%s</receipt>\n' \
		"$3" "$2" "$4" >"$R/$1"
}
# nth N: a measure that was sent. again DAY MEASURE: it begins a day later; a new delivery
nth() { q "SELECT record_key FROM ledger_item WHERE delivery = 1 AND record_key NOT LIKE '%~%' AND record_key <> '$KEY' ORDER BY 1 LIMIT 1 OFFSET $1"; }
again() {
	DAY=$1
	sqlite3 "$WS/casestore.db" "UPDATE measure SET started_on = date(started_on, '+1 day'), changed_at = '$1T08:00:00' WHERE measure_id = '$2'"
	run extract casestore; run transform
	run report dst-l201
	contains "$OUT" ": delivery " "another delivery: $OUT"
}

night
same "$STATUS" 0 "the night: $OUT"
contains "$OUT" "handed over" "the night hands over"
L201=$(package dst-l201) L231=$(package dst-l231)
for p in "$L201" "$L231"; do
	cmp "$WS/outbox/$p" "$THERE/$p"
	(cd "$THERE" && sha256sum --quiet -c "$p.ok")
	same "$(state "$p")" "handed over" "$p"
done
find "$THERE" -perm /077 -type f | grep . && fail "files that others may read"
run deliver
contains "$OUT" "0 handed over" "twice"

# It came; then accepted; nothing moved before that.
printf '<a><Status>RECEIVED</Status></a>' >"$R/$L231.sftpreceipt"
run receipts
same "$STATUS" 0 "taken: $OUT"
same "$(state "$L231")" received "taken"
same "$(held dst-l231)" 0 "taken is not accepted"
receipt l231.receipt.xml "$L231" 'state="accepted"' ''
run receipts
same "$(state "$L231")" "processed accepted" "accepted: $OUT"
same "$(held dst-l231)" "$(items "$L231")" "all of it is held"
same "$(ls "$R")" archive "what was booked is put away"
same "$(find "$R/archive" -type f ! -perm 600)" "" "the archive is closed to others"

# Partly: one is rejected, with a code we know, one we do not, and a number in the text.
KEY=$(q "SELECT max(record_key) FROM ledger_item JOIN ledger_delivery USING (delivery) WHERE name = '$L201'")
receipt l201.receipt.xml "$L201" 'state="partly" others="accepted"' \
	"<record id=\"$KEY\" outcome=\"rejected\"><error code=\"PERSON\">Ukendt</error><error code=\"X-77\" field=\"Foo\">311299-9990 passer ikke</error></record>"
run receipts
same "$STATUS" 0 "partly: $OUT"
same "$(state "$L201")" "processed partly" "partly"
same "$(held dst-l201)" $(($(items "$L201") - 1)) "all but one"
tell findings --list --rule dst-l201.external.X-77
contains "$OUT" "measure:$KEY" "the error beside ours"
contains "$OUT" "******-**** passer ikke" "no number"
same "$(q "SELECT version FROM finding WHERE rule = 'dst-l201.external.PERSON'")" "2018M01 / 2026-2" "both versions"
# The next night clears what is its own, not this.
DAY=2026-11-02
night
same "$(q "SELECT count(*) FROM finding WHERE rule LIKE 'dst-l201.external.%'")" 2 "errors stand after a night: $OUT"

# Rejected as a whole: loud each time, until the next one is answered.
again 2026-11-03 "$(nth 5)"; run deliver; P3=$(package dst-l201)
receipt p3.receipt.xml "$P3" 'state="rejected"' '<error code="SCHEMA">Linje 7</error>'
run receipts
same "$(state "$P3")" "processed rejected" "rejected: $OUT"
contains "$(q "SELECT rule FROM finding WHERE stage = 'receipt:dst-l201'")" "receipt.rejected" "rejected is told"
again 2026-11-04 "$(nth 10)"; run deliver; P4=$(package dst-l201)
again 2026-11-05 "$(nth 15)"; run deliver; P5=$(package dst-l201)

# Late: the newer is answered first, and stands.
receipt p5.receipt.xml "$P5" 'state="accepted"' ''
run receipts
same "$(q "SELECT group_concat(rule) FROM (SELECT rule FROM finding WHERE stage = 'receipt:dst-l201' ORDER BY 1)")" \
	dst-l201.external.PERSON,dst-l201.external.X-77 "accepted clears what was said of the whole: $OUT"
before=$(q "SELECT * FROM ledger_held ORDER BY 1, 2")
sleep 1
receipt p4.receipt.xml "$P4" 'state="accepted"' ''
run receipts
same "$(q "SELECT * FROM ledger_held ORDER BY 1, 2")" "$before" "a late answer moves nothing that is newer"
contains "$(q "SELECT rule FROM finding")" "receipt.late" "late is told: $OUT"

# Contradiction: the first stands; set aside by somebody.
receipt no.receipt.xml "$P5" 'state="rejected"' ''
run receipts
same "$STATUS" 65 "contradiction: $OUT"
contains "$OUT" "receipt.contradicts" "contradiction"
same "$(state "$P5")" "processed accepted" "the first stands"
run receipts --set-aside no.receipt.xml
same "$STATUS" 64 "who? $OUT"
run receipts --set-aside no.receipt.xml --by "Bo"
same "$STATUS" 0 "set aside: $OUT"
run receipts
same "$STATUS" 0 "and that is it: $OUT"

# Lost (with it the corrected record): unknown, each night, until it is answered.
again 2026-11-06 "$KEY"; run deliver; P6=$(package dst-l201)
q "UPDATE ledger_delivery SET handed_at = '2026-01-01T00:00:00Z' WHERE name = '$P6'"
for i in 1 2; do
	run receipts
	same "$STATUS" 65 "lost, time $i: $OUT"
	same "$(state "$P6")" unknown "lost, time $i"
	same "$(q "SELECT count(*) FROM finding WHERE rule = 'receipt.unanswered'")" 1 "lost, time $i"
done
tell status
contains "$OUT" "unknown" "status"

# A word that nobody knows is not success.
printf '<a><Status>OK</Status></a>' >"$R/$P6.sftpreceipt"
run receipts
same "$STATUS" 65 "an unknown word: $OUT"
contains "$OUT" "receipt.unknown" "an unknown word"
same "$(state "$P6")" unknown "an unknown word"
rm "$R/$P6.sftpreceipt"

# Signatures: needed, missing; made for this; changed after it; by somebody else.
sed -i 's/^unknown-hours = .*/signed = yes/' "$WS/indberet.conf"
signature='<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>'
receipt s.receipt.xml "$P6" 'state="accepted"' ''
run receipts
contains "$OUT" "receipt.unsigned" "not signed"
same "$(state "$P6")" unknown "not signed"
receipt s.receipt.xml "$P6" 'state="rejected"' "$signature"
xmlsec1 --sign --pkcs12 "$WS/keys/org.p12" --pwd "$PASS" --output "$TMP/signed.xml" "$R/s.receipt.xml" >/dev/null 2>&1
sed 's/state="rejected"/state="accepted"/' "$TMP/signed.xml" >"$R/s.receipt.xml"
run receipts
contains "$OUT" "receipt.signature" "forged"
same "$(state "$P6")" unknown "forged"
receipt s.receipt.xml "$P6" 'state="accepted"' "$signature"
xmlsec1 --sign --pkcs12 "$WS/keys/org.p12" --pwd "$PASS" --output "$TMP/signed.xml" "$R/s.receipt.xml" >/dev/null 2>&1
sed -i 's/^cvr = 12345674$/cvr = 87654321/' "$WS/indberet.conf" # both sections: only receipts are read now
cp "$TMP/signed.xml" "$R/s.receipt.xml"
run receipts
contains "$OUT" "signed by CVR 12345674" "another organisation: $OUT"
sed -i 's/^cvr = 87654321$/cvr = 12345674/' "$WS/indberet.conf"
run receipts
same "$STATUS" 0 "signed: $OUT"
contains "$OUT" ", signed" "signed"
same "$(state "$P6")" "processed accepted" "signed"

same "$(q "SELECT count(*) FROM finding WHERE rule LIKE '%.external.%'")" 0 "the corrected record was accepted"

# Without a folder the package waits, loudly, until somebody says so.
sed -i 's/^folder = .*//' "$WS/indberet.conf"
again 2026-11-07 "$(nth 20)"
run deliver
same "$STATUS" 0 "nobody takes it: $OUT"
contains "$OUT" "WAITS" "nobody takes it"
P7=$(package dst-l201)
same "$(state "$P7")" signed "nobody takes it"
run deliver --handed-over "$P7" --by "Bo"
same "$(state "$P7")" "handed over" "by hand: $OUT"

# A mail, signed beside itself; then with a word changed.
openssl pkcs12 -in "$WS/keys/org.p12" -passin "pass:$PASS" -nodes -out "$TMP/org.key.pem" 2>/dev/null
openssl pkcs12 -in "$WS/keys/org.p12" -passin "pass:$PASS" -cacerts -nokeys -out "$TMP/sub.pem" 2>/dev/null
printf 'Subject: Levering er modtaget\n\nVedr. %s.\n' "$P7" >"$R/svar.eml"
openssl cms -sign -cades -binary -outform DER -in "$R/svar.eml" -signer "$TMP/org.key.pem" -certfile "$TMP/sub.pem" -out "$R/svar.eml.p7s"
sed -i 's/modtaget/godkendt/' "$R/svar.eml"
run receipts
contains "$OUT" "receipt.signature" "a mail that was changed: $OUT"
sed -i 's/godkendt/modtaget/' "$R/svar.eml"
run receipts
contains "$OUT" "received, signed" "a signed mail: $OUT"
same "$(state "$P7")" received "a signed mail"
same "$(ls "$R")" archive "mail and signature are put away"
tell doctor
contains "$OUT" "receiver.dst" "doctor"
grep -rE '311299-?9990' "$WS/log" && fail "a number in the log"
true
