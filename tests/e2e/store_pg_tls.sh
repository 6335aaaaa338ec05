# TLS to a PostgreSQL store: where the address does not say, a server elsewhere must show a certificate of the right host from
# the right CA; client certificates pass through.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/pg.sh"
pg_start
pg_workspace a 10 store
rm -rf "$WS"/inbox/*
store() {
	set +e; OUT=$(timeout 60 "$INDBERET" extract casestore --workspace "$WS" --as-of $AS_OF "$@" 2>&1); STATUS=$?; set -e
}
# ends STATUS WHAT LINE TEXT...: with this line of settings
ends() {
	local status=$1 what=$2; shift 2
	store_is "$1"; shift
	store; same "$STATUS" "$status" "$what: $OUT"
	told "$@"
}

cd "$TMP"
# ca NAME, and cert CA NAME SUBJECT-ALTERNATIVE-NAME
ca() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days 30 -subj "/CN=Test CA $1" 2>/dev/null; }
cert() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$2.key" -out "$2.csr" -subj "/CN=$2" 2>/dev/null
	openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1.key" -CAcreateserial -days 30 -out "$2.pem" \
		-extfile <(echo "subjectAltName=$3") 2>/dev/null
	chmod 600 "$2.key"
}
ca right; ca wrong
cert right server DNS:db.test; cert right reader DNS:reader
cp server.pem "$PG_DATA/server.crt"; cp server.key "$PG_DATA/server.key"; cp right.pem "$PG_DATA/root.crt"
chmod 600 "$PG_DATA/server.key"; [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$PG_DATA"/server.* "$PG_DATA/root.crt"
tcp() { echo "postgresql://reader@$1:$PG_PORT/store?hostaddr=127.0.0.1${2:+&$2}"; }
ends 78 "a server without TLS" "path = $(tcp db.test "sslrootcert=$TMP/right.pem")" "server does not support SSL"

{ echo "ssl=on"; echo "ssl_ca_file='root.crt'"; } >>"$PG_DATA/postgresql.conf"
hba=$(cat "$PG_DATA/pg_hba.conf")
printf 'hostssl store reader 127.0.0.1/32 trust\nhostnossl store reader 127.0.0.1/32 reject\n%s\n' "$hba" >"$PG_DATA/pg_hba.conf"
pg_stop fast; pg_again
ends 0 "the right certificate" "path = $(tcp db.test "sslrootcert=$TMP/right.pem")"
cp right.pem "$WS/keys/ca.pem"
ends 0 "a file of the workspace" "path = $(tcp db.test "sslrootcert=keys/ca.pem")"
ends 78 "of another CA" "path = $(tcp db.test "sslrootcert=$TMP/wrong.pem")" "certificate verify failed"
ends 78 "of another host" "path = $(tcp other.test "sslrootcert=$TMP/right.pem")" 'does not match host name "other.test"'
ends 78 "no CA at all" "path = $(tcp db.test "sslrootcert=$TMP/none.pem")" "root certificate file"
ends 0 "the address says less" "path = $(tcp other.test "sslrootcert=$TMP/right.pem&sslmode=verify-ca")"
ends 77 "the address says no" "path = $(tcp db.test sslmode=disable)" "rejects connection"
ends 0 "a host of this machine" "path = postgresql://reader@localhost:$PG_PORT/store"
store_is "path = $(tcp other.test "sslrootcert=$TMP/right.pem")" "sslmode = verify-ca"
store; same "$STATUS" 0 "the setting says less: $OUT"
PGSSLMODE=disable ends 78 "the environment does not say" "path = $(tcp other.test "sslrootcert=$TMP/right.pem")" "does not match host name"

# A certificate of ours instead of a password.
printf 'hostssl store reader 127.0.0.1/32 cert\n%s\n' "$hba" >"$PG_DATA/pg_hba.conf"
pg_sql store <<<"SELECT pg_reload_conf()" >/dev/null; sleep 0.3
ends 0 "our certificate" "path = $(tcp db.test "sslrootcert=$TMP/right.pem&sslcert=$TMP/reader.pem&sslkey=$TMP/reader.key")"
ends 77 "no certificate of ours" "path = $(tcp db.test "sslrootcert=$TMP/right.pem&sslcert=$TMP/none.pem")" "valid client certificate"
chmod 644 reader.key
ends 78 "a key open to others" "path = $(tcp db.test "sslrootcert=$TMP/right.pem&sslcert=$TMP/reader.pem&sslkey=$TMP/reader.key")" "private key file"
