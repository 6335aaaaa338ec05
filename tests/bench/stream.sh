#!/bin/sh
# A return of 1.5 million notifications: written, hashed and signed; validated; beside libxml2's own ways.
# stream.sh BUILD [RECORDS] [RUNS]
set -eu
build=$1 records=${2:-1500000} runs=${3:-3}
here=$(dirname "$0")
dir=$PWD/$build/bench/stream
pkgs='sqlite3 libpq libxml-2.0 libzip libcurl openssl xmlsec1-openssl'
rm -rf "$dir"; mkdir -p "$dir"; chmod 700 "$dir"
# shellcheck disable=SC2046
${CC:-cc} -O2 -std=c17 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I. $(pkg-config --cflags $pkgs) \
	"$here/stream.c" "$build/libindberet.a" -o "$dir/prog" $(pkg-config --libs $pkgs) -lcsv -lxlsxwriter -lm -pthread
sh tests/harness/mkpki.sh "$dir/keys" 12345678 >/dev/null 2>&1
echo "== a return of $records notifications (targets for 1.5 million: <= 2.5 s and 20 MiB signed, <= 8 s more valid)"
"$dir/prog" "$dir/ws" "$dir/keys" "$records" "$runs"
[ -n "${KEEP:-}" ] || rm -rf "$dir"
