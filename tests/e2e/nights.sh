# Three nights of changes after the first: deltas append or replace, the CPR chain holds.
. "$SRC/tests/e2e/lib.bash"
workspace a 300 --days 3
night
same "$STATUS" 0 "first night: $OUT"
first=$(q "SELECT count(*) FROM staging_posting")
for n in 1 2 3; do
	sqlite3 "$WS/casestore.db" <"$WS/days/$n/casestore.sql"
	cp "$WS/days/$n"/inbox/* "$WS/inbox/"
	DAY=$(date -u -d "$AS_OF + $n days" +%F)
	night
	same "$STATUS" 0 "night $n: $OUT"
done
[ "$(q "SELECT count(*) FROM staging_posting")" -gt "$first" ] || fail "no postings came"
same "$(q "SELECT count(*) FROM staging_delivery WHERE verdict <> 'loaded'")" 0 "every delivery is loaded"
same "$(q "SELECT count(*) FROM staging_file WHERE feed LIKE 'cpr%'")" 4 "four CPR extracts"
same "$(q "SELECT sum(amount) FROM fact_cost")" "$(q "SELECT sum(amount) FROM staging_posting")" "money ties out"
same "$(q "SELECT count(*) FROM run WHERE status = 'done'")" 4 "four nights"

# A gap: the second delta without the first waits, the rest of the night goes on; when the first comes, both are
# read in order, and the mart is that of nights without a gap.
workspace b 300 --days 3
night
sqlite3 "$WS/casestore.db" <"$WS/days/1/casestore.sql"
sqlite3 "$WS/casestore.db" <"$WS/days/2/casestore.sql"
cp "$WS/days/2"/inbox/* "$WS/inbox/"
late=$(cd "$WS/inbox" && ls D*)
DAY=$(date -u -d "$AS_OF + 2 days" +%F)
night
same "$STATUS" 65 "gap in the CPR chain: $OUT"
same "$(ls "$WS/inbox")" "$late" "the file after the gap stays"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'cpr.gap' AND record_key = '$late'")" 1 "the gap is told of"
same "$(q "SELECT count(*) FROM staging_delivery WHERE run = 2 AND feed <> 'cpr' AND verdict = 'loaded'")" \
	"$(($(ls "$WS/days/2/inbox" | wc -l) - 1))" "the other files of the night are read"
same "$(q "SELECT count(*) FROM run_step WHERE run_id = 2 AND status = 'done'")" "$(q "SELECT count(*) FROM run_step WHERE run_id = 2")" \
	"every step of the night is done"
cp "$WS/days/1"/inbox/* "$WS/inbox/"
DAY=$(date -u -d "$AS_OF + 3 days" +%F)
sqlite3 "$WS/casestore.db" <"$WS/days/3/casestore.sql"
cp "$WS/days/3"/inbox/* "$WS/inbox/"
night
same "$STATUS" 0 "the missing file came: $OUT"
same "$(ls "$WS/inbox")" "" "nothing is left"
facts() { tables "name LIKE 'fact%' AND name <> 'fact_left_out'"; }
facts >"$TMP/gap"
WS=$TMP/a
facts >"$TMP/no-gap"
cmp "$TMP/gap" "$TMP/no-gap" || fail "after the gap the facts differ"
