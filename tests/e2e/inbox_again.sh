# What comes after a night is done, or while it is stopped, is taken without being asked for; a .zip is as its files.
. "$SRC/tests/e2e/lib.bash"
base
as_good() { state >"$TMP/state"; diff "$TMP/good.state" "$TMP/state" | head -20 >&2; cmp -s "$TMP/good.state" "$TMP/state" || fail "$1: another mart than after the good night"; }
step() { q "SELECT count(*) FROM run_step WHERE run_id = (SELECT max(run_id) FROM run) AND stage = '$1'"; }

# A refused file, a night that ends 65, and the mended file the same day: no --again.
fresh c; deliver; sed -i 1d "$WS/inbox/$P"
night; ended 65 "a bad file"; refused "$P"
night; same "$STATUS" 0 "nothing has come"; told "is done already"
deliver "$P"; night; ended 0 "the mended file"; told "is done (run 2), but 1 new files have come"; as_good "mended"; all_reports
same "$(q "SELECT count(*) FROM run WHERE status = 'done'")" 3 "each is a run of its own"
night; told "is done already (run 3)"

# What is not for us, not finished or unknown is no reason to run again.
cp "$TMP/base/days/1/inbox/$P" "$WS/inbox/postings_479_20261102.csv"; cp "$TMP/base/days/1/inbox/$P" "$WS/inbox/x.part"; echo x >"$WS/inbox/ukendt.txt"
night; same "$STATUS" 0 "nothing for us"; told "is done already (run 3)"

# A night that stopped in its reports goes on there; but not when a file has come meanwhile.
fresh c; deliver; mv "$WS/inbox/$P" "$TMP/$P"; mv "$WS/keys/org.p12" "$TMP/org.p12"
night; ended 78 "no key"; told "FAILED"
night; ended 78 "no key, again"; told "inbox          done before" "all            done before"
cp "$TMP/$P" "$WS/inbox/$P"; mv "$TMP/org.p12" "$WS/keys/"
night; ended 0 "a file and the key have come"; as_good "gone on with"; all_reports
case $OUT in *"inbox          done before"* | *"transform all            done before"*) fail "read before, or not worked out again: $OUT" ;; esac
told "casestore      done before"

# A .zip: the same end as its files; one that is a bomb stops nothing.
fresh c; deliver; (cd "$WS/inbox" && zip -q -X levering.zip "$P" "$C" && rm "$P" "$C")
night; ended 0 "a zip"; as_good "a zip"
same "$(q "SELECT group_concat(name || ' ' || verdict, ', ') FROM (SELECT * FROM staging_delivery WHERE run = 2 AND feed <> 'facilities' AND feed <> 'portal' ORDER BY delivery)" | tr -d '\n')" \
	"$P loaded, $C loaded, levering.zip loaded" "what came"
file=$(q "SELECT file FROM staging_delivery WHERE name = '$P'"); line=$("$INDBERET" show row "$P:2" --workspace "$WS" 2>&1) || line=$("$INDBERET" show row "$file:2" --workspace "$WS")
contains "$line" "528" "the row as it came"
fresh c; deliver; head -c 30000000 /dev/zero >"$TMP/postings_492_20261105.csv"; (cd "$TMP" && zip -q -X bombe.zip postings_492_20261105.csv && mv bombe.zip "$WS/inbox/")
night; ended 65 "a bomb"; all_reports
told "bombe.zip" "'postings_492_20261105.csv' in the zip would grow 10" "-fold; the limit is 200" "[inbox.zip]"
same "$(q "SELECT count(*) FROM finding WHERE rule LIKE 'inbox.%'")" 1 "one finding"
[ ! -e "$WS/inbox/bombe.zip" ] || fail "the bomb is still there"

# An upload that was cut, and is done again under the same name.
fresh c; deliver; head -c 400 "$WS/inbox/$P" >"$WS/inbox/$P.filepart"; rm "$WS/inbox/$P"
night; ended 0 "cut"; told "1 not finished, left for later"
[ -f "$WS/inbox/$P.filepart" ] || fail "it is gone"
touch -d '2 days ago' "$WS/inbox/$P.filepart"; night --again; ended 65 "cut, and left for two days"; told "$P.filepart" "[inbox.unfinished]"
cp "$TMP/base/days/1/inbox/$P" "$WS/inbox/$P.filepart"; mv "$WS/inbox/$P.filepart" "$WS/inbox/$P"
night; ended 0 "done again"; as_good "done again"

# A file that we may not read is said, and stops no other; another's file is taken when it has lain still.
fresh c; deliver; cp "$WS/inbox/$P" "$WS/inbox/postings_492_20261104.csv"; chmod 000 "$WS/inbox/postings_492_20261104.csv"
as=
if [ "$(id -u)" -eq 0 ]; then
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
	cp -p "$INDBERET" "$TMP/indberet"; there=$(mktemp -d /tmp/indberet-inbox.XXXXXX); trap 'rm -rf "$there"' EXIT
	cp -a "$WS" "$there/ws"; WS=$there/ws; cp "$TMP/indberet" "$there/indberet"; INDBERET=$there/indberet
	chown -R nobody:nogroup "$there"; chown root "$WS/inbox/postings_492_20261104.csv" "$WS/inbox/$P"; chmod 644 "$WS/inbox/$P"; touch "$WS/inbox/$P"
fi
mine() { set +e; OUT=$($as "$INDBERET" run nightly --workspace "$WS" --as-of $NEXT 2>&1); STATUS=$?; set -e; }
mine; ended 65 "unreadable"
same "$(q "SELECT record_key FROM finding WHERE rule = 'inbox.unreadable'")" postings_492_20261104.csv "unreadable"
if [ -n "$as" ]; then
	same "$(q "SELECT count(*) FROM staging_delivery WHERE name = '$P'")" 0 "another's file, touched just now"
	told "1 not finished"; touch -d '2 minutes ago' "$WS/inbox/$P"
fi
rm -f "$WS/inbox/postings_492_20261104.csv"; mine
if [ -n "$as" ]; then ended 0 "readable"; else told "is done already"; night --again; ended 0 "readable"; fi
as_good "unreadable"
