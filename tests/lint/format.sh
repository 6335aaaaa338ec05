#!/bin/sh
# The C is as clang-format makes it of .clang-format (14, Debian 12).
cd "$SRC" || exit 1
command -v clang-format >/dev/null 2>&1 || { echo "clang-format is not here"; exit 77; }
case $(clang-format --version) in *" 14."*) ;; *) echo "another clang-format than 14"; exit 77 ;; esac
git ls-files '*.c' '*.h' 2>/dev/null | xargs clang-format --dry-run -Werror
