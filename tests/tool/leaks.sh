#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs whole jobs of the tool under valgrind: no leak, no bad access. Usage: leaks.sh TOOL
set -u
tool=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_STATE_HOME="$dir/state"
cd "$dir" || exit 1
status=0

# clean NAME EXPECTED COMMAND...: the tool ends with that status and valgrind has nothing to say.
clean() {
  name=$1
  expected=$2
  shift 2
  valgrind --quiet --leak-check=full --errors-for-leak-kinds=all --error-exitcode=99 "$tool" "$@" >log 2>&1
  if [ $? = "$expected" ]; then
    echo "ok $name leaves nothing behind"
  else
    echo "not ok $name leaves nothing behind"
    sed 's/^/# /' log | head -40
    status=1
  fi
}

mkdir -p folder/sub
seq 300000 >folder/numbers
seq 9 >folder/sub/few
"$tool" sim new bd-r disc >/dev/null
clean "a burn" 0 burn --drive sim:disc --close --verify full --report x.html folder
clean "info" 0 info --drive sim:disc --json
clean "a read" 0 read --drive sim:disc -o disc.iso
clean "verify against the folder" 0 verify --drive sim:disc --against folder
mkdir other
clean "a report of a verification" 1 verify --drive sim:disc --against other --report x.html
clean "an image" 0 image -o folder.iso folder
clean "a check of an image" 0 image --check folder.iso
clean "a burn that fails" 1 burn --drive 'sim:dvd+r?fault=write@9:3/0c/00' --report x.json folder
clean "a burn on a full disc" 1 burn --drive sim:disc folder
"$tool" sim new cd-rw rw >/dev/null
clean "an erasure" 0 erase --drive sim:rw
clean "a format" 0 format --drive sim:bd-re --full
clean "an erasure that is refused" 1 erase --drive 'sim:cd-rw?fault=blank@1:5/30/05'
clean "an erasure of what lasts" 1 erase --drive sim:disc
exit $status
