# The same return signed in every way a receiver may ask for, each verified by us and by others.
. "$SRC/tests/e2e/lib.bash"
workspace a 60
night
PKI=$WS/keys
root=$PKI/trust.pem
props=http://uri.etsi.org/01903/v1.3.2#:SignedProperties

pack() { # PROFILE [more options...]: path in $P
	local profile=$1; shift
	rm -rf "$WS/outbox"/*
	"$INDBERET" report dst-l201 --workspace "$WS" --as-of $AS_OF --set "report.dst-l201.sign=$profile" "$@" >/dev/null
	P=$(find "$WS/outbox" -mindepth 1 -maxdepth 1)
	[ "$(echo "$P" | wc -l)" = 1 ] || fail "$profile: not one package: $P"
}
cms() { # SIGNATURE CONTENT
	openssl cms -verify -cades -binary -inform DER -in "$1" -content "$2" -CAfile "$root" -out /dev/null 2>/dev/null ||
		fail "openssl does not verify $1"
}

for rsa in pkcs1 pss; do
	pack asic-e --set sign.rsa=$rsa
	"$INDBERET" verify "$P" --root "$root" >/dev/null
	sh "$SRC/tests/harness/judge_asic.sh" "$P" "$root"
	mkdir -p "$TMP/$rsa"; unzip -qqo "$P" -d "$TMP/$rsa"
	openssl cms -cmsout -print -inform DER -in "$TMP/$rsa/META-INF/signature.p7s" >"$TMP/$rsa.txt"
	if [ $rsa = pss ]; then contains "$(cat "$TMP/$rsa.txt")" "rsassaPss" "padding"; fi
done

pack p7s
"$INDBERET" verify "$P" --root "$root" >/dev/null
for f in "$P"/*; do case $f in *.p7s) ;; *) cms "$f.p7s" "$f" ;; esac; done

pack xades
"$INDBERET" verify "$P" --root "$root" >/dev/null
for f in "$P"/*.xml; do
	case $f in */manifest.xml) continue ;; esac
	xmlsec1 --verify --id-attr:Id "$props" --trusted-pem "$root" --untrusted-pem "${TMP%/*}/pki/keys/sub.pem" "$f" >/dev/null 2>&1 ||
		fail "xmlsec1 does not verify $f"
	chmod 600 "$f"
	sed -i '0,/<\/YdelseKode>/s//0<\/YdelseKode>/; 0,/Kode>1/s//Kode>2/; 0,/2026/s//2025/' "$f"
	! "$INDBERET" verify "$P" --root "$root" >/dev/null || fail "a changed XML was accepted"
done

pack none
set +e
OUT=$("$INDBERET" verify "$P" --root "$root" 2>&1); STATUS=$?
set -e
same "$STATUS" 65 "an unsigned folder"
contains "$OUT" "the package is not signed" "an unsigned folder"
