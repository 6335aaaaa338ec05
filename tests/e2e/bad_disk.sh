# No room: a small file system where the machine lets us make one, else a limit on the size of files.
. "$SRC/tests/e2e/lib.bash"
base

# Less free space than a run asks for: nothing is begun.
fresh c; deliver; cp "$WS/mart.db" "$TMP/mart.before"
night --set run.free-mib=99999999
ended 74 "too little room to begin"
told "less than 99999999 MiB free" "make room"
cmp "$WS/mart.db" "$TMP/mart.before" || fail "the mart was touched"
[ -f "$WS/inbox/$P" ] || fail "the inbox was touched"

# full CASE: the night ends with 73 or 74 and says that it is the disk; with room the same night ends as it should
full() {
	case $STATUS in
	73 | 74) ;;
	*) fail "$1: status $STATUS: $OUT" ;;
	esac
	ended $STATUS "$1"
	case $OUT in *"No space left"* | *"disk"*full* | *"disk is full"* | *"File too large"* | *"disk I/O"*) ;; *) fail "$1: not said: $OUT" ;; esac
	find "$WS/out" "$WS/outbox" -name '*20261102*' -size 0 | grep . && fail "$1: an empty output"
	return 0
}
with_room() {
	night
	same "$STATUS" 0 "$1: with room: $OUT"
	state | cmp - "$TMP/good.state" || fail "$1: the mart differs"
	[ -z "$(find "$WS" -name '*.tmp')" ] || fail "$1: left-overs: $(find "$WS" -name '*.tmp')"
}

printf '[run]\nfree-mib = 0\n' >>"$TMP/base/indberet.conf"
mkdir "$TMP/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64m none "$TMP/small" 2>/dev/null; then
	trap 'umount "$TMP/small"' EXIT
	for left in 0 64 400 900 1500; do
		fresh c; deliver
		rm -rf "$TMP/small"/*; cp -a "$WS" "$TMP/small/c"; rm -rf "$WS"; WS=$TMP/small/c
		room=$(df --output=avail -k "$TMP/small" | tail -1)
		head -c $(((room - left) * 1024)) /dev/zero >"$TMP/small/filler"
		night
		[ $STATUS -ne 0 ] || break
		full "$left KiB left"
		rm "$TMP/small/filler"
		with_room "$left KiB left"
	done
	[ $left -ge 400 ] || fail "there was room with $left KiB"
else
	echo "no file system could be mounted: only a limit on the size of files was tried"
fi
# A file may not grow over a limit: SIGXFSZ must not kill the night without a word.
for blocks in 8 64 300; do
	fresh c; deliver
	OUT=$(ulimit -f $blocks; "$INDBERET" run nightly --workspace "$WS" --as-of $NEXT 2>&1) && STATUS=0 || STATUS=$?
	full "files of at most $blocks KiB"
	with_room "files of at most $blocks KiB"
done
