#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: who may do what with a drive at one time, as the kernel and other programs see it.
# Usage: exclusive.sh IMAPI
. "$GUEST"

imapi=$1
load_drive_modules
cd "$WORK" || give_up "no work folder"

says() {
  expected=$1
  shift
  got=$("$@" 2>&1)
  echo "$got"
  case $got in *$expected*) ;; *) return 1 ;; esac
}

has_drives() { [ "$(grep -c '^/dev/sr' server.out)" = 2 ]; }
holds() { "$imapi" info --drive "$1" 2>/dev/null | grep -q "^Held by *imapi burn (process $2)"; }
is_free() { ! "$imapi" info --drive "$1" 2>/dev/null | grep -q '^Held by'; }
tray_is_locked() { fails_saying "locked the tray" "$imapi" sim eject "$1"; }

# start_burn DRIVE: a burn that takes some seconds, in the background.
start_burn() {
  "$imapi" burn --drive "$1" --quiet --speed 2 --verify quick big >burn.out 2>&1 &
  burn=$!
  until_true 20 holds "$1" "$burn" || give_up "the burn did not begin: $(cat burn.out)"
  until_true 20 tray_is_locked "$1" || give_up "the burn did not lock the tray: $(cat burn.out)"
}

mkdir small big
seq 10000 >small/numbers
dd if=/dev/urandom of=big/noise bs=1M count=36 2>/dev/null
"$imapi" sim new bd-r data.disc >/dev/null
"$imapi" sim new bd-r blank.disc >/dev/null
"$imapi" burn --drive sim:data.disc --quiet small >/dev/null 2>&1 || give_up "no disc could be made"
"$imapi" sim serve --clock real data.disc blank.disc >server.out 2>server.err &
server=$!
until_true 30 has_drives || give_up "the server made no drives: $(cat server.err)"

place="/run/my disc"
mkdir -p "$place"
mount -t iso9660 -o ro /dev/sr0 "$place" || give_up "the disc cannot be mounted"
check "a mounted disc can be looked at" says "State" "$imapi" info --drive /dev/sr0
check "and info tells where it is mounted" says "/run/my disc" "$imapi" info --drive /dev/sr0
check "a mounted disc can be verified" "$imapi" verify --drive /dev/sr0 --quiet --against small
check "a burn on a mounted disc is refused with the place" \
  fails_saying "mounted on /run/my disc" "$imapi" burn --drive /dev/sr0 --quiet small
check "by the generic node it is refused as well" \
  fails_saying "mounted on /run/my disc" "$imapi" burn --drive /dev/sg0 --quiet small
check "so is a close" fails_saying "mounted on /run/my disc" "$imapi" close --drive /dev/sr0
check "the disc is mounted still" diff -r small "$place"
umount "$place"
check "once it is unmounted the disc can be burned on" \
  "$imapi" burn --drive /dev/sr0 --quiet --verify none small

python3 -c 'import os, time
os.open("/dev/sr0", os.O_RDWR | os.O_EXCL | os.O_NONBLOCK)
print("open", flush=True)
time.sleep(100)' >holder.out &
holder=$!
until_true 20 grep -q open holder.out || give_up "the other program does not start"
check "a drive that another program has for itself is refused with its name" \
  fails_saying "python3 (process $holder)" "$imapi" burn --drive /dev/sr0 --quiet small
check "by the generic node it is refused with the program's name, too" \
  fails_saying "python3 (process $holder)" "$imapi" burn --drive /dev/sg0 --quiet small
check "such a drive can still be looked at" "$imapi" info --drive /dev/sr0
kill "$holder"
wait "$holder" 2>/dev/null

start_burn /dev/sr1
check "a second burn is told the first's name and process" \
  fails_saying "\"imapi burn\" (process $burn)" "$imapi" burn --drive /dev/sr1 --quiet small
check "by the generic node it is told the same" \
  fails_saying "\"imapi burn\" (process $burn)" "$imapi" burn --drive /dev/sg1 --quiet small
check "a read during the burn is refused with the name" \
  fails_saying "\"imapi burn\" (process $burn)" "$imapi" read --drive /dev/sr1 --quiet -o out.iso
check "info tells the owner, and that the disc cannot be looked at now" \
  fails_saying "Held by       imapi burn" "$imapi" info --drive /dev/sr1
check "a mount during the burn is refused" fails_saying "busy" mount -t iso9660 -o ro /dev/sr1 "$place"
dd if=/dev/sr1 of=/dev/null bs=2048 count=1 2>/dev/null
check "another program that opens and closes the drive does not unlock the tray" tray_is_locked /dev/sr1
check "the other drive is not concerned" is_free /dev/sr0
wait "$burn"
check "the burn ends well" test $? -eq 0
check "its disc is as it should be" "$imapi" verify --drive /dev/sr1 --quiet --against big
check "the drive is free again" is_free /dev/sr1

start_burn /dev/sg1
dd if=/dev/sr1 of=/dev/null bs=2048 count=1 2>/dev/null
check "a burn by the generic node keeps the tray locked, too" tray_is_locked /dev/sr1
check "and keeps the disc from being mounted" fails_saying "busy" mount -t iso9660 -o ro /dev/sr1 "$place"
kill -KILL "$burn"
wait "$burn" 2>/dev/null
check "a burn that is killed leaves the drive free at once" is_free /dev/sr1
check "and the next has it" "$imapi" close --drive /dev/sr1 --quiet

kill -TERM "$server"
wait "$server"
finish
