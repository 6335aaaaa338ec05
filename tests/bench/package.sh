#!/bin/sh
# Signing, packing and verifying 650 MB, beside openssl(1), zip(1) and unzip(1) on the same file.
# package.sh BUILD [RECORDS]
set -eu
build=$1 records=${2:-1500000}
here=$(dirname "$0")
dir=$build/bench/package
pkgs='sqlite3 libxml-2.0 libzip libcurl openssl xmlsec1-openssl'
rm -rf "$dir"; mkdir -p "$dir"
# shellcheck disable=SC2046
${CC:-cc} -O2 -std=c17 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I. $(pkg-config --cflags $pkgs) \
	"$here/package.c" "$build/libindberet.a" -o "$dir/prog" $(pkg-config --libs $pkgs) -lcsv -lxlsxwriter -lm
sh tests/harness/mkpki.sh "$dir/pki" 12345674
"$dir/prog" "$dir/pki" "$dir" "$records"
peer() { # NAME COMMAND...
	name=$1; shift
	/usr/bin/time -f '%U %S %M' -o "$dir/time" "$@" >/dev/null 2>"$dir/log" || { cat "$dir/log" >&2; return 1; }
	awk -v n="$name" '{ printf "%-44s %6.2f s %8.1f MiB\n", n, $1 + $2, $3 / 1024 }' "$dir/time"
}
echo "peers"
peer "openssl cms -sign of the return" openssl cms -sign -cades -binary -in "$dir/return.xml" -signer "$dir/pki/org.pem" \
	-inkey "$dir/pki/ca/org.key" -certfile "$dir/pki/sub.pem" -outform DER -out "$dir/peer.p7s"
command -v zip >/dev/null && peer "zip -3" zip -q -3 -X "$dir/peer.zip" "$dir/return.xml"
command -v zip >/dev/null && peer "zip -0" zip -q -0 -X "$dir/peer0.zip" "$dir/return.xml"
peer "unzip -t of the package" unzip -tqq "$dir/return.asice"
peer "openssl dgst -sha256 of the return" openssl dgst -sha256 "$dir/return.xml"
peer "openssl cms -verify of the return" openssl cms -verify -cades -binary -inform DER -in "$dir/peer.p7s" \
	-content "$dir/return.xml" -CAfile "$dir/pki/trust.pem" -out /dev/null
ls -l "$dir/return.asice" | awk '{ print $5 " bytes packed" }'
rm -rf "$dir"
