# The process ends, as by kill -9, at every point of a run that fetches over SFTP, loads and removes at the
# source; then the same run again: the same end, nothing lost, nothing twice, nothing removed before it is stored.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/servers.bash"
servers_begin
sshd_keys; sshd_start
A=portal_492_20261030.csv B=portal_492_20261031.csv
printf 'Dato;Antal\n30-10-2026;4\n' >"$TMP/$A"; printf 'Dato;Antal\n31-10-2026;5\n' >"$TMP/$B"
"$INDBERET" init "$TMP/ws" --municipality 492 --quiet
cp "$SRV/user" "$TMP/ws/keys/sftp"; cp "$SRV/known_hosts" "$TMP/ws/keys/known_hosts"
printf '[fetch.kmd]\nurl = sftp://%s@127.0.0.1:%s%s/ud/\nkey = keys/sftp\nafter = delete\n' "$SRV_USER" "$SSH_PORT" "$SRV" >>"$TMP/ws/indberet.conf"
printf '[inbox]\nmarker = {name}.ok\n' >>"$TMP/ws/indberet.conf"
printf 'id = get\ntext_da = Hent\ntext_en = Fetch\nstep = fetch all\nstep = extract inbox\nstep = confirm all\n' >"$TMP/ws/get.job"
"$INDBERET" extract inbox --workspace "$TMP/ws" --as-of $AS_OF >/dev/null # the tables are there

fresh() {
	WS=$TMP/c; rm -rf "$WS"; cp -a "$TMP/ws" "$WS"
	find "$SRV/ud" -mindepth 1 -delete
	touch "$TMP/$A.ok" "$TMP/$B.ok"; put "$TMP/$A" "$TMP/$B" "$TMP/$A.ok" "$TMP/$B.ok"
}
# Between the two runs: what is gone from the server is here.
kept() {
	local f
	for f in "$A" "$B"; do
		[ -f "$SRV/ud/$f" ] || find "$WS/archive" -type f -name "$(sha256sum "$TMP/$f" | cut -c1-64)" | grep -q . || fail "point $1: $f is nowhere"
	done
}
state() {
	q "SELECT name, size, sha256, state FROM fetch_file ORDER BY 1"
	q "SELECT name, feed, sha256, verdict, acknowledged FROM staging_delivery ORDER BY 1, 4; SELECT name, sha256 FROM staging_beside ORDER BY 1"
	q "SELECT received_on, notifications FROM staging_portal ORDER BY 1; SELECT rule, record_key FROM finding ORDER BY 1, 2"
	(cd "$WS" && find inbox tmp archive -type f | LC_ALL=C sort)
	ls "$SRV/ud"
}
run() { "$INDBERET" run get.job --workspace "$WS" --as-of $AS_OF 2>&1; }

fresh; run >/dev/null; state >"$TMP/want"
same "$(grep -c '|gone$' "$TMP/want")" 4 "all four are removed at the source: $(cat "$TMP/want")"
same "$(grep -c '|loaded|1$' "$TMP/want")" 2 "both are loaded"
# Numbers of points: about sixty of them, each third one near the end, where it is stored.
fresh
INDBERET_POINTS=$TMP/points run >/dev/null
total=$(cat "$TMP/points") crashes=0
for n in $(seq 0 $((total / 60 + 1)) $((total - 1))) $(seq $((total - 40)) 3 $((total - 1))); do
	fresh
	set +e
	INDBERET_CRASH=$n "$INDBERET" run get.job --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1
	status=$?
	set -e
	same $status 137 "the run that ends at point $n of $total"
	kept $n
	run >"$TMP/said" || fail "point $n: $(cat "$TMP/said")"
	state >"$TMP/got"; diff "$TMP/want" "$TMP/got" || fail "another end after point $n of $total"
	crashes=$((crashes + 1))
done
echo "$crashes crashes, $total points"
[ $crashes -ge 40 ] || fail "only $crashes crashes"

# A disk that refuses at every point: the run says so or goes on; the next one comes to the same end.
for n in $(seq 1 $((total / 30 + 1)) $((total - 1))); do
	fresh
	INDBERET_FAULT=$n "$INDBERET" run get.job --workspace "$WS" --as-of $AS_OF >"$TMP/said" 2>&1 || true
	kept $n
	run >"$TMP/said" 2>&1 || fail "fault $n: $(cat "$TMP/said")"
	"$INDBERET" fetch --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1 || fail "fault $n: the next fetch"
	state >"$TMP/got"; diff "$TMP/want" "$TMP/got" || fail "another end after fault $n of $total"
done
