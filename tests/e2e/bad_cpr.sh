# CPR extracts that are cut, miscounted, out of their chain or damaged inside.
. "$SRC/tests/e2e/lib.bash"
base
good=$TMP/base/days/1/inbox/$C

bad() { fresh c; deliver; F=$WS/inbox/$C; CASE=$1; }
# refuse RULE FINDING: the file is not used, all else is; then it comes again, whole.
refuse() {
	tables "name LIKE 'staging_cpr%'" >"$TMP/cpr.before"
	night
	ended 65 "$CASE"
	refused "$C"
	found "$1" "$2"
	told "$C" "[$1]"
	tables "name LIKE 'staging_cpr%'" | cmp - "$TMP/cpr.before" || fail "$CASE: something of the file is staged"
	deliver "$C"; mended "$CASE"
}

bad "end record is missing"; sed '$d' "$good" >"$F"
refuse cpr.truncated "||999||delivery"
bad "cut inside a record"; head -c 2000 "$good" >"$F"
refuse cpr.truncated "||999||delivery"
n=$(wc -l <"$good")
bad "wrong number in the end record"; sed '20d' "$good" >"$F"
refuse cpr.count "|$((n - 3)) poster|$((n - 2)) poster|$((n - 1))|delivery"
bad "gap in the chain"; sed '1s/20261101/20261030/' "$good" >"$F"
tables "name LIKE 'staging_cpr%'" >"$TMP/cpr.before"
night; ended 65 "$CASE"
found cpr.gap "|2026-10-30|2026-11-01|1|delivery"
told "stops     $C:1: Filen følger ikke efter den, der sidst blev indlæst for opgaven: en fil mangler. Intet er indlæst; filen bliver i indbakken og indlæses i rækkefølge, når den manglende fil kommer. Hent den manglende fil, eller bestil et fuldt udtræk og angiv dets dato som restart under [feed.cpr]. '2026-10-30' (forventet 2026-11-01) → leverandør [cpr.gap]"
[ -f "$F" ] || fail "$CASE: it does not wait"
same "$(q "SELECT count(*) FROM staging_delivery WHERE name = '$C'")" 0 "$CASE: booked"
same "$(q "SELECT count(*) FROM staging_delivery WHERE run = 2 AND verdict = 'loaded'")" 2 "$CASE: the other files are loaded"
tables "name LIKE 'staging_cpr%'" | cmp - "$TMP/cpr.before" || fail "$CASE: something of the file is staged"
all_reports
deliver "$C"; mended "$CASE"
bad "empty file"; : >"$F"
refuse cpr.empty "||||delivery"
bad "no start record"; sed 1d "$good" >"$F"
refuse cpr.envelope "||000|1|delivery"
bad "start record without a date"; sed '1s/20261102/2026XX02/' "$good" >"$F"
refuse cpr.start "||OPGAVENR, PRODDTO, PRODDTOFORRIG|1|delivery"
bad "records after the end"; { cat "$good"; sed -n 2p "$good"; sed -n '$p' "$good"; } >"$F"
refuse cpr.after_end "|||$((n + 1))|delivery"
bad "EBCDIC"; dd if="$good" conv=ebcdic of="$F" status=none
refuse cpr.ebcdic "||ISO-8859-1|1|delivery"
bad "something else altogether"; head -c 100000 "$TMP/base/casestore.db" >"$F"
night; ended 65 "$CASE"; refused "$C"; deliver "$C"; mended "$CASE"

# An older file with other content changes nothing and is nobody's fault.
fresh c; deliver; sed '1s/2026110120261031/2026103020261029/' "$TMP/base/days/1/inbox/$C" >"$WS/inbox/D261030.L110901"
sed -i '1s/2026110220261101/2026103020261029/' "$WS/inbox/D261030.L110901"
night; ended 0 "older file"
same "$(q "SELECT verdict FROM staging_delivery WHERE name = 'D261030.L110901'")" older "older file"

# The missing file never comes: a full extract starts the chain anew, and the refusal is over.
bad "chain started anew"; sed '1s/20261101/20261030/' "$good" >"$F"
night; ended 65 "$CASE"
rm -f "$WS"/inbox/*
cp "$(find "$TMP/base/archive" -type f | xargs grep -l '^0000000000000110901')" "$WS/inbox/D261105.L110901"
sed -i '1s/2026110120261031/2026110520261104/' "$WS/inbox/D261105.L110901"
DAY=2026-11-05; night; ended 65 "$CASE: not asked for"
cp "$(find "$WS/archive" -type f | xargs grep -l '^00000000000001109012026110520261104')" "$WS/inbox/D261105.L110901"
night --again --set feed.cpr.restart=2026-11-05
ended 0 "$CASE"
DAY=$NEXT

# Damage inside: the record is rejected, what was known of the person stands, the rest is used.
next=$TMP/D261103.L110901
sed '1s/2026110220261101/2026110320261102/' "$good" >"$next"
WS=$TMP/good; cp "$next" "$WS/inbox/"; DAY=2026-11-03; night; same "$STATUS" 0 "third night: $OUT"; rows | grep -v '^cpr|' >"$TMP/good3"
DAY=$NEXT
pnr=$(sed -n '2s/^...\(..........\).*/\1/p' "$good")
damage() { # RULE FINDING
	night
	ended 65 "$CASE"
	found "$1" "$2"
	told "rejected" "$C: "
	all_reports
	case $(q "SELECT group_concat(coalesce(found, '')) FROM finding") in *"$pnr"*) fail "$CASE: a number in a finding" ;; esac
	same "$(q "SELECT count(*) FROM staging_raw JOIN staging_file USING (file) WHERE name = '$C'")" \
		"$(q "SELECT rejected FROM staging_file WHERE name = '$C'")" "$CASE: the text of what was rejected"
	cp "$next" "$WS/inbox/"; DAY=2026-11-03
	night
	ended 0 "$CASE: mended"
	DAY=$NEXT
	rows | grep -v '^cpr|' >"$TMP/rows" # but for the count of what came and was rejected
	diff "$TMP/good3" "$TMP/rows" | head -20 >&2
	cmp -s "$TMP/good3" "$TMP/rows" || fail "$CASE: mended, but the mart differs"
}
bad "record shorter than a needed field"; sed '2s/^\(.\{16\}\).*/\1/' "$good" >"$F"
damage cpr.needed "STATUS||cifre|2|record"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'cpr.person_rejected'")" 0 "$CASE: nothing is left of it"
bad "record too short to say whom it is about"; sed '3s/^\(.\{9\}\).*/\1/' "$good" >"$F"
night; ended 65 "$CASE" # whose it was nobody knows: the finding stays
found cpr.short "|9 byte||3|record"
bad "unknown record type"; sed '4s/^.../555/' "$good" >"$F"
damage cpr.unknown_type "|$(sed -n 4p "$good" | tr -d '\n' | wc -c) byte|en posttype i postbeskrivelsen|4|record"
bad "NUL bytes"; sed '5s/^\(.\{14\}\)./\1\x00/' "$good" >"$F"
damage cpr.control "|$(sed -n 5p "$good" | tr -d '\n' | wc -c) byte|ingen styretegn|5|record"
bad "a record of 2 MiB"; { sed 5q "$good"; sed -n 6p "$good" | tr -d '\n'; head -c 2097152 /dev/zero | tr '\0' x; echo; sed 1,6d "$good"; } >"$F"
damage cpr.too_long "|4096+ byte|højst 4096 byte|6|record"
