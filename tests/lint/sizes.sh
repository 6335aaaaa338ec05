#!/bin/sh
# No function over 80 lines; half of all under 20; nine in ten under 50. Counted from column-0 braces.
cd "$SRC" || exit 1
awk '
	FNR == 1 { open = 0 }
	/^[a-zA-Z_].*\)$/ || /^[a-zA-Z_\t].*\)$/ { name = $0 }
	/^\{$/ { open = FNR }
	/^\}$/ && open { n = FNR - open + 1; len[++count] = n; open = 0
		if (n > 80) { printf "%d lines: %s: %s\n", n, FILENAME, name; bad = 1 } }
	END {
		for (i = 1; i <= count; i++) { if (len[i] < 20) s++; if (len[i] < 50) m++ }
		printf "%d functions, %.0f %% under 20 lines, %.0f %% under 50\n", count, 100 * s / count, 100 * m / count
		if (s / count < 0.5 || m / count < 0.9) bad = 1
		exit bad
	}' common/*.c extract/*.c transform/*.c report/*.c jobs/*.c fixtures/generate/*.c
