# A case store that lacks something, is held by its owner, is away, or is none. The inbox is loaded all the
# same, nothing is made of old data, and the same night goes on when the store is mended.
. "$SRC/tests/e2e/lib.bash"
base

# unusable CASE STATUS TEXT...
unusable() {
	local case=$1 status=$2; shift 2
	night
	ended "$status" "$case"
	told "FAILED" "$@" "transform all            not run: extract is not done"
	same "$(q "SELECT count(*) FROM staging_delivery WHERE run = 2 AND verdict = 'loaded'")" 3 "$case: the inbox is loaded"
	same "$(q "SELECT count(*) FROM run_step WHERE run_id = 2 AND stage NOT IN ('receipts', 'fetch', 'extract')")" 0 "$case: no later stage"
	same "$(q "SELECT exit_status FROM run_step WHERE run_id = 2 AND name = 'casestore'")" "$status" "$case: in the ledger"
	same "$(q "SELECT count(*) FROM staging_entity")" "$(sqlite3 "$TMP/base/mart.db" "SELECT count(*) FROM staging_entity")" "$case: staging as it was"
	ls "$WS"/out/*/*/*20261102* 2>/dev/null && fail "$case: a return of old data"
	return 0
}
# The store is as it should be: the night goes on where it stopped.
goes_on() {
	cp "$TMP/good/casestore.db" "$WS/casestore.db"
	night
	same "$STATUS" 0 "$1: mended: $OUT"
	told "inbox          done before"
	state >"$TMP/state"
	diff "$TMP/good.state" "$TMP/state" | head -20 >&2
	cmp -s "$TMP/good.state" "$TMP/state" || fail "$1: mended, but the mart differs"
}
change() { sqlite3 "$WS/casestore.db" "$1"; }

fresh c; deliver; change "ALTER TABLE measure RENAME TO measures"
unusable "a table is missing" 78 "entity 'measure'" "no such table: measure"
goes_on "a table is missing"
fresh c; deliver; change "ALTER TABLE notification RENAME COLUMN received_at TO received"
unusable "a column is missing" 78 "entity 'notification'" "no such column: received_at"
goes_on "a column is missing"
fresh c; deliver; rm "$WS/casestore.db"
unusable "no store" 66 "case store" "casestore.db"
goes_on "no store"
fresh c; deliver; head -c 40000 /dev/urandom >"$WS/casestore.db"
unusable "not a database" 78 "is not an SQLite database"
goes_on "not a database"
fresh c; deliver; : >"$WS/casestore.db"
unusable "an empty file" 78 "no such table"
goes_on "an empty file"
fresh c; deliver; truncate -s 300000 "$WS/casestore.db"
unusable "cut in the middle" 65 "case store" "malformed"
goes_on "cut in the middle"

# Another program holds it.
fresh c; deliver; echo '[case-store]' >>"$WS/indberet.conf"; echo 'busy-seconds = 1' >>"$WS/indberet.conf"
mkfifo "$TMP/hold"
sqlite3 "$WS/casestore.db" <"$TMP/hold" & holder=$!
exec 7>"$TMP/hold"
echo "BEGIN EXCLUSIVE; SELECT 1;" >&7
for _ in $(seq 100); do sqlite3 "$WS/casestore.db" "SELECT 1 FROM sqlite_schema" >/dev/null 2>&1 || break; sleep 0.05; done
unusable "locked by another writer" 75 "is locked by another program"
echo "ROLLBACK;" >&7; exec 7>&-; wait $holder
goes_on "locked by another writer"

# Two faults at once: the first says who must act, the other is told as well.
fresh c; deliver; rm "$WS/casestore.db"; sed -i 1d "$WS/inbox/$P"
night
ended 66 "no store, and a refused file"
told "casestore.db" "[postings.header]"

# Rows without a key and with a key that came before are rejected and told, the rest is used.
fresh c; deliver
change "CREATE TABLE t AS SELECT * FROM notification_reason; DROP TABLE notification_reason; ALTER TABLE t RENAME TO notification_reason;
	INSERT INTO notification_reason SELECT * FROM notification_reason WHERE rowid = 1;
	UPDATE notification_reason SET notification_id = '' WHERE rowid = 2"
night
ended 65 "rows without a key or with another's"
told "rejected  casestore.db: 2 af"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'notification_reason.notification_id.required' AND who = 'fagsystem'")" 1 "no key"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'notification_reason.unique'")" 1 "the same key twice"
all_reports
cp "$TMP/good/casestore.db" "$WS/casestore.db"
mended "rows without a key"
