#!/bin/sh
# SPDX-License-Identifier: MIT
# burn.sh IMAPI: our own burns over the kernel's SG_IO, read back by the kernel: its block layer,
# its size of the disc, its ISO 9660 and its UDF.
. "$GUEST"

imapi=$1
export SOURCE_DATE_EPOCH=1700000000

# An awkward tree of a few megabytes.
make_tree() {
  mkdir -p "$1/a folder/deep/deeper" "$1/empty"
  head -c 3000000 /dev/urandom >"$1/a folder/random"
  seq 100000 >"$1/a folder/deep/numbers.txt"
  : >"$1/a folder/deep/deeper/nothing"
  printf 'umlaut\n' >"$1/Grüße aus Köln.txt"
  ln -s "a folder/random" "$1/link"
  chmod 750 "$1/a folder/deep"
}

# same_as_disc IMAGE DEVICE: the kernel's block device begins with the image.
same_as_disc() {
  cmp -n "$(stat -c %s "$1")" "$1" "$2"
}

# size_of_disc DEVICE: the kernel's size of the disc is the one that the drive tells.
size_of_disc() {
  told=$(sg_readcap --brief "$1" | awk '{ print $1 * 2048 }')
  size=$(blockdev --getsize64 "$1")
  echo "the drive tells $told bytes, the kernel $size"
  [ "$size" -ge "$told" ] && [ "$size" -le $((told + 300 * 2048)) ]
}

# mounted_holds TYPE OPTIONS DEVICE FOLDER: every file of the folder, and nothing else.
mounted_holds() {
  mkdir -p /run/mnt
  mount -t "$1" -o "ro$2" "$3" /run/mnt || return 1
  diff -r --no-dereference "$4" /run/mnt
  same=$?
  umount /run/mnt
  return $same
}

# says TEXT COMMAND...: the command succeeds and prints the text.
says() {
  text=$1
  shift
  said=$("$@" 2>&1) || { echo "$said"; return 1; }
  case $said in *"$text"*) ;; *) echo "$said"; return 1 ;; esac
}

load_drive_modules
cd /run
make_tree tree
"$imapi" image --quiet -o image.iso tree
genisoimage -quiet -udf -allow-limited-size -o udf.iso "tree/a folder"
for medium in cd-r dvd+r bd-r; do "$imapi" sim new $medium $medium.disc >log 2>&1; done
for name in udf unplug; do "$imapi" sim new dvd+r $name.disc >log 2>&1; done
"$imapi" sim serve --pace 600 cd-r.disc dvd+r.disc bd-r.disc udf.disc unplug.disc >serve.log 2>&1 &
server=$!
until_true 20 test -b /dev/sr4 || { cat serve.log; give_up "the drives do not come"; }
until_true 20 grep -q unplug.disc serve.log

drive=0
for medium in cd-r dvd+r bd-r; do
  sr=/dev/sr$drive
  check "$medium: a folder is burned over SG_IO, closed and verified" \
    says "good" "$imapi" burn --quiet --drive $sr --close --verify full tree
  check "$medium: the kernel knows the size of the disc without anybody's help" size_of_disc $sr
  check "$medium: the kernel's block device holds the image" same_as_disc image.iso $sr
  check "$medium: the kernel mounts it by Rock Ridge, with every file" \
    mounted_holds iso9660 "" $sr tree
  check "$medium: imapi reads the same from it" \
    sh -c '"$1" read --quiet --drive "$2" -o - | cmp -n "$(stat -c %s image.iso)" - image.iso' sh "$imapi" $sr
  check "$medium: imapi names every file as good afterwards" \
    "$imapi" verify --quiet --drive $sr --against tree
  drive=$((drive + 1))
done
check "an image is burned to the generic node, /dev/sg3" \
  says "good" "$imapi" burn --quiet --drive /dev/sg3 --close --verify full udf.iso
check "the kernel mounts it as UDF, with every file" mounted_holds udf "" /dev/sr3 "tree/a folder"
check "the kernel mounts it as ISO 9660, too" mounted_holds iso9660 "" /dev/sr3 "tree/a folder"

# Unplugged in mid-burn: an image that is too large to be over before.
truncate -s 600M large.iso
"$imapi" burn --quiet --json --drive /dev/sr4 --verify none large.iso >unplug.json 2>unplug.err &
burn=$!
check "a burn has begun" until_true 20 sh -c '[ $(stat -c %b unplug.disc) -gt 20000 ]'
check "the drive is unplugged" "$imapi" sim unplug /dev/sr4
check "the burn ends" until_true 60 sh -c "! kill -0 $burn"
wait $burn
check "a burn that lost its drive has failed" [ $? -ne 0 ]
tells_gone() {
  cat unplug.json unplug.err
  grep -q -i -E 'not there|gone|no device' unplug.json unplug.err
}
check "and says that the device is gone" tells_gone
kill $server
check "the server ends in order" wait $server
check "nothing is left in the kernel" sh -c '! ls -d /sys/kernel/config/target/core/user_*/* /dev/sr*'
finish
