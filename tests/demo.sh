#!/bin/sh
# SPDX-License-Identifier: MIT
# Burns a real folder to a simulated disc and shows every step. Usage: demo.sh TOOL
set -eu
imapi=$(readlink -f "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_STATE_HOME="$dir/state"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() {
  printf '  $ imapi %s\n' "$*"
  "$imapi" "$@"
}

# A folder that every Debian has: the largest of these up to 600 MB.
size=0
for candidate in /usr/share /usr/lib/gcc "/usr/lib/$(uname -m)-linux-gnu" /usr/bin /usr/share/doc /usr/lib; do
  [ -d "$candidate" ] || continue
  mb=$(du -smx "$candidate" 2>/dev/null | cut -f1)
  [ "$mb" -gt "$size" ] && [ "$mb" -le 600 ] && folder=$candidate size=$mb
done

cd "$dir"
say "1. A blank BD-R for a simulated drive, kept in a file"
show sim new bd-r disc.sim
show info --drive sim:disc.sim

say "2. $folder ($size MB) goes onto it: written, closed, every sector verified"
export SOURCE_DATE_EPOCH=1700000000
show burn --drive sim:disc.sim --volume DEMO --verify full --close "$folder"

say "3. What the drive says now"
show info --drive sim:disc.sim

say "4. The disc read back is the image, byte for byte"
show image -o image.iso --volume DEMO "$folder"
show read --drive sim:disc.sim -o disc.iso
cmp image.iso disc.iso && echo "  image.iso and disc.iso are identical: $(sha256sum <disc.iso | cut -c1-64)"

say "5. And every file on the disc is the one in the folder"
show verify --drive sim:disc.sim --against "$folder"

say "To burn a real disc"
cat <<END
  imapi list                                  shows your drives
  imapi burn --drive /dev/sr0 --verify full FOLDER
END
