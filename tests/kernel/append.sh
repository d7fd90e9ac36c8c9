#!/bin/sh
# SPDX-License-Identifier: MIT
# append.sh IMAPI: sessions added to discs in served drives, by us and by other people's burners in
# turn; the kernel, which mounts the last session by itself, finds every file of all of them.
. "$GUEST"

imapi=$1
load_drive_modules
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd # growisofs hands the drive over so
cd /run
for program in xorriso growisofs eject; do
  command -v $program >/dev/null || give_up "$program is not installed"
done

# part N: a folder of new files, one of which is in every part; "whole N" is all of them.
part() {
  mkdir -p part$1/shared whole
  head -c $((100000 * $1 + $1)) /dev/urandom >part$1/shared/data-$1
  echo "part $1" >part$1/newest
  seq $((1000 * $1)) >"part$1/Zahlen für $1"
  touch -d "2020-01-0$1" part$1/newest # genisoimage takes the newer one of two files
  cp -a whole whole$1
  cp -a part$1/. whole$1
  rm -rf whole
  cp -a whole$1 whole
}
for n in 1 2 3; do part $n; done

# mounted OPTIONS DEVICE FOLDER: every file of the folder, and nothing else.
mounted() {
  at=/run/mnt-${2##*/}
  mkdir -p "$at"
  mount -t iso9660 -o "ro$1" "$2" "$at" || return 1
  diff -r --no-dereference "$3" "$at"
  same=$?
  umount "$at"
  return $same
}

ours() { "$imapi" burn --quiet --drive "$1" --append "part$2"; }
xorriso_adds() { xorriso -joliet on -dev "$1" -map "part$2" /; }
growisofs_begins() { growisofs -use-the-force-luke=tty -Z "$1" -R -J "part$2"; }
growisofs_adds() { growisofs -use-the-force-luke=tty -M "$1" -R -J "part$2"; }

# grows NAME DEVICE WHO...: who writes the first, second, ... session; the kernel judges each.
grows() {
  name=$1 device=$2 n=0 scratch=/run/scratch-$1
  mkdir "$scratch"
  shift 2
  for who in "$@"; do
    n=$((n + 1))
    check "$name: session $n is written ($who)" $who "$device" $n
    # a disc that another burner has written goes out and in, so that the kernel looks anew
    [ $who = ours ] || { eject "$device" && eject -t "$device"; } >/dev/null 2>&1
    # Linux takes xorriso's later sessions by Joliet: it finds their Rock Ridge behind the volume
    options=
    [ $who = ours ] || options=,iocharset=utf8
    check "$name: the kernel finds the files of all sessions after it" \
      mounted "$options" "$device" whole$n
    check "$name: and by Joliet" mounted ",norock,iocharset=utf8" "$device" whole$n
    check "$name: so does imapi" "$imapi" verify --quiet --drive "$device"
  done
}

discs="ours-cd-r ours-dvd+r ours-bd-r ours-bd-re turn-cd-r turn-bd-r grow-dvd+r"
for disc in $discs; do "$imapi" sim new "${disc#*[nws]-}" $disc.disc >log 2>&1 || give_up "$(cat log)"; done
"$imapi" sim serve --pace 600 $(printf '%s.disc ' $discs) >served 2>&1 &
server=$!
until_true 60 sh -c "[ \$(grep -c ^/dev/sr served) = $(echo $discs | wc -w) ]" ||
  give_up "the drives do not come: $(cat served)"
drive() { awk -v file="$1.disc" 'index($0, file) { print $1 }' served; }

jobs=
# The drives work at the same time; what is said of each comes out at the end.
for disc in ours-cd-r ours-dvd+r ours-bd-r ours-bd-re; do
  grows $disc $(drive $disc) ours ours ours >$disc.said &
  jobs="$jobs $!"
done
for disc in turn-cd-r turn-bd-r; do
  grows $disc $(drive $disc) xorriso_adds ours xorriso_adds >$disc.said &
  jobs="$jobs $!"
done
grows grow-dvd+r $(drive grow-dvd+r) growisofs_begins ours growisofs_adds >grow-dvd+r.said &
wait $jobs $!
cat *.said
check "all discs were judged" [ "$(cat *.said | grep -c '^ok ')" = $((7 * 12)) ]
kill $server
check "the server ends in order" wait $server
finish
