#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: "imapi sim serve" makes drives, which come and go as they shall.
# Usage: serve.sh IMAPI
. "$GUEST"

imapi=$1
load_drive_modules
cd "$WORK" || give_up "no work folder"

# start_server DRIVES ARGUMENT...: returns when so many drives are there.
start_server() {
  wanted=$1
  shift
  "$imapi" sim serve "$@" >server.out 2>server.err &
  server=$!
  until_true 30 has_drives "$wanted" || give_up "the server made no drives: $(cat server.err)"
}

has_drives() { [ "$(grep -c '^/dev/sr' server.out)" = "$1" ]; }
stop_server() {
  kill -TERM "$server"
  wait "$server"
}
is_gone() { ! [ -e "$1" ]; }
ours_in_configfs() { find /sys/kernel/config/target -name 'imapi-*' -o -name 'naa.*'; }
# is VALUE COMMAND...: prints what came, for the case that it differs.
is() {
  expected=$1
  shift
  got=$("$@" 2>&1)
  echo "expected '$expected', got '$got'"
  [ "$got" = "$expected" ]
}
says() {
  expected=$1
  shift
  got=$("$@" 2>&1)
  echo "$got"
  case $got in *$expected*) ;; *) return 1 ;; esac
}
served() { "$imapi" sim served | grep "^$1 "; }

# Two discs, one of them with a folder on it and closed.
mkdir folder
seq 100000 >folder/numbers
cp "$imapi" folder/program
"$imapi" sim new bd-r full.disc >/dev/null
"$imapi" sim new dvd+r blank.disc >/dev/null
"$imapi" burn --drive sim:full.disc --close --quiet folder >/dev/null 2>&1 ||
  give_up "the disc file could not be burned"
"$imapi" read --drive sim:full.disc --quiet -o full.iso >/dev/null 2>&1 ||
  give_up "the disc file could not be read"
bytes=$(stat -c %s full.iso)

check "a server without drives says what it needs" fails_saying "needs a disc file" "$imapi" sim serve
start_server 2 full.disc blank.disc
check "two drives appear" test -b /dev/sr0 -a -b /dev/sr1 -a -c /dev/sg0 -a -c /dev/sg1
check "the drive says who it is" says "SIM BD-RE REF" sg_inq /dev/sr0
check "the drive is an optical one" says "PDT=5" sg_inq /dev/sr0
check "the drive lists its vital pages" says "00 80 83" sg_inq -p 0 /dev/sg0
check "each drive has a serial number of its own" sh -c \
  '[ "$(sg_inq -p 0x80 /dev/sr0)" != "$(sg_inq -p 0x80 /dev/sr1)" ]'
check "the kernel takes the drive for a writer" says "Can write DVD-R:	1" cat /proc/sys/dev/cdrom/info
check "udev's program sees a medium with a session" says "ID_CDROM_MEDIA_STATE=complete" \
  /usr/lib/udev/cdrom_id /dev/sr0
check "udev's program sees a blank medium" says "ID_CDROM_MEDIA_STATE=blank" \
  /usr/lib/udev/cdrom_id /dev/sr1
check "the block device is as long as what was written" sh -c "[ \$(blockdev --getsize64 /dev/sr0) -ge $bytes ]"
dd if=/dev/sr0 of=kernel.iso bs=64k count="$bytes" iflag=count_bytes 2>/dev/null
check "the kernel reads what the library reads" cmp full.iso kernel.iso
mkdir -p /run/disc
check "the kernel mounts the disc" mount -t iso9660 -o ro /dev/sr0 /run/disc
check "every file is as it was" diff -r folder /run/disc
check "a mounted disc is locked in" fails_saying "locked the tray" "$imapi" sim eject /dev/sr0
umount /run/disc

check "an image burns through the kernel's drive" \
  "$imapi" burn --drive /dev/sr1 --quiet --close --verify full folder
check "the drives are listed with what is in them" says "dvd+r" served /dev/sr1
check "the button opens the tray" "$imapi" sim eject /dev/sr1
check "the list shows the open tray" says "open" served /dev/sr1
check "the drive has no medium then" fails_saying "not ready" sg_turs /dev/sg1
check "a disc that was taken out is free for others" \
  "$imapi" verify --drive sim:blank.disc --quiet --against folder
