# Settings, locks and workspaces that are wrong: one error that names the place, nothing changed.
. "$SRC/tests/e2e/lib.bash"
base

# says STATUS WHAT TEXT... -- ARGS...
says() {
	local status=$1 what=$2 texts=(); shift 2
	while [ "$1" != -- ]; do texts+=("$1"); shift; done; shift
	set +e
	OUT=$("$INDBERET" "$@" 2>&1 </dev/null); STATUS=$?
	set -e
	ended "$status" "$what"
	told "${texts[@]}"
	same "$(printf '%s\n' "$OUT" | wc -l)" 1 "$what: one line: $OUT"
}
nightly() { says "${@:1:$#}" -- run nightly --workspace "$WS" --as-of $NEXT; }
conf() { printf '%s\n' "$@" >>"$WS/indberet.conf"; }

fresh c; lines=$(wc -l <"$WS/indberet.conf")
conf '[inbox]' 'pth = x'
nightly 78 "unknown setting" "indberet.conf:$((lines + 2))" "pth"
fresh c; conf '[case-store]' 'busy-seconds = soon'
nightly 78 "bad number" "indberet.conf:$((lines + 2))" "busy-seconds" "soon"
fresh c; conf '[dst]' 'test = maybe'
nightly 78 "bad yes or no" "indberet.conf:$((lines + 2))" "test" "maybe"
fresh c; conf '[no-such]' 'x = 1'
nightly 78 "unknown section" "indberet.conf:$((lines + 2))" "no-such"
fresh c; conf 'no equals sign'
nightly 78 "no setting at all" "indberet.conf:$((lines + 1))"
fresh c; sed -i 's/^code = .*/code = 49x/' "$WS/indberet.conf"
nightly 78 "municipality" "municipality.code" "three digits"
fresh c; sed -i 's/^code = .*//' "$WS/indberet.conf"
nightly 78 "no municipality" "municipality.code"
fresh c; conf '[case-store]' 'profile = none-such'; deliver
night; ended 78 "unknown profile"; told "none-such"
fresh c; echo 'colum = x' >"$WS/profile/postings.map"; deliver
night; ended 78 "column map"; told "postings.map:1" "colum"
says 64 "as-of day" "--as-of" "yyyy-mm-dd" -- run nightly --workspace "$WS" --as-of 31-02-2026
says 64 "unknown job" "no job 'daily'" -- run daily --workspace "$WS"
says 64 "unknown option" "--agian" -- run nightly --workspace "$WS" --agian
says 78 "unknown setting on the command line" "inbox.pth" "command line" -- run nightly --workspace "$WS" --set inbox.pth=x
says 66 "no workspace" "no workspace in '$TMP/nowhere'" -- run nightly --workspace "$TMP/nowhere"

# Before the first night there is no mart to ask.
WS=$TMP/new; "$INDBERET" init "$WS" --municipality 492 --quiet
for c in status findings; do says 66 "$c without a mart" "mart.db" "run a job first" -- $c --workspace "$WS"; done
[ ! -e "$WS/mart.db" ] || fail "asking made a mart"
: >"$WS/mart.db"
says 66 "status of an empty mart" "mart.db" "run a job first" -- status --workspace "$WS"
sqlite3 "$WS/mart.db" "CREATE TABLE t(x)"
says 78 "findings of a foreign mart" "is not a mart of this program" -- findings --workspace "$WS"

# A mart of another program, of another version, or none at all.
fresh c; rm -f "$WS"/mart.db*; sqlite3 "$WS/mart.db" "CREATE TABLE t(x)"
says 78 "a foreign database" "is not a mart of this program" -- run nightly --workspace "$WS" --as-of $NEXT
fresh c; rm -f "$WS"/mart.db*; head -c 20000 /dev/urandom >"$WS/mart.db"
says 74 "no database" "mart.db" "not a database" -- run nightly --workspace "$WS" --as-of $NEXT
fresh c; sqlite3 "$WS/mart.db" "UPDATE schema_file SET sha256 = 'x'"
says 78 "another version" "made by another version" -- run nightly --workspace "$WS" --as-of $NEXT

# A run while another holds the lock: later, by nobody.
fresh c; deliver
exec 8<>"$WS/mart.lock"; flock 8
nightly 75 "second run" "another run holds" "mart.lock"
exec 8>&-
night; ended 0 "the lock is free"
