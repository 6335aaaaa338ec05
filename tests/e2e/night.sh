# A whole night on a clean municipality: counts tie out, a second run does nothing, outputs hold.
. "$SRC/tests/e2e/lib.bash"
workspace a 300
night
same "$STATUS" 0 "status of the night: $OUT"
same "$(q "SELECT count(*) FROM staging_file WHERE rows_in <> staged + rejected")" 0 "rows in = staged + rejected"
same "$(q "SELECT count(*) FROM staging_file WHERE rows_in = 0 AND NOT \"nothing\"")" 0 "no source is empty"
same "$(q "SELECT sum(amount) FROM fact_cost")" "$(q "SELECT sum(amount) FROM staging_posting")" "money ties out"
same "$(q "SELECT sum(postings) FROM fact_cost")" "$(q "SELECT count(*) FROM staging_posting")" "postings tie out"
same "$(q "SELECT count(*) FROM record_l201 JOIN staging_measure USING (measure_id)")" "$(q "SELECT count(*) FROM staging_measure WHERE kind = 'support'")" \
	"every support measure has a row that says selected or why not"
ls "$WS"/inbox/* 2>/dev/null && fail "the inbox still holds files"
[ "$(find "$WS" -type f -perm /077 | wc -l)" = 0 ] || fail "a file others may read: $(find "$WS" -type f -perm /077)"

# But for the rules about deliveries: the night itself made some.
of_data() { dump | grep -vE '^(F07|F08|F10|I[0-9]{2})\|'; }
of_data >"$TMP/before"; outputs >"$TMP/out.before"
night
same "$STATUS" 0 "second run"
contains "$OUT" "done already" "second run says so"
night --again
same "$STATUS" 0 "run again: $OUT"
of_data >"$TMP/after"; outputs >"$TMP/out.after"
cmp "$TMP/before" "$TMP/after" || fail "running again changed the mart"
# Work lists say how much the rules looked at, deliveries too.
cmp <(grep -v out/worklists/ "$TMP/out.before") <(grep -v out/worklists/ "$TMP/out.after") || fail "running again changed an output"

# Another machine, zone and language: the same bytes.
workspace b 300
TZ=Pacific/Auckland LC_ALL=da_DK.UTF-8 night
same "$STATUS" 0 "status elsewhere: $OUT"
of_data >"$TMP/elsewhere"; outputs >"$TMP/out.elsewhere"
cmp "$TMP/before" "$TMP/elsewhere" || fail "the mart differs elsewhere"
cmp "$TMP/out.before" "$TMP/out.elsewhere" || fail "an output differs elsewhere"

# One log, JSON lines, no personal number in it or in any file name.
for f in "$WS"/log/*.jsonl; do
	bad=$({ echo "CREATE TABLE l(line TEXT);"; sed "s/'/''/g; s/.*/INSERT INTO l VALUES('&');/" "$f"
		echo "SELECT line FROM l WHERE NOT json_valid(line);"; } | sqlite3 :memory:)
	same "$bad" "" "not JSON in $f"
done
if grep -rEl '[^0-9][0-3][0-9][01][0-9][0-9]{6}[^0-9]' "$WS/log"; then fail "a number like a pnr in the log"; fi
if find "$WS" -name '*[0-3][0-9][01][0-9][0-9][0-9][0-9][0-9][0-9][0-9].*' ! -path '*/archive/*' | grep .; then
	fail "a file name like a pnr"
fi
