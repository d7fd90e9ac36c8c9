#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: the disc master on a real kernel. The kernel's own scsi_debug makes drives.
# Usage: master.sh TOOL MODULES
. "$GUEST"
imapi=$1
modules=$2
events=$WORK/events
hosts=/sys/bus/pseudo/drivers/scsi_debug/add_host

# listed FOLDER: what the tool lists with the modules of FOLDER.
listed() { IMAPI_MODULE_PATH=$1 "$imapi" list; }
# seen COUNT TEXT: the watch has told TEXT so many times.
seen() { test "$(grep -c "$2" "$events")" -ge "$1"; }
told() { until_true 20 seen 1 "$1"; }
# flood COUNT: as many events for the drive that mean nothing.
flood() {
  count=$1
  while [ "$count" -gt 0 ]; do
    echo change >/sys/block/sr0/uevent
    count=$((count - 1))
  done
}

load_modules cdrom sr_mod sg
modprobe -d "$MODULES" scsi_debug ptype=5 removable=1 || give_up "there is no scsi_debug"
until_true 20 test -b /dev/sr0 || give_up "the kernel made no drive"

listed '' >"$WORK/by-sysfs"
check "sysfs shows the drive" grep -q '^/dev/sr0 .*Linux .*scsi_debug .*adapter0' "$WORK/by-sysfs"
check "nobody opens a drive that sysfs shows" \
  sh -c "! IMAPI_MODULE_PATH='$modules' '$imapi' list -vv 2>&1 | grep libcdio"
if [ -f "$modules/imapi-cdio.so" ]; then
  # Where sysfs tells nothing, as in some containers, libcdio is what is left.
  mount -t tmpfs none /sys/class/scsi_device
  check "without the module a hidden sysfs hides the drive" sh -c "IMAPI_MODULE_PATH= '$imapi' list 2>&1 | grep 'no drive'"
  listed "$modules" >"$WORK/by-libcdio"
  check "libcdio finds the same drive with the same id" cmp "$WORK/by-sysfs" "$WORK/by-libcdio"
  umount /sys/class/scsi_device
fi

"$imapi" list --watch --json >"$events" 2>"$WORK/remarks" &
watch=$!
check "the watch tells of the drive that is there" told '"present","address":"/dev/sr0"'
check "it says that Linux does not look for media" \
  until_true 20 grep -q 'does not look for media in /dev/sr0' "$WORK/remarks"
echo 1 >$hosts
check "it tells of a drive that comes" told '"added","address":"/dev/sr1"'
id=$("$imapi" list | awk '$1 == "/dev/sr1" { print $NF }')
check "with the id that the list gives it" told "\"added\".*\"id\":\"$id\""
echo -1 >$hosts
check "it tells of a drive that goes, by the same id" told "\"removed\".*\"id\":\"$id\""
echo 1 >$hosts
check "it tells of one that comes back" until_true 20 seen 2 '"added"'
check "nothing is told twice" test "$(grep -c '"added"\|"removed"\|"present"' "$events")" = 4

# The watch does not look for a while; meanwhile more happens than the kernel keeps.
kill -STOP $watch
flood 3000
echo -1 >$hosts
kill -CONT $watch
check "lost events are told" told '"rescan"'
check "what came and went meanwhile is told all the same" until_true 20 seen 2 '"removed"'
kill -TERM $watch
wait $watch
check "the watch ends in order" test $? = 0
echo -2 >$hosts

# Media: only our own drives have discs that come and go.
load_drive_modules
echo 200 >/sys/module/block/parameters/events_dfl_poll_msecs
"$imapi" sim new bd-r "$WORK/disc" >/dev/null || give_up "there is no disc"
"$imapi" list --watch --json >"$events" 2>"$WORK/remarks" &
watch=$!
"$imapi" sim serve "$WORK/disc" >"$WORK/server" 2>&1 &
server=$!
until_true 30 grep -q '^/dev/sr' "$WORK/server" || give_up "no drive: $(cat "$WORK/server")"
drive=$(grep -o '^/dev/sr[0-9]*' "$WORK/server")
check "a drive that is served arrives" told "\"added\",\"address\":\"$drive\""
check "with its disc in it" told '"medium-inserted"'
"$imapi" sim eject "$drive" >/dev/null
check "a disc that is taken out is told" told '"medium-removed"'
inserted=$(grep -c '"medium-inserted"' "$events")
"$imapi" sim load "$drive" >/dev/null
check "a disc that is put in is told" until_true 20 seen $((inserted + 1)) '"medium-inserted"'
check "Linux looks for media, and nothing is remarked" test ! -s "$WORK/remarks"
kill -TERM $server
check "a drive that is no longer served is gone" told "\"removed\",\"address\":\"$drive\""
wait $server
kill -INT $watch
wait $watch
check "the watch ends in order again" test $? = 0
finish
