#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds images of small hard trees and lets other programs read them: what they extract must be
# what was put in.
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
		echo "not ok $1"
		failed=$((failed + 1))
	fi
}

compare() {
	list "$2" >got
	if diff expected got >diff; then verdict "$1" ok; else head -5 diff; verdict "$1" bad; fi
}

have() { command -v "$1" >/dev/null; }

# check NAME COMMAND...: a verdict by exit status.
check() {
	name=$1
	shift
	if "$@" >log 2>&1; then verdict "$name" ok; else head -5 log; verdict "$name" bad; fi
}

# extracts NAME COMMAND...: the program puts the image's tree into out/, which must equal the source.
extracts() {
	name=$1
	shift
	rm -rf out
	mkdir out
	if "$@" >log 2>&1; then compare "$name" "${where:-out}"; else head -5 log; verdict "$name" bad; fi
}

no_errors_by_isovfy() { isovfy image.iso 2>&1 | grep -q 'No errors found'; }
lists_by_isoinfo() { isoinfo -i image.iso -R -l && isoinfo -i image.iso -J -l; }
opens_in_pycdlib() { /usr/bin/python3 -c 'import pycdlib; i = pycdlib.PyCdlib(); i.open("image.iso"); i.close()'; }

judge() {
	tree=$1
	"$build" "$tree" image.iso >/dev/null
	"$build" "$tree" again.iso >/dev/null
	check "$tree: two builds are equal" cmp image.iso again.iso
	list "$tree" >expected
	where=out/t extracts "$tree: xorriso reads Rock Ridge without a warning" xorriso -report_about WARNING \
		-return_with WARNING 32 -osirrox on:auto_chmod_on -indev stdio:image.iso -extract / out/t
	extracts "$tree: bsdtar reads Rock Ridge" bsdtar -C out --options '!joliet' -xf image.iso
	if ! find "$tree" -type l | grep -q . && [ "$tree" != names ]; then
		extracts "$tree: 7zz reads Joliet" 7zz x -y -tiso -oout image.iso
	fi
	check "$tree: isovfy" no_errors_by_isovfy
	check "$tree: isoinfo" lists_by_isoinfo
	check "$tree: pycdlib opens it" opens_in_pycdlib
}

closed_by_udfinfo() { udfinfo image.iso | grep -q '^integrity=closed'; }

# judge_udf TREE FILE-SYSTEMS REVISION
judge_udf() {
	tree=$1
	name="$1, UDF $3, file systems $2"
	"$build" "$tree" image.iso "$2" "$3" >/dev/null
	"$build" "$tree" again.iso "$2" "$3" >/dev/null
	check "$name: two builds are equal" cmp image.iso again.iso
	list "$tree" >expected
	extracts "$name: 7zz reads UDF" 7zz x -y -tudf -oout image.iso
	extracts "$name: libudfread reads UDF" "$UDFREAD_EXTRACT" image.iso out
	check "$name: udfinfo finds it closed" closed_by_udfinfo
	if [ "$2" != 4 ] && [ $(($3)) -lt $((0x250)) ]; then check "$name: pycdlib opens it" opens_in_pycdlib; fi
}

for program in xorriso bsdtar 7zz isovfy isoinfo udfinfo; do
	have $program || { echo "not ok $program is installed"; exit 1; }
done

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
for revision in 0x102 0x150 0x200 0x201 0x250 0x260; do
	for tree in plain deep; do
		judge_udf $tree 4 $revision
		judge_udf $tree 0x107 $revision
	done
done
echo "$judged verdicts, $failed failed"
[ $failed = 0 ]
