#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds images of small hard trees and lets other programs read them: what they extract must be
# what was put in. Programs that are not installed are left out; without any the test is skipped.
set -eu
export LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1700000000
build=${IMAGE_BENCH:?the program that builds an image of a folder}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0 judged=0

put() { mkdir -p "$(dirname "$1")"; printf '%s' "$1" >"$1"; }

# Kind, size, digest and name of everything below a folder; links with where they lead.
list() {
	(cd "$1" && chmod -R u+rwX . && find . -mindepth 1 \( -type f -o -type d -o -type l \) \
		-printf '%y %P %l\n' | grep -v "^d" | sort &&
		find . -type d | sort && find . -type f -exec sha256sum {} + | sort -k2)
}

verdict() {
	judged=$((judged + 1))
	if [ "$2" = ok ]; then
		echo "ok $1"
	else
		echo "FAILED $1"
		failed=$((failed + 1))
	fi
}

compare() {
	list "$2" >got
	if diff expected got >diff; then verdict "$1" ok; else head -5 diff; verdict "$1" bad; fi
}

have() { command -v "$1" >/dev/null; }

judge() {
	tree=$1
	"$build" "$tree" image.iso >/dev/null
	"$build" "$tree" again.iso >/dev/null
	cmp image.iso again.iso && verdict "$tree: two builds are equal" ok || verdict "$tree: two builds are equal" bad
	list "$tree" >expected
	if have xorriso; then
		rm -rf out; mkdir out
		xorriso -report_about WARNING -return_with WARNING 32 -osirrox on:auto_chmod_on \
			-indev stdio:image.iso -extract / out/t >log 2>&1 || { cat log; verdict "$tree: xorriso reads without a warning" bad; }
		compare "$tree: xorriso reads Rock Ridge" out/t
	fi
	if have bsdtar; then
		rm -rf out; mkdir out
		bsdtar -C out --options '!joliet' -xf image.iso || verdict "$tree: bsdtar reads" bad
		compare "$tree: bsdtar reads Rock Ridge" out
	fi
	if have 7zz && ! find "$tree" -type l | grep -q . && [ "$tree" != names ]; then
		rm -rf out
		mkdir out
		7zz x -y -tiso -oout image.iso >log || { tail -5 log; verdict "$tree: 7zz reads" bad; }
		compare "$tree: 7zz reads Joliet" out
	fi
	if have isovfy; then
		if isovfy image.iso 2>&1 | grep -q 'No errors found'; then verdict "$tree: isovfy" ok; else verdict "$tree: isovfy" bad; fi
	fi
	if have isoinfo; then
		if isoinfo -i image.iso -R -l >log 2>&1 && isoinfo -i image.iso -J -l >log 2>&1; then verdict "$tree: isoinfo" ok; else verdict "$tree: isoinfo" bad; fi
	fi
	if /usr/bin/python3 -c 'import pycdlib' 2>/dev/null; then
		if /usr/bin/python3 -c 'import pycdlib,sys; i=pycdlib.PyCdlib(); i.open("image.iso"); i.close()'; then verdict "$tree: pycdlib opens it" ok; else verdict "$tree: pycdlib opens it" bad; fi
	fi
}

have xorriso || have bsdtar || exit 77

mkdir empty plain
put 'plain/readme.txt'
put 'plain/dir/another file with a rather long name, longer than 31.text'
: >plain/empty
head -c 2048 /dev/zero >plain/one-block
head -c 300001 /dev/urandom >plain/big
for i in $(seq 300); do put "plain/many/file number $i"; done

for n in 'Привет мир.txt' '日本語.txt' '한국어' 'العربية.txt' 'ελληνικά.pdf' 'עברית' 'é composed' 'é combining' '😀 emoji.png' \
	'a"b' "a'b" 'a*b' 'name:b' 'a?b' 'a<b>c' 'a|b' 'a\b' 'a&b' 'a#b' 'a%b' 'a$b' 'a~b' 'a^b' 'a`b' 'a!b' 'a=b' \
	'a@b' 'a+b' 'a,b' 'a;1' '[a]' '{a}' '(a)' '-a' ' lead' '.hidden' '..x' 'a.b.c.d' 'UPPER' 'upper.' \
	"$(printf '%0250d' 7)" "$(printf 'tab\there')" "$(printf 'bytes \377\376')"; do
	put "names/$n"
done

deep=deep
for i in $(seq 40); do deep=$deep/level$i; put "$deep/file"; done

mkdir links
put links/one
ln links/one links/two
mkdir links/sub
ln links/one links/sub/three
ln -s one links/to-one
ln -s ../one links/sub/up
ln -s /etc/passwd links/absolute
ln -s . links/dot
ln -s "$(printf '%0200d/%0255d' 1 2)" links/long
ln -s "$(printf 'abcd/%.0s' $(seq 150))x" links/very-long

mkdir times
for year in 1899 1900 1969 1970 2027 2038 2100 2155 2156; do
	put "times/$year"
	touch -d "$year-12-31 12:34:56 UTC" "times/$year"
done

for tree in empty plain names deep links times; do judge $tree; done
echo "$judged verdicts, $failed failed"
[ $failed = 0 ]
