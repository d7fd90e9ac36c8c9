#!/bin/sh
# SPDX-License-Identifier: MIT
# many.sh IMAPI: several drives of a Linux kernel burn one folder at once, over SG_IO.
. "$GUEST"

imapi=$1
export SOURCE_DATE_EPOCH=1700000000

mounted_holds() {
  mkdir -p /run/mnt
  mount -t iso9660 -o ro "$1" /run/mnt || return 1
  diff -r "$2" /run/mnt
  same=$?
  umount /run/mnt
  return $same
}

# state_of DEVICE WORD: the state of its disc.
state_of() {
  "$imapi" info --drive "$1" --json | grep -q "\"$2\""
}

load_drive_modules
cd /run
mkdir -p tree/folder
head -c 6000000 /dev/urandom >tree/folder/random
seq 50000 >tree/numbers.txt
truncate -s 240M large.iso # with the other half-written disc it fits the memory of the guest
for name in cd-r dvd+r bd-r dvd+r-2 bd-r-2; do
  "$imapi" sim new "${name%-2}" $name.disc >log 2>&1
done
"$imapi" sim serve --pace 600 cd-r.disc dvd+r.disc bd-r.disc 'dvd+r-2.disc?serial=TWIN' \
  'bd-r-2.disc?serial=TWIN' >serve.log 2>&1 &
server=$!
until_true 20 test -b /dev/sr4 || { cat serve.log; give_up "the drives do not come"; }
until_true 20 grep -q bd-r-2.disc serve.log

check "one drive by two of its nodes is refused" \
  fails_saying "nothing was written" "$imapi" burn --drive /dev/sr0 --drive /dev/sg0 tree
check "and its disc is blank still" state_of /dev/sr0 blank

check "three drives burn one folder at once" \
  "$imapi" burn --json --drive /dev/sr0 --drive /dev/sr1 --drive /dev/sr2 tree
for sr in /dev/sr0 /dev/sr1 /dev/sr2; do
  check "the kernel mounts $sr, with every file" mounted_holds $sr tree
done

# Drives of one model whose maker gave them one number; one of them is unplugged in mid-burn.
"$imapi" burn --verify none --drive /dev/sr3 --drive /dev/sr4 large.iso >burn.out 2>burn.err &
burn=$!
check "a burn has begun" until_true 20 sh -c '[ $(stat -c %b bd-r-2.disc) -gt 20000 ]'
check "one of the drives is unplugged" "$imapi" sim unplug /dev/sr4
check "the burn ends" until_true 120 sh -c "! kill -0 $burn"
wait $burn
check "it has failed" [ $? = 1 ]
check "and names the drive that is gone" grep -q '1 of 2 drives did not succeed: /dev/sr4' burn.err
check "the other drive has burned its disc" grep -q '/dev/sr3: burned' burn.out
check "and holds the image" cmp -n 251658240 large.iso /dev/sr3
check "drives that tell one serial number are told" \
  grep -q '/dev/sr4: has the serial number of /dev/sr3' burn.err
kill $server
check "the server ends in order" wait $server
finish
