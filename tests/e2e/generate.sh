# The synthetic municipality as others see it: sqlite3, iconv, awk and grep, none of them ours.
. "$SRC/tests/e2e/lib.bash"
A=$TMP/a
"$INDBERET" generate "$A" --children 400 --years 4 --as-of $AS_OF --cpr-form both --days 3 --defects 200 --quiet
CPR=$A/inbox/D261101.L110901

# Whole, private, nothing left over.
[ -z "$(find "$A" -name '*.tmp')" ] || fail "a temporary file is left"
[ -z "$(find "$A" -type f -perm /077)" ] || fail "a file others may read"
[ -z "$(find "$A" -mindepth 1 -type d -perm /077)" ] || fail "a folder others may enter"
same "$(sqlite3 "$A/casestore.db" 'PRAGMA integrity_check')" ok "integrity of the case store"
same "$(sqlite3 "$A/casestore.db" 'SELECT count(*) FROM notification')" "$(awk -F';' '$1 == "notification" { print $2 }' "$A/generated.csv")" \
	"rows as said in generated.csv"
same "$(sqlite3 "$A/casestore.db" "SELECT count(*) FROM case_file WHERE changed_at >= '$AS_OF'")" 0 "nothing is dated on the as-of day"

# CPR: Latin-1 that is not ASCII, the count of 999, no blank at the end of a line, numbers that fail modulus 11.
[ "$(iconv -f ISO-8859-1 -t UTF-8 "$CPR" | grep -c 'Testkøbing')" -gt 0 ] || fail "no ø in the CPR extract"
same "$(awk 'END { print $0 }' "$CPR" | cut -c14-21 | sed 's/^0*//')" "$(($(wc -l <"$CPR") - 2))" "count of 999"
LC_ALL=C grep -q ' $' "$CPR" && fail "a trailing blank in the form by lines"
LC_ALL=C awk '
	substr($0, 1, 3) == "001" {
		split("4 3 2 7 6 5 4 3 2 1", w, " "); s = 0
		for (i = 1; i <= 10; i++) s += w[i] * substr($0, 3 + i, 1)
		if (s % 11 == 0 || substr($0, 4, 4) == "0101") { print "a number that could be real"; exit 1 }
	}' "$CPR" || fail "numbers"
same "$(LC_ALL=C tr -d ' \n' <"$CPR" | sha256sum)" "$(LC_ALL=C tr -d ' ' <"$A/cpr-fixed/D261101.L110901" | sha256sum)" "the two physical forms"
same "$(LC_ALL=C tr -dc '\n' <"$A/cpr-fixed/D261101.L110901" | wc -c)" 0 "line ends in the unbroken form"

# CSV: UTF-8, the agreed header, every posting balanced in form; what is planted stands in the sidecar.
for f in "$A"/inbox/*.csv "$A"/days/*/inbox/*.csv; do
	iconv -f UTF-8 -t UTF-8 "$f" >/dev/null || fail "not UTF-8: $f"
done
P=$A/inbox/postings_492_20261101.csv
same "$(head -n 1 "$P")" "Bogføringsdato;Bilag;Kontostreng;Art;Debet/Kredit;Beløb;CPR;Sagsnr;CVR;Tekst" "header of the postings"
same "$(tail -n +2 "$P" | grep -cvE '^[0-3][0-9]-[01][0-9]-20[0-9]{2};[BD][0-9]+;[0-9]{9};[0-9]{3};[DK];-?[0-9.]+,[0-9]{2};([0-9]{10})?;[^;]*;([0-9]{8})?;[^;]+$' || true)" \
	"$(grep -cE '^posting_(bad_(account|amount|side)|short);' "$A/planted.csv" || true)" "postings not of the agreed form"
same "$(grep -c '^31-02-2026' "$P" || true)" "$(grep -c '^posting_bad_date;' "$A/planted.csv" || true)" "impossible dates"
same "$(sqlite3 "$A/casestore.db" "SELECT count(*) FROM notification WHERE notifier_code = '77'")" \
	"$(grep -c '^unknown_notifier;' "$A/planted.csv" || true)" "unknown notifiers"

# The days after: they apply, also with foreign keys on, and each file follows on the one before.
for n in 1 2 3; do
	{ echo 'PRAGMA foreign_keys = ON;'; cat "$A/days/$n/casestore.sql"; } | sqlite3 -bail "$A/casestore.db" || fail "day $n does not apply"
	same "$(head -c 35 "$A/days/$n/inbox/D26110$((n + 1)).L110901" | cut -c20-35)" "2026110$((n + 1))2026110$n" "dates of day $n"
done

# The same again, elsewhere: the same bytes.
B=$TMP/b
(cd / && TZ=Pacific/Auckland LC_ALL=da_DK.UTF-8 "$INDBERET" generate "$B" --children 400 --years 4 --as-of $AS_OF \
	--cpr-form both --days 3 --defects 200 --quiet)
"$INDBERET" generate "$TMP/c" --children 400 --years 4 --as-of $AS_OF --cpr-form both --days 3 --defects 200 --quiet
diff -r "$B" "$TMP/c" >/dev/null || fail "the same options gave other bytes"
"$INDBERET" generate "$TMP/d" --children 400 --years 4 --as-of $AS_OF --seed 2 --quiet
cmp -s "$B/casestore.db" "$TMP/d/casestore.db" && fail "another seed gave the same"

# Options that make no sense: usage, and nothing written.
"$INDBERET" generate "$TMP/e" --children 0 --quiet 2>"$TMP/said" && fail "no children were accepted"
contains "$(cat "$TMP/said")" "children must be 1 to 400000" "what is said"
[ ! -e "$TMP/e/casestore.db" ] || fail "something was written"
