# The same municipality from SQLite and from PostgreSQL: the same staging, facts and findings, in full and over days of
# changes; one snapshot for all entities; nothing is written to the store.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/pg.sh"
pg_start
workspace lite 200 --days 3
workspace pg 200 --days 3 --store postgresql
[ ! -e "$WS/casestore.db" ] || fail "there is an SQLite store too"
pg_sql postgres <<<"CREATE DATABASE store"
pg_sql store -1 <"$WS/casestore.pg.sql"
pg_sql store <<<"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"
store_is "path = $(pg_uri store)"

# alike WHAT: everything that is made of the store is the same in both workspaces
alike() {
	local side
	for side in lite pg; do
		WS=$TMP/$side
		# The file of the case store is named otherwise; it has the same content.
		tables "name NOT LIKE 'run%' AND name NOT LIKE 'ledger%' AND name NOT IN ('staging_store', 'staging_delivery', 'finding', 'rule_result', 'rule_judged')" "'staging_file.name'" >"$TMP/$side.rows"
		tables "name = 'finding'" "'finding.finding'" >>"$TMP/$side.rows"
		tables "name = 'rule_result'" >>"$TMP/$side.rows"
	done
	diff "$TMP/lite.rows" "$TMP/pg.rows" | head -20 >&2
	cmp -s "$TMP/lite.rows" "$TMP/pg.rows" || fail "$1: the marts differ"
}
both() { for WS in "$TMP/lite" "$TMP/pg"; do night "$@"; same "$STATUS" 0 "$WS $*: $OUT"; done; }

both
[ "$(q "SELECT count(*) FROM fact_case")" -gt 100 ] || fail "there is hardly a case"
alike "first night"
for n in 1 2 3; do
	sqlite3 "$TMP/lite/casestore.db" <"$TMP/lite/days/$n/casestore.sql"
	pg_sql store <"$TMP/pg/days/$n/casestore.sql"
	for side in lite pg; do cp "$TMP/$side/days/$n"/inbox/* "$TMP/$side/inbox/"; done
	DAY=$(date -u -d "$AS_OF + $n days" +%F)
	both
	alike "day $n"
done
both --again --full
alike "everything again"

# Deleted rows, keys that need byte order, and values that need care.
pg_sql store <<'S'
INSERT INTO team VALUES ('a-Team', E'Tab\there, back\\slash, "quote"', '2026-11-04 10:00:00.987654', NULL),
	('Ørsted', 'Å', '2026-11-04 10:00', '2026-11-04 10:00'), ('Zone', NULL, '2026-11-04 10:00', NULL), ('æ', '', '2026-11-04 10:00', NULL);
DELETE FROM visit WHERE visit_id IN (SELECT visit_id FROM visit LIMIT 3);
S
sqlite3 "$TMP/lite/casestore.db" <<'S'
INSERT INTO team VALUES ('a-Team', 'Tab' || char(9) || 'here, back\slash, "quote"', '2026-11-04T10:00:00', NULL),
	('Ørsted', 'Å', '2026-11-04T10:00:00', '2026-11-04T10:00:00'), ('Zone', NULL, '2026-11-04T10:00:00', NULL), ('æ', '', '2026-11-04T10:00:00', NULL);
S
pg_sql store <<<"SELECT visit_id FROM visit" | sort >"$TMP/left"
sqlite3 "$TMP/lite/casestore.db" "CREATE TEMP TABLE l(id); $(sed "s/.*/INSERT INTO l VALUES('&');/" "$TMP/left") DELETE FROM visit WHERE visit_id NOT IN (SELECT id FROM l)"
DAY=2026-11-05
for WS in "$TMP/lite" "$TMP/pg"; do night; done
alike "odd values"
same "$(q "SELECT group_concat(team_id) FROM (SELECT team_id FROM staging_team WHERE team_id NOT GLOB '[TH][0-9]*' ORDER BY team_id)")" "Zone,a-Team,Ørsted,æ" "order by bytes"

# The store is as it was: the role cannot write, and neither can a session of ours.
doctor=$("$INDBERET" doctor --workspace "$WS" 2>&1) || true
contains "$doctor" "ok    case store" "doctor"
contains "$doctor" "/store as reader, without TLS" "doctor says which store"
case $doctor in *"may also write"*) fail "the role may write: $doctor" ;; esac
contains "$("$INDBERET" doctor --workspace "$WS" --set "case-store.path=$(pg_uri store | sed s/reader@/owner@/)" 2>&1)" "this role may also write" "doctor warns"
if grep -E 'ERROR|FATAL' "$PG_HOME/log" | grep -v 'is starting up' >&2; then fail "the server had something to say"; fi
