# What lies in the inbox and is not, or not yet, a file to load.
. "$SRC/tests/e2e/lib.bash"
base
facilities=$(find "$TMP/base/archive" -type f | xargs grep -l '^Tilbud-ID;')

# Half-written: left alone, nobody is called.
fresh c; deliver
head -c 300 "$WS/inbox/$P" >"$WS/inbox/postings_492_20261103.csv.part"; cp "$WS/inbox/$P" "$WS/inbox/.postings_492_20261104.csv"
night; ended 0 "half-written files"
[ "$(find "$WS/inbox" -type f | wc -l)" = 2 ] || fail "half-written files are gone"
state | cmp - "$TMP/good.state" || fail "half-written files changed something"

# A link, a folder and a pipe are not followed, opened or removed.
fresh c; deliver
cp "$WS/inbox/$P" "$TMP/outside.csv"; ln -s "$TMP/outside.csv" "$WS/inbox/postings_492_20261104.csv"
mkdir "$WS/inbox/postings_492_20261105.csv"; mkfifo "$WS/inbox/postings_492_20261106.csv"
night; ended 65 "link, folder, pipe"
same "$(q "SELECT group_concat(record_key) FROM (SELECT record_key FROM finding WHERE rule = 'inbox.special' AND consequence = 'delivery' ORDER BY 1)")" \
	"postings_492_20261104.csv,postings_492_20261105.csv,postings_492_20261106.csv" "findings"
told "postings_492_20261104.csv" "[inbox.special]"
[ -L "$WS/inbox/postings_492_20261104.csv" ] && [ -f "$TMP/outside.csv" ] || fail "the link or its target is gone"
all_reports
rm -r "$WS"/inbox/*
mended "link, folder, pipe"

# A name that fits nothing, with a number in it; a name that is not UTF-8.
fresh c; deliver
cp "$WS/inbox/$P" "$WS/inbox/udtræk $(head -1 "$TMP/persons").csv"; cp "$WS/inbox/$P" "$WS/inbox/"$'k\xf8rsel\n.csv'
night; ended 65 "unknown names"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'inbox.unknown' AND consequence = 'delivery'")" 2 "unknown names"
told "[inbox.unknown]"
all_reports
find "$WS/inbox" -type f -delete
mended "unknown names"

# For another municipality, by its name and by its content: never loaded.
fresh c; deliver; mv "$WS/inbox/$P" "$WS/inbox/postings_479_20261102.csv"
night; ended 65 "other municipality"
told "postings_479_20261102.csv" "'479'" "(forventet 492)" "[inbox.municipality]"
[ -f "$WS/inbox/postings_479_20261102.csv" ] || fail "it should lie where it was"
find "$WS/archive" -name "$(sha256sum "$WS/inbox/postings_479_20261102.csv" | cut -c1-64)" | grep . && fail "data of another municipality in the archive"
rm "$WS/inbox/postings_479_20261102.csv"; deliver "$P"; mended "other municipality"
fresh c; deliver; sed -i -e '1s/$/;Kommune/' -e '2,$s/$/;479/' "$WS/inbox/$P"
night; ended 65 "other municipality inside"
refused "$P"; found postings.municipality "Kommune|479|492|2|delivery"
deliver "$P"; mended "other municipality inside"

# The same content under another name: once.
fresh c; deliver; cp "$WS/inbox/$P" "$WS/inbox/postings_492_20261103.csv"
night; ended 0 "same content, other name"
same "$(q "SELECT verdict FROM staging_delivery WHERE name = 'postings_492_20261103.csv'")" duplicate "same content, other name"
same "$(q "SELECT DISTINCT rule || ' ' || consequence FROM finding WHERE rule IN ('A02', 'A12')")" "A02 answer" "A02"
cmp <(state | grep -v '^findings_open|') <(grep -v '^findings_open|' "$TMP/good.state") || fail "the same content is loaded twice"

# A snapshot that is older than the one loaded.
fresh c; deliver; sed '$d' "$facilities" >"$WS/inbox/facilities_492_20261030.csv"
night; ended 0 "older after newer"
same "$(q "SELECT verdict FROM staging_delivery WHERE name = 'facilities_492_20261030.csv'")" older "older after newer"
same "$(q "SELECT consequence FROM finding WHERE rule = 'A12'")" answer "A12"
cmp <(state | grep -v '^findings_open|') <(grep -v '^findings_open|' "$TMP/good.state") || fail "the older snapshot changed something"

# A refused snapshot is over when a later one is loaded.
fresh c; deliver; : >"$WS/inbox/facilities_492_20261102.csv"
night; ended 65 "refused snapshot"
cp "$facilities" "$WS/inbox/facilities_492_20261103.csv"; echo >>"$WS/inbox/facilities_492_20261103.csv"
DAY=2026-11-03; night; DAY=$NEXT
ended 0 "a later snapshot"

# An inbox that is not there, and one that may not be read.
fresh c; rm -rf "$WS/inbox"
night; ended 66 "no inbox"; told "could not open the inbox"
fresh c; deliver; echo '[inbox]' >>"$WS/indberet.conf"; echo 'path = nowhere' >>"$WS/indberet.conf"
night; ended 66 "inbox is elsewhere"; told "nowhere"
