# The nth write fails as on a full disk: a clear error, status 74, and the next night ends as it should.
. "$SRC/tests/e2e/lib.bash"
workspace golden 60
night
dump >"$TMP/want"; outputs >"$TMP/out.want"
failures=0
for n in 0 3 12 50 200 800 3000 9000 20000 50000 100000 200000; do
	rm -rf "$TMP/c"; workspace c 60
	set +e
	err=$(INDBERET_FAULT=$n "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF 2>&1)
	status=$?
	set -e
	[ $status -ne 0 ] || { [ $failures -gt 0 ] && break; }
	case $status in
	73 | 74) ;;
	*) fail "status $status after a failing write at $n: $err" ;;
	esac
	failures=$((failures + 1))
	night
	same "$STATUS" 0 "the night after a failing write at $n: $OUT"
	dump >"$TMP/got"; outputs >"$TMP/out.got"
	cmp "$TMP/want" "$TMP/got" || fail "the mart differs after a failing write at $n"
	cmp "$TMP/out.want" "$TMP/out.got" || fail "an output differs after a failing write at $n"
done
[ $failures -ge 6 ] || fail "only $failures failures"
