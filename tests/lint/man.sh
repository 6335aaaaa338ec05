#!/bin/sh
# The committed manual pages are what the program writes, and mandoc has nothing to say about them.
cd "$SRC" || exit 1
bad=0
for page in indberet.1 indberet.conf.5 indberet-rules.7 indberet-feeds.7 indberet-reports.7 indberet-profiles.7; do
	"$INDBERET" show manual $page >"$TMP/$page" || exit 1
	cmp "$TMP/$page" docs/man/$page || { echo "run 'make docs'"; bad=1; }
	mandoc -T lint -W warning "$TMP/$page" || bad=1
done
# The rule book has every rule file, each once, and is well-formed.
for page in rule-book.html rule-book-en.html; do
	"$INDBERET" show manual $page >"$TMP/$page" || exit 1
	cmp "$TMP/$page" docs/$page || { echo "run 'make docs'"; bad=1; }
	sed -n 's/^<section id="\([A-J][0-9][0-9]\)">$/\1/p' "$TMP/$page" | LC_ALL=C sort >"$TMP/in_book"
	ls transform/rules/*.sql | sed 's/.*\///; s/_.*//' | LC_ALL=C sort | cmp - "$TMP/in_book" || { echo "$page: not the rules of transform/rules"; bad=1; }
	! command -v xmllint >/dev/null 2>&1 || xmllint --html --noout "$TMP/$page" 2>&1 | grep -v 'Tag \(nav\|section\) invalid\|^<\|^ *^' | grep . && bad=1
done
exit $bad
