#!/bin/sh
# Runs end-to-end scripts; each gets INDBERET (the program), SRC (the tree) and a private empty TMP.
# A script passes with status 0; status 77 is a skip and must say why on its last line. The count goes to BUILD/totals too.
# run-e2e.sh BUILD SCRIPT...
build=$1; shift
SRC=$PWD; export SRC
INDBERET=$PWD/$build/indberet; export INDBERET
passed=0 failed=0 skipped=0
for t in "$@"; do
	name=$(basename "$t" .sh)
	TMP=$PWD/$build/tmp/e2e-$name; export TMP
	rm -rf "$TMP"; mkdir -p "$TMP"; chmod 700 "$TMP"
	bash "$t" >"$TMP.log" 2>&1
	case $? in
	0) passed=$((passed + 1)); rm -rf "$TMP" ;;
	77) skipped=$((skipped + 1)); echo "skipped: $name: $(tail -n 1 "$TMP.log")" ;;
	*) failed=$((failed + 1)); tail -n 60 "$TMP.log"; echo "FAILED: $name (whole output in $TMP.log)" ;;
	esac
done
echo "scripts: $passed passed, $failed failed, $skipped skipped"
echo "scripts $passed $failed $skipped" >>"$build/totals"
[ "$failed" -eq 0 ]
