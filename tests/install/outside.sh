#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the library into a folder, and builds and runs programs that know only pkg-config.
# Usage: outside.sh SOURCE BUILD
set -u
source=$1
build=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

check() {
  name=$1
  shift
  if "$@" >"$dir/log" 2>&1; then
    echo "ok $name"
  else
    echo "not ok $name"
    sed 's/^/# /' "$dir/log" | head -20
    failed=1
  fi
}

export DESTDIR="$dir/root"
check "meson install" meson install -C "$build" --no-rebuild --quiet
unset DESTDIR
pc=$(find "$dir/root" -name libimapi.pc | head -1)
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$dir/root"
libdir=$(dirname "${pc%/*}")
export LD_LIBRARY_PATH="$libdir"
flags=$(pkg-config --cflags --libs libimapi)

check "pkg-config knows libimapi" pkg-config --exists libimapi
awk '/^<!-- example: readme.c/ { want = 1 } /^```$/ { on = 0 } on { print } want && /^```c/ { on = 1; want = 0 }' \
  "$source/README.md" >"$dir/readme.c"
# shellcheck disable=SC2086
check "the README's program builds" cc -std=c11 -Wall -Wextra -Werror "$dir/readme.c" -o "$dir/readme" $flags
mkdir "$dir/folder"
echo hello >"$dir/folder/hello.txt"
check "the README's program burns and verifies" "$dir/readme" "$dir/folder" sim:bd-r
check "the README's program says what is wrong" sh -c \
  "! '$dir/readme' '$dir/folder' sim:no-such-medium 2>'$dir/err' && grep -q no-such-medium '$dir/err'"
tool=$(find "$dir/root" -name imapi -path '*/bin/*' | head -1)
check "the installed tool runs" "$tool" --version
exit $failed
