# A CSV export that lacks a file or a column, is still being written, is cut short, or is not what it
# says. Nothing is made of it and the mart is as it was; bad rows are told and the rest is used.
. "$SRC/tests/e2e/lib.bash"
settings() { printf '[case-store]\nprofile = csc-social\npath = export/\n' >>"$WS/indberet.conf"; }
deliver() {
	cp -a "$TMP/base/days/1/inbox/." "$WS/inbox/"
	rm -r "$WS/export"; cp -a "$TMP/base/days/1/export" "$WS/export"
}
# Whatever place the store is read from, and when it was last read in full.
eval "whole_$(declare -f state)"
state() { whole_state | grep -vE '^1\|[0-9a-f]{64}\|492\|'; }
base --system csc-social

unusable() {
	local case=$1 status=$2; shift 2
	night
	ended "$status" "$case"
	told "FAILED" "$@" "transform all            not run: extract is not done"
	same "$(q "SELECT count(*) FROM staging_delivery WHERE run = 2 AND verdict = 'loaded'")" 3 "$case: the inbox is loaded"
	same "$(q "SELECT group_concat(entity || rows_in) FROM staging_entity")" \
		"$(sqlite3 "$TMP/base/mart.db" "SELECT group_concat(entity || rows_in) FROM staging_entity")" "$case: staging as it was"
	same "$(find "$WS/tmp" -type f ! -name '*.lock')" "" "$case: left in tmp"
}
goes_on() {
	rm -rf "$WS/export"; cp -a "$TMP/base/days/1/export" "$WS/export"
	night
	same "$STATUS" 0 "$1: mended: $OUT"
	state | sed "s,|export.zip|,|export/|," >"$TMP/state"
	diff "$TMP/good.state" "$TMP/state" | head -20 >&2
	cmp -s "$TMP/good.state" "$TMP/state" || fail "$1: mended, but the mart differs"
}
fresh c; deliver; rm "$WS/export/Sager.csv"
unusable "no file of an entity" 66 "entity 'case_file'" "there is no file 'Sager.csv'"
goes_on "no file of an entity"
fresh c; deliver; sed -i '1s/;Modtaget;/;Kommet;/' "$WS/export/Underretninger.csv"
unusable "no column" 78 "entity 'notification'" "file 'Underretninger.csv' has no column 'Modtaget' (received_at)"
goes_on "no column"
fresh c; deliver; : >"$WS/export/Ydelser.csv.part"
unusable "still being written" 75 "'Ydelser.csv.part' is still being written"
goes_on "still being written"
fresh c; deliver; : >"$WS/export/Borgere.csv"
unusable "an empty file" 65 "export file 'Borgere.csv': it is empty, without a header"
goes_on "an empty file"
fresh c; deliver; rm -r "$WS/export"
unusable "no export" 66 "could not open export"
goes_on "no export"
fresh c; deliver; cp "$WS/export/Sager.csv" "$WS/export/SAGER.csv"
unusable "two names that differ in case" 65 "'SAGER.csv' and 'Sager.csv' differ in case only"
goes_on "two names that differ in case"
fresh c; deliver; ln -sf /etc/passwd "$WS/export/Sager.csv"
unusable "a link" 66 "there is no file 'Sager.csv'"
goes_on "a link"
fresh c; deliver; iconv -f windows-1252 -t utf-16 "$TMP/base/export/Sager.csv" >"$WS/export/Sager.csv"
unusable "another character set" 78 "export file 'Sager.csv': it is in utf-16, expected windows-1252"
goes_on "another character set"

# The .zip of it: another place, so staging_store differs.
zipped() { fresh c; deliver; sed -i 's,^path = export/$,path = export.zip,' "$WS/indberet.conf"; cp "$TMP/base/days/1/export.zip" "$WS/"; }
zipped; truncate -s 3000 "$WS/export.zip"
unusable "a zip cut short" 65 "export.zip" "not a whole and sound zip"
cp "$TMP/base/days/1/export.zip" "$WS/"
goes_on "a zip cut short"
zipped; rm "$WS/export.zip"; : >"$WS/export.zip.part"
unusable "a zip still being written" 75 "is not there"
zipped; (cd "$WS/export" && cp Sager.csv SAGER.csv && zip -q ../export.zip SAGER.csv)
unusable "two names in a zip" 65 "SAGER.csv"
zipped; (cd "$WS" && mkdir sub && cp export/Sager.csv sub/ && zip -q export.zip sub/Sager.csv)
unusable "a folder in a zip" 65 "sub/"

# Rows that cannot be read: told by file and line, the rest is used.
fresh c; deliver
f=$WS/export/Tilsyn.csv
printf 'T-1;"N-1;01.11.2026;Ja;01.11.2026 10:00;\r\nT-2;N-1\r\nT-3;N\201;01.11.2026;Ja;01.11.2026 10:00;\r\nT-4;N\0;01.11.2026;Ja;01.11.2026 10:00;\r\n' >>"$f"
n=$(wc -l <"$f")
night
ended 65 "rows that cannot be read"
told "rejected  export/: 4 af"
found export.quote "|byte 5|et felt i anførselstegn, der er lukket|$((n - 3))|record"
found export.columns "|2 felter|6 felter|$((n - 2))|record"
found export.encoding "Anbringelsesnr.||windows-1252|$((n - 1))|record"
found export.nul "|byte 6|tekst uden NUL-tegn|$n|record"
same "$(q "SELECT DISTINCT record_key FROM finding WHERE rule LIKE 'export.%'")" "Tilsyn.csv" "which file"
all_reports
rm -rf "$WS/export"; cp -a "$TMP/base/days/1/export" "$WS/export"
mended "rows that cannot be read"

# Killed while the export is unpacked or read: the next run clears up.
zipped
mkdir -p "$WS/tmp/export-0" && echo rest >"$WS/tmp/export-0/1"
goes_on "left by a killed run"
[ ! -e "$WS/tmp/export-0" ] || fail "what a killed run unpacked is still there"
