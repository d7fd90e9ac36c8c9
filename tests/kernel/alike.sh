# SPDX-License-Identifier: MIT
# What the scripts share that compare folders with what Linux mounts. $at is a folder with "mnt".
at=.

# listed FOLDER FORMAT: everything below it that a file system can keep.
listed() {
  (cd "$1" && find . -mindepth 1 -printf "$2" | sort)
  (cd "$1" && find . -type f -exec sha256sum {} + | sort -k2)
}
all='%P\t%y\t%m\t%T@\t%U:%G\t%l\n'
links='%P\t%n\n'

# alike FORMAT SOURCE TYPE OPTIONS FOLDER: what the kernel mounts is the folder.
alike() {
  mount -t "$3" -o "ro$4" "$2" "$at/mnt" || return 1
  listed "$at/mnt" "$1" >"$at/got"
  (cd "$at/mnt" && find . -type f -links +1 -printf "$links" | sort) >>"$at/got"
  umount "$at/mnt"
  listed "$5" "$1" >"$at/wanted"
  (cd "$5" && find . -type f -links +1 -printf "$links" | sort) >>"$at/wanted"
  diff "$at/wanted" "$at/got"
}

# quiet NAME: the file system did not complain of what it mounted. It looks for the virtual table one
# block too early, before it looks at the end of the device.
quiet() {
  check "$1" sh -c "! dmesg | grep -E 'UDF-fs: (error|warning).*' |
    grep -v -e 'No anchor found' -e 'udf_read_inode: .* failed !bh'"
  dmesg -C >/dev/null
}
