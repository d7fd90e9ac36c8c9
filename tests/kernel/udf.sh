#!/bin/sh
# SPDX-License-Identifier: MIT
# udf.sh IMAPI: Linux mounts UDF of every revision, alone and beside ISO 9660, and finds every name,
# byte, mode, owner, time and link; and the sessions that were added to discs, by /dev/srN.
. "$GUEST"

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

# listed FOLDER FORMAT: everything below it that a file system can keep.
listed() {
  (cd "$1" && find . -mindepth 1 -printf "$2" | sort)
  (cd "$1" && find . -type f -exec sha256sum {} + | sort -k2)
}
all='%P\t%y\t%m\t%T@\t%U:%G\t%l\n'
links='%P\t%n\n'

# alike FORMAT SOURCE TYPE OPTIONS FOLDER: what the kernel mounts is the folder.
alike() {
  mount -t "$3" -o "ro$4" "$2" mnt || return 1
  listed mnt "$1" >got
  (cd mnt && find . -type f -links +1 -printf "$links" | sort) >>got
  umount mnt
  listed "$5" "$1" >wanted
  (cd "$5" && find . -type f -links +1 -printf "$links" | sort) >>wanted
  diff wanted got
}

# quiet NAME: the file system did not complain of what it mounted. It looks for the virtual table one
# block too early, before it looks at the end of the device.
quiet() {
  check "$1" sh -c "! dmesg | grep -E 'UDF-fs: (error|warning).*' |
    grep -v -e 'No anchor found' -e 'udf_read_inode: .* failed !bh'"
  dmesg -C >/dev/null
}

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

# Sessions, each of which adds to those before.
for n in 1 2; do
  mkdir -p part$n/shared whole
  head -c $((100000 * n + n)) /dev/urandom >part$n/shared/data-$n
  echo "part $n" >part$n/newest
  seq $((1000 * n)) >"part$n/Zahlen für $n"
  cp -a part$n/. whole
  cp -a whole whole$n
done
media='cd-r dvd-r bd-r dvd+rw bd-re cd-r-vat dvd-r-vat bd-r-vat'
brief='%P\t%y\t%l\n'
for medium in $media; do
  "$imapi" sim new ${medium%-vat} disc-$medium >/dev/null || give_up "there is no $medium"
done
"$imapi" sim serve disc-* >server 2>&1 &
until_true 60 sh -c 'test "$(grep -c "^/dev/sr" server)" = 8' || give_up "no drives: $(cat server)"
for medium in $media; do
  device=$(grep "disc-$medium\$" server | grep -o '^/dev/sr[0-9]*')
  systems=udf revision=2.01 table=
  case $medium in
  cd-r | dvd+rw) systems=iso,joliet,rr,udf revision=1.02 ;;
  cd-r-vat) systems=iso,joliet,rr,udf revision=1.50 ;;
  bd-*) revision=2.60 ;;
  esac
  case $medium in *-vat) table='--udf-layout vat' ;; esac
  for n in 1 2; do
    append=--append
    [ $n -gt 1 ] || append="--fs $systems --udf $revision $table"
    check "$medium: session $n with $systems $revision" \
      "$imapi" burn --quiet --drive "$device" $append part$n
    check "$medium: Linux finds the files of all sessions" \
      alike "$brief" "$device" udf ,iocharset=utf8 whole$n
  done
  quiet "$medium: and does not complain"
done

# A volume that can be written to: Linux does, and what comes next keeps it.
changes() {
  mount -t udf -o rw,iocharset=utf8 "$1" mnt || return 1
  echo "from Linux" >mnt/linux && mkdir mnt/made && cp part2/newest mnt/made &&
    mv mnt/shared/data-1 mnt/made/moved && rm mnt/newest
  done=$?
  umount mnt && return $done
}
cp -a whole1 changed
(cd changed && echo "from Linux" >linux && mkdir made && cp ../part2/newest made &&
  mv shared/data-1 made/moved && rm newest)
cp -a changed again
cp -a part2/. again
writable='dvd-ram:overwritable:1.02 dvd-ram:sparable:2.01 bd-re:overwritable:2.01'
kill $! && wait
rm disc-*
for row in $writable; do
  "$imapi" sim new "${row%%:*}" "disc-$row" >/dev/null || give_up "there is no $row"
done
"$imapi" sim serve disc-* >server 2>&1 &
until_true 60 sh -c 'test "$(grep -c "^/dev/sr" server)" = 3' || give_up "no drives: $(cat server)"
for row in $writable; do
  device=$(grep "disc-$row\$" server | grep -o '^/dev/sr[0-9]*')
  layout=${row#*:}
  check "$row: a volume for others to write to" "$imapi" burn --quiet --drive "$device" \
    --fs udf --udf "${layout#*:}" --udf-layout "${layout%:*}" part1
  check "$row: Linux writes to it" changes "$device"
  check "$row: and finds what it wrote" alike "$brief" "$device" udf ,iocharset=utf8 changed
  check "$row: so does imapi, which adds to it" \
    "$imapi" burn --quiet --drive "$device" --append part2
  check "$row: Linux finds all" alike "$brief" "$device" udf ,iocharset=utf8 again
  check "$row: and writes again" sh -c \
    "mount -t udf -o rw $device mnt && echo again >mnt/made/again && umount mnt"
  quiet "$row: and does not complain"
done
finish
