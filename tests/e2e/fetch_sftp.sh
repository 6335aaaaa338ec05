# Files from an SFTP server (OpenSSH): each version once, whole or absent, removed there when stored here.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/servers.bash"
servers_begin
sshd_keys; sshd_start
A=portal_492_20261030.csv B=portal_492_20261031.csv
printf 'Dato;Antal\n30-10-2026;4\n' >"$TMP/$A"; printf 'Dato;Antal\n31-10-2026;5\n' >"$TMP/$B"

# ws NAME [SETTING...]: a workspace with the source `kmd`
ws() {
	WS=$TMP/$1; shift
	"$INDBERET" init "$WS" --municipality 492 --quiet
	cp "$SRV/user" "$WS/keys/sftp"; cp "$SRV/known_hosts" "$WS/keys/known_hosts"
	{ echo '[fetch.kmd]'; echo "url = sftp://$SRV_USER@127.0.0.1:$SSH_PORT$SRV/ud/"; echo 'key = keys/sftp'
		echo 'wait-seconds = 0'; printf '%s\n' "$@"; } >>"$WS/indberet.conf"
}
empty() { find "$SRV/ud" -mindepth 1 -delete; }
# run COMMAND...: output in $OUT, status in $STATUS
run() {
	set +e
	OUT=$("$INDBERET" "$@" --workspace "$WS" --as-of $AS_OF 2>&1)
	STATUS=$?
	set -e
	printf '%s\n' "$OUT" | grep -F -e hemmelig -e 'PRIVATE KEY' && fail "a secret is said"
	return 0
}
here() { (cd "$WS/inbox" && ls -A | LC_ALL=C sort | tr '\n' ' '); }
there() { (cd "$SRV/ud" && ls -A | LC_ALL=C sort | tr '\n' ' '); }
findings() { q "SELECT rule || ' ' || record_key FROM finding WHERE stage = 'extract:fetch' ORDER BY 1" | tr '\n' ' '; }
verdicts() { q "SELECT name || ' ' || verdict FROM staging_delivery ORDER BY delivery" | tr '\n' ' '; }

# What is new comes; what is known does not come again; what changes does.
ws keep
put "$TMP/$A"; echo x >"$TMP/læs mig.txt"; put "$TMP/læs mig.txt"; cp "$TMP/$B" "$SRV/ud/$B.part"; mkdir "$SRV/ud/$B"
OUT=$("$INDBERET" doctor --workspace "$WS" 2>&1) || true; contains "$OUT" "ok    fetch kmd" doctor; same "$(here)" "" "doctor fetches nothing"
run fetch; same "$STATUS" 0 "fetch: $OUT"; same "$(here)" "$A " "it comes"; same "$(stat -c %a "$WS/inbox/$A")" 600 mode
cmp "$TMP/$A" "$WS/inbox/$A" || fail "other bytes"
run extract inbox; same "$(verdicts)" "$A loaded " "loaded"
run fetch; same "$(here)" "" "it does not come again"; contains "$OUT" "0 files came, 0 bytes; 1 known, 1 not finished" "second fetch"
rmdir "$SRV/ud/$B"; mv "$SRV/ud/$B.part" "$SRV/ud/$B"; printf 'Dato;Antal\n30-10-2026;6\n\n' >"$TMP/$A.2"; cp "$TMP/$A.2" "$SRV/ud/$A"; give "$SRV/ud"
run fetch; same "$(here)" "$A $B " "the finished and the corrected"
run extract inbox; same "$(verdicts)" "$A loaded $A loaded $B loaded " "a correction is one"
touch -d '2026-01-02 03:04' "$SRV/ud/$A"
run fetch; same "$(here)" "" "the same content under another time"; same "$(there)" "læs mig.txt $A $B " "nothing is removed"
same "$(q "SELECT count(*) FROM fetch_file WHERE state <> 'fetched'")" 0 "all booked"
find "$WS/tmp/fetch" -type f | grep . && fail "parts are left"

