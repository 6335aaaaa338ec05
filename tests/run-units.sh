#!/bin/sh
# Runs the unit test programs and the fuzz corpora named on the command line; ends with a count, also in BUILD/totals.
# Every test in a program counts; a program that died counts as one more that failed; a corpus counts as one.
# run-units.sh BUILD TEST... -- FUZZ...
build=$1; shift
passed=0 failed=0 programs=0 fuzz=
mkdir -p "$build/tmp" && chmod 700 "$build/tmp"
TMP=$PWD/$build/tmp; export TMP
INDBERET=$PWD/$build/indberet; export INDBERET
for t in "$@"; do
	[ "$t" = -- ] && { fuzz=1; continue; }
	name=$(basename "$t")
	if [ -n "$fuzz" ]; then
		set -- tests/fuzz/corpus/"${name#fuzz_}"/*
		out=$("$t" "$@" 2>&1)
		status=$?
		good=1 bad=0
	else
		out=$("$t" 2>&1)
		status=$?
		good=$(printf '%s\n' "$out" | sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' | tail -n 1)
		bad=$(printf '%s\n' "$out" | sed -n 's/^\[  FAILED  \] \([0-9]*\) test(s).*/\1/p' | tail -n 1)
		[ $status -ne 0 ] || [ -n "$good" ] || { status=1; echo "$name ran no test"; }
	fi
	programs=$((programs + 1))
	if [ $status -ne 0 ]; then
		[ -n "$fuzz" ] && good=0
		[ "${bad:-0}" -gt 0 ] || bad=1
		printf '%s\n' "$out"
		echo "FAILED: $name"
	fi
	passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
done
echo "units: $passed passed, $failed failed, in $programs programs"
echo "units $passed $failed 0" >>"$build/totals"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
