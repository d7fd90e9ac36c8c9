# SPDX-License-Identifier: MIT
# What the tests in sh share. A test is a script that sources this file, says
#	check "a sentence that holds" COMMAND ARGUMENTS...
# for each thing that it checks, and ends with `finish`. $scratch is an empty folder.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
checks=0
failures=0

# Prints "ok NAME" if the command succeeds, else "not ok NAME" and what it said.
check() {
  check_name=$1
  shift
  checks=$((checks + 1))
  if "$@" >"$scratch/.log" 2>&1; then
    echo "ok $check_name"
  else
    echo "not ok $check_name"
    head -20 "$scratch/.log" | sed 's/^/# /'
    failures=$((failures + 1))
  fi
}

# fails_saying TEXT COMMAND...: succeeds if the command fails in order (with a status, by no
# signal) and prints the text.
fails_saying() {
  expected=$1
  shift
  said=$("$@" 2>&1) && return 1
  status=$?
  echo "exit status $status: $said"
  [ "$status" -lt 126 ] && case $said in *"$expected"*) ;; *) return 1 ;; esac
}

finish() {
  [ "$checks" -gt 0 ] && [ "$failures" = 0 ]
  exit
}
