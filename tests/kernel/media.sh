#!/bin/sh
# SPDX-License-Identifier: MIT
# media.sh IMAPI BURNER [MEDIUM...]: on every simulated medium the other burner, xorriso or growisofs, writes four
# sessions, erases what can be erased and begins again; then it and we take turns. The kernel finds
# all files after each, and each burner reads what the other one has written. But
#
#	dvd+rw-dl, dvd-r-dl-lj   neither of the two knows them
#	dvd-r-dl    takes one session; growisofs wants one that needs the second layer of a real disc
#	bd-r        growisofs leaves its session open, and xorriso reads only closed ones
#	dvd-rw      growisofs takes it incrementally, which it has to be blanked in full for
. "$GUEST"

imapi=$1 burner=$2
shift 2 # what is left are media, if not all are meant
load_drive_modules
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd # growisofs hands the drive over so
cd /run
for program in xorriso growisofs dvd+rw-format; do
  command -v $program >/dev/null || give_up "$program is not installed"
done

# part N: a folder of new files, one of which is in every part; "whole N" is all of them.
for n in 1 2 3 4; do
  mkdir -p part$n/shared whole
  head -c $((100000 * n + n)) /dev/urandom >part$n/shared/data-$n
  echo "part $n" >part$n/newest
  touch -d "2020-01-0$n" part$n/newest # genisoimage takes the newer one of two files
  cp -a whole whole$n
  cp -a part$n/. whole$n
  rm -rf whole
  cp -a whole$n whole
done

# mounted DEVICE FOLDER: every file of the folder, and nothing else.
mounted() {
  at=/run/mnt-${1##*/}
  mkdir -p "$at"
  mount -t iso9660 -o ro,iocharset=utf8 "$1" "$at" || return 1
  diff -r --no-dereference "$2" "$at"
  same=$?
  umount "$at"
  return $same
}

# The kernel looks anew at a disc that goes out and in.
renew() { { eject "$1" && eject -t "$1"; } >/dev/null 2>&1; }

ours() { "$imapi" burn --quiet --drive "$1" --append "part$2"; }
# What a burner makes of part N; with a word more, xorriso closes the medium with it.
xorriso_writes() { xorriso -joliet on ${3:+-close on} -dev "$1" -map "part$2" /; }
growisofs_writes() {
  case $2 in
  1) growisofs -use-the-force-luke=tty -Z "$1" -R -J part1 ;;
  *) growisofs -use-the-force-luke=tty -M "$1" -R -J "part$2" ;;
  esac
}
xorriso_reads() { xorriso -indev "$1" -find / -type f -exec report_lba -- 2>/dev/null | grep -c "File data" | grep -qx $(find $2 -type f | wc -l); }

# reads NAME DEVICE N: everybody finds what parts 1 to N brought.
reads() {
  renew $2
  check "$1: the kernel finds all files after it" mounted $2 whole$3
  check "$1: so does imapi" "$imapi" verify --quiet --drive $2
  check "$1: so does xorriso" xorriso_reads $2 whole$3
}

# writes NAME DEVICE N WHO [ARGUMENT]: part N.
writes() {
  check "$1: part $3 is written ($4)" $4 $2 $3 $5
}

# in_tmp COMMAND...: with a /tmp that can be written.
in_tmp() { unshare -m sh -c 'mount -t tmpfs none /tmp && "$@"' sh "$@"; }

again() {
  case $burner-$2 in
  xorriso-*) xorriso -outdev $1 -blank as_needed ;;
  growisofs-dvd-rw) in_tmp dvd+rw-format -blank=full $1 ;;
  *) in_tmp dvd+rw-format -force $1 ;;
  esac
}

# whole MEDIUM DEVICE: every sector is erased; what is erased like a medium before is left out.
whole() {
  case $burner-$1 in
  xorriso-cd-rw | xorriso-dvd-rw) xorriso -outdev $2 -blank all ;;
  xorriso-dvd+rw | xorriso-dvd-ram | xorriso-bd-re) xorriso -outdev $2 -format full ;;
  *) return 2 ;;
  esac
}

# refuses DEVICE: the burner says why, and writes nothing.
refuses() {
  ${burner}_writes $1 1 && return 1
  ${burner}_writes $1 1 2>&1 | grep -e "Unsuitable media" -e "is not supported" -e "doesn't appear to be" -e wasted || return 1
  "$imapi" info --drive $1 | grep blank
}

