# Postings, facilities and portal counts in every way they can be wrong.
. "$SRC/tests/e2e/lib.bash"
base

# bad NAME: the files of the second night; $F is the one to spoil
bad() { fresh c; deliver; F=$WS/inbox/${1:-$P}; CASE=$2; }
refuse() { # RULE WHAT... : the night, the finding, the mended file
	night
	ended 65 "$CASE"
	refused "$P"
	found "$1" "$2"
	told "$P" "[$1]"
	deliver "$P"; mended "$CASE"
}
# one row is rejected, the rest staged
reject() {
	night
	ended 65 "$CASE"
	found "$1" "$2"
	same "$(q "SELECT rows_in - staged FROM staging_file WHERE name = '$P'")" "${3:-1}" "$CASE: rows rejected"
	same "$(q "SELECT count(*) FROM staging_raw JOIN staging_file USING (file) WHERE name = '$P'")" "${3:-1}" "$CASE: their text is kept"
	same "$(q "SELECT count(*) FROM staging_posting JOIN staging_file USING (file) WHERE name = '$P'")" \
		"$(q "SELECT staged FROM staging_file WHERE name = '$P'")" "$CASE: rows staged"
	told "rejected" "$P: ${3:-1} af"
	all_reports
	deliver "$P"; mended "$CASE"
	found inbox.replaced "||||info"
}

# the whole file
bad $P "empty file"; : >"$F"
refuse postings.empty "||||delivery"
bad $P "header only"; sed -i 1q "$F"
refuse postings.nothing "||||delivery"
bad $P "wrong header"; sed -i '1s/Beløb/Sum/' "$F"
refuse postings.header "kolonne 6|Sum|Beløb|1|delivery"
bad $P "missing column"; sed -i 's/;[^;]*$//' "$F"; sed -i '1s/;Sagsnr//' "$F"
refuse postings.header "||Sagsnr|1|delivery"
bad $P "reordered header"; awk -F';' -v OFS=';' '{ t = $1; $1 = $2; $2 = t; print }' "$TMP/base/days/1/inbox/$P" >"$F"
refuse postings.header "kolonne 1|Bilag|Bogføringsdato|1|delivery"
bad $P "Latin-1 from the first line"; iconv -f utf-8 -t latin1 "$TMP/base/days/1/inbox/$P" >"$F"
refuse postings.charset '|Bogf\xF8ringsdato|utf-8|1|delivery'
bad $P "no header"; sed -i 1d "$F"
night; ended 65 "$CASE"; refused "$P"; deliver "$P"; mended "$CASE"

# a row
bad $P "Latin-1 in a row"; { sed 4q "$F"; sed -n 5p "$F" | sed 's/;[^;]*$/;K\xf8rsel/'; sed 1,5d "$F"; } >"$F.part"; mv "$F.part" "$F"
reject postings.encoding 'Tekst|\xF8|utf-8|5|record'
bad $P "NUL bytes"; { sed 2q "$F"; sed -n 3p "$F" | sed 's/;D;/;\x00;/; s/;K;/;\x00;/'; sed 1,3d "$F"; } >"$F.part"; mv "$F.part" "$F"
night; ended 65 "$CASE"
same "$(q "SELECT line || consequence FROM finding WHERE rule = 'postings.nul'")" 3record "$CASE"
deliver "$P"; mended "$CASE"
bad $P "unclosed quote"; sed -i '3s/;\([^;]*\)$/;"\1/' "$F"
night; ended 65 "$CASE"
same "$(q "SELECT line FROM finding WHERE rule = 'postings.quote'")" 3 "$CASE"
same "$(q "SELECT rejected FROM staging_file WHERE name = '$P'")" 1 "$CASE: reading goes on with the next line"
deliver "$P"; mended "$CASE"
bad $P "a line of 2 MiB"; { sed 3q "$F"; head -c 2097152 /dev/zero | tr '\0' x; echo; sed 1,3d "$F"; } >"$F.part"; mv "$F.part" "$F"
reject postings.record "||højst 1 MiB|4|record"
bad $P "too few fields"; sed -i '4s/;[^;]*$//' "$F"
reject postings.columns "|9 felter|10 felter|4|record"

# a value
bad $P "amount 1.234,5x"; awk -F';' -v OFS=';' 'NR == 2 { $6 = "1.234,5x" } { print }' "$TMP/base/days/1/inbox/$P" >"$F"
night; ended 65 "$CASE"
same "$(q "SELECT field || '|' || found || '|' || line || '|' || consequence FROM finding WHERE rule = 'postings.amount.type'")" 'Beløb|1.234,5x|2|record' "$CASE"
deliver "$P"; mended "$CASE"
bad $P "date 31-02-2026"; awk -F';' -v OFS=';' 'NR == 2 { $1 = "31-02-2026" } { print }' "$TMP/base/days/1/inbox/$P" >"$F"
night; ended 65 "$CASE"
same "$(q "SELECT field || '|' || found || '|' || line || '|' || consequence FROM finding WHERE rule = 'postings.booked.type'")" 'Bogføringsdato|31-02-2026|2|record' "$CASE"
deliver "$P"; mended "$CASE"
# A personal number of wrong form is masked and left out; the money stays.
bad $P "pnr of wrong form"; awk -F';' -v OFS=';' 'NR == 2 { $7 = "321399-12X4" } { print }' "$TMP/base/days/1/inbox/$P" >"$F"
night; ended 0 "$CASE"
case $(q "SELECT found FROM finding WHERE rule = 'postings.pnr.value'") in *3213* | '') fail "$CASE: not masked" ;; esac
grep -rq 321399 "$WS/log" && fail "$CASE: in the log"
deliver "$P"; mended "$CASE"

# Every row wrong: a snapshot of them is refused and what was loaded before stays.
fresh c; deliver
{ echo 'Tilbud-ID;CVR;P-nummer;Navn;Type;Målgruppe;Pladser;Døgntakst;Gyldig fra;Gyldig til;Kommune;Status'; echo ';;;;;;;;;;;'; } \
	>"$WS/inbox/facilities_492_20261102.csv"
night; ended 65 "empty snapshot"
same "$(q "SELECT count(*) > 0 FROM staging_facility")" 1 "the old snapshot stays"
told "facilities_492_20261102.csv"
