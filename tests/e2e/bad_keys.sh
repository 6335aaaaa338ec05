# A key, passphrase or certificate that is not as it should be: the returns are written, not signed, and the
# rest of the night is done; with the key mended the same night only signs what was left.
. "$SRC/tests/e2e/lib.bash"
base
PKI=${TMP%/*}/pki/all
[ -f "$PKI/done" ] || { sh "$SRC/tests/harness/mkpki.sh" "$PKI/keys" 12345674 all >/dev/null 2>&1; touch "$PKI/done"; }
secret=$(cat "$PKI/keys/passphrase")

# as-root or not: a file of mode 000 stops only those who are not root
runner=
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$INDBERET"; then
	runner="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi

# unsigned STATUS CASE TEXT...
unsigned() {
	local status=$1 case=$2; shift 2
	night
	ended "$status" "$case"
	told "dst-l201       FAILED" "dst-l231       FAILED" "kpi-ledelse    done" "$@"
	case $OUT in *"$secret"*) fail "$case: the passphrase is said" ;; esac
	grep -rqF "$secret" "$WS/log" && fail "$case: the passphrase is logged"
	find "$WS/outbox" -name '*20261102*' | grep . && fail "$case: a package without a good signature"
	find "$WS/out/dst-l201" -name '*20261102*.xml' | grep -q . || fail "$case: the return is not written"
	return 0
}
signs() {
	cp -p "$TMP"/base/keys/* "$WS/keys/"
	night
	same "$STATUS" 0 "$1: mended: $OUT"
	told "transform all            done before" "dst-l201       done"
	find "$WS/outbox" -name '*20261102*' | grep -q . || fail "$1: mended, but no package"
	state | cmp - "$TMP/good.state" || fail "$1: the mart differs"
}
with() { fresh c; deliver; cp -p "$PKI/keys/$1.p12" "$WS/keys/org.p12"; cp -p "$PKI/keys/passphrase" "$WS/keys/passphrase"; }

fresh c; deliver; chmod 0644 "$WS/keys/org.p12"
unsigned 77 "key open to others" "keys/org.p12" "mode 0644" "chmod 600"
signs "key open to others"
fresh c; deliver; chmod 0640 "$WS/keys/passphrase"
unsigned 77 "passphrase open to others" "keys/passphrase" "mode 0640"
signs "passphrase open to others"
fresh c; deliver; mv "$WS/keys/org.p12" "$WS/keys/real.p12"; ln -s real.p12 "$WS/keys/org.p12"
unsigned 77 "key is a link" "is a link"
fresh c; deliver; rm "$WS/keys/org.p12"
unsigned 78 "no key" "is written but not signed" "keys/org.p12" "No such file"
signs "no key"
fresh c; deliver; printf wrong >"$WS/keys/passphrase"
unsigned 78 "wrong passphrase" "the passphrase does not open key file" "keys/org.p12"
signs "wrong passphrase"
fresh c; deliver; : >"$WS/keys/passphrase"
unsigned 78 "empty passphrase" "keys/"
fresh c; deliver; head -c 1000 /dev/urandom >"$WS/keys/org.p12"
unsigned 78 "not a key file" "keys/org.p12"
signs "not a key file"
with old; unsigned 78 "expired certificate" "keys/org.p12" "2023-01-01"
signs "expired certificate"
with early; unsigned 78 "not yet valid" "keys/org.p12" "2049"
with other; unsigned 78 "certificate of another organisation" "87654321" "12345674"
signs "certificate of another organisation"
fresh c; deliver; cp "$PKI/keys/fake-trust.pem" "$WS/keys/trust.pem"
unsigned 78 "roots of somebody else" "does not lead to a trusted root"
with weak; unsigned 78 "weak key" "keys/org.p12"

# It ends soon: signed, and said.
with soon; cp "$PKI/keys/trust.pem" "$WS/keys/"; night; ended 0 "ends soon"
told "order the next one now"

if [ -n "$runner" ]; then
	fresh c; deliver; chmod 000 "$WS/keys/org.p12"
	open=$(mktemp -d); trap 'rm -rf "$open"' EXIT; mv "$WS" "$open/c"; WS=$open/c # TMP is for its owner alone
	chown -R 65534:65534 "$open"
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$runner" "$INDBERET" >"$open/as-nobody"; chmod 755 "$open/as-nobody"
	INDBERET=$open/as-nobody
	unsigned 77 "key that may not be read" "keys/org.p12" "Permission denied"
else
	echo "a key of mode 000 was not tried: needs root and a program that others may run"
fi
