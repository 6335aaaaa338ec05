# The process ends, as by kill -9, at many points of a night; then the same night again: the same end.
. "$SRC/tests/faults/lib.bash"
before --defects 200
again golden; night
status_wanted=$STATUS
want
points
killed() {
	if find "$WS/out" "$WS/outbox" -type f ! -name '*.tmp' -size 0 | grep .; then fail "an empty output after a crash at $1"; fi
}
whole() { ! find "$WS" -name '*.tmp' | grep . || fail "left-overs after a crash at $1"; }
crashes 15
