# Files from an HTTPS server (nginx): by name and day, or by an index; asked for again only when they changed.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/servers.bash"
servers_begin
tls_keys
A=portal_492_20261030.csv B=portal_492_20261031.csv
printf 'Dato;Antal\n30-10-2026;4\n' >"$TMP/$A"; printf 'Dato;Antal\n31-10-2026;5\n' >"$TMP/$B"

# ws NAME [SETTING...]: a workspace with the source `web`
ws() {
	WS=$TMP/$1; shift
	"$INDBERET" init "$WS" --municipality 492 --quiet
	cp "$SRV/ca.pem" "$WS/keys/ca.pem"
	{ echo '[fetch.web]'; echo "url = https://127.0.0.1:$HTTP_PORT/ud/"; echo 'ca = keys/ca.pem'
		echo 'wait-seconds = 0'; printf '%s\n' "$@"; } >>"$WS/indberet.conf"
}
NAMES='files = portal_{municipality}_{date}.csv'
empty() { find "$SRV/ud" -mindepth 1 -delete; : >"$SRV/nginx/access.log"; }
run() {
	set +e
	OUT=$("$INDBERET" "$@" --workspace "$WS" --as-of $AS_OF 2>&1)
	STATUS=$?
	set -e
	printf '%s\n' "$OUT" | grep -F -e hemmelig -e 'PRIVATE KEY' && fail "a secret is said"
	return 0
}
here() { (cd "$WS/inbox" && ls -A | LC_ALL=C sort | tr '\n' ' '); }
findings() { q "SELECT rule || ' ' || record_key FROM finding WHERE stage = 'extract:fetch' ORDER BY 1" | tr '\n' ' '; }
asked() { grep -c "$1" "$SRV/nginx/access.log" || true; }
serve() { nginx_stop; nginx_start "$1"; }

# By name and day: those that are there; 304 the next time; another content comes.
nginx_start ''
ws names "$NAMES" 'days = 4'; empty; put "$TMP/$A" "$TMP/$B"
OUT=$("$INDBERET" doctor --workspace "$WS" 2>&1) || true; contains "$OUT" "ok    fetch web" doctor
run fetch; same "$STATUS" 0 "fetch: $OUT"; same "$(here)" "$A $B " "two of four days"
cmp "$TMP/$A" "$WS/inbox/$A" || fail "other bytes"; same "$(stat -c %a "$WS/inbox/$A")" 600 mode
run extract inbox; same "$STATUS" 0 "loaded: $OUT"
empty; put "$TMP/$A" "$TMP/$B"; touch -d '2026-01-01' "$SRV/ud/$A"; run fetch; same "$(here)" "" "the same content under another date"
: >"$SRV/nginx/access.log"; touch -r "$SRV/ud/$B" "$TMP/stamp"; run fetch; same "$(here)" "" "known"
same "$(asked '" 304 ')" 2 "asked with a condition: $(cat "$SRV/nginx/access.log")"; contains "$OUT" "0 files came, 0 bytes; 2 known" "known"
printf 'Dato;Antal\n30-10-2026;7\n\n' >"$SRV/ud/$A"; run fetch; same "$(here)" "$A " "a corrected file"
same "$(findings)" "" "nothing to say"

# By an index, with hashes: a name that leads elsewhere, one that is not there, one of other content.
ws index 'index = index.txt'; empty; put "$TMP/$A" "$TMP/$B"
{ echo '# files of the day'; (cd "$TMP" && sha256sum "$A"); echo '../../etc/passwd'; echo '/etc/shadow'; echo "$(sha256sum </dev/null | cut -c1-64)  $B"; echo portal_492_20261029.csv; } >"$SRV/ud/index.txt"
run fetch; same "$STATUS" 65 "index: $OUT"; same "$(here)" "$A " "index"
same "$(findings)" "fetch.content web/$B fetch.file web/portal_492_20261029.csv fetch.name web " "index"
(cd "$TMP" && sha256sum "$A" "$B") >"$SRV/ud/index.txt"; run fetch; same "$STATUS" 0 "mended: $OUT"; same "$(here)" "$A $B " "mended"; same "$(findings)" "" "mended"
ws noindex 'index = index.txt'; rm "$SRV/ud/index.txt"; run fetch; same "$(findings)" "fetch.refused web " "no index"
ws digits 'files = D{yymmdd}.L{digits}'; run fetch; same "$(findings)" "fetch.refused web " "no listing"; contains "$OUT" "cannot be told without a listing" "no listing"

