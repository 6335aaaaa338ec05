# Defects of whole files: each is found by the check that must find it. Those of different feeds stand in one municipality.
. "$SRC/tests/e2e/lib.bash"

# found NAME RULE: by the names of the findings. Postings are events: a file of an earlier day joins the others, whenever it comes.
found() {
	case $1 in
	postings_older) [ "$(q "SELECT count(*) FROM staging_delivery WHERE name = 'postings_492_20260922.csv' AND verdict = 'loaded'")" = 1 ] ;;
	*) [ "$(q "SELECT count(*) FROM finding WHERE rule = '$2'")" -gt 0 ] ;;
	esac
}

sed -n 's/^FILE_DEFECT("\(.*\)", "\(.*\)", "\(.*\)")/\1 \2 \3/p' "$SRC/fixtures/generate/file_defects.def" |
	awk '{ print ++n[$3], $1, $2 }' | sort -n >"$TMP/defects"
[ "$(wc -l <"$TMP/defects")" -ge 17 ] || fail "no defects"
for round in $(cut -d' ' -f1 "$TMP/defects" | uniq); do
	grep "^$round " "$TMP/defects" >"$TMP/round"
	names=$(cut -d' ' -f2 "$TMP/round" | paste -sd,)
	WS=$TMP/round$round
	"$INDBERET" init "$WS" --municipality 492 --name "Ærø Testkommune" --quiet
	"$INDBERET" generate "$WS" --children 20 --years 1 --as-of $AS_OF --days 1 --file-defects "$names" --quiet
	"$INDBERET" extract --workspace "$WS" --as-of $AS_OF >/dev/null 2>&1 || [ $? -eq 65 ] || fail "extract of $names"
	for f in "$WS"/late/* "$WS"/days/1/inbox/*; do
		case $names in *cpr_gap* | *older*) [ ! -f "$f" ] || cp "$f" "$WS/inbox/" ;; esac
	done
	"$INDBERET" extract inbox --workspace "$WS" --as-of 2026-11-02 >/dev/null 2>&1 || [ $? -eq 65 ] || fail "extract of $names"
	"$INDBERET" transform --workspace "$WS" --as-of 2026-11-02 --quiet >/dev/null 2>&1 || [ $? -eq 65 ] || fail "transform of $names"
	while read -r _ name rule; do
		found "$name" "$rule" || fail "$name is not found by $rule: $(q "SELECT group_concat(DISTINCT rule) FROM finding")"
	done <"$TMP/round"
done
echo "$(wc -l <"$TMP/defects") defects of files"
