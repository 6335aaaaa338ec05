# A night in which nothing changed writes nothing to the ledger of returns: no row is added, updated or deleted, be
# it with the value that it had. First while the deliveries wait for an answer, then when all are accepted.
. "$SRC/tests/e2e/lib.bash"
workspace a 40
sed -i -e '/^\[dst\]/,/^\[/ { s/^#test = .*/test = no/; s/^#contact-receipt = .*/contact-receipt = post@example.invalid/ }' "$WS/indberet.conf"
mkdir -m 700 "$TMP/there"
printf '[receiver.dst]\nfolder = %s\n[feed.portal]\nmax-age = 90\n[feed.cpr]\nmax-age = 90\n[feed.postings]\nmax-age = 90\n' "$TMP/there" >>"$WS/indberet.conf"

# What is written from here on is noted by triggers, in a database table of our own.
watch() {
	q "CREATE TABLE IF NOT EXISTS written (what TEXT)"
	q "SELECT 'CREATE TRIGGER IF NOT EXISTS written_' || t.name || '_' || op.value || ' AFTER ' || op.value || ' ON ' || t.name
			|| ' BEGIN INSERT INTO written VALUES (''' || op.value || ' ' || t.name || '''); END;'
		FROM sqlite_schema AS t, json_each('[\"INSERT\",\"UPDATE\",\"DELETE\"]') AS op
		WHERE t.type = 'table' AND t.name LIKE 'ledger_%'" >"$TMP/triggers.sql"
	q ".read $TMP/triggers.sql"
	q "DELETE FROM written"
}
# quiet WHEN: the same day again, then the next
quiet() {
	local n
	watch
	tables "name LIKE 'ledger_%'" >"$TMP/before"
	for n in 0 1; do
		DAY=$(date -u -d "$FROM + $n days" +%F)
		night
		same "$STATUS" 0 "$1, day $n: $OUT"
		same "$(q "SELECT what, count(*) FROM written GROUP BY what")" "" "$1, day $n: written"
		tables "name LIKE 'ledger_%'" >"$TMP/after"
		cmp "$TMP/before" "$TMP/after" || fail "$1, day $n: the ledger is another"
	done
	same "$(q "SELECT count(*) FROM run WHERE as_of = '$DAY'")" 1 "$1: it was a night"
}

night
same "$STATUS" 0 "the first night: $OUT"
[ "$(q "SELECT count(*) FROM ledger_delivery WHERE state = 'handed over'")" -ge 3 ] || fail "nothing was handed over: $OUT"
FROM=$AS_OF; quiet "not answered"

for p in $(q "SELECT name FROM ledger_delivery WHERE state = 'handed over'"); do
	printf '<receipt xmlns="urn:indberet:receipt:1" time="2026-11-02T08:00:00Z" rules="2026-2" state="accepted"><delivery package="%s"/></receipt>\n' \
		"$p" >"$WS/receipts/$p.receipt.xml"
done
"$INDBERET" receipts --workspace "$WS" --as-of "$DAY" >/dev/null
same "$(q "SELECT count(*) FROM ledger_delivery WHERE outcome IS NOT 'accepted'")" 0 "all is accepted"
FROM=$(date -u -d "$DAY + 1 day" +%F); quiet accepted
[ "$(q "SELECT count(*) FROM ledger_held")" -gt 0 ] || fail "nothing is held"

# The triggers see what there is to see.
sqlite3 "$WS/casestore.db" "UPDATE measure SET started_on = date(started_on, '+1 day'), changed_at = '2026-11-10T08:00:00'
	WHERE measure_id = (SELECT min(measure_id) FROM measure WHERE deleted_at IS NULL)"
DAY=$(date -u -d "$DAY + 1 day" +%F)
night
[ "$(q "SELECT count(*) FROM written")" -gt 0 ] || fail "a change was not seen"