# Who they are and who we are.
denied() { run fetch; same "$STATUS" 65 "$1: $OUT"; same "$(here)" "" "$1"; same "$(findings)" "fetch.refused web " "$1"; contains "$OUT" "$2" "$1"; }
empty; put "$TMP/$B"
ws wrongca "$NAMES"; cp "$SRV/other.pem" "$WS/keys/ca.pem"; denied "another authority" "the server is not the one it should be"
ws wrongname "$NAMES" 'days = 1'; sed -i "s,https://127.0.0.1,https://localhost," "$WS/indberet.conf"; denied "another name" "the server is not the one it should be"
ws noca "$NAMES"; rm "$WS/keys/ca.pem"; denied "no ca file" "could not read ca"
ws plain "$NAMES"; sed -i "s,https://127,http://127," "$WS/indberet.conf"; denied "without TLS" "sftp:// or https://"
serve "location = /ud/$B { return 302 http://127.0.0.1:$HTTP_PORT/ud/$A; } location = /ud/$A { return 301 https://127.0.0.1:$HTTP_PORT/other/$A; }"
put "$TMP/$A"; ws redirect "$NAMES" 'days = 3'; run fetch; same "$(here)" "" redirect; same "$(findings)" "fetch.file web/$A fetch.file web/$B " redirect; contains "$OUT" "it leads elsewhere, which is not followed (HTTP status 302)" redirect
serve "ssl_client_certificate $SRV/ca.pem; ssl_verify_client on;"
ws nocert "$NAMES" 'days = 2'; run fetch; same "$(here)" "" "no client certificate"; contains "$OUT" "HTTP status 400" "no client certificate"
ws cert "$NAMES" 'days = 2' 'client-cert = keys/both.pem'; cp "$SRV/both.pem" "$WS/keys/"; run fetch; same "$STATUS" 0 "client certificate: $OUT"; same "$(here)" "$B " "client certificate"
ws certmode "$NAMES" 'client-cert = keys/both.pem'; cp "$SRV/both.pem" "$WS/keys/"; chmod 640 "$WS/keys/both.pem"; denied "a certificate that others may read" "is open to others"
echo 'op:{PLAIN}hemmelig' >"$SRV/htpasswd"; serve "auth_basic x; auth_basic_user_file $SRV/htpasswd;"
ws login "$NAMES" 'days = 2' 'user = op' 'password-file = keys/pw'; echo hemmelig >"$WS/keys/pw"; chmod 600 "$WS/keys/pw"; run fetch; same "$(here)" "$B " "login: $OUT"
ws nologin "$NAMES" 'days = 2' 'user = op' 'password-file = keys/pw'; echo hemmeligt >"$WS/keys/pw"; chmod 600 "$WS/keys/pw"; run fetch; same "$(here)" "" "wrong password"; contains "$OUT" "the login was refused (HTTP status 401)" "wrong password"

# Busy twice, then not; busy for good; slow; cut and gone on from.
serve "if (-f $SRV/busy) { return 503; }"
ws busy "$NAMES" 'days = 2' 'tries = 3'; sed -i 's/^wait-seconds = .*/wait-seconds = 1/' "$WS/indberet.conf"; : >"$SRV/nginx/access.log"; : >"$SRV/busy"
(for i in $(seq 400); do [ "$(asked '" 503 ')" -lt 2 ] || break; sleep 0.05; done; rm "$SRV/busy") & WATCH=$!
run fetch; wait $WATCH; same "$STATUS" 0 "busy twice: $OUT"; same "$(here)" "$B " "busy twice"; same "$(asked '" 503 ')" 2 "busy twice"
ws busier "$NAMES" 'days = 2' 'tries = 2'; : >"$SRV/busy"; : >"$SRV/nginx/access.log"; run fetch; rm "$SRV/busy"
same "$STATUS" 65 "busy for good: $OUT"; same "$(findings)" "fetch.unreachable web/$B " "busy for good"; same "$(asked '" 503 ')" 2 "no more than two tries"
run fetch; same "$(here)" "$B " "the night after"; same "$(findings)" "" "the night after"
head -c 3000000 /dev/urandom >"$SRV/ud/$A"; give "$SRV/ud"
serve "location = /ud/$A { limit_rate 50; }"
ws slow "$NAMES" 'days = 3' 'tries = 1' 'low-speed-seconds = 2'; run fetch; same "$(findings)" "fetch.unreachable web/$A " "slow"; contains "$OUT" "too slow" "slow"
serve "location = /ud/$A { limit_rate 1m; }"
ws cut "$NAMES" 'days = 3'; : >"$SRV/nginx/access.log"
"$INDBERET" fetch --workspace "$WS" --as-of $AS_OF >"$TMP/cut.out" 2>&1 & RUN=$!
for i in $(seq 400); do find "$WS/tmp/fetch" -name '*.part' -size +500k 2>/dev/null | grep -q . && break; sleep 0.02; done
kill -9 $(pgrep -P "$NGINX"); wait $RUN || fail "cut: $(cat "$TMP/cut.out")"
same "$(here)" "$A $B " "cut"; cmp "$SRV/ud/$A" "$WS/inbox/$A" || fail "gone on wrongly"; same "$(asked "$A.* 206 ")" 1 "gone on from where it was: $(cat "$SRV/nginx/access.log")"
nginx_stop; ws away "$NAMES" 'days = 2' 'tries = 2'; run fetch; same "$STATUS" 65 "away"; same "$(findings)" "fetch.unreachable web/$B " "away"

# Too large, with and without a length; no end that can be told; packed.
serve 'ssi on; ssi_types *; ssi_min_file_chunk 1;'
head -c 1500000 /dev/zero | tr '\0' '\n' >"$SRV/ud/$A"; give "$SRV/ud"
ws chunked "$NAMES" 'days = 3' 'max-mib = 1'; run fetch; same "$(here)" "$B " "too large without a length: $OUT"; same "$(findings)" "fetch.file web/$A " "too large"; contains "$OUT" "it is larger than 1048576 bytes" "too large"
find "$WS/tmp/fetch" -type f | grep . && fail "too large: a part is left"
serve 'ssi on; ssi_types *; chunked_transfer_encoding off;'; rm "$SRV/ud/$A"
ws endless "$NAMES" 'days = 2'; run fetch; same "$(here)" "" "no length"; contains "$OUT" "the server does not say how long it is" "no length"
serve 'add_header Content-Encoding gzip;'
ws packed "$NAMES" 'days = 2'; run fetch; same "$(here)" "" packed; contains "$OUT" "the server packed it, unasked" packed

# HTTPS cannot remove: the setting says so.
ws after "$NAMES" 'after = delete'; denied "removing over HTTPS" "HTTPS knows no other"
