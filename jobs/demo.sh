#!/bin/sh
# One whole night on a synthetic municipality, shown and then checked with programs that are not ours.
# demo.sh PROGRAM DIR
set -eu
prog=$(realpath "$1")
dir=$2
src=$(dirname "$(dirname "$(realpath "$0")")")
as_of=2026-11-01
say() { printf '\n== %s\n' "$*"; }

rm -rf "$dir"
say "workspace and synthetic municipality: 2,000 children, five years"
"$prog" init "$dir" --municipality 492 --name "Ærø Testkommune" --quiet
"$prog" generate "$dir" --municipality 492 --children 2000 --years 5 --as-of $as_of --seed 1 --defects 5
sh "$src/tests/harness/mkpki.sh" "$dir/keys" >/dev/null
cat >>"$dir/indberet.conf" <<CONF

CONF
sed -i -e 's/^#cvr = .*/cvr = 12345674/' "$dir/indberet.conf"

say "the night of $as_of"
set +e
"$prog" run nightly --workspace "$dir" --as-of $as_of
status=$?
set -e
echo "exit status $status (0: done; 65: a delivery was refused or held back, see the findings)"
[ $status -eq 0 ] || [ $status -eq 65 ]

say "the same night again"
"$prog" run nightly --workspace "$dir" --as-of $as_of

say "what came out"
(cd "$dir" && find out outbox -type f | LC_ALL=C sort | while read -r f; do
	printf '%10s  %s\n' "$(stat -c %s "$f")" "$f"; done)
say "findings by rule"
"$prog" findings --workspace "$dir" --lang en

say "checked by other programs"
sh "$src/jobs/demo-verify.sh" "$prog" "$dir" "$src"
say "done: files in $dir/out, packages in $dir/outbox, log in $dir/log"
