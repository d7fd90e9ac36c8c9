#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: what the kernel and those who listen to it are told when somebody presses the eject
# button or changes the disc: its events, the size of its block device, "imapi list --watch".
# Usage: events.sh IMAPI
. "$GUEST"

imapi=$1
load_drive_modules
cd "$WORK" || give_up "no work folder"
command -v udevadm >/dev/null || give_up "udevadm is not installed"

# count FILE TEXT; told COUNT FILE TEXT: more than so many times.
count() { grep -c -- "$2" "$1"; }
told() { until_true 30 sh -c '[ "$(grep -c -- "$3" "$2")" -gt "$1" ]' sh "$1" "$2" "$3"; }
press() { "$imapi" sim eject /dev/sr0; }
holds() { "$imapi" info --drive /dev/sr0 2>/dev/null | grep -q "^Held by *imapi burn (process $1)"; }
# size_is FILE: the block device is as long as the track of that disc.
size_is() {
  told=$("$imapi" read --drive "sim:$1" --quiet -o - | wc -c)
  size=$(blockdev --getsize64 /dev/sr0)
  echo "the disc has $told bytes, the kernel finds $size"
  [ "$size" -ge "$told" ] && [ "$size" -le $((told + 300 * 2048)) ]
}
mount_disc() { mount -t iso9660 -o ro /dev/sr0 /run/disc; }

mkdir small large /run/disc
head -c 3000000 /dev/urandom >small/noise
head -c 9000000 /dev/urandom >large/noise
for name in small large; do
  "$imapi" sim new bd-r $name.disc >/dev/null
  "$imapi" burn --drive sim:$name.disc --quiet --verify none $name >/dev/null 2>&1 ||
    give_up "no disc could be made"
  cp $name.disc $name.copy # that can be looked at while the drive has the disc
done
"$imapi" sim new dvd+r blank.disc >/dev/null

echo 100 >/sys/module/block/parameters/events_dfl_poll_msecs
udevadm monitor --kernel --property --subsystem-match=block >uevents 2>&1 &
monitor=$!
"$imapi" list --watch --json >events 2>remarks &
watch=$!
until_true 20 grep -q "^KERNEL" uevents || give_up "udevadm does not listen: $(cat uevents)"
"$imapi" sim serve --clock real 'small.disc?model=close-3s&lasts=load:1' >server 2>&1 &
server=$!
check "imapi tells of the disc in a drive that comes" told 0 events '"medium-inserted"'
check "the kernel knows the size of the disc" until_true 10 size_is small.copy

# The kernel locks the tray of a mounted disc.
until_true 10 mount_disc
check "the kernel mounts the disc" mountpoint -q /run/disc
check "the button does not open the tray then" fails_saying "locked the tray" press
check "the kernel passes the wish on: DISK_EJECT_REQUEST" told 0 uevents '^DISK_EJECT_REQUEST=1'
check "imapi tells of it, too" told 0 events '"eject-requested"'
check "the disc is readable still" diff -r small /run/disc
umount /run/disc

changes=$(count uevents '^DISK_MEDIA_CHANGE=1') removed=$(count events '"medium-removed"')
check "once it is unmounted, the button opens the tray" press
check "the kernel tells that the disc is out: DISK_MEDIA_CHANGE" told $changes uevents '^DISK_MEDIA_CHANGE=1'
check "imapi tells that it is out" told $removed events '"medium-removed"'
inserted=$(count events '"medium-inserted"') changes=$(count uevents '^DISK_MEDIA_CHANGE=1')
check "a larger disc goes in" "$imapi" sim load /dev/sr0 large.disc
check "the kernel tells of a disc: DISK_MEDIA_CHANGE" told $changes uevents '^DISK_MEDIA_CHANGE=1'
check "imapi tells of it" told $inserted events '"medium-inserted"'
check "the block device has the size of the other disc" until_true 10 size_is large.copy
check "the kernel mounts it" until_true 10 mount_disc
check "and finds its files" diff -r large /run/disc
umount /run/disc

# A burn, and a user who wants the disc back at once.
check "a blank disc goes in" "$imapi" sim load /dev/sr0 blank.disc
check "the drive is a drive with a blank disc" until_true 20 sh -c \
  '"$1" info --drive /dev/sr0 | grep -q "^State *blank"' sh "$imapi"
"$imapi" burn --drive /dev/sr0 --quiet --speed 4 --close --verify full large >burn.out 2>&1 &
burn=$!
until_true 20 holds $burn || give_up "the burn did not begin: $(cat burn.out)"
until_true 20 fails_saying "locked the tray" press || give_up "the burn did not lock the tray: $(cat burn.out)"
changes=$(count uevents '^DISK_MEDIA_CHANGE=1') removed=$(count events '"medium-removed"')
check "the button in mid-burn is refused" fails_saying "locked the tray" press
check "so is another disc" fails_saying "locked the tray" "$imapi" sim load /dev/sr0 small.disc
check "the burn goes on" kill -0 $burn
check "meanwhile nobody is told of another disc" \
  test "$(count uevents '^DISK_MEDIA_CHANGE=1') $(count events '"medium-removed"')" = "$changes $removed"
wait $burn
check "the burn ends well" sh -c 'cat burn.out; exit $1' sh $?
check "every sector was verified" grep -q '^Verified *good' burn.out
check "the kernel mounts what was burned" until_true 20 mount_disc
check "and finds its files" diff -r large /run/disc
umount /run/disc
removed=$(count events '"medium-removed"')
check "the button opens the tray after the burn" press
check "imapi tells that the disc is out" told $removed events '"medium-removed"'

kill $watch $monitor $server
wait $watch $monitor $server
check "the disc holds what was burned" "$imapi" verify --drive sim:blank.disc --quiet --against large
finish
