# What PostgreSQL can hold and staging cannot: a finding each, never a crash. Other encodings, text of a hundred megabytes,
# half a million rows in flat memory, and one snapshot for all entities.
. "$SRC/tests/e2e/lib.bash"
. "$SRC/tests/harness/pg.sh"
pg_start
pg_workspace a 20 store
rm -rf "$WS"/inbox/*
store() {
	set +e; OUT=$(timeout 300 "$INDBERET" extract casestore --workspace "$WS" --as-of $AS_OF "$@" 2>&1); STATUS=$?; set -e
}
# Which store and which profile it was, is another thing.
dump() { tables "name NOT LIKE 'run%' AND name NOT LIKE 'ledger%' AND name <> 'staging_store'"; }
# of COLUMN ID: what stands in staging_team
of() { q "SELECT $1 FROM staging_team WHERE team_id = '$2'"; }
finding() { q "SELECT count(*) FROM finding WHERE rule = '$1' AND record_key LIKE '%$2%'"; }
store; same "$STATUS" 0 "as it should be: $OUT"

# --- dates, times and texts at their edges --------------------------------------------
pg_sql store <<'S'
CREATE TYPE word AS ENUM ('Enum');
CREATE TABLE odd(team_id char(10), name text, changed_at timestamptz, deleted_at text);
GRANT SELECT ON odd TO reader;
INSERT INTO odd VALUES
	('inf', 'x', 'infinity', NULL), ('minus', 'x', '-infinity', NULL), ('bc', 'x', '0044-03-15 12:00:00 BC', NULL),
	('far', 'x', '12026-01-01 12:00:00', NULL), ('summer', 'x', '2026-07-01T10:00:00.999999Z', NULL),
	('first', 'x', '2026-10-25T00:30:00Z', NULL), ('second', 'x', '2026-10-25T01:30:00Z', NULL),
	('control', E'a\u0001b\nc\td\\N\\e', '2026-07-01T10:00:00Z', NULL), ('null', '\N', '2026-07-01T10:00:00Z', ''),
	('blank', '   ', '2026-07-01T10:00:00Z', NULL), ('long', repeat('æ', 70000), '2026-07-01T10:00:00Z', NULL),
	('huge', repeat('x', 200000000), '2026-07-01T10:00:00Z', NULL), ('edge', repeat('y', 65536), '2026-07-01T10:00:00Z', NULL),
	('text', 'x', '2026-07-01T10:00:00Z', '2026-07-01T11:00:00');
S
store_is "path = $(pg_uri store)" "profile = profile"
echo "SELECT * FROM odd" >"$WS/profile/team.sql"
sed 's/effect_on,/CASE event_id WHEN (SELECT min(event_id) FROM placement_event) THEN date '"'infinity'"' ELSE effect_on END AS effect_on,/' \
	"$SRC/extract/profiles/dubu/placement_event.sql" >"$WS/profile/placement_event.sql"
sed "s/ name,/ 'Enum'::word AS name,/" "$SRC/extract/profiles/dubu/caseworker.sql" >"$WS/profile/caseworker.sql"
limit=$(ulimit -v); ulimit -v 600000
store
ulimit -v "$limit" 2>/dev/null || true
same "$STATUS" 0 "odd values: $OUT"
same "$(q "SELECT rows_in || ' ' || staged || ' ' || rejected FROM staging_entity WHERE entity = 'team'")" "14 14 0" "every row is staged"
same "$(of changed_at inf)" infinity "infinity"; same "$(finding team.changed_at.type inf)" 1 "infinity is found"
same "$(of changed_at minus)" -infinity "-infinity"; same "$(finding team.changed_at.type minus)" 1 "-infinity is found"
contains "$(of changed_at bc)" " BC" "before Christ"; same "$(finding team.changed_at.type bc)" 1 "before Christ is found"
contains "$(of changed_at far)" "12026-01-01 " "far away"; same "$(finding team.changed_at.type far)" 1 "far away is found"
same "$(q "SELECT effect_on FROM staging_placement_event ORDER BY event_id LIMIT 1")" infinity "a day without end"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'placement_event.effect_on.type'")" 1 "a day without end is found"
same "$(of changed_at summer)" 2026-07-01T12:00:00 "summer time, without fractions"
same "$(of changed_at first) $(of changed_at second)" "2026-10-25T02:30:00 2026-10-25T02:30:00" "the hour that comes twice"
same "$(of name control)" 'a\x01b\x0ac\x09d\N\e' "control characters"; same "$(finding team.name.text control)" 1 "control characters are found"
same "$(of name null)" '\N' "text that looks like NULL"; same "$(of "ifnull(name, 'none')" blank)" none "blanks"
same "$(of 'length(CAST(name AS BLOB))' long)" 65536 "long text"; same "$(finding team.name.text long)" 1 "long text is found"
same "$(of 'length(name)' huge)" 65536 "huge text"; same "$(finding team.name.text huge)" 1 "huge text is found"
same "$(of 'length(name)' edge)" 65536 "longest text"; same "$(finding team.name.text edge)" 0 "longest text is fine"
same "$(of deleted_at text)" 2026-07-01T11:00:00 "a time as text"
same "$(q "SELECT DISTINCT name FROM staging_caseworker")" Enum "an enum"
same "$(q "SELECT count(*) FROM finding WHERE found LIKE '%xxxxxxxxxx%' AND length(found) > 2000")" 0 "findings stay short"
cp "$SRC"/extract/profiles/dubu/*.sql "$WS/profile/"

# --- one snapshot ------------------------------------------------------------------------
# The first entity takes a while; meanwhile rows come, change and go in entities read after it.
store; same "$STATUS" 0 "before: $OUT"
dump >"$TMP/before"
{ grep -v '^ *FROM' "$SRC/extract/profiles/dubu/appropriation.sql"; echo "FROM appropriation, (SELECT pg_sleep(2)) AS s"; } >"$WS/profile/appropriation.sql"
(sleep 1; pg_sql store <<'S'
INSERT INTO visit VALUES ('NEW', 'P1', '2026-10-01', true, '2026-10-02 10:00', NULL); UPDATE team SET name = 'Et andet navn'; DELETE FROM examination_domain;
S
) & writer=$!
store; same "$STATUS" 0 "while it is written: $OUT"
wait $writer
dump >"$TMP/meanwhile"; cmp "$TMP/before" "$TMP/meanwhile" || fail "a later moment was seen"
cp "$SRC"/extract/profiles/dubu/*.sql "$WS/profile/"
store --full
same "$(of name T01) $(q "SELECT count(*) FROM staging_visit WHERE visit_id = 'NEW'")" "Et andet navn 1" "the next one sees it"

# --- half a million rows -------------------------------------------------------------------
cat >"$WS/profile/visit.sql" <<'S'
SELECT 'V' || to_char(n, 'FM0000000') AS visit_id, 'P' || n % 1000 AS placement_id, date '2020-01-01' + n % 2000 AS visited_on,
	n % 2 = 0 AS child_talk, timestamp '2020-01-01' + n * interval '1 minute' AS changed_at, NULL::timestamp AS deleted_at
FROM generate_series(1, 500000) AS n
S
few=$(sed 's/500000/5000/' "$WS/profile/visit.sql"); many=$(cat "$WS/profile/visit.sql")
peak() { /usr/bin/time -f %M -o "$TMP/peak" "$INDBERET" extract casestore --full --workspace "$WS" --as-of $AS_OF >"$TMP/out" 2>&1; tail -n 1 "$TMP/peak"; }
if [ -x /usr/bin/time ]; then
	echo "$few" >"$WS/profile/visit.sql"; small=$(peak)
	echo "$many" >"$WS/profile/visit.sql"; large=$(peak)
	echo "peak: $small KiB of 5,000 rows, $large KiB of 500,000"
	# The mart has a page cache of its own, bounded too.
	[ $((large - small)) -lt 40000 ] || fail "memory grows with rows: $small KiB, $large KiB"
else
	store --full
fi
same "$(q "SELECT staged FROM staging_entity WHERE entity = 'visit'")" 500000 "rows"
same "$(q "SELECT count(*), min(visit_id), max(visit_id), sum(child_talk) FROM staging_visit")" "500000|V0000001|V0500000|250000" "what they say"

# --- databases in another encoding ----------------------------------------------------------
# in ENCODING SQL: a store of its own in that encoding, with one team made by the SQL, sent as the bytes it is
in_encoding() {
	local db; db=enc_$(echo "$1" | tr A-Z a-z)
	pg_sql postgres <<<"CREATE DATABASE $db ENCODING '$1' LOCALE 'C' TEMPLATE template0"
	{ echo "SET client_encoding = 'UTF8';"; cat "$WS/casestore.pg.sql"; } | pg_sql "$db" -1
	pg_sql "$db" <<<"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; SET client_encoding = '$1'; $2"
	store_is "path = $(pg_uri "$db")"
	rm -f "$WS"/mart.db*
	store --full
}
in_encoding LATIN1 "INSERT INTO team VALUES (convert_from('\\xd8', 'LATIN1'), convert_from('\\xc6', 'LATIN1') || 'bler', '2026-01-01', NULL)"
same "$STATUS" 0 "LATIN1: $OUT"
same "$(of name Ø)" Æbler "LATIN1"
in_encoding SQL_ASCII "INSERT INTO team VALUES ('L', E'\\xc6bler', '2026-01-01', NULL), ('U', E'\\xc3\\x86bler', '2026-01-01', NULL)"
same "$STATUS" 0 "SQL_ASCII: $OUT"
same "$(of name L) $(of name U)" "Æbler Æbler" "SQL_ASCII: bytes as they are"
same "$(q "SELECT group_concat(record_key) FROM finding WHERE rule = 'team.name.text'")" L "SQL_ASCII: what is no UTF-8 is found"
in_encoding WIN1252 "INSERT INTO team VALUES (convert_from('\\x80', 'WIN1252'), 'euro', '2026-01-01', NULL), (convert_from('\\xd8', 'WIN1252'), 'ø', '2026-01-01', NULL)"
same "$STATUS" 0 "WIN1252: $OUT"
same "$(q "SELECT group_concat(team_id) FROM (SELECT team_id FROM staging_team WHERE team_id NOT GLOB '[A-Z]*' ORDER BY line)")" "Ø,€" "WIN1252: order of UTF-8"
