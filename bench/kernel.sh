#!/bin/sh
# SPDX-License-Identifier: MIT
# CPU time of a burn over the kernel's SG_IO, beside xorriso's, on drives that are alike, in one run:
# bench/kernel.sh BUILD-FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
imapi=$(readlink -f "$1/tools/imapi")
echo "== CPU time per GB of a burn to /dev/sr0 in a user-mode Linux (xorriso's must be more)"
exec "$here/../tests/kernel/boot" -m 4096 "$here/guest/burns.sh" "$imapi" "$here/guest/burns.py"
