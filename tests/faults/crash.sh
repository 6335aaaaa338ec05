# kill -9 at many points of a night, then the same night again without: the same end.
. "$SRC/tests/e2e/lib.bash"
workspace golden 60 --defects 200
night
want=$STATUS
dump >"$TMP/want"; outputs >"$TMP/out.want"
crashes=0
for n in 0 1 2 5 10 25 60 150 400 1000 2500 6000 15000 30000 60000 100000 150000 200000 300000 500000; do
	rm -rf "$TMP/c"; workspace c 60 --defects 200
	set +e
	INDBERET_CRASH=$n "$INDBERET" run nightly --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1
	status=$?
	set -e
	[ $status -eq 137 ] || break
	crashes=$((crashes + 1))
	if find "$WS/out" "$WS/outbox" -type f ! -name '*.tmp' -size 0 | grep .; then fail "an empty output after a crash at $n"; fi
	night
	same "$STATUS" "$want" "the night after a crash at point $n: $OUT"
	dump >"$TMP/got"; outputs >"$TMP/out.got"
	diff "$TMP/want" "$TMP/got" | head -20
	cmp "$TMP/want" "$TMP/got" || fail "the mart differs after a crash at point $n"
	cmp "$TMP/out.want" "$TMP/out.got" || fail "an output differs after a crash at point $n"
done
echo "$crashes crashes"
[ $crashes -ge 8 ] || fail "only $crashes crashes"
