# Input that is too old, has never come or is of tomorrow: told of each night until it is mended; the night goes on.
. "$SRC/tests/e2e/lib.bash"
: >"$TMP/persons"
workspace a 30
ages() { q "SELECT record_key || '|' || coalesce(found, '') || '|' || coalesce(expected, '') FROM finding WHERE rule = 'feed.$1' ORDER BY 1"; }
night
same "$STATUS" 0 "everything is fresh: $OUT"
same "$(q "SELECT group_concat(feed || ' ' || verdict) FROM (SELECT * FROM staging_feed_age ORDER BY feed)")" \
	"budget fresh,casestore fresh,cpr fresh,facilities fresh,portal fresh,postings fresh" "verdicts"

# Nothing comes any more: the check runs all the same.
DAY=2026-11-04
night
ended 65 "what comes daily is three days old"
same "$(ages stale)" "cpr|D261101.L110901, 2026-11-01, 3 arbejdsdage|højst 2 arbejdsdage
portal|portal_492_20261101.csv, 2026-11-01, 3 dage|højst 2 dage" "stale"
told "stops" "portal produced: Den nyeste fil af denne datakilde er ældre end aftalt" "'portal_492_20261101.csv, 2026-11-01, 3 dage'" \
	"(forventet højst 2 dage) → drift [feed.stale]"
all_reports
DAY=2026-11-09
night
ended 65 "all but the register and the budget are old"
same "$(ages stale)" "casestore|$(q "SELECT date(max(produced) * 86400, 'unixepoch') FROM staging_file WHERE feed = 'casestore'"), 6 arbejdsdage|højst 4 arbejdsdage
cpr|D261101.L110901, 2026-11-01, 6 arbejdsdage|højst 2 arbejdsdage
portal|portal_492_20261101.csv, 2026-11-01, 8 dage|højst 2 dage
postings|postings_492_20261101.csv, 2026-11-01, 6 arbejdsdage|højst 4 arbejdsdage" "stale"
OUT=$("$INDBERET" status --workspace "$WS")
told "age of each feed" "portal	portal_492_20261101.csv	2026-11-01	8	højst 2 dage	stale" "facilities	facilities_492_20261101.csv	2026-11-01	8	højst 40 dage	fresh"

# The file comes: the finding goes by itself. An older one and one that has come before change nothing.
printf 'Dato;Antal\n05-11-2026;0\n' >"$WS/inbox/portal_492_20261105.csv"
night --again
same "$(ages stale | grep portal)" "portal|portal_492_20261105.csv, 2026-11-05, 4 dage|højst 2 dage" "a file that is too old itself"
printf 'Dato;Antal\n05-11-2026;0\n' >"$WS/inbox/portal_492_20261109.csv"
night --again
same "$(ages stale | grep portal)" "portal|portal_492_20261105.csv, 2026-11-05, 4 dage|højst 2 dage" "the same content again"
printf 'Dato;Antal\n08-11-2026;0\n' >"$WS/inbox/portal_492_20261109.csv"
night --again
same "$(ages stale | grep portal || true)" "" "mended"

# A file of tomorrow makes nothing fresh, and is a finding of its own.
printf 'Dato;Antal\n09-11-2026;0\n' >"$WS/inbox/portal_492_20261212.csv"
DAY=2026-11-12
night
ended 65 "of tomorrow"
same "$(ages stale | grep portal)" "portal|portal_492_20261109.csv, 2026-11-09, 3 dage|højst 2 dage" "of tomorrow"
same "$(q "SELECT record_key || '|' || field || '|' || found || '|' || expected || '|' || consequence FROM finding WHERE rule = 'A01' AND field = 'produced'")" \
	"portal_492_20261212.csv|produced|2026-12-12|senest 2026-11-12|delivery" "of tomorrow"

# A feed that is expected and has never come; own limits; settings that make no sense.
workspace b 30
rm "$WS"/inbox/facilities_* "$WS"/inbox/budget_*
printf '[feed.facilities]\nexpected = yes\n[feed.budget]\nexpected = from 2026-12-01\n[feed.portal]\nmax-age = 5 workdays\n' >>"$WS/indberet.conf"
DAY=2026-11-06
night
ended 65 "never came"
same "$(ages never)" "facilities||facilities_{municipality}_{date}.csv" "never came"
same "$(q "SELECT verdict || age FROM staging_feed_age WHERE feed = 'portal'")" fresh5 "own limit"
sed -i 's/^max-age = 5 workdays/max-age = a while/' "$WS/indberet.conf"
night --again
same "$STATUS" 78 "a wrong setting: $OUT"
told "setting feed.portal.max-age is 'a while': expected a number of days, or 'N workdays'"
