# A PostgreSQL store that is locked, slow, stopped, away, closed to us, or does not fit: a clear error with its status, in
# bounded time, nothing committed, no password and no value said; and the next run comes to the same end.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/pg.sh"
pg_start
pg_workspace a 30 store
rm -rf "$WS"/inbox/*
# Which store and which profile it was, is another thing.
dump() { tables "name NOT LIKE 'run%' AND name NOT LIKE 'ledger%' AND name <> 'staging_store'"; }
URI=$(pg_uri store) OWN="profile = profile"

# store [options...]: output in $OUT, status in $STATUS
store() {
	set +e; OUT=$(timeout 60 "$INDBERET" extract casestore --workspace "$WS" --as-of $AS_OF "$@" 2>&1); STATUS=$?; set -e
	printf '%s\n' "$OUT" >>"$TMP/all.said"
}
# fails STATUS WHAT TEXT...: and staging is as it was
fails() {
	local status=$1 what=$2; shift 2
	store
	same "$STATUS" "$status" "$what: $OUT"
	told "$@"
	[ ! -f "$TMP/good" ] || { dump >"$TMP/now"; cmp "$TMP/good" "$TMP/now" || fail "$what: staging is not as it was"; }
}
works() { store; same "$STATUS" 0 "$1: $OUT"; dump >"$TMP/now"; cmp "$TMP/good" "$TMP/now" || fail "$1: another end"; }
# within SECONDS COMMAND...
within() { local t=$SECONDS n=$1; shift; "$@"; [ $((SECONDS - t)) -le "$n" ] || fail "took $((SECONDS - t)) s: $*"; }
profile() { printf '%s\n' "$2" >"$WS/profile/$1.sql"; }
mend() { cp "$SRC/extract/profiles/dubu/$1.sql" "$WS/profile/"; }

store; same "$STATUS" 0 "a store that is as it should be: $OUT"
dump >"$TMP/good"

# --- another program, time, and the server ---------------------------------------
store_is "path = $URI" "busy-seconds = 1" "$OWN"
mkfifo "$TMP/hold"; pg_sql store <"$TMP/hold" >"$TMP/held" & holder=$!
exec 7>"$TMP/hold"; echo "BEGIN; LOCK visit IN ACCESS EXCLUSIVE MODE; SELECT 'held';" >&7
for _ in $(seq 100); do grep -q held "$TMP/held" && break; sleep 0.05; done
within 10 fails 75 "locked" "a table is locked by another program"
echo "ROLLBACK;" >&7; exec 7>&-; wait $holder
works "no longer locked"

store_is "path = $URI" "statement-seconds = 1" "$OWN"
profile team "SELECT t.* FROM team AS t, (SELECT pg_sleep(30)) AS s"
within 10 fails 75 "too slow" "case-store.statement-seconds"
store_is "path = $URI" "$OWN"

# Stopped while the rows come.
slow="SELECT team_id, name, changed_at, deleted_at FROM (SELECT t.team_id, t.name, t.changed_at, t.deleted_at, pg_sleep(0.01) AS s
	FROM generate_series(1, 500) AS n, team AS t ORDER BY t.team_id, n OFFSET 0) AS q"
for how in fast immediate kill; do
	profile team "$slow"
	(sleep 1.5; if [ $how = kill ]; then kill -9 $(pg_sql store <<<"SELECT pid FROM pg_stat_activity WHERE usename = 'reader'"); else pg_stop $how; fi) & stopper=$!
	store
	case $how:$STATUS in fast:75|immediate:75|immediate:69|kill:69|kill:75) ;; *) fail "$how: status $STATUS: $OUT" ;; esac
	contains "$OUT" "case store" "$how: it says what"
	dump >"$TMP/now"; cmp "$TMP/good" "$TMP/now" || fail "$how: staging is not as it was"
	wait $stopper || true
	if [ $how = kill ]; then sleep 1; else pg_again; fi
	mend team
	works "after: $how"
done
pg_stop fast
within 5 fails 69 "stopped" "could not connect to case store"
pg_again
# A port that takes the call and says nothing.
perl -e 'use Socket; socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, INADDR_LOOPBACK)); listen(S, 5);
	print((sockaddr_in(getsockname(S)))[0], "\n"); close STDOUT; sleep 60' >"$TMP/port" & silent=$!
for _ in $(seq 100); do [ -s "$TMP/port" ] && break; sleep 0.05; done
store_is "path = postgresql://reader@127.0.0.1:$(cat "$TMP/port")/store" "connect-seconds = 1"
within 10 fails 69 "silent" "could not connect" "the server does not answer"
kill $silent; wait $silent 2>/dev/null || true
store_is "path = postgresql://reader@/store?host=$TMP,$PG_SOCKET&port=$PG_PORT,$PG_PORT"
works "the second of two hosts"
store_is "path = $(pg_uri nowhere)"
fails 66 "no such database" 'database "nowhere" does not exist'
store_is "path = postgresql://reader@nohost.invalid/store"
fails 69 "no such host" "could not translate host name"

# --- passwords ---------------------------------------------------------------------
SECRET=kodeord-og-mere
hba=$(cat "$PG_DATA/pg_hba.conf")
printf 'host store reader 127.0.0.1/32 scram-sha-256\n%s\n' "$hba" >"$PG_DATA/pg_hba.conf"
pg_sql store <<<"SELECT pg_reload_conf()" >/dev/null; sleep 0.3
tcp=postgresql://reader@127.0.0.1:$PG_PORT/store
store_is "path = $tcp"
fails 77 "no password" "wants a password" "case-store.password-file"
store_is "path = $tcp" "password-file = keys/store.password"
fails 78 "no such file" "could not open password file" "store.password"
echo "$SECRET" >"$WS/keys/store.password"; chmod 644 "$WS/keys/store.password"
fails 77 "open to others" "is open to others (mode 0644): chmod 600 it"
chmod 600 "$WS/keys/store.password"
works "password from its file"
echo "not-$SECRET" >"$WS/keys/store.password"
fails 77 "wrong password" "password authentication failed" "28P01"
mkdir -m 700 "$TMP/cred"; echo "$SECRET" >"$TMP/cred/case-store.password"; chmod 400 "$TMP/cred/case-store.password"
CREDENTIALS_DIRECTORY=$TMP/cred works "a credential goes before the file"
printf '127.0.0.1:*:*:reader:%s\n' "$SECRET" >"$TMP/passfile"; chmod 600 "$TMP/passfile"
store_is "path = $tcp?passfile=$TMP/passfile"
works "libpq's own file"
for uri in "postgresql://reader:$SECRET@127.0.0.1:$PG_PORT/store" "$tcp?password=$SECRET" "$tcp?sslpassword=$SECRET" \
	"$tcp?p%61ssword=$SECRET" "host=127.0.0.1 password=$SECRET"; do
	store_is "path = $uri"
	fails 78 "a password in the address" "a password does not belong there"
	"$INDBERET" doctor --workspace "$WS" >>"$TMP/all.said" 2>&1 || true
done
for uri in "postgresql://reader:$SECRET@[::1/store" "$tcp?sslmode=maybe&x" "$tcp?nonsense=1"; do
	store_is "path = $uri"
	fails 78 "not an address" "case-store"
done
contains "$OUT" 'invalid URI query parameter: "nonsense"' "which parameter"
"$INDBERET" show settings --workspace "$WS" >>"$TMP/all.said" 2>&1 || true

# --- a profile that does not fit -----------------------------------------------------
store_is "path = $URI" "$OWN"
# refused ENTITY SQL TEXT...: by the extract and by doctor alike
refused() {
	local entity=$1; profile "$entity" "$2"; shift 2
	fails 78 "$entity" "entity '$entity': profile 'profile/$entity.sql': " "$@"
	contains "$("$INDBERET" doctor --workspace "$WS" 2>&1)" "$1" "doctor"
	mend "$entity"
}
refused team "SELECT * FROM teams" 'relation "teams" does not exist'
refused team "SELECT team_id, name, deleted_at FROM team" "there is no column changed_at"
refused team "SELECT *, name FROM team" "there is more than one column name"
refused team "SELECT nam AS name, team_id, changed_at, deleted_at FROM team" 'column "nam" does not exist'
refused team "SELECT * FROM team; DELETE FROM team" "there is more than one statement in it"
refused team "SELECT * FROM team; SELECT 1" "there is more than one statement in it"
refused team "-- nothing" "there is no SELECT in it"
refused team "DELETE FROM team RETURNING *" "only a SELECT that reads the store is allowed"
refused team "WITH d AS (DELETE FROM team RETURNING *) SELECT * FROM d" "data-modifying statement"
refused team "SELECT 1) AS q; DELETE FROM team; SELECT * FROM (SELECT 2" "there is more than one statement in it"
refused team "SELECT * INTO other FROM team" "only a SELECT that reads the store is allowed"
refused team "COPY team TO STDOUT" "only a SELECT that reads the store is allowed"
refused team "SELECT * FROM team WHERE team_id = \$1" "there are parameters in it"
refused team "SELECT * FROM team WHERE changed_at < now()" "not authorized to use function: now"
refused team "SELECT * FROM team WHERE changed_at < CURRENT_TIMESTAMP" "not authorized to use function: CURRENT_TIMESTAMP"
refused team "SELECT 1::bigint AS x, * FROM team ORDER BY random ()" "not authorized to use function: random"
refused citizen "SELECT *, 1 AS z FROM (SELECT citizen_id, pnr::bigint AS pnr, foreign_no, birth_date, due_date, sex, unborn, mother_pnr, name, protected,
	changed_at, deleted_at FROM citizen) AS c" "column pnr is bigint: expected text, for a number loses its leading zero"
refused appropriation "SELECT appropriation_id, measure_id, placement_id, granted_on, status, unit, (unit_price_ore / 100.0)::numeric(12,2) AS unit_price_ore,
	quantity, valid_from, valid_to, account, changed_at, deleted_at FROM appropriation" "column unit_price_ore is numeric(12,2): expected bigint"
refused appropriation "SELECT appropriation_id, measure_id, placement_id, granted_on, status, unit, unit_price_ore * 1.5 AS unit_price_ore,
	quantity, valid_from, valid_to, account, changed_at, deleted_at FROM appropriation" "column unit_price_ore is numeric: expected bigint"
refused visit "SELECT visit_id, placement_id, visited_on::timestamp AS visited_on, child_talk, changed_at, deleted_at FROM visit" \
	"column visited_on is timestamp without time zone: expected date"
refused visit "SELECT visit_id, placement_id, visited_on, child_talk, changed_at::date AS changed_at, deleted_at FROM visit" "column changed_at is date: expected timestamp"
refused visit "SELECT visit_id, placement_id, visited_on, child_talk, changed_at, ARRAY[deleted_at] AS deleted_at FROM visit" "is timestamp without time zone[]"
pg_sql store <<<"REVOKE SELECT ON visit FROM reader"
fails 78 "no right" "entity 'visit'" "permission denied for table visit" "GRANT SELECT"
pg_sql store <<<"GRANT SELECT ON visit TO reader"
# All that is wrong at once.
profile team "SELECT 1"; profile visit "SELECT 2 FROM nothing"
contains "$("$INDBERET" doctor --workspace "$WS" 2>&1)" "there is no column team_id" "doctor: the first"
contains "$("$INDBERET" doctor --workspace "$WS" 2>&1)" 'relation "nothing" does not exist' "doctor: the second"
mend team; mend visit
# What only running it shows: a function that writes, a sequence, a value that does not fit. The transaction holds.
pg_sql store <<'S'
CREATE TABLE trace(t text); GRANT ALL ON trace TO reader; CREATE SEQUENCE seq; GRANT ALL ON seq TO reader;
CREATE FUNCTION writes() RETURNS text LANGUAGE sql VOLATILE AS $$ INSERT INTO trace VALUES ('was here'); SELECT 'x'::text $$;
CREATE FUNCTION counts() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT nextval('seq') $$;
S
profile team "SELECT team_id, writes() AS name, changed_at, deleted_at FROM team"
fails 78 "a function that writes" "only a SELECT that reads the store is allowed" "profile 'profile/team.sql'"
profile team "SELECT team_id, counts()::text AS name, changed_at, deleted_at FROM team"
fails 78 "a function that counts" "only a SELECT that reads the store is allowed"
profile team "SELECT team_id, name, changed_at, deleted_at FROM team FOR UPDATE"
fails 78 "rows locked" "profile 'profile/team.sql'"
profile team "SELECT team_id, (name || 'hemmeligt')::bigint::text AS name, changed_at, deleted_at FROM team"
fails 65 "a value that does not fit" "cannot work with a value (not shown)" "22P02"
same "$(pg_sql store <<<"SELECT count(*) FROM trace; SELECT last_value, is_called FROM seq")" "0
1|f" "nothing was written"
mend team
# Unlike these: words in comments and in quotes, a semicolon at the end, columns in any order and beyond.
profile team "/* now() /* nested; */ ; */ SELECT deleted_at, changed_at, \"name\", team_id, 'now(); ' || \$x\$ random() \$x\$ || E'it\\'s;' AS more -- ; now()
	FROM team ;
	-- the end"
works "a query that looks worse than it is"
mend team

! grep -F "$SECRET" "$TMP/all.said" "$WS"/log/* || fail "the password was said"
! grep -F hemmeligt "$TMP/all.said" "$WS"/log/* || fail "a value was said"
