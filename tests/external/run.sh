#!/bin/sh
# Packages, signatures and workbooks of a small municipality, judged by verifiers from npm; each must also refuse
# what was tampered with, and for the right reason. The last line counts. run.sh BUILD
set -eu
umask 077
src=$(dirname "$(dirname "$(dirname "$(realpath "$0")")")")
build=$(realpath "$1")
prog=$build/indberet
dir=$build/external
ws=$dir/municipality
t=$dir/tampered
cvr=12345674
as_of=2026-11-01
passed=0 failed=0

command -v npm >/dev/null 2>&1 || { echo "npm is needed: apt-get install nodejs npm" >&2; exit 69; }
HOME=${HOME:-$dir}; export HOME
NODE_PATH=$dir/node_modules; export NODE_PATH

verdict() { # pass|FAIL TEXT DETAIL
	case $1 in pass) passed=$((passed + 1)) ;; *) failed=$((failed + 1)) ;; esac
	printf "%-5s %-38s %.110s\n" "$1" "$2" "$3"
}
js() { s=$1; shift; node "$src/tests/external/$s.cjs" "$@" 2>&1; }
# accepts TEXT SCRIPT ARG...
accepts() {
	what=$1; shift
	if said=$(js "$@"); then verdict pass "$what" "$said"; else verdict FAIL "$what" "$said"; fi
}
# refuses TEXT REASON SCRIPT ARG...: status 2, and the reason is in what it says
refuses() {
	what=$1 reason=$2; shift 2
	status=0; said=$(js "$@") || status=$?
	case $status:$said in
	2:*"$reason"*) verdict pass "$what" "refused: $said" ;;
	0:*) verdict FAIL "$what" "accepted: $said" ;;
	*) verdict FAIL "$what" "not for this reason: $said" ;;
	esac
}

install_verifiers() {
	mkdir -p "$dir"
	if ! cmp -s "$src/tests/external/package-lock.json" "$dir/installed.json"; then
		cp "$src/tests/external/package.json" "$src/tests/external/package-lock.json" "$dir/"
		(cd "$dir" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1) || { tail -n 20 "$dir/npm.log"; exit 69; }
		cp "$src/tests/external/package-lock.json" "$dir/installed.json"
	fi
}
municipality() {
	rm -rf "$ws" "$t"
	mkdir "$t"
	"$prog" init "$ws" --municipality 492 --name "Ærø Testkommune" --quiet
	sed -i -e "/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = $cvr/" "$ws/indberet.conf"
	"$prog" generate "$ws" --municipality 492 --children 200 --years 3 --as-of $as_of --quiet
	sh "$src/tests/harness/mkpki.sh" "$ws/keys" $cvr
	sh "$src/tests/harness/mkpki.sh" "$t/keys" $cvr # the same names, other keys
	"$prog" run nightly --workspace "$ws" --as-of $as_of --quiet
	"$prog" report dst-l201 --workspace "$ws" --as-of $as_of --quiet --set report.dst-l201.sign=xades
}

# change OLD NEW FROM TO: must change something
change() {
	sed "0,/$1/s//$2/" "$3" >"$4"
	! cmp -s "$3" "$4" || { echo "nothing to change: $1 in $3" >&2; exit 70; }
}
# copy NAME: the unpacked container again, to be changed
copy() { cp -r "$dir/unpacked" "$t/$1"; }
# pack NAME FILE...: these files in this order
pack() {
	p=$t/$1.asice; c=$1; shift
	(cd "$t/$c" && zip -X -0 -q "$p" "$1" && shift && zip -X -q "$p" "$@")
}

