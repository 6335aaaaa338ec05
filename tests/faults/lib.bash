# For the scripts here: a workspace before its first night, where a night can be stopped, and what it comes to then.
. "$SRC/tests/e2e/lib.bash"

# What is stopped: a night, where a script does not say otherwise.
act() { "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF; }
# acted [VAR=VALUE]: its output in $OUT, its status in $STATUS
acted() {
	set +e
	OUT=$([ -z "${1:-}" ] || export "$1"; act 2>&1)
	STATUS=$?
	set -e
}

# The workspace is copied for each try: $WS is the new one.
before() { workspace before 30 "$@"; }
again() { WS=$TMP/$1; rm -rf "$WS"; cp -a "$TMP/before" "$WS"; }

# total: how many fault points it passes, in $TOTAL
total() {
	again p
	acted INDBERET_POINTS="$TMP/points"
	TOTAL=$(cat "$TMP/points")
	rm -rf "$TMP/p"
}
# points: numbers of fault points, close together at both ends
points() {
	local n
	total
	POINTS=
	for n in 0 1 2 5 10 25 70 200 600 2000 6000 20000; do
		[ $n -lt $TOTAL ] && POINTS="$POINTS $n"
	done
	for n in 4000 1200 400 150 60 25 10 4 2 1; do
		[ $n -lt $TOTAL ] && POINTS="$POINTS $((TOTAL - n))"
	done
}
# spread N: about so many numbers of fault points, as far from each other, and the last two
spread() {
	total
	POINTS="$(seq 0 $((TOTAL / $1 + 1)) $((TOTAL - 3)) | tr '\n' ' ') $((TOTAL - 2)) $((TOTAL - 1))"
}
# crashes LEAST: ends at each of $POINTS, as by kill -9; then the same once more. killed N and whole N, where a script has
# them, look at what is there in between and at the end.
crashes() {
	local n crashes=0
	for n in $POINTS; do
		again c
		acted INDBERET_CRASH=$n
		same "$STATUS" 137 "what ends at point $n of $TOTAL"
		crashes=$((crashes + 1))
		! declare -F killed >/dev/null || killed $n
		ends "$status_wanted" "a crash at point $n of $TOTAL"
		! declare -F whole >/dev/null || whole $n
	done
	echo "$crashes crashes, $TOTAL points"
	[ $crashes -ge "$1" ] || fail "only $crashes crashes"
}
# ends STATUS WHAT: the same night once more comes to the end that was wanted. With LOOK=state whatever
# numbers files and rows got: a source that failed is read after the others.
LOOK=dump
want() { $LOOK >"$TMP/want"; outputs >"$TMP/out.want"; }
ends() {
	acted
	same "$STATUS" "$1" "the night after $2: $OUT"
	$LOOK >"$TMP/got"; outputs >"$TMP/out.got"
	diff "$TMP/want" "$TMP/got" | head -20
	cmp "$TMP/want" "$TMP/got" || fail "the mart differs after $2"
	cmp "$TMP/out.want" "$TMP/out.got" || fail "an output differs after $2"
}
