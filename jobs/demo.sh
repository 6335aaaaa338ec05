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
"$prog" generate "$dir" --municipality 492 --children 2000 --years 5 --as-of $as_of --seed 1 --defects 5
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
	tmp=$(mktemp -d)
	HOME=$tmp soffice "-env:UserInstallation=file://$tmp/profile" --headless --convert-to pdf --outdir "$tmp" "$book" >/dev/null 2>&1 &&
		pdftoppm -png -r 80 -f 1 -l 1 -singlefile "$tmp"/*.pdf "$dir/kpi-ledelse" &&
		printf '  %9s  %s\n' "$(stat -c %s "$dir/kpi-ledelse.png")" "kpi-ledelse.png (first page of the workbook, by LibreOffice)" ||
		echo "  LibreOffice could not draw the workbook"
	rm -rf "$tmp"
else
	echo "  (no picture of the workbook: LibreOffice or pdftoppm is not here)"
fi
cat <<END

Next:  $1 findings --workspace $dir --list
       $1 status --workspace $dir
       $1 verify $(ls "$dir"/outbox/*.asice | head -n 1) --root $dir/keys/trust.pem
END
