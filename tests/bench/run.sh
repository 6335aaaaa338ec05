#!/bin/bash
# Figures: a whole night from nothing, per step, on (a) a municipality of 60,000 inhabitants (4,000 children,
# ten years) and (b) 100,000 children (five years), beside peers in the same run. Medians of RUNS nights.
# run.sh BUILD        RUNS=3 SIZES="a b" to choose
set -euo pipefail
build=$1
runs=${RUNS:-3}
here=$(dirname "$0")
prog=$PWD/$build/indberet
root=$PWD/$build/bench
mkdir -p "$root"
gcc -O2 -o "$root/peer_csv" "$here/peer_csv.c" -lcsv

# seconds and peak MiB of a command: "wall mib"
measure() {
	/usr/bin/time -f '%e %M' -o "$root/time" "$@" >"$root/out" 2>"$root/err" || { cat "$root/err" >&2; return 1; }
	awk '{ printf "%s %.1f", $1, $2 / 1024 }' "$root/time"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

night() { # name children years
	local ws=$root/$1 n g
	rm -rf "$ws"
	"$prog" init "$ws" --municipality 492 --name Benchkommune --quiet
	sed -i -e 's/^#cvr = .*/cvr = 12345674/' "$ws/indberet.conf"
	g=$(measure "$prog" generate "$ws" --children "$2" --years "$3" --as-of 2026-11-01 --quiet)
	echo "generate: $g (seconds, MiB)"
	sh tests/harness/mkpki.sh "$ws/keys" 12345674 >/dev/null 2>&1
	mkdir -p "$ws/peer" && cp "$ws"/inbox/* "$ws/peer/"
	openssl pkcs12 -in "$ws/keys/org.p12" -passin "file:$ws/keys/passphrase" -nocerts -nodes -out "$ws/keys/org.key" 2>/dev/null
	: >"$root/$1.steps"
	for n in $(seq "$runs"); do
		rm -rf "$ws"/mart.db* "$ws"/archive/* "$ws"/out/* "$ws"/outbox/* "$ws"/log/*
		cp "$ws"/peer/* "$ws/inbox/"
		set +e
		measure "$prog" run nightly --workspace "$ws" --as-of 2026-11-01 >"$root/$1.wall.$n"
		set -e
		sqlite3 -separator ' ' "$ws/mart.db" "SELECT s.seq, s.stage || '/' || s.name, s.milliseconds, s.peak_kib,
			coalesce((SELECT sum(n) FROM run_count c WHERE c.run_id = s.run_id AND c.seq = s.seq AND c.name IN ('rows in', 'checked', 'records')), 0)
			FROM run_step s ORDER BY seq" >>"$root/$1.steps"
	done
	echo "step                        seconds   peak MiB       rows     rows/s"
	# Median of the seconds of each step, largest memory, rows of the last night.
	sort -n -k1,1 -k3,3 "$root/$1.steps" | awk '
		{ if (!($1 in count)) name[++steps] = $1
		  label[$1] = $2; took[$1, ++count[$1]] = $3; rows[$1] = $5
		  if ($4 > peak[$1]) peak[$1] = $4 }
		END { for (i = 1; i <= steps; i++) { k = name[i]; s = took[k, int((count[k] + 1) / 2)] / 1000
			printf "%-26s %8.2f %10.1f %10d %10.0f\n", label[k], s, peak[k] / 1024, rows[k], (s > 0 ? rows[k] / s : 0) } }'
	echo "whole night: $(cut -d' ' -f1 "$root/$1".wall.* | median) s, $(cut -d' ' -f2 "$root/$1".wall.* | sort -n | tail -1) MiB"
}

peers() { # name
	local ws=$root/$1 csv cpr xml rows records
	csv=$(ls "$ws"/peer/postings_* | head -1); cpr=$(ls "$ws"/peer/D* | head -1)
	xml=$(find "$ws/out" -name '*L201*.xml' -o -name '*T201*.xml' | head -1)
	rows=$(($(wc -l <"$csv") - 1)); records=$(wc -l <"$cpr")
	echo "peer                                      seconds      MiB"
	echo "wc -l postings                            $(measure wc -l "$csv")   ($rows rows)"
	echo "libcsv, empty callbacks                   $(measure "$root/peer_csv" "$csv")"
	rm -f "$root/x.db"
	echo "sqlite3 .import postings                  $(measure sqlite3 "$root/x.db" '.mode csv' '.separator ;' ".import $csv p")"
	rm -f "$root/x.db"
	echo "iconv of the CPR extract                  $(measure iconv -f ISO-8859-1 -t UTF-8 "$cpr")   ($records records)"
	if [ -n "$xml" ]; then
		echo "xmllint --stream --schema L201            $(measure xmllint --noout --stream --schema "$(ls schemas/xsd/*L201*.xsd | head -1)" "$xml")   ($(stat -c %s "$xml") bytes)"
		echo "openssl cms -sign of it                   $(measure openssl cms -sign -binary -in "$xml" -signer "$ws/keys/org.pem" -inkey "$ws/keys/org.key" -outform DER -out "$root/x.p7s")"
		echo "zip -3 of it                              $(rm -f "$root/x.zip"; measure zip -q -3 "$root/x.zip" "$xml")"
	fi
	if python3 -c 'import pandas, lxml, xlsxwriter' 2>/dev/null || /usr/bin/python3 -c 'import pandas, lxml, xlsxwriter' 2>/dev/null; then
		echo "pandas: 5 rules, 1 return, 1 workbook      $(measure /usr/bin/python3 "$here/peer_pandas.py" "$ws" "$root/peer-out")"
	else
		echo "pandas: not here (python3-pandas python3-lxml python3-xlsxwriter)"
	fi
}

for size in ${SIZES:-a b}; do
	case $size in
	a) echo "== (a) 4,000 children, ten years"; night a 4000 10; peers a ;;
	b) echo "== (b) 100,000 children, five years"; night b 100000 5; peers b ;;
	esac
done
