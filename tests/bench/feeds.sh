#!/bin/bash
# Reading feeds: postings and a CPR extract into staging, each alone and both in one night, beside what other
# programs do with the same files. Medians of RUNS, seconds and peak MiB.
# feeds.sh BUILD [CHILDREN] [YEARS]
set -euo pipefail
build=$1 children=${2:-40000} years=${3:-5}
runs=${RUNS:-3}
here=$(dirname "$0")
prog=$PWD/$build/indberet
dir=$PWD/$build/bench/feeds
rm -rf "$dir"
mkdir -p "$dir/files"
gcc -O2 -o "$dir/peer_csv" "$here/peer_csv.c" -lcsv
gcc -O2 -o "$dir/peer_load" "$here/peer_load.c" -lcsv -lsqlite3

"$prog" init "$dir/ws" --municipality 492 --name Benchkommune --quiet
"$prog" generate "$dir/ws" --children "$children" --years "$years" --as-of 2026-11-01 --quiet
mv "$dir"/ws/inbox/postings_* "$dir"/ws/inbox/D*.L* "$dir/files/"
rm -f "$dir"/ws/inbox/*
csv=$(ls "$dir"/files/postings_* | head -1)
cpr=$(ls "$dir"/files/D*.L* | head -1)
rows=$(($(wc -l <"$csv") - 1))
records=$(wc -l <"$cpr")
echo "postings: $rows rows, $(stat -c %s "$csv") bytes; CPR: $records records, $(stat -c %s "$cpr") bytes"
printf '%-52s %8s %8s %9s %8s\n' "" wall cpu MiB "rows/s"

# line LABEL ROWS PREPARE COMMAND...: PREPARE is a shell line run before each; what is shown is the median by wall
line() {
	local label=$1 n=$2 prepare=$3 i
	shift 3
	: >"$dir/times"
	for i in $(seq "$runs"); do
		eval "$prepare"
		/usr/bin/time -q -f '%e %U %S %M' -o "$dir/time" "$@" >"$dir/out" 2>"$dir/err" ||
			[ $? -eq 65 ] || { cat "$dir/err" >&2; return 1; }
		cat "$dir/time" >>"$dir/times"
	done
	sort -n "$dir/times" | awk -v label="$label" -v n="$n" '
		{ wall[NR] = $1; cpu[NR] = $2 + $3; if ($4 > most) most = $4 }
		END { i = int((NR + 1) / 2)
			printf "%-52s %8.2f %8.2f %9.1f %8.0f\n", label, wall[i], cpu[i], most / 1024, wall[i] ? n / wall[i] : 0 }'
}
fresh="rm -rf $dir/ws/mart.db* $dir/ws/archive/* $dir/ws/inbox/* $dir/ws/log/*"
ours() { # LABEL ROWS FILE...
	local label=$1 n=$2
	shift 2
	line "$label" "$n" "$fresh; cp $* $dir/ws/inbox/" \
		"$prog" extract inbox --workspace "$dir/ws" --as-of 2026-11-01 --quiet
}
ours "postings: archived, hashed, checked, stored" "$rows" "$csv"
ours "CPR: archived, hashed, checked, stored" "$records" "$cpr"
ours "both in one night" $((rows + records)) "$csv" "$cpr"
sqlite3 "$dir/ws/mart.db" "SELECT feed || ': rows in ' || rows_in || ', staged ' || staged || ', rejected ' || rejected FROM staging_file ORDER BY 1"

echo "peers, postings"
none=:
x=$dir/x.db
gone="rm -f $x $x-wal $x-shm $x.wal"
line "wc -l" "$rows" $none wc -l "$csv"
line "openssl dgst -sha256" "$rows" $none openssl dgst -sha256 "$csv"
line "libcsv, empty callbacks" "$rows" $none "$dir/peer_csv" "$csv"
line "libcsv, prepared INSERT, SQLite: typed, unchecked" "$rows" "$gone" "$dir/peer_load" "$csv" "$x"
line "sqlite3 .import: text, unchecked" "$rows" "$gone" sqlite3 "$x" '.mode csv' '.separator ;' ".import $csv p"
if command -v mlr >/dev/null; then
	line "Miller: parse, count" "$rows" $none mlr --icsv --ifs ';' --ojson count "$csv"
fi
if /usr/bin/python3 -c 'import pandas' 2>/dev/null; then
	line "pandas read_csv: text, in memory" "$rows" $none \
		/usr/bin/python3 -c "import pandas, sys; print(len(pandas.read_csv(sys.argv[1], sep=';', dtype=str)))" "$csv"
fi
if command -v npm >/dev/null && cp "$here/package.json" "$dir/" &&
	(cd "$dir" && HOME=${HOME:-$dir} npm install --no-package-lock --no-audit --no-fund --ignore-scripts >npm.log 2>&1); then
	export NODE_PATH=$dir/node_modules
	for threads in 1 2; do
		line "DuckDB, $threads thread(s): typed, stored, unchecked" "$rows" "$gone" \
			node "$here/peer_duckdb.cjs" "$csv" "$x" "$threads"
	done
else
	echo "DuckDB: not here (npm)"
fi
echo "peers, CPR"
line "iconv to UTF-8" "$records" $none iconv -f ISO-8859-1 -t UTF-8 -o /dev/null "$cpr"
line "Python: decode, split, persons in memory" "$records" $none /usr/bin/python3 "$here/peer_cpr.py" "$cpr"
eval "$gone"
rm -rf "$dir/ws" "$dir/files"
