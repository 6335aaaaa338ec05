#!/bin/sh
# One whole night on a synthetic municipality, shown and then checked with programs that are not ours.
# demo.sh PROGRAM DIR
set -eu
prog=$(realpath "$1")
dir=$2
src=$(dirname "$(dirname "$(realpath "$0")")")
as_of=2026-11-01
cvr=12345674
say() { printf '\n== %s\n' "$*"; }

say "a workspace, and a synthetic municipality: 2,000 children, five years"
rm -rf "$dir"
"$prog" init "$dir" --municipality 492 --name "Ærø Testkommune" --quiet
sed -i -e "/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = $cvr/" "$dir/indberet.conf"
"$prog" generate "$dir" --municipality 492 --children 2000 --years 5 --as-of $as_of --seed 1 --defects 5 --days 1
sh "$src/tests/harness/mkpki.sh" "$dir/keys" $cvr
tail -n +2 "$dir/generated.csv" | awk -F';' '{ printf "%s%s %s", NR % 6 == 1 ? "  " : ", ", $2, $1 } NR % 6 == 0 { print "" } END { print "" }'

say "the night of $as_of"
status=0
"$prog" run nightly --workspace "$dir" --as-of $as_of || status=$?
case $status in
0) ;;
65) echo "exit status 65: a delivery was refused or held back, see the findings" ;;
*) exit $status ;;
esac

say "the same night again"
"$prog" run nightly --workspace "$dir" --as-of $as_of

say "findings by rule: rule, consequence, findings, what is wrong"
"$prog" findings --workspace "$dir" --lang en | awk -F'\t' '{ t = $4; if (length(t) > 100) t = substr(t, 1, 97) "..."
	printf "  %-26s %-8s %5d  %s\n", $1, $2, $3, t }'

say "checked by other programs"
sh "$src/jobs/demo-verify.sh" "$prog" "$dir" "$src"

say "what came out, in $dir"
(cd "$dir" && find out outbox log -type f | LC_ALL=C sort | while read -r f; do
	printf '  %9s  %s\n' "$(stat -c %s "$f")" "$f"; done)
book=$(ls "$dir"/out/kpi-ledelse/*/*.xlsx)
if command -v soffice >/dev/null 2>&1 && command -v pdftoppm >/dev/null 2>&1; then
	draw=$(mktemp -d)
	HOME=$draw soffice "-env:UserInstallation=file://$draw/profile" --headless --convert-to pdf --outdir "$draw" "$book" >/dev/null 2>&1 &&
		pdftoppm -png -r 80 -f 1 -l 1 -singlefile "$draw"/*.pdf "$dir/kpi-ledelse" &&
		printf '  %9s  %s\n' "$(stat -c %s "$dir/kpi-ledelse.png")" "kpi-ledelse.png (first page of the workbook, by LibreOffice)" ||
		echo "  LibreOffice could not draw the workbook"
	rm -rf "$draw"
else
	echo "  (no picture of the workbook: LibreOffice or pdftoppm is not here)"
fi

say "the next night, in a copy: what changed is read, the rest stays"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cp -a "$dir" "$tmp/next"
sqlite3 "$tmp/next/casestore.db" <"$dir/days/1/casestore.sql"
cp "$dir"/days/1/inbox/* "$tmp/next/inbox/"
"$prog" run nightly --workspace "$tmp/next" --as-of 2026-11-02 || [ $? -eq 65 ]

say "300 children kept by two systems: one store and postings as KMD G69, the other a .zip of CSV files"
other() { # NAME PATH [generate options...]
	"$prog" init "$tmp/$1" --municipality 492 --name "Ærø Testkommune" --quiet
	printf '[case-store]\nprofile = %s\npath = %s\n' "$1" "$2" >>"$tmp/$1/indberet.conf"
	ws=$tmp/$1; system=$1; shift 2
	"$prog" generate "$ws" --children 300 --years 5 --as-of $as_of --system "$system" --quiet "$@"
	"$prog" extract --workspace "$ws" --as-of $as_of || [ $? -eq 65 ]
	"$prog" transform --workspace "$ws" --as-of $as_of || [ $? -eq 65 ]
	sqlite3 "$ws/mart.db" '.dump fact_%' | grep -v fact_cost_outside >"$ws.facts" # G69 alone has the offsetting entries
}
other sbsys casestore.db --postings-form g69
other csc-social export.zip
cmp "$tmp/sbsys.facts" "$tmp/csc-social.facts"
echo "the facts are the same, byte for byte: $(grep -c '^INSERT' "$tmp/sbsys.facts") rows, $(sha256sum <"$tmp/sbsys.facts" | cut -c1-16)"

cat <<END

Next:  $1 findings --workspace $dir --list
       $1 status --workspace $dir
       $1 verify $(ls "$dir"/outbox/*.asice | head -n 1) --root $dir/keys/trust.pem
END