# tries DISC MEDIUM: what the burner does with it by itself.
tries() {
  device=$(drive $1) name="$burner, $2"
  case $burner-$2 in
  *-dvd+rw-dl | *-dvd-r-dl-lj | growisofs-dvd-r-dl)
    check "$name: it says why it does not take it" refuses $device
    return
    ;;
  xorriso-dvd-r-dl)
    writes "$name" $device 1 xorriso_writes closed
    reads "$name" $device 1
    return
    ;;
  esac
  for n in 1 2 3 4; do writes "$name" $device $n ${burner}_writes; done
  case $burner-$2 in growisofs-bd-r | growisofs-bd-r-*) check "$name: imapi closes the session" "$imapi" close --quiet --drive $device ;; esac
  reads "$name" $device 4
  case $2 in
  *rw* | *re* | *ram*)
    check "$name: it is made blank" again $device $2
    writes "$name, again" $device 1 ${burner}_writes
    reads "$name, again" $device 1
    whole $2 $device >whole-$1.log 2>&1
    erased=$?
    [ $erased = 2 ] && return
    check "$name: every sector of it is erased" sh -c "cat whole-$1.log; exit $erased"
    writes "$name, once more" $device 1 ${burner}_writes
    reads "$name, once more" $device 1
    ;;
  esac
}

# turns DISC MEDIUM: one session after another by different programs, which read each other's.
turns() {
  device=$(drive $1) name="in turn with $burner, $2"
  writes "$name" $device 1 ours
  reads "$name" $device 1
  [ $2 = dvd-r-dl ] && return
  writes "$name" $device 2 ${burner}_writes
  reads "$name" $device 2
  writes "$name" $device 3 ours
  reads "$name" $device 3
}

# least MEDIUM: sectors of the smallest disc there is.
least() { [ $1 = cd-r ] && echo 20000 || echo 65536; }

xorriso_burns() { xorriso -as cdrecord dev=$1 padsize=0 $2; }
refused() {
  xorriso_burns $1 $2 2>&1 | grep "exceeds free space" && "$imapi" info --drive $1 | grep blank
}
same_as() { head -c $(stat -c %s $2) $1 | cmp - $2; }

# fills DISC MEDIUM: to the last sector, and not beyond.
fills() {
  device=$(drive $1) name="$burner, $2" sectors=$(least $2)
  image=$WORK/$1
  yes "a sector of $2" | head -c $((2048 * (sectors + 1))) >$image
  check "$name: more than there is room for is refused" refused $device $image
  truncate -s $((2048 * sectors)) $image
  check "$name: it is filled to its last sector" xorriso_burns $device $image
  renew $device
  check "$name: the kernel reads all of it" same_as $device $image
  rm $image
}

media=$*
[ "$media" ] || media=$("$imapi" sim media | awk '{ print $1 }')
[ $burner = xorriso ] || media=$(echo "$media" | grep -v ^cd)
discs=
for medium in $media; do
  uses="tries turns"
  # where another size makes all the difference, to write in turns shows nothing new
  case $burner-$medium in xorriso-cd-r | xorriso-dvd-r | xorriso-bd-r) uses="$uses fills" ;; esac
  case $medium in bd-r-* | bd-re-* | dvd+rw-dl | dvd-r-dl-lj) uses=tries ;; esac
  for use in $uses; do
    size=
    [ $use = fills ] && size="--size $((2048 * $(least $medium)))"
    "$imapi" sim new $medium $use-$medium.disc $size >log 2>&1 || give_up "$(cat log)"
    discs="$discs $use-$medium"
  done
done
"$imapi" sim serve --pace 600 $(printf '%s.disc ' $discs) >served 2>&1 &
server=$!
until_true 60 sh -c "[ \$(grep -c ^/dev/sr served) = $(echo $discs | wc -w) ]" ||
  give_up "the drives do not come: $(cat served)"
drive() { awk -v file="$1.disc" 'index($0, file) { print $1 }' served; }

jobs=
for disc in $discs; do
  (
    scratch=/run/scratch-$disc
    mkdir $scratch
    ${disc%%-*} $disc ${disc#*-} >$disc.said
    : >$disc.judged
  ) &
  jobs="$jobs $!"
done
wait $jobs
cat *.said
check "all discs were judged" [ "$(ls *.judged | wc -l)" = $(echo $discs | wc -w) ]
kill $server
check "the server ends in order" wait $server
finish
