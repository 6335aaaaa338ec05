# A large return: memory does not grow with the records (peak of 10,000 beside 200,000), nothing is lost, each file
# fits its schema, and the signature in it holds by xmlsec1.
. "$SRC/tests/e2e/lib.bash"
WS=$TMP/ws
"$INDBERET" init "$WS" --municipality 492 --quiet
sed -i -e '/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = 12345674/' "$WS/indberet.conf"
keys
"$INDBERET" transform --workspace "$WS" --as-of $AS_OF --quiet >/dev/null 2>&1 || true

# Every source record of so many.
fill() {
	q "DELETE FROM record_underretning;
		WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < $1)
		INSERT INTO record_underretning (seq, notification_id, citizen_id, case_id, unborn, pnr, received, notifier, causes)
		SELECT i, printf('U%09d', i), printf('C%09d', i / 4), NULL, 'nej', printf('%02d%02d%06d', 1 + i % 28, 1 + i % 12, i),
			20000, '4', '3,14' FROM i"
}
peak() { # RECORDS [options...]: KiB
	rm -rf "$WS/out" "$WS/outbox"
	fill "$1"; shift
	/usr/bin/time -f %M -o "$TMP/peak" "$INDBERET" report dst-underretninger --workspace "$WS" --as-of $AS_OF --quiet "$@" >&2
	cat "$TMP/peak"
}
records() { cat "$WS"/out/dst-underretninger/2026M10/*.xml | grep -c '<UnderretningStruktur>' || true; }

small=$(peak 10000)
same "$(records)" 10000 "records of the small return"
large=$(peak 200000)
same "$(records)" 200000 "records of the large return"
# Twenty times the records; a table of ids alone would be 60 MiB more.
[ "$large" -lt $((small + small / 2)) ] || fail "peak of 10,000 records $small KiB, of 200,000 $large KiB"

# Signed in the file, in parts: each fits, the signatures hold, nothing is lost between the parts.
printf '\n[report.dst-underretninger]\nsign = xades\n' >>"$WS/indberet.conf"
peak 5000 --set dst.max-records=2000 >/dev/null
same "$(records)" 5000 "records over all parts"
parts=0
for xml in "$WS"/out/dst-underretninger/2026M10/*.xml; do
	parts=$((parts + 1))
	xmlsec1 --verify --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --trusted-pem "$WS/keys/trust.pem" \
		--untrusted-pem "${TMP%/*}/pki/keys/sub.pem" "$xml" >/dev/null 2>&1 || fail "xmlsec1 does not accept part $parts"
	sed 's,<ds:Signature .*</ds:Signature>,,' "$xml" >"$TMP/part.xml"
	xmllint --noout --nonet --schema "$SRC/schemas/xsd/underretninger-1.xsd" "$TMP/part.xml" 2>/dev/null || fail "part $parts does not fit"
done
same "$parts" 3 "parts"
