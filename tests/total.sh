#!/bin/sh
# Ends `make test`: adds up what the runners wrote to BUILD/totals and BUILD/*/totals. The last line is the verdict;
# status 1 when a test failed, nothing ran, or a part did not come as far as its tests (STATUS of make not 0).
# total.sh BUILD STATUS
build=$1 status=${2:-0}
set -- "$build"/totals "$build"/*/totals
for f in "$@"; do
	[ -f "$f" ] && sed "s,^,${f%/totals} ," "$f"
done | awk -v status="$status" '
	{ passed += $3; failed += $4; skipped += $5
	  printf "%-14s %-8s %5d passed %3d failed %3d skipped\n", $1, $2, $3, $4, $5 }
	END {
		if (status + 0 && !failed) { print "a part could not be built or run, see above"; failed = 1 }
		if (!passed) print "nothing ran"
		printf "%d passed, %d failed\n", passed, failed
		exit failed || !passed }'