# Removed at the server only when it is stored here; moved likewise; a target that is taken is said, nothing lost.
ws delete 'after = delete'; empty; put "$TMP/$A"
run fetch; same "$(there)" "$A " "not stored: not removed"
run fetch; same "$(there)" "$A " "still not stored"
run extract inbox; same "$(there)" "$A " "not by extract"
put "$TMP/$B"; run fetch; same "$(there)" "$B " "removed once stored, and only that"; same "$(here)" "$B " "the next came"
cp "$TMP/$A.2" "$SRV/ud/$B"; give "$SRV/ud"; run extract inbox; run fetch
same "$(there)" "$B " "another file under the name is not removed"; same "$(here)" "$B " "but fetched"
ws move 'after = move:hentet'; empty; mkdir "$SRV/ud/hentet"; put "$TMP/$A" "$TMP/$B"; echo old >"$SRV/ud/hentet/$A"; give "$SRV/ud"
run fetch; run extract inbox; run fetch
same "$STATUS" 0 "a file that cannot be moved is no reason to stop: $OUT"
same "$(there)" "hentet $A " "one is moved"; same "$(ls "$SRV/ud/hentet" | tr '\n' ' ')" "$A $B " "moved there"
same "$(cat "$SRV/ud/hentet/$A")" old "what lies there is not overwritten"; same "$(findings)" "fetch.after kmd/$A " "said"
rm "$SRV/ud/hentet/$A"; run fetch; same "$(findings)" "" "no longer said"; same "$(there)" "hentet " "both moved"

# The whole night: fetched, loaded, removed at the source in one run.
empty; workspace night 30
cp "$SRV/user" "$WS/keys/sftp"; cp "$SRV/known_hosts" "$WS/keys/known_hosts"
mv "$WS"/inbox/portal_* "$WS"/inbox/D* "$TMP/"; put "$TMP"/portal_492_20261101.csv "$TMP"/D261101.L110901
printf '[fetch.kmd]\nurl = sftp://%s@127.0.0.1:%s%s/ud/\nkey = keys/sftp\nafter = delete\n' "$SRV_USER" "$SSH_PORT" "$SRV" >>"$WS/indberet.conf"
night; same "$STATUS" 0 "a night that fetches: $OUT"; all_reports
same "$(there)" "" "stored here, removed there"; contains "$OUT" "2 files removed or moved at their source" "acknowledged"
# The mended file comes later the same day: no --again.
night; contains "$OUT" "is done already" "done"
printf 'År;Kontostreng;Version;Beløb\n2019;528201003;original;9,00\n' >"$WS/inbox/budget_492_2019.csv"
night; same "$STATUS" 0 "new input: $OUT"; contains "$OUT" "1 new files have come" "new input"
same "$(q "SELECT verdict FROM staging_delivery WHERE name = 'budget_492_2019.csv'")" loaded "taken"; all_reports
night; contains "$OUT" "is done already" "done again"

# Who we are and who they are: all refused, nothing fetched, the night goes on.
empty; put "$TMP/$A"
denied() { run fetch; same "$STATUS" 65 "$1: $OUT"; same "$(here)" "" "$1"; same "$(findings)" "fetch.refused kmd " "$1"; contains "$OUT" "$2" "$1"; }
ws host; ssh-keygen -q -t ed25519 -N '' -f "$TMP/otherhost"; echo "[127.0.0.1]:$SSH_PORT $(cut -d' ' -f1,2 "$TMP/otherhost.pub")" >"$WS/keys/known_hosts"
denied "another host key" "the server is not the one it should be"
: >"$WS/keys/known_hosts"; denied "a host that is not known" "the server is not the one it should be"
[ -s "$WS/keys/known_hosts" ] && fail "the host was taken in"
rm "$WS/keys/known_hosts"; denied "no known_hosts" "could not read known-hosts"
contains "$("$INDBERET" status --workspace "$WS")" "$(printf 'kmd\t0\t0\t1')" "status says it"
ws mode; chmod 644 "$WS/keys/sftp"; denied "a key that others may read" "is open to others (mode 0644)"
ws login; cp "$TMP/otherhost" "$WS/keys/sftp"; denied "a key that is not registered" "the login was refused"
ws nokey; rm "$WS/keys/sftp"; denied "no key" "could not open key file"
ws password 'password-file = keys/pw'; sed -i '/^key = /d' "$WS/indberet.conf"; echo hemmelig >"$WS/keys/pw"; chmod 600 "$WS/keys/pw"; denied "a password that is not accepted" "the login was refused"
ws plain; sed -i "s,^url = .*,url = ftp://$SRV_USER@127.0.0.1/ud/," "$WS/indberet.conf"; denied "another protocol" "sftp:// or https://"
ws inurl; sed -i "s,^url = .*,url = sftp://$SRV_USER:hemmelig@127.0.0.1/ud/," "$WS/indberet.conf"
run fetch; same "$STATUS" 78 "a password in the url"; contains "$OUT" "a password does not belong there" "a password in the url"
ws typo 'pattern = x'; run fetch; same "$STATUS" 78 "a setting that is not known"; contains "$OUT" "setting fetch.kmd.pattern is not known" "a setting that is not known"
ws noname; run fetch andre; same "$STATUS" 64 "no such source: $OUT"

