#!/bin/sh
# Nothing unfinished, no path of a machine, no personal data that looks real in the tree.
cd "$SRC" || exit 1
bad=0
if grep -rnIE '\b(TODO|FIXME|XXX)\b' --include='*.[ch]' --include='*.sql' --include='*.sh' --include='*.def' \
	common extract transform report jobs fixtures schemas tests | grep -v 'lint/tree.sh'; then
	echo "unfinished words"; bad=1
fi
if grep -rnI '/home/\|/root/' README.md docs common extract transform report jobs schemas 2>/dev/null; then
	echo "a path of a machine"; bad=1
fi
# A rule that a comment, a page or a definition names is there.
for id in $(grep -rhoE '\b[Rr]ules? `?[A-H][0-9]{2}\b' README.md docs common extract transform report jobs fixtures schemas tests/e2e |
	grep -oE '[A-H][0-9]{2}$' | sort -u); do
	ls transform/rules/"$id"_*.sql >/dev/null 2>&1 || { echo "no such rule: $id"; bad=1; }
done
[ "$(wc -l <README.md)" -lt 150 ] || { echo "README.md is over 150 lines"; bad=1; }
exit $bad
