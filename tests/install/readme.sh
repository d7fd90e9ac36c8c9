#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the README's program as a reader would, and burns with it. Usage: readme.sh SOURCE BUILD
set -u
source=$1
build=$2
. "$source/tests/support/check.sh"

awk '/^<!-- example: readme.c/ { want = 1 } /^```$/ { on = 0 } on { print }
  want && /^```c/ { on = 1; want = 0 }' "$source/README.md" >"$scratch/readme.c"
mkdir "$scratch/folder"
echo hello >"$scratch/folder/hello.txt"
export LD_LIBRARY_PATH="$build/lib"

check "the README's program builds" cc -std=c11 -Wall -Wextra -Werror "$scratch/readme.c" \
  -o "$scratch/readme" -I"$source/include" -L"$build/lib" -limapi
check "it burns a folder and verifies it" "$scratch/readme" "$scratch/folder" sim:bd-r
check "it names a medium that there is not" \
  fails_saying no-such-medium "$scratch/readme" "$scratch/folder" sim:no-such-medium
check "it names a folder that there is not" \
  fails_saying no-such-folder "$scratch/readme" "$scratch/no-such-folder" sim:bd-r
finish
