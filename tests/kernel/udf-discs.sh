#!/bin/sh
# SPDX-License-Identifier: MIT
# udf-discs.sh IMAPI: UDF on discs of all kinds in served drives: sessions that are added to others,
# and volumes that Linux writes to; Linux finds all files of them.
. "$GUEST"
. "${GUEST%/*}/alike.sh"

imapi=$1
load_drive_modules
cd /run
for n in 1 2; do
  mkdir -p part$n/shared whole
  head -c $((100000 * n + n)) /dev/urandom >part$n/shared/data-$n
  echo "part $n" >part$n/newest
  seq $((1000 * n)) >"part$n/Zahlen für $n"
  cp -a part$n/. whole
  cp -a whole whole$n
done
brief='%P\t%y\t%l\n'

# begin NAME: a folder of its own for what runs beside others.
begin() {
  at=/run/at-$1 scratch=/run/scratch-$1
  mkdir -p "$at/mnt" "$scratch"
}

# grows NAME MEDIUM OPTIONS: two sessions on a disc; Linux finds the files of both.
grows() {
  begin "$1"
  device=$(device_of "$1")
  for n in 1 2; do
    options=--append
    [ $n -gt 1 ] || options=$2
    check "$1: session $n ($2)" "$imapi" burn --quiet --drive "$device" $options part$n
    check "$1: Linux finds the files of all sessions" \
      alike "$brief" "$device" udf ,iocharset=utf8 whole$n
  done
}

# changes DEVICE: Linux writes to the volume.
changes() {
  mount -t udf -o rw,iocharset=utf8 "$1" "$at/mnt" || return 1
  echo "from Linux" >"$at/mnt/linux" && mkdir "$at/mnt/made" && cp part2/newest "$at/mnt/made" &&
    mv "$at/mnt/shared/data-1" "$at/mnt/made/moved" && rm "$at/mnt/newest"
  done=$?
  umount "$at/mnt" && return $done
}

changes_again() {
  mount -t udf -o rw "$1" "$at/mnt" && echo again >"$at/mnt/made/again" && umount "$at/mnt"
}

# What is there after changes(), and after part2 was added to that.
cp -a whole1 changed
(cd changed && echo "from Linux" >linux && mkdir made && cp ../part2/newest made &&
  mv shared/data-1 made/moved && rm newest)
cp -a changed again
cp -a part2/. again

# is_shared NAME OPTIONS: Linux and imapi write to one volume in turn.
is_shared() {
  begin "$1"
  device=$(device_of "$1")
  check "$1: a volume for others to write to" "$imapi" burn --quiet --drive "$device" $2 part1
  check "$1: Linux writes to it" changes "$device"
  check "$1: and finds what it wrote" alike "$brief" "$device" udf ,iocharset=utf8 changed
  check "$1: so does imapi, which adds to it" \
    "$imapi" burn --quiet --drive "$device" --append part2
  check "$1: Linux finds all" alike "$brief" "$device" udf ,iocharset=utf8 again
  check "$1: and writes again" changes_again "$device"
}

# NAME OPTIONS; the name begins with that of the medium.
sessions="cd-r --fs iso,joliet,rr,udf --udf 1.02
dvd-r --fs udf
bd-r --fs udf --udf 2.60
dvd+rw --fs iso,joliet,rr,udf --udf 1.02
bd-re --fs udf --udf 2.60
cd-r@vat --fs iso,joliet,rr,udf --udf 1.50 --udf-layout vat
dvd-r@vat --fs udf --udf-layout vat
bd-r@vat --fs udf --udf 2.60 --udf-layout vat"
shared="dvd-ram@overwritable --fs udf --udf 1.02 --udf-layout overwritable
dvd-ram@sparable --fs udf --udf 2.01 --udf-layout sparable
bd-re@overwritable --fs udf --udf 2.01 --udf-layout overwritable"
names=$(printf '%s\n' "$sessions" "$shared" | sed 's/ .*//')
for name in $names; do
  "$imapi" sim new "${name%@*}" "$name.disc" >log 2>&1 || give_up "$(cat log)"
done
"$imapi" sim serve --pace 600 *.disc >served 2>&1 &
server=$!
until_true 60 sh -c "[ \$(grep -c ^/dev/sr served) = $(echo $names | wc -w) ]" ||
  give_up "the drives do not come: $(cat served)"
device_of() { grep " *$1\.disc\$" served | grep -o '^/dev/sr[0-9]*'; }

jobs=
while read -r name options; do
  grows "$name" "$options" >"said-$name" &
  jobs="$jobs $!"
done <<END
$sessions
END
wait $jobs
jobs=
while read -r name options; do
  is_shared "$name" "$options" >"said-$name" &
  jobs="$jobs $!"
done <<END
$shared
END
wait $jobs
cat said-*
check "all discs were judged" [ "$(cat said-* | grep -c '^ok ')" = $((8 * 4 + 3 * 6)) ]
quiet "Linux did not complain"
kill $server
check "the server ends in order" wait $server
finish
