# All fixtures of rules as one municipality, by the program: every rule that there is fires, and finds what is in the golden
# list. RENEW=1 writes the list anew.
. "$SRC/tests/e2e/lib.bash"
GOLDEN=$SRC/fixtures/golden/rules.txt

"$INDBERET" show rules | cut -f1 | LC_ALL=C sort >"$TMP/shown"
ls "$SRC"/transform/rules/*.sql | sed 's|.*/||; s/_.*//' | LC_ALL=C sort >"$TMP/files"
diff "$TMP/files" "$TMP/shown" >"$TMP/diff" || fail "show rules and the files of rules differ: $(cat "$TMP/diff")"

python3 "$SRC/tests/harness/rule_town.py" "$INDBERET" "$TMP" | LC_ALL=C sort >"$TMP/found"
sed 's/[; ].*//' "$TMP/found" | sort -u >"$TMP/fired"
silent=$(comm -23 "$TMP/shown" "$TMP/fired")
same "$silent" "" "rules that find nothing in the municipality of all fixtures"
if [ "${RENEW:-}" ]; then cp "$TMP/found" "$GOLDEN"; fi
diff "$GOLDEN" "$TMP/found" >"$TMP/diff" || fail "other findings than in fixtures/golden/rules.txt (RENEW=1 writes it anew): $(head -20 "$TMP/diff")"
echo "$(wc -l <"$TMP/shown") rules fire, $(wc -l <"$TMP/found") lines"
