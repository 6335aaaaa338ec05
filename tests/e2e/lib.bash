# Shared by the end-to-end scripts: a workspace with a small synthetic municipality, its night, its dump.
set -euo pipefail
AS_OF=2026-11-01

fail() { echo "FAIL: $*" >&2; exit 1; }
same() { [ "$1" = "$2" ] || fail "$3: got '$1', expected '$2'"; }
contains() { case $1 in *"$2"*) ;; *) fail "$3: '$2' not in: $1" ;; esac; }
q() { sqlite3 "$WS/mart.db" "$1"; }

# One key for all scripts of a run: making RSA keys is the slow part.
keys() {
	local pki=${TMP%/*}/pki
	[ -f "$pki/done" ] || { mkdir -p "$pki"; sh "$SRC/tests/harness/mkpki.sh" "$pki/keys" 12345674 >/dev/null 2>&1; touch "$pki/done"; }
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

# Everything of the mart but the ledger of runs, in a total order: what must be the same twice.
dump() {
	local t
	for t in $(sqlite3 "$WS/mart.db" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
		AND name NOT LIKE 'run%' ORDER BY name"); do
		echo "== $t"
		sqlite3 "$WS/mart.db" "SELECT * FROM $t" | LC_ALL=C sort
	done
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
