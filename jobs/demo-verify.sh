#!/bin/sh
# What came out of a night, judged by programs that are not ours: unzip, openssl, xmllint, sqlite3, xmlsec1.
# One line a check; the first that does not hold ends it with status 1.
# demo-verify.sh PROGRAM WORKSPACE SRC
set -eu
umask 077
prog=$(realpath "$1")
ws=$(realpath "$2")
src=$(realpath "$3")
tmp=$(mktemp -d "$ws/tmp/verify.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mart=$ws/mart.db
checks=0 refusals=0

line() { printf '  %-8s %-17s %s\n' "$1" "$2" "$3"; }
title() { printf '%s\n' "$*"; }
# ok PROGRAM TEXT COMMAND...: must succeed; its output is shown only if it does not
ok() {
	by=$1 what=$2; shift 2
	if "$@" >"$tmp/said" 2>&1; then
		checks=$((checks + 1)); line ok "$by" "$what"
	else
		line FAILED "$by" "$what"; tail -n 20 "$tmp/said"; exit 1
	fi
}
# refused PROGRAM TEXT COMMAND...: must fail
refused() {
	by=$1 what=$2; shift 2
	if "$@" >"$tmp/said" 2>&1; then
		line FAILED "$by" "accepted: $what"; exit 1
	fi
	refusals=$((refusals + 1)); line refused "$by" "$what"
}
q() { sqlite3 -readonly "$mart" "$1"; }
xpath() { xmllint --nonet --xpath "$1" "$2"; }
equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }
nonzero() { [ "$1" -gt 0 ] || { echo "nothing was there to check"; return 1; }; }
digest() { openssl dgst -sha256 -binary "$1" | base64; }

# ---- a container: CONTAINER DIR (where it was unpacked)

mimetype_first() {
	equal "$(od -An -c -j30 -N8 "$1" | tr -d ' \n')" mimetype || return 1
	equal "$(od -An -tu2 -j8 -N2 "$1" | tr -d ' ')" 0 || return 1 # stored
	equal "$(od -An -tu2 -j28 -N2 "$1" | tr -d ' ')" 0 || return 1 # no extra field
	equal "$(dd if="$1" bs=1 skip=38 count=31 2>/dev/null)" application/vnd.etsi.asic-e+zip
}
digests_fit() {
	m=$1/META-INF/ASiCManifest.xml
	n=$(xpath 'count(//*[local-name()="DataObjectReference"])' "$m")
	nonzero "$n" || return 1
	equal "$(cd "$1" && find . -type f ! -path './META-INF/*' ! -name mimetype | wc -l)" "$n" || return 1
	i=0
	while [ $i -lt "$n" ]; do
		i=$((i + 1))
		uri=$(xpath "string((//*[local-name()='DataObjectReference'])[$i]/@URI)" "$m")
		said=$(xpath "string((//*[local-name()='DataObjectReference'])[$i]/*[local-name()='DigestValue'])" "$m")
		equal "$said" "$(digest "$1/$uri")" || return 1
	done
}
signature_fits() {
	openssl cms -verify -cades -binary -inform DER -in "$1/META-INF/signature.p7s" \
		-content "$1/META-INF/ASiCManifest.xml" -CAfile "$ws/keys/trust.pem" -purpose any -out /dev/null
}
signer_in_force() {
	openssl cms -verify -noverify -binary -inform DER -in "$1/META-INF/signature.p7s" \
		-content "$1/META-INF/ASiCManifest.xml" -signer "$tmp/signer.pem" -out /dev/null || return 1
	openssl x509 -in "$tmp/signer.pem" -noout -subject -nameopt RFC2253,-esc_msb,utf8 | grep -q "NTRDK-$(conf_cvr)" || return 1
	openssl verify -crl_check -CAfile "$ws/keys/trust.pem" -untrusted "$ws/keys/sub.pem" \
		-CRLfile "$ws/keys/sub.crl" "$tmp/signer.pem"
}
conf_cvr() { sed -n '/^\[sign\]/,/^\[/ s/^cvr = //p' "$ws/indberet.conf"; }

# ---- the files in it

