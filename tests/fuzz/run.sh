#!/bin/sh
# Builds every fuzz target with clang and libFuzzer and runs each for the seconds given.
# A crash is written to BUILD/crash-*; put it into tests/fuzz/corpus/<target>/ with its mend.
# run.sh BUILD SECONDS
set -eu
build=$1 seconds=$2
pkgs=$(sed -n 's/^PKGS *:= *//p' Makefile)
make -s B="$build" CC=clang CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined" "$build/libindberet.a"
for src in tests/fuzz/fuzz_*.c; do
	name=$(basename "$src" .c)
	mkdir -p "$build/found/$name" "$build/tmp"
	clang -std=c17 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I. -O1 -g -fsanitize=fuzzer,address,undefined \
		$(pkg-config --cflags $pkgs) -o "$build/$name" "$src" \
		"$build/libindberet.a" $(pkg-config --libs $pkgs) -lcsv -lxlsxwriter -lm
	echo "$name: $seconds s"
	TMP=$build/tmp "$build/$name" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=1024 -verbosity=0 \
		-artifact_prefix="$build/crash-$name-" "$build/found/$name" "tests/fuzz/corpus/${name#fuzz_}"
done
