#!/bin/sh
# SPDX-License-Identifier: MIT
# Image building beside tar, genisoimage and xorriso: image.sh BUILD-FOLDER [FOLDER [FILES]].
# Everyone gets each tree five times, by turns, each turn begun by another; the medians are compared, and the best are
# shown too. Needs 15 GB in FOLDER (best a tmpfs) and some 30 minutes for the million files (FILES) of the largest tree.
set -eu
bench=$(readlink -f "${1:?the build folder}/bench/image-bench")
files=${3:-1000000}
work=$(mktemp -d "${2:-/tmp}/image-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

make_tree() {
	python3 - "$@" <<'END'
import os, random, sys

kind, count = sys.argv[1], int(sys.argv[2])
chance = random.Random(1)
block = chance.randbytes(1 << 20)
os.makedirs('tree')

def write(path, size):
    with open(path, 'wb') as f:
        while size > 0:
            f.write(block[:size])
            size -= len(block)

if kind == 'large':
    for i in range(count):
        write('tree/file%d' % i, 256 << 20)
elif kind == 'long':
    for i in range(count):
        write('tree/a name that is the same for all of the files up to its very end, %06d.txt' % i, 0)
else:
    for i in range(count):
        folder = 'tree/dir%04d' % (i // 500)
        if i % 500 == 0: os.makedirs(folder)
        write('%s/file%06d.dat' % (folder, i),
              i * 7 % 2100 + 1 if kind == 'small' else int(min(64 << 20, chance.lognormvariate(10, 2))))
END
}

ours() { "$bench" tree out "$@"; }
bridge() { ours 0x107 0x102; }
streamed() { "$bench" tree /dev/stdout 0x107 0x102 | cat >/dev/null; }
tar_of() { tar cf out tree; }
tar_streamed() { tar cf - tree | cat >/dev/null; }
geniso_bridge() { genisoimage -quiet -J -joliet-long -R -udf -o out tree; }
xorriso_of() { xorriso -as mkisofs -quiet -J -joliet-long -R -o out tree; }

# The five times of a program are in times.NAME, a line each, in milliseconds.
median() { sort -n "times.$1" | sed -n 3p; }
best() { sort -n "times.$1" | sed -n 1p; }

# A virtual machine's memory is slow when it is touched anew: everyone gets some that was just in use.
timed() {
	rm -f out
	head -c 6G /dev/zero >out
	rm -f out
	start=$(date +%s%N)
	"$1" >"log.$1" 2>&1 || { cat "log.$1"; exit 1; }
	echo $((($(date +%s%N) - start) / 1000000)) >>"times.$1"
}

# compare TREE PROGRAM...: the first program's median, and its ratio to that of each other one.
compare() {
	tree=$1
	shift
	rm -f times.*
	ours=$1
	for turn in 1 2 3 4 5; do
		for program in "$@"; do timed "$program"; done
		first=$1
		shift
		set -- "$@" "$first"
	done
	for program in times.*; do
		program=${program#times.}
		awk -v tree="$tree" -v name="$program" -v a="$(median "$ours")" -v b="$(median "$program")" -v best="$(best "$program")" \
			'BEGIN { printf "%-28s %-14s %8.2f s (best %.2f)   ours is %.2f of it\n", tree, name, b / 1000, best / 1000, a / b }'
	done
}

memory() { "$@" | sed 's/.*memory \([0-9]*\).*/\1/'; }

make_tree large 8
compare "2 GiB in 8 files" bridge tar_of
rm -rf tree
make_tree mixed 8000
compare "8000 files, 1 B to 64 MiB" bridge tar_of geniso_bridge xorriso_of
rm -rf tree
make_tree small 100000
compare "100000 small files" bridge tar_of geniso_bridge xorriso_of
rm -rf tree
make_tree small "$files"
compare "$files small files" bridge tar_of geniso_bridge
compare "$files small files" streamed tar_streamed
awk -v a="$(memory bridge)" -v n="$files" 'BEGIN { printf "%-28s %-14s %8.0f MB\n", n " small files", "memory", a * 1024 / 1000000 }'
rm -rf tree out
make_tree long 50000
compare "50000 long names, one folder" ours tar_of xorriso_of