schemas_fit() {
	xmllint --noout --nonet --schema "$src/schemas/xsd/manifest.xsd" "$1/manifest.xml" || return 1
	for f in "$1"/*.xml; do
		xsd=$(xpath "string(//*[local-name()='payload'][@name='${f##*/}']/@schema)" "$1/manifest.xml")
		case ${f##*/}$xsd in
		manifest.xml) ;;
		*.xml) echo "${f##*/}: no schema is named"; return 1 ;;
		*) xmllint --noout --nonet --schema "$src/$xsd" "$f" || return 1 ;;
		esac
	done
}
records() { xpath 'count(/*/*[last()]/*)' "$1"/[TP]_*.xml; }
# Column for column: the values of the CSV are the texts of the XML elements of that name, in the same order. A list
# is one field of the CSV, with commas, and several elements.
same_values() { # DIR REPORT
	"$prog" show reports "$2" | awk '$1 == "column" && / list:,/ { print $2 }' >"$tmp/lists"
	head -n 1 "$1"/[TP]_*.csv | tr -d '\r' | tr ';' '\n' >"$tmp/columns"
	n=0
	while read -r column; do
		n=$((n + 1))
		tail -n +2 "$1"/[TP]_*.csv | tr -d '\r' | cut -d';' -f$n | sed '/^$/d' >"$tmp/csv"
		! grep -qx "$column" "$tmp/lists" || sed -i 's/,/\n/g' "$tmp/csv"
		xmllint --nonet --xpath "/*/*[last()]//*[local-name()='$column']/text()" "$1"/[TP]_*.xml >"$tmp/xml" 2>/dev/null || [ ! -s "$tmp/csv" ] || return 1
		if [ -s "$tmp/xml" ]; then echo >>"$tmp/xml"; sed -i '/^$/d' "$tmp/xml"; fi
		cmp "$tmp/csv" "$tmp/xml" || { echo "column $column"; return 1; }
	done <"$tmp/columns"
}
counts_fit() { # DIR REPORT
	n=$(records "$1")
	nonzero "$n" || return 1
	equal "$(tail -n +2 "$1"/[TP]_*.csv | wc -l)" "$n" || return 1
	equal "$(xpath 'string(//*[local-name()="counts"]/@records)' "$1/manifest.xml")" "$n" || return 1
	held=$(q "SELECT count(*) FROM finding WHERE stage = 'report:$2' AND consequence = 'record'")
	table=$("$prog" show reports "$2" | awk '$1 == "records" { print $2 }')
	equal "$(q "SELECT count(*) FROM $table WHERE reason IS NULL")" $((n + held))
}

