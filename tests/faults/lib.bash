# For the scripts here: a workspace before its first night, and where a night can be stopped.
. "$SRC/tests/e2e/lib.bash"

# The workspace is copied for each try: $WS is the new one.
before() { workspace before 30 "$@"; }
again() { WS=$TMP/$1; rm -rf "$WS"; cp -a "$TMP/before" "$WS"; }

# points: numbers of fault points a night passes, close together at both ends; its total is $TOTAL.
points() {
	local low=0 high=1048576 mid n
	while [ $((high - low)) -gt 1 ]; do
		mid=$(((low + high) / 2))
		again p
		if INDBERET_CRASH=$mid "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1; then high=$mid; else [ $? -eq 137 ] && low=$mid || high=$mid; fi
	done
	TOTAL=$((low + 1))
	POINTS=
	for n in 0 1 2 5 10 25 70 200 600 2000 6000 20000; do
		[ $n -lt $TOTAL ] && POINTS="$POINTS $n"
	done
	for n in 4000 1200 400 150 60 25 10 4 2 1; do
		[ $n -lt $TOTAL ] && POINTS="$POINTS $((TOTAL - n))"
	done
	rm -rf "$TMP/p"
}
# ends STATUS WHAT: the same night once more comes to the end that was wanted. With LOOK=state whatever
# numbers files and rows got: a source that failed is read after the others.
LOOK=dump
want() { $LOOK >"$TMP/want"; outputs >"$TMP/out.want"; }
ends() {
	night
	same "$STATUS" "$1" "the night after $2: $OUT"
	$LOOK >"$TMP/got"; outputs >"$TMP/out.got"
	diff "$TMP/want" "$TMP/got" | head -20
	cmp "$TMP/want" "$TMP/got" || fail "the mart differs after $2"
	cmp "$TMP/out.want" "$TMP/out.got" || fail "an output differs after $2"
}
