# A PostgreSQL server of the test's own: on a socket and a loopback port, fsync off, gone when the script ends.
# Sourced by end-to-end scripts, after lib.bash:
#
#     pg_start [setting=value...]    starts it, or ends the script with 77 where it is not installed
#     pg_stop [fast|immediate]       stops it; pg_again starts it once more
#     pg_sql DATABASE [psql options] runs the SQL on standard input as the superuser
#     pg_uri DATABASE [PARAMETERS]   an address over the socket as the reading role
#
#     store_is LINE...               lines of [case-store] in the settings of the workspace
#
# $PG_SOCKET, $PG_PORT, $PG_DATA. The role `reader` may log in and read what it is granted; `owner` is the
# superuser. A server never runs as root: as root it belongs to `nobody`, and lives outside $TMP, which only root enters.

PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
pg_as() {
	if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"); else "$@"; fi
}
# One made cluster for all scripts of a run: initdb is the slow part.
pg_template() {
	local made=${TMP%/*}/pg-template.tar
	if [ ! -f "$made" ]; then
		pg_as "$PG_BIN/initdb" -D "$PG_DATA" -U owner -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
		tar -C "$PG_DATA" -cf "$made.$$" . && mv "$made.$$" "$made"
	else
		pg_as tar -C "$PG_DATA" -xf - <"$made"
	fi
}
pg_again() {
	# The time limit is the last resort: a script that is killed outright leaves its server for that long.
	pg_as timeout -k 5 900 "$PG_BIN/postgres" -D "$PG_DATA" >>"$PG_HOME/log" 2>&1 &
	PG_PID=$!
	for _ in $(seq 200); do
		"$PG_BIN/pg_isready" -q -U owner -d postgres -h "$PG_SOCKET" -p "$PG_PORT" && return 0
		kill -0 $PG_PID 2>/dev/null || break
		sleep 0.05
	done
	tail -n 20 "$PG_HOME/log" >&2; fail "the PostgreSQL server did not start"
}
pg_stop() {
	[ -f "$PG_DATA/postmaster.pid" ] && pg_as "$PG_BIN/pg_ctl" -D "$PG_DATA" -m "${1:-immediate}" stop >/dev/null 2>&1
	wait $PG_PID 2>/dev/null
	return 0
}
pg_end() { pg_stop; rm -rf "$PG_HOME"; }
pg_start() {
	[ -n "$PG_BIN" ] && [ -x "$PG_BIN/postgres" ] || { echo "the PostgreSQL server is not installed: sh tests/deps.sh test"; exit 77; }
	PG_HOME=$(mktemp -d /tmp/indberet-pg.XXXXXX) PG_PORT=$((12000 + RANDOM % 20000))
	PG_DATA=$PG_HOME/data PG_SOCKET=$PG_HOME/s
	mkdir -m 700 "$PG_DATA"; mkdir -m 755 "$PG_SOCKET"; chmod 711 "$PG_HOME"; : >"$PG_HOME/log"
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$PG_DATA" "$PG_SOCKET" "$PG_HOME/log"
	trap pg_end EXIT
	pg_template
	{ echo "listen_addresses='127.0.0.1'"; echo "port=$PG_PORT"; echo "unix_socket_directories='$PG_SOCKET'"
		echo "fsync=off"; echo "full_page_writes=off"; echo "max_connections=20"; echo "shared_buffers=32MB"; echo "autovacuum=off"
		echo "lc_messages='C'"; printf '%s\n' "$@"; } >>"$PG_DATA/postgresql.conf"
	pg_again
	pg_sql postgres <<<"CREATE ROLE reader LOGIN PASSWORD 'kodeord-og-mere'"
}
pg_sql() {
	local db=$1; shift
	"$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$PG_SOCKET" -p "$PG_PORT" -U owner "$@" "$db"
}
pg_uri() { echo "postgresql://reader@/$1?host=$PG_SOCKET&port=$PG_PORT${2:+&$2}"; }
store_is() {
	sed -i '/^\[case-store\]/,/^\[/ { /^[a-z]/d }' "$WS/indberet.conf"
	local l; for l; do sed -i "/^\[case-store\]/a ${l//&/\\&}" "$WS/indberet.conf"; done
}
# A workspace with its store in PostgreSQL, and a profile of its own to change.
# pg_workspace NAME CHILDREN DATABASE [generate options...]
pg_workspace() {
	local name=$1 children=$2 db=$3; shift 3
	workspace "$name" "$children" --store postgresql "$@"
	pg_sql postgres <<<"CREATE DATABASE $db"
	pg_sql "$db" -1 <"$WS/casestore.pg.sql"
	pg_sql "$db" <<<"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"
	store_is "path = $(pg_uri "$db")"
	cp "$SRC"/extract/profiles/dubu/*.sql "$WS/profile/"
}
