#!/bin/sh
# Runs end-to-end scripts, TEST_JOBS at once (as many as there are cores); each gets INDBERET (the program), SRC (the tree)
# and a private empty TMP. TEST_SECONDS=1 says how long each took. A script passes with status 0; status 77 is a skip and must say why on its last line.
# The count goes to BUILD/totals too.
# run-e2e.sh BUILD SCRIPT...
one() { # BUILD SCRIPT: its result in a file beside its output
	name=$(basename "$2" .sh)
	TMP=$PWD/$1/tmp/e2e-$name; export TMP
	rm -rf "$TMP"; mkdir -p "$TMP"; chmod 700 "$TMP"
	begun=$(date +%s)
	bash "$2" >"$TMP.log" 2>&1
	status=$?
	[ -z "$TEST_SECONDS" ] || echo "$(($(date +%s) - begun)) s $name"
	case $status in
	0) echo passed >"$TMP.result"; rm -rf "$TMP" ;;
	77) echo skipped >"$TMP.result"; echo "skipped: $name: $(tail -n 1 "$TMP.log")" ;;
	*) echo failed >"$TMP.result"; printf '%s\nFAILED: %s (whole output in %s)\n' "$(tail -n 60 "$TMP.log")" "$name" "$TMP.log" ;;
	esac
}
if [ "$1" = --one ]; then
	one "$2" "$3"
	exit 0
fi
build=$1; shift
SRC=$PWD; export SRC
INDBERET=$PWD/$build/indberet; export INDBERET
mkdir -p "$build/tmp" && chmod 700 "$build/tmp"
rm -f "$build"/tmp/e2e-*.result
printf '%s\n' "$@" | xargs -P "${TEST_JOBS:-$(nproc)}" -n 1 sh "$0" --one "$build"
count() { cat "$build"/tmp/e2e-*.result 2>/dev/null | grep -c "^$1\$"; }
passed=$(count passed) skipped=$(count skipped)
failed=$(($# - passed - skipped)) # one without a result did not end
echo "scripts: $passed passed, $failed failed, $skipped skipped"
echo "scripts $passed $failed $skipped" >>"$build/totals"
[ "$failed" -eq 0 ]
