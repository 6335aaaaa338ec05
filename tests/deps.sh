#!/bin/sh
# Installs the Debian packages that are missing, for building (build) or for the tests too (test).
# As root or with sudo that asks nothing; otherwise prints the line to run.
build="gcc make pkg-config libc6-dev libsqlite3-dev libpq-dev libxml2-dev libcsv-dev libzip-dev libssl-dev
	libxmlsec1-dev libcurl4-openssl-dev libxlsxwriter-dev sqlite3 libxml2-utils xmlsec1 zip unzip openssl"
test="python3 libcmocka-dev mandoc postgresql openssh-server openssh-client nginx libreoffice-calc-nogui poppler-utils fonts-liberation valgrind"
case ${1:-build} in
build) want=$build ;;
test) want="$build $test" ;;
*) echo "usage: deps.sh build|test" >&2; exit 64 ;;
esac
command -v dpkg-query >/dev/null 2>&1 || { echo "not a Debian system: install by hand:" $want >&2; exit 0; }
missing=
for p in $want; do
	case $p in
	libreoffice-calc-nogui) command -v soffice >/dev/null 2>&1 && continue ;;
	esac
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -eq 0 ]; then
	as=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
	as="sudo -n"
else
	echo "missing packages; run: sudo $line" >&2
	exit 1
fi
echo "installing:$missing"
log=$(mktemp)
if { $as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as $line -qq; } >"$log" 2>&1; then
	rm -f "$log"
else
	cat "$log" >&2
	rm -f "$log"
	echo "could not install; run: sudo $line" >&2
	exit 1
fi
