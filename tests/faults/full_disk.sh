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
	acted INDBERET_FAULT=$n
	case $STATUS in
	73 | 74) failures=$((failures + 1)) ;;
	*) fail "status $STATUS after a failing write at $n of $TOTAL: $OUT" ;;
	esac
	case $OUT in *"No space left"* | *"disk full"* | *"disk is full"*) ;; *) fail "at point $n of $TOTAL it is not said that the disk is full: $OUT" ;; esac
	ends 0 "a failing write at point $n of $TOTAL"
done
echo "$failures failures, $TOTAL points"
[ $failures -ge 15 ] || fail "only $failures failures"