containers() {
	# L231 comes last: it stays unpacked, and is what is forged below.
	for p in $(ls "$ws"/outbox/*.asice | grep -v dst-l231) "$ws"/outbox/dst-l231*.asice; do
		rm -rf "$dir/unpacked"
		name=$(basename "$p" .asice)
		accepts "yauzl: ${name%%_*}" container "$p" "$dir/unpacked"
		accepts "pkijs: ${name%%_*}" cms "$dir/unpacked/META-INF/ASiCManifest.xml" "$dir/unpacked/META-INF/signature.p7s" \
			"$ws/keys/trust.pem" $cvr
	done
	x=$(cd "$dir/unpacked" && ls T_*.xml) v=$(cd "$dir/unpacked" && ls T_*.csv)
	m=META-INF/ASiCManifest.xml s=META-INF/signature.p7s
	copy same; pack same mimetype "$x" "$v" manifest.xml $m $s
	accepts "yauzl: packed again by zip" container "$t/same.asice" "$t/out"
	copy cell; change '<INDSATS_KODE>[0-9]*' '<INDSATS_KODE>999' "$dir/unpacked/$x" "$t/cell/$x"
	pack cell mimetype "$x" "$v" manifest.xml $m $s
	refuses "yauzl: a changed cell" "digest of $x does not fit" container "$t/cell.asice" "$t/out"
	copy extra; echo >"$t/extra/extra.txt"; pack extra mimetype "$x" "$v" manifest.xml extra.txt $m $s
	refuses "yauzl: a file more" "other files than are there" container "$t/extra.asice" "$t/out"
	copy less; pack less mimetype "$x" manifest.xml $m $s
	refuses "yauzl: a file less" "other files than are there" container "$t/less.asice" "$t/out"
	copy order; pack order "$x" mimetype "$v" manifest.xml $m $s
	refuses "yauzl: mimetype second" "mimetype is not the first" container "$t/order.asice" "$t/out"
	head -c 4000 "$t/same.asice" >"$t/cut.asice"
	refuses "yauzl: cut off" "" container "$t/cut.asice" "$t/out"
	change 'DigestValue>.' 'DigestValue>-' "$dir/unpacked/$m" "$t/manifest.xml"
	refuses "pkijs: a changed manifest" "signature does not fit" cms "$t/manifest.xml" "$dir/unpacked/$s" "$ws/keys/trust.pem" $cvr
	refuses "pkijs: a root of the same name" "No valid certificate paths" cms "$dir/unpacked/$m" "$dir/unpacked/$s" "$t/keys/trust.pem" $cvr
	refuses "pkijs: another organisation" "another organisation" cms "$dir/unpacked/$m" "$dir/unpacked/$s" "$ws/keys/trust.pem" 87654321
}

signed_xml() {
	x=$(ls "$ws"/outbox/dst-l201_*/T_*.xml)
	accepts "xml-crypto: dst-l201" xmldsig "$x" "$ws/keys/trust.pem" "$ws/keys/sub.pem"
	accepts "xadesjs: dst-l201" xades "$x"
	change '<ForanstaltningKode>[0-9]*' '<ForanstaltningKode>999' "$x" "$t/cell.xml"
	change 'SigningTime>20' 'SigningTime>19' "$x" "$t/time.xml"
	change '<ForanstaltningStruktur>.*<\/ForanstaltningStruktur>' '' "$x" "$t/record.xml"
	for n in cell time record; do
		refuses "xml-crypto: $n changed" "" xmldsig "$t/$n.xml" "$ws/keys/trust.pem" "$ws/keys/sub.pem"
		refuses "xadesjs: $n changed" "" xades "$t/$n.xml"
	done
	refuses "xml-crypto: a root of the same name" "chain does not lead" xmldsig "$x" "$t/keys/trust.pem" "$t/keys/sub.pem"
}

# book NAME PART OLD NEW: the workbook with one part changed
book() {
	cp "$b" "$t/$1.xlsx"
	mkdir -p "$t/$1/$(dirname "$2")"
	unzip -p "$b" "$2" >"$t/part"
	change "$3" "$4" "$t/part" "$t/$1/$2"
	(cd "$t/$1" && zip -X -q "$t/$1.xlsx" "$2")
}
workbooks() {
	b=$(ls "$ws"/out/kpi-ledelse/*/*.xlsx)
	sqlite3 -readonly -separator ';' "$ws/mart.db" "SELECT kpi, month, coalesce(name, 'Hele kommunen'), numerator, denominator
		FROM agg_kpi LEFT JOIN fact_team USING (team_id)
		WHERE team_id = '' OR month >= (SELECT max(month) FROM agg_kpi) - 100" >"$dir/mart.csv" # teams: 13 months
	accepts "exceljs: kpi-ledelse" workbook "$b" "$dir/mart.csv"
	data=xl/worksheets/sheet5.xml
	book value $data '\(<c r="G4"[^>]*><v>\)[0-9.]*' '\1123456'
	refuses "exceljs: another value" "another value than the mart" workbook "$t/value.xlsx" "$dir/mart.csv"
	book formula $data '\(<c r="G4"[^>]*>\)<v>' '\1<f>1+1<\/f><v>'
	refuses "exceljs: a formula" "a formula in Data!G4" workbook "$t/formula.xlsx" "$dir/mart.csv"
	book fault $data '<c r="G4"\([^>]*\)><v>[0-9.]*' '<c r="G4"\1 t="e"><v>#DIV\/0!'
	refuses "exceljs: an error value" "an error value in Data!G4" workbook "$t/fault.xlsx" "$dir/mart.csv"
	head -c 20000 "$b" >"$t/cut.xlsx"
	refuses "exceljs: cut off" "" workbook "$t/cut.xlsx" "$dir/mart.csv"
}

install_verifiers
municipality
containers
signed_xml
workbooks
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
