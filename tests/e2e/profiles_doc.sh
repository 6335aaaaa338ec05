# docs/profiles.md is true: its commands are run as they stand, and answer what it says they answer.
. "$SRC/tests/e2e/lib.bash"
PATH=$(dirname "$INDBERET"):$PATH
cd "$TMP"
# Blocks indented by four blanks; one right after another holds what the one before answers.
awk '/^    / { if (!open) { n++; open = 1 } sub(/^    /, ""); print > ("block." n); next } { open = /^$/ && open ? 2 : 0 }
	open == 2 { open = 0 }' "$SRC/docs/profiles.md"
answers=0
: >script
for i in $(seq "$(ls block.* | wc -l)"); do
	if head -1 "block.$i" | grep -qE '^(ok|WRONG)'; then
		while read -r line; do
			grep -qF -- "${line% …}" said || fail "docs/profiles.md says: $line; the program: $(cat said)"
			answers=$((answers + 1))
		done <"block.$i"
	else
		dir=$([ -d nordby ] && echo nordby || echo .)
		(cd "$dir" && AS_OF= bash -c "$(cat "../block.$i" 2>/dev/null || cat "block.$i")") >said 2>&1 || fail "block $i: $(cat said)"
	fi
done
[ "$answers" -ge 6 ] || fail "only $answers lines were compared"
WS=$TMP/nordby
same "$(q "SELECT group_concat(case_id || ifnull(closed_on, '-') || target_group || paying_municipality) FROM staging_case_file")" \
	"S1-vulnerable492,S2-both492" "the cases"
echo "$answers lines of answers"