package() {
	c=$1
	d=$tmp/${c##*/}
	mkdir "$d"
	title "${c##*/}"
	ok unzip "$(unzip -Z1 "$c" | wc -l) files, every checksum right" unzip -tq "$c"
	ok od "mimetype is the first entry, stored, $(dd if="$c" bs=1 skip=38 count=31 2>/dev/null)" mimetype_first "$c"
	unzip -qq "$c" -d "$d"
	ok "openssl dgst" "the digests in ASiCManifest.xml fit, and there is no file beside them" digests_fit "$d"
	ok "openssl cms" "CAdES signature over ASiCManifest.xml, chain to keys/trust.pem" signature_fits "$d"
	ok "openssl verify" "signer is CVR $(conf_cvr) and not in the revocation list" signer_in_force "$d"
	ok "xmllint --schema" "every XML fits its schema: $(cd "$d" && ls ./*.xml | sed 's,^\./,,' | xargs)" schemas_fit "$d"
	report=$(xpath 'string(//*[local-name()="report"]/@id)' "$d/manifest.xml")
	ok "xmllint, sqlite3" "$(records "$d") records in XML = CSV = manifest = mart" counts_fit "$d" "$report"
	ok "xmllint, cut" "every column of the CSV holds what the XML holds" same_values "$d" "$report"
	ok "indberet verify" VALID "$prog" verify "$c" --root "$ws/keys/trust.pem" --crl "$ws/keys/sub.crl" --cvr "$(conf_cvr)"
}

# ---- one forged container: a code changed, and every digest outside the signature made to fit

repack() { # DIR CONTAINER
	(cd "$1" && zip -X -0 -q "$2" mimetype && unzip -Z1 "$3" | grep -v '^mimetype$' | zip -X -q "$2" -@)
}
swap() { # OLD NEW FILE
	awk -v old="$1" -v new="$2" '{ while ((i = index($0, old)) > 0) $0 = substr($0, 1, i - 1) new substr($0, i + length(old)); print }' \
		"$3" >"$tmp/swapped" && cat "$tmp/swapped" >"$3"
}
forge() { # DIR
	x=$(ls "$1"/[TP]_*.xml)
	hex=$(sha256sum "$x" | cut -c1-64) raw=$(digest "$x") man=$(digest "$1/manifest.xml")
	sed -i '0,/<ForanstaltningKode>[0-9]*</s//<ForanstaltningKode>999</' "$x"
	[ "$raw" != "$(digest "$x")" ] || return 1
	swap "$hex" "$(sha256sum "$x" | cut -c1-64)" "$1/manifest.xml"
	swap "$raw" "$(digest "$x")" "$1/META-INF/ASiCManifest.xml"
	swap "$man" "$(digest "$1/manifest.xml")" "$1/META-INF/ASiCManifest.xml"
}
forged() {
	c=$1
	d=$tmp/${c##*/}
	title "${c##*/}, forged: one code changed, every digest made to fit"
	repack "$d" "$tmp/same.asice" "$c"
	ok "indberet verify" "packed again by zip without a change: VALID" "$prog" verify "$tmp/same.asice" --root "$ws/keys/trust.pem"
	forge "$d" || { line FAILED sed "nothing to change"; exit 1; }
	repack "$d" "$tmp/forged.asice" "$c"
	ok "openssl dgst" "the forged digests fit" digests_fit "$d"
	refused "openssl cms" "the signature does not fit the forged ASiCManifest.xml" signature_fits "$d"
	refused "indberet verify" "$(! "$prog" verify "$tmp/forged.asice" --root "$ws/keys/trust.pem" | grep '^FAILED' | head -n 1 | tr -s ' ')" \
		"$prog" verify "$tmp/forged.asice" --root "$ws/keys/trust.pem"
}

# ---- sums: what came in is what is there

entities_fit() {
	for t in $(sqlite3 -readonly "$ws/casestore.db" "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"); do
		equal "$t $(sqlite3 -readonly "$ws/casestore.db" "SELECT count(*) FROM $t WHERE deleted_at IS NULL")" "$t $(q "SELECT count(*) FROM staging_$t")" || return 1
	done
}
planted_found() { # every planted defect that a rule of this program judges has its finding
	sqlite3 -readonly "$mart" ".mode list" "CREATE TEMP TABLE p(defect, rule, entity, key, field, n);" \
		".separator ;" ".import --skip 1 $ws/planted.csv p" "$1"
}
judged="FROM p WHERE rule IN (SELECT rule FROM rule_result)"
sums() {
	title "case store and feeds, in and out"
	ok sqlite3 "$(q "SELECT sum(rows_in) || ' rows in = ' || sum(staged) || ' staged + ' || sum(rejected) || ' rejected' FROM staging_file"), file by file" \
		equal "$(q "SELECT count(*) FROM staging_file WHERE rows_in <> staged + rejected")" 0
	ok sqlite3 "every table of the case store has as many rows in staging" entities_fit
	ok sqlite3 "$(q "SELECT printf('%,d', sum(amount) / 100) FROM staging_posting") kr. booked = sum of fact_cost" \
		equal "$(q "SELECT sum(amount) FROM fact_cost")" "$(q "SELECT sum(amount) FROM staging_posting")"
	ok sqlite3 "$(planted_found "SELECT count(*) $judged") planted defects, each found by its rule" \
		equal "$(planted_found "SELECT count(*) $judged AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.rule = p.rule AND f.record_key = p.key)")" 0
}

# ---- the workbook

parts_well_formed() { (cd "$1" && find . -name '*.xml' -o -name '*.rels' | xargs xmllint --noout --nonet); }
no_formula() { ! grep -rlE '<f[ >/]|<c [^>]*t="e"' "$1/xl/worksheets"; }
workbook() {
	title "${1##*/}"
	rm -rf "$tmp/book"; mkdir "$tmp/book"
	ok unzip "$(unzip -Z1 "$1" | wc -l) parts, every checksum right" unzip -tq "$1"
	unzip -qq "$1" -d "$tmp/book"
	ok xmllint "every part is well-formed; sheets: $(xpath '//*[local-name()="sheet"]/@name' "$tmp/book/xl/workbook.xml" | sed 's/ *name="\([^"]*\)"/\1/' | xargs)" \
		parts_well_formed "$tmp/book"
	ok grep "no formula to go stale, no error value, $(find "$tmp/book/xl" -path '*/charts/*.xml' | wc -l) charts" no_formula "$tmp/book"
}

# ---- the work lists

# "9 fund i alt." of each list of a caseworker, and of what has none, added up.
told() { cat "$1"/sagsbehandler-*.txt "$1"/uden-*.txt | sed -n 's/^\([0-9]*\) fund i alt\.$/\1/p' | awk '{ n += $1 } END { print n + 0 }'; }
books_whole() { for b in "$1"/*.xlsx; do unzip -tq "$b" || return 1; done; }
no_number() {
	! grep -lE '(^|[^0-9])[0-3][0-9][01][0-9]{3}-?[0-9]{4}([^0-9]|$)' "$1"/*.txt &&
		for b in "$1"/*.xlsx; do ! unzip -p "$b" xl/sharedStrings.xml 'xl/worksheets/*.xml' | grep -qE '>[0-3][0-9][01][0-9]{3}-?[0-9]{4}<' || return 1; done
}
lists() {
	title "work lists of $(ls "$1"/sagsbehandler-*.txt | wc -l) caseworkers"
	ok unzip "$(ls "$1"/*.xlsx | wc -l) workbooks, every checksum right" books_whole "$1"
	ok "sed, sqlite3" "$(told "$1") findings on the lists = findings of the mart" [ "$(told "$1")" -eq "$(q "SELECT count(*) FROM finding")" ]
	ok grep "no personal number in any of them" no_number "$1"
}

# ---- the same return as XML that carries its own signature

xmlsec() {
	xmlsec1 --verify --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties \
		--trusted-pem "$ws/keys/trust.pem" --untrusted-pem "$ws/keys/sub.pem" "$1"
}
xades() {
	title "dst-l201 again, with report.dst-l201.sign = xades, in a copy of the workspace"
	w=$tmp/xades
	mkdir "$w" "$w/log"
	cp -r "$ws/indberet.conf" "$ws/keys" "$w/"
	sqlite3 -readonly "$mart" ".backup '$w/mart.db'"
	"$prog" report dst-l201 --workspace "$w" --as-of "$(q "SELECT as_of FROM run ORDER BY run_id DESC LIMIT 1")" \
		--initial-load --set report.dst-l201.sign=xades --quiet
	d=$(ls -d "$w"/outbox/*/)
	x=$(ls "$d"[TP]_*.xml)
	ok "xmlsec1 --verify" "XAdES signature inside ${x##*/}" xmlsec "$x"
	ok "indberet verify" VALID "$prog" verify "$d" --root "$ws/keys/trust.pem"
	sed '0,/<ForanstaltningKode>[0-9]*</s//<ForanstaltningKode>999</' "$x" >"$tmp/changed.xml"
	refused "xmlsec1 --verify" "one code changed" xmlsec "$tmp/changed.xml"
	cat "$tmp/changed.xml" >"$x"
	refused "indberet verify" "the same" "$prog" verify "$d" --root "$ws/keys/trust.pem"
}

first=
for c in "$ws"/outbox/*.asice; do
	[ -f "$c" ] || { line FAILED ls "no package in outbox/"; exit 1; }
	package "$c"
	case $c in *dst-l201*) first=$c ;; esac
done
forged "$first"
xades
sums
for b in "$ws"/out/kpi-*/*/*.xlsx "$ws"/out/worklists/*/overblik.xlsx; do workbook "$b"; done
for d in "$ws"/out/worklists/*/; do lists "${d%/}"; done
title "$checks checks hold, $refusals forgeries refused"
