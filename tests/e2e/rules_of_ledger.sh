# What the rules of the ledger and of the whole municipality say over nights: nothing while all goes well, also at the
# turn of the year and with approved tables; then a record that is gone, and an extract of which a third is gone: its
# return is held back until the store is whole again.
. "$SRC/tests/e2e/lib.bash"
AS_OF=2026-12-30
workspace town 150 --days 5 --lateness 0
sed -i -e "/^\[dst\]/,/^\[/ { s/^#test = .*/test = no/; s/^#contact-receipt = .*/contact-receipt = kvittering@aeroe.example/ }" \
	"$WS/indberet.conf"
printf '[receiver.dst]\nfolder = door\n' >>"$WS/indberet.conf"
mkdir -p -m 700 "$WS/door" "$WS/receipts"

accept() {
	local p
	for p in $(q "SELECT name FROM ledger_delivery WHERE state = 'handed over'"); do
		printf '<receipt xmlns="urn:indberet:receipt:1" time="2026-11-02T08:00:00Z" rules="2026-2" state="accepted"><delivery package="%s"/></receipt>\n' \
			"$p" >"$WS/receipts/$p.receipt.xml"
	done
}
said() { q "SELECT group_concat(x, ' ') FROM (SELECT rule || '/' || record_key AS x FROM finding WHERE rule GLOB '[IJ][0-9]*' ORDER BY x)"; }

# The next day's changes and files.
day() {
	DAY=$(date -u -d "$AS_OF + $1 days" +%F)
	[ "$1" = 0 ] && return
	sqlite3 "$WS/casestore.db" <"$WS/days/$1/casestore.sql"
	cp "$WS/days/$1"/inbox/* "$WS/inbox/"
}

for n in 0 1 2; do
	day $n
	night
	same "$STATUS" 0 "$DAY: $OUT"
	same "$(said)" "" "$DAY: findings"
	if [ $n = 1 ]; then
		for r in approval-anb approval-bu; do
			"$INDBERET" report $r --period 2025 --workspace "$WS" --as-of "$DAY" --quiet
			"$INDBERET" approve $r --period 2025 --by Leder --workspace "$WS" --quiet
		done
	fi
	accept
done
same "$(q "SELECT group_concat(rule, ' ') FROM (SELECT rule FROM rule_result WHERE rule GLOB '[IJ][0-9]*' AND note = 'checked nothing' ORDER BY rule)")" \
	"I07 I09 I12 I14 I17 J09" "rules with nothing to check"

day 3
GONE=$DAY
gone=$(sqlite3 "$WS/casestore.db" "SELECT min(notification_id) FROM notification WHERE deleted_at IS NULL")
sqlite3 "$WS/casestore.db" "DELETE FROM notification_reason WHERE notification_id = '$gone'; DELETE FROM notification WHERE notification_id = '$gone'"
night
same "$(said)" "I03/$gone" "a record that is gone ($STATUS $OUT)"
accept

day 4
cp "$WS/casestore.db" "$TMP/whole.db"
sqlite3 "$WS/casestore.db" "DELETE FROM notification WHERE substr(notification_id, -1) IN ('0', '3', '6')"
night
same "$STATUS" 65 "a third is gone: $OUT"
same "$(q "SELECT rule || '/' || record_key FROM finding WHERE rule = 'I15'")" "I15/dst-underretninger" "a third is gone"
same "$(q "SELECT group_concat(report) FROM ledger_delivery WHERE state = 'signed'")" dst-underretninger "what is held back"
contains "$OUT" "1 HELD BACK by a rule" "and that is said"
accept

cp "$TMP/whole.db" "$WS/casestore.db"
day 5
night
same "$STATUS" 0 "the store is whole again: $OUT"
same "$(said)" "" "the store is whole again, and the removal was accepted"
same "$(q "SELECT count(*) FROM ledger_delivery WHERE state NOT IN ('processed', 'handed over')")" 0 "nothing is held back"
same "$(q "SELECT count(*) FROM ledger_item AS i JOIN ledger_delivery AS d USING (delivery)
	WHERE i.op = 'remove' AND d.as_of > '$GONE'")" 0 "none of the third is removed"
