#!/bin/sh
# The committed manual pages are what the program writes, and mandoc has nothing to say about them.
cd "$SRC" || exit 1
bad=0
for page in indberet.1 indberet.conf.5 indberet-rules.7 indberet-feeds.7 indberet-reports.7 indberet-profiles.7; do
	"$INDBERET" show manual $page >"$TMP/$page" || exit 1
	cmp "$TMP/$page" docs/man/$page || { echo "run 'make docs'"; bad=1; }
	mandoc -T lint -W warning "$TMP/$page" || bad=1
done
exit $bad
