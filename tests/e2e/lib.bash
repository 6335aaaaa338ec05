# Shared by the end-to-end scripts: a workspace with a small synthetic municipality, its night, its dump.
set -euo pipefail
AS_OF=2026-11-01

fail() { echo "FAIL: $*" >&2; exit 1; }
same() { [ "$1" = "$2" ] || fail "$3: got '$1', expected '$2'"; }
contains() { case $1 in *"$2"*) ;; *) fail "$3: '$2' not in: $1" ;; esac; }
q() { sqlite3 -cmd ".timeout 10000" "$WS/mart.db" "$1"; }

# One key for all scripts of a run: making RSA keys is the slow part. Who comes first makes it, the others wait.
keys() {
	local pki=${TMP%/*}/pki
	mkdir -p "$pki"
	(flock 9; [ -f "$pki/done" ] || { sh "$SRC/tests/harness/mkpki.sh" "$pki/keys" 12345674 >/dev/null 2>&1; touch "$pki/done"; }) 9>"$pki/lock"
	cp -p "$pki"/keys/org.p12 "$pki"/keys/passphrase "$pki"/keys/trust.pem "$pki"/keys/org.pem "$WS/keys/"
}

# workspace NAME CHILDREN [generate options...]
workspace() {
	WS=$TMP/$1
	local children=$2; shift 2
	"$INDBERET" init "$WS" --municipality 492 --name "Ærø Testkommune" --quiet
	sed -i -e '/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = 12345674/' "$WS/indberet.conf"
	"$INDBERET" generate "$WS" --children "$children" --years 3 --as-of $AS_OF --quiet "$@"
	keys
}

# night [options...]: output in $OUT, status in $STATUS
night() {
	set +e
	OUT=$("$INDBERET" run nightly --workspace "$WS" --as-of ${DAY:-$AS_OF} "$@" 2>&1)
	STATUS=$?
	set -e
}

# When something was done by the clock, what a signature changes, and numbers that only tell rows apart.
CLOCK="'built_at', 'signed_at', 'handed_at', 'received_at', 'processed_at', 'ledger_receipt.read_at', 'ledger_delivery.sha256', 'ledger_delivery.bytes', 'finding.finding'"
# Everything of the mart but the ledger of runs, in a total order: what must be the same twice.
dump() { tables "name NOT LIKE 'run%'" "$CLOCK"; }
# tables WHICH [LEFT-OUT COLUMNS [CONDITION ON FINDINGS]]: their rows, sorted by all columns
tables() {
	q "SELECT 'SELECT ''== ' || t.name || '''; SELECT ' || group_concat('\"' || c.name || '\"') || ' FROM ' || t.name
			|| iif(t.name = 'finding', ' WHERE ${3:-1}', '') || ' ORDER BY ' || group_concat('\"' || c.name || '\"') || ';'
		FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND $1 ORDER BY name) AS t,
			pragma_table_info(t.name) AS c
		WHERE t.name || '.' || c.name NOT IN (${2:-''}) AND c.name NOT IN (${2:-''}) GROUP BY t.name" | sqlite3 -cmd ".timeout 10000" "$WS/mart.db"
}
# What left the house, but for the signatures (they state their time).
outputs() {
	(cd "$WS" && find out -type f | LC_ALL=C sort | xargs -r sha256sum
	find outbox -type f -name '*.asice' | LC_ALL=C sort | while read -r p; do
		echo "== $p"
		unzip -Z1 "$p" | grep -v 'signature.p7s' | while read -r m; do
			printf '%s ' "$m"; unzip -p "$p" "$m" | sha256sum; done
	done)
}

# --- bad input: a municipality after one good night, copied for each case ---------------

NEXT=2026-11-02 # the night of the bad input
P=postings_492_20261102.csv
C=D261102.L110901

# base [generate options...] (and `settings` if there is such a function): makes $TMP/base, $TMP/good (as it is after a good second night) and $TMP/persons.
base() {
	workspace base 30 --days 1 "$@"
	printf '[feed.portal]\nmax-age = 9\n' >>"$WS/indberet.conf" # feed_age.sh is about ages
	! declare -F settings >/dev/null || settings
	sed -n '1p; 2,9s/^[^;]*;B/01-11-2026;C/p' "$(echo "$WS"/inbox/postings_*)" >"$WS/days/1/inbox/$P"
	night
	same "$STATUS" 0 "the first night: $OUT"
	{ q "SELECT pnr FROM staging_cpr_person UNION SELECT substr(pnr, 1, 6) || '-' || substr(pnr, 7) FROM staging_cpr_person"
		q "SELECT name FROM staging_cpr_name WHERE length(name) > 4"
		q "SELECT name FROM staging_citizen WHERE length(name) > 4 UNION SELECT name FROM staging_caseworker"; } | sort -u >"$TMP/persons"
	[ "$(wc -l <"$TMP/persons")" -gt 100 ] || fail "no persons to look for"
	DAY=$NEXT
	fresh good; deliver
	night
	same "$STATUS" 0 "the good night: $OUT"
	state >"$TMP/good.state"
}
# fresh NAME: $WS is a new copy
fresh() { WS=$TMP/$1; rm -rf "$WS"; cp -a "$TMP/base" "$WS"; }
# deliver [FILE...]: what came in the second night, or only those files of it
deliver() {
	local f
	for f in "${@:-.}"; do cp -a "$TMP/base/days/1/inbox/$f" "$WS/inbox/"; done
	[ $# -gt 0 ] || sqlite3 "$WS/casestore.db" <"$TMP/base/days/1/casestore.sql"
}
# What the mart holds, whatever number a row or file has and however often the supplier tried.
state() {
	rows
	q "SELECT feed, name, sha256, rows_in, staged, rejected FROM staging_file WHERE replaced_by IS NULL ORDER BY 1, 2"
}
rows() {
	tables "name NOT LIKE 'run%' AND name NOT IN ('staging_delivery', 'staging_file', 'rule_result', 'staging_cpr_file', 'staging_cpr_count', 'finding_life', 'finding_night', 'finding_trend', 'rule_judged')" \
		"'file', 'finding', 'posting', 'byte', 'staging_raw.line', 'ledger_selection.run_id', $CLOCK" "rule NOT IN (''inbox.replaced'', ''A02'', ''A12'')"
}
# Whoever must act: exit status; nobody's number or name in what was said or logged.
ended() {
	same "$STATUS" "$1" "$2: status: $OUT"
	printf '%s\n' "$OUT" >"$TMP/said"
	if grep -Ff "$TMP/persons" "$TMP/said" "$WS"/log/*; then fail "$2: a person in what was said"; fi
	if [ -f "$WS/mart.db" ] && [ "$(q "SELECT 1 FROM sqlite_schema WHERE name = 'staging_file'" 2>/dev/null)" = 1 ]; then
		same "$(q "SELECT count(*) FROM staging_file WHERE rows_in <> staged + rejected")" 0 "$2: rows in = staged + rejected"
		# SQLite 3.40 sees NULLs that are not there in tables without rowid.
		same "$(q 'PRAGMA integrity_check(999999)' | grep -vxe ok -e 'NULL value in .*' || true)" '' "$2: the mart is whole"
	fi
}
# told TEXT...: each stands in the output
told() { local t; for t; do contains "$OUT" "$t" "what is said"; done; }
# found RULE 'FIELD|FOUND|EXPECTED|LINE|CONSEQUENCE': the one finding of that rule
found() {
	same "$(q "SELECT ifnull(field, '') || '|' || ifnull(found, '') || '|' || ifnull(expected, '') || '|' || ifnull(line, '') || '|' || consequence
		FROM finding WHERE rule = '$1'")" "$2" "finding $1"
	[ -n "$(q "SELECT who FROM finding WHERE rule = '$1' AND (stage = 'transform' OR note_da <> '' AND note_en <> '')")" ] || fail "$1: nobody is named who can mend it"
}
all_reports() {
	same "$(q "SELECT count(*) FROM run_step WHERE run_id = (SELECT max(run_id) FROM run) AND status = 'done'")" \
		"$(grep -c '^step' "$SRC/jobs/nightly.job")" "steps done: $OUT"
}
# refused NAME: nothing of the file is staged, the other files and reports are there
refused() {
	same "$(q "SELECT verdict FROM staging_delivery WHERE name = '$1' ORDER BY delivery DESC LIMIT 1")" refused "$1"
	same "$(q "SELECT count(*) FROM staging_file WHERE name = '$1'")" 0 "$1 is not booked as loaded"
	same "$(q "SELECT count(*) FROM staging_delivery WHERE run = 2 AND verdict = 'loaded'")" 2 "the other files are loaded"
	all_reports
}
# The mended file comes: as if nothing had happened.
mended() {
	night --again
	same "$STATUS" 0 "$1: mended: $OUT"
	state >"$TMP/state"
	diff "$TMP/good.state" "$TMP/state" | head -20 >&2
	cmp -s "$TMP/good.state" "$TMP/state" || fail "$1: mended, but the mart differs"
}