# Names that lead elsewhere, or look like a person's; a file that is too large; a folder; one we may not read.
ws names; empty; cp "$TMP/$A" "$SRV/ud/..\\evil_492_20261031.csv"; cp "$TMP/$A" "$SRV/ud/"$'portal\e_492_20261031.csv'; cp "$TMP/$A" "$SRV/ud/D261031.L0101011234"; put "$TMP/$B"
run fetch; same "$STATUS" 65 "hostile names: $OUT"; same "$(here)" "$B " "hostile names"; same "$(findings)" "fetch.name kmd " "hostile names"
q "SELECT found FROM finding WHERE rule = 'fetch.name'" | grep -q '^3: ' || fail "not all three are counted"
ws large 'max-mib = 1'; empty; put "$TMP/$B"; head -c 1200000 /dev/zero | tr '\0' '\n' | sed '1s/^/Dato;Antal/' >"$SRV/ud/$A"; give "$SRV/ud"
run fetch; same "$(here)" "$B " "too large"; same "$(findings)" "fetch.file kmd/$A " "too large"; contains "$OUT" "it is larger than 1048576 bytes" "too large"
find "$WS/tmp/fetch" -type f | grep . && fail "too large: a part is left"
ws unreadable; empty; put "$TMP/$A" "$TMP/$B"; chmod 000 "$SRV/ud/$A"
run fetch; same "$(here)" "$B " "unreadable there"; same "$(findings)" "fetch.file kmd/$A " "unreadable there"; chmod 600 "$SRV/ud/$A"

# With markers: not before the marker lies there, and it comes with its file.
ws marker; printf '[inbox]\nmarker = {name}.ok\n' >>"$WS/indberet.conf"; empty; put "$TMP/$A" "$TMP/$B"; : >"$SRV/ud/$B.ok"; give "$SRV/ud"
run fetch; same "$(here)" "$B $B.ok " "only with its marker"; run extract inbox; same "$(verdicts)" "$B loaded " "with its marker"; same "$(here)" "" "both taken"

# A name that lies in the inbox already is not overwritten: it waits.
ws taken; empty; put "$TMP/$A"; cp "$TMP/$B" "$WS/inbox/$A"
run fetch; cmp "$TMP/$B" "$WS/inbox/$A" || fail "overwritten"; contains "$OUT" "1 not finished" "waits"
run extract inbox; run fetch; cmp "$TMP/$A" "$WS/inbox/$A" || fail "it did not come when there was room"

# A file that grows while it is fetched is left, and comes whole the next time.
ws grows; empty; head -c 3000000 /dev/urandom | base64 -w 60 | sed '1s/.*/Dato;Antal/' >"$TMP/big"; cp "$TMP/big" "$SRV/ud/$A"; give "$SRV/ud"
(for i in $(seq 200); do echo "31-10-2026;1" >>"$SRV/ud/$A"; sleep 0.01; done) & GROW=$!
run fetch; same "$(here)" "" "grows: $OUT"; contains "$OUT" "1 not finished" "grows"
wait $GROW; run fetch; same "$(here)" "$A " "whole: $OUT"; cmp "$SRV/ud/$A" "$WS/inbox/$A" || fail "not whole"

# The server dies in the middle, and is away: a finding, and the part is gone on from when it is back.
ws cut 'tries = 2' 'connect-seconds = 2'; empty; head -c 60000000 /dev/urandom >"$SRV/ud/$A"; give "$SRV/ud"
"$INDBERET" fetch --workspace "$WS" --as-of $AS_OF >"$TMP/cut.out" 2>&1 & RUN=$!
for i in $(seq 2000); do find "$WS/tmp/fetch" -name '*.part' -size +1000k 2>/dev/null | grep -q . && break; done
kill -STOP $RUN; sshd_stop; kill -CONT $RUN # it is not done meanwhile
wait $RUN && fail "cut: status 0: $(cat "$TMP/cut.out")"
same "$(here)" "" "cut"; same "$(findings)" "fetch.unreachable kmd/$A " "cut"
part=$(find "$WS/tmp/fetch" -name '*.part'); before=$(stat -c %s "$part"); [ "$before" -lt 60000000 ] || fail "not cut"
run fetch; same "$STATUS" 65 "away"; same "$(findings)" "fetch.unreachable kmd " "away"
sshd_start; head -c "$before" "$SRV/ud/$A" | cmp - "$part" || fail "the part is another"
run fetch; same "$(here)" "$A " "back: $OUT"; cmp "$SRV/ud/$A" "$WS/inbox/$A" || fail "gone on wrongly"; same "$(findings)" "" "back"
