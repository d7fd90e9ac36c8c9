#!/bin/sh
# SPDX-License-Identifier: MIT
# udf.sh IMAPI: Linux mounts UDF of every revision, alone and beside ISO 9660, and finds every name,
# byte, mode, owner, time and link.
. "$GUEST"
. "${GUEST%/*}/alike.sh"

imapi=$1
load_drive_modules
cd /run
mkdir mnt

# The tree: what file systems differ in.
mkdir -p tree/dir/sub tree/many 'tree/été/日本語' tree/empty
: >tree/none
printf x >tree/one
head -c 2047 /dev/urandom >tree/block-1
head -c 2048 /dev/urandom >tree/block
head -c 2049 /dev/urandom >tree/block+1
head -c 3000001 /dev/urandom >tree/large
for i in $(seq 400); do echo "$i" >"tree/many/file number $i"; done
echo name >"tree/$(printf '%0200d' 7)"
echo name >'tree/été/日本語/😀 name.txt'
echo name >'tree/a:b*c?d"e<f>g|h\i'
deep=tree/deep
for i in $(seq 20); do deep=$deep/level$i; done
mkdir -p $deep
echo deep >$deep/file
ln tree/one tree/dir/second
ln tree/one 'tree/été/third'
ln -s one tree/link
ln -s ../../one tree/dir/sub/up
ln -s /etc/hostname tree/absolute
ln -s . tree/dot
chmod 4755 tree/block
chmod 600 tree/one
chmod 1777 tree/empty
chown 1000:1001 tree/block-1 tree/dir
mkfifo tree/pipe
mknod tree/device c 4 65
find tree -exec touch -h -d '2021-02-03 04:05:06 UTC' {} +
touch -d '1969-12-31 23:59:58 UTC' tree/none
touch -d '2037-12-31 23:59:58 UTC' tree/block # isofs of this kernel ends in 2038

# no emoji before UDF 2.01: those names are judged by the other revisions
cp -a tree old
rm "old/été/日本語/😀 name.txt"
touch -d '2021-02-03 04:05:06 UTC' old/été/日本語

for revision in 1.02 1.50 2.00 2.01 2.50 2.60; do
  tree=tree
  case $revision in 1.* | 2.00) tree=old ;; esac
  for systems in udf iso,joliet,rr,udf; do
    name="UDF $revision, $systems"
    check "$name: an image" "$imapi" image --quiet --fs $systems --udf $revision -o image $tree
    check "$name: Linux finds all in it" alike "$all" image udf ,iocharset=utf8,loop $tree
    case $systems in
    iso*) check "$name: and by ISO 9660" alike "$all" image iso9660 ,iocharset=utf8,loop $tree ;;
    esac
    quiet "$name: and does not complain"
  done
done

# damaged N: the image without the blocks from N on, 288 of them.
damaged() {
  cp image broken
  dd if=/dev/zero of=broken bs=2048 seek="$1" count=288 conv=notrunc 2>/dev/null
}
blocks=$(($(stat -c %s image) / 2048))
damaged 32
check "without its first descriptors and anchor a volume is found by the last" \
  alike "$all" broken udf ,iocharset=utf8,loop tree
damaged $((blocks - 20))
check "and without the last by the first" alike "$all" broken udf ,iocharset=utf8,loop tree
dmesg -C >/dev/null
finish
