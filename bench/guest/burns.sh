#!/bin/sh
# SPDX-License-Identifier: MIT
# burns.sh IMAPI BURNS.PY: in the guest of kernel.sh, drives with blank discs, and an image in memory.
. "$GUEST"
load_drive_modules
cd /run
head -c 250000000 /dev/urandom >image
d=bd-r
"$1" sim serve --pace 600 $d $d $d $d $d $d >serve.log 2>&1 &
server=$!
until_true 20 grep -q /dev/sr5 serve.log || { cat serve.log; give_up "the drives do not come"; }
python3 "$2" "$1" image /dev/sr[0-5]
kill $server
wait $server
