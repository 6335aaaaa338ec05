# The process ends, as by kill -9, at many points of a night; then the same night again: the same end.
. "$SRC/tests/faults/lib.bash"
before --defects 200
again golden; night
status_wanted=$STATUS
want
points
crashes=0
for n in $POINTS; do
	again c
	set +e
	INDBERET_CRASH=$n "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1
	status=$?
	set -e
	same $status 137 "the night that ends at point $n of $TOTAL"
	crashes=$((crashes + 1))
	if find "$WS/out" "$WS/outbox" -type f ! -name '*.tmp' -size 0 | grep .; then fail "an empty output after a crash at $n"; fi
	ends "$status_wanted" "a crash at point $n of $TOTAL"
	find "$WS" -name '*.tmp' | grep . && fail "left-overs after a crash at $n"
done
echo "$crashes crashes, $TOTAL points"
[ $crashes -ge 15 ] || fail "only $crashes crashes"
