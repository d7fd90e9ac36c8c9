#!/bin/sh
# SPDX-License-Identifier: MIT
# Image building against genisoimage and tar, side by side in one run: image.sh BUILD-FOLDER [FOLDER].
# Prints seconds (the best of three) and how many times faster ours is. Needs 7 GB in FOLDER.
set -eu
bench=$(readlink -f "${1:?the build folder}/bench/image-bench")
work=$(mktemp -d "${2:-/tmp}/image-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 - <<'END'
import os
for d in range(200):
    os.makedirs('many/dir%03d' % d)
    for i in range(500):
        with open('many/dir%03d/file%06d.dat' % (d, d * 500 + i), 'wb') as f:
            f.write(b'%d\n' % i * (i * 7 % 300 + 1))
os.makedirs('large')
block = os.urandom(1 << 20)
for i in range(8):
    with open('large/file%d' % i, 'wb') as f:
        for _ in range(256): f.write(block)
os.makedirs('long/one')
for i in range(50000):
    open('long/one/' + 'a name that is the same for all of the files up to its very end, ' + '%06d.txt' % i, 'wb').close()
os.makedirs('empty')
END

best() {
	least=
	for _ in 1 2 3; do
		rm -f out
		start=$(date +%s%N)
		"$@" >log
		t=$((($(date +%s%N) - start) / 1000000))
		if [ -z "$least" ] || [ $t -lt "$least" ]; then least=$t; fi
	done
	echo "$least"
}

peak() { "$bench" "$1" out | sed 's/.*memory \([0-9]*\).*/\1/'; }

show() { awk -v n="$1" -v a="$2" -v b="$3" -v w="$4" 'BEGIN { printf "%-34s %7.2f s   %s %7.2f s   %.1f times faster\n", n, a/1000, w, b/1000, b/a }'; }

show "100000 small files" "$(best "$bench" many out)" "$(best genisoimage -quiet -J -R -o out many)" genisoimage
show "2 GiB in 8 files" "$(best "$bench" large out)" "$(best tar cf out large)" tar
awk -v a="$(best "$bench" long out)" 'BEGIN { printf "%-34s %7.2f s   (limit 3 s)\n", "50000 long names in one folder", a/1000 }'
awk -v a="$(peak many)" -v b="$(peak empty)" 'BEGIN { printf "%-34s %7.0f bytes a file   (limit 400)\n", "memory with 100000 files", (a-b)*1024/100000 }'
