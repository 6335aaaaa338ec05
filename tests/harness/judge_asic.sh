#!/bin/sh
# Independent judge of an ASiC-E container: unzip, openssl and xmllint only, nothing of ours.
#     judge_asic.sh CONTAINER ROOT.pem
set -u
file=$1 root=$2 bad=0
d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
fail() { echo "FAIL $*"; bad=1; }

[ "$(dd if="$file" bs=1 skip=30 count=8 2>/dev/null)" = mimetype ] || fail "mimetype is not the first entry"
[ "$(od -An -tu2 -j8 -N2 "$file" | tr -d ' ')" = 0 ] || fail "mimetype is compressed"
[ "$(od -An -tu2 -j28 -N2 "$file" | tr -d ' ')" = 0 ] || fail "mimetype has an extra field"
[ "$(dd if="$file" bs=1 skip=38 count=31 2>/dev/null)" = application/vnd.etsi.asic-e+zip ] || fail "mimetype says something else"
unzip -tqq "$file" || fail "unzip -t"
unzip -qq "$file" -d "$d" || fail "unzip"
list=$d/META-INF/ASiCManifest.xml
q() { xmllint --nonet --xpath "$1" "$list"; }
sig=$(q 'string(//*[local-name()="SigReference"]/@URI)')
openssl cms -verify -cades -binary -inform DER -in "$d/$sig" -content "$list" -CAfile "$root" -out /dev/null 2>"$d/log" ||
	{ cat "$d/log"; fail "openssl cms -verify"; }
n=$(q 'count(//*[local-name()="DataObjectReference"])')
i=0
while [ $i -lt "$n" ]; do
	i=$((i + 1))
	uri=$(q "string((//*[local-name()='DataObjectReference'])[$i]/@URI)")
	want=$(q "string((//*[local-name()='DataObjectReference'])[$i]/*[local-name()='DigestValue'])")
	name=$(printf '%b' "$(printf %s "$uri" | sed 's/%\(..\)/\\0\1/g')" 2>/dev/null)
	[ -f "$d/$name" ] || name=$(printf %s "$uri" | perl -pe 's/%(..)/chr hex $1/ge')
	have=$(openssl dgst -sha256 -binary "$d/$name" | base64)
	[ "$want" = "$have" ] || fail "digest of $name"
done
files=$(find "$d" -maxdepth 1 -type f ! -name mimetype ! -name log | wc -l)
[ "$files" = "$n" ] || fail "$files files but $n covered"
[ $bad = 0 ] && echo "CONTAINER OK: $n files"
exit $bad