check "the same disc goes in again" "$imapi" sim load /dev/sr1
until_true 10 dd if=/dev/sr1 of=/dev/null count=1
check "and is read again" dd if=/dev/sr1 of=/dev/null count=1
"$imapi" sim new cd-r other.disc >/dev/null
check "another disc goes in" "$imapi" sim load /dev/sr1 other.disc
check "the drive has the other disc" says "cd-r" served /dev/sr1
check "an image goes in as a pressed disc" "$imapi" sim load /dev/sr1 full.iso
until_true 10 dd if=/dev/sr1 of=/dev/null count=1
check "the kernel reads the image from it" cmp -n $bytes full.iso /dev/sr1
check "a file that is no disc is refused" \
  fails_saying "is not a disc file" "$imapi" sim load /dev/sr1 folder/numbers
check "the tray is open after that" says "open" served /dev/sr1
check "no disc can be put in either" "$imapi" sim load /dev/sr1 none
check "a drive that nobody serves is refused" fails_saying "no server has this drive" "$imapi" sim eject /dev/sr7
check "a drive is found by its file, too" "$imapi" sim eject full.disc
check "eject without a name takes the first drive" "$imapi" sim eject

# The burn is under way when the drive goes away.
"$imapi" sim new bd-r torn.disc >/dev/null
"$imapi" sim load /dev/sr1 torn.disc
head -c 200000000 /dev/urandom >/run/random
"$imapi" burn --drive /dev/sr1 --verify none /run/random >burn.out 2>&1 &
burn=$!
until_true 20 sh -c '[ "$(stat -c %s torn.disc)" -gt 20000000 ]'
check "a drive is unplugged while it is burned to" "$imapi" sim unplug /dev/sr1
wait "$burn"
check "the burn fails with a status, by no signal" sh -c "[ $? -ge 1 ] && [ $? -lt 126 ]"
# depending on the moment, the kernel says "no such device" or "the adapter failed"
check "and says that the drive, or the way to it, is gone" sh -c \
  'cat burn.out; grep -qE "the drive is gone|adapter failed" burn.out'
check "the disc file holds what was written" "$imapi" info --drive sim:torn.disc
until_true 10 is_gone /dev/sr1
check "its device is gone" is_gone /dev/sr1
check "the other drive is still served" served /dev/sr0
check "the server ends in order" stop_server
until_true 10 is_gone /dev/sr0
check "no device is left" is_gone /dev/sr0
check "nothing is left in configfs" is "" ours_in_configfs

start_server 2 full.disc none
kill -KILL "$server"
wait "$server" 2>/dev/null
check "a server that was killed leaves its drives" test -b /dev/sr0
timeout 20 dd if=/dev/sr0 of=/dev/null bs=2048 count=1 skip=9 iflag=direct 2>/dev/null &
reader=$!
start_server 1 full.disc
check "the next server says that it removed them" grep -q "Removed 2 drives" server.err
check "and serves drives of its own" says "full.disc" "$imapi" sim served
wait "$reader"
check "whoever waited for the old drive is let go" test $? -ne 124
kill -KILL "$server"
wait "$server" 2>/dev/null
check "--clean removes what is left" "$imapi" sim serve --clean
check "and nothing is left" is "" ours_in_configfs

# Closing takes 3 s of the drive; the real clock lets them pass.
"$imapi" sim new bd-r slow.disc >/dev/null
start_server 2 --clock real "slow.disc?model=close-3s" none
before=$(date +%s%N)
check "a burn on the real clock works" "$imapi" burn --drive /dev/sr0 --quiet --close --verify none folder
after=$(date +%s%N)
check "its close took the time of the drive" test $(((after - before) / 1000000)) -ge 3000
check "the server on the real clock ends in order" stop_server
check "nothing of it is left" is "" ours_in_configfs

check "the kernel complains of nothing" sh -c \
  '! dmesg | grep -iE "tcmu|target_core|\\bBUG\\b|WARNING|Oops|hung task|I/O error|scsi-1 drive"'
finish
