# The nth point fails as on a full disk: status 73 or 74, an error that says so, and the same night ends as it should.
. "$SRC/tests/faults/lib.bash"
before
LOOK=state
again golden; night
same "$STATUS" 0 "the night without a fault: $OUT"
want
points
failures=0
for n in $POINTS; do
	again c
	set +e
	err=$(INDBERET_FAULT=$n "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF 2>&1)
	status=$?
	set -e
	case $status in
	73 | 74) failures=$((failures + 1)) ;;
	*) fail "status $status after a failing write at $n of $TOTAL: $err" ;;
	esac
	case $err in *"No space left"* | *"disk full"* | *"disk is full"*) ;; *) fail "at point $n of $TOTAL it is not said that the disk is full: $err" ;; esac
	ends 0 "a failing write at point $n of $TOTAL"
done
echo "$failures failures, $TOTAL points"
[ $failures -ge 15 ] || fail "only $failures failures"
