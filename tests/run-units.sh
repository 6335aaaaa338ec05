#!/bin/sh
# Runs the unit test programs and the fuzz corpora named on the command line, TEST_JOBS at once (as many as there are cores),
# each with a private empty TMP; ends with a count, also in BUILD/totals. TEST_SECONDS=1 says how long each took.
# Every test in a program counts; a program that died counts as one more that failed; a corpus counts as one.
# run-units.sh BUILD TEST... -- FUZZ...
tests_in() { # WORD OUTPUT: of cmocka's summary
	printf '%s\n' "$2" | sed -n "s/^\[  $1  \] \([0-9]*\) test(s).*/\1/p" | tail -n 1
}
one() { # BUILD PROGRAM: passed and failed in a file beside its TMP
	name=$(basename "$2")
	TMP=$PWD/$1/tmp/unit-$name; export TMP
	rm -rf "$TMP"; mkdir -p "$TMP"; chmod 700 "$TMP"
	begun=$(date +%s)
	case $2 in
	*/fuzz/*)
		out=$("$2" tests/fuzz/corpus/"${name#fuzz_}"/* 2>&1)
		status=$? good=1 bad=0
		[ $status -eq 0 ] || good=0
		;;
	*)
		out=$("$2" 2>&1)
		status=$?
		good=$(tests_in PASSED "$out") bad=$(tests_in FAILED "$out")
		[ $status -ne 0 ] || [ -n "$good" ] || { status=1; out="$out$name ran no test"; }
		;;
	esac
	[ -z "$TEST_SECONDS" ] || echo "$(($(date +%s) - begun)) s $name"
	if [ $status -ne 0 ]; then
		[ "${bad:-0}" -gt 0 ] || bad=1
		printf '%s\nFAILED: %s\n' "$out" "$name"
	fi
	echo "${good:-0} ${bad:-0}" >"$TMP.result"
	rm -rf "$TMP"
}
if [ "$1" = --one ]; then
	one "$2" "$3"
	exit 0
fi
build=$1; shift
INDBERET=$PWD/$build/indberet; export INDBERET
mkdir -p "$build/tmp" && chmod 700 "$build/tmp"
rm -f "$build"/tmp/unit-*.result
programs=0
for t in "$@"; do
	[ "$t" = -- ] || programs=$((programs + 1))
done
printf '%s\n' "$@" | grep -v '^--$' | xargs -P "${TEST_JOBS:-$(nproc)}" -n 1 sh "$0" --one "$build"
# One without a result did not end.
set -- $(cat "$build"/tmp/unit-*.result 2>/dev/null | awk -v n=$programs '{ p += $1; f += $2 } END { print p + 0, f + n - NR }')
echo "units: $1 passed, $2 failed, in $programs programs"
echo "units $1 $2 0" >>"$build/totals"
[ "$2" -eq 0 ] && [ "$1" -gt 0 ]
