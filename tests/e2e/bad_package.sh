# Packages made to harm whoever looks into them: refused in little time and memory, nothing is written.
. "$SRC/tests/e2e/lib.bash"
WS=$TMP/none; mkdir "$WS" "$WS/keys" "$TMP/here"; keys
cd "$TMP/here"
look() { # FILE
	set +e
	OUT=$(ulimit -v 1500000; timeout 20 "$INDBERET" verify "$1" --root "$WS/keys/trust.pem" 2>&1); STATUS=$?
	set -e
	if printf '%s' "$OUT" | LC_ALL=C tr -d '\n\t' | LC_ALL=C grep -q '[[:cntrl:]]'; then fail "$1: control characters on the terminal"; fi
}
n=0
for f in "$SRC"/tests/fuzz/corpus/zip/*; do
	look "$f"
	same "$STATUS" 65 "$(basename "$f"): $OUT"
	contains "$OUT" "NOT VALID" "$(basename "$f")"
	n=$((n + 1))
done
[ $n -ge 15 ] || fail "only $n packages"
head -c 300000 /dev/urandom >"$TMP/noise.asice"; look "$TMP/noise.asice"; same "$STATUS" 65 "noise: $OUT"
: >"$TMP/empty.asice"; look "$TMP/empty.asice"; same "$STATUS" 65 "empty: $OUT"
look "$TMP/no-such.asice"; same "$STATUS" 66 "no such package: $OUT"; contains "$OUT" "no-such.asice" "no such package"
look "$TMP"; same "$STATUS" 65 "a folder: $OUT"
mkfifo "$TMP/pipe.asice"; look "$TMP/pipe.asice"; same "$STATUS" 65 "a pipe: $OUT"
[ -z "$(ls -A)" ] || fail "something was unpacked: $(ls -A)"
