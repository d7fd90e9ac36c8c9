#!/bin/sh
# SPDX-License-Identifier: MIT
# udf-read.sh IMAGE-COMPARE IMAGE-CHECK: the kernel's driver writes files of every kind on volumes of mkudffs - each size of block,
# form of allocation descriptors, strategy and kind of medium - our reader finds what the kernel finds, and our checker no error.
. "$GUEST"

compare=$1 checker=$2
load_modules udf loop
cd /run
command -v mkudffs >/dev/null || give_up "mkudffs is not installed (udftools)"

# Files of every kind, directories with gaps, files in pieces and with holes, in blocks of $1.
cat >fill.py <<'END'
import os, stat, sys
block = int(sys.argv[1])
def put(name, data):
    with open(name, 'wb') as f:
        f.write(data)
os.mkdir('d')
os.makedirs('a/b/c/d/e')
for n in range(200):
    put('d/file-%d' % n, b'x' * (n * 5))
for n in range(0, 200, 3):
    os.unlink('d/file-%d' % n)
for n in range(40):
    put('d/new-\u0436-%d' % n, b'y' * n)
put('big', os.urandom(999999))
os.link('big', 'a/b/hard')
with open('sparse', 'wb') as f:
    f.write(b'start')
    f.seek(600001)
    f.write(b'end')
with open('holes', 'wb') as f:
    for n in range(100):
        f.seek(n * 2 * block)
        f.write(b'%d' % n)
put('cut', b'')
os.truncate('cut', 1234567)
with open('piece1', 'wb', 0) as one, open('piece2', 'wb', 0) as two:
    for n in range(40):
        one.write(os.urandom(4096))
        two.write(os.urandom(4096))
        os.fsync(one)
        os.fsync(two)
os.symlink('../x/./y/../z \xe9 \u540d', 'a/link')
os.symlink('/abs/path', 'a/abs')
os.mkfifo('fifo')
os.mknod('chr', 0o640 | stat.S_IFCHR, os.makedev(12, 200))
os.mknod('blk', 0o640 | stat.S_IFBLK, os.makedev(7, 1))
put('\xe9' * 30, b'latin')
put('\u540d' * 30, b'wide')
os.utime('cut', (10**9, 10**9))
os.chmod('cut', 0o6751)
END

# agrees NAME BLOCK MOUNT-OPTIONS MKUDFFS-OPTION...
agrees() {
  name=$1 block=$2 mount=$3
  shift 3
  truncate -s 16M "$name.img" && mkudffs -b "$block" "$@" "$name.img" >/dev/null || return 1
  mkdir -p mnt
  mount -t udf -o "loop,rw,iocharset=utf8,bs=$block$mount" "$name.img" mnt || return 1
  (cd mnt && python3 ../fill.py "$block") || { umount mnt && return 1; }
  umount mnt && mount -t udf -o "loop,ro,iocharset=utf8,bs=$block" "$name.img" mnt || return 1
  test -e mnt/cut && "$compare" "$name.img" udf mnt
  same=$?
  umount mnt
  "$checker" "$name.img" >findings || { grep ^error findings && same=1; }
  rm "$name.img"
  return $same
}

check "blocks of 512 bytes" agrees b512 512 ""
check "blocks of 1024 bytes and short descriptors, UDF 1.02" agrees b1024 1024 ,shortad --udfrev=1.02
check "blocks of 2048 bytes, UDF 2.01" agrees b2048 2048 "" --udfrev=2.01
check "blocks of 4096 bytes and long descriptors" agrees b4096 4096 ,longad
check "no data beside file entries, UDF 1.50" agrees outside 2048 ,noadinicb --udfrev=1.50
check "strategy 4096" agrees s4096 2048 "" --strategy=4096 --udfrev=1.02
check "a sparable partition" agrees cdrw 2048 "" --media-type=cdrw --udfrev=2.01
finish
