#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: what the kernel and the user see of tray and disc before, while and after we burn,
# while the kernel looks for events of its own.
# Usage: tray.sh IMAPI
. "$GUEST"

imapi=$1
load_drive_modules
export SOURCE_DATE_EPOCH=1700000000
cd "$WORK" || give_up "no work folder"

seen() { test "$(grep -c "$2" events)" -ge "$1"; }
holds() { "$imapi" info --drive /dev/sr0 2>/dev/null | grep -q "^Held by *imapi burn (process $1)"; }
press_button() { fails_saying "locked the tray" "$imapi" sim eject /dev/sr0; }
# The ioctl CDROMEJECT, as eject and desktops send it.
kernel_eject() {
  python3 -c 'import fcntl, os
fcntl.ioctl(os.open("/dev/sr0", os.O_RDONLY | os.O_NONBLOCK), 0x5309)'
}
# The kernel passes the command on; what the drive answers it keeps for itself.
no_eject() {
  kernel_eject
  ! "$imapi" sim served | grep "^/dev/sr0 .*open"
}
size_of_disc() {
  told=$(sg_readcap --brief /dev/sr0 | awk '{ print $1 * 2048 }')
  size=$(blockdev --getsize64 /dev/sr0)
  echo "the drive tells $told bytes, the kernel $size"
  [ "$size" -ge "$told" ] && [ "$size" -le $((told + 300 * 2048)) ]
}

mkdir folder
head -c 30000000 /dev/urandom >folder/noise
"$imapi" image --quiet -o image.iso folder
"$imapi" sim new dvd+r blank.disc >/dev/null || give_up "there is no disc"
echo 200 >/sys/module/block/parameters/events_dfl_poll_msecs
"$imapi" list --watch --json >events 2>remarks &
watch=$!
"$imapi" sim serve --clock real 'blank.disc?model=close-3s' >server 2>&1 &
server=$!
check "the kernel tells of a drive with a disc" until_true 30 seen 1 '"medium-inserted"'

"$imapi" burn --drive /dev/sr0 --quiet --speed 4 --verify full folder >burn.out 2>&1 &
burn=$!
until_true 20 holds $burn || give_up "the burn did not begin: $(cat burn.out)"
until_true 20 press_button || give_up "the burn did not lock the tray: $(cat burn.out)"
removed=$(grep -c '"medium-removed"' events)
for time in 1 2 3; do
  check "the button does not open the tray in mid-burn, time $time" press_button
  check "an eject by the kernel does not open it, time $time" no_eject
  check "reading by the block device fails or not, the burn goes on, time $time" \
    sh -c "dd if=/dev/sr0 of=/dev/null bs=2048 count=16 2>/dev/null; kill -0 $burn"
done
check "nobody was told that the disc is out" test "$(grep -c '"medium-removed"' events)" = "$removed"
wait $burn
check "the burn ends well, whatever was asked of the tray" [ $? = 0 ]
cat burn.out
check "every sector was verified" grep -q '^Verified *good' burn.out
check "the kernel knows the new size of the disc" until_true 20 size_of_disc
check "and its bytes" cmp -n "$(stat -c %s image.iso)" image.iso /dev/sr0

removed=$(grep -c '"medium-removed"' events)
check "the kernel ejects the disc now" until_true 10 kernel_eject
check "that is told" until_true 20 seen $((removed + 1)) '"medium-removed"'
"$imapi" sim new cd-r other.disc >/dev/null || give_up "there is no other disc"
inserted=$(grep -c '"medium-inserted"' events)
check "another disc is put in" "$imapi" sim load /dev/sr0 other.disc
check "that is told, too" until_true 30 seen $((inserted + 1)) '"medium-inserted"'
check "the kernel does not take it for the one before" \
  sh -c '! dd if=/dev/sr0 of=/dev/null bs=2048 count=1 2>/dev/null'
check "imapi finds a blank CD-R in the drive" sh -c '"$1" info --drive /dev/sr0 | grep -q "^Medium *CD-R "' sh "$imapi"
kill $watch $server
wait $watch $server
finish
