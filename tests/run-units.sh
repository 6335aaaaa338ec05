#!/bin/sh
# Runs the unit test programs and the fuzz corpora named on the command line; ends with a count.
# run-units.sh BUILD TEST... -- FUZZ...
build=$1; shift
passed=0 failed=0 fuzz=
mkdir -p "$build/tmp" && chmod 700 "$build/tmp"
TMP=$PWD/$build/tmp; export TMP
INDBERET=$PWD/$build/indberet; export INDBERET
for t in "$@"; do
	[ "$t" = -- ] && { fuzz=1; continue; }
	name=$(basename "$t")
	if [ -n "$fuzz" ]; then
		set -- tests/fuzz/corpus/"${name#fuzz_}"/*
		out=$("$t" "$@" 2>&1)
	else
		out=$("$t" 2>&1)
	fi
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "$out"
		echo "FAILED: $name"
	fi
done
echo "units: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
