#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: what the other scripts rely on, and that nothing here can harm the machine outside.
. "$GUEST"

load_drive_modules
check "the guest runs a kernel of its own" grep -q '^Linux version [6-9]' /proc/version
check "the kernel can make drives of user programs" test -d /sys/kernel/config/target/../target
check "no drive of the machine outside is seen" sh -c '! ls /dev/sr* /dev/sg*'
check "the machine's own files cannot be changed" sh -c '! touch /usr/touched /etc/touched 2>/dev/null'
check "the work folder can be written" sh -c 'echo text >"$WORK/file" && grep -q text "$WORK/file"'
finish
