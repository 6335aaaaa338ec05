#!/bin/sh
# common knows itself only; a stage knows common and itself; jobs may know all.
cd "$SRC" || exit 1
bad=0
for dir in common extract transform report fixtures; do
	case $dir in common) ok=common ;; *) ok="common|$dir" ;; esac
	if grep -rnHE '^#include "[a-z]+/' --include='*.[ch]' "$dir" | grep -vE "#include \"($ok)/"; then
		bad=1
	fi
done
# Stages neither print nor read the clock.
if grep -nHE '\b(printf|puts|putchar|perror|time|clock_gettime|gettimeofday|localtime_r|gmtime_r)\(' \
	extract/*.c transform/*.c report/*.c fixtures/generate/*.c; then
	echo "a stage prints or reads the clock"; bad=1
fi
exit $bad
