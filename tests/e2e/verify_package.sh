# What the night packs is believed by us and by programs that are not ours; what was spoiled is refused.
. "$SRC/tests/e2e/lib.bash"
workspace a 60
night
PKI=$WS/keys
packages=$(find "$WS/outbox" -name '*.asice' | LC_ALL=C sort)
[ -n "$packages" ] || fail "the night packed nothing: $OUT"

# verify ARGS...: output in $OUT, status in $STATUS
verify() {
	set +e
	OUT=$("$INDBERET" verify "$@" 2>&1)
	STATUS=$?
	set -e
}
refused() { # FILE WHAT SAYS
	verify "$1" --root "$PKI/trust.pem"
	same "$STATUS" 65 "$2: $OUT"
	contains "$OUT" "NOT VALID" "$2"
	contains "$OUT" "$3" "$2"
}

for p in $packages; do
	verify "$p" --root "$PKI/trust.pem" --cvr 12345674
	same "$STATUS" 0 "$(basename "$p"): $OUT"
	contains "$OUT" "XML files fit their schemas" "$(basename "$p")"
	sh "$SRC/tests/harness/judge_asic.sh" "$p" "$PKI/trust.pem"
	unzip -p "$p" manifest.xml >"$TMP/manifest.xml"
	xmllint --nonet --noout --schema "$SRC/schemas/xsd/manifest.xsd" "$TMP/manifest.xml"
	if unzip -p "$p" manifest.xml | grep -E '(^|[^0-9a-f])[0-3][0-9][01][0-9][0-9]{6}([^0-9a-f]|$)'; then
		fail "a number like a pnr in the manifest"
	fi
done

p=$(echo "$packages" | head -n 1)
size=$(stat -c %s "$p")

verify "$p" --root "$PKI/trust.pem" --cvr 87654321
same "$STATUS" 65 "another organisation"
contains "$OUT" "signed by CVR 12345674, expected 87654321" "another organisation"
verify "$p" --root "$PKI/org.pem"
same "$STATUS" 65 "another root: $OUT"
contains "$OUT" "does not lead to a trusted root" "another root"
verify "$TMP/absent.asice" --root "$PKI/trust.pem"
same "$STATUS" 66 "no such file: $OUT"
verify "$p" --root "$TMP/absent.pem"
same "$STATUS" 78 "no such root: $OUT"

for cut in 0 1 100 $((size / 2)) $((size - 1)); do
	head -c "$cut" "$p" >"$TMP/cut.asice"
	refused "$TMP/cut.asice" "cut at $cut" "container"
done
# One byte of the first payload's data (behind mimetype: 38 + 31 bytes, then a head of 30 and a name).
cp "$p" "$TMP/byte.asice"; chmod 600 "$TMP/byte.asice"
printf '\377' | dd of="$TMP/byte.asice" bs=1 seek=$((69 + 30 + 200)) conv=notrunc 2>/dev/null
refused "$TMP/byte.asice" "one byte changed" "FAILED"
{ printf junk; cat "$p"; } >"$TMP/before.asice"
refused "$TMP/before.asice" "bytes before" "container"
{ cat "$p"; printf junk; } >"$TMP/after.asice"
refused "$TMP/after.asice" "bytes after" "container"

# Every hostile container of the corpus: refused, at once, with one verdict and nothing on disk.
for h in "$SRC"/tests/fuzz/corpus/zip/*; do
	verify "$h" --root "$PKI/trust.pem"
	same "$STATUS" 65 "$(basename "$h"): $OUT"
done
[ ! -e /tmp/evil ] || fail "a name led out of the folder"

# In a workspace its own settings say whom to trust.
(cd "$WS" && "$INDBERET" verify "$p" --workspace "$WS" --set sign.trust=keys/trust.pem >/dev/null) || fail "trust from the settings"
